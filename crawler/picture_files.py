"""Pictures of pages as they are kept: writes and reads them with the database; knows no browser and no findings.

A picture is a ``resource`` record of ``ORG.views.warc.gz`` beside the archive: ``urn:view:URL`` for the first screen,
``urn:view:URL#:~:text=WORDS`` for the place where the words stand. Table pictures says where each is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from crawler import archive
from crawler.archive import VIEW, ArchiveError
from crawler.archive_writer import Writer
from crawler.warc import read_record

TYPE = "image/webp"
WORDS = 60
"""Characters of the words by which a place is found and named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture out of the archive."""

    url: str
    words: str
    data: bytes
    digest: str
    taken_at: str


def path_of(home: Path, campaign: str, org: str) -> Path:
    """Where the pictures of an organisation stand."""
    return archive.path_of(home, campaign, f"{org}.views")


def store(
    db: Database, home: Path, campaign: str, org: str, made: Sequence[tuple[str, str, bytes]], software: str,
) -> None:  # fmt: skip
    """Keep these pictures (address, words, WebP) of an organisation instead of those that it has. Raises OSError."""
    path, when = path_of(home, campaign, org), archive.now()
    rows = []
    writer = Writer(path)
    try:
        writer.warcinfo({"software": software, "isPartOf": campaign}, when)
        for url, words, data in made:
            name = f"{VIEW}{url}" + (f"#:~:text={quote(words, safe='')}" if words else "")
            place = writer.resource(name, TYPE, data, when)
            rows.append((campaign, org, url, words, place.offset, place.digest, when))
        writer.flush(sync=True)
    finally:
        writer.close()
    with db.atomic():
        db.execute("DELETE FROM pictures WHERE campaign = ? AND org = ?", [campaign, org])
        db.conn.executemany("INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def kept(db: Database, home: Path, campaign: str, org: str) -> Iterator[Kept]:
    """The pictures of an organisation, compared with their digests. Raises ArchiveError where one was changed."""
    sql = "SELECT url, words, offset, digest, taken_at FROM pictures WHERE campaign = ? AND org = ? ORDER BY offset"
    path = path_of(home, campaign, org)
    if not path.is_file():
        return
    with path.open("rb") as file:
        for url, words, offset, digest, taken_at in db.execute(sql, [campaign, org]):
            record = read_record(file, path, offset)
            if record is None or archive.digest_of(record.block) != digest:
                raise ArchiveError(path, offset, "the picture was changed or is gone")
            yield Kept(url=url, words=words, data=record.block, digest=digest, taken_at=taken_at)

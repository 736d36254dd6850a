"""From the archive to the texts of its documents: reads archives, writes derived archives; no network, no clock.

Documents are opened in a child process only; Tesseract is another. What was derived once is taken over.
"""

from __future__ import annotations

import collections
import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from audit.database import connect
from audit.derived import Derived, How, Source, is_from, pack, pack_info, path_of, read
from audit.reading.child import Reader, Reading
from audit.reading.kinds import PICTURES, READABLE, VERSION, magic, said, tool
from audit.reading.outcome import MAX_TEXT, State
from crawler import campaigns, stages
from crawler.archive import Archive, ArchiveError, Response
from crawler.archive import read as read_archive
from crawler.content import kind_of
from crawler.warc import read_record, read_records

if TYPE_CHECKING:
    from audit.reading.ocr import Ocr

_READ = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_FILES = frozenset({"pdf", "ole", "zip", "rtf", "djvu", "rar", "7z"}) | PICTURES
"""Kinds by their first bytes that are documents whatever they are said to be."""


@dataclass(kw_only=True)
class Tally:
    """How far it is; counted up while it goes on."""

    org: str = ""
    number: int = 0
    """Of the organisation in hand, from 1."""
    of: int = 0
    documents: int = 0
    kept: int = 0
    """Of them taken over from an earlier run, or read already under another address."""
    recognised: int = 0
    """Of them read by Tesseract."""
    states: collections.Counter[State] = field(default_factory=collections.Counter)


Told = Callable[[Tally], None]


def derive(
    home: Path, campaign: str, *, orgs: Sequence[str] = (), ocr: Ocr | None = None, again: bool = False,
    told: Told | None = None, broken: Callable[[ArchiveError], None] | None = None,
) -> Tally:  # fmt: skip
    """Derive the texts of the crawls of a campaign that are done, each into a file beside its archive.

    ``ocr`` reads scans; without it those that were read before keep their text. ``again`` takes nothing over. ``told``
    hears after each document. An archive that was cut or changed is told to ``broken`` and passed over; without it the
    first ArchiveError is raised at the end. Raises CampaignError, StageError for a final campaign, ReaderError where
    the child does not start.
    """
    db = connect(home)
    with contextlib.closing(db.conn):
        stages.keep_final(db, campaign)
        wanted = {org.id for org in campaigns.organisations(db, campaign, orgs)}
        query = "SELECT org, archive, archive_end FROM crawls WHERE campaign = ? AND archive != '' AND state NOT IN"
        rows = db.query(f"{query} ('pending', 'running') ORDER BY org", [campaign])
        crawls = [row for row in rows if row["org"] in wanted]
    tally = Tally(of=len(crawls))
    faults = list[ArchiveError]()
    with Reader() as reader:
        deriver = Deriver(reader, ocr, again=again)
        for number, row in enumerate(crawls, start=1):
            tally.org, tally.number = row["org"], number
            try:
                archive = read_archive(home / row["archive"], row["archive_end"] or None)
                deriver.derive(archive, tally, told)
            except ArchiveError as error:
                (broken or faults.append)(error)
    if faults:
        raise faults[0]
    return tally


class Deriver:
    """Derives archive after archive with one child process."""

    def __init__(self, reader: Reader, ocr: Ocr | None = None, *, again: bool = False) -> None:
        """``again``: derive anew what was derived before."""
        self._reader, self._ocr, self._again = reader, ocr, again

    def derive(self, archive: Archive, tally: Tally, told: Told | None = None) -> Path:
        """Write the derived archive of one crawl; gives its path.

        It takes the place of an older one when it is whole. What was done before an interruption stays in a file with
        the ending ``.part`` and is taken over. Raises ArchiveError.
        """
        path = path_of(archive.path)
        part = path.with_name(path.name + ".part")
        _never_over_an_archive(path, archive.path.name)
        done: dict[str, Derived] = {}
        if not self._again:
            for file in (path, part):
                done |= {one.digest: one for one in _whole(file, archive.path.name)}
        with archive.path.open("rb") as records, part.open("wb") as out:
            first = read_record(records, archive.path, 0)
            when = first.headers.get("warc-date", "") if first else ""
            out.write(pack_info(archive.path.name, f"glasnost-reading {VERSION}", when))
            for response, claimed in documents(archive):
                one = self._one(response, claimed, done, tally)
                record = read_record(records, archive.path, response.offset)
                source = Source(
                    record=record.headers.get("warc-record-id", "") if record else "", when=response.fetched_at
                )
                out.write(pack(one, source))
                out.flush()
                tally.documents += 1
                tally.states[one.state] += 1
                if told is not None:
                    told(tally)
            os.fsync(out.fileno())
        part.replace(path)
        return path

    def _one(self, response: Response, claimed: str, done: dict[str, Derived], tally: Tally) -> Derived:
        old = done.get(response.digest)
        if old is not None and not self._stale(old):
            tally.kept += 1
        else:
            old = self._read(response, claimed)
            done[response.digest] = old
            tally.recognised += old.how == "ocr"
        return replace(old, url=response.url, offset=response.offset, said_kind=claimed)

    def _stale(self, old: Derived) -> bool:
        """Whether other tools are at hand now than those that read it."""
        if old.tool != tool(old.kind):
            return True
        if self._ocr is None or old.ocr_tool == self._ocr.tool:
            return False
        return old.how == "ocr" or bool(old.ocr_tool) or (old.state == "image_only" and not old.note)

    def _read(self, response: Response, claimed: str) -> Derived:
        reading = self._reader.read(response.body, claimed)
        how: How = "text"
        ran = ""
        if reading.state == "image_only" and reading.ocr and self._ocr is not None:
            ran = self._ocr.tool
            reading = recognised(reading, response.body, self._reader, self._ocr)
            how = "ocr" if reading.state == "text" else "text"
        return Derived(
            url=response.url, offset=response.offset, digest=response.digest, state=reading.state, kind=reading.kind,
            said_kind=claimed, text=reading.text, cut=reading.cut, pages=reading.pages, how=how,
            tool=tool(reading.kind), ocr_tool=ran, note=reading.note,
        )  # fmt: skip


def recognised(reading: Reading, data: bytes, reader: Reader, ocr: Ocr) -> Reading:
    """A scan with the words of its first pages, or as it was with a note where none were found."""
    lines: list[str] = []
    notes: list[str] = []
    images = reader.pictures(data, reading.kind)
    for number, image in enumerate(images, start=1):
        result = ocr.recognise(image)
        lines.extend(result.lines)
        if result.state != "text":
            notes.append(f"OCR of picture {number}: {result.state}")
    note = "; ".join(notes)
    if not lines:
        return replace(reading, note=note or ("OCR found no words" if images else "nothing could be rendered"))
    text = "\n".join(lines)
    cut = len(text) > MAX_TEXT or reading.pages > len(images)
    return replace(reading, state="text", text=text[:MAX_TEXT], cut=cut, note=note)


def documents(archive: Archive) -> Iterator[tuple[Response, str]]:
    """The documents and pictures of an archive with the kind that each is said to be. Raises ArchiveError."""
    wanted = {
        entry.offset for entry in archive.ledger
        if entry.state == "fetched" and not entry.redirect_to and entry.via not in ("robots", "sitemap")
    }  # fmt: skip
    for response in archive.responses():
        if response.offset not in wanted or response.status not in _READ:
            continue
        claimed = said(response.url, response.content_type, response.header("Content-Disposition"))
        kind = magic(response.body)
        if kind_of(response.content_type, response.url, response.body) == "page" and kind not in _FILES:
            continue
        if kind in _FILES or claimed in READABLE:
            yield response, claimed


def _whole(path: Path, archive: str) -> Iterator[Derived]:
    """What can be read of an earlier run; a file that was cut gives its beginning."""
    with contextlib.suppress(ArchiveError):
        yield from read(path, archive)


def _never_over_an_archive(path: Path, archive: str) -> None:
    """An organisation may be named so that its archive stands where these texts belong. Raises ArchiveError."""
    try:
        first = next(read_records(path), None) if path.exists() else None
    except ArchiveError:
        return
    if first is not None and not is_from(first, archive):
        raise ArchiveError(path, 0, f"it is no derived archive of {archive}, whose texts belong there; rename one")

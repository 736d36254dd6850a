"""Pictures beside a page: reads those of the archive, writes each as a file of the report, once. Must not judge."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from crawler import picture_files as archived

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.finding import Finding

_WEBP = b"WEBPVP8 "
_SIZE = 26
"""Where a WebP says its width and height (RFC 9649, 2.5), two bytes each, little-endian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file beside the pages."""

    path: str
    """From the folder of the report."""
    words: str
    """Of the place that it shows; empty where it is the first screen."""
    url: str
    taken_at: str
    width: int
    height: int


class Pictures:
    """Those of one organisation."""

    def __init__(self, made: Sequence[Picture], homes: AbstractSet[str]) -> None:
        """Keep them by address and words; ``homes``: addresses of the home page."""
        self._by_place = {(one.url, one.words): one for one in made}
        self.home = next((one for one in made if not one.words and one.url in homes), None)
        """The first screen of the home page."""

    def of(self, finding: Finding | None) -> Picture | None:
        """The fragment that convinced us, else the first page where we looked; None where neither was taken."""
        if finding is None:
            return None
        for one in finding.evidence:
            place = self._by_place.get((one.url, one.quote[: archived.WORDS]))
            if found := place or self._by_place.get((one.url, "")):
                return found
        return self._by_place.get((finding.looked[0], "")) if finding.looked else None


def write_pictures(db: Database, home: Path, campaign: str, org: str, out: Path, page: str) -> Pictures:
    """Write the pictures of an organisation beside its ``page``, which is named from the folder of the report.

    Raises ClickException where they cannot be written.
    """
    made = []
    for one in archived.kept(db, home, campaign, org):
        path = f"pictures/{PurePosixPath(page).stem}/{one.digest.removeprefix('sha256:')[:16]}.webp"
        target = out / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(one.data)
        except OSError as error:
            raise click.ClickException(f"Cannot write the report to {target}: {error.strerror}.") from error
        width, height = _size(one.data)
        made.append(Picture(path=path, words=one.words, url=one.url, taken_at=one.taken_at, width=width, height=height))
    sql = "SELECT url FROM urls WHERE campaign = ? AND org = ? AND depth = 0"
    return Pictures(made, {url for (url,) in db.execute(sql, [campaign, org])})


def _size(data: bytes) -> tuple[int, int]:
    """Width and height; nothing (0) where the picture is not what Chromium makes."""
    if data[8:16] != _WEBP or len(data) < _SIZE + 4:
        return 0, 0
    width, height = struct.unpack_from("<HH", data, _SIZE)
    return width & 0x3FFF, height & 0x3FFF

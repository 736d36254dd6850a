"""Pictures of pages that a report shows: opens them once more in the browser, writes small WebP; knows no findings.

A picture is a ``resource`` record of ``ORG.views.warc.gz`` beside the archive: ``urn:view:URL`` for the first screen,
``urn:view:URL#:~:text=WORDS`` for the place where the words stand. Table pictures says where each is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlite_utils import Database

from crawler import archive, settings, urls
from crawler.archive import VIEW, ArchiveError, Writer
from crawler.browser import Browser, BrowserFailed, NoBrowser
from crawler.guard import Guard
from crawler.probes.picture import TYPE, picture
from crawler.probes.showing import show
from crawler.warc import Packer, read_record

AT_ONCE = 3
"""Sites at once; one page at a time of each."""
WORDS = 60
"""Characters of the words by which a place is found and named."""
_SECONDS = 60.0


class Wanted(NamedTuple):
    """A picture that somebody wants."""

    url: str
    words: str = ""
    """Of the place to show; empty: the first screen."""


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


def take(
    db: Database, home: Path, campaign: str, wanted: Mapping[str, Sequence[Wanted]], *, allow_private: bool = False,
    delay: float = 1.0, told: Callable[[str], None] = print,
) -> int:  # fmt: skip
    """Take the pictures that are wanted of each organisation, instead of those that it has; how many were taken.

    Without a browser none is taken, and ``told`` hears why. Raises OSError where they cannot be written.
    """
    return asyncio.run(_take(db, home, campaign, wanted, allow_private, delay, told))


async def _take(
    db: Database, home: Path, campaign: str, wanted: Mapping[str, Sequence[Wanted]], allow_private: bool,  # noqa: FBT001
    delay: float, told: Callable[[str], None],
) -> int:  # fmt: skip
    browser = Browser(Guard(None, allow_private=allow_private), settings.USER_AGENT, at_once=AT_ONCE)
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(org: str) -> int:
        async with turns:
            made = [row async for row in _pictures(browser, wanted[org], delay)]
        _store(db, home, campaign, org, made)
        return len(made)

    try:
        done = await asyncio.gather(*map(one, wanted), return_exceptions=True)
    finally:
        await browser.close()
    if fault := next((one for one in done if isinstance(one, NoBrowser)), None):
        told(str(fault))
    for row in done:
        if isinstance(row, BaseException) and not isinstance(row, NoBrowser):
            raise row
    return sum(row for row in done if isinstance(row, int))


async def _pictures(browser: Browser, wanted: Sequence[Wanted], delay: float):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """The pictures of one site, page by page. Raises NoBrowser."""
    from playwright.async_api import Error

    pages: dict[str, list[str]] = {}
    for one in wanted:
        pages.setdefault(one.url, []).append(one.words)
    for url, places in pages.items():
        try:
            async with browser.page(site=urls.authority(url)) as page, asyncio.timeout(_SECONDS):
                await show(page, url)
                for words in dict.fromkeys(place[:WORDS] for place in places):
                    shot = await picture(page, words) or (await picture(page) if words else None)
                    if shot is not None:
                        yield url, words, shot
        except (Error, BrowserFailed, TimeoutError):
            continue  # a picture is a help to the reader; without it the words and the address stand
        await asyncio.sleep(delay)


def _store(db: Database, home: Path, campaign: str, org: str, made: Sequence[tuple[str, str, bytes]]) -> None:
    path, when = path_of(home, campaign, org), archive.now()
    rows = []
    writer = Writer(path, Packer())
    try:
        writer.warcinfo({"software": settings.USER_AGENT.partition(" ")[0], "isPartOf": campaign}, when)
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

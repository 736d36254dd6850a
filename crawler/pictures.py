"""Takes pictures of pages that a report shows: opens them once more in the browser; knows no findings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database

from crawler import robots, stages, urls
from crawler.agent import named
from crawler.archive import ArchiveError, path_of, response_at
from crawler.browser import Browser, BrowserFailed, NoBrowser
from crawler.encoding import decode
from crawler.guard import Guard, Refused, Unknown
from crawler.hosts import Hosts
from crawler.kept_rules import rules_in
from crawler.lock import alone
from crawler.navigation import Navigation
from crawler.picture_files import WORDS, store
from crawler.probes.picture import picture
from crawler.probes.showing import NotShown, show
from crawler.robots import Rules
from crawler.store import Store

if TYPE_CHECKING:
    from playwright.async_api import Page

AT_ONCE = 3
"""Sites at once, and pages; never two of one host."""
_SECONDS = 60.0


class Wanted(NamedTuple):
    """A picture that somebody wants."""

    url: str
    words: str = ""
    """Of the place to show; empty: the first screen."""


def take(
    db: Database, home: Path, campaign: str, wanted: Mapping[str, Sequence[Wanted]], *, allow_private: bool = False,
    delay: float = 1.0, contact: str = "", told: Callable[[str], None] = print,
    over: Callable[[], bool] = lambda: False,
) -> int:  # fmt: skip
    """Take the pictures that are wanted of each organisation, instead of those that it has; how many were taken.

    ``contact`` is told to the sites. Sites of one host take turns as in the crawl, ``delay`` seconds apart. Without a
    browser none is taken, and ``told`` hears why. Sites whose turn comes when it is ``over`` keep the pictures that
    they have. Raises OSError where they cannot be written, BusyError where a crawl is under way.
    """
    with alone(home):
        return asyncio.run(_take(db, home, campaign, wanted, allow_private, delay, named(contact), told, over))


async def _take(
    db: Database, home: Path, campaign: str, wanted: Mapping[str, Sequence[Wanted]], allow_private: bool,  # noqa: FBT001
    delay: float, agent: str, told: Callable[[str], None], over: Callable[[], bool],
) -> int:  # fmt: skip
    stages.keep_final(db, campaign)
    guard = Guard(None, allow_private=allow_private)
    browser = Browser(guard, agent, at_once=AT_ONCE)
    hosts, sites = Hosts(guard, delay), asyncio.Semaphore(AT_ONCE)

    async def one(org: str) -> int:
        async with sites:  # what is taken of a site is held until it is stored
            if over():
                return 0
            rules = dict(_rules(db, home, campaign, org))
            read = dict(_encodings(db, home, campaign, org, {one.url for one in wanted[org]}))
            made = [row async for row in _pictures(browser, hosts, wanted[org], rules, read)]
        store(db, home, campaign, org, made, agent.partition(" ")[0])
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


async def _pictures(
    browser: Browser, hosts: Hosts, wanted: Sequence[Wanted], rules: Mapping[str, Rules], encodings: Mapping[str, str],
) -> AsyncIterator[tuple[str, str, bytes]]:  # fmt: skip
    """The pictures of one site, page by page. Raises NoBrowser."""
    from playwright.async_api import Error

    pages: dict[str, list[str]] = {}
    for one in wanted:
        pages.setdefault(one.url, []).append(one.words)
    for url, places in pages.items():

        async def permit(target: str, url: str = url) -> bool:
            # The crawl was allowed to read the page itself.
            return urls.normalise(target) == urls.normalise(url) or robots.allowed(rules, target)

        going = Navigation(permit, encodings.get(url, ""))
        asked = rules.get(urls.authority(url), robots.ALLOW_ALL).delay()
        try:
            # The turn is held until the pictures are made: what a page goes on loading is of its host as a rule.
            async with (
                browser.page(site=urls.authority(url)) as page,
                hosts.turn(url, asked),
                asyncio.timeout(_SECONDS),
            ):
                await going.watch(page)
                await show(page, url)
                async for words, shot in _shots(page, places):
                    yield url, words, shot
        except (Error, BrowserFailed, NotShown, TimeoutError, Refused, Unknown):
            continue  # a picture is a help to the reader; without it the words and the address stand
        finally:
            going.close()


async def _shots(page: Page, places: Sequence[str]) -> AsyncIterator[tuple[str, bytes]]:
    """Each place of a page; where its words are not to be seen, the first screen, which is told as that and no more."""
    made: set[str] = set()
    for words in dict.fromkeys(place[:WORDS] for place in places):
        told, shot = words, await picture(page, words)
        if shot is None and words and "" not in made:
            told, shot = "", await picture(page)
        if shot is not None and told not in made:
            made.add(told)
            yield told, shot


def _rules(db: Database, home: Path, campaign: str, org: str) -> Iterator[tuple[str, Rules]]:
    """What robots.txt told the crawl of a site; nothing where its archive cannot be read."""
    with contextlib.suppress(ArchiveError):
        yield from rules_in(path_of(home, campaign, org), Store(db, campaign).rows(org))


def _encodings(
    db: Database, home: Path, campaign: str, org: str, pages: AbstractSet[str],
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """What the crawl read these pages in; nothing where its archive cannot be read."""
    path = path_of(home, campaign, org)
    with contextlib.suppress(ArchiveError, OSError):
        for row in Store(db, campaign).rows(org):
            if row.url in pages and row.offset is not None:
                yield row.url, decode(response_at(path, row.offset).body, row.content_type)[1]

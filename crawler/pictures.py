"""Takes pictures of pages that a report shows: opens them once more in the browser; knows no findings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from crawler import robots, stages, urls
from crawler.agent import named
from crawler.archive import ArchiveError, path_of
from crawler.browser import Browser, BrowserFailed, NoBrowser
from crawler.guard import Guard, Refused, Unknown
from crawler.hosts import Hosts
from crawler.kept_rules import rules_in
from crawler.lock import alone
from crawler.navigation import Navigation
from crawler.picture_files import WORDS, store
from crawler.probes.picture import picture
from crawler.probes.showing import show
from crawler.robots import Rules
from crawler.store import Store

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
) -> int:  # fmt: skip
    """Take the pictures that are wanted of each organisation, instead of those that it has; how many were taken.

    ``contact`` is told to the sites. Sites of one host take turns as in the crawl, ``delay`` seconds apart. Without a
    browser none is taken, and ``told`` hears why. Raises OSError where they cannot be written, BusyError where a crawl
    is under way.
    """
    with alone(home):
        return asyncio.run(_take(db, home, campaign, wanted, allow_private, delay, named(contact), told))


async def _take(
    db: Database, home: Path, campaign: str, wanted: Mapping[str, Sequence[Wanted]], allow_private: bool,  # noqa: FBT001
    delay: float, agent: str, told: Callable[[str], None],
) -> int:  # fmt: skip
    stages.keep_final(db, campaign)
    guard = Guard(None, allow_private=allow_private)
    browser = Browser(guard, agent, at_once=AT_ONCE)
    hosts, sites = Hosts(guard, delay), asyncio.Semaphore(AT_ONCE)

    async def one(org: str) -> int:
        async with sites:  # what is taken of a site is held until it is stored
            rules = dict(_rules(db, home, campaign, org))
            made = [row async for row in _pictures(browser, hosts, wanted[org], rules)]
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
    browser: Browser, hosts: Hosts, wanted: Sequence[Wanted], rules: Mapping[str, Rules],
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

        going = Navigation(permit)
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
                for words in dict.fromkeys(place[:WORDS] for place in places):
                    shot = await picture(page, words) or (await picture(page) if words else None)
                    if shot is not None:
                        yield url, words, shot
        except (Error, BrowserFailed, TimeoutError, Refused, Unknown):
            continue  # a picture is a help to the reader; without it the words and the address stand
        finally:
            going.close()


def _rules(db: Database, home: Path, campaign: str, org: str) -> Iterator[tuple[str, Rules]]:
    """What robots.txt told the crawl of a site; nothing where its archive cannot be read."""
    with contextlib.suppress(ArchiveError):
        yield from rules_in(path_of(home, campaign, org), Store(db, campaign).rows(org))

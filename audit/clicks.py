"""How many clicks lead from the home page to the pages of a site, by the way that the crawl took: reads table urls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from crawler import urls

if TYPE_CHECKING:
    from sqlite_utils import Database

_CLICKED = frozenset({"a", "area", "onclick", "data-href"})
_BY_ITSELF = frozenset({"redirect", "refresh", "canonical", "frame"})
"""Ways from one address to another that a reader does nothing for; ``start`` begins one. Others, such as a sitemap's or
an address that the law prescribes, are no way of a reader."""


class Way(NamedTuple):
    """How an address was met, as crawler.ledger has it."""

    url: str
    parent: str
    via: str
    depth: int


def load_clicks(db: Database, campaign: str, org: str) -> dict[str, int]:
    """Clicks to each page of a site that was read. See ``clicks``."""
    sql = """SELECT url, parent, via, depth FROM urls WHERE campaign = ? AND org = ?
             AND (state = 'fetched' OR redirect_to != '' OR reason = 'duplicate')"""
    return clicks(Way(*row) for row in db.execute(sql, [campaign, org]))


def clicks(ways: Iterable[Way]) -> dict[str, int]:
    """Clicks from the home page, by address, where a reader's way is known; never less than the shortest way has.

    The crawl keeps one way to each spelling of an address, so that the shortest may not be among them.

    >>> clicks([Way("http://a.example/", "", "start", 0), Way("http://a.example/b", "http://a.example/", "a", 1)])
    {'http://a.example/': 0, 'http://a.example/b': 1}
    """
    every = list(ways)
    keys = {url: urls.key(url) for way in every for url in (way.url, way.parent)}
    onwards: dict[str, list[tuple[str, int]]] = {}
    for way in every:
        if way.via in _BY_ITSELF:
            onwards.setdefault(keys[way.parent], []).append((keys[way.url], 0))
        elif way.via in _CLICKED and way.depth:  # without depth: guessed, and not named by a page
            onwards.setdefault(keys[way.parent], []).append((keys[way.url], 1))
    known: dict[str, int] = {}
    waiting = deque((keys[way.url], 0) for way in every if way.via == "start")
    while waiting:  # what is reached without a click goes first
        place, number = waiting.popleft()
        if place in known:
            continue
        known[place] = number
        for target, more in onwards.get(place, ()):
            (waiting.append if more else waiting.appendleft)((target, number + more))
    return {way.url: known[keys[way.url]] for way in every if keys[way.url] in known}

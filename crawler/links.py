"""The links of a page into the queue of its visit: reads page facts, plan and scope; knows no network."""

from __future__ import annotations

from crawler import order, urls
from crawler.page_facts import Link
from crawler.page_links import PageLinks
from crawler.queue import Found, Queue
from crawler.routes import Route
from crawler.store import Row
from crawler.urls import Scope

_OTHER_SCHEMES = ("ftp:", "ftps:", "file:")
"""Schemes that name a file which we do not fetch; mailto:, tel: and the like name none and stand in no ledger."""
_JUDGED = 20_000
"""Links remembered as judged; beyond, they are judged again."""


class LinkSorter:
    """Decides about every link of a visit: wanted (and how soon) or skipped (and why)."""

    def __init__(self, queue: Queue, ranker: order.Ranker, scope: Scope) -> None:
        """Use the visit's queue and scope; the ranker is shared."""
        self._queue, self.ranker, self.scope = queue, ranker, scope
        self._judged: set[int] = set()
        self._moved: dict[str, str] = {}
        self._menu = order.MENU_LINKS

    def learn(self, source: str, target: str) -> None:
        """A redirect kept the path and changed the origin: links to the old origin go to the new one at once."""
        old, new = urls.authority(source), urls.authority(target)
        if old != new and source[len(old) :] == target[len(new) :]:
            self._moved[old] = new
            self._moved.pop(new, None)  # the last that the site says holds; two rules must not chase each other

    def spelt(self, url: str, base: str = "", encoding: str = "utf-8") -> str | None:
        """An address in our spelling, at the origin where the site is now; None where there is none."""
        made = urls.normalise(url, base, encoding)
        if made is None or not self._moved:
            return made
        origin = urls.authority(made)
        return self._moved.get(origin, origin) + made[len(origin) :]

    def fit(self, row: Row) -> int:
        """How well an address of the queue fits the plan."""
        return self.ranker.fit(row.url, row.link_text)

    def page(self, page: PageLinks, row: Row, *, home: bool) -> None:
        """Sort all links of a page that was met as ``row``."""
        if len(self._judged) > _JUDGED:
            self._judged.clear()
        parent_fit = self.fit(row)
        for link in page.links:
            href = link.url
            mark = hash((href, link.text))
            if mark in self._judged:
                continue
            self._judged.add(mark)
            found = Found(row.url, link.text, link.via, row.depth + 1)
            if href.lower().startswith(_OTHER_SCHEMES):
                self._queue.skip(order.tidy(href), "scheme", found)
            elif href:
                self._link(link, found, home=home, parent_fit=parent_fit, encoding=page.encoding)
        self._elsewhere(page, row)

    def _link(self, link: Link, found: Found, *, home: bool, parent_fit: int, encoding: str) -> None:
        url = self.spelt(link.url, "", encoding)
        if url is None:
            return
        ending = urls.extension(url)
        fit = self.ranker.fit(url, link.text, link.title)
        if not self.wanted(url, fit, found):
            return
        if ending in urls.MEDIA:
            self._queue.skip(url, "media", found)
        elif ending in urls.DOCUMENTS:
            self._queue.add(url, order.document(fit=fit, parent_fit=parent_fit), found)
        elif found.via == "frame":  # a part of the page that names it
            self._queue.add(url, order.TOPIC + parent_fit if parent_fit else order.CHILD, found)
        else:
            priority = order.link(fit=fit, region=link.region, home=home, depth=found.depth, parent_fit=parent_fit)
            if priority == order.MENU:
                self._menu -= 1
                priority = priority if self._menu >= 0 else order.CHILD
            self._queue.add(url, priority, found)

    def routes(self, found: tuple[Route, ...], row: Row, *, home: bool) -> None:
        """Sort the pages that the program of a rendered page makes of fragments."""
        parent_fit = self.fit(row)
        for one in found:
            fit = self.ranker.fit(one.url, one.text)
            met = Found(row.url, one.text, "a", row.depth + 1)
            if self.wanted(one.url, fit, met):
                priority = order.link(fit=fit, region="", home=home, depth=met.depth, parent_fit=parent_fit)
                self._queue.add(one.url, priority, met)

    def wanted(self, url: str, fit: int, found: Found) -> bool:
        """True for an address of the site; one elsewhere is told in the ledger."""
        if self.scope.holds(url) or (fit and self.scope.subdomain(url)):
            return True
        self._queue.skip(url, "offsite", found, telling=bool(fit) or found.via in ("redirect", "refresh"))
        return False

    def sitemap(self, locations: tuple[str, ...], source: Row) -> None:
        """Sort the pages that a sitemap names."""
        for location in locations:
            url = self.spelt(location, source.url)
            found = Found(source.url, "", "listed", 1)
            if url is None or url in self._queue:
                continue
            fit = self.ranker.fit(url)
            if not self.wanted(url, fit, found):
                continue
            ending = urls.extension(url)
            if ending in urls.MEDIA:
                self._queue.skip(url, "media", found)
            elif ending in urls.DOCUMENTS:
                self._queue.add(url, order.document(fit=fit, parent_fit=0), found)
            else:
                self._queue.add(url, order.named(fit=fit), found)

    def _elsewhere(self, page: PageLinks, row: Row) -> None:
        """Where the page says it stands or goes by itself."""
        for via, href in (("refresh", page.refresh), ("canonical", page.canonical)):
            url = self.spelt(href, row.url) if href else None
            if url is None or url == row.url:
                continue
            found = Found(row.url, row.link_text, via, row.depth)
            if self.wanted(url, 0, found):
                self._queue.add(url, row.priority + (via == "refresh"), found)

"""What an answer means: archives it, settles its address, hands its links to the queue; asks for nothing itself."""

from __future__ import annotations

from typing import Any

from crawler import archive, order, sitemaps, urls
from crawler.content import kind_of
from crawler.decoding import TooLarge
from crawler.fetch import Answer
from crawler.ledger import State
from crawler.links import LinkSorter
from crawler.page import TooDeep
from crawler.page_links import read_links
from crawler.queue import Found, Queue
from crawler.run import Counts
from crawler.store import Row, Tally

MAX_HOPS = 10
"""Redirects from one address to the page that it leads to."""
MAX_SITEMAPS = 50


class Answers:
    """The answers of one visit."""

    def __init__(self, queue: Queue, links: LinkSorter, tally: Tally, counts: Counts) -> None:
        """Use the visit's queue and archive."""
        self._queue, self._links, self._tally, self._counts = queue, links, tally, counts
        self._digests: dict[str, str] = {}
        self._hops: dict[str, int] = {}
        self._sitemaps = 0
        self.notes: dict[str, Any] = {}
        """What the crawl says of itself in the ledger."""

    def resume(self, row: Row) -> None:
        """Take in a committed row."""
        self._tally.documents += row.state == "fetched" and row.via not in ("robots", "sitemap") and not _html(row)
        self._sitemaps += row.via == "sitemap"
        if row.state == "fetched":
            self._digests.setdefault(row.digest, row.url)
        elif row.reason == "redirect" and row.redirect_to:
            self._learn(row, row.redirect_to)

    def failed(self, row: Row, reason: str, answer: Answer | None = None) -> None:
        """Settle an address that could not be read."""
        self._settle(row, "failed", reason, answer)

    def redirected(self, row: Row, answer: Answer) -> None:
        """Settle an address that leads to another one, which joins the queue."""
        target = urls.normalise(answer.header("location"), row.url)
        hops = self._hops.pop(row.url, 0) + 1
        if target is None or target == row.url or hops > MAX_HOPS:
            self.failed(row, "redirect", answer)
            return
        self._settle(row, "skipped", "redirect", answer, redirect_to=target)
        self._learn(row, target)
        found = Found(row.url, row.link_text, "redirect", row.depth)
        if self._links.wanted(target, self._links.ranker.fit(target, row.link_text), found):
            self._hops[target] = hops
            self._queue.add(target, row.priority + 1, found)

    def received(self, row: Row, answer: Answer) -> None:
        """Settle an address that was answered with content."""
        if answer.stopped:
            self._settle(row, "skipped", "media", answer)
            return
        try:
            body = answer.decoded()
            if row.via == "sitemap":
                self._sitemap(row, answer, body)
            else:
                self._content(row, answer, body)
        except TooLarge:
            self.failed(row, "too_large", answer)
        except TooDeep:
            self.failed(row, "too_deep", answer)

    def add_sitemaps(self, locations: list[str] | tuple[str, ...], source: str, priority: int) -> int:
        """Put sitemaps of the site itself into the queue; how many of them."""
        before = self._sitemaps
        for location in locations:
            url = self._links.spelt(location, source)
            if url and self._links.scope.holds(url) and self._sitemaps < MAX_SITEMAPS:
                self._sitemaps += self._queue.add(url, priority, Found(source, "", "sitemap", 0))
        return self._sitemaps - before

    def keep(self, row: Row, answer: Answer, digest: str = "") -> Row:
        """Write an answer into the archive and settle its address as fetched."""
        when = archive.now()
        place = self._tally.writer.response(
            row.url, answer.status, answer.headers, answer.body, when,
            digest=digest, address=answer.address, truncated=answer.truncated,
        )  # fmt: skip
        settled = row._replace(
            state="fetched", reason="", status=answer.status, offset=place.offset, length=place.length,
            digest=place.digest, content_type=_type(answer), size=len(answer.body), fetched_at=when,
        )  # fmt: skip
        self._tally.bytes += len(answer.body)
        self._queue.settle(settled)
        return settled

    def _content(self, row: Row, answer: Answer, body: bytes) -> None:
        kind = kind_of(answer.header("content-type"), row.url, body)
        if kind == "other":
            self._settle(row, "skipped", "media", answer)
            return
        digest = archive.digest_of(answer.body)
        first = self._digests.setdefault(digest, row.url)
        if first != row.url:
            self._settle(row, "skipped", "duplicate", answer, redirect_to=first)
            return
        if kind == "document":
            self._tally.documents += 1
            self._counts.documents += 1
            self.keep(row, answer, digest)
            return
        page = read_links(body, answer.header("content-type"), row.url, regions=row.depth == 0)
        self._tally.pages += 1
        self._counts.pages += 1
        self.keep(row, answer, digest)
        self._links.page(page, row, home=row.depth == 0)
        if row.depth == 0 and page.refresh:
            self._adopt(row, page.refresh)

    def _sitemap(self, row: Row, answer: Answer, body: bytes) -> None:
        found = sitemaps.read(body, self._queue.room())
        self.keep(row, answer)
        self.add_sitemaps(found.nested, row.url, order.SITEMAP - 1)
        self._links.sitemap(found.pages, row)

    def _learn(self, row: Row, target: str) -> None:
        if row.depth == 0:
            self._adopt(row, target)
        if self._links.scope.holds(target) and (row.depth == 0 or urls.key(row.url) == urls.key(target)):
            self._links.learn(row.url, target)

    def _adopt(self, row: Row, target: str) -> None:
        """The home page leads to another host: the site has moved there."""
        if row.via in ("start", "redirect", "refresh") and not self._links.scope.holds(target):
            self._links.scope.add(target)
            self.notes["moved_to"] = target

    def _settle(self, row: Row, state: State, reason: str, answer: Answer | None, redirect_to: str = "") -> None:
        self._queue.settle(
            row._replace(
                state=state, reason=reason, redirect_to=redirect_to, status=answer.status if answer else None,
                content_type=_type(answer) if answer else "", fetched_at=archive.now() if answer else "",
            ),
        )  # fmt: skip


def _type(answer: Answer) -> str:
    return answer.header("content-type")[:200]


def _html(row: Row) -> bool:
    return "html" in row.content_type.lower()

"""What an answer means: archives it, settles its address, hands its links to the queue; asks for nothing itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from crawler import archive, order, sitemaps, urls
from crawler.browsing import Browsing, Shell, View, links_of
from crawler.content import MAX_PAGE, kind_of
from crawler.decoding import TooLarge
from crawler.fetch import Answer
from crawler.large_pages import read_large
from crawler.ledger import State
from crawler.links import LinkSorter
from crawler.page import TooDeep
from crawler.page_links import PageLinks, read_links
from crawler.queue import Found, Queue
from crawler.rendering import NEEDLESS, RENDERED, Rendering
from crawler.routes import routes_of
from crawler.run import Counts
from crawler.store import Row, Tally

MAX_HOPS = 10
"""Redirects from one address to the page that it leads to."""
MAX_SITEMAPS = 50
_DOM_TYPE = "text/html; charset=utf-8"


class Pending(NamedTuple):
    """A page that the browser shall show first; nothing is written of it yet."""

    shell: Shell
    digest: str
    twin: str = ""
    """The address that gave the same bytes before; empty where none did."""


class Answers:
    """The answers of one visit."""

    def __init__(
        self, queue: Queue, links: LinkSorter, tally: Tally, counts: Counts, judge: Browsing,
    ) -> None:  # fmt: skip
        """Use the visit's queue and archive."""
        self._queue, self._links, self._tally, self._counts = queue, links, tally, counts
        self._judge = judge
        self._shells: set[str] = set()
        """Pages that plain HTTP did not show: others may look the same and show something else."""
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

    def resume_rendering(self, rendering: Rendering) -> None:
        """Take in what a committed run knows of a shell."""
        if rendering.outcome != NEEDLESS:
            self._shells.add(rendering.url)
        if rendering.digest:
            self._digests.setdefault(rendering.digest, rendering.url)

    def failed(self, row: Row, reason: str, answer: Answer | None = None) -> None:
        """Settle an address that could not be read."""
        self._settle(row, "failed", reason, answer)

    def redirected(self, row: Row, answer: Answer) -> None:
        """Settle an address that leads to another one, which joins the queue."""
        target = urls.normalise(answer.location(), row.url)
        hops = self._hops.pop(row.url, 0) + 1
        if target is None or target == row.url or hops > MAX_HOPS:
            self.failed(row, "redirect", answer)
            return
        self._settle(row, "skipped", "redirect", answer, redirect_to=target)
        self._learn(row, target)
        listing = row.via == "sitemap"
        via = "sitemap" if listing and sitemaps.named_so(target) else "redirect"
        found = Found(row.url, row.link_text, via, row.depth + (listing and via == "redirect"))  # a page then, no home
        if self._links.wanted(target, self._links.ranker.fit(target, row.link_text), found):
            self._hops[target] = hops
            self._queue.add(target, row.priority + 1, found)

    def received(self, row: Row, answer: Answer) -> Pending | None:
        """Settle an address that was answered with content; or give it back, for ``shown``, where that is a shell."""
        if answer.stopped:
            self._settle(row, "skipped", "media", answer)
            return None
        try:
            body = answer.decoded()
            if row.via == "sitemap":
                self._sitemap(row, answer, body)
            elif len(body) > MAX_PAGE and kind_of(answer.header("content-type"), row.url, body) == "page":
                self._large(row, answer, body)
            else:
                return self._content(row, answer, body)
        except TooLarge:
            self.failed(row, "too_large", answer)
        except TooDeep:
            self.failed(row, "too_deep", answer)
        return None

    def check(self, row: Row, answer: Answer) -> Pending | None:
        """A refusal that is a check of the browser, for ``shown``; None where it is just a refusal."""
        if row.via in ("robots", "sitemap"):
            return None
        try:
            shell = self._judge.check(row.url, answer)
        except (TooLarge, TooDeep):
            return None
        return Pending(shell, archive.digest_of(answer.body)) if shell else None

    def shown(self, row: Row, answer: Answer, pending: Pending, view: View) -> None:
        """Settle a page after the browser showed it, or could not."""
        if view.outcome == "redirect":
            self._led_on(row, answer, view.led_to)
            return
        if view.facts is not None:
            first = self._digests.setdefault(archive.digest_of(view.html), row.url)
            if first != row.url:
                self._settle(row, "skipped", "duplicate", answer, redirect_to=first)
                return
        if pending.twin and view.outcome != RENDERED:
            self._settle(row, "skipped", "duplicate", answer, redirect_to=pending.twin)
            return
        if pending.twin:
            self._shells.add(pending.twin)
        shell, when = pending.shell, archive.now()
        self._page(row, answer._replace(status=view.status or answer.status), shell.links, pending.digest)
        asked = shell.wanted and view.outcome != "no_browser"
        rendering = Rendering(
            row.url, shell.why, view.outcome, settled=view.settled, rendered_at=when if asked else "",
        )  # fmt: skip
        self._counts.browser += asked
        if view.outcome != NEEDLESS:
            self._shells.add(row.url)
        if view.facts is not None:
            place = self._tally.writer.resource(archive.DOM + row.url, _DOM_TYPE, view.html, when)
            self._tally.bytes += len(view.html)
            rendering = rendering._replace(offset=place.offset, length=place.length, digest=place.digest)
            self._links.page(links_of(view.facts), row, home=row.depth == 0)
            self._links.routes(routes_of(view.html, row.url), row, home=row.depth == 0)
        if view.led_to:
            self._follow(row, view.led_to)
        self._queue.put_rendering(rendering)

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

    def _content(self, row: Row, answer: Answer, body: bytes) -> Pending | None:
        kind = kind_of(answer.header("content-type"), row.url, body)
        if kind == "other":
            self._settle(row, "skipped", "media", answer)
            return None
        digest = archive.digest_of(answer.body)
        first = self._digests.setdefault(digest, row.url)
        if first != row.url and first not in self._shells:
            twin = self._judge.twin(row.url, answer, body) if kind == "page" and "#" not in row.url else None
            if twin is None:
                self._settle(row, "skipped", "duplicate", answer, redirect_to=first)
            return Pending(twin, digest, first) if twin is not None else None
        if kind == "document":
            self._tally.documents += 1
            self._counts.documents += 1
            self.keep(row, answer, digest)
            return None
        page = read_links(body, answer.header("content-type"), row.url, regions=row.depth == 0)
        close = "#" in row.url or self._judge.close_look(len(page.links))
        if close and (shell := self._judge.judge(row.url, answer, body)):
            return Pending(shell, digest)
        if "#" in row.url:  # the program made nothing of it, and the server's answer is that for the whole program
            self._settle(row, "skipped", "duplicate", answer, redirect_to=first)
            return None
        self._page(row, answer, page, digest)
        return None

    def _large(self, row: Row, answer: Answer, body: bytes) -> None:
        """Settle a page that is not read, by nobody; where it leads belongs to the site all the same."""
        self.failed(row, "too_large", answer)
        self._tally.bytes += len(answer.body)
        self._links.page(read_large(body, answer.header("content-type"), row.url), row, home=row.depth == 0)

    def _page(self, row: Row, answer: Answer, page: PageLinks, digest: str) -> None:
        self._tally.pages += 1
        self._counts.pages += 1
        self.keep(row, answer, digest)
        self._links.page(page, row, home=row.depth == 0)
        if row.depth == 0 and page.refresh:
            self._adopt(row, page.refresh)

    def _led_on(self, row: Row, answer: Answer, target: str) -> None:
        """A script of the page leads to another address."""
        self._settle(row, "skipped", "redirect", answer, redirect_to=target)
        self._follow(row, target)

    def _follow(self, row: Row, target: str) -> None:
        """Put where a script leads into the queue."""
        self._learn(row, target)
        found = Found(row.url, row.link_text, "refresh", row.depth)
        if target and self._links.wanted(target, self._links.ranker.fit(target, row.link_text), found):
            self._queue.add(target, row.priority + 1, found)

    def _sitemap(self, row: Row, answer: Answer, body: bytes) -> None:
        found = sitemaps.read(body, self._queue.room())
        self.keep(row, answer)
        self.add_sitemaps(found.nested, row.url, order.SITEMAP - 1)
        self._links.sitemap(found.pages, row)
        self._queue.beyond += found.cut

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

"""One HTML page to its links: reads bytes, gives where the page leads; knows no phrase and no network.

What the crawler needs, at a third of the cost of all facts (crawler.page); a test holds the two readings together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.encoding import decode
from crawler.page import TooDeep, read_page
from crawler.page_addresses import absolute, origin_of
from crawler.page_depth import MAX_OPEN, open_elements
from crawler.page_facts import Link
from crawler.page_tags import ONCLICK, href_of, refresh_of

_MAX_TEXT = 2000
_MAX_RAW = 4 * _MAX_TEXT
"""Characters of a link's text before its white space is folded."""
Attributes = Mapping[str, str | None]
_WANTED = "a, area, iframe, frame, base, link[rel], meta[http-equiv], [onclick], [data-href]"


class PageLinks(NamedTuple):
    """Where a page leads."""

    links: tuple[Link, ...]
    """In document order; without regions and blocks where they were not asked for."""
    encoding: str
    canonical: str | None
    refresh: str | None
    """Where a ``<meta http-equiv=refresh>`` leads, absolute."""


def read_links(body: bytes, content_type: str, url: str, *, regions: bool = False) -> PageLinks:
    """The links of the page at ``url``; ``regions`` tells menus from the rest and costs a reading of the whole page.

    Raises TooDeep before parsing where the page nests beyond MAX_OPEN elements.
    """
    if regions:
        page = read_page(body, content_type, url)
        return PageLinks(page.links, page.encoding, page.canonical, page.refresh)
    text, encoding = decode(body, content_type)
    if open_elements(text) > MAX_OPEN:
        raise TooDeep(url)
    made = _Links(url)
    tree = LexborHTMLParser(text.replace("<br", " <br"))  # what a line break parts is not one word
    if "<svg" in text:
        tree.strip_tags(["svg", "math"])  # their titles are no words of a link
    for node in tree.css(_WANTED):
        made.take(node)
    origin = origin_of(made.base)
    room = 4 * len(text) + _MAX_TEXT
    links = []
    for found in made.found:
        # Elements with handlers may stand inside each other, each with the text of all below: read a page's worth.
        words = found.node.text() if room > 0 and found.via != "frame" else ""
        room -= len(words)
        links.append(_link(found, " ".join(words[:_MAX_RAW].split())[:_MAX_TEXT], made.base, origin))
    return PageLinks(
        links=tuple(links),
        encoding=encoding,
        canonical=absolute(made.base, origin, made.canonical) or None,
        refresh=absolute(made.base, origin, made.refresh) or None,
    )


class _Found(NamedTuple):
    node: LexborNode
    href: str
    via: str


class _Links:
    """What the elements of a page say, in document order."""

    def __init__(self, url: str) -> None:
        self.base = url
        self.canonical = self.refresh = ""
        self.found: list[_Found] = []
        self._last = 0
        self._based = False

    def take(self, node: LexborNode) -> None:
        if node.mem_id == self._last:  # found by two of the selectors
            return
        self._last = node.mem_id
        tag, attributes = node.tag or "", node.attributes
        if tag in _TAKEN:
            _TAKEN[tag](self, node, attributes)
        if tag == "a":
            return
        if found := ONCLICK.search(attributes.get("onclick") or ""):
            self._add(node, found.group(1), "onclick")
        if href := attributes.get("data-href"):
            self._add(node, href, "data-href")

    def on_a(self, node: LexborNode, attributes: Attributes) -> None:
        href = href_of(attributes)
        if href is not None:
            self._add(node, href, "a")

    def on_area(self, node: LexborNode, attributes: Attributes) -> None:
        self._add(node, attributes.get("href"), "area")

    def on_frame(self, node: LexborNode, attributes: Attributes) -> None:
        self._add(node, attributes.get("src") or attributes.get("data-src"), "frame")

    def on_base(self, _node: LexborNode, attributes: Attributes) -> None:
        href = attributes.get("href")
        if href is not None and not self._based:  # a page has one (HTML standard, 4.2.3)
            self._based = True
            self.base = absolute(self.base, origin_of(self.base), href) or self.base

    def on_link(self, _node: LexborNode, attributes: Attributes) -> None:
        if (attributes.get("rel") or "").lower() == "canonical":
            self.canonical = attributes.get("href") or ""

    def on_meta(self, _node: LexborNode, attributes: Attributes) -> None:
        url = refresh_of(attributes.get("content") or "")
        if url and (attributes.get("http-equiv") or "").lower() == "refresh":
            self.refresh = url

    def _add(self, node: LexborNode, href: str | None, via: str) -> None:
        self.found.append(_Found(node, (href or "").strip(), via))


_TAKEN: Mapping[str, Callable[[_Links, LexborNode, Attributes], None]] = {
    "a": _Links.on_a, "area": _Links.on_area, "iframe": _Links.on_frame, "frame": _Links.on_frame,
    "base": _Links.on_base, "link": _Links.on_link, "meta": _Links.on_meta,
}  # fmt: skip


def _link(found: _Found, words: str, base: str, origin: str) -> Link:
    attributes = found.node.attributes
    title = attributes.get("title") or ""
    return Link(
        url=absolute(base, origin, found.href),
        href=found.href[:_MAX_TEXT],
        text=words or (_picture(found.node) if found.via == "a" else "") or title or attributes.get("aria-label")
        or attributes.get("alt") or "",
        title=title,
        rel=(attributes.get("rel") or "").lower(),
        region="main",
        via=found.via,
        block=0,
        image="",
    )  # fmt: skip


def _picture(node: LexborNode) -> str:
    """The words of the first picture inside a link that has some."""
    pictures = (picture.attributes for picture in node.css("img"))
    return next((words for one in pictures if (words := one.get("alt") or one.get("title"))), "")

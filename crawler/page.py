"""One HTML page to its facts: reads bytes, gives blocks, links, forms, microdata; knows no law, no phrase, no network.

The page is parsed once, as a browser would (lexbor), and what the parser made of it is walked once in document order.
"""

from __future__ import annotations

import re

from crawler.encoding import decode
from crawler.page_facts import Block, Field, Form, Link, Page, Prop
from crawler.page_tags import Tag
from crawler.page_walk import walk

__all__ = ["MAX_OPEN", "Block", "Field", "Form", "Link", "Page", "Prop", "TooDeep", "open_elements", "read_page"]

MAX_OPEN = 1000
"""Open elements beyond which a page isn't parsed: the parser is quadratic in the depth of nesting."""


class TooDeep(Exception):  # noqa: N818  it names the ledger's reason
    """The page nests more than MAX_OPEN elements. Raised before parsing."""


_IMPLIED_END = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option"
    b" optgroup rt rp".split(),
)
_TAG = re.compile(
    rb"<!--|<(/?)([a-zA-Z][^\s/>]*)(?:[^>=]|=\s*+(?:\"[^\"]*\"|'[^']*')?)*+(?:>|\Z)",
)
"""A comment's start, or a whole tag: ``>`` and ``<`` in quoted values belong to it (HTML standard, 13.2.5)."""
_DRAWN = 20_000
"""Shapes of drawings that may close themselves; a parser that is fooled by more of them takes seconds, not minutes."""
_START = re.compile(rb"<[a-zA-Z]")
_RAW = {
    name: re.compile(rb"</" + name, re.IGNORECASE)
    for name in (b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes")
}
"""Elements in which tags are text, with what ends them."""


def open_elements(body: bytes) -> int:  # noqa: C901  one branch a kind of tag
    """The most elements open at once, by one linear pass over the tags; 0 where there are too few tags to nest so deep.

    Elements whose end may be left out don't count, and an end tag closes only what is open: stray ones are ignored, as
    a browser ignores them. A tag that never ends takes the rest of the page.
    """
    if body.count(b"<") <= MAX_OPEN or sum(1 for _ in _START.finditer(body)) <= MAX_OPEN:
        return 0
    depth = most = place = drawn = 0
    opened: dict[bytes, int] = {}
    while match := _TAG.search(body, place):
        place = match.end()
        name = (match.group(2) or b"").lower()
        if not name:
            place = body.find(b"-->", match.start() + 2) + 3  # «<!-->» is a whole comment
            if place < 3:  # noqa: PLR2004  the comment never ends, and the rest of the page is in it
                break
        elif name in _IMPLIED_END:
            continue
        elif match.group(1):
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
        elif drawn < _DRAWN and opened.get(b"svg") and body[match.end() - 2 : match.end()] == b"/>":
            drawn += 1
        elif name in _RAW:
            end = _RAW[name].search(body, place)
            if end is None:
                break
            place = end.end()
        else:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            most = max(most, depth)
    return most


def read_page(body: bytes, content_type: str, url: str, tags: dict[str, Tag] | None = None) -> Page:
    """The facts of the page at ``url``.

    ``tags`` remembers the tags of a site from page to page: templates repeat them; hand in one dict per site. Raises
    TooDeep before parsing where the page nests beyond MAX_OPEN elements.
    """
    if open_elements(body) > MAX_OPEN:
        raise TooDeep(url)
    text, encoding = decode(body, content_type)
    return walk(text, encoding, url, {} if tags is None else tags)

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
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def open_elements(body: bytes) -> int:
    """The most elements open at once, by a linear count of tags; elements whose end may be left out don't count."""
    if body.count(b"<") - body.count(b"</") <= MAX_OPEN:
        return 0
    depth = most = 0
    for match in _TAG.finditer(body):
        if match.group(2).lower() in _IMPLIED_END:
            continue
        if match.group(1):
            depth = max(depth - 1, 0)
        else:
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

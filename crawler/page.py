"""One HTML page to its facts: reads bytes, gives blocks, links, forms, microdata; knows no law, no phrase, no network.

The page is parsed once, as a browser would (lexbor), and what the parser made of it is walked once in document order.
"""

from __future__ import annotations

from crawler.encoding import decode
from crawler.page_depth import MAX_OPEN, open_elements
from crawler.page_facts import Block, Field, Form, Link, Page, Prop
from crawler.page_memory import Memory
from crawler.page_tags import Tag
from crawler.page_walk import walk

__all__ = [
    "MAX_OPEN",
    "Block",
    "Field",
    "Form",
    "Link",
    "Memory",
    "Page",
    "Prop",
    "TooDeep",
    "open_elements",
    "read_page",
]


class TooDeep(Exception):  # noqa: N818  it names the ledger's reason
    """The page nests more than MAX_OPEN elements. Raised before parsing."""


def read_page(
    body: bytes, content_type: str, url: str, tags: dict[str, Tag] | None = None, memory: Memory | None = None,
) -> Page:  # fmt: skip
    """The facts of the page at ``url``.

    ``memory`` remembers the pieces of a site's pages: templates repeat them, so hand in one per site; it changes no
    fact. ``tags`` remembers tags only. Raises TooDeep before parsing where the page nests beyond MAX_OPEN elements.
    """
    text, encoding = decode(body, content_type)
    if open_elements(text) > MAX_OPEN:
        raise TooDeep(url)
    return walk(text, encoding, url, memory or Memory(tags), alone=memory is None)

"""Pages that a site's program makes of fragments («#/page»): reads a rendered tree, gives where it leads; asks nobody.

Such links are no links of the page's facts, since to a server and to most sites a fragment is a place within one page.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawler import urls

MAX_ROUTES = 500
"""Links to such pages of one page."""
_MAX_TEXT = 2000


class Route(NamedTuple):
    """A link to a page of a program."""

    url: str
    """Normalised, with its fragment."""
    text: str


def routes_of(html: bytes, url: str) -> tuple[Route, ...]:
    """The links of a tree that the browser made of the page at ``url``, each page once, in document order."""
    tree = LexborHTMLParser(html.decode("utf-8", "replace"))
    base = next((node.attributes["href"] or "" for node in tree.css("base[href]")), "")
    try:
        whole = urljoin(urls.plain(url), base)
    except ValueError:
        whole = url
    found: dict[str, Route] = {}
    for node in tree.css("a[href*='#']"):
        led = urls.route(node.attributes["href"] or "", whole)
        if led is not None and led not in found:
            found[led] = Route(led, " ".join(node.text()[: 4 * _MAX_TEXT].split())[:_MAX_TEXT])
            if len(found) >= MAX_ROUTES:
                break
    return tuple(found.values())

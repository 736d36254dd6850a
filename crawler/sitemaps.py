"""A sitemap to addresses: reads bytes (XML, text, gzipped or not), within bounds; resolves no entity, opens nothing."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from lxml import etree

from crawler import urls
from crawler.decoding import TooLarge, decode_body

MAX_BYTES = 16 * 1024 * 1024
"""Of one sitemap, unpacked; the protocol allows 50 MB, no organisation needs them."""


_ELEMENTS = 50
"""Elements for each address that is wanted: more are no sitemap (with pictures and languages one has a dozen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names, as written, in its order."""

    pages: tuple[str, ...]
    nested: tuple[str, ...]
    """Sitemaps that an index names."""


def named_so(url: str) -> bool:
    """Whether an address is named like a sitemap: what a sitemap redirects to is one then, else a page.

    >>> named_so("http://a.example/wp-sitemap.xml"), named_so("http://a.example/sitemap/")
    (True, False)
    """
    return urls.extension(url) in ("xml", "gz") or "sitemap" in url.partition("?")[2].lower()


def read(body: bytes, limit: int) -> Sitemap:
    """The first ``limit`` addresses. What cannot be read names nothing. Raises TooLarge."""
    if body[:2] == b"\x1f\x8b":
        body = decode_body(body, "gzip", MAX_BYTES)
    if len(body) > MAX_BYTES:
        raise TooLarge(MAX_BYTES)
    if b"<" not in body[:1024]:
        lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()[:limit])
        return Sitemap(pages=tuple(line for line in lines if line.startswith(("http://", "https://"))), nested=())
    pages: list[str] = []
    nested: list[str] = []
    with contextlib.suppress(etree.XMLSyntaxError):  # what stood before the fault counts
        _walk(body, limit, pages, nested)
    return Sitemap(pages=tuple(pages), nested=tuple(nested))


def _walk(body: bytes, limit: int, pages: list[str], nested: list[str]) -> None:
    events = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    for number, (_, element) in enumerate(events):
        parent = element.getparent()
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "loc" and element.text:
            index = parent is not None and str(parent.tag).endswith("sitemap")
            (nested if index else pages).append(element.text.strip())
        element.clear()
        while parent is not None and element.getprevious() is not None:
            del parent[0]  # what was read is let go: the tree stays small, whatever is in it
        if len(pages) + len(nested) >= limit or number > _ELEMENTS * limit:
            return

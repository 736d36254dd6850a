"""A sitemap to addresses: reads bytes (XML, text, gzipped or not), within bounds; resolves no entity, opens nothing."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from lxml import etree

from crawler.decoding import TooLarge, decode_body

MAX_BYTES = 16 * 1024 * 1024
"""Of one sitemap, unpacked; the protocol allows 50 MB, no organisation needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names, as written, in its order."""

    pages: tuple[str, ...]
    nested: tuple[str, ...]
    """Sitemaps that an index names."""


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
        huge_tree=False,
    )
    for _, element in events:
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if name == "loc" and element.text:
            parent = element.getparent()
            index = parent is not None and str(parent.tag).endswith("sitemap")
            (nested if index else pages).append(element.text.strip())
        elif name in ("url", "sitemap"):
            element.clear()
            while element.getprevious() is not None:  # what was read is let go: the tree stays small
                del element.getparent()[0]
        if len(pages) + len(nested) >= limit:
            return

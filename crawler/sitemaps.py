"""A sitemap to addresses: reads bytes (XML, text, gzipped or not), within bounds; resolves no entity, opens nothing."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawler import urls
from crawler.decoding import TooLarge, decode_body

MAX_BYTES = 16 * 1024 * 1024
"""Of one sitemap, unpacked; the protocol allows 50 MB, no organisation needs them."""
_MAX_ELEMENTS = 500_000
"""Elements or lines of one sitemap: 25 for each address that a ledger has room for. With more it is a mere load."""
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names, as written, in its order."""

    pages: tuple[str, ...]
    nested: tuple[str, ...]
    """Sitemaps that an index names."""
    cut: bool = False
    """It names more than was asked for."""


def named_so(url: str) -> bool:
    """Whether an address is named like a sitemap: what a sitemap redirects to is one then, else a page.

    >>> named_so("http://a.example/wp-sitemap.xml"), named_so("http://a.example/sitemap/")
    (True, False)
    """
    return urls.extension(url) in ("xml", "gz") or "sitemap" in url.partition("?")[2].lower()


def read(body: bytes, limit: int) -> Sitemap:
    """The first ``limit`` addresses. What cannot be read names nothing. Raises TooLarge, also for too many elements."""
    if body[:2] == b"\x1f\x8b":
        body = decode_body(body, "gzip", MAX_BYTES)
    if len(body) > MAX_BYTES:
        raise TooLarge(MAX_BYTES)
    if b"<" not in body[:1024]:
        if body.count(b"\n") > _MAX_ELEMENTS:
            raise TooLarge(MAX_BYTES)
        lines = (line.strip() for line in io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", "replace"))
        found = tuple(islice((line for line in lines if line.startswith(("http://", "https://"))), limit + 1))
        return Sitemap(pages=found[:limit], nested=(), cut=len(found) > limit)
    target = _Target(limit)
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # lxml calls what is there; its stubs ask for comment() too
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    with contextlib.suppress(etree.XMLSyntaxError):  # what stood before the fault counts
        for start in range(0, len(body), _CHUNK):
            parser.feed(body[start : start + _CHUNK])
            if target.cut:
                break
            if target.elements > _MAX_ELEMENTS:
                raise TooLarge(MAX_BYTES)
        parser.close()
    return Sitemap(pages=tuple(target.pages), nested=tuple(target.nested), cut=target.cut)


class _Target:
    """What lxml tells of a document as it reads it. It builds no tree: none can grow, whatever the document holds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: list[str] = []
        """Names of open elements; libxml2 ends a document that nests them beyond some hundreds."""
        self._words: list[str] = []
        self.pages: list[str] = []
        self.nested: list[str] = []
        self.elements = 0
        self.cut = False

    def start(self, tag: str, _attributes: object) -> None:
        self.elements += 1
        self._open.append(tag.rpartition("}")[2])
        self._words.clear()

    def data(self, words: str) -> None:
        if self._open and self._open[-1] == "loc":
            self._words.append(words)

    def end(self, _tag: str) -> None:
        name, address = self._open.pop(), "".join(self._words).strip()
        self._words.clear()
        if name != "loc" or not address:
            return
        if len(self.pages) + len(self.nested) >= self._limit:
            self.cut = True
            return
        (self.nested if self._open and self._open[-1] == "sitemap" else self.pages).append(address)

    def close(self) -> None:
        """Nothing is left to do; lxml asks for it."""

"""Where a page leads that is too large to be parsed: reads bytes in one pass, linear in them; builds no tree.

Nobody reads such a page, the audit neither, and the ledger says so. What it links to is the site's all the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from crawler.content import MAX_PAGE
from crawler.encoding import LOOK, decode
from crawler.page_addresses import absolute, origin_of
from crawler.page_facts import Link
from crawler.page_links import PageLinks

MAX_LINKS = 20_000
"""Links of one page: as many as a ledger has room for."""
MAX_TAGS = 1_000_000
"""Of one page; one that holds more is looked at only as far as any page is read."""
_SAMPLE = 64 * 1024
"""Bytes of links' words by which the encoding is judged."""
_WORDS = 600
"""Bytes after a link's tag in which its words are looked for."""
_MAX_TEXT = 2000
_RAW = (b"script", b"style", b"textarea")
_MARK = re.compile(
    rb"<(?:!--|(%s)[\s/>]|(a|area|i?frame|base)[\s/](?:(?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*)>|[^<>]*+>))"
    % b"|".join(_RAW),
    re.IGNORECASE,
)
_ENDS = {name: re.compile(rb"</%s[\s/>]" % name, re.IGNORECASE) for name in _RAW}
_ATTRIBUTE = re.compile(rb"[\s/\"']([a-z-]+)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)
_END = re.compile(rb"</?a[\s/>]", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*+>?")
_VIA = {b"a": "a", b"area": "area", b"frame": "frame", b"iframe": "frame", b"base": "base"}


class _Tag(NamedTuple):
    via: str
    href: bytes
    words: bytes


def read_large(body: bytes, content_type: str, url: str) -> PageLinks:
    """The links of the page at ``url``: ``a``, ``area`` and frames, MAX_LINKS at most, without regions and blocks."""
    found = list(_tags(body))
    sample = b" ".join(tag.words for tag in found)[:_SAMPLE]
    _, encoding = decode(body[:LOOK] + b" " + sample, content_type)
    base = url
    for tag in found:
        if tag.via == "base":  # a page has one, before all links (HTML standard, 4.2.3)
            base = absolute(url, origin_of(url), _text(tag.href, encoding)) or url
            break
    origin = origin_of(base)
    links = tuple(_link(tag, base, origin, encoding) for tag in found if tag.via != "base")
    return PageLinks(links, encoding, None, None)


def _tags(body: bytes) -> Iterator[_Tag]:
    """Tags that lead somewhere, those in comments and scripts left out."""
    if body.count(b"<") > MAX_TAGS:
        body = body[:MAX_PAGE]
    place = count = 0
    while count < MAX_LINKS and (mark := _MARK.search(body, place)):
        place = mark.end()
        if mark.group(2):
            via = _VIA[mark.group(2).lower()]
            if href := _address(mark.group()):
                count += 1
                yield _Tag(via, href, _words(body, place) if via == "a" else b"")
        elif mark.group(1):
            end = _ENDS[mark.group(1).lower()].search(body, place)
            place = end.end() if end else len(body)
        else:
            end_of_comment = body.find(b"-->", place)
            place = end_of_comment + 3 if end_of_comment >= 0 else len(body)


def _address(tag: bytes) -> bytes:
    for name, *values in _ATTRIBUTE.findall(tag[: 2 * _MAX_TEXT]):
        if name.lower() in (b"href", b"src"):
            return b"".join(values).strip()[:_MAX_TEXT]
    return b""


def _words(body: bytes, place: int) -> bytes:
    """What stands between a link's tag and its end, without the tags in between."""
    inside = body[place : place + _WORDS]
    end = _END.search(inside)
    return _TAG.sub(b" ", inside[: end.start()] if end else inside.rpartition(b"<")[0])


def _link(tag: _Tag, base: str, origin: str, encoding: str) -> Link:
    href = _text(tag.href, encoding)
    words = " ".join(_text(tag.words, encoding).split())
    return Link(
        url=absolute(base, origin, href), href=href, text=words, title="", rel="", region="main", via=tag.via, block=0,
        image="",
    )  # fmt: skip


def _text(raw: bytes, encoding: str) -> str:
    return html.unescape(raw.decode(encoding, "replace"))

"""Bytes of a page to its text: reads bytes and the Content-Type header; knows nothing of what the text says.

Order after the HTML standard (8.2.3): byte order mark, header, ``<meta>``; then what decodes, then what looks Russian.
"""

from __future__ import annotations

import codecs
import re

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_WEB = re.compile(
    r"utf-8|utf-16(-[bl]e)?|ascii|iso8859-\d+|cp(125\d|866|874|932|936|949|950)|koi8-[ru]|mac-(roman|cyrillic)|gb2312|gbk"
    r"|gb18030|big5(hkscs)?|euc_(jp|kr)|shift_jis|iso2022_jp",
)
"""Encodings of the web by Python's names for them. Its other codecs are none, and some raise on any page."""
_HIGH = re.compile(rb"[\xc0-\xff]")
_COMMON = re.compile("[оеаинтсрвл]")
"""Two letters of three in a Russian text."""
_RUSSIAN = 3
"""A code page is the right one where more than one letter in so many is a common one."""
_ASCII = bytes(range(0x80))
_BEYOND = re.compile(r"[^\x00-\x7f]")
LOOK = 4096
"""Bytes from the start in which a ``<meta charset>`` counts."""


def _known(name: str) -> str | None:
    """The codec's own name, browsers' reading of latin-1 and ascii included; None for what no browser reads."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if not _WEB.fullmatch(found):
        return None
    return "cp1252" if found in {"iso8859-1", "ascii"} else found


def _declared(body: bytes, content_type: str) -> list[str]:
    names = []
    if found := _HEADER.search(content_type):
        names.append(_known(found.group(1)))
    if meta := _META.search(_COMMENT.sub(b"", body[:LOOK])):
        known = _known(meta.group(1).decode("ascii"))
        # Whoever could read the meta reads no UTF-16 (13.2.3.2).
        names.append("utf-8" if known and known.startswith("utf-16") else known)
    return [name for name in names if name]


def _guess(body: bytes) -> str:
    """The Cyrillic code page whose reading has most of the common letters; what BeautifulSoup finds if none has."""
    letters = body.translate(None, _ASCII)[:65536]  # markup says nothing, and may fill the first hundred kilobytes
    scores = {name: len(_COMMON.findall(letters.decode(name, "replace"))) for name in ("cp1251", "koi8-r", "cp866")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] * _RUSSIAN > len(letters):
        return best
    sample = body[:65536]
    from bs4.dammit import EncodingDetector, UnicodeDammit  # a tenth of a second that few runs need

    detector = EncodingDetector(sample, is_html=True)
    return _known(UnicodeDammit(sample, list(detector.encodings), is_html=True).original_encoding or "") or "cp1251"


def _fits(text: str) -> bool:
    """Whether a reading with bad bytes is the right one all the same: few of all, and of what is no markup."""
    bad = text.count("\ufffd")
    return bad * 100 <= len(text) and bad * 2 <= len(_BEYOND.findall(text))


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Give the text of ``body`` and the name of its encoding; never fails, bad bytes become U+FFFD.

    A declared encoding that does not fit is passed over: many sites declare UTF-8 and send windows-1251.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    for name in [*_declared(body, content_type), "utf-8"]:
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            text = body.decode(name, "replace")
            if not _fits(text):
                continue
        # Any bytes are good cp1252: Russian pages that declare latin-1 are windows-1251 in truth.
        if name == "cp1252" and _HIGH.search(body):
            continue
        return text, name
    name = _guess(body)
    return body.decode(name, "replace"), name

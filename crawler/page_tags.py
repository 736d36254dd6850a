"""Tags of a parsed page: reads one start tag as the parser writes it, tells what it opens. Knows no page around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"  # noqa: SIM905
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select"
    " summary table tbody td tfoot th thead tr ul video audio object label".split(),
)
"""Elements that end the line before them."""
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
"""Elements without an end tag."""
SILENT = frozenset("template head title svg math noscript object textarea select".split())  # noqa: SIM905
"""Elements whose text is no text of the page."""
RAW = ("script", "style", "iframe", "xmp", "noembed", "noframes")
"""Elements in which the parser writes text as it is."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset({"b", "strong"})
TELLING = frozenset("a area frame img form textarea select input meta link base table tr td th br button".split())  # noqa: SIM905
"""Elements that are facts by themselves."""

_ATTRIBUTE = re.compile(r'\s([^\s=>"/]+)(?:="([^"]*)")?')
_REGION_TAGS = {
    "nav": "nav",
    "header": "header",
    "footer": "footer",
    "aside": "aside",
    "main": "main",
    "article": "main",
}
_REGION_WORDS = tuple(
    (re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])"), name)
    for words, name in (
        (
            r"foot|footer|podval|subfooter|(?<![_-])bottom(?![_-])|bottom[_-]?(?:menu|nav|bar|line|panel|links?)",
            "footer",
        ),
        (r"(?:top|main|left|right|sub|mega)?-?_?menu\w*|nav\w*|breadcrumbs?|mainmenu", "nav"),
        (r"header|head|shapka|topbar", "header"),
        (r"(?:sidebar|aside|side-?bar|leftcol|rightcol)\w*", "aside"),
        (r"content|main|article|workarea|page-content|text-content", "main"),
    )
)
_NO_REGION = frozenset({"a", "li", "span", "body", "html", "input"})
_NOWHERE = re.compile(r"\s*(?:#?!?\s*\Z|javascript:)", re.IGNORECASE)
"""Addresses that programs give to links which they open themselves."""
ONCLICK = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*['"]([^'"]{1,500})['"]""",
)
"""Where a handler leads a browser."""


_LABEL = 100
"""Characters of a button's label that are kept."""
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_REFRESH_BARE = re.compile(r"\s*[\d.]+\s*[;,]\s*['\"]?([^\s'\"][^'\"]*)")


def refresh_of(content: str) -> str:
    """Where the content of a ``<meta http-equiv=refresh>`` leads (HTML standard, 4.2.5.3); empty where nowhere."""
    found = _REFRESH.search(content) or _REFRESH_BARE.match(content)
    return found.group(1).strip() if found else ""


def unescape(text: str) -> str:
    """Undo what the parser's own writing escapes (HTML standard 13.3)."""
    if "&" not in text:
        return text
    return (
        text.replace("&nbsp;", "\u00a0")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
    )


_NONE: Mapping[str, str] = MappingProxyType({})


class Tag:
    """One start tag: the same words open the same thing wherever they stand, so each is read once a site."""

    __slots__ = (
        "attributes", "block", "bold", "hidden", "leads", "level", "marks", "name", "plain", "prop", "region", "silent",
        "void",
    )  # fmt: skip

    def __init__(self, token: str) -> None:
        """``token``: the tag as the parser writes it, ``<div class="a">``."""
        head, _, rest = token[1:-1].partition(" ")
        self.name = name = head.rstrip("/")
        self.void, self.block, self.silent, self.bold, self.level, telling = _kind(name)
        if not rest:
            self.attributes: Mapping[str, str] = _NONE
            self.marks, self.hidden, self.prop = "", False, False
            self.region = _REGION_TAGS.get(name, "")
            self.leads: tuple[tuple[str, str], ...] = (
                (("area", ""),) if name == "area" else (("frame", ""),) if name == "frame" else ()
            )
            self.plain = not telling
            return
        attributes = dict(_ATTRIBUTE.findall(" " + rest))
        if "&" in rest:
            attributes = {key: unescape(value) for key, value in attributes.items()}
        self.attributes = attributes
        get = attributes.get
        self.marks = f"{get('id', '')} {get('class', '')}".strip().lower()
        self.region = _region(name, self.marks)
        if name == "button" and (label := get("aria-label") or get("title")):
            self.marks = f"{self.marks} {label[:_LABEL].lower()}".lstrip()  # all that a button with a picture says
        self.hidden = "hidden" in attributes or "display:none" in get("style", "").replace(" ", "").lower()
        self.prop = bool(get("itemprop")) and name != "meta"
        self.leads = _leads(name, attributes)
        """The links that it opens: how, and where they lead."""
        self.plain = not (telling or self.leads or "itemprop" in attributes or "onclick" in attributes)
        """Nothing but a wrapper of words: a line or less."""
        if self.plain and self.void and not (self.block or self.hidden):
            self.marks = ""


@lru_cache(maxsize=500)
def _kind(name: str) -> tuple[bool, bool, bool, bool, int, bool]:
    """What the name alone tells: void, block, silent, bold, level of heading, whether it is more than a wrapper."""
    void, block, silent, bold = name in VOID, name in BLOCKS, name in SILENT, name in BOLD
    return void, block, silent, bold, HEADINGS.get(name, 0), name in TELLING


def href_of(attributes: Mapping[str, str | None]) -> str | None:
    """Where an ``a`` leads: its address, or where that is none («#», a script) what a press on it opens.

    None where it leads nowhere and does not say so: the name of a place in the page.
    """
    href = attributes.get("href")
    if href is not None and not _NOWHERE.match(href):
        return href
    found = ONCLICK.search(attributes.get("onclick") or "") or ONCLICK.search(href or "")
    return found.group(1) if found else attributes.get("data-href") or href


def _leads(name: str, attributes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    get = attributes.get
    onclick = get("onclick")
    found = ONCLICK.search(onclick) if onclick else None
    if name == "a":
        href = href_of(attributes)
        return () if href is None else (("a", href),)
    made = []
    if name == "area":
        made.append(("area", get("href", "")))
    elif name == "frame":
        made.append(("frame", get("src") or get("data-src", "")))
    if found:
        made.append(("onclick", found.group(1)))
    if href := get("data-href"):
        made.append(("data-href", href))
    return tuple(made)


@lru_cache(maxsize=2000)
def _region(name: str, marks: str) -> str:
    """The part of the page that an element opens by its tag, or its id and classes; empty for none."""
    if name in _REGION_TAGS:
        return _REGION_TAGS[name]
    if name in _NO_REGION or not marks:
        return ""
    return next((region for pattern, region in _REGION_WORDS if pattern.search(marks)), "")

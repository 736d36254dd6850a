"""Tags of a parsed page: reads one start tag as the parser writes it, tells what it opens. Knows no page around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset({"b", "strong"})
TELLING = frozenset("a area frame img form textarea select input meta link base table tr td th br button".split())  # noqa: SIM905
"""Elements that are facts by themselves, besides blocks."""

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
        (r"foot|footer|podval|subfooter", "footer"),
        (r"(?:top|main|left|right|sub|mega)?-?_?menu\w*|nav\w*|breadcrumbs?|mainmenu", "nav"),
        (r"header|head|shapka|topbar", "header"),
        (r"(?:sidebar|aside|side-?bar|leftcol|rightcol)\w*", "aside"),
        (r"content|main|article|workarea|page-content|text-content", "main"),
    )
)
_NO_REGION = frozenset({"a", "li", "span", "body", "html", "input"})
ONCLICK = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*['"]([^'"]{1,500})['"]""",
)
"""Where a handler leads a browser."""


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


class Tag:
    """One start tag: the same words open the same thing wherever they stand, so each is read once a site."""

    __slots__ = ("attributes", "block", "bold", "hidden", "level", "marks", "name", "plain", "region", "silent", "void")

    def __init__(self, token: str) -> None:
        """``token``: the tag as the parser writes it, ``<div class="a">``."""
        head, _, rest = token[1:-1].partition(" ")
        self.name = head.rstrip("/")
        self.attributes: Mapping[str, str] = (
            {name: unescape(value) for name, value in _ATTRIBUTE.findall(" " + rest)} if rest else {}
        )
        get = self.attributes.get
        self.void = self.name in VOID
        self.block = self.name in BLOCKS
        self.silent = self.name in SILENT
        self.bold = self.name in BOLD
        self.level = HEADINGS.get(self.name, 0)
        self.marks = f"{get('id', '')} {get('class', '')}".strip().lower()
        self.region = _region(self.name, self.marks)
        self.hidden = "hidden" in self.attributes or "display:none" in get("style", "").replace(" ", "").lower()
        self.plain = not (
            self.block or self.silent or self.bold or self.hidden or self.name in TELLING
            or "itemprop" in self.attributes or "onclick" in self.attributes or "data-href" in self.attributes
        )  # fmt: skip
        """Nothing but a wrapper of words."""


def _region(name: str, marks: str) -> str:
    """The part of the page that an element opens by its tag, or its id and classes; empty for none."""
    if name in _REGION_TAGS:
        return _REGION_TAGS[name]
    if name in _NO_REGION or not marks:
        return ""
    return next((region for pattern, region in _REGION_WORDS if pattern.search(marks)), "")

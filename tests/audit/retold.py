"""The same page in other bytes: reads HTML, gives HTML that says the same to a reader. Knows no rules.

What is chosen is drawn from a Random, so that hypothesis can choose, and find the fewest changes that matter.
"""

from __future__ import annotations

import html
import html.parser
import random
import re
from collections.abc import Callable
from html.entities import codepoint2name
from typing import NamedTuple

BLOCKS = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "ul", "ol", "dl", "table", "section", "article", "main", "nav",
    "header", "footer", "aside", "form", "blockquote", "figure", "pre", "address",
})  # fmt: skip
"""Elements that a ``<div>`` may stand around."""
HOLDERS = frozenset({
    "body", "div", "section", "article", "main", "nav", "header", "footer", "aside", "form", "blockquote", "figure",
    "li", "dd",
})  # fmt: skip
"""Elements that a ``<div>`` may stand in."""
_BARRED = frozenset({"table", "p", "head", "svg", "button", "a", "select"})
"""Inside these nothing is put around anything."""
_RAW = frozenset({"script", "style", "textarea", "noscript", "title"})
"""Elements whose text is left as it is, but for the title's."""
ENCODINGS = ("utf-8", "utf-8-sig", "windows-1251", "koi8-r", "iso-8859-5", "utf-16")
_META = re.compile(r'(<meta charset=")[^"]*(")', re.IGNORECASE)


class Token(NamedTuple):
    """A piece of HTML."""

    kind: str
    """start, end, text or other (a comment, a declaration)."""
    raw: str
    tag: str = ""
    attributes: tuple[tuple[str, str | None], ...] = ()


class _Cutter(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tokens: list[Token] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tokens.append(Token("start", self.get_starttag_text() or "", tag, tuple(attrs)))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(Token("end", f"</{tag}>", tag))

    def handle_data(self, data: str) -> None:
        self.tokens.append(Token("text", data))

    def handle_entityref(self, name: str) -> None:
        self.tokens.append(Token("text", f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.tokens.append(Token("text", f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        self.tokens.append(Token("other", f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(Token("other", f"<!{decl}>"))


def tokens(page: str) -> list[Token]:
    """A page in pieces; joined, they are the page again."""
    cutter = _Cutter()
    cutter.feed(page)
    cutter.close()
    return cutter.tokens


def shuffled(page: str, luck: random.Random) -> str:
    """The attributes of each element in another order."""
    made: list[str] = []
    for token in tokens(page):
        names = [name for name, _ in token.attributes]
        if token.kind != "start" or len(names) < 2 or len(set(names)) < len(names):
            made.append(token.raw)
            continue
        attributes = list(token.attributes)
        luck.shuffle(attributes)
        said = "".join(f" {name}" if value is None else f' {name}="{html.escape(value)}"' for name, value in attributes)
        made.append(f"<{token.tag}{said}>")
    return "".join(made)


def wrapped(page: str, luck: random.Random) -> str:
    """A ``<div>`` around some blocks, outside tables and paragraphs."""
    pieces = tokens(page)
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for start, end in _blocks(pieces):
        for _ in range(luck.choice((0, 1, 2))):
            before[start] = before.get(start, 0) + 1
            after[end] = after.get(end, 0) + 1
    return "".join(
        "<div>" * before.get(place, 0) + token.raw + "</div>" * after.get(place, 0)
        for place, token in enumerate(pieces)
    )


def _blocks(pieces: list[Token]) -> list[tuple[int, int]]:
    """Start and end tags of the blocks that may be wrapped."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for place, token in enumerate(pieces):
        if token.kind == "start":
            opened.append((token.tag, place))
        elif token.kind == "end" and any(tag == token.tag for tag, _ in opened):
            while opened[-1][0] != token.tag:
                opened.pop()
            tag, start = opened.pop()
            above = [name for name, _ in opened]
            if tag in BLOCKS and above and above[-1] in HOLDERS and _BARRED.isdisjoint(above):
                found.append((start, place))
    return found


def recased(page: str, luck: random.Random) -> str:
    """Texts in capitals, in small letters, or as they were: as ``text-transform`` and Caps Lock leave them."""
    ways: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.swapcase)

    def change(text: str) -> str:
        return luck.choice(ways)(text)

    return _each_text(page, change)


def with_entities(page: str, luck: random.Random) -> str:
    """Letters of texts as character references: named, decimal, hexadecimal."""

    def letter(one: str) -> str:
        if one.isspace() or luck.random() < 0.6:
            return html.escape(one, quote=False)
        name = codepoint2name.get(ord(one))
        ways = [f"&#{ord(one)};", f"&#x{ord(one):x};", f"&#X{ord(one):06X};", *([f"&{name};"] if name else ())]
        return str(luck.choice(ways))

    return _each_text(page, lambda text: "".join(map(letter, text)), escape=False)


def _each_text(page: str, change: Callable[[str], str], *, escape: bool = True) -> str:
    made, inside = [], ""
    for token in tokens(page):
        if token.kind == "start" and token.tag in _RAW:
            inside = token.tag
        elif token.kind == "end":
            inside = ""
        if token.kind == "text" and inside in ("", "title"):
            text = change(html.unescape(token.raw))
            made.append(html.escape(text, quote=False) if escape else text)
        else:
            made.append(token.raw)
    return "".join(made)


def encoded(page: str, name: str) -> bytes | None:
    """A page in another encoding, as its ``meta`` says; None where the encoding lacks a letter of it."""
    told = {"utf-8-sig": "utf-8", "utf-16": "utf-16"}.get(name, name)
    try:
        return _META.sub(rf"\g<1>{told}\g<2>", page).encode(name)
    except UnicodeEncodeError:
        return None

"""How deep the elements of a page nest: reads decoded HTML, gives a number; builds no tree and knows no fact.

Parsers are quadratic in the depth of nesting, so it is counted before one is asked. What opens and closes an element is
told as in the HTML standard (13.2.6, tree construction), with the stack of open elements (13.2.4.2) and the list of
active formatting elements (13.2.4.3) and nothing else. Where the standard's rules need more than names, the page is
taken to be too deep: MANY is given.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from crawler.page_open import Elements
from crawler.page_scopes import ALONE, MANY

MAX_OPEN = 1000
"""Open elements beyond which a page isn't parsed."""
_MAX_WORK = 1_000_000
"""Elements that are opened again or looked at besides the tags: honest pages need some thousands."""
_MAX_FRAMESETS = 50
_NEVER_OPEN = "br|img|hr|meta|embed"
_SPACE = r"[\t\n\f\r ]"
_ATTRIBUTES = (
    rf"(?>(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?)?)*)"
)
"""All of a tag behind its name (13.2.5.32–40): ``>`` and ``<`` in values belong to it."""
_MARKUP = re.compile(
    rf"<(?:(/?)([a-zA-Z][^\t\n\f\r />]*+){_ATTRIBUTES}(?:>|\Z)|!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>?|/[^>]*+>?)",
    re.DOTALL,
)
"""A tag, or a comment of any kind (13.2.5.6, 13.2.5.41–52): what is no tag has no name."""
_START = re.compile(rf"<(?:[acdfgj-ln-zA-Z]|(?!(?:{_NEVER_OPEN})[\t\n\f\r />])[behim])")
_TABLE = re.compile("<[tT][aA]")
_LEAF = re.compile(
    rf"<(?!(?:{_NEVER_OPEN})[\t\n\f\r />])([a-zA-Z][a-zA-Z0-9]*+)"
    r"(?>(?:[\t\n\f\r ]++[^\t\n\f\r \"'<>/=]++(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\t\n\f\r \"'<>=]++))?)*)[\t\n\f\r ]*+>"
    r"[^<]*+</\1>",
)
"""An element without elements in it: whatever the parser makes of it, nothing stays open. Begins as a _START."""
_FORMATTING = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\t\n\f\r />]", re.IGNORECASE,
)  # fmt: skip
_TIMES = 4
_CLOSED = re.compile(
    rf"<[^\t\n\f\r />]++(?>(?:[\t\n\f\r /]++(?=[^\t\n\f\r />])|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?)?)*)"
    r"[\t\n\f\r /]*+(?<=/)>",
)
"""A tag that closes itself: the stroke at its end is no part of an unquoted value."""
_FONT = re.compile(r"[\t\n\f\r /\"'](?:color|face|size)", re.IGNORECASE)
_RAW = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
"""Elements in which tags are text, with what ends them (13.2.5.2–3)."""
_SCRIPT = re.compile(r"<!--(?:-?>)?|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_DOCTYPE = re.compile(
    r"(?>(?:[\t\n\f\r \ufeff]++|<!--.*?--!?>|<\?[^>]*>)*)(<!doctype[^>]*>)", re.IGNORECASE | re.DOTALL
)


def open_elements(text: str) -> int:
    """The most elements open at once inside the body, by one linear pass over the tags; MANY where it cannot be told.

    Gives 0 where there are too few tags to nest beyond MAX_OPEN, and stops counting beyond it.
    """
    signs = text.count("<")
    if signs <= MAX_OPEN // 2:
        return 0
    left_out = 2 * len(_TABLE.findall(text))  # a table's parts may be left out: tbody, tr
    if signs + left_out <= MAX_OPEN:
        return 0
    starts = len(_START.findall(text)) + left_out
    if starts <= MAX_OPEN or _is_tidy(text, starts):
        return 0
    return _count(text)


def _is_tidy(text: str, starts: int) -> bool:
    """Whether few elements are left where those without elements in them are taken away, some times over."""
    left, rest = starts, text
    for times in range(1, _TIMES + 1):
        rest, gone = _LEAF.subn(" ", rest)  # a blank: what stood around it must not become a tag
        left -= gone
        if left + times <= MAX_OPEN:
            # Formatting that is left open may be opened again in every element (13.2.4.3).
            return starts * len(_FORMATTING.findall(rest)) <= _MAX_WORK
    return False


def script_end(text: str, place: int) -> int:
    """Where the end tag of the script stands whose text begins at ``place``: the length of ``text`` where it has none.

    In a comment a script may hold a whole script (13.2.5.15–31, script data double escaped).
    """
    escaped = double = False
    for match in _SCRIPT.finditer(text, place):
        token = match.group()
        if token == "-->":  # noqa: S105
            escaped = double = False
        elif token[1] == "!":
            escaped = escaped or not token.endswith(">")
        elif not match.group(1):
            double = double or escaped
        elif double:
            double = False
        else:
            return match.start()
    return len(text)


def _quirks(text: str) -> bool:
    """Whether a table leaves the paragraph open that it stands in; the parser knows which doctypes mean that."""
    found = _DOCTYPE.match(text[:5000])
    tree = LexborHTMLParser((found.group(1) if found else "") + "<p><table>")
    return bool(tree.css("p table"))


def _count(text: str) -> int:  # noqa: C901, PLR0912  the loop over all tags: calls would double its time
    """The most elements open at once; MANY beyond MAX_OPEN."""
    tree = Elements(_quirks(text))
    most = place = framesets = 0
    stack = tree.stack
    while match := _MARKUP.search(text, place):
        if match.start() > place and tree.lost:
            tree.words(text[place : match.start()])
        place = match.end()
        name = match.group(2)
        if name is None:
            if text.startswith("<![CDATA[", match.start()) and tree.foreign():
                place = text.find("]]>", match.start()) + 3
                if place < 3:  # noqa: PLR2004  the section never ends
                    break
            continue
        name = name.lower()
        if match.group(1):
            if stack and stack[-1].name == name and name in ALONE:
                tree.pop()
            else:
                tree.end(name)
        elif tree.foreign() and not tree.leaves(name, font=name == "font" and bool(_FONT.search(match.group()))):
            if not _CLOSED.fullmatch(match.group()):
                tree.draw(name)
        elif name == "frameset":
            framesets += 1
        else:
            tree.start(name, match.group())
            if name == "script":
                place = script_end(text, place)
            elif name in _RAW:
                end = _RAW[name].search(text, place)
                place = end.start() if end else len(text)
            elif name == "plaintext":
                break
            elif name in {"svg", "math"} and _CLOSED.fullmatch(match.group()):
                tree.end(name)
        if len(stack) > most:
            most = len(stack)
            if most > MAX_OPEN:
                return MANY
        if tree.work > _MAX_WORK or framesets > _MAX_FRAMESETS:
            return MANY
    return most

"""Raw text of documents to lines that a person would recognise; pure functions over strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000\r\n\v\f]+")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe"
                      "\uffff\ud800-\udfff]+")  # fmt: skip
_HYPHEN = re.compile(r"[^\W\d_]-$")
_OPEN = re.compile(r"[\w,(«–—-]$")
_FULL, _NARROW = 0.8, 50
"""Share of the usual width from which a line is full, and characters below which none is."""
_MOJIBAKE = 0.6
"""Share of letters of U+00C0–U+00FF from which a text is Cyrillic under the wrong table."""


def clean(text: str) -> str:
    """White space folded, tabs kept, controls and marks of direction dropped."""
    text = _SPACES.sub(" ", _DROPPED.sub("", text))
    if "\t" not in text:
        return text.strip()
    return "\t".join(cell.strip() for cell in text.split("\t")).rstrip("\t")


def row(cells: Iterable[str]) -> str:
    """A row of a table as a line: a tab between cells, none at the end; empty where all cells are."""
    return "\t".join(clean(cell.replace("\t", " ")) for cell in cells).rstrip("\t")


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they stand on a sheet to paragraphs.

    A line that goes on in small letters belongs to the one before; so does one after a line that is full and ends in
    no stop.

    >>> list(paragraphs(["Правила внутреннего", "трудового распо-", "рядка", "1. Общие положения"]))
    ['Правила внутреннего трудового распорядка', '1. Общие положения']
    """
    lines = list(map(clean, lines))
    lengths = sorted(map(len, lines))
    full = max(_FULL * lengths[len(lengths) * 9 // 10], _NARROW) if lengths else 0
    held, last = "", 0
    for line in lines:
        small = line[:1].islower()
        if held and small and _HYPHEN.search(held):
            held = held[:-1] + line
        elif held and _OPEN.search(held) and (small or (last >= full and line[:1].isalpha())):
            held = f"{held} {line}"
        else:
            if held:
                yield held
            held = line
        last = len(line)
    if held:
        yield held


def mended(text: str) -> str:
    """Cyrillic that a font without a table shows as «Óñòàâ» put right; any other text as it is.

    >>> mended("Óñòàâ øêîëû")
    'Устав школы'
    """
    letters = sum(char.isalpha() for char in text)
    wrong = sum("\u00c0" <= char <= "\u00ff" for char in text)
    if not letters or wrong < _MOJIBAKE * letters:
        return text
    return "".join(
        char.encode("cp1252").decode("cp1251", "replace") if "\u00a8" <= char <= "\u00ff" else char for char in text
    )

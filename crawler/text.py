"""One spelling for text that is compared: reads a string, gives a string; knows no phrases and no pages."""

from __future__ import annotations

import re

_NOT_WORD = re.compile(r"[^0-9a-zа-я\n]+")
_LINES = re.compile(r" ?\n ?")


def normal(text: str) -> str:
    r"""Fold ``text`` for matching: lower case, ё as е, everything but letters and digits one space; ``\n`` stays.

    >>> normal("Режим  работы: «Ёлочка»")
    'режим работы елочка'
    """
    folded = _NOT_WORD.sub(" ", text.lower().replace("ё", "е"))
    return (_LINES.sub("\n", folded) if "\n" in folded else folded).strip(" ")

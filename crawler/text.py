"""One spelling for text that is compared: reads a string, gives a string; knows no phrases and no pages."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-zа-я\n]+")
_LINES = re.compile(r" ?\n ?")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters inside words that nobody sees: soft hyphen, zero-width space and joiners, byte order mark."""
_MARKS = re.compile("[\u0300-\u036f]")
"""Marks that stand behind their letter: й and ё in two characters, as some editors write them."""
_MIXED = re.compile(r"[0-9a-zа-я]*(?:[a-z][а-я]|[а-я][a-z])[0-9a-zа-я]*")
_ALIKE = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
"""Latin letters that look like Cyrillic ones, in the word where they stand beside Cyrillic."""


def normal(text: str) -> str:
    r"""Fold ``text`` for matching: lower case, ё as е, everything but letters and digits one space; ``\n`` stays.

    What a reader cannot see does not part or change a word: soft hyphens, zero-width spaces, letters in two characters,
    a Latin letter that looks like the Cyrillic one in a Cyrillic word.

    >>> normal("Режим  работы: «Ёлочка»")
    'режим работы елочка'
    """
    if _MARKS.search(text):
        text = unicodedata.normalize("NFC", text)
    folded = _NOT_WORD.sub(" ", _UNSEEN.sub("", text).lower().replace("ё", "е"))
    if _MIXED.search(folded):
        folded = _MIXED.sub(_as_cyrillic, folded)
    return (_LINES.sub("\n", folded) if "\n" in folded else folded).strip(" ")


def _as_cyrillic(word: re.Match[str]) -> str:
    """A word of both alphabets in Cyrillic, if all its Latin letters look like Cyrillic ones."""
    folded = word.group().translate(_ALIKE)
    return word.group() if re.search("[a-z]", folded) else folded

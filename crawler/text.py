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
_ODD = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
"""Any of both: one look tells that most texts have none."""
_LATIN = re.compile("[a-z]")
_MIXED = re.compile("[a-z][а-я]|[а-я][a-z]")
_WORD = re.compile("[0-9a-zа-я]+")
_ALIKE = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
"""Latin letters that look like Cyrillic ones, in the word where they stand beside Cyrillic."""


def normal(text: str) -> str:
    r"""Fold ``text`` for matching: lower case, ё as е, everything but letters and digits one space; ``\n`` stays.

    What a reader cannot see does not part or change a word: soft hyphens, zero-width spaces, letters in two characters,
    a Latin letter that looks like the Cyrillic one in a Cyrillic word.

    >>> normal("Режим  работы: «Ёлочка»")
    'режим работы елочка'
    """
    if _ODD.search(text):
        if _MARKS.search(text):
            text = unicodedata.normalize("NFC", text)
        text = _UNSEEN.sub("", text)
    folded = text.lower().replace("ё", "е")
    if "\n" in folded:
        folded = _LINES.sub("\n", _NOT_WORD.sub(" ", folded)).strip(" ")
    else:
        folded = " ".join(_WORD.findall(folded))
    if _LATIN.search(folded) and _MIXED.search(folded):
        folded = _WORD.sub(_as_cyrillic, folded)
    return folded


def _as_cyrillic(word: re.Match[str]) -> str:
    """A word of both alphabets in Cyrillic, if all its Latin letters look like Cyrillic ones; others as they are."""
    if not _MIXED.search(word.group()):
        return word.group()
    folded = word.group().translate(_ALIKE)
    return word.group() if _LATIN.search(folded) else folded

"""Names of files in Latin letters, read as the Russian words that they are: ``ustav_2020.pdf`` is «устав 2020». Pure.

Many editors leave a file's name as the words of its link. A visitor reads it; so do the rules.
"""

from __future__ import annotations

import re

_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".odt", ".rtf", ".jpg", ".jpeg", ".png", ".zip", ".rar")
_MOST = 100
"""Characters of a file's name; longer texts are sentences."""
_NAME = re.compile(r"[a-z][a-z0-9 ()'`+_.,№-]*\.\w{3,4}")
_PARTS = re.compile(r"[_.+-]+")
_LETTERS = {
    "shch": "щ", "sch": "щ", "iya": "ия", "ija": "ия", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш",
    "yu": "ю", "ju": "ю", "ya": "я", "ja": "я", "yo": "е", "jo": "е", "ye": "е", "je": "е", "iy": "ий", "ij": "ий",
    "yy": "ый", "yj": "ый", "ia": "ия", "a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "z": "з", "'": "ь", "`": "ь",
}  # fmt: skip
_LETTER = re.compile("|".join((*_LETTERS, r"(?<=[aeiou])y", "y")))


def told(text: str) -> str:
    """The words of a file's name in Russian letters; empty where a text is no such name.

    >>> [told(one) for one in ("ustav_2020.pdf", "Pfhd-2022-god.PDF", "litsenziya.jpg", "Устав.pdf", "see www.a.ru")]
    ['устав 2020', 'пфхд 2022 год', 'лицензия', '', '']
    """
    if "." not in (text[-4:-3], text[-5:-4]):
        return ""  # most texts: seen without copying them
    name = text[: _MOST + 1].lower()
    if not name.endswith(_ENDINGS) or len(name) > _MOST or not _NAME.fullmatch(name):
        return ""
    return _LETTER.sub(_letter, _PARTS.sub(" ", name.rpartition(".")[0])).strip()


def _letter(found: re.Match[str]) -> str:
    if found[0] == "y":
        return "й" if found.start() and found.string[found.start() - 1] in "aeiou" else "ы"
    return _LETTERS[found[0]]

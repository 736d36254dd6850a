r"""Phrases of check-lists as regular expressions. Reads a phrase, gives a pattern; must not know pages or files.

The patterns are for text in one spelling: lower case, ё as е, one space between words, ``\n`` between blocks. They are
written for RE2 and mean the same in Python's re.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

START = r"(?:^|[ \n])"
END = r"(?:$|[ \n])"
_INFLECTED = "[авгеиймоухыьюя]{0,3}"
"""What may follow a stem: only letters that endings are made of, so that «час» never becomes «часто»."""

WORD_SIGNS = "=*|"
"""Signs with a meaning inside a phrase."""

_MIN_WORD = 4
_MIN_STEM = 3
_PUNCTUATION = re.compile(r"[^0-9a-zа-я=*|]+")

_ENDINGS = {
    "ами": "", "ями": "", "ого": "", "его": "", "ому": "", "ему": "", "ыми": "", "ими": "",
    "ая": "", "яя": "", "ое": "", "ее": "", "ые": "", "ую": "", "юю": "", "ах": "", "ях": "",
    "ам": "ам", "ям": "ям", "ом": "ом", "ем": "ем", "ым": "", "им": "им", "ых": "", "их": "их",
    "ов": "ов", "ев": "ев", "ей": "е", "ой": "ой", "ый": "", "ью": "",
    "а": "", "е": "", "и": "", "о": "", "у": "", "ы": "", "ь": "", "ю": "", "я": "", "й": "",
}  # fmt: skip
"""Endings, with what of them the stem may still have: «прием» is no instrumental case."""
_LONGEST = max(map(len, _ENDINGS))
_SOFT = re.compile(r"(.*?)(?:ие|ия|ий|ию|ии|ием|иям|иями|иях)$")
"""Endings with -и-: part of the stem in «сведения», of the ending in «общие»."""
_ADJECTIVE = re.compile(r"(?:[кгхжшщч]|нн|[дтжзшл]н)$")
_ALWAYS_NOUN = ("ия", "ию", "ии", "ием", "иям", "иями", "иях")


def pattern(phrase: str) -> str:
    r"""The source of a regular expression that finds ``phrase`` in any of its word forms.

    Raises ValueError where nothing is left to look for.

    >>> import re
    >>> bool(re.search(pattern("правила приёма"), "о правилах приема в школу"))
    True
    """
    words = [_alternatives(token) for token in tokens(phrase)]
    if not words:
        raise ValueError(f"nothing to look for in the phrase {phrase!r}")
    return START + " ".join(words) + END


def sequences(phrase: str) -> list[tuple[str, ...]]:
    """The phrase as sequences of patterns of whole words, one for each choice among its alternatives.

    What ``pattern`` finds in a text is what one of the sequences finds in its words. Raises ValueError as it does.
    """
    ways = [
        [tuple(_word(word) for word in way.split()) for way in map(_fold, token.split("|")) if way]
        for token in tokens(phrase)
    ]
    if not ways:
        raise ValueError(f"nothing to look for in the phrase {phrase!r}")
    return [tuple(itertools.chain.from_iterable(choice)) for choice in itertools.product(*ways)]


def tokens(phrase: str) -> list[str]:
    """The words of a phrase in one spelling; a word may hold ``=``, ``*`` and ``|``."""
    folded = re.sub(r"\s*\|\s*", "|", phrase.lower().replace("ё", "е"))
    found = [token.strip("|") for token in folded.split()]
    return [token for token in found if re.search("[0-9a-zа-я]", token)]


def _alternatives(token: str) -> str:
    ways = [" ".join(_word(word) for word in way.split()) for way in map(_fold, token.split("|")) if way]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _fold(word: str) -> str:
    """``=онлайн-чат`` → ``=онлайн =чат``; punctuation between words becomes a space."""
    parts = _PUNCTUATION.sub(" ", word).split()
    sign = "=" if word.startswith("=") else ""
    return " ".join(sign + bare for part in parts if (bare := part.strip("=")))


@lru_cache(maxsize=10_000)
def _word(word: str) -> str:
    if word.startswith("=") or len(word) < _MIN_WORD:
        if word.endswith("*"):
            return re.escape(word.strip("=*")) + "[0-9a-zа-я]*"
        return re.escape(word.strip("=*"))
    if word.endswith("*"):
        return re.escape(word.rstrip("*")) + "[0-9a-zа-я]*"
    if not re.fullmatch("[а-я]+", word):
        return re.escape(word)
    return inflected(word)


def inflected(word: str) -> str:
    """A pattern for the forms of one Russian word of at least four letters.

    >>> inflected("порядок")
    'поряд[ео]?к[авгеиймоухыьюя]{0,3}'
    """
    if word.endswith("ся"):  # «обучающиеся», «обратиться»: the ending stands before -ся
        stem, _ = _cut(word.removesuffix("ся"))
        return f"{stem}{_INFLECTED}ся"
    stem, maybe = _cut(word)
    optional = f"(?:{maybe})?" if maybe else ""
    return _fleeting(word, stem) + optional + _INFLECTED


def _cut(word: str) -> tuple[str, str]:
    """The stem of ``word``, and letters that may still belong to it."""
    soft = _SOFT.fullmatch(word)
    if soft and len(soft[1]) >= _MIN_STEM:
        noun = word.endswith(_ALWAYS_NOUN) or not _ADJECTIVE.search(soft[1]) or re.search("[еая]ний$", word)
        return (soft[1] + "и" if noun else soft[1]), ""
    for size in range(min(_LONGEST, len(word) - _MIN_STEM), 0, -1):
        maybe = _ENDINGS.get(word[-size:])
        if maybe is not None:
            return word[:-size], maybe
    return word, ""


def _fleeting(word: str, stem: str) -> str:
    """The stem with its vowel that comes and goes: порядок — порядка, оценка — оценок, перечень — перечня."""
    if len(word) > _MIN_WORD and re.search("[ео]к$", word):
        return stem[:-2] + "[ео]?к"
    if re.search("[бвгджзлмнпрстфхцчшщь]к$", stem):
        return stem[:-1].removesuffix("ь") + "[еоь]?к"
    if len(word) > _MIN_WORD + 1 and word.endswith("ень"):
        return stem[:-2] + "е?н"
    if len(word) > _MIN_WORD and word.endswith("ец"):
        return stem[:-2] + "е?ц"
    if stem.endswith("ь"):
        return stem[:-1] + "[еь]"
    return stem

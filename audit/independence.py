"""Whether two names may be one person's: pure; knows no tables. Used where people are kept from judging their own.

People write «Лесная А. П.» in one file and «Анна Петровна Лесная» in another; a check of mere letters would be passed
by accident. So a name is taken for another's where nothing in the two speaks against it.
"""

from __future__ import annotations

from collections import Counter

from crawler.text import normal

_FORMS = frozenset({"ип", "ооо", "оао", "пао", "зао", "ао", "ано", "нко", "фгуп", "гуп", "муп", "гбу", "мбу"})
"""Legal forms: where only one of two names has one, it tells nobody apart."""
_WORD = 4
"""Letters of a single word that may stand for a whole name: a surname, not «Аня»."""


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's, or one company's.

    All parts of the shorter name stand in the longer, in any order; an initial stands for any word that it begins, and
    one part at least must be a whole word in both.

    >>> same_person("Лесная А. П.", "Анна Петровна Лесная"), same_person("Лесная Анна", "Лесная Ольга")
    (True, False)
    """
    here, there = normal(one).split(), normal(other).split()
    if _FORMS.isdisjoint(here) or _FORMS.isdisjoint(there):
        here, there = ([word for word in words if word not in _FORMS] or words for words in (here, there))
    short, long = sorted((here, there), key=len)
    if not short:
        return False
    if len(short) == 1:
        return short[0] in long and (len(short[0]) >= _WORD or len(long) == 1)
    both = Counter(short) & Counter(long)
    if not any(len(part) > 1 for part in both):
        return False
    return _fitting([*(Counter(short) - both).elements()], [*(Counter(long) - both).elements()])


def _fitting(parts: list[str], left: list[str]) -> bool:
    """Whether each part has a word of its own among the others: one of the two is the other's initial."""
    if not parts:
        return True
    part = parts[0]
    for at, word in enumerate(left):
        if (
            (len(part) == 1 or len(word) == 1)
            and part[0] == word[0]
            and _fitting(parts[1:], left[:at] + left[at + 1 :])
        ):
            return True
    return False

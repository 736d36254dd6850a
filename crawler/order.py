"""Which address is fetched first: reads links and hints, gives numbers; the same site gives the same order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from crawler.plan import Hint
from crawler.text import normal
from crawler.urls import last_part

ROBOTS, START, ROOT, SITEMAP = 1200, 1000, 990, 950
MENU_TOPIC, MENU, TOPIC, PRESCRIBED, SITEMAP_TOPIC = 840, 800, 600, 590, 560
DOCUMENT, CHILD, NAMED, REST = 500, 400, 300, 200
NEVER = -1000
"""A document that no topic asks for: it stands in the ledger, skipped for the budget."""

MENU_LINKS = 150
"""Links of the home page's menus that come before the topics; a menu that is longer is a site map."""

_MARKS = re.compile(r"\\.|[\[\]()|]")
_SPAN = 60
"""How far a hint's own priority (0–99) moves a link within its class."""


class Phrases:
    """All phrases of all plans of a process in one RE2 set: 1,400 of them take 18 MB, a set a plan took 5 MB each."""

    def __init__(self) -> None:
        """Begin without phrases."""
        self._numbers: dict[str, int] = {}
        self._set: Any = None
        self.found = lru_cache(maxsize=8192)(self._found)

    def add(self, pattern: str) -> list[int]:
        """Take the alternatives of a pattern; their numbers. Raises ValueError for one that RE2 does not read."""
        self._set = None
        self.found.cache_clear()
        alternatives = branches(pattern)
        for one in alternatives:
            if one not in self._numbers:
                _compiled([one])
                self._numbers[one] = len(self._numbers)
        return [self._numbers[one] for one in alternatives]

    def _found(self, text: str) -> tuple[int, ...]:
        if not self._numbers:
            return ()
        if self._set is None:
            self._set = _compiled(list(self._numbers))
        return tuple(self._set.Match(normal(text)) or ())


def _compiled(patterns: list[str]) -> Any:  # noqa: ANN401 (re2 has no types)
    options = re2.Options()
    options.max_mem = 64 * 1024 * 1024
    made = re2.Set.SearchSet(options)
    try:
        for pattern in patterns:
            made.Add(pattern)
        made.Compile()
    except re2.error as error:
        raise ValueError(f"the pattern of a hint cannot be read: {patterns[-1]}") from error
    return made


def branches(pattern: str) -> list[str]:
    """The alternatives at the top of a pattern.

    >>> branches("a(?:b|c)|[|]d")
    ['a(?:b|c)', '[|]d']
    """
    found, depth, start, inside = [], 0, 0, False
    for match in _MARKS.finditer(pattern):
        mark = match[0]
        if inside:
            inside = mark != "]"
        elif mark == "[":
            inside = True
        elif mark in "()":
            depth += 1 if mark == "(" else -1
        elif mark == "|" and not depth:
            found.append(pattern[start : match.start()])
            start = match.end()
    return [*found, pattern[start:]]


class Ranker:
    """Says how well a link fits the hints of a plan."""

    def __init__(self, hints: tuple[Hint, ...], phrases: Phrases) -> None:
        """Add the hints to the phrases of the process. Raises ValueError for a pattern that RE2 does not read."""
        self._phrases = phrases
        self._paths: dict[str, int] = {}
        self._scores: dict[int, int] = {}
        for hint in hints:
            score = hint.priority + 1
            for part in hint.paths:
                self._paths[part.lower()] = max(score, self._paths.get(part.lower(), 0))
            for number in phrases.add(hint.pattern) if hint.pattern else ():
                self._scores[number] = max(score, self._scores.get(number, 0))

    def fit(self, url: str, *texts: str) -> int:
        """The priority of the best hint that the link fits, plus one; 0 where it fits none."""
        best = self._paths.get(last_part(url), 0)
        for text in texts:
            if text:
                best = max([best, *(self._scores.get(number, 0) for number in self._phrases.found(text[:300]))])
        return best


_shared = Phrases()


@lru_cache(maxsize=64)
def ranker(hints: tuple[Hint, ...]) -> Ranker:
    """The ranker of these hints; organisations of one kind share it."""
    return Ranker(hints, _shared)


def link(*, fit: int, region: str, home: bool, depth: int, parent_fit: int) -> int:
    """The priority of a link to a page; ``home`` tells that it stands on the home page."""
    step = min(fit, 100) * _SPAN // 100
    menu = home and region in ("nav", "header")
    if fit:
        return (MENU_TOPIC if menu else TOPIC) + step - min(depth, 20)
    if menu:
        return MENU
    return (CHILD if parent_fit else REST) - min(depth * 4, 90)


def document(*, fit: int, parent_fit: int) -> int:
    """The priority of a link to a file."""
    if not fit and not parent_fit:
        return NEVER
    return DOCUMENT + max(min(fit, 100), min(parent_fit, 100) // 2) * _SPAN // 100


def named(*, fit: int) -> int:
    """The priority of an address that only a sitemap names."""
    return SITEMAP_TOPIC + min(fit, 100) * 20 // 100 if fit else NAMED


def tidy(text: str) -> str:
    """The text of a link as it is kept: white space folded, at most 200 characters, all of which can be written."""
    return re.sub(r"\s+", " ", text[:2000]).strip()[:200].encode("utf-8", "replace").decode()

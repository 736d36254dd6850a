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
MENU_TOPIC, MENU, TOPIC, SITEMAP_TOPIC = 840, 800, 600, 560
DOCUMENT, CHILD, NAMED, REST = 500, 400, 300, 200
NEVER = -1000
"""A document that no topic asks for: it stands in the ledger, skipped for the budget."""

MENU_LINKS = 150
"""Links of the home page's menus that come before the topics; a menu that is longer is a site map."""

_SPAN = 60
"""How far a hint's own priority (0–99) moves a link within its class."""


class Ranker:
    """Says how well a link fits the hints of a plan."""

    def __init__(self, hints: tuple[Hint, ...]) -> None:
        """Compile the hints. Raises ValueError for a pattern that RE2 does not read."""
        self._paths: dict[str, int] = {}
        for hint in hints:
            for part in hint.paths:
                self._paths[part.lower()] = max(hint.priority + 1, self._paths.get(part.lower(), 0))
        patterned = [hint for hint in hints if hint.pattern]
        self._scores = [hint.priority + 1 for hint in patterned]
        self._set = _compile([hint.pattern for hint in patterned]) if patterned else None
        self._text = lru_cache(maxsize=8192)(self._text_fit)

    def fit(self, url: str, *texts: str) -> int:
        """The priority of the best hint that the link fits, plus one; 0 where it fits none."""
        best = self._paths.get(last_part(url), 0)
        return max([best, *(self._text(text[:300]) for text in texts if text)])

    def _text_fit(self, text: str) -> int:
        if self._set is None:
            return 0
        found = self._set.Match(normal(text))
        return max((self._scores[index] for index in found or ()), default=0)


def _compile(patterns: list[str]) -> Any:  # noqa: ANN401 (re2 has no types)
    options = re2.Options()
    options.max_mem = 256 * 1024 * 1024
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        try:
            made.Add(pattern)
        except re2.error as error:
            raise ValueError(f"the pattern of a hint cannot be read: {pattern}") from error
    made.Compile()
    return made


@lru_cache(maxsize=16)
def ranker(hints: tuple[Hint, ...]) -> Ranker:
    """The ranker of these hints; organisations of one kind share it."""
    return Ranker(hints)


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
    """The text of a link as it is kept: white space folded, at most 200 characters."""
    return re.sub(r"\s+", " ", text).strip()[:200]

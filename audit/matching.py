"""All phrases of all check-lists, matched in one pass: reads patterns and lines of text, gives numbers of phrases.

The set is one automaton (google-re2), so that a hundred more phrases cost nothing; lines that many pages of a site share
(menus, footers) are matched once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY = 256 << 20
"""Bytes that the automaton may take; phrases that need more are refused by lint."""
MAX_LINE = 20_000
"""Characters of one line that are looked at."""


class Matcher:
    """Tells which phrases stand in a line of text."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        """``patterns``: phrase as written in the check-list → regex over ``normal`` text."""
        options = re2.Options()
        options.max_mem = MEMORY
        self.numbers = {phrase: number for number, phrase in enumerate(patterns)}
        self._patterns = tuple(patterns.values())
        self._single: dict[int, re.Pattern[str]] = {}
        self._set = re2.Set.SearchSet(options)
        for pattern in self._patterns:
            self._set.Add(pattern)
        if self._patterns:
            self._set.Compile()

    def hits(self, line: str) -> tuple[int, ...]:
        """Numbers of the phrases in ``line`` (already ``normal``), ascending."""
        if not line or not self._patterns:
            return ()
        return tuple(sorted(self._set.Match(line[:MAX_LINE]) or ()))

    def span(self, number: int, line: str) -> tuple[int, int]:
        """Where phrase ``number`` stands first in ``line``: start and end in ``normal`` text; (-1, -1) if nowhere."""
        if number not in self._single:
            self._single[number] = re.compile(self._patterns[number])
        found = self._single[number].search(line)
        if not found:
            return -1, -1
        start, end = found.span()
        start += line[start] in " \n" if start < len(line) else 0
        end -= end > start and line[end - 1] in " \n"
        return start, end


class Lines:
    """The lines of one site, each folded and matched once."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self._known: dict[str, tuple[str, tuple[int, ...]]] = {}

    def read(self, text: str) -> tuple[str, tuple[int, ...]]:
        """``text`` in normal form, and the phrases in it."""
        found = self._known.get(text)
        if found is None:
            line = normal(text)
            found = self._known[text] = (line, self.matcher.hits(line))
        return found

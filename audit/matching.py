"""All phrases of all check-lists, matched in one pass: reads lines of text, gives numbers of phrases.

A line is cut into words; each word of a language is looked up once (which words of phrases it is a form of), and a
trie over those finds the phrases. So a line costs what its words cost, however many phrases there are. One automaton
over whole phrases was tried: at 2,000 phrases it built new states on nearly every new line.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import re2

from checklists.phrases import sequences
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEMORY = 256 << 20
"""Bytes that the automaton over single words may take."""
MAX_LINE = 20_000
"""Characters of one line that are looked at."""
_MAX_WORD = 60
_ENDS = -1
"""The key under which a node of the trie keeps the phrases that end there."""


class _Words(dict[str, tuple[int, ...]]):
    """Word of a text → numbers of the word patterns that it fits; filled as words are met."""

    def __init__(self, patterns: Iterable[str]) -> None:
        super().__init__()
        options = re2.Options()
        options.max_mem = MEMORY
        self._set = re2.Set.FullMatchSet(options)
        self._empty = True
        for text in patterns:
            self._set.Add(text)
            self._empty = False
        if not self._empty:
            self._set.Compile()

    def __missing__(self, word: str) -> tuple[int, ...]:
        found = () if self._empty or len(word) > _MAX_WORD else tuple(self._set.Match(word) or ())
        self[word] = found
        return found


class Matcher:
    """Tells which phrases stand in a line of text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """``phrases`` as written in check-lists, each once."""
        self.phrases = tuple(phrases)
        self.numbers = {phrase: number for number, phrase in enumerate(self.phrases)}
        self._sequences: list[list[tuple[int, ...]]] = []
        patterns: dict[str, int] = {}
        self._trie: dict[int, Any] = {}
        for number, phrase in enumerate(self.phrases):
            self._sequences.append([])
            for words in sequences(phrase):
                wanted = tuple(patterns.setdefault(word, len(patterns)) for word in words)
                self._sequences[number].append(wanted)
                node = self._trie
                for word in wanted:
                    node = node.setdefault(word, {})
                node.setdefault(_ENDS, []).append(number)
        self._words = _Words(patterns)

    def hits(self, line: str) -> tuple[int, ...]:
        """Numbers of the phrases in ``line`` (already ``normal``), ascending."""
        words = list(map(self._words.__getitem__, line[:MAX_LINE].split()))
        found: set[int] = set()
        first = self._trie
        for start, here in enumerate(words):
            for word in here:
                if word in first:
                    _descend(first[word], words, start + 1, found)
        return tuple(sorted(found)) if found else ()

    def span(self, number: int, line: str) -> tuple[int, int]:
        """Where phrase ``number`` stands first in ``line``: start and end in ``normal`` text; (-1, -1) if nowhere."""
        words = line.replace("\n", " ").split(" ")
        fits = list(map(self._words.__getitem__, words))
        for start, first in enumerate(fits):
            for wanted in self._sequences[number] if first else ():
                here = fits[start : start + len(wanted)]
                if len(here) == len(wanted) and all(map(operator.contains, here, wanted)):
                    before = sum(map(len, words[:start])) + start
                    return before, before + sum(map(len, words[start : start + len(wanted)])) + len(wanted) - 1
        return -1, -1


def _descend(node: dict[int, Any], words: list[tuple[int, ...]], place: int, found: set[int]) -> None:
    """Add the phrases that end at ``node`` or go on with the words from ``place``."""
    if _ENDS in node:
        found.update(node[_ENDS])
    if place < len(words):
        for word in words[place]:
            below = node.get(word)
            if below is not None:
                _descend(below, words, place + 1, found)


class _Known(dict[str, tuple[str, tuple[int, ...]]]):
    """Text → its normal form and the phrases in it; filled as texts are met."""

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self._hits = matcher.hits

    def __missing__(self, text: str) -> tuple[str, tuple[int, ...]]:
        line = normal(text)
        found = self[text] = (line, self._hits(line))
        return found


class Lines:
    """The lines of one site, each folded and matched once."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.read: Callable[[str], tuple[str, tuple[int, ...]]] = _Known(matcher).__getitem__
        """A text in normal form, and the phrases in it, ascending."""
        self._spans: dict[tuple[int, str], tuple[int, int]] = {}

    def span(self, number: int, line: str) -> tuple[int, int]:
        """Where a phrase stands first in a line; looked for once."""
        found = self._spans.get((number, line))
        if found is None:
            found = self._spans[number, line] = self.matcher.span(number, line)
        return found

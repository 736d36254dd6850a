"""All phrases of all check-lists, matched in one pass: reads lines of text, gives numbers of phrases.

A line is cut into words; each word of a language is looked up once (which words of phrases it is a form of), and a
trie over those finds the phrases. So a line costs what its words cost, however many phrases there are. One automaton
over whole phrases was tried: at 2,000 phrases it built new states on nearly every new line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import re2

from audit.filenames import told
from checklists.phrases import sequences
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEMORY = 256 << 20
"""Bytes that the automaton over single words may take."""
MAX_LINE = 20_000
"""Characters of one line that are looked at."""
_MAX_WORD = 60


class _Node:
    """A place in the trie: the phrases that end here, and where each further word pattern leads."""

    __slots__ = ("below", "ends")

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.below: dict[int, _Node] = {}


class _Word(NamedTuple):
    """What a word of a text is to the phrases."""

    fits: tuple[int, ...]
    """Numbers of the word patterns that it is a form of."""
    ends: tuple[int, ...]
    """The phrases that are no more than one of them."""
    begins: tuple[_Node, ...]
    """The longer phrases that begin with one of them."""
    seconds: frozenset[int]
    """The patterns of the second words of those."""


_NO_WORD = _Word((), (), (), frozenset())


class _Words(dict[str, _Word]):
    """Words of texts, filled as they are met."""

    def __init__(self, patterns: Iterable[str], root: _Node) -> None:
        super().__init__()
        options = re2.Options()
        options.max_mem = MEMORY
        self._root = root
        self._set = re2.Set.FullMatchSet(options)
        self._empty = True
        for text in patterns:
            self._set.Add(text)
            self._empty = False
        if not self._empty:
            self._set.Compile()

    def __missing__(self, word: str) -> _Word:
        fits = () if self._empty or len(word) > _MAX_WORD else tuple(self._set.Match(word) or ())
        self[word] = made = self._word(fits) if fits else _NO_WORD
        return made

    def _word(self, fits: tuple[int, ...]) -> _Word:
        below = self._root.below
        nodes = [below[one] for one in fits if one in below]
        return _Word(
            fits,
            tuple(number for node in nodes for number in node.ends),
            tuple(node for node in nodes if node.below),
            frozenset(one for node in nodes for one in node.below),
        )


class Matcher:
    """Tells which phrases stand in a line of text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """``phrases`` as written in check-lists, each once."""
        self.phrases = tuple(phrases)
        self.numbers = {phrase: number for number, phrase in enumerate(self.phrases)}
        self._sequences: list[list[tuple[int, ...]]] = []
        patterns: dict[str, int] = {}
        root = _Node()
        for number, phrase in enumerate(self.phrases):
            self._sequences.append([])
            for words in sequences(phrase):
                wanted = tuple(patterns.setdefault(word, len(patterns)) for word in words)
                self._sequences[number].append(wanted)
                node = root
                for word in wanted:
                    node = node.below.setdefault(word, _Node())
                node.ends.append(number)
        self._begin = [frozenset(wanted[0] for wanted in ways) for ways in self._sequences]
        """The patterns of the words with which a phrase may begin."""
        self._words = _Words(patterns, root)

    def hits(self, line: str) -> tuple[int, ...]:
        """Numbers of the phrases in ``line`` (already ``normal``), ascending."""
        words = list(map(self._words.__getitem__, line[:MAX_LINE].split()))
        found: set[int] = set()
        last = len(words)
        for start, (_, ends, begins, seconds) in enumerate(words, start=1):
            if ends:
                found.update(ends)
            if begins and start < last and not seconds.isdisjoint(words[start].fits):
                for node in begins:
                    _descend(node, words, start, found)
        return tuple(sorted(found)) if found else ()

    def span(self, number: int, line: str) -> tuple[int, int]:
        """Where phrase ``number`` stands first in ``line``: start and end in ``normal`` text; (-1, -1) if nowhere."""
        words = line[:MAX_LINE].replace("\n", " ").split(" ")
        begin = self._begin[number]
        for start, (fits, *_) in enumerate(map(self._words.__getitem__, words)):
            if not fits or begin.isdisjoint(fits):
                continue
            for wanted in self._sequences[number]:
                if wanted[0] in fits and self._goes_on(wanted, words, start):
                    before = sum(map(len, words[:start])) + start
                    return before, before + len(" ".join(words[start : start + len(wanted)]))
        return -1, -1

    def _goes_on(self, wanted: tuple[int, ...], words: list[str], start: int) -> bool:
        """Whether the words from ``start`` fit a sequence of patterns, of which the first is known to fit."""
        if start + len(wanted) > len(words):
            return False
        return all(wanted[more] in self._words[words[start + more]].fits for more in range(1, len(wanted)))


def _descend(node: _Node, words: list[_Word], place: int, found: set[int]) -> None:
    """Add the phrases that go on from ``node`` with the words from ``place``."""
    for word in words[place].fits:
        if word in node.below:
            below = node.below[word]
            found.update(below.ends)
            if below.below and place + 1 < len(words):
                _descend(below, words, place + 1, found)


class _Known(dict[str, tuple[str, tuple[int, ...]]]):
    """Text → its normal form and the phrases in it; filled as texts are met."""

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self._hits = matcher.hits

    def __missing__(self, text: str) -> tuple[str, tuple[int, ...]]:
        line = normal(told(text) or text)
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

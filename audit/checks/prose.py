"""Prose: a paragraph that tells in its own words what others put under a heading. Reads blocks; knows no item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.grains import is_filler
from audit.checks.parts import announces
from audit.checks.sight import Sight, block_at, falling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Prose

_SENTENCE_END = re.compile(r"""(?:(?<=[А-Яа-яЁё»")]{2})|(?<=\d))[.!?;…]+\s+""")
"""Where a sentence ends: behind a word, and not behind an initial."""
_LOOK = 2000
"""Characters of a paragraph that are looked at: a longer one is a story or an act."""
_LINKED = 0.5
"""Share of a paragraph's text from which links make it a menu."""


def prose(site: Site, rule: Prose) -> Iterator[Sight]:
    """Each paragraph of the page's own, news apart, that names enough of the things asked for."""
    return falling(_prose(site, rule), 1)


def _prose(site: Site, rule: Prose) -> Iterator[Sight]:
    near, barred = frozenset(site.numbers(rule.near)), frozenset(site.numbers(rule.without))
    named: dict[tuple[int, int], tuple[View, set[int]]] = {}
    for view, index, number in site.blocks(rule.words):
        named.setdefault((view.number, index), (view, set()))[1].add(number)
    for (_, index), (view, found) in named.items():
        if len(found) < rule.least or not _tells(site, view, index):
            continue
        parts = _sentences(site, view, index) if rule.sentence else [view.found[index]]
        if any(_enough(frozenset(part), found, rule.least, near, barred) for part in parts):
            met = rule.gives == "met"
            yield Sight(rule.gives, None if met else "mentioned", (block_at(view, index),), int(met))


def _tells(site: Site, view: View, index: int) -> bool:
    """Whether a block is a paragraph of the page's own: no menu, no heading, no news, no filler."""
    block = view.page.blocks[index]
    if block.hidden or not view.own[index] or block.level in range(1, 7) or len(block.text) > _LOOK:
        return False
    linked = sum(len(view.page.links[number].text) for number in block.links)
    if linked >= _LINKED * len(block.text) or site.is_story(view):
        return False
    return not is_filler(site, view, index) and not announces(site, view, index)


def _sentences(site: Site, view: View, index: int) -> list[tuple[int, ...]]:
    """The phrases of each sentence of a block."""
    return [site.line(sentence)[1] for sentence in _SENTENCE_END.split(view.page.blocks[index].text)]


def _enough(
    part: frozenset[int], words: Iterable[int], least: int, near: frozenset[int], barred: frozenset[int],
) -> bool:  # fmt: skip
    """Whether one part of a text names so many of the things, beside what must stand there and nothing that bars it."""
    beside = not near or not near.isdisjoint(part)
    return beside and len(part.intersection(words)) >= least and barred.isdisjoint(part)

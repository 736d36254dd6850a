"""A template's cards that stand where real ones should: reads blocks, tells cards said again and again. Knows no items.

A template shows one card of a doctor, or of a branch, as often as its design has room, or gives three posts to one
invented name. Nobody lists one and the same doctor four times in a row, and nobody else, and names them nowhere else;
nobody is their own deputy; and no branch is called «Пример».
"""

from __future__ import annotations

import collections
import re
from typing import TYPE_CHECKING, NamedTuple

from audit.checks.values import VALUE_PATTERNS, shown
from audit.wording import STEM
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.site import Site
    from audit.view import View

_TIMES = 3
"""So many equal cards in a row may be a template's: one for each width of screen are as many."""
_CARDS = 4
"""So many cards of one person in a row are a template's."""
_FEW = 3
"""So many persons and addresses a template shows; with more of them, cards said again are how the site is made."""
_CARD = 6
"""Blocks that a card may take."""
_NAME = 2
"""Words of a name that both spellings of it have: with the patronymic and without."""
_APART = 4
"""Blocks from one card to the next."""
_FULL_NAME = 3
"""Words of a full name."""
_DEPUTY = "заместител"
"""How the post of a deputy begins: nobody is their own; a small house may well give one person three other posts."""
_PATRONYMICS = ("вич", "вна", "ична", "ич")
_full = re.compile(r"вич|вна|ична|ьич").search
"""Whether a line may hold a full name."""


class _Run(NamedTuple):
    """Cards of one page that are equal word for word."""

    view: View
    indexes: tuple[int, ...]
    """All blocks of all of them."""
    telling: frozenset[str]
    """The lines that say whose card it is."""
    whose: str
    """A surname, or an address, in normal form."""


def copied_blocks(site: Site) -> Mapping[int, frozenset[int]]:
    """For each view that has any, by number, the blocks of cards that only show where a card belongs.

    Who stands elsewhere on the site too is real, however often a slide show repeats the card.
    """
    runs = [run for view in site.views for run in _only_one(list(_runs(site, view)))]
    if not runs or len({run.whose for run in runs}) > _FEW:
        return {}
    telling = frozenset(line for run in runs for line in run.telling)
    runs = [run for run in runs if not _stands_elsewhere(site, run.whose, telling)]
    telling = frozenset(line for run in runs for line in run.telling)
    found: dict[int, set[int]] = {}
    for run in runs:
        found.setdefault(run.view.number, set()).update(run.indexes)
    for view in site.views if telling else ():
        found.setdefault(view.number, set()).update(at for at, line in enumerate(view.lines) if line in telling)
    return {number: frozenset(indexes) for number, indexes in found.items() if indexes}


def _only_one(runs: list[_Run]) -> list[_Run]:
    """The runs of a page, if all are of one person or address: cards of many, each said again, are a page's own way.

    A page for wide screens, tablets and telephones may hold each card once for each of them.
    """
    return runs if len({run.whose for run in runs}) == 1 else []


def _stands_elsewhere(site: Site, whose: str, telling: frozenset[str]) -> bool:
    return any(whose in line and line not in telling for view in site.views for line in view.lines)


def _runs(site: Site, view: View) -> Iterator[_Run]:
    """Each row of equal cards of the page's own, tables apart: their rows may well be equal."""
    places = [
        index
        for index, (own, line) in enumerate(zip(view.own, view.lines, strict=True))
        if own and line and view.page.blocks[index].cell is None
    ]
    if (run := _many_posts(site, view, places)) is not None:
        yield run
    lines = [view.lines[index] for index in places]
    if max(collections.Counter(lines).values(), default=0) < _TIMES:
        return  # as on nearly every page
    for start, end, size in _repeated(lines):
        run = _run(site, view, places[start:end], size)
        if run:
            yield run


def _repeated(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Stretches that say the same three times or more: beginning, end, and how many lines are said again."""
    for size in range(1, _CARD + 1):
        same = 0
        for at in range(size, len(lines) + 1):
            if at < len(lines) and lines[at] == lines[at - size]:
                same += 1
                continue
            if same >= (_TIMES - 1) * size:
                yield at - same - size, at, size
            same = 0


def _run(site: Site, view: View, places: Sequence[int], size: int) -> _Run | None:
    """The cards of a stretch, if each of them is of one person or of one address."""
    card = places[:size]
    persons, addresses = shown(site, "person"), shown(site, "address")
    named = [index for index in card if persons[view.page.blocks[index].text]]
    whose = _one_person([view.page.blocks[index].text for index in named])
    telling = named
    if not named and any(not site.wording.specimens.isdisjoint(view.found[index]) for index in card):
        telling = [index for index in card if addresses[view.page.blocks[index].text]]
        whose = view.lines[telling[0]] if len(telling) == 1 < size else ""
    alone = size == 1 and len(view.page.blocks[card[0]].text.split()) <= _FULL_NAME
    if not whose or alone:  # nothing but the name: it stands beside what each line is about
        return None
    if named and len(named) * len(places) < _CARDS * size:
        return None
    return _Run(view, tuple(places), frozenset(view.lines[index] for index in telling), whose)


def _many_posts(site: Site, view: View, places: Sequence[int]) -> _Run | None:
    """Cards in a row that begin with one and the same full name and have three posts, on a page that names no other."""
    firsts = collections.Counter(line.split(" ", 1)[0] for line in map(view.lines.__getitem__, places) if _full(line))
    if max(firsts.values(), default=0) < _TIMES:
        return None  # as on nearly every page
    persons, texts = shown(site, "person"), [view.page.blocks[index].text for index in places]
    cards = [at for at, text in enumerate(texts) if persons[text]]
    if len(cards) < _TIMES or cards[-1] - cards[0] > _APART * len(cards):
        return None
    found = [VALUE_PATTERNS["person"].match(texts[at]) for at in cards]
    names = {match.group() for match in found if match}
    if None in found or len(names) > 1 or not (whose := _one_person([texts[at] for at in cards])):
        return None
    behind = [normal(texts[at][len(next(iter(names))) :] or "".join(texts[at + 1 : at + 2])) for at in cards]
    if len({line[:STEM] for line in behind}) < _TIMES or len({line.startswith(_DEPUTY) for line in behind}) == 1:
        return None
    lines = frozenset(view.lines[places[at]] for at in cards)
    return _Run(view, tuple(places[at] for at in cards), lines, whose)


def _one_person(texts: Sequence[str]) -> str:
    """The surname of the one person of whom each text names two words or more, with a full name; else empty."""
    names = [match.group() for text in texts for match in VALUE_PATTERNS["person"].finditer(text)]
    if not names or len(set(names)) > 1 or "." in names[0]:
        return ""
    words = normal(names[0]).split()
    if any(len(set(normal(text).split()).intersection(words)) < _NAME for text in texts):
        return ""
    return words[-1] if words[1].endswith(_PATRONYMICS) else words[0]

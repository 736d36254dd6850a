"""What a rule saw: a verdict with its reason and proof, and how two sights compare. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.finding import Verdict
    from audit.view import View

RANK = {"missing": 0, "partial": 1, "met": 2}


class Spot(NamedTuple):
    """Where a rule saw something. Evidence is made of it once the rules have chosen."""

    view: View
    place: str
    """``block 12``, ``link 3`` and so on: see Evidence."""
    text: str
    """What stands there, whole."""


def block_at(view: View, index: int) -> Spot:
    """A block of a page."""
    return Spot(view, f"block {index}", view.page.blocks[index].text)


def link_at(view: View, index: int) -> Spot:
    """A link of a page: its words, or its address where it has none."""
    made = view.page.links[index]
    return Spot(view, f"link {index}", made.text or made.title or made.href)


class Sight(NamedTuple):
    """One place where a rule was met, partly met, or shown to be unmet."""

    verdict: Verdict
    reason: str | None
    proof: tuple[Spot, ...]
    strength: int = 0
    """Higher is the better proof among sights of one verdict."""


def untried(present: Sight, reason: str = "not_tried") -> Sight:
    """What is said of a thing that is there and could not be tried: a reason of NOT_CHECKED, and where it stands."""
    return Sight("missing", reason, present.proof)


def beats(one: Sight, other: Sight | None) -> bool:
    """Whether a sight is better than one that was seen before it: by its verdict, then by its strength."""
    return other is None or (RANK[one.verdict], one.strength) > (RANK[other.verdict], other.strength)


def best(sights: Iterable[Sight]) -> Sight | None:
    """The best verdict, then the strongest, then the first."""
    chosen: Sight | None = None
    for sight in sights:
        if beats(sight, chosen):
            chosen = sight
    return chosen


def falling(sights: Iterable[Sight], most: int) -> Iterator[Sight]:
    """The sights that are met, the strongest first, then the others; else in their order.

    ``most``: the strength that none of them exceeds. A sight that is met with it is handed on at once, so that whoever
    needs no other asks for no more.
    """
    met, rest = [], []
    for sight in sights:
        if sight.verdict != "met":
            rest.append(sight)
        elif sight.strength < most:
            met.append(sight)
        else:
            yield sight
    yield from sorted(met, key=lambda sight: sight.strength, reverse=True)
    yield from rest

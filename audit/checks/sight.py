"""What a rule saw: a verdict with its reason and proof, and how two sights compare. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.finding import Evidence, Verdict

RANK = {"missing": 0, "partial": 1, "met": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One place where a rule was met, partly met, or shown to be unmet."""

    verdict: Verdict
    reason: str | None
    proof: tuple[Evidence, ...]
    strength: int = 0
    """Higher is the better proof among sights of one verdict."""


def best(sights: Iterable[Sight]) -> Sight | None:
    """The best verdict, then the strongest, then the first."""
    chosen: Sight | None = None
    for sight in sights:
        if chosen is None or (RANK[sight.verdict], sight.strength) > (RANK[chosen.verdict], chosen.strength):
            chosen = sight
    return chosen

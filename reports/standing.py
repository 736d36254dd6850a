"""The place of each organisation among its neighbours by openness: scores in, places out. Knows no HTML."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from reports.read import Organisation
from reports.summary import COMPARABLE


class Place(NamedTuple):
    """So high among so many; equal scores share the better place."""

    place: int
    of: int


class Standing:
    """Scores that may be compared, by municipality and by sector."""

    def __init__(self, orgs: Iterable[Organisation], sector: Callable[[str], str]) -> None:
        """Take them all; ``sector`` gives the id for the registry's own word."""
        self._sector = sector
        self._scores: dict[tuple[str, str], list[Decimal]] = {}
        for org in orgs:
            score = _score(org)
            if score is None:
                continue
            for key in self._keys(org):
                self._scores.setdefault(key, []).append(-score)
        for scores in self._scores.values():
            scores.sort()

    def municipality(self, org: Organisation) -> Place | None:
        """Its place in the municipality; None where too little was checked, or it is alone there."""
        return self._place(org, 0) if org.municipality else None

    def sector(self, org: Organisation) -> Place | None:
        """Its place in the sector."""
        return self._place(org, 1)

    def _keys(self, org: Organisation) -> tuple[tuple[str, str], tuple[str, str]]:
        return (("municipality", f"{org.region}\n{org.municipality}"), ("sector", self._sector(org.sector)))

    def _place(self, org: Organisation, which: int) -> Place | None:
        score = _score(org)
        scores = self._scores.get(self._keys(org)[which], [])
        if score is None or len(scores) == 1:
            return None
        return Place(bisect_left(scores, -score) + 1, len(scores))


def _score(org: Organisation) -> Decimal | None:
    """Its openness, where enough was checked for it to be compared."""
    score = org.score
    if score is None or score.checked is None or score.checked < COMPARABLE:
        return None
    return score.openness

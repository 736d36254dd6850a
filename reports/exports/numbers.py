"""Numbers that stand for sectors and places in a workbook: reads ratings, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from audit.rating.campaign import Rated
    from reports.ratings import Ratings

_Key = TypeVar("_Key", str, tuple[str, str])


class Numbers:
    """Numbers of sectors, municipalities and regions, by which formulas tell them apart."""

    def __init__(self, ratings: Ratings) -> None:
        """Number them in the order of their names."""
        rated = [one for one in ratings.rated if one.rating]
        self.sectors = _numbered(one.subject.sector for one in rated)
        self.municipalities = _numbered((one.org.region, one.org.municipality) for one in rated)
        self.regions = _numbered(one.org.region for one in rated)

    def of(self, one: Rated) -> tuple[int, int, int]:
        """Sector, municipality, region of one organisation."""
        return (
            self.sectors[one.subject.sector], self.municipalities[one.org.region, one.org.municipality],
            self.regions[one.org.region],
        )  # fmt: skip


def _numbered(keys: Iterable[_Key]) -> dict[_Key, int]:
    return {key: number for number, key in enumerate(sorted(set(keys)), start=1)}

"""What the front page shows in charts: adds up sectors, municipalities and what changed. Must not know HTML or words.

Every number of a chart is a field of a row here, and the table under the chart is made of the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlite_utils import Database

from crawler import campaigns
from reports.chart import band
from reports.summary import COMPARABLE, Gap, Listing, Row

BEST = 3
"""Organisations that are named for their score, and for what they gained."""
CHARTED = 60
"""Municipalities that a chart shows; of more, the table has all."""

_SCORES = """
select s.org, json_extract(s.data, '$.openness') as openness, json_extract(s.data, '$.checked') as checked
from scores s join campaign_orgs m on m.campaign = :now and m.org = s.org
where s.campaign = :campaign
"""


class Earlier(NamedTuple):
    """The score that an organisation had in the last campaign before this one."""

    campaign: str
    openness: Decimal


class Change(NamedTuple):
    """What became of the scores of some organisations, of those that can be compared."""

    name: str
    compared: int
    was: Decimal
    """Mean."""
    now: Decimal
    rose: int
    fell: int

    @property
    def same(self) -> int:
        """Organisations whose score is as it was."""
        return self.compared - self.rose - self.fell


class Place(NamedTuple):
    """One municipality."""

    listing: Listing
    scores: Sequence[Decimal]
    """The lowest first."""
    change: Change | None

    @property
    def mean(self) -> Decimal | None:
        """Arithmetic mean of the scores."""
        return self.listing.mean


class Gain(NamedTuple):
    """One organisation whose score rose."""

    row: Row
    was: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """All of it."""

    places: tuple[Place, ...]
    """Municipalities, the highest mean first; those without a score come last."""
    campaigns: tuple[str, ...]
    """The earlier campaigns that this one is compared with."""
    change: Change | None
    """Of all organisations; None where nothing can be compared."""
    changes: tuple[Change, ...]
    """Sector by sector."""
    best: tuple[Row, ...]
    gains: tuple[Gain, ...]


def read_earlier(db: Database, campaign: str) -> dict[str, Earlier]:
    """For each organisation its score in the last campaign before this one that could check enough of its site."""
    found: dict[str, Earlier] = {}
    for name in reversed(campaigns.before(db, campaign)):
        for row in db.query(_SCORES, {"campaign": name, "now": campaign}):
            if row["openness"] is not None and Decimal(row["checked"] or 0) >= COMPARABLE:
                found.setdefault(row["org"], Earlier(name, Decimal(row["openness"])))
    return found


def front(listings: Iterable[Listing], earlier: Mapping[str, Earlier]) -> Front:
    """Add up the rows of all lists."""
    every = list(listings)
    rows = next(one.rows for one in every if one.by == "all")
    sectors = [one for one in every if one.by == "sector"]
    places = [_place(one, earlier) for one in every if one.by == "municipality"]
    gains = [
        Gain(row, earlier[row.org.id].openness, row.openness)
        for row in rows
        if row.org.id in earlier and row.comparable and row.openness is not None
    ]
    return Front(
        places=tuple(sorted(places, key=_height)),
        campaigns=tuple(dict.fromkeys(sorted(earlier[one.row.org.id].campaign for one in gains))),
        change=_change("", rows, earlier),
        changes=tuple(made for one in sectors if (made := _change(one.name, one.rows, earlier))),
        best=tuple(sorted((row for row in rows if row.comparable and row.openness is not None), key=_best)[:BEST]),
        gains=tuple(sorted((one for one in gains if one.now > one.was), key=_gain)[:BEST]),
    )


def bands(rows: Iterable[Row]) -> Counter[int]:
    """How many organisations have a score in each band."""
    return Counter(band(row.openness) for row in rows if row.openness is not None)


def share(gap: Gap, every: int) -> Decimal:
    """Per cent of ``every`` organisation whose site lacks an item: what few are asked for is no common gap."""
    return Decimal(100 * gap.missing) / every


def _place(one: Listing, earlier: Mapping[str, Earlier]) -> Place:
    scores = sorted(row.openness for row in one.rows if row.openness is not None)
    return Place(one, scores, _change(one.name, one.rows, earlier))


def _change(name: str, rows: Iterable[Row], earlier: Mapping[str, Earlier]) -> Change | None:
    """Only organisations are compared of which enough was checked both times."""
    both = [
        (earlier[row.org.id].openness, row.openness)
        for row in rows
        if row.org.id in earlier and row.comparable and row.openness is not None
    ]
    if not both:
        return None
    return Change(
        name=name,
        compared=len(both),
        was=sum((was for was, _ in both), Decimal()) / len(both),
        now=sum((now for _, now in both), Decimal()) / len(both),
        rose=sum(now > was for was, now in both),
        fell=sum(now < was for was, now in both),
    )


def _height(place: Place) -> tuple[bool, Decimal, str]:
    return place.mean is None, -(place.mean or Decimal()), place.listing.name


def _best(row: Row) -> tuple[Decimal, str, str]:
    return -(row.openness or Decimal()), row.org.short_name.casefold(), row.org.id


def _gain(one: Gain) -> tuple[Decimal, str, str]:
    return one.was - one.now, one.row.org.short_name.casefold(), one.row.org.id

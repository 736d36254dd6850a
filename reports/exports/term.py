"""A quarter or a year, and the campaigns whose as-of day falls in it. Reads campaigns, writes nothing."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import click

from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

_QUARTER = re.compile(r"(\d{4})-?[QqКк]?([1-4])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A quarter or a year."""

    year: int
    quarter: int | None = None
    """1 to 4; none: the whole year."""

    @classmethod
    def of(cls, quarter: str | None, year: int | None) -> Self:
        """Read ``2026-Q2`` (or ``2026-2``) or a year. Raises UsageError where it is neither, or both."""
        if (quarter is None) == (year is None):
            raise click.UsageError("Say either --quarter 2026-Q2 or --year 2026.")
        if year is not None:
            return cls(year=year)
        found = _QUARTER.fullmatch(quarter or "")
        if not found:
            raise click.UsageError(f"«{quarter}» is no quarter: write 2026-Q2.")
        return cls(year=int(found[1]), quarter=int(found[2]))

    @property
    def name(self) -> str:
        """For file names: ``2026-Q2``, ``2026``."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    def __contains__(self, day: dt.date) -> bool:
        """Whether a day falls in it."""
        return day.year == self.year and self.quarter in (None, (day.month + 2) // 3)


def in_term(db: Database, term: Term) -> Sequence[campaigns.Campaign]:
    """The campaigns of a term, in order. Raises ClickException where there is none."""
    every = campaigns.every(db)
    found = [one for one in every if one.as_of in term]
    if not found:
        others = ", ".join(f"{one.name} ({one.as_of})" for one in every) or "none yet"
        raise click.ClickException(f"No campaign has its as-of day in {term.name}. Campaigns: {others}.")
    return found


def earlier(db: Database, campaign: campaigns.Campaign) -> campaigns.Campaign | None:
    """The last campaign before this one that has an organisation in common with it."""
    mine = _organisations(db, campaign.name)
    names = reversed(campaigns.before(db, campaign.name))
    found = next((name for name in names if not mine.isdisjoint(_organisations(db, name))), None)
    return campaigns.get(db, found) if found else None


def _organisations(db: Database, campaign: str) -> set[str]:
    return {org.id for org in campaigns.organisations(db, campaign)}

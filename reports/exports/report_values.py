"""What the operator's report says, as plain values: the names that templates use. Reads nothing, writes nothing.

Templates of an operator's own use these names (docs/reports.md), so they do not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SHORT = 300
"""Characters of other people's words."""
NONE = "—"
"""Stands for a number that there is not."""


class SectorLine(NamedTuple):
    """The scores of one sector."""

    sector: str
    organisations: str
    lowest: str
    median: str
    highest: str
    unscored: str


class PlaceLine(NamedTuple):
    """One municipality."""

    name: str
    organisations: str
    scored: str
    mean: str


class GapLine(NamedTuple):
    """One item that many sites lack."""

    title: str
    law: str
    missing: str
    partial: str
    checked: str


class OrganisationLine(NamedTuple):
    """One organisation in the table."""

    number: int
    name: str
    municipality: str
    sector: str
    openness: str
    checked: str
    gaps: int
    unchecked: int


class ReasonLine(NamedTuple):
    """Why something could not be checked."""

    reason: str
    means: str
    items: int
    organisations: int


class DetailGap(NamedTuple):
    """One gap of one organisation."""

    title: str
    verdict: str
    saw: str
    law: str
    mend: str


class Detail(NamedTuple):
    """The part of one organisation."""

    name: str
    municipality: str
    site: str
    openness: str
    checked: str
    gaps: tuple[DetailGap, ...]
    unchecked: tuple[tuple[str, int], ...]
    """Reason and number of items."""


class RatedLine(NamedTuple):
    """One row of a table of ratings."""

    place: str
    name: str
    total: str
    grade: str
    criteria: tuple[str, ...]


class RatedTable(NamedTuple):
    """The table of one sector, or of places."""

    title: str
    rows: tuple[RatedLine, ...]
    more: int = 0
    """Rows that are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The full rating in words."""

    method: str
    status: str
    notes: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    whole: int
    """Organisations measured in full, of ``rated``."""
    rated: int
    criteria: tuple[tuple[str, str], ...]
    """Id and title."""
    sectors: tuple[RatedTable, ...]
    municipalities: RatedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the report says; templates use these names."""

    campaign: str
    as_of: str
    edition: str
    written_on: str
    operator: str
    """Empty where it is not told."""
    council: str
    regions: str
    organisations: int
    scored: int
    mean: str
    """Of the openness scores."""
    gap_number: int
    unchecked_number: int
    weights: tuple[tuple[str, str], ...]
    partial: str
    sectors: tuple[SectorLine, ...]
    municipalities: tuple[PlaceLine, ...]
    gaps: tuple[GapLine, ...]
    table: tuple[OrganisationLine, ...]
    """Empty where there are too many organisations."""
    reasons: tuple[ReasonLine, ...]
    unread: tuple[tuple[str, str, str], ...]
    """Name, site, why: sites that could not be read at all."""
    details: tuple[Detail, ...]
    """Empty where there are too many organisations."""
    rating: Rating | None


def short(words: str) -> str:
    """Other people's words, not too many of them."""
    return words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"

"""Sorts the counts of marked tags into the subsections that a page shows. Must not know HTML or words, nor judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from audit.microdata import Count
from checklists.microdata import Microdata, Named

TITLE = 70
"""Characters of what a name marks, as the table shows them."""


class Row(NamedTuple):
    """One name with its count: all that the table shows of it, so that equal rows are written once."""

    name: str
    parent: str | None
    title: str
    """What it marks, in the words of the recommendations, cut; empty for a name that the table does not know."""
    star: bool
    """May be absent."""
    count: int | None  # type: ignore[assignment]  # of a tuple nobody asks for its own count
    reason: str
    older: tuple[tuple[str, int], ...]
    hidden: int
    outside: int
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsection:
    """The names of one subsection."""

    id: str
    page: str
    """Its address on the site; empty where none was met."""
    rows: tuple[Row, ...]

    @property
    def found(self) -> int:
        """Names that were counted."""
        return sum(bool(row.count) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The whole table of one organisation."""

    subsections: tuple[Subsection, ...]
    found: int
    absent: int
    """Names that are «не найден»."""
    unknown: int
    """Names whose page could not be read."""


def marks(counts: Sequence[Count], table: Microdata) -> Marks | None:
    """Sort the counts by subsection, in the table's order; None where nothing was counted."""
    if not counts:
        return None
    named = {(one.section, one.no): one for one in table.names}
    groups: dict[str, list[Count]] = {}
    for one in counts:
        groups.setdefault(one.section, []).append(one)
    return Marks(
        subsections=tuple(
            Subsection(id=key, page=_page(some), rows=tuple(_row(one, named.get((key, one.no))) for one in some))
            for key, some in groups.items()
        ),
        found=sum(bool(one.count) for one in counts),
        absent=sum(one.count == 0 for one in counts),
        unknown=sum(one.count is None for one in counts),
    )


def _row(one: Count, named: Named | None) -> Row:
    return Row(
        one.name, one.parent, _cut(named.title) if named else "", bool(named and named.star), one.count, one.reason,
        one.older, one.hidden, one.outside, one.elsewhere,
    )  # fmt: skip


@cache
def _cut(title: str) -> str:
    whole = title.removeprefix("Главный тег. ")
    return whole if len(whole) <= TITLE else whole[:TITLE].rsplit(" ", 1)[0] + "…"


def _page(counts: Iterable[Count]) -> str:
    return next((one.page for one in counts if one.page), "")

"""Sorts the counts of marked tags into the subsections that a page shows. Must not know HTML or words, nor judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.microdata import Count
from checklists.microdata import Microdata, Named

TITLE = 70
"""Characters of what a name marks, as the table shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One name with its count."""

    count: Count
    title: str
    """What it marks, in the words of the recommendations, cut; empty for a name that the table does not know."""
    star: bool
    """May be absent."""


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
        return sum(bool(row.count.count) for row in self.rows)


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
    groups: dict[str, list[Row]] = {}
    for one in counts:
        groups.setdefault(one.section, []).append(_row(one, named.get((one.section, one.no))))
    return Marks(
        subsections=tuple(Subsection(id=key, page=_page(rows), rows=tuple(rows)) for key, rows in groups.items()),
        found=sum(bool(one.count) for one in counts),
        absent=sum(one.count == 0 for one in counts),
        unknown=sum(one.count is None for one in counts),
    )


def _row(count: Count, named: Named | None) -> Row:
    title = named.title.removeprefix("Главный тег. ") if named else ""
    cut = title if len(title) <= TITLE else title[:TITLE].rsplit(" ", 1)[0] + "…"
    return Row(count=count, title=cut, star=bool(named and named.star))


def _page(rows: Iterable[Row]) -> str:
    return next((row.count.page for row in rows if row.count.page), "")

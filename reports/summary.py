"""What front page and lists say about all organisations: adds up, sorts, splits. Must not know HTML."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Self

from checklists.schema import Item
from reports.links import file_name, short_digest
from reports.organisation import Entry, Groups
from reports.read import Organisation, Score

By = Literal["all", "sector", "municipality"]
Order = Literal["score", "name", "checked", "gaps"]
ORDERS: tuple[Order, ...] = ("score", "name", "checked", "gaps")

PAGE = 150
"""Organisations on one page of a list: keeps it well under 300 KB."""
COMMON = 10
"""Gaps that the front page names."""
COMPARABLE = Decimal("0.8")
"""Share checked from which a score stands in the order of scores; the others come after, marked."""
NAMED = 2
"""Gaps that a row of a list names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One organisation in a list."""

    org: Organisation
    sector: str
    """Id of the sector; the registry's own word where no check-list knows it."""
    gaps: tuple[Item, ...]
    """The first few items to repair."""
    gap_number: int
    unchecked: tuple[tuple[str, int], ...]
    """Reasons why required items were not checked, the commonest first, and how many items each."""

    @property
    def comparable(self) -> bool:
        """Whether enough was checked for the score to be set beside others."""
        return self.checked is not None and self.checked >= COMPARABLE

    @property
    def page(self) -> str:
        """Address of the organisation's page, from the folder of the report."""
        return f"org/{file_name(self.org.id)}"

    @property
    def openness(self) -> Decimal | None:
        """Points of openness; None where there is no score."""
        return self.org.score.openness if self.org.score else None

    @property
    def checked(self) -> Decimal | None:
        """Share of the required items that was checked."""
        return self.org.score.checked if self.org.score else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One item that sites lack."""

    item: Item
    missing: int
    partial: int
    checked: int
    """Sites where the item was decided: met, partial or missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The scores of one sector."""

    sector: str
    rows: tuple[Row, ...]
    """Those with a score, the lowest first."""
    unscored: int

    @property
    def median(self) -> Decimal | None:
        """The score in the middle, or the mean of the two in the middle."""
        scores = [row.openness for row in self.rows if row.openness is not None]
        if not scores:
            return None
        return (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list of organisations; each of its orders is a page (or several) of its own."""

    key: str
    """Start of its file names."""
    by: By
    name: str
    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, by: By, name: str = "", rows: tuple[Row, ...] = ()) -> Self:
        """Make the list of one sector or municipality, or of all; its file names depend on nothing else."""
        return cls(key=f"{by}-{short_digest(name)}" if by != "all" else by, by=by, name=name, rows=rows)

    @property
    def mean(self) -> Decimal | None:
        """Arithmetic mean of the scores."""
        return _mean(self.rows)

    def file(self, order: Order, page: int = 1) -> str:
        """Name the file of one page of the list."""
        return f"{self.key}-{order}{'' if page == 1 else f'-{page}'}.html"

    def pages(self, order: Order) -> list[tuple[Row, ...]]:
        """Split the ordered rows into pages; an empty list is one empty page."""
        rows = sorted(self.rows, key=_KEYS[order])
        return [tuple(rows[start : start + PAGE]) for start in range(0, max(len(rows), 1), PAGE)]


_LAST = Decimal(-1)


def _points(value: Decimal | None) -> Decimal:
    return -(_LAST if value is None else value)


def _name(row: Row) -> tuple[str, str]:
    return row.org.short_name.casefold(), row.org.id


def _height(row: Row) -> tuple[object, ...]:
    return -_points(row.openness), *_name(row)


_KEYS: Mapping[Order, Callable[[Row], tuple[object, ...]]] = {
    "score": lambda row: (row.openness is None, not row.comparable, _points(row.openness), *_name(row)),
    "name": _name,
    "checked": lambda row: (_points(row.checked), *_name(row)),
    "gaps": lambda row: (-row.gap_number, *_name(row)),
}


Packed = tuple[list[tuple[Row, tuple[str, ...]]], list[str], Counter[tuple[str, str]]]


def _light(org: Organisation) -> Organisation:
    """What lists and charts show of an organisation: of its score the numbers alone, for thousands are held at once."""
    score = org.score and replace(org.score, counts={}, channels={}, works={})
    return replace(org, score=score)


@dataclass(slots=True)
class Tally:
    """Collects what the front page needs while organisations pass by one at a time."""

    rows: list[Row] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, org: Organisation, sector: str, groups: Groups) -> None:
        """Count one organisation in."""
        gaps = groups.gaps
        named = tuple(gap.item for gap in gaps[:NAMED])
        unchecked = tuple((reason, len(entries)) for reason, entries in groups.not_checked)
        self.rows.append(Row(org=_lean(org), sector=sector, gaps=named, gap_number=len(gaps), unchecked=unchecked))
        self._count((*gaps, *groups.found))

    def packed(self) -> Packed:
        """What was counted, for another process: items by id, because they are large and known there."""
        rows = [(replace(row, gaps=(), org=_light(row.org)), tuple(item.id for item in row.gaps)) for row in self.rows]
        return rows, list(self.items), self.verdicts

    def absorb(self, packed: Packed, items: Mapping[str, Item]) -> None:
        """Take in what another process counted."""
        rows, seen, verdicts = packed
        self.items.update((id_, items[id_]) for id_ in seen)
        self.rows += [replace(row, gaps=tuple(items[id_] for id_ in ids)) for row, ids in rows]
        self.verdicts.update(verdicts)

    def _count(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.items[entry.item.id] = entry.item
            self.verdicts[entry.item.id, entry.verdict] += 1

    @property
    def comparable(self) -> Decimal:
        """COMPARABLE, for the page that explains it."""
        return COMPARABLE

    @property
    def scored(self) -> list[Row]:
        """Organisations with a score."""
        return [row for row in self.rows if row.openness is not None]

    def mean(self) -> Decimal | None:
        """Arithmetic mean of the scores."""
        return _mean(self.rows)

    def common_gaps(self) -> list[Gap]:
        """The items that most sites lack: those missing most often first, then those there in part."""
        gaps = [
            Gap(
                item=item,
                missing=self.verdicts[id_, "missing"],
                partial=self.verdicts[id_, "partial"],
                checked=sum(self.verdicts[id_, verdict] for verdict in ("met", "partial", "missing")),
            )
            for id_, item in self.items.items()
        ]
        gaps = [gap for gap in gaps if gap.missing or gap.partial]
        return sorted(gaps, key=lambda gap: (-gap.missing, -gap.partial, gap.item.id))[:COMMON]

    def spreads(self) -> list[Spread]:
        """The scores sector by sector, the largest sector first."""
        return [
            Spread(
                sector=sector,
                rows=tuple(sorted((row for row in rows if row.openness is not None), key=_height)),
                unscored=sum(row.openness is None for row in rows),
            )
            for sector, rows in _split(self.rows, lambda row: row.sector)
        ]

    def listings(self) -> list[Listing]:
        """Every list: all organisations, one a sector, one a municipality."""
        sectors = _split(self.rows, lambda row: row.sector)
        places = sorted(_split(self.rows, lambda row: row.org.municipality))
        return [
            Listing.of("all", rows=tuple(self.rows)),
            *(Listing.of("sector", name, rows) for name, rows in sectors),
            *(Listing.of("municipality", name, rows) for name, rows in places),
        ]

    def problems(self) -> list[Row]:
        """Organisations whose crawl did not end well, or some of whose items could not be checked."""
        return sorted((row for row in self.rows if row.unchecked or _troubled(row.org)), key=_name)


_NONE: Mapping[str, str] = {}
_NO_COUNTS: Mapping[str, int] = {}


def _lean(org: Organisation) -> Organisation:
    """The same without what no list shows, and with equal words held once: of a large campaign all are held at once."""
    score, crawl = org.score, org.crawl
    return replace(
        org,
        municipality=sys.intern(org.municipality),
        region=sys.intern(org.region),
        kind=sys.intern(org.kind),
        sector=sys.intern(org.sector),
        crawl=crawl and replace(crawl, archive="", started_at=None, state=sys.intern(crawl.state)),
        score=score and Score(
            openness=score.openness, checked=score.checked, counts=_NO_COUNTS, site_norm=None, site_low=None,
            site_high=None, remote_low=None, remote_high=None, channels=_NONE, works=_NONE,
        ),
    )  # fmt: skip


def _mean(rows: Iterable[Row]) -> Decimal | None:
    scores = [row.openness for row in rows if row.openness is not None]
    return sum(scores, Decimal()) / len(scores) if scores else None


def _troubled(org: Organisation) -> bool:
    return org.crawl is None or org.crawl.state != "done" or bool(org.crawl.reason)


def _split(rows: Sequence[Row], key: Callable[[Row], str]) -> list[tuple[str, tuple[Row, ...]]]:
    """The rows by what ``key`` says, the largest part first."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(key(row), []).append(row)
    return sorted(((one, tuple(of)) for one, of in parts.items()), key=lambda part: (-len(part[1]), part[0]))

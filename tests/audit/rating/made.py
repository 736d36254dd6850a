"""Ratings out of plain numbers, for tests: measures as in examples.yaml, counted by the real engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from audit.measures import Measure
from audit.rating.merge import Shard, facts
from audit.rating.rate import Counting, Rating, Subject
from audit.rating.value import Value
from checklists.load import shipped
from checklists.methods import methods

DAY = dt.date(2026, 10, 15)


def measures(table: Mapping[str, Any]) -> list[Measure]:
    """Name → value, or value and of."""
    made = []
    for name, cell in table.items():
        value, of = cell if isinstance(cell, (list, tuple)) else (cell, None)
        made.append(Measure(org="a", name=name, value=str(value), of=None if of is None else str(of)))
    return made


def counting(
    settings: Mapping[str, str] | None = None, method: str = "mintrud-344n", given: Mapping[str, Value] | None = None
) -> Counting:
    """A methodology on DAY with some settings of its own."""
    found = methods()[method]
    edition = found.edition(DAY)
    assert edition is not None
    own = found.settings.model_copy(update=settings or {})
    return Counting(method=found, edition=edition, settings=own, given=given or {})


def rated(found: Iterable[Measure], how: Counting, sector: str = "education", kind: str = "", **more: Any) -> Rating:  # noqa: ANN401 - fields of Subject
    """One organisation."""
    table = facts(Shard(frozenset(found)), shipped().measures)
    return how.rate(Subject(id="a", sector=sector, kind=kind, **more), table)


def told(value: Value) -> str:
    """A value as examples.yaml writes it."""
    if value.state == "absent":
        return value.absent
    if value.state == "missing":
        return "missing"
    return str(value.low) if value.low == value.high else f"{value.low}..{value.high}"


def wanted(cell: object) -> str:
    """What examples.yaml expects, in exact fractions."""
    return "..".join(str(Fraction(part)) if part[:1].isdigit() else part for part in str(cell).split(".."))

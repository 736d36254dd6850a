"""What a bundle says of surveys and inspections: measures without people and without groups of fewer than five.

Reads the database, gives rows; and rows back to measures, from which the rating can be counted anew. Respondents live
in a database of their own, which is not opened.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from audit.measures import Measure, in_force, number
from audit.rating.merge import order
from audit.rating.value import SMALL
from audit.ties import fold
from reports.bundles.strict import Strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlite_utils import Database

    from checklists.measures import Measures

_COUNTED = {"survey.respondents", "survey.disabled"}
"""Measures whose value is itself a number of respondents of one group."""


class MeasureRow(Strict):
    """One line of measures.jsonl."""

    kind: str
    """Of the import: survey, inspection, …"""
    name: str
    value: str | None
    """None where it is withheld."""
    of: str | None
    source: str
    measured_on: str
    by: int = 0
    """A number for each person who measured this organisation, in place of the name."""
    withheld: bool = False
    """Whether so few people answered that their answers are not published."""


def rows(db: Database, campaign: str, org: str, known: Measures) -> list[MeasureRow]:
    """The measures of an organisation that count, by name, the newest last; of small groups the name alone.

    Parts of one survey of which one has a small group go in as their sum.
    """
    kinds = {row["id"]: row["kind"] for row in db.query("SELECT id, kind FROM batches WHERE campaign = ?", [campaign])}
    named: dict[str, list[Measure]] = {}
    for one in sorted(in_force(db, campaign, org), key=order):
        named.setdefault(one.name, []).append(one)
    people: dict[str, int] = {}
    found: list[MeasureRow] = []
    for name, several in sorted(named.items()):
        for one in _published(several, known):
            by = people.setdefault(fold(one.measured_by), len(people) + 1) if one.measured_by else 0
            about = {"kind": kinds[one.batch], "name": name, "source": one.source, "measured_on": one.measured_on}
            numbers = {"value": one.value or None, "of": one.of, "withheld": not one.value}
            found.append(MeasureRow(**about, **numbers, by=by))
    return found


def measures(org: str, found: Iterable[MeasureRow]) -> list[Measure]:
    """Rows as measures of an organisation, in the order in which they count. Raises ValueError for no number."""
    made = []
    for at, row in enumerate(found):
        if row.value is None:
            continue
        if min(number(row.value), number(row.of or "0")) < 0:
            raise ValueError(f"{row.name}: below zero")
        by = str(row.by) if row.by else ""
        made.append(
            Measure(
                org=org, name=row.name, value=row.value, of=row.of, source=row.source, measured_by=by,
                measured_on=row.measured_on, batch=at,
            )
        )  # fmt: skip
    return made


def _published(several: Sequence[Measure], known: Measures) -> Iterator[Measure]:
    """The measures of one name as they may be published; one without a value where they may not."""
    if not any(_small(one) for one in several):
        yield from several
        return
    last, kind = several[-1], known.kind(several[-1].name)
    if kind is not None and kind.merge == "sum" and len(several) > 1:
        value, of = (sum((number(text) for text in texts), Fraction(0)) for texts in (
            (one.value for one in several), (one.of or "0" for one in several),
        ))  # fmt: skip
        source = ", ".join(sorted({one.source for one in several}))
        whole = last._replace(value=str(value), of=str(of), source=source, measured_by="")
        if not _small(whole):
            yield whole
            return
    yield last._replace(value="", of=None, source="", measured_by="", measured_on="")


def _small(one: Measure) -> bool:
    """Whether a measure is a survey's, of a group so small that its answers would tell who gave them."""
    if not one.name.startswith("survey."):  # whether people were counted one by one or brought as counts
        return False
    group = one.value if one.name in _COUNTED else one.of or one.value
    return 0 < number(group) < SMALL

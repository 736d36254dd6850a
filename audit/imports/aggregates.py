"""Counts of a survey, one row an organisation: reads a table, gives measures. The answers themselves are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.imports.cells import CellError, count, moment, source
from audit.imports.pairs import read_pair
from audit.imports.sample import Plans, planned
from audit.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlite_utils import Database

    from audit.imports.keeping import Asked, Notes, Read
    from audit.imports.table import Table
    from checklists.measures import Measures
    from checklists.questionnaire import Questionnaire
    from crawler.table_file import Row

ASKED = "survey.respondents:value"


def reader(db: Database, table: Table, asked: Asked, measures: Measures, form: Questionnaire, notes: Notes) -> Read:
    """How one row is read."""
    plans = Plans(db, asked.campaign, form, notes.file)
    filtered = {one.measure for one in form.questions if one.asked_if}
    names = [one.id for one in measures.measures if one.id.startswith("survey.") and one.id != "survey.respondents"]

    def read(row: Row, org: str) -> list[Measure]:
        base = Measure(
            org=org,
            name="survey.respondents",
            value=count(ASKED, table.cell(row, ASKED)),
            source=source("source", table.cell(row, "source")) or asked.source,
            measured_by=table.cell(row, "by") or asked.by,
            measured_on=moment("date", table.cell(row, "date"))[:10],
            row=row.number,
        )
        found = [one for name in names if (one := read_pair(table, row, measures, base._replace(name=name)))]
        found = _told(found, filtered, org, notes)
        _possible(found, base.value)
        users = count("population", table.cell(row, "population"))
        if base.value:
            size = plans.once(org) if not users else str(planned(int(users), form.sample))
            found.append(base._replace(of=size))
        return found

    return read


def _told(found: Sequence[Measure], filtered: Collection[str | None], org: str, notes: Notes) -> list[Measure]:
    """Without 0 of 0 of a question that is put to everybody: it concerned people, and nobody answered."""
    nobody = [one.name for one in found if one.of == "0" and one.name not in filtered]
    if nobody:
        text = f"{org}: 0 of 0 in {', '.join(nobody)}: nobody answered. These stay unmeasured"
        notes.warn("unanswered", text, org)
    return [one for one in found if one.name not in nobody]


def _possible(found: Sequence[Measure], asked: str) -> None:
    """Raise CellError where more people answered than there were."""
    counts = {one.name: one for one in found}
    for one in found:
        if asked and int(one.of or 0) > int(asked):
            raise CellError(f"{one.name}:of", f"{one.of} answered, and only {asked} were asked")
    disabled, access = counts.get("survey.disabled"), counts.get("survey.access_satisfied")
    if disabled and access and int(access.of or 0) > int(disabled.value):
        told = f"{access.of} answered, and only {disabled.value} have a disability"
        raise CellError("survey.access_satisfied:of", told)

"""Counts of a survey, one row an organisation: reads a table, gives measures. The answers themselves are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.imports.cells import CellError, count, moment, source
from audit.imports.pairs import read_pair
from audit.imports.sample import Plans, planned
from audit.measures import Measure

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.keeping import Asked, Read
    from audit.imports.table import Table
    from checklists.measures import Measures
    from checklists.questionnaire import Questionnaire
    from crawler.table_file import Row

ASKED = "survey.respondents:value"


def reader(db: Database, table: Table, asked: Asked, measures: Measures, form: Questionnaire, file: str) -> Read:
    """How one row is read."""
    plans = Plans(db, asked.campaign, form, file)
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
        for one in found:
            if base.value and int(one.of or 0) > int(base.value):
                raise CellError(f"{one.name}:of", f"{one.of} answered, and only {base.value} were asked")
        users = count("population", table.cell(row, "population"))
        if base.value:
            size = plans.once(org) if not users else str(planned(int(users), form.sample))
            found.append(base._replace(of=size))
        return found

    return read

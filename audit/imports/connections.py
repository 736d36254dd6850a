"""People connected with organisations, out of a file: reads a table, adds to table ties. Knows no measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit import ties
from audit.imports.cells import CellError
from audit.imports.keeping import enough
from audit.imports.organisations import Organisations
from crawler.registry import listed

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.keeping import Outcome
    from audit.imports.table import Table


def take(db: Database, table: Table, outcome: Outcome, at: str) -> int:
    """Mark the connections of a file; gives how many are new. Raises ImportRefused where hardly any row is good."""
    orgs, added = Organisations(listed(db)), 0
    for row in table.rows():
        outcome.rows += 1
        try:
            table.fits(row)
            person = table.cell(row, "person")
            if not any(map(str.isalpha, person)):
                raise CellError("person", "whose connection?")
            org = orgs.row(
                (name, row.cells[table.columns[name]]) for name in ("id", "inn", "org") if name in table.columns
            )
            added += ties.add(db, ties.Tie(person, org, table.cell(row, "reason"), at))
        except CellError as error:
            outcome.bad(table, row.number, error)
            continue
        outcome.kept += 1
    enough(table, outcome)
    return added

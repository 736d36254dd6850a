"""People connected with organisations, out of a file: reads a table, adds to table ties. Knows no measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit import ties
from audit.imports.cells import CellError
from audit.imports.keeping import good, whose
from audit.imports.organisations import Organisations
from crawler.registry import listed

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.keeping import Outcome
    from audit.imports.table import Table
    from crawler.table_file import Row


def take(db: Database, table: Table, outcome: Outcome, at: str) -> int:
    """Mark the connections of a file; gives how many are new. Raises ImportRefused where hardly any row is good."""
    orgs = Organisations(listed(db))

    def one(row: Row) -> bool:
        person = table.cell(row, "person")
        if not any(map(str.isalpha, person)):
            raise CellError("person", "whose connection?")
        return ties.add(db, ties.Tie(person, orgs.row(whose(table, row)), table.cell(row, "reason"), at))

    return sum(good(table, outcome, one))

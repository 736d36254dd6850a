"""Inspections, one row an organisation and visit: reads a table, gives measures of conditions, stands and waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.imports.cells import CellError, files, moment, outside, yes
from audit.imports.norms import canonical, kinds
from audit.imports.pairs import read_pair
from audit.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.imports.keeping import Asked, Read
    from audit.imports.organisations import Organisations
    from audit.imports.table import Table
    from checklists.measures import Conditions, Measures
    from crawler.table_file import Row

STAND = "inspection.stand_items"


def reader(table: Table, asked: Asked, measures: Measures, orgs: Organisations, norms: Mapping[str, str]) -> Read:
    """How one row is read; ``norms``: the stand's norm by kind of organisation, for rows that do not say theirs."""
    blocks = {block.id for block in measures.blocks}
    counted = [
        one.id for one in measures.measures if one.id.startswith(("inspection.", "site.")) and one.id not in blocks
    ]

    words = kinds()

    def read(row: Row, org: str) -> list[Measure]:
        who = table.cell(row, "by") or asked.by
        if not any(map(str.isalpha, who)):
            raise CellError("by", "who inspected? Fill in the column, or say --by NAME for the whole file")
        base = Measure(
            org=org,
            name="",
            value="0",
            source="inspection",
            measured_by=who,
            measured_on=moment("date", table.cell(row, "date"))[:10],
            evidence=files(table.cell(row, "evidence")),
            row=row.number,
        )
        found = [one for block in measures.blocks for one in _block(table, row, block, base)]
        kind = canonical(orgs.inside[org].kind or orgs.inside[org].sector, words)
        for name in counted:
            default = norms.get(kind, "") if name == STAND else ""
            if one := read_pair(table, row, measures, base._replace(name=name), default):
                found.append(one)
        return found

    return read


def _block(table: Table, row: Row, block: Conditions, base: Measure) -> list[Measure]:
    """The conditions of a block that were assessed or are not in the norm, and how many of them are there."""
    cells = {name: yes(name, table.cell(row, name)) for name in (f"{block.id}.{one}" for one in block.conditions)}
    marks = {name: int(mark) for name, mark in cells.items() if mark is not None}
    found = [base._replace(name=name, value=str(mark)) for name, mark in marks.items()]
    # «не применимо»: 0 of 0, so that it is told apart from what nobody looked at
    aside = (name for name in cells if name not in marks and outside(table.cell(row, name)))
    found += [base._replace(name=name, of="0") for name in aside]
    if marks:
        found.append(base._replace(name=block.id, value=str(sum(marks.values())), of=str(len(marks))))
    return found

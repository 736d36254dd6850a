"""Inspections, one row an organisation and visit: reads a table, gives measures of conditions, stands and waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.imports.cells import CellError, files, moment, yes
from audit.imports.norms import canonical, kinds
from audit.imports.pairs import read_pair
from audit.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.imports.keeping import Asked, Read
    from audit.imports.organisations import Organisations
    from audit.imports.table import Table
    from checklists.measures import Measures
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
        if not who:
            raise CellError("by", "who inspected? Fill in the column, or say --by NAME for the whole file")
        common = {
            "org": org,
            "source": "inspection",
            "measured_by": who,
            "measured_on": moment("date", table.cell(row, "date"))[:10],
            "evidence": files(table.cell(row, "evidence")),
            "row": row.number,
        }
        found: list[Measure] = []
        for block in measures.blocks:
            marks = {
                name: mark
                for one in block.conditions
                if (mark := yes(name := f"{block.id}.{one}", table.cell(row, name))) is not None
            }
            found += [Measure(name=name, value=str(int(mark)), **common) for name, mark in marks.items()]
            if marks:
                there = str(sum(marks.values()))
                found.append(Measure(name=block.id, value=there, of=str(len(marks)), **common))
        kind = canonical(orgs.inside[org].kind or orgs.inside[org].sector, words)
        for name in counted:
            default = norms.get(kind, "") if name == STAND else ""
            if one := read_pair(table, row, measures, name, common, default):
                found.append(one)
        return found

    return read

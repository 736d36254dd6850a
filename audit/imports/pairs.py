"""The two cells of a measure, its value and what it is of; reads a row, gives the measure. Knows no files."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from audit.imports.cells import CellError, count, number

if TYPE_CHECKING:
    from audit.imports.table import Table
    from audit.measures import Measure
    from checklists.measures import Measures
    from crawler.table_file import Row


def read_pair(table: Table, row: Row, measures: Measures, base: Measure, default: str = "") -> Measure | None:
    """The measure that ``base`` names, out of its two cells; None where neither is filled in.

    ``default`` is for an empty second cell. Raises CellError where one of the two is missing, or the first larger.
    """
    name = base.name
    kind = measures.kind(name)
    whole = kind is not None and kind.unit in ("share", "count")
    read = count if whole else number
    value = read(f"{name}:value", table.cell(row, f"{name}:value"))
    of = read(f"{name}:of", table.cell(row, f"{name}:of"))
    if not value and not of:
        return None
    if not value:
        raise CellError(f"{name}:value", f"empty, though «{table.header(f'{name}:of')[:60]}» is {of}")
    of = of or default
    if not of:
        raise CellError(f"{name}:of", f"empty: {value} of how many?")
    if kind is not None and kind.unit == "days" and not Fraction(of):
        raise CellError(f"{name}:of", "a term of 0: leave both cells empty where no term is set")
    if whole and Fraction(value) > Fraction(of):
        raise CellError(f"{name}:value", f"{value} is more than the {of} that it is of")
    return base._replace(value=value, of=of)

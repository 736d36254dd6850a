"""Tables by the words of their heads: reads the cells of a view."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from audit.checks.sight import Sight, block_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.schema import Table

_HEAD_ROWS = 3
"""A head may take so many rows (merged cells)."""


def table(site: Site, rule: Table) -> Iterator[Sight]:
    """Tables whose head holds enough of the phrases; met with a row of data, else a bare heading."""
    wanted, barred = frozenset(site.numbers(rule.heads)), frozenset(site.numbers(rule.without))
    for view, number, phrases in site.memo("heads", None, lambda: list(_heads(site))):
        if len(wanted & phrases) >= rule.least and barred.isdisjoint(phrases):
            yield _judge(site, view, site.memo("cells", view.number, functools.partial(_cells, view))[number])


def _heads(site: Site) -> Iterator[tuple[View, int, frozenset[int]]]:
    """Every table of data with the phrases in its head: view, number of the table, phrases."""
    for view in site.views:
        heads: dict[int, set[int]] = {}
        for index, phrases in enumerate(view.found):
            if phrases and (cell := view.cell(index)) and cell[1] < _HEAD_ROWS:
                heads.setdefault(cell[0], set()).update(phrases)
        yield from ((view, number, frozenset(heads[number])) for number in sorted(heads))


def _cells(view: View) -> dict[int, list[int]]:
    """The blocks in each table of a page."""
    cells: dict[int, list[int]] = {}
    for index, block in enumerate(view.page.blocks):
        if block.cell:
            cells.setdefault(block.cell[0], []).append(index)
    return cells


def _judge(site: Site, view: View, cells: list[int]) -> Sight:
    blocks = view.page.blocks
    data = [
        index
        for index in cells
        if (cell := blocks[index].cell) and cell[1] >= 1 and _is_data(site, view.lines[index], cell[2])
    ]
    if data:
        return Sight("met", None, (block_at(view, cells[0]), block_at(view, data[len(data) // 2])), 3)
    return Sight("missing", "bare_heading", (block_at(view, cells[0]),))


def _is_data(site: Site, line: str, column: int) -> bool:
    """Whether a cell holds a value: the numbers of columns and the names of fields are none."""
    return bool(line) and line != str(column + 1) and not site.wording.is_label(line)

"""Tables by the words of their heads: reads the cells of a view."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from audit.checks.entities import in_lines
from audit.checks.rosters import of_others
from audit.checks.sight import Sight, block_at
from audit.checks.values import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Table

_HEAD_ROWS = 3
"""A head may take so many rows (merged cells)."""
_WHOLE = 0.6
"""Share of the columns that a row of the head fills: behind such a row stand data."""
_HEADS = 2
"""Heads that are quoted."""


class _Head(NamedTuple):
    """The head of one table of data."""

    view: View
    number: int
    """Of the table in the page."""
    rows: int
    phrases: frozenset[int]
    cells: tuple[int, ...]
    """Blocks of the head with phrases."""


def table(site: Site, rule: Table) -> Iterator[Sight]:
    """Tables whose head holds enough of the phrases; met with a row of data, else a bare heading."""
    wanted, barred = frozenset(site.numbers(rule.heads)), frozenset(site.numbers(rule.without))
    for head in site.memo("heads", None, lambda: list(_heads(site))):
        if len(wanted & head.phrases) >= rule.least and barred.isdisjoint(head.phrases):
            if rule.rows == "person" and head.cells[0] in of_others(site, head.view):
                continue
            cells = site.memo("cells", head.view.number, functools.partial(_cells, head.view))[head.number]
            if rule.rows == "any" or _names_a_person(site, head, cells, frozenset(site.numbers(rule.others))):
                yield _judge(site, head, wanted, cells)


def _heads(site: Site) -> Iterator[_Head]:
    """The head of every table of data that holds phrases."""
    for view in site.views:
        held: dict[int, list[int]] = {}
        for index, (phrases, block) in enumerate(zip(view.found, view.page.blocks, strict=True)):
            if phrases and (cell := block.cell) and cell[1] < _HEAD_ROWS and cell[0] not in view.layout:
                held.setdefault(cell[0], []).append(index)
        if not held:
            continue
        every = site.memo("cells", view.number, functools.partial(_cells, view))
        for number in sorted(held):
            rows = _head_rows(view, every[number])
            cells = tuple(index for index in held[number] if _cell(view, index)[1] < rows)
            if cells:
                yield _Head(view, number, rows, frozenset().union(*(view.found[index] for index in cells)), cells)


def _head_rows(view: View, cells: list[int]) -> int:
    """How many rows the head has: all up to the first that fills most columns, three at most."""
    filled: dict[int, set[int]] = {}
    for index in cells:
        _, row, column = _cell(view, index)
        filled.setdefault(row, set()).add(column)
    columns = len(set().union(*filled.values()))
    for row in range(_HEAD_ROWS):
        if len(filled.get(row, ())) >= _WHOLE * columns:
            return row + 1
    return _HEAD_ROWS


def _cell(view: View, index: int) -> tuple[int, int, int]:
    cell = view.page.blocks[index].cell
    assert cell is not None  # noqa: S101  only blocks in tables are asked
    return cell


def _cells(view: View) -> dict[int, list[int]]:
    """The blocks in each table of a page."""
    cells: dict[int, list[int]] = {}
    for index, block in enumerate(view.page.blocks):
        if block.cell:
            cells.setdefault(block.cell[0], []).append(index)
    return cells


def _names_a_person(site: Site, head: _Head, cells: list[int], others: frozenset[int]) -> bool:
    known, view = site.tested(_is_person), head.view
    below = [index for index in cells if _cell(view, index)[1] >= head.rows]
    barred = {_cell(view, index)[1] for index in below if not others.isdisjoint(view.found[index])}
    return any(
        known[view.page.blocks[index].text] or in_lines(view, index)
        for index in below
        if _cell(view, index)[1] not in barred
    )


def _judge(site: Site, head: _Head, wanted: frozenset[int], cells: list[int]) -> Sight:
    """What a table shows: its heads that are asked for, and a value that stands under one of them."""
    view = head.view
    heads = [index for index in head.cells if not wanted.isdisjoint(view.found[index])]
    columns = {_cell(view, index)[2] for index in heads}
    data = [
        index
        for index in cells
        if (cell := _cell(view, index))[1] >= 1 and index not in heads and _is_data(site, view.lines[index], cell[2])
    ]
    proof = tuple(block_at(view, index) for index in heads[:_HEADS])
    if not data:
        return Sight("missing", "bare_heading", proof)
    under = [index for index in data if _cell(view, index)[2] in columns and _cell(view, index)[1] >= head.rows] or data
    return Sight("met", None, (*proof, block_at(view, under[len(under) // 2])), 3)


def _is_data(site: Site, line: str, column: int) -> bool:
    """Whether a cell holds a value: the numbers of columns and the names of fields are none."""
    return bool(line) and line != str(column + 1) and not site.labels[line]


_is_person = functools.partial(holds, "person")

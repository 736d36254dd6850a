"""Tables by the words of their heads: reads the cells of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.sight import Sight

if TYPE_CHECKING:
    from audit.site import Site, View
    from checklists.schema import Table

_HEAD_ROWS = 3
"""A head may take so many rows (merged cells)."""


def table(site: Site, rule: Table) -> list[Sight]:
    """Tables whose head holds enough of the phrases; met with a row of data, else a bare heading."""
    numbers = site.numbers(rule.heads)
    sights = []
    for view in site.views:
        heads: dict[int, set[int]] = {}
        for number in numbers:
            for index in view.hits.get(number, ()):
                cell = view.cell(index)
                if cell and cell[1] < _HEAD_ROWS:
                    heads.setdefault(cell[0], set()).add(number)
        sights += [_judge(site, view, number) for number in sorted(heads) if len(heads[number]) >= rule.least]
    return sights


def _judge(site: Site, view: View, number: int) -> Sight:
    cells = [
        (index, block.cell) for index, block in enumerate(view.page.blocks) if block.cell and block.cell[0] == number
    ]
    head = cells[0][0]
    data = [index for index, cell in cells if cell[1] >= 1 and _is_data(site, view.lines[index])]
    if data:
        proof = (site.block_proof(view, head), site.block_proof(view, data[len(data) // 2]))
        return Sight(verdict="met", reason=None, proof=proof, strength=3)
    return Sight(verdict="missing", reason="bare_heading", proof=(site.block_proof(view, head),))


def _is_data(site: Site, line: str) -> bool:
    """Whether a cell holds a value: numbers of columns and the names of fields are none."""
    return bool(line) and not line.isdigit() and not site.wording.is_label(line)

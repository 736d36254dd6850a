"""Pages of a template that nobody filled in: reads a site's tables, tells pages whose values are samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View

_LEAST = 3
"""Samples on a page from which it may be a template."""
_SHARE = 0.34
"""Share of a page's values that are samples from which it is one: pages that somebody filled in had at most a fifth on
the sites that were looked at, templates more than a third."""

_LABELLED = 2
"""Last column (from 0) of a table of «number, label, value»."""


def sample_pages(site: Site) -> frozenset[str]:
    """Addresses of pages whose tables say what belongs there in place of what is: «ФИО», «(текст)», «дд.мм.гггг».

    Where most pages of a site are such, the others are pages of the same template.
    """
    found = frozenset(view.entry.url for view in site.views if _is_sample(site, view))
    if len(found) >= _LEAST and len(found) > len(site.views) / 2:
        return frozenset(view.entry.url for view in site.views)
    return found


def _is_sample(site: Site, view: View) -> bool:
    values = list(_values(view))
    samples = sum(map(site.labels.__getitem__, values))
    return samples >= _LEAST and samples >= _SHARE * len(values)


def _values(view: View) -> Iterator[str]:
    """The lines in the place of values: below the head of a table, or right of its labels.

    Where rows are numbered and have two more columns, those are label and value.
    """
    last, named = _shapes(view)
    for line, block in zip(view.lines, view.page.blocks, strict=True):
        cell = block.cell
        if cell is None or cell[0] in view.layout or not line or line.isdigit() or block.links:
            continue
        if cell[0] in view.wide and (last[cell[0]] > _LABELLED or cell[0] in named):
            told = cell[1]
        else:
            told = cell[2] == last[cell[0]] if cell[0] in view.wide else cell[2]
        if told:
            yield line


def _shapes(view: View) -> tuple[dict[int, int], set[int]]:
    """The last column of each table; tables of which a row begins with anything but its number."""
    last: dict[int, int] = {}
    named: set[int] = set()
    for line, block in zip(view.lines, view.page.blocks, strict=True):
        if cell := block.cell:
            last[cell[0]] = max(last.get(cell[0], 0), cell[2])
            if cell[1] and not cell[2] and not line.replace(" ", "").isdigit():
                named.add(cell[0])
    return last, named

"""Whose a list of people is: reads the headings above it, tells a jury, veterans, trustees. Knows no items."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.site import Site
    from audit.view import View

_LEAST = 8
"""More than any level of a heading."""


def of_others(site: Site, view: View) -> frozenset[int]:
    """Blocks that stand under a heading of people who do not work here, or on a page whose title says so.

    A heading above another counts for both: under «Наши выпускники» each name may have a heading of its own. What
    the heading begins with tells: «Наши учителя – победители конкурсов» is a list of those who work here.
    """
    return site.memo("rosters of others", view.number, lambda: _of_others(site, view))


def _of_others(site: Site, view: View) -> frozenset[int]:
    if _begins(site, view.title_line, view.title_hits):
        return frozenset(range(len(view.page.blocks)))
    found: set[int] = set()
    barring = _LEAST
    for index, block in enumerate(view.page.blocks):
        if block.level and block.level <= barring:
            barring = block.level if _begins(site, view.lines[index], view.found[index]) else _LEAST
        if barring < _LEAST:
            found.add(index)
    return frozenset(found)


def _begins(site: Site, line: str, phrases: Iterable[int]) -> bool:
    """Whether a line begins with one of the names of such lists."""
    return any(site.span(number, line)[0] == 0 for number in site.wording.other_people.intersection(phrases))

"""Whose a list of people is: reads the headings above it, tells a jury, veterans, trustees. Knows no items."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.site import Site
    from audit.view import View


def of_others(site: Site, view: View) -> frozenset[int]:
    """Blocks that stand under a heading of people who do not work here, or on a page whose title says so.

    A heading above another counts for both: under «Наши выпускники» each name may have a heading of its own. What a
    heading begins with tells, unless it names those who work here too: «Победители конкурсов – наши педагоги».
    """
    return site.memo("rosters of others", view.number, lambda: _of_others(site, view))


def _of_others(site: Site, view: View) -> frozenset[int]:
    found: set[int] = set()
    above = [(0, _others(site, view.title_line, view.title_hits) or False)]  # headings open: level, whether of others
    for index, block in enumerate(view.page.blocks):
        if block.level:
            while above[-1][0] >= block.level:
                above.pop()
            told = _others(site, view.lines[index], view.found[index])
            above.append((block.level, above[-1][1] if told is None else told))
        if above[-1][1]:
            found.add(index)
    return frozenset(found)


def _others(site: Site, line: str, phrases: Iterable[int]) -> bool | None:
    """Whether a heading is of others (True), of those who work here (False), or says nothing of it (None)."""
    if not site.wording.own_people.isdisjoint(phrases):
        return False
    return any(site.span(number, line)[0] == 0 for number in site.wording.other_people.intersection(phrases)) or None

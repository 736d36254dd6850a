"""Cards of persons: whose hours a page tells. Reads blocks of a view; knows no rule and no item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.values import shown

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_CARD = 8
"""Blocks from a person's name to the hours of the same card."""
_SEVERAL = 2
"""So many cards with hours, and they are those of the persons: one person may stand above the hours of the house."""


def hours_of_persons(site: Site, view: View) -> frozenset[int]:
    """The blocks of a page that tell when persons receive or work: each behind a name of its own, in several cards."""
    return site.memo("hours of persons", view.number, lambda: _hours_of_persons(site, view))


def _hours_of_persons(site: Site, view: View) -> frozenset[int]:
    hours, persons, blocks = shown(site, "hours"), shown(site, "person"), view.page.blocks
    found: set[int] = set()
    cards, last = 0, -1
    for index, block in enumerate(blocks):
        if not hours[block.text]:
            continue
        if any(persons[blocks[place].text] for place in range(max(last + 1, index - _CARD), index + 1)):
            found.add(index)
            cards += 1
        elif last == index - 1 and last in found:
            found.add(index)  # the same card goes on: Monday, then Friday
        last = index
    return frozenset(found) if cards >= _SEVERAL else frozenset()

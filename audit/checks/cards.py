"""Cards of persons: whose hours a page tells. Reads blocks of a view; knows no rule and no item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.values import shown

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_CARD = 8
"""Blocks from a person's name to the hours of the same card."""
_SEVERAL = 3
"""So many cards with hours are a list of persons; one or two may stand above the hours of the house."""


def hours_of_persons(site: Site, view: View) -> frozenset[int]:
    """The blocks of a page that tell when persons receive or work: each behind a name of its own, in several cards."""
    return site.memo("hours of persons", view.number, lambda: _hours_of_persons(site, view))


def _hours_of_persons(site: Site, view: View) -> frozenset[int]:
    hours, persons, blocks = shown(site, "hours"), shown(site, "person"), view.page.blocks
    told: list[int] = []
    cards = list[int]()
    last = -1
    for index, block in enumerate(blocks):
        if not hours[block.text] or block.region == "footer":
            continue
        told.append(index)
        if any(persons[blocks[place].text] for place in range(max(last + 1, index - _CARD), index + 1)):
            cards.append(index)
        last = index
    if len(cards) < _SEVERAL:
        return frozenset()
    # Between the cards stand others, of a post whose name is a picture; right behind the last one its Friday.
    found = {index for index in told if cards[0] <= index <= cards[-1]}
    for index in told:
        if index - 1 in found:
            found.add(index)
    return frozenset(found)

"""What the crawler should look for: reads a check-list, gives plain link hints. Knows no network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.phrases import naming, paths
from checklists.load import shipped
from checklists.phrases import pattern
from crawler.plan import Hint, Plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.registry import Organisation

_REQUIRED, _OBSERVED = 60, 30
"""Priority of links to required items, and to those that are only observed."""


def plans(as_of: dt.date, *, max_pages: int | None = None) -> Callable[[Organisation], Plan]:
    """A function from an organisation to the plan of its crawl, by the edition of the law of a day."""
    catalogue = shipped()
    made: dict[tuple[str, str], Plan] = {}

    def plan(org: Organisation) -> Plan:
        key = (org.sector, org.kind)
        if key not in made:
            items = catalogue.items_for(org.sector, org.kind, as_of)
            made[key] = make(catalogue, items, max_pages)
        return made[key]

    return plan


def make(catalogue: Catalogue, items: tuple[Item, ...], max_pages: int | None = None) -> Plan:
    """The plan for a list of items: one hint a topic."""
    words: dict[str, dict[str, None]] = {}
    places: dict[str, dict[str, None]] = {}
    priority: dict[str, int] = {}
    for item in items:
        topic = item.topics[0]
        words.setdefault(topic, {}).update(dict.fromkeys(map(pattern, naming(item, catalogue))))
        places.setdefault(topic, {}).update(dict.fromkeys(paths(item, catalogue)))
        priority[topic] = max(priority.get(topic, 0), _REQUIRED if item.required else _OBSERVED)
    hints = tuple(
        Hint(topic=topic, pattern="|".join(words[topic]), paths=tuple(places[topic]), priority=priority[topic])
        for topic in words
        if words[topic] or places[topic]
    )
    asked = {item.id for item in items if item.required}
    addresses = tuple(
        address
        for checklist in catalogue.lists.values()
        if any(item.id in asked for item in checklist.items)
        for address in checklist.addresses
    )
    plan = Plan(hints=hints, addresses=addresses)
    return replace(plan, max_pages=max_pages) if max_pages else plan

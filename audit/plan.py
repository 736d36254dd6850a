"""What the crawler should look for: reads a check-list, gives plain link hints. Knows no network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.phrases import naming, parts, paths
from checklists.load import catalogue_of
from checklists.phrases import pattern
from checklists.rule import AppealForm, LinkTo, Widget
from crawler.plan import Hint, Plan
from crawler.probes.words import FormWords, LinkWords, LowVisionWords, Probes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.registry import Organisation

_REQUIRED, _OBSERVED = 60, 30
"""Priority of links to required items, and to those that are only observed."""


def plans(home: Path, as_of: dt.date, *, max_pages: int | None = None) -> Callable[[Organisation], Plan]:
    """A function from an organisation to the plan of its crawl, by the edition of the law of a day."""
    catalogue = catalogue_of(home)
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
    plan = Plan(hints=hints, addresses=addresses, probes=probes(catalogue))
    return replace(plan, max_pages=max_pages) if max_pages else plan


def probes(catalogue: Catalogue) -> Probes:
    """What the crawl tries on the pages that it met: the words of the rules that are seen by trying."""
    if not {"feedback_form", "low_vision", "questionnaire"} <= catalogue.rules.keys():
        return Probes()  # lists of somebody's own, without the rules that come with Glasnost
    form = next((part for part in _parts(catalogue, "feedback_form") if isinstance(part, AppealForm)), None)
    sight, asked = _links(catalogue, "low_vision"), _links(catalogue, "questionnaire")
    widgets = [part for part in _parts(catalogue, "low_vision") if isinstance(part, Widget)]
    spoken = [phrase for part in sight for phrase in part.phrases]
    spoken += [phrase for part in widgets for phrase in part.phrases]
    known = {one.id: one.parts for one in catalogue.products if one.kind == "low_vision"}
    return Probes(
        form=FormWords(
            words=_patterns(form.words), weak=_patterns(form.weak), others=_patterns(form.others),
            without=_patterns(form.without),
        ) if form else FormWords(),
        low_vision=LowVisionWords(phrases=_patterns(spoken), families=known,
            marks=tuple(name for part in widgets for name in part.marks),
            paths=tuple(name for part in sight for name in part.paths),
            images=tuple(name for part in sight for name in part.images),
        ),
        questionnaire=LinkWords(
            phrases=_patterns(phrase for part in asked for phrase in part.phrases),
            hosts=tuple(host for part in asked for host in part.hosts),
            parts=tuple(path for part in asked for path in part.paths),
        ),
        accessibility=catalogue.accessibility.rules if catalogue.accessibility else (),
    )  # fmt: skip


def _parts(catalogue: Catalogue, rule: str) -> list[object]:
    return list(parts(catalogue.rules[rule], catalogue))


def _links(catalogue: Catalogue, rule: str) -> list[LinkTo]:
    return [part for part in _parts(catalogue, rule) if isinstance(part, LinkTo)]


def _patterns(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(pattern, phrases)))

"""From a rule to its sight: the kinds of rule and how they combine. Knows no items and no scores."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audit.checks.documents import document, link
from audit.checks.entities import entity
from audit.checks.forms import form, widget
from audit.checks.labels import labelled, mention
from audit.checks.markup import microdata
from audit.checks.sections import section
from audit.checks.sight import RANK, Sight, best
from audit.checks.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from audit.site import Site
    from checklists.schema import Fresh, Rule

KINDS: Mapping[str, Callable[[Site, Any], list[Sight]]] = {
    "microdata": microdata,
    "labelled": labelled,
    "section": section,
    "link": link,
    "document": document,
    "table": table,
    "entity": entity,
    "form": form,
    "widget": widget,
    "mention": mention,
}
"""Kind of rule → what sees it. ``use``, ``fresh``, ``any_of`` and ``all_of`` combine others and stand in ``see``."""
_VALUES = frozenset({"labelled", "section", "table", "mention"})
"""Kinds that take what stands on a page for what the organisation says of itself."""
_OF_EVENTS = frozenset({"hours", "person"})
"""Things that an event has too; a phone or an address given there is the organisation's."""
_YEAR = re.compile(r"\b(20\d\d)\b")


def see(site: Site, rule: Rule, named: Mapping[str, Rule]) -> Sight | None:
    """The best sight of a rule on a site; None where nothing was seen at all.

    ``named``: the rules that ``use`` may name.
    """
    return best(sights(site, rule, named))


def sights(site: Site, rule: Rule, named: Mapping[str, Rule]) -> list[Sight]:
    """All sights of a rule, none of them above its ``at_most``."""
    found = _sights(site, rule, named)
    if rule.at_most == "partial":
        # A partial of what is itself only a hint proves nothing.
        return [
            replace(sight, verdict="partial", reason="part") if sight.verdict == "met" else sight
            for sight in found
            if sight.verdict != "partial"
        ]
    return found


def _sights(site: Site, rule: Rule, named: Mapping[str, Rule]) -> list[Sight]:
    if rule.use:
        return sights(site, named[rule.use], named)
    if rule.any_of:
        return [sight for part in rule.any_of for sight in sights(site, part, named)]
    if rule.all_of:
        whole = _all(site, rule.all_of, named)
        return [whole] if whole else []
    if rule.fresh:
        return _fresh(site, rule.fresh, named)
    kind = rule.kinds()[0]
    found = [_own(site, sight) for sight in KINDS[kind](site, getattr(rule, kind))]
    if kind in _VALUES or (rule.entity and rule.entity.entity in _OF_EVENTS):
        return [_told(site, sight) for sight in found]
    return found


def _told(site: Site, sight: Sight) -> Sight:
    """A value on a page of news is told of an event: no more than a part of what is asked for."""
    if sight.verdict != "met" or not site.wording.is_story(sight.proof[0].url):
        return sight
    return replace(sight, verdict="partial", reason="news")


def _own(site: Site, sight: Sight) -> Sight:
    """A sight on a page of another organisation, or of a template that nobody filled in, shows nothing of this one."""
    if sight.verdict == "missing":
        return sight
    if any(evidence.url in site.foreign for evidence in sight.proof):
        return replace(sight, verdict="missing", reason="foreign")
    if any(evidence.url in site.samples for evidence in sight.proof):
        return replace(sight, verdict="missing", reason="placeholder")
    return sight


def _all(site: Site, rules: tuple[Rule, ...], named: Mapping[str, Rule]) -> Sight | None:
    each = [see(site, rule, named) for rule in rules]
    seen = [sight for sight in each if sight is not None]
    if not seen:
        return None
    if len(seen) == len(each) and len({sight.verdict for sight in seen}) == 1:
        proof = tuple(evidence for sight in seen for evidence in sight.proof)
        return Sight(verdict=seen[0].verdict, reason=seen[0].reason, proof=proof, strength=seen[0].strength)
    top = max(seen, key=lambda sight: RANK[sight.verdict])
    if top.verdict == "missing":
        return top
    return Sight(verdict="partial", reason="part", proof=top.proof, strength=top.strength)


def _fresh(site: Site, rule: Fresh, named: Mapping[str, Rule]) -> list[Sight]:
    """The sights of a rule, those partial that name only years too long ago."""
    return [
        replace(sight, verdict="partial", reason="stale")
        if sight.verdict == "met" and _old(site, rule, sight)
        else sight
        for sight in sights(site, rule.of, named)
    ]


def _old(site: Site, rule: Fresh, sight: Sight) -> bool:
    years = [int(year) for evidence in sight.proof for year in _YEAR.findall(f"{evidence.quote} {evidence.url}")]
    return bool(years) and max(years) < site.today.year - rule.years

"""From a rule to its sight: the kinds of rule and how they combine. Knows no items and no scores.

Every kind gives its sights one by one, those that are met before the others and the strongest of them first. So the
first that stays met is the best there is, and the rest of the site is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.checks.cards import hours_of_persons
from audit.checks.documents import document, link
from audit.checks.entities import entity
from audit.checks.forms import form, widget
from audit.checks.freshness import newest
from audit.checks.labels import labelled
from audit.checks.markup import microdata
from audit.checks.mentions import mention
from audit.checks.prose import prose
from audit.checks.sections import section
from audit.checks.sight import RANK, Sight, beats, best
from audit.checks.tables import table
from audit.checks.works import works

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from audit.site import Site
    from audit.wording import Known
    from checklists.rule import Fresh, Rule, Works

    Turn = Callable[[Sight], Sight | None]

KINDS: Mapping[str, Callable[[Site, Any], Iterable[Sight]]] = {
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
    "prose": prose,
}
"""Kind of rule → what sees it. ``use``, ``fresh``, ``works`` and the combinations stand in ``see``."""
_VALUES = frozenset({"labelled", "section", "table", "mention"})
"""Kinds that take what stands on a page for what the organisation says of itself."""
_OF_EVENTS = frozenset({"hours", "person", "price", "email", "address", "street"})
"""Things that an event has too; a phone given there is the organisation's."""


def see(site: Site, rule: Rule, named: Mapping[str, Rule], turn: Turn | None = None, most: str = "met") -> Sight | None:
    """The best sight of a rule on a site; None where nothing was seen at all.

    ``named``: the rules that ``use`` may name. ``turn``: what the rules around this one make of each of its sights
    before the best is chosen (None: nothing); ``most``: the best verdict that a sight may have after it.
    """
    if rule.at_most == "partial":
        turn, most = _at_most_partial(turn), "partial"
    if rule.use:
        return see(site, named[rule.use], named, turn, most)
    if rule.fresh:
        return see(site, rule.fresh.of, named, _fresh(site, rule.fresh, turn), most)
    if rule.any_of:
        seen = [(part, see(site, part, named, turn, most)) for part in rule.any_of]
        return _but_foreign(seen, best(sight for _, sight in seen if sight is not None))
    if rule.works or rule.all_of:
        whole = _works(site, rule.works, named) if rule.works else _all(site, rule, named)
        return turn(whole) if turn and whole else whole
    known = site.wording.known(rule)
    if turn is None:
        return site.memo("sight", known.number, lambda: _kind(site, known, None, most))
    return _kind(site, known, turn, most)


def _but_foreign(seen: list[tuple[Rule, Sight | None]], chosen: Sight | None) -> Sight | None:
    """The best sight; but where the thing itself is another organisation's, a hint found elsewhere does not hide it."""
    if chosen is None or chosen.verdict != "partial":
        return chosen
    # Facts put together from all over the site are such a hint; a paper or a number of our own is more than that.
    if not any(sight is chosen and part.at_most and part.all_of for part, sight in seen):
        return chosen
    # An office's contacts beside ours do not make ours another's: only a whole section or page does.
    foreign = (sight for part, sight in seen if sight is not None and sight.reason == "foreign" and not part.entity)
    return next(foreign, chosen)


def _kind(site: Site, rule: Known, turn: Turn | None, most: str) -> Sight | None:
    """The best sight of a rule that combines no others."""
    told = rule.kind in _VALUES and not getattr(rule.part, "news", False)
    told = told or (rule.kind == "entity" and rule.part.entity in _OF_EVENTS)
    chosen: Sight | None = None
    for found in KINDS[rule.kind](site, rule.part):
        sight: Sight | None = _told(site, _own(site, found), rule.kind) if told else _own(site, found)
        if sight and sight.reason == "news" and getattr(rule.part, "rows", "") == "person":
            continue  # a table of those who took part in an event
        if (
            sight
            and sight.verdict == "met"
            and getattr(rule.part, "people", "") == "partial"
            and _of_persons(site, sight)
        ):
            sight = sight._replace(verdict="partial", reason="part")
        if sight and turn:
            sight = turn(sight)
        if sight and beats(sight, chosen):
            chosen = sight
            if chosen.verdict == most:
                break
    return chosen


def _told(site: Site, sight: Sight, kind: str) -> Sight | None:
    """A value on a page of news is told of an event: no more than a part of what is asked for.

    What is only a part of a section there is nothing of it: «Стипендия губернатора вручена».
    """
    spot = sight.proof[0]
    kept, _, number = spot.place.partition(" ")
    if sight.verdict == "missing" or not site.is_story(spot.view):
        return sight
    if kept == "block" and not spot.view.own[int(number)]:
        return sight  # what all pages share
    if kind == "table":
        return None  # of a jury, of winners
    if sight.verdict == "partial":
        return None if kind == "section" and sight.reason != "dead_link" else sight
    return sight._replace(verdict="partial", reason="news")


def _of_persons(site: Site, sight: Sight) -> bool:
    """Whether the value that a sight shows, the last of its proof, stands in the card of a person."""
    spot = sight.proof[-1]
    kind, _, number = spot.place.partition(" ")
    return kind == "block" and int(number) in hours_of_persons(site, spot.view)


def _own(site: Site, sight: Sight) -> Sight:
    """A sight on a page of another organisation, or of a template that nobody filled in, shows nothing of this one."""
    if sight.verdict == "missing" or not (site.foreign or site.samples):
        return sight
    if any(spot.view.entry.url in site.foreign for spot in sight.proof):
        return sight._replace(verdict="missing", reason="foreign")
    if any(spot.view.entry.url in site.samples for spot in sight.proof):
        return sight._replace(verdict="missing", reason="placeholder")
    return sight


def _at_most_partial(after: Turn | None) -> Turn:
    """No sight above partial. A partial of what is itself only a hint proves nothing."""

    def turn(sight: Sight) -> Sight | None:
        if sight.verdict == "partial":
            return None
        if sight.verdict == "met":
            sight = sight._replace(verdict="partial", reason="part")
        return after(sight) if after else sight

    return turn


def _fresh(site: Site, rule: Fresh, after: Turn | None) -> Turn:
    """Sights are partial that name only years too long ago."""

    def turn(sight: Sight) -> Sight | None:
        if sight.verdict == "met" and _old(site, rule, sight):
            sight = sight._replace(verdict="partial", reason="stale")
        return after(sight) if after else sight

    return turn


def _old(site: Site, rule: Fresh, sight: Sight) -> bool:
    year = newest(site, sight)
    return year is not None and year < site.today.year - rule.years


def _works(site: Site, rule: Works, named: Mapping[str, Rule]) -> Sight | None:
    return works(site, rule, see(site, rule.of, named))


def _all(site: Site, rule: Rule, named: Mapping[str, Rule]) -> Sight | None:
    each = [see(site, part, named) for part in rule.all_of]
    seen = [sight for sight in each if sight is not None]
    if not seen or (rule.whole and any(sight is None or sight.verdict != "met" for sight in each)):
        return None
    if len(seen) == len(each) and len({sight.verdict for sight in seen}) == 1:
        proof = tuple(spot for sight in seen for spot in sight.proof)
        return Sight(seen[0].verdict, seen[0].reason, proof, seen[0].strength)
    top = max(seen, key=lambda sight: RANK[sight.verdict])
    if top.verdict == "missing":
        return top
    return Sight("partial", "part", top.proof, top.strength)

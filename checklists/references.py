"""Whether what check-lists name is there. Reads parsed files, gives errors; opens no files and must not know pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checklists.catalogue import Catalogue
from checklists.rule import Rule
from checklists.schema import Checklist, Item
from checklists.source import CheckListError, Document, Place, nearest
from checklists.strict import Strict

Parsed = tuple[Document, Strict]


def problems(found: Iterable[Parsed], catalogue: Catalogue) -> Iterator[CheckListError]:
    """Every id given twice and every reference to something that is not there, in the order of the files."""
    seen: dict[str, str] = {}
    for document, model in found:
        yield from _twice(document)
        if isinstance(model, Checklist):
            yield from _checklist(document, model, catalogue, seen)
        elif document.path.name == "topics.yaml":
            yield from _topics(document, catalogue)
        elif document.path.name == "kinds.yaml":
            yield from _kinds(document, catalogue)
        elif document.path.name == "rules.yaml":
            yield from _rules(document, catalogue)


def rules_in(rule: Rule, place: Place = ()) -> Iterator[tuple[Place, Rule]]:
    """A rule and all rules inside it, each with its place under ``place``."""
    yield place, rule
    for name in ("any_of", "all_of"):
        for number, inner in enumerate(getattr(rule, name)):
            yield from rules_in(inner, (*place, name, number))
    if rule.fresh is not None:
        yield from rules_in(rule.fresh.of, (*place, "fresh", "of"))
    if rule.works is not None:
        yield from rules_in(rule.works.of, (*place, "works", "of"))


def _twice(document: Document) -> Iterator[CheckListError]:
    """Members of one list of a table that have the same id."""
    for table, members in document.data.items():
        first: dict[str, int] = {}
        for number, member in enumerate(members if isinstance(members, list) else ()):
            name = member.get("id") if isinstance(member, dict) else None
            if isinstance(name, str) and first.setdefault(name, number) != number:
                line = document.line((table, first[name]))
                yield document.error(f"id given twice, first in line {line}", (table, number, "id"))


def _checklist(
    document: Document, checklist: Checklist, catalogue: Catalogue, seen: dict[str, str]
) -> Iterator[CheckListError]:
    if seen.setdefault(f"list {checklist.id}", document.path.name) != document.path.name:
        yield document.error(f"list id already used in {seen[f'list {checklist.id}']}", ("id",))
    for number, sector in enumerate(checklist.sectors):
        if sector not in catalogue.sectors:
            yield _unknown(document, "sector", sector, catalogue.sectors, ("sectors", number))
    kinds = {
        kind.id
        for name, sector in catalogue.sectors.items()
        if not checklist.sectors or name in checklist.sectors
        for kind in sector.kinds
    }
    for number, item in enumerate(checklist.items):
        if seen.setdefault(item.id, document.path.name) != document.path.name:
            yield document.error(f"id already used in {seen[item.id]}", ("items", number, "id"))
        yield from _item(document, item, catalogue, kinds, ("items", number))


def _item(
    document: Document, item: Item, catalogue: Catalogue, kinds: set[str], place: Place
) -> Iterator[CheckListError]:
    for number, basis in enumerate(item.basis):
        if basis.act not in catalogue.acts:
            yield _unknown(document, "act", basis.act, catalogue.acts, (*place, "basis", number, "act"))
    for number, topic in enumerate(item.topics):
        if topic not in catalogue.topics:
            yield _unknown(document, "topic", topic, catalogue.topics, (*place, "topics", number))
    for key in ("kinds", "except_kinds", "conditional_kinds"):
        for number, kind in enumerate(getattr(item, key)):
            if kind not in kinds:
                yield _unknown(document, "kind", kind, kinds, (*place, key, number))
    if item.since and item.until and item.since > item.until:
        yield document.error(f"in force from {item.since} until {item.until}: never", (*place, "until"))
    yield from _uses(document, item.rule, catalogue, (*place, "rule"))


def _uses(document: Document, rule: Rule, catalogue: Catalogue, place: Place) -> Iterator[CheckListError]:
    for where, inner in rules_in(rule, place):
        if inner.use is not None and inner.use not in catalogue.rules:
            yield _unknown(document, "rule", inner.use, catalogue.rules, (*where, "use"))


def _topics(document: Document, catalogue: Catalogue) -> Iterator[CheckListError]:
    items = catalogue.items
    for number, topic in enumerate(catalogue.topics.values()):
        place = ("topics", number)
        if (topic.roll == "own") is not bool(topic.items):
            yield document.error("items belong to roll: own, and roll: own needs items", (*place, "items"))
        for position, name in enumerate(topic.items):
            if name not in items:
                yield _unknown(document, "item", name, items, (*place, "items", position))
            elif topic.id not in items[name].topics:
                yield document.error(f"item {name} is not about the topic {topic.id}", (*place, "items", position))


def _kinds(document: Document, catalogue: Catalogue) -> Iterator[CheckListError]:
    for number, sector in enumerate(catalogue.sectors.values()):
        for position, kind in enumerate(sector.kinds):
            place = ("sectors", number, "kinds", position)
            if kind.follows and kind.follows.sector not in catalogue.sectors:
                follows = (*place, "follows", "sector")
                yield _unknown(document, "sector", kind.follows.sector, catalogue.sectors, follows)


def _rules(document: Document, catalogue: Catalogue) -> Iterator[CheckListError]:
    for name, rule in catalogue.rules.items():
        yield from _uses(document, rule, catalogue, ("rules", name))
        if name in _reached(rule, catalogue, set()):
            yield document.error("uses itself", ("rules", name))


def _reached(rule: Rule, catalogue: Catalogue, met: set[str]) -> set[str]:
    """Names of the rules that ``rule`` uses, directly or through others."""
    for _, inner in rules_in(rule):
        if inner.use is not None and inner.use in catalogue.rules and inner.use not in met:
            met.add(inner.use)
            _reached(catalogue.rules[inner.use], catalogue, met)
    return met


def _unknown(document: Document, what: str, word: str, known: Iterable[str], place: Place) -> CheckListError:
    return document.error(f"unknown {what} «{word}»; {nearest(word, known)}", place)

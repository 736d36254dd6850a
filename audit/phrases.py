"""The phrases of rules: reads rules of a check-list, gives phrases with their patterns. Knows no pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checklists.catalogue import Catalogue
    from checklists.rule import Rule
    from checklists.schema import Item

FIELDS = (
    "labels",
    "titles",
    "words",
    "phrases",
    "names",
    "weak",
    "others",
    "lesser",
    "without",
    "heads",
    "near",
    "pages",
    "sections",
)
"""Arguments of kinds of rule that hold phrases."""
NAMING = ("labels", "titles", "phrases", "names")
"""Of these, those that name the thing looked for: a link with such words leads to it."""


def parts(rule: Rule, catalogue: Catalogue) -> Iterator[object]:
    """The arguments of every kind in a rule, combinations and ``use`` followed."""
    if rule.use:
        yield from parts(catalogue.rules[rule.use], catalogue)
    for inner in (*rule.any_of, *rule.all_of):
        yield from parts(inner, catalogue)
    if rule.fresh:
        yield from parts(rule.fresh.of, catalogue)
    if rule.works:
        yield from parts(rule.works.of, catalogue)
    for kind in rule.kinds():
        if kind not in ("use", "any_of", "all_of", "fresh", "works"):
            yield getattr(rule, kind)


def phrases(rule: Rule, catalogue: Catalogue, fields: Iterable[str] = FIELDS) -> Iterator[str]:
    """All phrases of a rule, as written."""
    for part in parts(rule, catalogue):
        said = vars(part)
        for field in fields:
            yield from said.get(field, ())


def every(catalogue: Catalogue) -> tuple[str, ...]:
    """Every phrase of every check-list once: what the matcher is made of."""
    found: dict[str, None] = {}
    for rule in catalogue.rules.values():
        found.update(dict.fromkeys(phrases(rule, catalogue)))
    for item in catalogue.items.values():
        found.update(dict.fromkeys((*phrases(item.rule, catalogue), *item.hints.phrases)))
    found.update(dict.fromkeys(catalogue.language.phrases))
    return tuple(found)


def section_titles(catalogue: Catalogue) -> tuple[str, ...]:
    """The phrases by which the subsections that an act names are known: the sections of topics of one sector's own."""
    items = catalogue.items
    found: dict[str, None] = {}
    for topic in catalogue.topics.values():
        for name in topic.items if topic.education_only else ():
            if name not in items:
                continue  # a folder of own lists has the topics that come with Glasnost, not their items
            rule = items[name].rule
            rule = catalogue.rules[rule.use] if rule.use else rule
            for part in (rule, *rule.any_of):
                section = (part.fresh.of if part.fresh else part).section
                found.update(dict.fromkeys(section.titles if section else ()))
    return tuple(found)


def naming(item: Item, catalogue: Catalogue) -> tuple[str, ...]:
    """The phrases by which a link to an item's page would be known."""
    return tuple(dict.fromkeys((*item.hints.phrases, *phrases(item.rule, catalogue, NAMING))))


def paths(item: Item, catalogue: Catalogue) -> tuple[str, ...]:
    """Last parts of paths where an item may stand."""
    found = [path for part in parts(item.rule, catalogue) for path in getattr(part, "paths", ())]
    return tuple(dict.fromkeys(path.lower() for path in (*item.hints.paths, *found) if path.strip("/=")))

"""What is wrong with a folder of check-lists, all of it. Reads the files, gives problems; must not know pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import re2

from checklists.catalogue import ONE_DAY, Catalogue
from checklists.load import HERE, RulesFile, Source, borrowed, digest, join, microdata_of, read_source, sources
from checklists.microdata import read_microdata
from checklists.phrases import WORD_SIGNS, pattern, tokens
from checklists.references import problems, rules_in
from checklists.rule import Rule
from checklists.schema import Checklist, Item
from checklists.source import CheckListError, Document, Place, nearest
from checklists.strict import Phrases, Strict

MEMORY = 64 << 20
"""Bytes that all phrases together may take as one automaton; the audit allows four times as much."""
_FOREIGN = re.compile(r"[^0-9a-zа-я]")
_SCRIPTS = (re.compile("[a-z]"), re.compile("[а-я]"))


def lint(folder: Path | None = None) -> list[CheckListError]:
    """Every problem of a folder, by file. Files that cannot be read are told alone: the rest would follow from them.

    Tables that the folder borrows are not its own to mend: an act or a topic that its list leaves out is no problem.
    """
    where = folder or HERE
    found, broken = [], []
    for path in sources(where):
        try:
            found.append(read_source(path))
        except CheckListError as error:
            broken.append(error)
    if broken:
        return broken
    lent = [read_source(path) for path in borrowed(where)]
    catalogue = join([*lent, *found], read_microdata(microdata_of(where)), digest(where))
    dangling = list(problems(((source.document, source.model) for source in found), catalogue))
    if dangling:
        return dangling
    return [problem for source in found for problem in _file(source, catalogue)] + list(_together(found, catalogue))


def phrases_in(model: Strict, place: Place = ()) -> Iterator[tuple[Place, Phrases]]:
    """Every list of phrases inside a rule, hint or table of fillers, with its place."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if field.annotation == Phrases:
            yield (*place, name), value
        elif isinstance(value, Strict):
            yield from phrases_in(value, (*place, name))
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                if isinstance(inner, Strict):
                    yield from phrases_in(inner, (*place, name, number))
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, Strict):
                    yield from phrases_in(inner, (*place, name, key))


def _file(source: Source, catalogue: Catalogue) -> Iterator[CheckListError]:
    document, model = source.document, source.model
    for place, phrases in phrases_in(model):
        yield from _phrases(document, place, phrases)
    if isinstance(model, Checklist):
        for number, item in enumerate(model.items):
            yield from _item(document, item, catalogue, ("items", number))
        yield from _loose(document, model.items)
    elif isinstance(model, RulesFile):
        used = {inner.use for rule in _all_rules(catalogue) for _, inner in rules_in(rule)}
        for name, rule in model.rules.items():
            yield from _names(document, rule, catalogue, ("rules", name))
            if name not in used:
                yield document.error("no item uses this rule", ("rules", name))


def _phrases(document: Document, place: Place, phrases: Phrases) -> Iterator[CheckListError]:
    """Phrases that can never match, and phrases that say the same twice."""
    first: dict[str, int] = {}
    for number, phrase in enumerate(phrases):
        where = (*place, number)
        fault = _never(phrase)
        if fault:
            yield document.error(f"the phrase «{phrase}» can never match: {fault}", where)
            continue
        same = first.setdefault(pattern(phrase), number)
        if same != number:
            yield document.error(f"the phrase «{phrase}» finds nothing that «{phrases[same]}» does not", where)


def _never(phrase: str) -> str | None:
    """Why a phrase cannot be met in folded text; None where it can."""
    words = [word for token in tokens(phrase) for word in re.split(r"[\s|-]+", token.strip(WORD_SIGNS)) if word]
    if not words:
        return "it has no letters or digits"
    for word in words:
        bare = word.strip(WORD_SIGNS + "«»\"'“”().,:;!?№/–—")
        if all(script.search(bare) for script in _SCRIPTS):
            return f"«{bare}» mixes Latin and Cyrillic letters"
        odd = [letter for letter in bare if _FOREIGN.match(letter) and letter.isalpha()]
        if odd:
            return f"the letter «{odd[0]}» is no letter of folded text"
        if any(sign in bare for sign in WORD_SIGNS):
            return f"«=», «*» and «|» stand at the edge of a word, not inside «{bare}»"
    return None


def _item(document: Document, item: Item, catalogue: Catalogue, place: Place) -> Iterator[CheckListError]:
    if not (item.title.ru.strip() and item.title.en.strip()):
        yield document.error("the title is empty", (*place, "title"))
    if not item.basis and item.required and item.status != "draft":
        yield document.error("a required item names the act that asks for it, or is a draft", (*place, "basis"))
    if item.status != "confirmed" and not item.source:
        yield document.error(f"status {item.status} says what it rests on", (*place, "source"))
    if item.replaces:
        yield from _edition(document, item, catalogue, (*place, "replaces"))
    for number, basis in enumerate(item.basis):
        act = catalogue.acts[basis.act]
        if (act.until and item.since and item.since > act.until) or (
            act.since and item.until and item.until < act.since
        ):
            yield document.error(f"act {act.id} is not in force while the item is", (*place, "basis", number, "act"))
    yield from _names(document, item.rule, catalogue, (*place, "rule"))


def _edition(document: Document, item: Item, catalogue: Catalogue, place: Place) -> Iterator[CheckListError]:
    """A chain of editions has neither gap nor overlap."""
    former = catalogue.items.get(item.replaces or "")
    if former is None:
        yield document.error(f"unknown item «{item.replaces}»; {nearest(item.replaces or '', catalogue.items)}", place)
    elif former.until is None:
        yield document.error(f"{former.id} has no end: both editions are in force", place)
    elif item.since is None:
        yield document.error(f"{former.id} ends on {former.until}, and this edition has no beginning", place)
    elif item.since != former.until + ONE_DAY:
        what = "a gap" if item.since > former.until else "an overlap"
        yield document.error(f"{what} in dates: {former.id} ends on {former.until}, this begins on {item.since}", place)


def _loose(document: Document, items: Sequence[Item]) -> Iterator[CheckListError]:
    """Items of one title in one list, one ended before the other begins: editions that nobody tied together."""
    ended: dict[str, list[Item]] = {}
    for item in items:
        if item.until:
            ended.setdefault(item.title.ru.strip().casefold(), []).append(item)
    for number, item in enumerate(items):
        same = ended.get(item.title.ru.strip().casefold(), []) if item.since and not item.replaces else []
        for former in same:
            if former.until and item.since and former.until < item.since:
                what = f"{former.id} of the same title ends on {former.until}, this begins on {item.since}"
                yield document.error(f"{what}: say replaces: {former.id}", ("items", number, "since"))


def _names(document: Document, rule: Rule, catalogue: Catalogue, place: Place) -> Iterator[CheckListError]:
    """Names of microdata that no edition of the recommendations knows."""
    known = catalogue.microdata.known()
    for where, inner in rules_in(rule, place):
        if inner.microdata is None:
            continue
        for number, name in enumerate(inner.microdata.itemprop):
            if name not in known:
                yield document.error(
                    f"unknown itemprop «{name}»; {nearest(name, known)}", (*where, "microdata", "itemprop", number)
                )
        parent = inner.microdata.parent
        if parent is not None and parent not in known:
            yield document.error(
                f"unknown itemprop «{parent}»; {nearest(parent, known)}", (*where, "microdata", "parent")
            )


def _together(found: Iterable[Source], catalogue: Catalogue) -> Iterator[CheckListError]:
    """What no file shows by itself: acts and topics without items, undecided topics, phrases too heavy together."""
    files = {source.document.path.name: source.document for source in found}
    yield from _heavy(found)
    if "topics.yaml" not in files:
        return
    items = catalogue.items.values()
    cited = {basis.act for item in items for basis in item.basis}
    for number, act in enumerate(catalogue.acts):
        if act not in cited:
            yield files["acts.yaml"].error("no item cites this act", ("acts", number))
    about = {topic for item in items for topic in item.topics}
    for number, topic in enumerate(catalogue.topics):
        if topic not in about:
            yield files["topics.yaml"].error("no item is about this topic", ("topics", number))
    yield from _undecided(files["topics.yaml"], catalogue)


def _heavy(found: Iterable[Source]) -> Iterator[CheckListError]:
    """Phrases too heavy together."""
    phrases = {one for source in found for _, some in phrases_in(source.model) for one in some if not _never(one)}
    if not _fits(map(pattern, phrases)):
        folder = next(source.document.path.parent for source in found)
        yield CheckListError(f"{len(phrases)} phrases together need more than {MEMORY >> 20} MB", file=folder)


def _undecided(topics: Document, catalogue: Catalogue) -> Iterator[CheckListError]:
    """Topics that some kind of organisation has no item for, on a day when something begins or after all of them."""
    days = {item.since for item in catalogue.items.values() if item.since} | {dt.date.max}
    told: set[str] = set()
    for sector, kind in ((one.id, kind.id) for one in catalogue.sectors.values() for kind in one.kinds):
        for day in sorted(days):
            items = (item for item in catalogue.items_for(sector, kind, day) if not item.rule.works)
            about = {topic for item in items for topic in item.topics}
            for number, topic in enumerate(catalogue.topics.values()):
                if not topic.education_only and topic.id not in about and topic.id not in told:
                    told.add(topic.id)
                    yield topics.error(f"no item decides it for {sector}, {kind} on {day}", ("topics", number))


def _fits(patterns: Iterable[str]) -> bool:
    """Whether one automaton of all patterns compiles within the bound."""
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    together = re2.Set.SearchSet(options)
    try:
        for source in set(patterns):
            together.Add(source)
        together.Compile()
    except re2.error:
        return False
    return True


def _all_rules(catalogue: Catalogue) -> Iterator[Rule]:
    yield from catalogue.rules.values()
    for item in catalogue.items.values():
        yield item.rule

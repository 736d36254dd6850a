"""Read the folder methodologies strictly: YAML in, methods out. Must not know numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checklists.catalogue import Catalogue
from checklists.formula import Formula
from checklists.load import HERE, shipped
from checklists.method import Edition, Method
from checklists.source import CheckListError, Document, Place, nearest, read_yaml

Problems = Iterator[CheckListError]
Names = tuple[str, ...]

FOLDER = HERE / "methodologies"

FROM_FINDINGS = ("site.items", "site.channels", "site.infometer", "site.openness", "inspection.equal.site_version")
"""What a formula may name besides the measures of measures.yaml."""


@cache
def methods() -> dict[str, Method]:
    """The methodologies that come with Glasnost, by id. Raises CheckListError."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        method = read_method(path, shipped())
        if method.id != path.stem:
            raise CheckListError(f"the file of {method.id} is {method.id}.yaml", file=path)
        found[method.id] = method
    return found


def method(name: str) -> Method:
    """One methodology by its id, or out of a YAML file. Raises CheckListError."""
    if name in methods():
        return methods()[name]
    if name.endswith((".yaml", ".yml")):
        return read_method(Path(name), shipped())
    known = ", ".join(methods())
    raise CheckListError(f"no methodology of this name; known: {known}; or give a YAML file", file=Path(name))


def read_method(path: Path, catalogue: Catalogue) -> Method:
    """One file. Raises CheckListError for what does not fit, or a name that stands for nothing."""
    document = read_yaml(path)
    method = document.parse(Method)
    for problem in problems(document, method, catalogue):
        raise problem
    return method


def problems(document: Document, method: Method, catalogue: Catalogue) -> Problems:
    """Every reference to a sector, kind, act, measure or part that is not there; what can never be taken."""
    if method.act and method.act not in catalogue.acts:
        yield document.error(f"unknown act {method.act}; {nearest(method.act, catalogue.acts)}", ("act",))
    yield from _sectors(document, method.sectors, catalogue, ("sectors",))
    for number, edition in enumerate(method.editions):
        yield from _edition(document, edition, catalogue, ("editions", number))
        if other := next((one for one in method.editions[:number] if _both(one, edition)), None):
            days = f"{other.since or '…'} to {other.until or '…'}"
            yield document.error(f"in force while the edition of {days} is", ("editions", number))


def _edition(document: Document, edition: Edition, catalogue: Catalogue, place: Place) -> Problems:
    before: list[str] = []
    for level in ("indicators", "criteria"):
        for number, part in enumerate(getattr(edition, level)):
            here = (*place, level, number)
            if part.id in before:
                yield document.error(f"{part.id} is given twice", (*here, "id"))
            for position, variant in enumerate(part.by):
                there = (*here, "by", position)
                if any(not (one.sectors or one.kinds) for one in part.by[:position]):
                    yield document.error("never taken: the one before it is for all", there)
                yield from _sectors(document, variant.sectors, catalogue, (*there, "sectors"))
                yield from _kinds(document, variant.kinds, catalogue, (*there, "kinds"))
                yield from _formula(document, variant.formula, before, catalogue, (*there, "formula"))
            before.append(part.id)
    if edition.total:
        yield from _formula(document, edition.total, before, catalogue, (*place, "total"))
    for number, applied in enumerate(edition.applied):
        criteria, here = [part.id for part in edition.criteria], (*place, "applied", number)
        yield from _names(document, applied.criteria, criteria, (*here, "criteria"))
        yield from _sectors(document, applied.sectors, catalogue, (*here, "sectors"))
        yield from _kinds(document, applied.kinds, catalogue, (*here, "kinds"))


def _both(one: Edition, other: Edition) -> bool:
    """Whether some day has both editions in force."""
    return all(
        not (first.until and second.since and first.until < second.since)
        for first, second in ((one, other), (other, one))
    )


def _formula(document: Document, formula: Formula, before: list[str], catalogue: Catalogue, place: Place) -> Problems:
    yield from _names(document, formula.parts(), before, place)
    yield from _measures(document, formula.measures(), catalogue, place)
    for one in formula.every():
        if one.half_sum and one.half_sum.no_site and one.half_sum.no_site not in one.half_sum.of:
            yield document.error(f"no_site: {one.half_sum.no_site} is none of the two", place)
        if one.points and (most := _conditions(catalogue, one.points.of)) and one.points.assess > most:
            told = f"assess: {one.points.assess} conditions, and {one.points.of} has {most}"
            yield document.error(told, place)


def _conditions(catalogue: Catalogue, name: str) -> int:
    """How many conditions can be marked of a measure, the one that the findings give included; 0: it has no block."""
    own = [one for one in catalogue.measures.conditions() if one.startswith(f"{name}.")]
    return len({*own, *(one for one in FROM_FINDINGS if one.startswith(f"{name}."))}) if own else 0


def _names(document: Document, names: Names, known: list[str], place: Place) -> Problems:
    for name in names:
        if name not in known:
            yield document.error(f"{name} stands for nothing counted before; {nearest(name, known)}", place)


def _measures(document: Document, names: Names, catalogue: Catalogue, place: Place) -> Problems:
    known = [*(one.id for one in catalogue.measures.measures), *FROM_FINDINGS]
    for name in names:
        if name not in known and catalogue.measures.kind(name) is None:
            yield document.error(f"unknown measure {name}; {nearest(name, known)}", place)


def _sectors(document: Document, names: Names, catalogue: Catalogue, place: Place) -> Problems:
    for name in names:
        if name not in catalogue.sectors:
            yield document.error(f"unknown sector {name}; {nearest(name, catalogue.sectors)}", place)


def _kinds(document: Document, names: Names, catalogue: Catalogue, place: Place) -> Problems:
    for name in names:
        if name not in catalogue.kinds:
            yield document.error(f"unknown kind {name}; {nearest(name, catalogue.kinds)}", place)

"""Read the folder methodologies strictly: YAML in, methods out. Must not know numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checklists.catalogue import Catalogue
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


def lint_methods() -> list[CheckListError]:
    """Every problem of the methodologies that come with Glasnost."""
    found: list[CheckListError] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            document = read_yaml(path)
            found += problems(document, document.parse(Method), shipped())
        except CheckListError as error:
            found.append(error)
    return found


def problems(document: Document, method: Method, catalogue: Catalogue) -> Problems:
    """Every reference to a sector, act, measure or part that is not there."""
    if method.act and method.act not in catalogue.acts:
        yield document.error(f"unknown act {method.act}; {nearest(method.act, catalogue.acts)}", ("act",))
    yield from _sectors(document, method.sectors, catalogue, ("sectors",))
    for number, edition in enumerate(method.editions):
        yield from _edition(document, edition, catalogue, ("editions", number))


def _edition(document: Document, edition: Edition, catalogue: Catalogue, place: Place) -> Problems:
    before: list[str] = []
    for level in ("indicators", "criteria"):
        for number, part in enumerate(getattr(edition, level)):
            here = (*place, level, number)
            if part.id in before:
                yield document.error(f"{part.id} is given twice", (*here, "id"))
            for position, variant in enumerate(part.by):
                there = (*here, "by", position)
                yield from _sectors(document, variant.sectors, catalogue, (*there, "sectors"))
                yield from _names(document, variant.formula.parts(), before, (*there, "formula"))
                yield from _measures(document, variant.formula.measures(), catalogue, (*there, "formula"))
            before.append(part.id)
    if edition.total:
        yield from _names(document, edition.total.parts(), before, (*place, "total"))
        yield from _measures(document, edition.total.measures(), catalogue, (*place, "total"))
    for number, applied in enumerate(edition.applied):
        criteria = [part.id for part in edition.criteria]
        yield from _names(document, applied.criteria, criteria, (*place, "applied", number, "criteria"))


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

"""What is wrong with methodologies and questionnaires, all of it. Reads the files, gives problems; knows no numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from checklists import methods, questionnaire
from checklists.catalogue import Catalogue
from checklists.load import HERE, load, shipped, sources
from checklists.method import Method
from checklists.questionnaire import Questionnaire
from checklists.source import CheckListError, Document, Place, nearest, read_yaml
from checklists.strict import Strict

Model = TypeVar("Model", bound=Strict)

_WITHOUT_QUESTION = "survey.respondents"
"""Counted of every survey; no question asks for it."""


def lint_folder(folder: Path | None = None) -> list[CheckListError]:
    """Every problem of the methodologies and questionnaires of a folder, which itself is in order already.

    A folder without tables uses those that come with Glasnost, and beside its own questionnaires their questions too.
    """
    where = folder or HERE
    own = [*sorted(where.glob("methodologies/*.yaml")), *sorted(where.glob("questionnaires/*.yaml"))]
    catalogue = load(folder) if folder and sources(folder) else shipped()
    return lint_files(own, catalogue, named=True)


def lint_files(paths: Sequence[Path], catalogue: Catalogue, *, named: bool = False) -> list[CheckListError]:
    """Every problem of some files, each a methodology or a questionnaire by what stands in it.

    ``named``: a file must have the name of its id, as in the folders of Glasnost. Files that cannot be read as what
    they are say nothing of what the others name.
    """
    found: list[CheckListError] = []
    forms: list[tuple[Document, Questionnaire]] = []
    schemes: list[tuple[Document, Method]] = []
    for path in paths:
        try:
            document = read_yaml(path)
            if _kind(document) is Method:
                schemes += _read(document, Method, found)
            else:
                forms += _read(document, Questionnaire, found)
        except CheckListError as error:
            found.append(error)
    for document, form in forms:
        found += questionnaire.problems(document, form, catalogue)
    asked = {one.measure for form in _standard(forms) for one in form.questions if one.measure}
    for document, scheme in schemes:
        found += methods.problems(document, scheme, catalogue)
        found += _unasked(document, scheme, asked)
    read: list[tuple[Document, Questionnaire | Method]] = [*forms, *schemes]
    for document, model in read:
        if named and model.id != document.path.stem:
            found.append(document.error(f"the file of {model.id} is {model.id}.yaml", ("id",)))
    return found


def _kind(document: Document) -> type[Strict]:
    """What a file is, by the key that only one of the two has. Raises CheckListError."""
    keys = document.data if isinstance(document.data, dict) else {}
    folder = document.path.parent.name
    if "editions" in keys or ("questions" not in keys and folder == methods.FOLDER.name):
        return Method
    if "questions" in keys or folder == questionnaire.FOLDER.name:
        return Questionnaire
    if "items" in keys:
        told = f"glasnost checklists lint --folder {document.path.parent}"
        raise document.error(f"a check-list, which is read with the others of its folder: {told}")
    raise document.error("neither a methodology (it has editions) nor a questionnaire (it has questions)")


def _read(document: Document, model: type[Model], found: list[CheckListError]) -> list[tuple[Document, Model]]:
    """The file as what it is; nothing where it does not fit, and all that does not in ``found``."""
    faults = document.faults(model)
    found += faults
    return [] if faults else [(document, document.parse(model))]


def _standard(forms: Sequence[tuple[Document, Questionnaire]]) -> list[Questionnaire]:
    """The questionnaires whose questions may be counted: those given, and the standard one where it is none of them."""
    given = [form for _, form in forms]
    if any(form.id == questionnaire.STANDARD for form in given):
        return given
    return [*given, questionnaire.questionnaire()]


def _unasked(document: Document, scheme: Method, asked: set[str]) -> Iterator[CheckListError]:
    """Answers of surveys that a formula counts and no question gives."""
    for number, edition in enumerate(scheme.editions):
        places: list[tuple[Place, tuple[str, ...]]] = [
            (("editions", number, level, at, "by", by, "formula"), variant.formula.measures())
            for level, parts in (("indicators", edition.indicators), ("criteria", edition.criteria))
            for at, part in enumerate(parts)
            for by, variant in enumerate(part.by)
        ]
        if edition.total:
            places.append((("editions", number, "total"), edition.total.measures()))
        for place, names in places:
            for name in names:
                if name.startswith("survey.") and name not in asked and name != _WITHOUT_QUESTION:
                    yield document.error(f"no question counts into {name}; {nearest(name, asked)}", place)

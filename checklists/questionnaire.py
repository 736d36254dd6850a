"""The questionnaire of a survey, as data: questions, filters, how answers are written; knows no respondents.

A question is found in a file by the words of its header: each alternative of ``words`` is a list of beginnings of words
that must all stand in it, in any order; letter case, ё/е and punctuation don't matter.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from checklists.catalogue import Catalogue
from checklists.load import shipped
from checklists.source import CheckListError, Document, nearest, read_yaml
from checklists.strict import Bilingual, Name, Strict

FOLDER = Path(__file__).parent / "questionnaires"
"""The questionnaires that come with Glasnost."""
STANDARD = "mintrud-675n"

Stem = Annotated[str, StringConstraints(pattern=r"^=?[0-9a-zа-я]+( [0-9a-zа-я]+)*$", max_length=60)]
"""The beginning of a word in normal form, or of several that follow each other; ``=`` takes it whole."""


class Question(Strict):
    """One question."""

    id: Name
    title: Bilingual
    """Its header in a template."""
    measure: Name | None = None
    """What a «yes» of those asked counts into, by checklists/measures.yaml; none: the question only filters."""
    asked_if: Name | None = None
    """The filter: only who said «yes» to that question is asked this one."""
    words: tuple[tuple[Stem, ...], ...] = Field(min_length=1)
    without: tuple[Stem, ...] = ()
    """A header with one of these is another question."""
    numbers: dict[Name, int] = Field(default_factory=dict)
    """Its number in the forms of sectors; read only where the operator says that headers are numbers."""
    template: bool = True
    """Whether a blank template has it."""

    def hint(self, lang: Literal["ru", "en"]) -> str:
        """What a template says of the answer."""
        if lang == "en":
            return "yes or no" + ("; empty where the question before it says no." if self.asked_if else ".")
        return "да или нет" + ("; пусто, если на вопрос-фильтр ответили «нет»." if self.asked_if else ".")


class Answers(Strict):
    """How answers are written, in lower case with е for ё, or in normal form; only ``positive`` ones count."""

    positive: tuple[str, ...] = Field(min_length=1)
    negative: tuple[str, ...] = Field(min_length=1)
    none: tuple[str, ...] = ()
    """No answer, or the question was not for this person; an empty cell is one too."""


class Sample(Strict):
    """How many must be asked: ``share`` of all who use the services, ``most`` at most."""

    share: Annotated[float, Field(gt=0, le=1)]
    most: Annotated[int, Field(ge=1)]


class Checks(Strict):
    """Bounds beyond which answers of an organisation or an interviewer are told as unlike people's."""

    fast: float
    """Seconds a question; a questionnaire filled in faster is told."""
    uniform: Annotated[float, Field(gt=0, le=1)]
    """Share of questionnaires of an organisation with the same answers to every question."""
    uniform_from: int
    """Respondents below which that says nothing."""
    burst: int
    """Questionnaires of one organisation within one minute."""
    contradictory: Annotated[float, Field(gt=0, le=1)]
    """Share of those who answer a question that their own «no» before it rules out: columns may be shifted."""


class Questionnaire(Strict):
    """One YAML file of checklists/questionnaires."""

    id: Name
    title: Bilingual
    basis: str
    """The act."""
    small: int = 5
    """Groups of fewer people are counted, and not published."""
    sample: Sample
    checks: Checks
    answers: Answers
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [one.id for one in self.questions]
        if len(set(ids)) != len(ids):
            raise ValueError("a question’s id is given twice")
        if lost := [one.asked_if for one in self.questions if one.asked_if and one.asked_if not in ids]:
            raise ValueError(f"there is no question {lost[0]} to ask before another")
        every = [*self.answers.positive, *self.answers.negative, *self.answers.none]
        if len(set(every)) != len(every):
            raise ValueError("one word cannot be two answers")
        return self

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms whose numbering is known."""
        return tuple(dict.fromkeys(form for one in self.questions for form in one.numbers))


@functools.cache
def questionnaire(name: str = STANDARD) -> Questionnaire:
    """A questionnaire by its id among those of ours, or by the path of a YAML file. Raises CheckListError."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml")))
        raise CheckListError(
            f"no such questionnaire; known: {known}, or the path of a YAML file of your own", file=path
        )
    document = read_yaml(path)
    form = document.parse(Questionnaire)
    for problem in problems(document, form, shipped()):
        raise problem
    return form


def problems(document: Document, form: Questionnaire, catalogue: Catalogue) -> Iterator[CheckListError]:
    """What a questionnaire names that is not there, and what can never be read of a file."""
    shares = [one.id for one in catalogue.measures.measures if one.unit == "share"]
    counted: dict[str, str] = {}
    numbered: dict[tuple[str, int], str] = {}
    before: list[str] = []
    for number, one in enumerate(form.questions):
        here = ("questions", number)
        if one.measure and one.measure not in shares:
            what = "unknown measure" if catalogue.measures.kind(one.measure) is None else "no share of people:"
            yield document.error(f"{what} {one.measure}; {nearest(one.measure, shares)}", (*here, "measure"))
        if one.measure and (other := counted.setdefault(one.measure, one.id)) != one.id:
            yield document.error(f"{other} counts into {one.measure} too", (*here, "measure"))
        if one.asked_if and one.asked_if not in before:
            yield document.error(f"{one.asked_if} is not asked before", (*here, "asked_if"))
        for place, at in one.numbers.items():
            if (other := numbered.setdefault((place, at), one.id)) != one.id:
                yield document.error(f"{other} is number {at} of {place} too", (*here, "numbers", place))
        before.append(one.id)
    for name, words in form.answers.model_dump().items():
        for number, word in enumerate(words):
            if word != " ".join(word.lower().replace("ё", "е").split()):
                told = f"the answer «{word}» can never be read: lower case, е for ё, single spaces"
                yield document.error(told, ("answers", name, number))

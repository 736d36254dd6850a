"""Headers of a survey to the questions of its questionnaire, and cells to answers; knows no organisations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from audit.imports.cells import spelt
from audit.imports.columns import ORG, RESPONDENT, Column
from audit.imports.table import ImportRefused, Known, exact, folded, letter
from checklists.questionnaire import Question, Questionnaire
from crawler.table_file import FORMULA
from crawler.text import normal

YES, NO, NONE, DASH = "y", "n", "-", "d"
"""One letter an answer; a dash's meaning is known when the whole file is."""
_DASHES = frozenset({"-", "–", "—", "−"})
_SCALE = frozenset({"3", "4", "5", "6", "7", "8", "9", "10"})
_NUMBER = re.compile(r"(?:вопрос|question|в|v|q|№)? ?(\d{1,2})")
_CACHE = 10_000
_ORG_WORDS = (("организац", "наимен"), ("организац", "назван"), ("учрежд", "наимен"), ("учрежд", "назван"),
    ("организац", "котор"), ("учрежд", "котор"), ("выбер", "организац"), ("выбер", "учрежд"),
    ("укажит", "организац"), ("укажит", "учрежд"))  # fmt: skip
"""Beginnings of words by which a question about the organisation itself is known."""


def match(header: str, question: Question) -> bool:
    """Whether the words of a header are those of a question."""
    words = f" {folded(header)} "
    if any(_stem(words, stem) for stem in question.without):
        return False
    return any(all(_stem(words, stem) for stem in stems) for stems in question.words)


def _stem(words: str, stem: str) -> bool:
    return f" {stem[1:]} " in words if stem.startswith("=") else f" {stem}" in words


def known(asked: Questionnaire, form: str = "", *, one_org: bool = False) -> Known:
    """Know the columns of a survey: labels by their words, questions by theirs, with ``form`` by their numbers too.

    A bare «ID» is the answer's, as forms number them, where another column names organisations or ``one_org`` is so.
    """
    labels = exact((*ORG, *RESPONDENT))
    titles = exact([Column(one.id, one.title.ru, one.title.en) for one in asked.questions])

    def columns(cells: Sequence[str], *, strict: bool = False) -> Mapping[str, int]:
        found = dict(labels(cells, strict=strict)) | dict(titles(cells, strict=strict))
        taken = set(found.values())
        for at, cell in enumerate(cells):
            if at in taken or not (cell and not cell.isspace()):
                continue
            names = _named(cell, asked, form)
            if len(names) > 1 and strict:
                raise ImportRefused(
                    f"Column {letter(at)} «{' '.join(cell.split())[:120]}» could answer several questions"
                    f" ({', '.join(names)}). Name it as the template does: glasnost import template survey FILE.xlsx."
                )
            if not names and "org" not in found and _about_org(cell):
                names = ["org"]
            for name in names:
                if name in found and strict:
                    both = f"Columns {letter(found[name])} and {letter(at)} both answer «{name}»"
                    raise ImportRefused(f"{both}: «{cells[found[name]][:80]}» and «{cell[:80]}». Delete one.")
                found.setdefault(name, at)
        if (one_org or "org" in found) and "id" in found and folded(cells[found["id"]]) == "id":
            found.setdefault("respondent", found.pop("id"))
        return found

    return columns


def _about_org(cell: str) -> bool:
    words = f" {folded(cell)} "
    return any(all(_stem(words, stem) for stem in stems) for stems in _ORG_WORDS)


def _named(cell: str, asked: Questionnaire, form: str) -> list[str]:
    if form and (number := _NUMBER.fullmatch(folded(cell))):
        return [one.id for one in asked.questions if one.numbers.get(form) == int(number.group(1))]
    return [one.id for one in asked.questions if match(cell, one)]


def lacking(asked: Questionnaire, columns: Mapping[str, int], *, one_org: bool) -> str:
    """What a row lacks to be the header of a survey; empty: nothing."""
    parts = []
    if not one_org and not {"org", "id", "inn"} & columns.keys():
        parts.append("no column «Организация» (name, id or ИНН); for a file about one organisation say --org")
    ids = {one.id for one in asked.questions}
    if not {one.id for one in asked.questions if one.measure} & columns.keys():
        parts.append(f"no question of the questionnaire {asked.id}; if headers are numbers, say --numbers")
    elif len(ids & columns.keys()) < 2:  # noqa: PLR2004 (a title that mentions one thing is no header)
        parts.append(f"only one question of the questionnaire {asked.id}")
    return "; ".join(parts) + ("." if parts else "")


def unanswerable(asked: Questionnaire, columns: Mapping[str, int]) -> list[Question]:
    """Questions in the file whose filter is not: nobody knows whom they were for."""
    return [one for one in asked.questions if one.id in columns and one.asked_if and one.asked_if not in columns]


class Codes(dict[str, str]):
    """A cell as written → the letter of its answer; None for what is none. Remembers what it met."""

    def __init__(self, asked: Questionnaire) -> None:
        """Learn the words of a questionnaire."""
        super().__init__()
        given = asked.answers
        self._words = dict.fromkeys(given.none, NONE)
        self._words |= dict.fromkeys(given.negative, NO) | dict.fromkeys(given.positive, YES)
        self.met: set[str] = set()
        """Of «+», «0» and «2», those that stand in the file: they tell what a dash and a digit mean."""

    def __missing__(self, cell: str) -> str:
        """Read a cell that was not met yet. Raises KeyError for what is no answer."""
        word = (spelt(cell) or cell.strip()).removesuffix(".0")
        if not word:
            code: str | None = NONE
        elif word in _DASHES:
            code = DASH
        elif cell == FORMULA:
            code = None
        else:
            code = self._words.get(word) or self._words.get(normal(cell))
        if code is None:
            raise KeyError(cell)
        if word in ("+", "0", "2"):
            self.met.add(word)
        if len(self) < _CACHE:
            self[cell] = code
        return code


class Faults:
    """Counts, column by column, cells that are no answers: whether a column is what its header says."""

    def __init__(self) -> None:
        """Begin with none."""
        self.bad: Counter[str] = Counter()
        self.scale: Counter[str] = Counter()
        self.example: dict[str, str] = {}

    def add(self, question: str, cell: str) -> None:
        """Note one cell."""
        self.bad[question] += 1
        self.example.setdefault(question, cell)
        if spelt(cell) in _SCALE:
            self.scale[question] += 1

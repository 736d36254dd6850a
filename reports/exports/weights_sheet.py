"""The sheets of weights and grades, which the rating's formulas point at. Reads a methodology, writes sheets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter.utility import xl_col_to_name as letter

from reports.exports.sheet import Book, Column, Formula, Sheet

if TYPE_CHECKING:
    from audit.rating.campaign import Rated
    from checklists.formula import Weighted
    from checklists.method import Grade
    from reports.exports.opened import Opened
    from reports.ratings import Ratings

_NAMES = 1
"""Columns before the weights."""

Weighing = tuple[tuple[str, tuple["Weighted", ...]], ...]
"""Criterion → its weights, for one kind of organisations."""


class Span(NamedTuple):
    """The weights of one criterion."""

    first: int
    """Number of its first indicator, from 0."""
    number: int
    parts: tuple[str, ...]
    cells: str
    """Where the weights stand."""


class Weights:
    """One row for each way to weigh; organisations of a kind share it."""

    def __init__(self, opened: Opened, ratings: Ratings, book: Book) -> None:
        """Write both sheets."""
        self._opened, self._edition, self._grades = opened, ratings.how.edition, ratings.how.method.grades
        self._ids = [part.id for part in self._edition.indicators]
        self._rows: dict[Weighing, int] = {}
        sectors: dict[Weighing, dict[str, None]] = {}
        for one in ratings.rated:
            if one.rating:
                key = self._weighing(one)
                self._rows.setdefault(key, len(self._rows) + 2)
                sectors.setdefault(key, {})[opened.site.sector(one.subject.sector)] = None
        t = opened.texts
        columns = [Column(id_, 7, "points") for id_ in self._ids]
        self.sheet = Sheet(book, t("exports_xlsx.sheet_weights"), [Column(t("index.sector"), 44, "wrap"), *columns])
        for key in self._rows:
            weights = {one.part: one.weight for _, several in key for one in several}
            self.sheet.add([", ".join(sectors[key]), *(weights.get(id_) for id_ in self._ids)])
        self.sheet.end(filtered=False)
        self._grade_sheet = t("exports_xlsx.sheet_grades")
        if self._grades:
            self._write_grades(book)

    def _write_grades(self, book: Book) -> None:
        t = self._opened.texts
        heads = [Column(t("exports_xlsx.up_to"), 18, "points"), Column(t("rating.grade"), 24)]
        sheet = Sheet(book, self._grade_sheet, heads)
        for grade in self._grades:
            sheet.add([grade.up_to, self._opened.site.said(grade.title)])
        sheet.end(filtered=False)

    def span(self, one: Rated, criterion: str) -> Span | None:
        """Where the weights of a criterion of an organisation stand; None where it is no plain weighted sum."""
        key = self._weighing(one)
        weights = dict(key)[criterion]
        uses = Counter(part.part for _, several in key for part in several)
        if not weights or any(uses[part.part] > 1 or part.part not in self._ids for part in weights):
            return None
        places = sorted(self._ids.index(part.part) for part in weights)
        first, last = places[0], places[-1]
        own = {part.part for part in weights}
        if any(id_ in uses and id_ not in own for id_ in self._ids[first : last + 1]):
            return None  # another criterion's indicator stands between
        row = self._rows[key]
        cells = f"'{self.sheet.name}'!${letter(_NAMES + first)}${row}:${letter(_NAMES + last)}${row}"
        return Span(first, last - first + 1, tuple(part.part for part in weights), cells)

    def grade(self, cell: str, grade: Grade | None) -> Formula | None:
        """The word for the number in a cell: of the first grade whose limit it does not pass."""
        if not self._grades:
            return None
        last = len(self._grades) + 1
        limits, words = (f"'{self._grade_sheet}'!${name}$2:${name}${last}" for name in "AB")
        text = f'=IF(ISNUMBER({cell}),INDEX({words},1+COUNTIF({limits},"<"&{cell})),"")'
        return Formula(text, self._opened.site.said(grade.title) if grade else "")

    def _weighing(self, one: Rated) -> Weighing:
        variants = {
            part.id: part.variant(one.subject.sector, one.subject.kind) for part in self._edition.criteria
        }  # fmt: skip
        return tuple((id_, found.formula.weighted if found else ()) for id_, found in variants.items())

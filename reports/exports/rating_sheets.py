"""The sheets of the rating: indicators as numbers, criteria, totals, places and grades as formulas over them.

Reads ratings, writes sheets; counts nothing itself: every formula carries the number that the rating has. Formulas use
what Excel and LibreOffice both know. Groups are told apart by numbers, not by names, which may hold what a criterion of
COUNTIFS would take for a pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name as letter

from audit.rating.levels import ranks, total
from audit.rating.value import Value, half_up
from reports.exports.numbers import Numbers
from reports.exports.opened import withheld
from reports.exports.sheet import Book, Cell, Column, Formula, Given, Sheet
from reports.exports.weights_sheet import Weights

if TYPE_CHECKING:
    from audit.rating.campaign import Rated
    from audit.rating.rate import Rating
    from checklists.method import Edition
    from reports.exports.opened import Opened
    from reports.ratings import Ratings

FEW = "<5"
EXACT = "0.000000001"
"""Numbers nearer than this are the same one: they differ by binary fractions only."""
_NAMES = 3
"""Columns of the sheet of indicators before the numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the rating's columns stand, by number from 0."""

    criteria: int
    """How many criteria there are."""
    low: int = 11
    """The first criterion; before it stand place, names, total, its ends and grade."""

    @property
    def high(self) -> int:
        """Upper end of the first criterion."""
        return self.low + self.criteria

    @property
    def exact(self) -> int:
        """The total before it is rounded; its upper end stands after it."""
        return self.high + self.criteria

    @property
    def groups(self) -> int:
        """Numbers of sector, municipality and region."""
        return self.exact + 2


SHOWN = 7
"""The column of the total as it is written; after it stand its ends."""


def single(low: str, high: str, places: int) -> str:
    """The number as it is written where both ends are one, else nothing."""
    return f'=IF(ISNUMBER({low}),IF(ABS({high}-{low})<{EXACT},{rounded(low, places)},""),"")'


def rounded(cell: str, places: int) -> str:
    """Rounded half up; what is added takes away what binary fractions lose of a half."""
    return f"ROUND({cell}+{EXACT},{places})"


def shown_value(value: Value, places: int) -> Fraction | str:
    """What ``single`` gives."""
    return half_up(value.low, places) if value.state == "measured" else ""


def ends(value: Value) -> tuple[Fraction, Fraction] | None:
    """Lower and upper end; None for what is absent."""
    return None if value.absent else (value.low, value.high)


class RatingSheets:
    """Weights, indicators and rating of a campaign; rows are added one organisation at a time."""

    def __init__(self, opened: Opened, ratings: Ratings, book: Book) -> None:
        """Start the sheets in the order in which they stand in the book."""
        self._opened, self._ratings, self._t = opened, ratings, opened.texts
        self.edition: Edition = ratings.how.edition
        self.places = ratings.how.method.places
        self.at = Place(criteria=len(self.edition.criteria))
        self.ids = [part.id for part in self.edition.indicators]
        self.last = sum(one.rating is not None for one in ratings.rated) + 1
        """The last row of the table of organisations, from 1."""
        self.numbers = Numbers(ratings)
        self.rating = Sheet(book, self._t("exports_xlsx.sheet_rating"), self._columns(), kept=2,
                            printed=self.at.high, height=75)  # fmt: skip
        self.indicators = Sheet(
            book, self._t("exports_xlsx.sheet_indicators"), self._indicator_columns(), printed=_NAMES + len(self.ids),
            height=120,
        )  # fmt: skip
        self.weights = Weights(opened, ratings, book)
        self._ranks: dict[str, int] = {}
        for sector in ratings.sectors:
            mine = {one.org.id: total(one) for one in ratings.rated if one.rating and one.subject.sector == sector}
            self._ranks |= ranks(mine, self.places, available=False)

    def add(self, one: Rated) -> None:
        """Write one organisation into both tables; one that the methodology does not rate has no row."""
        if one.rating is None:
            return
        site, org, at = self._opened.site, one.org, self.at
        row = self.rating.number + 2
        low = [self._criterion(one, part.id, row, upper=False) for part in self.edition.criteria]
        high = [self._criterion(one, part.id, row, upper=True) for part in self.edition.criteria]
        lower, upper = (f"{letter(at.exact + end)}{row}" for end in (0, 1))
        value = one.rating.total
        self.rating.add([
            self._place(one, row), org.short_name or org.name, site.sector(org.sector),
            site.kind(org.sector, org.kind), org.municipality, org.region, org.inn,
            Formula(single(lower, upper, self.places), shown_value(value, self.places)),
            *(self._end(value, cell, end) for end, cell in enumerate((lower, upper))),
            self._grade(value, row), *low, *high,
            self._total(value, row, at.low, 0), self._total(value, row, at.high, 1),
            *self.numbers.of(one), self._note(one.rating),
        ])  # fmt: skip
        names = [org.short_name or org.name, site.sector(org.sector), org.municipality]
        values = [one.rating.indicators.get(id_) for id_ in self.ids]
        self.indicators.add([*names, *(self._number(v, 0) for v in values), *(self._number(v, 1) for v in values)])

    def end(self) -> None:
        """Mark what is known in part and close the tables."""
        at, count = self.at, len(self.ids)
        for first in (at.low, at.high):
            self.rating.mark(first, at.criteria, f"=ABS({letter(at.high)}2-{letter(at.low)}2)>{EXACT}")
        for first in (_NAMES, _NAMES + count):
            self.indicators.mark(first, count, f"={letter(_NAMES)}2<>{letter(_NAMES + count)}2")
        self.rating.end()
        self.indicators.end()

    def _columns(self) -> list[Column]:
        t, said = self._t, self._opened.site.said
        criteria = [f"{part.id}. {said(part.title)}" for part in self.edition.criteria]
        return [
            Column(t("exports_xlsx.place"), 8, "whole"), Column(t("exports_xlsx.organisation"), 34, "wrap"),
            Column(t("index.sector"), 16, "wrap"), Column(t("exports_xlsx.kind"), 16, "wrap"),
            Column(t("exports_xlsx.municipality"), 20, "wrap"), Column(t("exports_xlsx.region"), 18, "wrap"),
            Column(t("exports_xlsx.inn"), 13), Column(t("rating.total"), 9, "points"),
            Column(t("exports_xlsx.low"), 9, "points"), Column(t("exports_xlsx.high"), 9, "points"),
            Column(t("rating.grade"), 15), *(Column(title, 17, "points") for title in criteria),
            *(Column(t("exports_xlsx.upper", of=title), 13, "points") for title in criteria),
            Column(t("exports_xlsx.exact_low"), 12, "exact"), Column(t("exports_xlsx.exact_high"), 12, "exact"),
            Column(t("exports_xlsx.sector_number"), 9, "whole"),
            Column(t("exports_xlsx.municipality_number"), 17, "whole"),
            Column(t("exports_xlsx.region_number"), 9, "whole"), Column(t("exports_xlsx.note"), 60),
        ]  # fmt: skip

    def _indicator_columns(self) -> list[Column]:
        t, said = self._t, self._opened.site.said
        titles = [f"{part.id}. {said(part.title)}" for part in self.edition.indicators]
        return [
            Column(t("exports_xlsx.organisation"), 34, "wrap"), Column(t("index.sector"), 16, "wrap"),
            Column(t("exports_xlsx.municipality"), 20, "wrap"), *(Column(title, 12, "points") for title in titles),
            *(Column(t("exports_xlsx.upper", of=title), 13, "points") for title in titles),
        ]  # fmt: skip

    def _number(self, value: Value | None, end: int) -> Cell:
        if value is None:
            return None
        if withheld(value):
            return FEW
        return self._t("rating.absent_short") if value.absent else (value.low, value.high)[end]

    def _place(self, one: Rated, row: int) -> Formula:
        number, shown = (f"{letter(column)}" for column in (self.at.groups, SHOWN))
        sectors, least = (f"${name}$2:${name}${self.last}" for name in (number, letter(SHOWN + 1)))
        text = f'=IF(ISNUMBER({shown}{row}),1+COUNTIFS({sectors},{number}{row},{least},">"&{shown}{row}),"")'
        return Formula(text, self._ranks.get(one.org.id, ""))

    def _end(self, value: Value, cell: str, end: int) -> Formula:
        found = ends(value)
        text = f'=IF(ISNUMBER({cell}),{rounded(cell, self.places)},"")'
        return Formula(text, half_up(found[end], self.places) if found else "")

    def _grade(self, value: Value, row: int) -> Cell:
        return self.weights.grade(f"{letter(SHOWN)}{row}", self._ratings.grade(value))

    def _criterion(self, one: Rated, id_: str, row: int, *, upper: bool) -> Cell:
        """Σ weight · indicator / Σ weight of the indicators that are there."""
        value = one.rating.criteria.get(id_) if one.rating else None
        if one.rating is None or value is None:
            return None
        if value.absent:
            return self._t("rating.absent_short")
        number = value.high if upper else value.low
        span = self.weights.span(one, id_)
        if span is None or not self._tellable(one.rating, span.parts):
            return Given(number)
        start = _NAMES + span.first + (len(self.ids) if upper else 0)
        cells = f"{letter(start)}{row}:{letter(start + span.number - 1)}{row}"
        named = f"'{self.indicators.name}'!{cells}"
        there = f'SUMIF({named},">=0",{span.cells})'
        text = f"SUMPRODUCT({span.cells},{named})"
        settings = self._ratings.how.settings
        if settings.no_disabled == "mean_31_32" and any(
            one.rating.indicators[part].absent == "no_disabled" for part in span.parts
        ):
            text = f"({text}+(SUM({span.cells})-{there})*AVERAGE({named}))/SUM({span.cells})"
        else:
            text = f"{text}/{there}"
        return Formula(f"={self._staged(text)}", number)

    def _tellable(self, rating: Rating, parts: Sequence[str]) -> bool:
        """Whether all that a criterion is made of can be shown, and absent parts are absent for one reason."""
        values = [rating.indicators.get(part) for part in parts]
        here = [value for value in values if value is not None]
        reasons = {value.absent for value in here if value.absent}
        return len(here) == len(values) and not any(map(withheld, here)) and len(reasons) <= 1

    def _staged(self, text: str) -> str:
        return rounded(text, self.places) if self._ratings.how.settings.rounding == "staged" else text

    def _total(self, value: Value, row: int, first: int, end: int) -> Cell:
        found = ends(value)
        number: Fraction | str = found[end] if found else ""
        parts = self.edition.total.parts() if self.edition.total and self.edition.total.mean else ()
        if list(parts) != [part.id for part in self.edition.criteria]:
            return number
        cells = f"{letter(first)}{row}:{letter(first + self.at.criteria - 1)}{row}"
        return Formula(f'=IF(COUNT({cells})=0,"",{self._staged(f"AVERAGE({cells})")})', number)

    def _note(self, rating: Rating) -> str:
        """Which indicators are withheld, not measured or absent."""
        t, said = self._t, dict[str, list[str]]()
        for id_, value in rating.indicators.items():
            if withheld(value):
                said.setdefault(t("exports_xlsx.note_few"), []).append(id_)
            elif value.absent:
                said.setdefault(t.known("absent", value.absent), []).append(id_)
            elif value.state != "measured":
                said.setdefault(t("exports_xlsx.note_part"), []).append(id_)
        return "; ".join(f"{', '.join(ids)}: {why}" for why, ids in said.items())

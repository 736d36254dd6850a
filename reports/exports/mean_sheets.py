"""The sheets of municipalities, regions and sectors: means as formulas over the sheet of the rating.

Reads ratings, writes sheets; every formula carries the number that the rating has.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name as letter

from audit.rating.levels import Group, groups, ranks
from audit.rating.value import Value, half_up
from reports.exports.rating_sheets import EXACT, SHOWN, RatingSheets, ends, rounded, shown_value, single
from reports.exports.sheet import Book, Cell, Column, Formula, Sheet

if TYPE_CHECKING:
    from audit.rating.levels import Level
    from reports.exports.opened import Opened
    from reports.ratings import Ratings

_SECTOR, _NUMBER, _SECTOR_NUMBER, _MANY, _WHOLE, _SHOWN, _FROM, _TO, _GRADE, _FIRST = range(3, 13)
"""Columns after place, region and municipality."""


class MeanSheet:
    """The places of one level, each followed by its sectors."""

    def __init__(self, opened: Opened, ratings: Ratings, book: Book, level: Level, over: RatingSheets) -> None:
        """Write the sheet. ``over``: the sheets that the formulas point at."""
        self._opened, self._ratings, self._level, self._over = opened, ratings, level, over
        self._criteria = [part.id for part in over.edition.criteria]
        self._high = _FIRST + len(self._criteria)
        self._exact = self._high + len(self._criteria)
        self._groups = groups(ratings.rated, level, ratings.how.settings.mean, by_sector=True)
        self._ranks: dict[int, int] = {}
        for sector in {one.sector for one in self._groups}:
            table = {str(n): one.parts["total"] for n, one in enumerate(self._groups) if one.sector == sector}
            self._ranks |= {int(n): rank for n, rank in ranks(table, over.places, available=False).items()}
        name = opened.texts(_TITLES[level])
        self._sheet = Sheet(book, name, self._columns(), kept=4, printed=self._high, height=75)
        for number, one in enumerate(self._groups):
            self._add(number, one)
        self._end()

    @property
    def name(self) -> str:
        """Of the sheet."""
        return self._sheet.name

    def _columns(self) -> list[Column]:
        t, said = self._opened.texts, self._opened.site.said
        criteria = [f"{part.id}. {said(part.title)}" for part in self._over.edition.criteria]
        return [
            Column(t("exports_xlsx.place_among"), 9, "whole"), Column(t("exports_xlsx.region"), 22, "wrap"),
            Column(t("exports_xlsx.municipality"), 26, "wrap"), Column(t("index.sector"), 18, "wrap"),
            Column(t("exports_xlsx.number"), 7, "whole"), Column(t("exports_xlsx.sector_number"), 9, "whole"),
            Column(t("index.number"), 12, "whole"), Column(t("rating.organisations"), 12, "whole"),
            Column(t("rating.total"), 9, "points"), Column(t("exports_xlsx.low"), 9, "points"),
            Column(t("exports_xlsx.high"), 9, "points"), Column(t("rating.grade"), 15),
            *(Column(title, 17, "points") for title in criteria),
            *(Column(t("exports_xlsx.upper", of=title), 13, "points") for title in criteria),
            Column(t("exports_xlsx.exact_low"), 12, "exact"), Column(t("exports_xlsx.exact_high"), 12, "exact"),
        ]  # fmt: skip

    def _add(self, number: int, one: Group) -> None:
        t, over, row = self._opened.texts, self._over, number + 2
        value = one.parts["total"]
        lower, upper = (f"{letter(self._exact + end)}{row}" for end in (0, 1))
        municipality = one.place if self._level == "municipality" else ""
        sector = self._opened.site.sector(one.sector) if one.sector else t("exports_xlsx.all_sectors")
        whole = letter(_SHOWN)
        self._sheet.add([
            self._place(number, row), one.region, municipality, sector, self._number(one),
            over.numbers.sectors.get(one.sector, 0),
            Formula(f"=COUNTIFS({self._fits(one, row)})", len(one.rated)),
            Formula(f'=COUNTIFS({self._fits(one, row)},{self._column(SHOWN)},">=0")', one.measured),
            Formula(single(lower, upper, over.places), shown_value(value, over.places)),
            *(self._end_of(value, cell, end) for end, cell in enumerate((lower, upper))),
            over.weights.grade(f"{whole}{row}", self._ratings.grade(value)),
            *(self._mean(one, number, over.at.low + n, _FIRST + n, one.parts.get(id_), 0)
              for n, id_ in enumerate(self._criteria)),
            *(self._mean(one, number, over.at.high + n, self._high + n, one.parts.get(id_), 1)
              for n, id_ in enumerate(self._criteria)),
            *(self._mean(one, number, over.at.exact + end, self._exact + end, value, end) for end in (0, 1)),
        ])  # fmt: skip

    def _number(self, one: Group) -> int:
        if self._level == "municipality":
            return self._over.numbers.municipalities[one.region, one.place]
        return self._over.numbers.regions[one.region] if self._level == "region" else 0

    def _column(self, column: int) -> str:
        """One column of the rating's sheet, all its rows."""
        return f"'{self._over.rating.name}'!${letter(column)}$2:${letter(column)}${self._over.last}"

    def _fits(self, one: Group, row: int) -> str:
        """The conditions of COUNTIFS and AVERAGEIFS for the organisations of a group."""
        found = []
        if self._level != "overall":
            column = self._over.at.groups + (1 if self._level == "municipality" else 2)
            found.append(f"{self._column(column)},${letter(_NUMBER)}{row}")
        if one.sector:
            found.append(f"{self._column(self._over.at.groups)},${letter(_SECTOR_NUMBER)}{row}")
        return ",".join(found) or f'{self._column(self._over.at.groups)},">0"'

    def _mean(self, one: Group, number: int, column: int, own: int, value: Value | None, end: int) -> Cell:
        found = ends(value) if value is not None else None
        shown: Fraction | str = found[end] if found else ""
        if one.mean_of == "sectors":  # of the rows under this one, its sectors
            last = number + 2
            while last - 1 < len(self._groups) and self._groups[last - 1].sector:
                last += 1
            cells = f"{letter(own)}{number + 3}:{letter(own)}{last}"
            return Formula(f'=IF(COUNT({cells})=0,"",AVERAGE({cells}))', shown)
        values, fits = self._column(column), self._fits(one, number + 2)
        text = f'=IF(COUNTIFS({fits},{values},">=0")=0,"",AVERAGEIFS({values},{fits}))'
        return Formula(text, shown)

    def _end_of(self, value: Value, cell: str, end: int) -> Formula:
        found = ends(value)
        text = f'=IF(ISNUMBER({cell}),{rounded(cell, self._over.places)},"")'
        return Formula(text, half_up(found[end], self._over.places) if found else "")

    def _place(self, number: int, row: int) -> Formula:
        last, shown, sector = len(self._groups) + 1, letter(_SHOWN), letter(_SECTOR_NUMBER)
        ranges = f"${sector}$2:${sector}${last},{sector}{row},${letter(_FROM)}$2:${letter(_FROM)}${last}"
        text = f'=IF(ISNUMBER({shown}{row}),1+COUNTIFS({ranges},">"&{shown}{row}),"")'
        return Formula(text, self._ranks.get(number, ""))

    def _end(self) -> None:
        for first in (_FIRST, self._high):
            self._sheet.mark(
                first, len(self._criteria), f"=ABS({letter(self._high)}2-{letter(_FIRST)}2)>{EXACT}"
            )  # fmt: skip
        self._sheet.end(filtered=self._ratings.how.settings.mean != "sectors")  # sorted, such rows would mean others


_TITLES: dict[Level, str] = {
    "municipality": "exports_xlsx.sheet_municipalities",
    "region": "exports_xlsx.sheet_regions",
    "overall": "exports_xlsx.sheet_sectors",
}


def write_means(opened: Opened, ratings: Ratings, book: Book, over: RatingSheets) -> Sequence[MeanSheet]:
    """The sheets of all levels; regions only where there are several."""
    levels: tuple[Level, ...] = ("municipality", "region", "overall")
    return [
        MeanSheet(opened, ratings, book, level, over)
        for level in levels
        if level != "region" or len(over.numbers.regions) > 1
    ]

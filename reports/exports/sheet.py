"""One sheet of a workbook, written row by row: typed cells, frozen head, filter, print set-up; knows no ratings.

Rows go to the disk as they come (xlsxwriter's constant_memory), so that ten thousand organisations take no more memory
than ten. A sheet that is full goes on in a second one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from xlsxwriter import Workbook

from reports.exports.wording import cell as words
from reports.links import href, shown

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "wrap", "whole", "points", "exact", "share", "date", "moment", "link"]
ROWS = 1_048_575
"""Rows of a sheet under its head."""
LINKS = 20_000
"""Links of a sheet, each of which is held in memory; further ones are addresses to copy. Excel takes 65,530."""
ADDRESS = 2_000
"""Characters of a link; Excel takes 2,079."""

LINES = 12
"""Lines of a row at most: a longer cell is read in the line of its own."""
_LINE = 13.5
"""Points of a line."""

_TOP = {"valign": "top", "font_size": 10, "bottom": 1, "bottom_color": "#D5DBE2"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "font_size": 10, "bg_color": "#E8EDF3",
             "bottom": 1, "right": 4, "border_color": "#8793A1"},
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 12},
    "text": {**_TOP, "align": "left", "indent": 1},
    "wrap": {**_TOP, "align": "left", "indent": 1, "text_wrap": True},
    "said": {"valign": "top", "font_size": 10, "text_wrap": True},
    "whole": {**_TOP, "num_format": "0", "align": "center"},
    "points": {**_TOP, "num_format": "0.00", "align": "right"},
    "exact": {**_TOP, "num_format": "0.000000", "align": "right", "font_color": "#5A6572"},
    "given": {**_TOP, "num_format": "0.00", "italic": True, "bg_color": "#F1EFE6"},
    "share": {**_TOP, "num_format": "0%"},
    "date": {**_TOP, "num_format": "dd.mm.yyyy", "align": "left"},
    "moment": {**_TOP, "num_format": "dd.mm.yyyy hh:mm", "align": "left"},
    "link": {**_TOP, "align": "left", "indent": 1, "font_color": "#0B57A4", "underline": 1},
    "inside": {"font_size": 10, "font_color": "#0B57A4", "underline": 1},
    "number": {"font_size": 10, "valign": "top", "align": "left"},
    "part": {"font_color": "#9A4A00", "italic": True},
}  # fmt: skip


class Column(NamedTuple):
    """One column."""

    title: str
    width: float
    """In characters."""
    kind: Kind = "text"


class Formula(NamedTuple):
    """A live cell with the number that it shows until it is reckoned anew."""

    text: str
    """As Excel's English file format has it, with its equals sign."""
    value: Fraction | float | str


class Given(NamedTuple):
    """A number that would be a formula if all that it is made of could be shown; marked as such."""

    number: Fraction


Cell = str | int | float | Decimal | Fraction | dt.date | dt.datetime | Formula | Given | None


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters, about."""
    return sum(max(1, math.ceil(len(line) / width)) for line in text[: 200 * LINES].split("\n"))


class Book:
    """A workbook on its way to a file."""

    def __init__(self, path: str, made_on: dt.date) -> None:
        """``made_on`` stands in the file's properties: the same data gives the same bytes."""
        self._book = Workbook(path, {"constant_memory": True})
        self._book.set_properties({"created": dt.datetime.combine(made_on, dt.time()), "comments": "Glasnost"})
        self._book.set_calc_mode("auto")
        self.format = cache(self._format)

    def _format(self, name: str) -> Format:
        return self._book.add_format(dict(_FORMATS[name]))

    def add(self, name: str) -> Worksheet:
        """A new sheet; its name is one of ours."""
        return self._book.add_worksheet(name)

    def close(self) -> None:
        """Write the file. Raises xlsxwriter's FileCreateError."""
        self._book.close()


class Sheet:
    """A table: one head, then rows. ``printed`` columns go on paper, ``kept`` ones stay in sight."""

    def __init__(
        self, book: Book, name: str, columns: Sequence[Column], *, kept: int = 1, printed: int = 0, height: float = 48
    ) -> None:  # fmt: skip
        """Start the table; without ``printed`` all columns are."""
        self._book, self.name, self.columns = book, name, columns
        self._kept, self._printed, self._height = kept, printed or len(columns), height
        self._parts = 0
        self._begin()

    @property
    def number(self) -> int:
        """Rows so far on the part of the sheet that is being written."""
        return self._row

    def _begin(self) -> None:
        self._parts += 1
        self._row, self._links = 0, 0
        sheet = self._sheet = self._book.add(self.name if self._parts == 1 else f"{self.name} {self._parts}")
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, self._kept)
        sheet.set_row(0, self._height)
        for place, column in enumerate(self.columns):
            sheet.write_string(0, place, column.title, self._book.format("head"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&8&A&R&8&P / &N")

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row; a sheet that is full is ended, and another one begun."""
        if self._row == ROWS:
            self.end()
            self._begin()
        self._row += 1
        self._sheet.set_row(self._row, _LINE * self._lines(cells))
        for place, (column, value) in enumerate(zip(self.columns, cells, strict=True)):
            if value is None or value == "":
                self._sheet.write_blank(self._row, place, None, self._book.format(column.kind))
            else:
                self._put(place, column, value)

    def _lines(self, cells: Sequence[Cell]) -> int:
        """Lines that the fullest cell of a row takes: not every program fits heights when it opens a file."""
        most = 1
        for column, value in zip(self.columns, cells, strict=True):
            if column.kind == "wrap" and isinstance(value, str):
                most = max(most, lines(value, column.width * 1.05))
        return min(most, LINES)

    def _put(self, place: int, column: Column, value: Cell) -> None:
        sheet, row, look = self._sheet, self._row, self._book.format(column.kind)
        if isinstance(value, Formula):
            ready = value.value if isinstance(value.value, str) else float(value.value)
            sheet.write_formula(row, place, value.text, look, ready)
        elif isinstance(value, Given):
            sheet.write_number(row, place, float(value.number), self._book.format("given"))
        elif isinstance(value, str):
            if column.kind == "link" and self._links < LINKS and len(value) <= ADDRESS and href(value):
                self._links += 1
                sheet.write_url(row, place, value, look, words(shown(value)))
            else:
                plain = "text" if column.kind == "link" else column.kind
                sheet.write_string(row, place, words(value), self._book.format(plain))
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, look)  # a datetime is a date too; Excel knows no time zones
        elif value is not None:
            sheet.write_number(row, place, float(value), look)

    def mark(self, first: int, number: int, formula: str) -> None:
        """Mark cells of ``number`` columns from ``first`` on where ``formula``, of row 2, holds: known in part."""
        if self._row:
            look = {"type": "formula", "criteria": formula, "format": self._book.format("part")}
            self._sheet.conditional_format(1, first, self._row, first + number - 1, look)

    def end(self, *, filtered: bool = True) -> None:
        """Set what needs to know the last row: filter and print area."""
        last = max(self._row, 1)
        if filtered:
            self._sheet.autofilter(0, 0, last, len(self.columns) - 1)
        self._sheet.print_area(0, 0, last, self._printed - 1)

"""XLS: the rows of its visible sheets; runs in the child process only."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator

import xlrd

from audit.reading.lines import clean, row
from audit.reading.outcome import Refused, Text
from audit.reading.xlsx import shown

_BROKEN = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, ValueError, LookupError, AssertionError)
"""What xlrd raises for a file that is cut or changed."""


def read(data: bytes) -> Text:
    """The rows of each sheet under its name. Raises Refused."""
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
    except _BROKEN as error:
        locked = "encrypt" in str(error).lower() or "password" in str(error).lower()
        raise Refused("encrypted" if locked else "corrupt") from error
    return Text(_lines(book), book.nsheets)


def _lines(book: xlrd.Book) -> Iterator[str]:
    since = dt.date(1904, 1, 1) if book.datemode else dt.date(1899, 12, 30)
    for number in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(number)
        except _BROKEN as error:
            raise Refused("corrupt", f"sheet {number + 1} cannot be read") from error
        if sheet.visibility == 0:
            yield clean(sheet.name)
            for index in range(sheet.nrows):
                if line := row(_shown(cell, since) for cell in sheet.row(index)):
                    yield line
        book.unload_sheet(number)


def _shown(cell: xlrd.sheet.Cell, since: dt.date) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return f"{cell.value:.15g}"
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(cell.value, since)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "да" if cell.value else "нет"
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""

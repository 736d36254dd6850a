"""XLS to rows of text; knows no columns. Its sheets have 65,536 rows at most, so a book is read at once."""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Iterator
from pathlib import Path

import xlrd

from crawler.table_file import Area, Row, Sheet, TableError

_MOST = 64 * 1024 * 1024
"""Bytes of a file: a sheet that is full has some 30 MB."""


def sheets(path: Path, protected: str) -> tuple[Sheet, ...]:
    """The sheets of a book. Raises TableError; ``protected`` is what is said of a password."""
    if path.stat().st_size > _MOST:
        raise TableError(f"{path}: larger than {_MOST // 1024 // 1024} MB. Save it as CSV or XLSX.")
    try:
        with io.StringIO() as silent:  # xlrd prints its doubts
            book = xlrd.open_workbook(str(path), logfile=silent, formatting_info=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise TableError(f"{path}: {protected}") from error
        raise _broken(path, error) from error
    except (struct.error, IndexError, AssertionError, KeyError, ValueError, TypeError, UnicodeError) as error:
        raise _broken(path, error) from error  # what xlrd raises for a file that is cut or patched
    return tuple(
        Sheet(one.name, functools.partial(_rows, book, one), functools.partial(_merged, one)) for one in book.sheets()
    )


def _broken(path: Path, error: Exception) -> TableError:
    return TableError(f"{path}: not an XLS workbook that can be read: {error}. Save it as XLSX.")


def _rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[Row]:
    for number in range(sheet.nrows):
        cells = [_text(book, cell) for cell in sheet.row(number)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number + 1, cells)


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            day = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return f"{cell.value:.15g}"
        return str(day.date().isoformat() if not (day.hour or day.minute or day.second) else day.isoformat())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return f"{cell.value:.15g}"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "да" if cell.value else "нет"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return str(cell.value)


def _merged(sheet: xlrd.sheet.Sheet) -> tuple[Area, ...]:
    return tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)

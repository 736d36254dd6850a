"""CSV as people have it to rows of text, a row at a time: finds encoding and delimiter; knows no columns."""

from __future__ import annotations

import codecs
import csv
import functools
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from crawler.table_file import MAX_COLUMNS, Row, Sheet, TableError

_CHUNK = 1024 * 1024
_FIELD = 256 * 1024
"""Characters of one cell; more is a quotation mark that nobody closed."""
_BREAKS = 200
"""Lines of one cell; the same."""
_SAMPLE = 60
"""Rows by which the delimiter is known."""


def sheet(path: Path) -> Sheet:
    """The one sheet of a CSV file. Raises TableError for what is no text."""
    encoding = _encoding(path)
    return Sheet("", functools.partial(_rows, path, encoding, _delimiter(path, encoding)))


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is, else windows-1251; UTF-16 by its mark."""
    with path.open("rb") as stream:
        start = stream.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        stream.seek(0)
        decoder, fits = codecs.getincrementaldecoder("utf-8")(), True
        for chunk in iter(functools.partial(stream.read, _CHUNK), b""):
            if b"\0" in chunk:
                raise TableError(f"{path}: neither UTF-8 nor windows-1251 text, nor XLSX or XLS. Save it as XLSX.")
            try:
                if fits:
                    decoder.decode(chunk)
            except UnicodeDecodeError:
                fits = False
        try:
            decoder.decode(b"", final=fits)
        except UnicodeDecodeError:
            fits = False
    return "utf-8-sig" if fits else "windows-1251"


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, newline="", errors="replace")


def _delimiter(path: Path, encoding: str) -> str:
    """The one of «;», «,» and tab by which most of the first rows have one number of cells, more than one."""
    with _open(path, encoding) as stream:
        lines = list(itertools.islice((line for line in stream if line.strip()), _SAMPLE))

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(";,\t", key=fit)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_FIELD)
    with _open(path, encoding) as stream:
        lines = csv.reader(stream, delimiter=delimiter)
        number, last = 0, 0
        try:
            for number, cells in enumerate(lines, start=1):
                while cells and not cells[-1]:
                    cells.pop()
                if lines.line_num - last > _BREAKS:
                    raise _unclosed(path, number)
                last = lines.line_num
                if len(cells) > MAX_COLUMNS:
                    raise TableError(f"{path}, row {number}: more than {MAX_COLUMNS} columns.")
                if cells:
                    yield Row(number, cells)
        except csv.Error as error:
            if "field larger" in str(error):
                raise _unclosed(path, number + 1) from error
            raise TableError(f"{path}, row {number + 1}: not a CSV file: {error}.") from error
        except UnicodeError as error:
            raise TableError(f"{path}: broken {encoding} text: {error}.") from error


def _unclosed(path: Path, number: int) -> TableError:
    return TableError(
        f'{path}, row {number}: a quotation mark (") opens there and is not closed, so that the rows after it cannot be'
        " told apart. Close it, or save the file as XLSX."
    )

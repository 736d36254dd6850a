"""An XLSX file of reviews to rows of cells, within bounds; must not know what a review is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.review_words import HEADERS, NEEDED, Column, column
from audit.reviews import ReviewError

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts together; a sheet of 100 000 rows that we write has 150 MB."""
MAX_PARTS = 1_000
MAX_ROWS = 200_000
MAX_COLUMNS = 64
_HEADER_WITHIN = 20


class Cell(NamedTuple):
    """One cell."""

    text: str
    """White space folded."""
    formula: bool


class Sheet(NamedTuple):
    """The rows under the header."""

    headers: Mapping[Column, str]
    """As written."""
    rows: tuple[tuple[int, Mapping[Column, Cell]], ...]
    """Number of the row in the file, from 1, and its cells in the columns of NEEDED; rows without text are left out."""

    def header(self, name: Column) -> str:
        """How the file writes the header of a column."""
        return self.headers.get(name, name)


EMPTY = Cell("", formula=False)


def read(path: Path) -> Sheet:
    """Read a review file. Raises ReviewError where there is no file, no workbook, no header, or too much of it."""
    found: dict[Column, int] = {}
    headers: dict[Column, str] = {}
    rows: list[tuple[int, Mapping[Column, Cell]]] = []
    for number, cells in _cells(path, _bytes(path)):
        if found:
            row = {name: cells[at] if at < len(cells) else EMPTY for name, at in found.items()}
            if any(cell.text for cell in row.values()):
                rows.append((number, row))
            continue
        known = {name: at for at in reversed(range(len(cells))) if (name := column(cells[at].text))}
        if set(NEEDED) <= known.keys():
            found = {name: known[name] for name in NEEDED}
            headers = {name: cells[at].text for name, at in found.items()}
        elif number >= _HEADER_WITHIN:
            break
    if not found:
        names = ", ".join(f"«{HEADERS['ru'][name]}»" for name in NEEDED)
        raise ReviewError(
            f"{path}: no row with the headers {names} among the first {_HEADER_WITHIN}. Fill in a file that"
            " «glasnost review export» wrote, and keep its columns."
        )
    return Sheet(headers, tuple(rows))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReviewError(f"{path}: larger than {MAX_BYTES // 1024 // 1024} MB; that is no review file.")
        return path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path}: {error.strerror or error}.") from error


def _cells(path: Path, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Number and cells of each row of the first sheet."""
    try:
        _bound(path, data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        cast("ReadOnlyWorksheet", sheet).reset_dimensions()  # a file may hold more rows than it says
        yield from _rows(path, sheet)
    except (
        InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, EOFError,
        AttributeError, SyntaxError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        # What openpyxl, zipfile and expat raise for a file that is none, is cut, or is packed in a way of its own.
        raise ReviewError(f"{path}: not an XLSX workbook that can be read: {error}. Save it as XLSX.") from error


def _rows(path: Path, sheet: Worksheet) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > MAX_ROWS:
            raise ReviewError(f"{path}: more than {MAX_ROWS} rows.")
        yield number, [_cell(cell.value, cell.data_type) for cell in row]


def _cell(value: object, kind: str) -> Cell:
    if value is None:
        return EMPTY
    return Cell(" ".join(str(value).split()), formula=kind == "f")


def _bound(path: Path, data: bytes) -> None:
    """Refuse a file that unpacks to more than a review file may; zipfile reads no more than a part declares."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if len(parts.infolist()) > MAX_PARTS or sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise ReviewError(
                f"{path}: unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB; that is no review file."
            )

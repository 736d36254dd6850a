"""A registry file as operators have it, CSV, XLSX or XLS, to rows of text; must not know what an organisation is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler import table_file
from crawler.registry_words import column
from crawler.table_file import FORMULA, TableError, open_book

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
_HEADER_WITHIN = 20
"""Rows in which the header is looked for: titles of a department may stand above it."""


class RegistryError(TableError):
    """The file as a whole cannot be read as a registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows under the header."""

    headers: tuple[str, ...]
    """As written."""
    columns: tuple[str | None, ...]
    """Our name of each column, None for a foreign one."""
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the row in the file, from 1, and its cells, trimmed; rows without any text are left out."""


def sheets_of(path: Path) -> list[list[tuple[int, tuple[str, ...]]]]:
    """The sheets of a table, CSV, XLSX or XLS, that hold text: number of each row, from 1, and its trimmed cells.

    Raises TableError where there is no file or no table, RegistryError where there is too much of it.
    """
    return [rows for sheet in open_book(path, MAX_BYTES) if (rows := _filled(path, sheet))]


def read_sheet(path: Path) -> Sheet:
    """Read a registry: of a book, the first sheet with a header.

    Raises RegistryError where there is no known header or no row, TableError where there is no file or no table.
    """
    filled = sheets_of(path)
    if not filled:
        raise RegistryError(f"{path}: the registry is empty: it has neither a header nor rows.")
    rows, at = next(((rows, at) for rows in filled if (at := _header(rows)) is not None), (filled[0], None))
    if at is None:
        raise _no_header(path, rows)
    headers = rows[at][1]
    if len(rows) == at + 1:
        raise RegistryError(
            f"{path}: the registry is empty: there is a header (row {rows[at][0]}) and no row under it."
        )
    return Sheet(headers=headers, columns=_columns(headers), rows=tuple(rows[at + 1 :]))


def _columns(headers: tuple[str, ...]) -> tuple[str | None, ...]:
    found: list[str | None] = []
    for header in headers:
        name = column(header)
        found.append(None if name in found else name)  # the first column of a name is the one; a repeat is foreign
    return tuple(found)


_NEEDED = {"name": "Наименование (name)", "sector": "Сфера (sector)", "site": "Сайт (site)"}


def _header(rows: list[tuple[int, tuple[str, ...]]]) -> int | None:
    """Place of the header among the first rows."""
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        if _NEEDED.keys() <= {column(cell) for cell in cells}:
            return index
    return None


def _no_header(path: Path, rows: list[tuple[int, tuple[str, ...]]]) -> RegistryError:
    found = ({name for cell in cells if (name := column(cell))} for _, cells in rows[:_HEADER_WITHIN])
    best = max((known & _NEEDED.keys() for known in found), key=len)
    missing = ", ".join(title for name, title in sorted(_NEEDED.items()) if name not in best)
    return RegistryError(
        f"{path}: no header row with the columns {missing} in the first {min(len(rows), _HEADER_WITHIN)} rows."
        f" First row: {' | '.join(rows[0][1])[:200]}",
    )


def _filled(path: Path, sheet: table_file.Sheet) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, cells) for number, cells in _numbered(path, sheet) if any(cells)]


def _numbered(path: Path, sheet: table_file.Sheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in sheet.rows():
        if number > MAX_ROWS:
            raise RegistryError(f"{path}: more than {MAX_ROWS} rows.")
        cells = [" ".join(cell.replace("\ufeff", "").split()) if cell != FORMULA else "" for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, tuple(cells)

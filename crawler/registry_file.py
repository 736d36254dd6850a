"""A registry file as operators have it, CSV or XLSX, to rows of text; must not know what an organisation is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from crawler.registry_words import column

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts of a workbook together; zipfile reads no more of a part than it declares."""
MAX_ROWS = 200_000
_HEADER_WITHIN = 20
"""Rows in which the header is looked for: titles of a department may stand above it."""


class RegistryError(click.ClickException):
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


def rows_of(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of a table, CSV or XLSX, that have any text: number in the file, from 1, and trimmed cells.

    Raises RegistryError where there is no file, no table, or too much of it.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise RegistryError(f"{path}: {error.strerror or error}.") from error
    if data is None:
        raise RegistryError(f"{path}: larger than {MAX_BYTES // 1024 // 1024} MB; that is no such table.")
    rows = _xlsx(path, data) if data[:4] == b"PK\x03\x04" else _csv(path, data)
    return [(number, cells) for number, cells in rows if any(cells)]


def read_sheet(path: Path) -> Sheet:
    """Read a registry. Raises RegistryError where there is no file, no table, no known header, no row."""
    filled = rows_of(path)
    if not filled:
        raise RegistryError(f"{path}: the registry is empty: it has neither a header nor rows.")
    at = _header(path, filled)
    headers = filled[at][1]
    if len(filled) == at + 1:
        raise RegistryError(
            f"{path}: the registry is empty: there is a header (row {filled[at][0]}) and no row under it."
        )
    return Sheet(headers=headers, columns=_columns(headers), rows=tuple(filled[at + 1 :]))


def _columns(headers: tuple[str, ...]) -> tuple[str | None, ...]:
    found: list[str | None] = []
    for header in headers:
        name = column(header)
        found.append(None if name in found else name)  # the first column of a name is the one; a repeat is foreign
    return tuple(found)


def _header(path: Path, rows: list[tuple[int, tuple[str, ...]]]) -> int:
    needed = {"name", "sector", "site"}
    best: set[str] = set()
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        known = {name for cell in cells if (name := column(cell))}
        if needed <= known:
            return index
        best = max(best, known & needed, key=len)
    missing = sorted(needed - best)
    names = {"name": "Наименование (name)", "sector": "Сфера (sector)", "site": "Сайт (site)"}
    raise RegistryError(
        f"{path}: no header row with the columns {', '.join(names[name] for name in missing)} "
        f"in the first {min(len(rows), _HEADER_WITHIN)} rows. First row: {' | '.join(rows[0][1])[:200]}",
    )


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = _decode(path, data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(1024 * 1024)
    try:
        yield from _numbered(path, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RegistryError(f"{path}: not a CSV file: {error}.") from error


def _decode(path: Path, data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "windows-1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise RegistryError(f"{path}: neither UTF-8 nor windows-1251 text, nor XLSX. Save it as «CSV UTF-8» or XLSX.")


def _xlsx(path: Path, data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook  # 0.2 s that a CSV does not need
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise RegistryError(f"{path}: unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.active or book.worksheets[0]
        yield from _numbered(path, ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise RegistryError(f"{path}: not an XLSX workbook that can be read: {error}.") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _numbered(path: Path, rows: Iterable[Iterable[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise RegistryError(f"{path}: more than {MAX_ROWS} rows.")
        cells = [" ".join(cell.replace("\ufeff", "").split()) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, tuple(cells)

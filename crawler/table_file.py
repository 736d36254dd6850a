"""A table file as people have it (CSV, XLSX, XLS) to sheets of text rows, a row at a time; knows no columns.

The file comes from an operator, but through many hands: everything is bounded, and nothing in it is reckoned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

MAX_BYTES = 1024 * 1024 * 1024
MAX_COLUMNS = 512
FORMULA = "\0formula"
"""What stands for a formula without a stored value; no file's text may hold a NUL."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "is protected by a password. Open it, remove the password (File, Info, Protect), save, and import that."


class TableError(click.ClickException):
    """The file as a whole cannot be read as a table."""


class Row(NamedTuple):
    """One row with text."""

    number: int
    """As a spreadsheet counts, from 1."""
    cells: list[str]
    """As written, not trimmed; empty ones at the end are left out."""


class Area(NamedTuple):
    """Cells merged into one; rows and columns from 1, the last included."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """One sheet of a book; a CSV file is a book of one."""

    name: str
    """Empty in a CSV file."""
    rows: Callable[[], Iterator[Row]]
    """Reads from the start at each call. Raises TableError."""
    merged: Callable[[], tuple[Area, ...]] = tuple
    """Merged cells. Raises TableError."""


def open_book(path: Path, most: int = MAX_BYTES) -> tuple[Sheet, ...]:
    """The sheets of a file, in its order. Raises TableError where it cannot be read or has more than ``most`` bytes."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or error}.") from error
    if size > most:
        raise TableError(f"{path}: larger than {most // 1024 // 1024} MB. Divide it into parts.")
    if start[:4] == b"PK\x03\x04":
        from crawler import table_xlsx  # what a CSV does not need

        return table_xlsx.sheets(path)
    if start == _OLE:
        return _ole(path)
    from crawler import table_csv

    return (table_csv.sheet(path),)


def _ole(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file of the kind that XLS is, and that a password puts around XLSX."""
    import olefile

    try:
        with olefile.OleFileIO(path) as streams:
            encrypted = streams.exists("EncryptedPackage")
            book = streams.exists("Workbook") or streams.exists("Book")
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise TableError(f"{path}: not a workbook that can be read: {error}. Save it as XLSX.") from error
    if encrypted:
        raise TableError(f"{path}: {_PROTECTED}")
    if not book:
        raise TableError(f"{path}: neither CSV, XLSX nor XLS: an old office file of another kind. Save it as XLSX.")
    from crawler import table_xls

    return table_xls.sheets(path, _PROTECTED)

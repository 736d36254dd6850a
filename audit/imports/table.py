"""The table of an import file: finds sheet, header and columns, or says what is wrong; knows no meanings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from audit.imports.cells import CellError, plain
from audit.imports.columns import Column
from crawler.table_file import Row, Sheet, open_book
from crawler.text import normal

_HEADER_WITHIN = 30
"""Rows in which the header is looked for: titles of a department may stand above it."""

EXPLANATIONS = frozenset({"Пояснения", "Explanations"})
"""Sheets of our templates that nobody expects to be read."""


class Known(Protocol):
    """Which columns a row of cells heads."""

    def __call__(self, cells: Sequence[str], *, strict: bool = False) -> Mapping[str, int]:
        """Column id → place. With ``strict``, raises ImportRefused where two columns head the same."""


class Lacks(Protocol):
    """What a header lacks."""

    def __call__(self, columns: Mapping[str, int], /) -> str:
        """What is missing for these columns to be a header; empty: nothing."""


class ImportRefused(click.ClickException):
    """Nothing of a file was imported, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows under a header."""

    path: Path
    sheet: Sheet
    at: int
    """Row of the header."""
    headers: tuple[str, ...]
    """As written, spaces folded."""
    columns: Mapping[str, int]
    """Column id → its place, from 0."""
    unread: tuple[str, ...]
    """Other sheets with rows, none of which looks like this one."""

    def header(self, column: str) -> str:
        """How the file heads a column; its id where it has none."""
        at = self.columns.get(column)
        return column if at is None else self.headers[at]

    def rows(self) -> Iterator[Row]:
        """The rows with text, cells as written, none missing at the end."""
        width = len(self.headers)
        for row in self.sheet.rows():
            if row.number > self.at:
                if len(row.cells) < width:
                    row.cells.extend([""] * (width - len(row.cells)))
                yield row

    def cell(self, row: Row, column: str) -> str:
        """A cell's plain text; empty where there is no such column. Raises CellError."""
        at = self.columns.get(column)
        return "" if at is None else plain(column, row.cells[at])

    def foreign(self) -> str:
        """The headers that head no column of ours; empty where there are none."""
        read = set(self.columns.values())
        return ", ".join(f"«{name[:60]}»" for at, name in enumerate(self.headers) if name and at not in read)

    def fits(self, row: Row) -> None:
        """Raise CellError for a row with cells beyond the header."""
        if len(row.cells) > len(self.headers) and any(cell.strip() for cell in row.cells[len(self.headers) :]):
            many = f"{len(row.cells)} cells under {len(self.headers)} headers"
            raise CellError("", f"{many}: is the row shifted, a separator not quoted?")


def find(path: Path, known: Known, lacks: Lacks, sheet: str = "") -> Table:
    """Find the one sheet with a header, or the sheet named. Raises ImportRefused and crawler's TableError."""
    book = [(one, list(itertools.islice(one.rows(), _HEADER_WITHIN))) for one in open_book(path)]
    filled = [(one, rows) for one, rows in book if rows]
    if sheet:
        filled = [(one, rows) for one, rows in filled if one.name.casefold() == sheet.casefold()]
        if not filled:
            raise ImportRefused(f"{path}: no sheet «{sheet}» with rows; there are: {_names(one for one, _ in book)}.")
    if not filled:
        raise ImportRefused(f"{path}: empty: neither a header nor rows.")
    found = []
    for one, rows in filled:
        head = next((row for row in rows if not lacks(known(row.cells))), None)
        if head is not None:
            found.append((one, head))
    if not found:
        raise ImportRefused(_no_header(path, filled, known, lacks))
    if len(found) > 1:
        names = _names(one for one, _ in found)
        raise ImportRefused(f"{path}: {len(found)} sheets could be meant: {names}. Choose one with --sheet.")
    chosen, head = found[0]
    _whole(path, chosen, head)
    return Table(
        path=path,
        sheet=chosen,
        at=head.number,
        headers=tuple(" ".join(cell.split()) for cell in head.cells),
        columns=known(head.cells, strict=True),
        unread=tuple(one.name for one, _ in filled if one is not chosen and one.name not in EXPLANATIONS),
    )


def exact(columns: Sequence[Column]) -> Known:
    """Know columns by their headers, letter case and punctuation apart; of several names the first counts."""
    words = {
        normal(word): one.id
        for one in columns
        for word in (one.ru, one.en, *one.words, one.id if ":" in one.id else "")
    }
    words.pop("", None)

    def known(cells: Sequence[str], *, strict: bool = False) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = words.get(folded(cell))
            if name is None or (name in found and (name == "org" or not strict)):
                continue
            if name in found:
                raise ImportRefused(
                    f"Two columns are «{' '.join(cell.split())}» or mean the same: {letter(found[name])} and"
                    f" {letter(at)}. Delete one, or rename it."
                )
            found[name] = at
        return found

    return known


def folded(cell: str) -> str:
    """A header as headers are compared: in normal form, line breaks as spaces."""
    return normal(" ".join(cell.split()))


def letter(at: int) -> str:
    """What a spreadsheet calls a column, from its place: 0 → A, 27 → AB."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def _names(sheets: Iterator[Sheet]) -> str:
    return ", ".join(f"«{one.name}»" for one in sheets)


def _whole(path: Path, sheet: Sheet, head: Row) -> None:
    """Refuse a header with cells merged over several columns: which column such a header means cannot be known."""
    wide = [area for area in sheet.merged() if area.right > area.left and area.top <= head.number <= area.bottom]
    if wide:
        raise ImportRefused(f"{path}: {_merged(wide)} Unmerge them, and give every column a header of its own.")


def _merged(wide: Sequence[tuple[int, int, int, int]]) -> str:
    places = ", ".join(f"{letter(left - 1)}{top}:{letter(right - 1)}{bottom}" for top, left, bottom, right in wide[:5])
    return f"header cells are merged ({places})."


def _no_header(path: Path, filled: Sequence[tuple[Sheet, list[Row]]], known: Known, lacks: Lacks) -> str:
    sheet, rows = max(filled, key=lambda one: max(len(known(row.cells)) for row in one[1]))
    best = max(rows, key=lambda row: len(known(row.cells)))
    columns = known(best.cells)
    shown = " | ".join(" ".join(cell.split())[:40] for cell in best.cells[:8])
    where = f"sheet «{sheet.name}», " if len(filled) > 1 else ""
    said = f"{path}: {where}no header row: {lacks(columns)} Nearest is row {best.number}: {shown}"
    if lost := [one for one in sheet.merged() if one.right > one.left and one.top <= rows[-1].number]:
        said += f". There {_merged(lost)} Unmerge them, and give every column a header of its own"
    return said + "."

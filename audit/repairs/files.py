"""Plans as files: writes what is proposed as CSV or XLSX, reads back what organisations filled in.

Titles and addresses may come from other people's sites: no cell of a CSV begins as a formula does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from audit.imports.cells import MAX_TEXT, CellError, moment, plain
from audit.repairs.keeping import Repair, plans, put
from audit.spreadsheet import safe
from crawler.registry import BadRow
from crawler.table_file import open_book
from crawler.text import normal

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from audit.repairs.progress import Repairs
    from audit.repairs.state import State

HEADERS = {
    "org": "Код организации", "name": "Организация", "title": "Недостаток", "told": "Как сейчас", "what": "Мера",
    "act": "Основание", "evidence": "Чем подтверждено", "due": "Срок", "responsible": "Ответственный",
    "key": "Код недостатка",
}  # fmt: skip
"""Columns of the file, in its order; «Мера», «Срок» and «Ответственный» are filled in by the organisation."""
_NEEDED = ("org", "key", "what", "due", "responsible")
_MOST = 64 * 1024 * 1024
_MEASURE = 4000
"""Characters of a measure: what is proposed may be a paragraph, and what was exported must come in again."""


class PlanError(click.ClickException):
    """A file that as a whole is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    changed: int
    same: int
    empty: int
    """Rows whose term and responsible person are not filled in."""
    bad: tuple[BadRow, ...]


def export(db: Database, about: Repairs, path: Path, only: Sequence[str] = ()) -> int:
    """Write a row for each gap of the campaign's organisations, with what their plans have already; gives how many."""
    rows = list(_rows(db, about, only))
    try:
        if path.suffix.lower() == ".xlsx":
            _xlsx(path, rows)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:  # so that Excel reads it
                writer = csv.writer(file, delimiter=";")
                writer.writerow(HEADERS.values())
                writer.writerows([safe(row[column]) for column in HEADERS] for row in rows)
    except OSError as error:
        raise PlanError(f"Cannot write {path}: {error.strerror}.") from error
    return len(rows)


def _rows(db: Database, about: Repairs, only: Sequence[str]) -> Iterator[dict[str, str]]:
    for org in about.organisations:
        if only and org.id not in only:
            continue
        made = {one.key: one for one in plans(db, about.campaign, org.id)}
        for gap in about.gaps(org):
            plan = made.get(gap.key)
            yield {
                "org": org.id, "name": org.short_name or org.name, "title": gap.title, "told": gap.told,
                "what": plan.what if plan else gap.advice, "act": gap.act, "evidence": gap.evidence,
                "due": plan.due if plan else "", "responsible": plan.responsible if plan else "", "key": gap.key,
            }  # fmt: skip


def _xlsx(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for number, cells in enumerate([list(HEADERS.values()), *([row[column] for column in HEADERS] for row in rows)], 1):
        for column, text in enumerate(cells, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)
            cell.data_type = "s"  # a text, never a formula
    sheet.freeze_panes = "C2"
    book.save(path)


def import_file(db: Database, about: Repairs, path: Path, at: str) -> Imported:
    """Keep the rows whose term and responsible person are filled in; the same file again changes nothing.

    Raises PlanError where the file has not the columns of a plan, TableError where it cannot be read.
    """
    reader = _Reader(db, about, path)
    for number, row in reader.rows():
        try:
            reader.take(row)
        except CellError as error:
            header = HEADERS.get(error.column, "")
            reader.bad.append(BadRow(file=path.name, row=number, column=header, reason=error.reason))
    changed = put(db, reader.found, at)
    return Imported(
        changed=changed, same=len(reader.found) - changed, empty=reader.empty, bad=tuple(reader.bad)
    )  # fmt: skip


class _Reader:
    """Turns rows into measures of plans, one file through."""

    def __init__(self, db: Database, about: Repairs, path: Path) -> None:
        self._db, self._about, self._path = db, about, path
        self._orgs = {org.id: org for org in about.organisations}
        self.found: list[Repair] = []
        self.bad: list[BadRow] = []
        self.empty = 0
        self._states: dict[str, dict[str, State]] = {}

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows by column, under the first row that has the headers of a plan."""
        wanted = {normal(header): column for column, header in HEADERS.items()}
        for sheet in open_book(self._path, _MOST):
            columns: list[str] | None = None
            for row in sheet.rows():
                if columns is None:
                    named = [wanted.get(normal(cell), "") for cell in row.cells]
                    columns = named if set(_NEEDED) <= set(named) else None
                    continue
                cells = [*row.cells, *[""] * (len(columns) - len(row.cells))]
                yield row.number, {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            if columns is not None:
                return
        names = ", ".join(f"«{HEADERS[column]}»" for column in _NEEDED)
        raise PlanError(f"{self._path}: no plan: one row must have the headers {names}. See glasnost plan export.")

    def take(self, row: Mapping[str, str]) -> None:
        """Read one row. Raises CellError."""
        most = {"what": _MEASURE}
        cells = {column: plain(column, row[column], most.get(column, MAX_TEXT)) for column in _NEEDED}
        if not cells["due"] and not cells["responsible"]:
            self.empty += 1
            return
        for column, why in (("due", "no term"), ("responsible", "nobody is responsible"), ("what", "no measure")):
            if not cells[column]:
                raise CellError(column, f"{why}; fill it in, or empty the row's term and responsible person")
        due = moment("due", cells["due"])[:10]
        org = self._orgs.get(cells["org"])
        if org is None:
            raise CellError("org", f"«{cells['org'][:80]}» is not in campaign {self._about.campaign}")
        was = self._was(cells["org"], cells["key"])
        if any((one.org, one.key) == (org.id, cells["key"]) for one in self.found):
            raise CellError("key", f"{cells['key']} of {org.id} stands twice in the file")
        self.found.append(
            Repair(self._about.campaign, org.id, cells["key"], cells["what"], due, cells["responsible"], was)
        )

    def _was(self, org: str, key: str) -> str:
        """How the thing stood when its plan was first made, or stands now."""
        for one in plans(self._db, self._about.campaign, org):
            if one.key == key:
                return one.was
        if org not in self._states:
            self._states = {org: self._about.states(self._orgs[org])}  # rows of one organisation stand together
        state = self._states[org].get(key)
        if state is None:
            raise CellError("key", f"«{key[:80]}» was neither checked nor measured here; put back what was exported")
        return state.was

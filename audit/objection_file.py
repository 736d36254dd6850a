"""Objections out of a spreadsheet, CSV or XLSX: reads the file and the campaign's findings, writes nothing.

The file comes from an organisation: every cell is hostile, its size is bounded, an attachment is a name, not a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audit.listing import load_findings
from audit.objections import Objection, ObjectionError
from audit.ties import fold
from crawler import campaigns
from crawler.registry import BadRow
from crawler.registry_file import sheets_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.finding import Finding

Column = Literal["org", "item", "who", "why", "attachment"]
WORDS: Mapping[Column, tuple[str, ...]] = {
    "org": ("код организации", "организация", "org", "organisation"),
    "item": ("код пункта", "пункт", "item"),
    "who": ("кто возражает", "заявитель", "who"),
    "why": ("почему", "возражение", "обоснование", "why", "objection"),
    "attachment": ("приложение", "файл", "attachment"),
}
"""Headers by column; the first one stands in our own forms."""
NEEDED: tuple[Column, ...] = ("org", "item", "who", "why")
MAX_WHO, MAX_WHY, MAX_ATTACHMENT = 200, 2_000, 150
_HEADER_WITHIN = 20
_LEADS_ELSEWHERE = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """What a file holds."""

    good: tuple[Objection, ...]
    empty: int
    """Rows of a form in which nothing is objected to."""
    bad: tuple[BadRow, ...]


class _CellError(Exception):
    """A cell that cannot be read: its column and why."""

    def __init__(self, column: Column, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def read(db: Database, campaign: str, path: Path, at: str) -> Objections:
    """Read the objections of a file, received at ``at`` (ISO 8601, UTC); bad rows are told and left out.

    Raises TableError or ObjectionError where the file as a whole cannot be read.
    """
    reader, good, bad, empty = _Reader(db, campaign, at), list[Objection](), list[BadRow](), 0
    headers, rows = _table(path)
    for number, row in rows:
        if not row["why"] and not row["who"] and not row["attachment"]:
            empty += 1
            continue
        try:
            good.append(reader.take(row))
        except _CellError as error:
            bad.append(BadRow(file=path.name, row=number, column=headers[error.column], reason=error.reason))
    return Objections(good=tuple(good), empty=empty, bad=tuple(bad))


class _Reader:
    """Turns rows into objections, one file through."""

    def __init__(self, db: Database, campaign: str, at: str) -> None:
        self._db, self._campaign, self._at = db, campaign, at
        self._names: dict[str, set[str]] = {}
        for org in campaigns.organisations(db, campaign):
            for name in (org.id, org.name, org.short_name):
                if name:
                    self._names.setdefault(fold(name), set()).add(org.id)
        self._findings: dict[str, dict[str, Finding]] = {}

    def take(self, row: Mapping[Column, str]) -> Objection:
        """Read one row. Raises _CellError."""
        found = self._names.get(fold(row["org"]), set())
        if len(found) != 1:
            told = "is the name of several organisations; write the code" if found else "is not in this campaign"
            raise _CellError("org", f"«{row['org'][:80]}» {told}")
        [org] = found
        if org not in self._findings:
            self._findings[org] = load_findings(self._db, self._campaign, org)
        finding = self._findings[org].get(row["item"])
        if finding is None:
            raise _CellError("item", f"«{row['item'][:80]}» is no finding of {org}; the code stands at each gap")
        return Objection(
            id=0, campaign=self._campaign, org=org, item=finding.item, was=finding.verdict,
            who=_said(row, "who", MAX_WHO), why=_said(row, "why", MAX_WHY), attachment=_attachment(row["attachment"]),
            received_at=self._at,
        )  # fmt: skip


def _said(row: Mapping[Column, str], column: Column, most: int) -> str:
    text = row[column]
    if not any(map(str.isalpha, text)):
        raise _CellError(column, "empty; say who objects" if column == "who" else "empty; say why")
    if len(text) > most:
        raise _CellError(column, f"longer than {most} characters; shorten it, or send it as an attachment")
    return text


def _attachment(name: str) -> str:
    """A plain file name. Raises _CellError for what could lead elsewhere."""
    if len(name) > MAX_ATTACHMENT or name.startswith(".") or _LEADS_ELSEWHERE.search(name):
        raise _CellError("attachment", f"«{name[:80]}» is no file name; write the name alone, without folders")
    return name


def _table(path: Path) -> tuple[Mapping[Column, str], Iterator[tuple[int, Mapping[Column, str]]]]:
    for rows in sheets_of(path):
        for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
            found = {name: at for at in reversed(range(len(cells))) if (name := _column(cells[at]))}
            if set(NEEDED) <= found.keys():
                headers = {name: cells[at] for name, at in found.items()}
                return headers, ((number, _row(found, cells)) for number, cells in rows[index + 1 :])
    names = ", ".join(f"«{WORDS[name][0]}»" for name in NEEDED)
    raise ObjectionError(f"{path}: no row with the headers {names} among the first {_HEADER_WITHIN}.")


def _row(found: Mapping[Column, int], cells: tuple[str, ...]) -> dict[Column, str]:
    return {name: cells[at] if (at := found.get(name, len(cells))) < len(cells) else "" for name in WORDS}


def _column(header: str) -> Column | None:
    word = fold(header).strip(" :*")
    return next((name for name, words in WORDS.items() if word in words), None)

"""What every import shares: its settings, the digest of a file, notes on bad rows, keeping measures all or none."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from audit.imports.cells import CellError
from audit.imports.columns import BATCH, Kind
from audit.imports.organisations import Organisations
from audit.imports.table import ImportRefused, Table
from audit.measures import Batch, Measure, put
from audit.spreadsheet import safe
from audit.ties import TieError, refused, unnamed
from crawler import campaigns
from crawler.registry import listed

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.table_file import Row

Made = TypeVar("Made")

VERSION = 1
"""Of what imports read out of a file: a part of the digest, so that a newer reading is another import."""
_SHOWN = 1_000
"""Notes that are kept for the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an import was asked for."""

    campaign: str
    at: str
    """Now, ISO 8601, UTC."""
    by: str = ""
    """Who measured, where the file does not say."""
    source: str = ""
    """paper, telephone or online, where the file does not say."""
    org: str = ""
    """The organisation, where the file is about one."""
    sheet: str = ""
    questionnaire: str = "mintrud-675n"
    numbers: str = ""
    """The form whose question numbers the headers are."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that is told about a file."""

    level: str
    """bad: a row that was left out; warning: what should be looked at."""
    file: str
    row: int | None = None
    column: str = ""
    """A header."""
    org: str = ""
    what: str = ""
    """The kind of a warning: uniform, fast, sample, …"""
    text: str

    def __str__(self) -> str:
        """One line for a person."""
        place = f", row {self.row}" if self.row else ""
        column = f", column «{self.column}»" if self.column else ""
        return f"{self.file}{place}{column}: {self.text}" if self.level == "bad" else f"{self.what}: {self.text}"


class Notes:
    """Keeps the first notes for the terminal, and writes all of them into a CSV file as they come."""

    def __init__(self, file: str, stream: Callable[[], TextIO] | None = None) -> None:
        """``stream`` opens the CSV file; called at the first note."""
        self.file, self._stream = file, stream
        self._out: Any = None
        self.first: list[Note] = []
        self.count: Counter[str] = Counter()

    def add(self, note: Note) -> None:
        """Take one note."""
        self.count[note.level] += 1
        if len(self.first) < _SHOWN:
            self.first.append(note)
        if self._stream is not None:
            if self._out is None:
                self._out = csv.writer(self._stream(), delimiter=";")
                self._out.writerow(["level", "file", "row", "column", "organisation", "what", "text"])
            told = (note.level, note.file, str(note.row or ""), note.column, note.org, note.what, note.text)
            self._out.writerow(map(safe, told))

    def bad(self, row: int, column: str, reason: str) -> None:
        """A row that is left out."""
        self.add(Note(level="bad", file=self.file, row=row, column=column, text=reason))

    def warn(self, what: str, text: str, org: str = "") -> None:
        """Something that should be looked at."""
        self.add(Note(level="warning", file=self.file, org=org, what=what, text=text))


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an import did."""

    kind: Kind
    campaign: str
    file: str
    rows: int = 0
    """Rows under the header."""
    kept: int = 0
    """Of those, good ones."""
    aside: int = 0
    """Rows left out that say nothing against the file: totals, organisations of other campaigns."""
    orgs: int = 0
    measures: int = 0
    batch: int | None = None
    """None: nothing was kept, because the same file is in force already, or because of --dry-run."""
    same: bool = False
    notes: Notes = field(default_factory=lambda: Notes(""))

    def bad(self, table: Table, row: int, error: CellError) -> None:
        """Leave a row out."""
        self.aside += error.aside
        self.notes.bad(row, table.header(error.column) if error.column else "", error.reason)


def digest(path: Path, *settings: object) -> str:
    """``sha256:HEX`` of a file's bytes and of the settings that change what is read from it."""
    made = hashlib.sha256(json.dumps([VERSION, *settings], ensure_ascii=False, default=str).encode())
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1024 * 1024):
                made.update(chunk)
    except OSError as error:
        raise ImportRefused(f"{path}: {error.strerror or error}.") from error
    return f"sha256:{made.hexdigest()}"


def in_force(db: Database, campaign: str, kind: Kind, stamp: str) -> int | None:
    """The batch of these very bytes that counts, if there is one."""
    sql = "SELECT id FROM batches WHERE campaign = ? AND kind = ? AND digest = ? AND superseded_by IS NULL"
    return next((int(row["id"]) for row in db.query(sql, [campaign, BATCH[kind], stamp])), None)


def organisations(db: Database, campaign: str) -> Organisations:
    """The organisations of a campaign. Raises CampaignError where there is none of this name."""
    campaigns.get(db, campaign)
    return Organisations(campaigns.organisations(db, campaign), listed(db))


@contextmanager
def undone(db: Database, *, when: bool) -> Iterator[None]:
    """Take back at the end what is written within, where ``when`` says so."""
    db.conn.execute("SAVEPOINT undone")
    try:
        yield
        if when:
            db.conn.execute("ROLLBACK TO undone")
    except BaseException:
        db.conn.execute("ROLLBACK TO undone")
        raise
    finally:
        db.conn.execute("RELEASE undone")


def keep(db: Database, kind: Kind, asked: Asked, file: str, stamp: str, found: Iterable[Measure]) -> int | None:
    """Keep measures as one batch, all of them or none; gives its id, None for a dry run. Raises ImportRefused."""
    made: int | None = None
    batch = Batch(campaign=asked.campaign, kind=BATCH[kind], file=file, digest=stamp, imported_at=asked.at)
    try:
        with undone(db, when=asked.dry_run):
            made = put(db, batch, found)
    except TieError as error:
        raise ImportRefused(error.message) from error
    return None if asked.dry_run else made


Read = Callable[["Row", str], list[Measure]]
"""A row and its organisation to measures. Raises CellError."""


def good(table: Table, outcome: Outcome, read: Callable[[Row], Made]) -> Iterator[Made]:
    """What ``read`` makes of the good rows; those for which it raises CellError go to the notes.

    Raises ImportRefused at the end where there are no rows, or most are bad.
    """
    for row in table.rows():
        outcome.rows += 1
        try:
            table.fits(row)
            made = read(row)
        except CellError as error:
            outcome.bad(table, row.number, error)
            continue
        outcome.kept += 1
        yield made
    enough(table, outcome)


def read_rows(db: Database, table: Table, orgs: Organisations, read: Read, outcome: Outcome) -> list[Measure]:
    """The measures of all good rows. Raises ImportRefused where most rows are bad."""
    rows: dict[tuple[str, str, str, str], int] = {}
    allowed: dict[tuple[str, str], str] = {}

    def one(row: Row) -> list[Measure]:
        org = orgs.row(whose(table, row))
        made = read(row, org)
        if not made:
            raise CellError("", "nothing is measured in this row")
        _independent(db, made, allowed)
        for measure in made:
            if _key(measure) in rows:
                raise CellError("org", f"{org} repeats row {rows[_key(measure)]}: {measure.name} is there already")
        rows.update(dict.fromkeys(map(_key, made), row.number))
        return made

    found = [measure for made in good(table, outcome, one) for measure in made]
    outcome.orgs, outcome.measures = len({measure.org for measure in found}), len(found)
    return found


def whose(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    """The cells of a row that name its organisation, by column."""
    return ((name, row.cells[table.columns[name]]) for name in ("id", "inn", "org") if name in table.columns)


def _key(one: Measure) -> tuple[str, str, str, str]:
    """What may stand once in a file: a number of an organisation by one person on one day."""
    return one.org, one.name, one.measured_by.casefold(), one.measured_on


def _independent(db: Database, made: list[Measure], allowed: dict[tuple[str, str], str]) -> None:
    """Raise CellError for a measure by somebody who is connected with its organisation, or by nobody where one is."""
    if not all(one.measured_by for one in made) and (why := unnamed(db, {one.org for one in made})):
        raise CellError("by", why)
    pairs = {(one.measured_by, one.org) for one in made if one.measured_by}
    for pair in pairs - allowed.keys():
        allowed[pair] = refused(db, [pair]).get(pair, "")
    if told := [allowed[pair] for pair in pairs if allowed[pair]]:
        raise CellError("by", told[0])


def enough(table: Table, outcome: Outcome) -> None:
    """Raise ImportRefused where there are no rows, or more bad ones than good: then the file is not what it seems."""
    bad = outcome.rows - outcome.kept - outcome.aside
    if not outcome.rows:
        raise ImportRefused(f"{table.path}: there is a header (row {table.at}) and no row under it.")
    if not outcome.kept or bad > outcome.kept:
        lines = "\n".join(f"  {note}" for note in outcome.notes.first[:10] if note.level == "bad")
        most = "no row" if not outcome.kept else f"only {outcome.kept} of {outcome.rows} rows"
        raise ImportRefused(f"{table.path}: {most} could be read: is the table shifted? Nothing was imported.\n{lines}")

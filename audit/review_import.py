"""Decisions out of a spreadsheet: reads an XLSX file and what was shown, adds to table reviews. Knows no check-lists.

The file comes from an operator, but through many hands: its size is bounded, formulas are told, never reckoned.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit import review_words as words
from audit.review_sheet import Cell, read
from audit.reviews import WITHDRAWN, Decision, ReviewError, acts, add, withdrawal
from audit.seen import find, unchanged
from audit.ties import TieError, fold, refuse
from crawler.registry import BadRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlite_utils import Database

    from audit.finding import Verdict
    from audit.review_words import Column
    from audit.reviews import Withdrawn
    from audit.seen import Shown

MAX_NAME = 200
MAX_REASON = 1_000
"""So that a page of the report with a reason for each item stays small."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did."""

    kept: int
    withdrawn: int
    same: int
    """Decisions that were there already."""
    earlier: int
    """Of those kept, how many are about pages that have changed since: the machine's verdict counts there."""
    undecided: int
    """Rows without a decision."""
    campaigns: tuple[str, ...]
    """Campaigns that the decisions are about."""
    bad: tuple[BadRow, ...]


class _CellError(Exception):
    """A cell that cannot be read: its column and why."""

    def __init__(self, column: Column, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def import_file(db: Database, path: Path, at: str) -> ImportReport:
    """Keep the decisions of a file, made at ``at`` (ISO 8601, UTC); importing it again changes nothing.

    Bad rows are told and left out, good rows are kept. Raises ReviewError where the file as a whole is no review file,
    nothing in it is decided, or no decision could be kept.
    """
    sheet = read(path)
    reader, bad = _Reader(db, at), []
    for number, row in sheet.rows:
        try:
            reader.take(number, row)
        except _CellError as error:
            header = sheet.header(error.column)
            bad.append(BadRow(file=path.name, row=number, column=header, reason=error.reason))
    if not reader.rows:
        if not bad:
            header = sheet.header("decision")
            raise ReviewError(f"{path}: no row has a decision. Fill in the column «{header}», and import again.")
        shown = "\n".join(f"  {one}" for one in bad[:10])
        raise ReviewError(f"{path}: no decision could be kept.\n{shown}")
    add(db, reader.decisions)
    withdrawn = sum(one.verdict == WITHDRAWN for one in reader.decisions)
    made = [one.shown for one in reader.decisions if one.verdict != WITHDRAWN]
    return ImportReport(
        kept=len(made),
        withdrawn=withdrawn,
        same=reader.count["same"],
        earlier=sum(not unchanged(db, one.campaign, one) for one in made),
        undecided=reader.count["undecided"],
        campaigns=tuple(dict.fromkeys(one.campaign for one in reader.about)),
        bad=tuple(bad),
    )


class _Reader:
    """Turns rows into decisions, one file through."""

    def __init__(self, db: Database, at: str) -> None:
        self.db, self.at = db, at
        self.decisions: list[Decision] = []
        self.about: list[Shown] = []
        self.count: Counter[str] = Counter()
        self.rows: dict[tuple[str, str, str, str], tuple[int, str, str]] = {}
        """Campaign, organisation, item and reviewer → row, verdict and reason: each once a file."""
        self._acts: dict[str, dict[tuple[str, str], dict[str, Decision]]] = {}

    def take(self, number: int, row: Mapping[Column, Cell]) -> None:
        """Read one row. Raises _CellError."""
        for column in ("decision", "reason", "reviewer"):
            if row[column].formula:
                raise _CellError(column, "a formula; write the text itself (copy, then paste as values)")
        if not row["decision"].text:
            if row["reason"].text:
                raise _CellError("decision", "a reason without a decision; choose one from the list")
            self.count["undecided"] += 1
            return
        verdict = words.verdict(row["decision"].text)
        if verdict is None:
            known = ", ".join(words.VERDICTS["ru"].values())
            raise _CellError("decision", f"unknown decision «{row['decision'].text[:80]}»; write one of: {known}")
        reason = _said(row, "reason", MAX_REASON, "no reason; say what you saw and where")
        reviewer = _said(row, "reviewer", MAX_NAME, "no name; a decision needs to know whose it is")
        shown = self._shown(row)
        key = (shown.campaign, shown.org, shown.item, fold(reviewer))
        before = self.rows.setdefault(key, (number, verdict, reason))
        if before[1:] != (verdict, reason):
            raise _CellError("decision", f"differs from row {before[0]} by the same reviewer; keep one of the two")
        if before[0] != number:
            return
        self.about.append(shown)
        try:
            self._decide(shown, reviewer, verdict, reason)
        except (ReviewError, TieError) as error:
            del self.rows[key]
            raise _CellError("decision", error.message) from error

    def _shown(self, row: Mapping[Column, Cell]) -> Shown:
        """What the row is about, as its reviewer was shown it."""
        ids: tuple[Column, ...] = ("org", "item", "digest")
        for column in ids:
            if row[column].formula:
                raise _CellError(column, "a formula; export again and move your decision there")
        digest = row["digest"].text
        shown = find(self.db, digest)
        if shown is None:
            raise _CellError("digest", f"«{digest[:80]}» was not exported from this home folder; export again")
        expected: dict[Column, str] = {"org": shown.org, "item": shown.item}
        for column, was in expected.items():
            if row[column].text != was:
                raise _CellError(column, f"«{row[column].text[:80]}» was exported as «{was}»; put that back")
        there = "SELECT 1 FROM findings WHERE campaign = ? AND org = ? AND item = ?"
        if not list(self.db.query(there, [shown.campaign, shown.org, shown.item])):
            raise _CellError("item", f"campaign {shown.campaign} has no such finding any more; export again")
        return shown

    def _decide(self, shown: Shown, reviewer: str, verdict: Verdict | Withdrawn, reason: str) -> None:
        if shown.campaign not in self._acts:
            self._acts[shown.campaign] = acts(self.db, shown.campaign)
        last = self._acts[shown.campaign].get((shown.org, shown.item), {})
        if verdict == WITHDRAWN:
            made: Decision | None = withdrawal(last, reviewer, reason=reason, at=self.at)
        else:
            refuse(self.db, reviewer, shown.org)
            made = Decision(shown=shown, reviewer=reviewer, verdict=verdict, reason=reason, decided_at=self.at)
            mine = last.get(made.who)
            if mine and (mine.shown, mine.verdict, mine.reason) == (shown, verdict, reason):
                made = None
        if made is None:
            self.count["same"] += 1
        else:
            self.decisions.append(made)


def _said(row: Mapping[Column, Cell], column: Column, most: int, none: str) -> str:
    text = row[column].text
    if not _LETTER.search(text):
        raise _CellError(column, none)
    if len(text) > most:
        raise _CellError(column, f"longer than {most} characters; shorten it")
    return text

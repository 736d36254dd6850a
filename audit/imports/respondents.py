"""The database of respondents, HOME/respondents.db: one row a questionnaire. Knows no files and publishes nothing.

It stands apart from glasnost.db, so that serving, reports and bundles never touch it: what they need are the counts in
table measures. Of a respondent it keeps answers, and no name, sex, age or words of their own.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.database import HomeError

FILE = "respondents.db"

_TABLES = """
CREATE TABLE IF NOT EXISTS parts (
    id INTEGER PRIMARY KEY, campaign TEXT NOT NULL, digest TEXT NOT NULL, file TEXT NOT NULL,
    questionnaire TEXT NOT NULL, questions TEXT NOT NULL, UNIQUE (campaign, digest)
) STRICT;
CREATE TABLE IF NOT EXISTS respondents (
    part INTEGER NOT NULL REFERENCES parts(id), row INTEGER NOT NULL, org TEXT NOT NULL,
    answers TEXT NOT NULL, respondent TEXT NOT NULL, answered_at TEXT NOT NULL, seconds INTEGER,
    source TEXT NOT NULL, interviewer TEXT NOT NULL,
    PRIMARY KEY (part, row)
) STRICT, WITHOUT ROWID;
"""

_PUT = "INSERT INTO respondents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

_GROUPS = """
SELECT org, source, answers, COUNT(*) AS many, MAX(substr(answered_at, 1, 10)) AS last
FROM respondents WHERE part = ? GROUP BY org, source, answers ORDER BY org, source, answers
"""


class Respondent(NamedTuple):
    """One filled-in questionnaire, as it is stored."""

    part: int
    row: int
    org: str
    answers: str
    """A letter each question of the part, in its order: audit.imports.questions."""
    respondent: str
    """The number or code of the questionnaire."""
    answered_at: str
    """ISO 8601: a day, or a day and an hour."""
    seconds: int | None
    source: str
    """paper, telephone, online; empty where it is not told."""
    interviewer: str


class Group(NamedTuple):
    """How many respondents of an organisation gave the same answers."""

    org: str
    source: str
    answers: str
    many: int
    last: str
    """The last day of theirs."""


@contextlib.contextmanager
def opened(home: Path, *, undo: bool = False) -> Iterator[sqlite3.Connection]:
    """The database, in one transaction: kept where the block ends; undone where it raises, or where ``undo`` says so.

    Raises HomeError where the folder cannot be used.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(home / FILE, timeout=30.0, isolation_level=None)
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA temp_store = FILE")
        db.executescript(_TABLES)
    except (OSError, sqlite3.Error) as error:
        raise HomeError(f"Cannot use {home / FILE}: {error}.") from error
    with contextlib.closing(db):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("ROLLBACK" if undo else "COMMIT")


def begin(db: sqlite3.Connection, campaign: str, digest: str, file: str, questionnaire: str, questions: str) -> int:
    """A new part for a file; one of the same bytes, whose import did not end or was replaced since, is read anew."""
    for (old,) in db.execute("SELECT id FROM parts WHERE campaign = ? AND digest = ?", [campaign, digest]).fetchall():
        drop(db, old)
    made = db.execute(
        "INSERT INTO parts (campaign, digest, file, questionnaire, questions) VALUES (?, ?, ?, ?, ?)",
        [campaign, digest, file, questionnaire, questions],
    )
    return int(made.lastrowid or 0)


def drop(db: sqlite3.Connection, part: int) -> None:
    """Take a part away."""
    db.execute("DELETE FROM respondents WHERE part = ?", [part])
    db.execute("DELETE FROM parts WHERE id = ?", [part])


def add(db: sqlite3.Connection, rows: Sequence[Respondent]) -> None:
    """Keep respondents."""
    db.executemany(_PUT, rows)


def resolve(db: sqlite3.Connection, part: int, *, dash: str) -> None:
    """Give every dash of a part its meaning."""
    db.execute(
        "UPDATE respondents SET answers = replace(answers, 'd', ?) WHERE part = ? AND instr(answers, 'd')", [dash, part]
    )


def groups(db: sqlite3.Connection, part: int) -> Iterator[Group]:
    """The respondents of a part by organisation, source and answers; whatever the order of the file's rows."""
    return (Group(*row) for row in db.execute(_GROUPS, [part]))


def orphans(db: sqlite3.Connection, kept: set[tuple[str, str]]) -> None:
    """Take away the parts whose import did not end: campaign and digest are not among ``kept``."""
    for part, campaign, digest in db.execute("SELECT id, campaign, digest FROM parts").fetchall():
        if (campaign, digest) not in kept:
            drop(db, part)

"""The audit's tables in the one database: findings, scores, reviews, measures. Writes the schema and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from crawler import database

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

migrations = Migrations("audit")


def connect(home: Path) -> Database:
    """Open the database of ``home`` with the crawler's and the audit's tables.

    Raises crawler.database.HomeError where the folder cannot be used.
    """
    db = database.connect(home)
    migrations.apply(db)
    return db


@migrations()
def findings(db: Database) -> None:
    """Make the findings, one row an item of an organisation, and the scores."""
    db.execute("""
        CREATE TABLE findings (
            campaign TEXT NOT NULL, org TEXT NOT NULL, item TEXT NOT NULL,
            verdict TEXT NOT NULL, reason TEXT, evidence TEXT NOT NULL, looked TEXT NOT NULL, decided_by TEXT NOT NULL,
            PRIMARY KEY (campaign, org, item)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE scores (
            campaign TEXT NOT NULL, org TEXT NOT NULL, data TEXT NOT NULL,
            PRIMARY KEY (campaign, org)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def microdata(db: Database) -> None:
    """Make the counts of marked tags by Rosobrnadzor's algorithm, one row a name of an organisation."""
    db.execute("""
        CREATE TABLE microdata (
            campaign TEXT NOT NULL, org TEXT NOT NULL, place INTEGER NOT NULL,
            section TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, parent TEXT, count INTEGER,
            reason TEXT NOT NULL, page TEXT NOT NULL, older TEXT NOT NULL,
            outside INTEGER NOT NULL, hidden INTEGER NOT NULL, elsewhere INTEGER NOT NULL,
            PRIMARY KEY (campaign, org, place)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def reviews(db: Database) -> None:
    """Make what was shown to reviewers, and their decisions; rows are only ever added to either.

    A row of shown is one finding as a person saw it, under the digest of all its columns. A row of reviews is one act:
    a verdict, or ``withdrawn``. They stand apart from findings, which every audit makes anew.
    """
    db.execute("""
        CREATE TABLE shown (
            digest TEXT PRIMARY KEY, campaign TEXT NOT NULL, org TEXT NOT NULL, item TEXT NOT NULL,
            verdict TEXT NOT NULL, reason TEXT, seen TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX shown_org ON shown (org)")
    db.execute("""
        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY, shown TEXT NOT NULL REFERENCES shown(digest),
            reviewer TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX reviews_shown ON reviews (shown)")


@migrations()
def beside(db: Database) -> None:
    """Make what is told of a site beside its items: accessibility, products, pictures; JSON, one row a site."""
    db.execute("""
        CREATE TABLE beside (
            campaign TEXT NOT NULL, org TEXT NOT NULL, data TEXT NOT NULL,
            PRIMARY KEY (campaign, org)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def measures(db: Database) -> None:
    """Make the batches, and the measures that came with them; a batch that a later one replaces names it."""
    db.execute("""
        CREATE TABLE batches (
            id INTEGER PRIMARY KEY, campaign TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL,
            digest TEXT NOT NULL, imported_at TEXT NOT NULL, superseded_by INTEGER REFERENCES batches(id)
        ) STRICT""")
    db.execute("CREATE INDEX batches_campaign ON batches (campaign, kind, file)")
    db.execute("""
        CREATE TABLE measures (
            id INTEGER PRIMARY KEY, campaign TEXT NOT NULL, org TEXT NOT NULL, name TEXT NOT NULL,
            value TEXT NOT NULL, "of" TEXT, source TEXT NOT NULL, measured_by TEXT NOT NULL, measured_on TEXT NOT NULL,
            evidence TEXT NOT NULL DEFAULT '[]', row INTEGER, batch INTEGER NOT NULL REFERENCES batches(id)
        ) STRICT""")
    db.execute("CREATE INDEX measures_org ON measures (campaign, org)")
    db.execute("CREATE INDEX measures_batch ON measures (batch)")


@migrations()
def ties(db: Database) -> None:
    """Make the connections of people with organisations; one that ended keeps its row."""
    db.execute("""
        CREATE TABLE ties (
            id INTEGER PRIMARY KEY, person TEXT NOT NULL, org TEXT NOT NULL, how TEXT NOT NULL DEFAULT '',
            noted_at TEXT NOT NULL, ended_at TEXT
        ) STRICT""")
    db.execute("CREATE INDEX ties_org ON ties (org)")


@migrations()
def rating_settings(db: Database) -> None:
    """Make what a campaign sets of a methodology's settings; JSON of those that differ from the methodology's own."""
    db.execute("""
        CREATE TABLE rating_settings (
            campaign TEXT NOT NULL, methodology TEXT NOT NULL, data TEXT NOT NULL,
            PRIMARY KEY (campaign, methodology)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def imports(db: Database) -> None:
    """Make what imports say of their batches, and the norms of stands by kind of organisation."""
    db.execute("""
        CREATE TABLE imports (
            batch INTEGER PRIMARY KEY REFERENCES batches(id), rows INTEGER NOT NULL, kept INTEGER NOT NULL,
            warnings INTEGER NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE stand_norms (
            batch INTEGER NOT NULL REFERENCES batches(id), kind TEXT NOT NULL, norm INTEGER NOT NULL,
            PRIMARY KEY (batch, kind)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def repairs(db: Database) -> None:
    """Make the plans of organisations, one row a measure; a row that a later import changes names its successor."""
    db.execute("""
        CREATE TABLE repairs (
            id INTEGER PRIMARY KEY, campaign TEXT NOT NULL, org TEXT NOT NULL, key TEXT NOT NULL, what TEXT NOT NULL,
            due TEXT NOT NULL, responsible TEXT NOT NULL, was TEXT NOT NULL, imported_at TEXT NOT NULL,
            superseded_by INTEGER REFERENCES repairs(id)
        ) STRICT""")
    db.execute("CREATE INDEX repairs_org ON repairs (campaign, org)")


@migrations()
def objections(db: Database) -> None:
    """Make what organisations object to, and the answers; rows are only ever added, the last answer stands.

    ``was`` is the verdict that the objection is about, as it stood when it came. An answer that changes or confirms
    the verdict is a review too.
    """
    db.execute("""
        CREATE TABLE objections (
            id INTEGER PRIMARY KEY, campaign TEXT NOT NULL, org TEXT NOT NULL, item TEXT NOT NULL, was TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL, attachment TEXT NOT NULL, received_at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX objections_org ON objections (campaign, org)")
    db.execute("""
        CREATE TABLE objection_answers (
            id INTEGER PRIMARY KEY, objection INTEGER NOT NULL REFERENCES objections(id), outcome TEXT NOT NULL,
            verdict TEXT NOT NULL, answered_by TEXT NOT NULL, reason TEXT NOT NULL, answered_at TEXT NOT NULL,
            review INTEGER REFERENCES reviews(id)
        ) STRICT""")

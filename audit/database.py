"""The audit's tables in the one database: findings, scores and reviews. Reads nothing else, writes only the schema."""

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

"""The one database of a home folder: opens it and brings the crawler's tables up to date; knows no other package's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

FILE = "glasnost.db"

migrations = Migrations("crawler")


class HomeError(click.ClickException):
    """The home folder cannot be read or written."""


def connect(home: Path) -> Database:
    """Open (and on first use make) the database of ``home``, in WAL mode, with the crawler's tables.

    Raises HomeError where the folder cannot be made or written.
    """
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        db = Database(sqlite3.connect(path, timeout=30.0))
        db.enable_wal()
        db.execute("PRAGMA synchronous = NORMAL")
        migrations.apply(db)
    except (OSError, sqlite3.Error) as error:
        raise HomeError(
            f"Cannot use the home folder {home}: {error}. Choose another with --home or GLASNOST_HOME.",
        ) from error
    return db


@migrations()
def registry(db: Database) -> None:
    """Make the organisations and the campaigns over them."""
    db.execute("""
        CREATE TABLE organisations (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, short_name TEXT NOT NULL DEFAULT '',
            sector TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '',
            municipality TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '',
            site TEXT NOT NULL DEFAULT '', second_site TEXT NOT NULL DEFAULT '',
            founder_level TEXT NOT NULL DEFAULT '', legal_type TEXT NOT NULL DEFAULT '',
            branch_of TEXT NOT NULL DEFAULT '', consent INTEGER NOT NULL DEFAULT 0,
            checked_on TEXT, inn TEXT NOT NULL DEFAULT '', extra TEXT NOT NULL DEFAULT '{}'
        ) STRICT""")
    db.execute("""
        CREATE TABLE campaigns (
            name TEXT PRIMARY KEY, as_of TEXT NOT NULL, created_at TEXT NOT NULL, filter TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute("""
        CREATE TABLE campaign_orgs (
            campaign TEXT NOT NULL REFERENCES campaigns(name), org TEXT NOT NULL REFERENCES organisations(id),
            PRIMARY KEY (campaign, org)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def crawls(db: Database) -> None:
    """Make the visits and their queue, which is their ledger too.

    One row of urls is an address that a visit met. Its key is the table itself, so that the rows of one visit lie
    together and a resumed visit reads them in one pass.
    """
    db.execute("""
        CREATE TABLE crawls (
            campaign TEXT NOT NULL, org TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending', reason TEXT NOT NULL DEFAULT '',
            started_at TEXT, finished_at TEXT,
            pages INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
            archive TEXT NOT NULL DEFAULT '', archive_end INTEGER NOT NULL DEFAULT 0,
            attempts TEXT NOT NULL DEFAULT '[]',
            PRIMARY KEY (campaign, org)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE urls (
            campaign TEXT NOT NULL, org TEXT NOT NULL, url TEXT NOT NULL,
            seq INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
            priority INTEGER NOT NULL DEFAULT 0, depth INTEGER NOT NULL DEFAULT 0,
            parent TEXT NOT NULL DEFAULT '', link_text TEXT NOT NULL DEFAULT '', via TEXT NOT NULL DEFAULT 'a',
            status INTEGER, redirect_to TEXT NOT NULL DEFAULT '',
            offset INTEGER, length INTEGER, digest TEXT NOT NULL DEFAULT '',
            content_type TEXT NOT NULL DEFAULT '', size INTEGER, fetched_at TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (campaign, org, url)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def renderings(db: Database) -> None:
    """Make the table of pages that plain HTTP did not show: why, and what the browser made of them.

    Apart from urls: most sites have none, and each column there costs time at every page.
    """
    db.execute("""
        CREATE TABLE renderings (
            campaign TEXT NOT NULL, org TEXT NOT NULL, url TEXT NOT NULL,
            why TEXT NOT NULL, outcome TEXT NOT NULL,
            offset INTEGER, length INTEGER, digest TEXT NOT NULL DEFAULT '', rendered_at TEXT NOT NULL DEFAULT '',
            settled INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (campaign, org, url)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def schedules(db: Database) -> None:
    """Make what runs by itself, and its runs. Moments are UTC; a schedule's own words are in its zone's local time."""
    db.execute("""
        CREATE TABLE schedules (
            name TEXT PRIMARY KEY, cron TEXT NOT NULL, zone TEXT NOT NULL, filters TEXT NOT NULL DEFAULT '[]',
            hours TEXT NOT NULL DEFAULT '', delay REAL NOT NULL, max_pages INTEGER, contact TEXT NOT NULL DEFAULT '',
            allow_private INTEGER NOT NULL DEFAULT 0, share REAL NOT NULL, webhook TEXT NOT NULL DEFAULT '',
            lang TEXT NOT NULL DEFAULT 'ru', since TEXT NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE schedule_runs (
            id INTEGER PRIMARY KEY, schedule TEXT NOT NULL, due_at TEXT NOT NULL, missed INTEGER NOT NULL,
            campaign TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL, finished_at TEXT, reason TEXT NOT NULL DEFAULT '',
            UNIQUE (schedule, due_at)
        ) STRICT""")


@migrations()
def stages(db: Database) -> None:
    """Make the stages of campaigns: one row a step, only ever added; the last one stands."""
    db.execute("""
        CREATE TABLE stages (
            id INTEGER PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaigns(name), stage TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL, answer_by TEXT, at TEXT NOT NULL
        ) STRICT""")


@migrations()
def certificates(db: Database) -> None:
    """Make the table of what the hosts of a site showed for certificates."""
    db.execute("""
        CREATE TABLE certificates (
            campaign TEXT NOT NULL, org TEXT NOT NULL, host TEXT NOT NULL,
            kind TEXT NOT NULL, issuer TEXT NOT NULL DEFAULT '', valid_until TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (campaign, org, host)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def pictures(db: Database) -> None:
    """Make the table of pictures for reports: where each stands in the file of an organisation's pictures."""
    db.execute("""
        CREATE TABLE pictures (
            campaign TEXT NOT NULL, org TEXT NOT NULL, url TEXT NOT NULL, words TEXT NOT NULL,
            offset INTEGER NOT NULL, digest TEXT NOT NULL, taken_at TEXT NOT NULL,
            PRIMARY KEY (campaign, org, url, words)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def submissions(db: Database) -> None:
    """Make the table of forms that were really sent: one row a campaign and organisation, written before it is sent."""
    db.execute("""
        CREATE TABLE submissions (
            campaign TEXT NOT NULL, org TEXT NOT NULL, url TEXT NOT NULL, sent_at TEXT NOT NULL,
            PRIMARY KEY (campaign, org)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def protocols(db: Database) -> None:
    """Keep with certificates in which protocol the server spoke: TLS 1.0 and 1.1 are told to the reader."""
    db.execute("ALTER TABLE certificates ADD COLUMN protocol TEXT NOT NULL DEFAULT ''")


@migrations()
def snapshots(db: Database) -> None:
    """Let a campaign that is final keep the rows of the registry as they were; make the view that knows of them.

    ``registry`` is the row as JSON, empty where the campaign follows the registry. Campaigns that were final before
    this migration keep the rows of today: no older ones are left.
    A later column of organisations belongs into both views.
    """
    columns = [column.name for column in db.table("organisations").columns]
    pairs = ", ".join(f"'{name}', {name}" for name in columns)
    db.execute("ALTER TABLE campaign_orgs ADD COLUMN registry TEXT NOT NULL DEFAULT ''")
    said = f"json_object({pairs}) AS registry"
    db.execute(f"CREATE VIEW registry_rows AS SELECT id, {said} FROM organisations")  # noqa: S608  names of our columns
    kept = ", ".join(f"json_extract(m.registry, '$.{name}') AS {name}" for name in columns)
    now = ", ".join(f"o.{name}" for name in columns)
    db.execute(f"""
        CREATE VIEW campaign_organisations AS
        SELECT m.campaign, {now} FROM campaign_orgs m JOIN organisations o ON o.id = m.org WHERE m.registry = ''
        UNION ALL
        SELECT m.campaign, {kept} FROM campaign_orgs m WHERE m.registry != ''""")  # noqa: S608  names of our columns
    db.execute("""
        UPDATE campaign_orgs SET registry = (SELECT r.registry FROM registry_rows r WHERE r.id = org)
        WHERE campaign IN (
            SELECT campaign FROM stages s WHERE stage = 'final'
            AND id = (SELECT max(id) FROM stages WHERE campaign = s.campaign)
        )""")


@migrations()
def addresses(db: Database) -> None:
    """Keep with schedules where their reports stand on the web."""
    db.execute("ALTER TABLE schedules ADD COLUMN base_url TEXT NOT NULL DEFAULT ''")

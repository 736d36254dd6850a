"""The queue and ledger on disk: collects rows of all visits, commits them in batches; knows no page and no network.

Order of a commit: the archives are flushed first, then one transaction takes the rows with their offsets. A kill
between the two leaves a tail in the archive that the next run cuts off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlite_utils import Database

from crawler.archive_writer import Writer
from crawler.certificate import Certificate
from crawler.ledger import LedgerEntry, State
from crawler.rendering import Rendering

MAX_ROWS = 5000
"""Rows that wait for a commit at most."""


class Row(NamedTuple):
    """One row of table urls, in the order of its columns after campaign and org."""

    url: str
    seq: int
    state: State
    reason: str = ""
    priority: int = 0
    depth: int = 0
    parent: str = ""
    link_text: str = ""
    via: str = "a"
    status: int | None = None
    redirect_to: str = ""
    offset: int | None = None
    length: int | None = None
    digest: str = ""
    content_type: str = ""
    size: int | None = None
    fetched_at: str = ""

    def entry(self) -> LedgerEntry:
        """The row as the archive keeps it."""
        data = self._asdict()
        del data["seq"]
        return LedgerEntry(**data)


_COLUMNS = ", ".join(Row._fields)
_PUT = f"INSERT OR REPLACE INTO urls (campaign, org, {_COLUMNS}) VALUES ({', '.join('?' * (len(Row._fields) + 2))})"  # noqa: S608
_SHOWN = ", ".join(Rendering._fields)
_MARKS = ", ".join("?" * (len(Rendering._fields) + 2))
_PUT_SHOWN = f"INSERT OR REPLACE INTO renderings (campaign, org, {_SHOWN}) VALUES ({_MARKS})"  # noqa: S608
_GET_SHOWN = f"SELECT {_SHOWN} FROM renderings WHERE campaign = ? AND org = ? ORDER BY url"  # noqa: S608
_PUT_CERTIFICATE = f"INSERT INTO certificates VALUES ({', '.join('?' * (len(Certificate._fields) + 2))})"  # noqa: S608
_GET = f"SELECT {_COLUMNS} FROM urls WHERE campaign = ? AND org = ? ORDER BY seq"  # noqa: S608 (names of our own)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one visit has so far; it goes into table crawls with the rows."""

    pages: int = 0
    documents: int = 0
    bytes: int = 0
    writer: Writer
    rows: dict[str, Row] = field(default_factory=dict)
    """By address, not committed yet."""
    renderings: list[Rendering] = field(default_factory=list)
    """Not committed yet."""
    dirty: bool = True


class Store:
    """The tables crawls and urls of one campaign."""

    def __init__(self, db: Database, campaign: str) -> None:
        """Use ``db``, which nothing else writes meanwhile."""
        self._db, self._campaign = db, campaign
        self._visits: dict[str, Tally] = {}
        self._waiting = 0

    def crawl(self, org: str) -> Mapping[str, Any]:
        """The row of table crawls; made where there is none."""
        key = [self._campaign, org]
        self._db.execute("INSERT OR IGNORE INTO crawls (campaign, org) VALUES (?, ?)", key)
        return next(iter(self._db.query("SELECT * FROM crawls WHERE campaign = ? AND org = ?", key)))

    def rows(self, org: str) -> Iterator[Row]:
        """The committed rows of a visit in the order in which the addresses were met."""
        cursor = self._db.conn.execute(_GET, [self._campaign, org])
        return (Row._make(row) for row in cursor)

    def renderings(self, org: str) -> Iterator[Rendering]:
        """What the browser made of the pages of a visit, as committed, in the order of their addresses."""
        cursor = self._db.conn.execute(_GET_SHOWN, [self._campaign, org])
        return (Rendering._make(row)._replace(settled=bool(row[-1])) for row in cursor)

    def begin(self, org: str, tally: Tally, when: str, archive: str) -> None:
        """A visit begins, or goes on: its rows are committed from now on."""
        self._visits[org] = tally
        self._set(
            org, "state = 'running', reason = '', archive = ?, started_at = coalesce(started_at, ?)", archive, when
        )

    def restart(self, org: str) -> None:
        """Forget what an earlier visit left."""
        with self._db.atomic():
            for table in ("urls", "renderings", "certificates"):
                self._db.execute(f"DELETE FROM {table} WHERE campaign = ? AND org = ?", [self._campaign, org])  # noqa: S608
            self._set(org, "started_at = NULL, finished_at = NULL, pages = 0, bytes = 0, archive_end = 0")

    def put(self, org: str, row: Row) -> None:
        """Write a row with the next commit, which comes at once where many wait."""
        tally = self._visits[org]
        tally.rows[row.url] = row
        tally.dirty = True
        self._waiting += 1
        if self._waiting >= MAX_ROWS:
            self.commit()

    def put_rendering(self, org: str, rendering: Rendering) -> None:
        """Write what the browser made of a page with the next commit, together with the row of its address."""
        self._visits[org].renderings.append(rendering)

    def put_certificates(self, org: str, found: Sequence[Certificate]) -> None:
        """Write at once what the hosts of a site showed; what they showed before is forgotten."""
        with self._db.atomic():
            self._db.execute("DELETE FROM certificates WHERE campaign = ? AND org = ?", [self._campaign, org])
            self._db.conn.executemany(_PUT_CERTIFICATE, [(self._campaign, org, *one) for one in found])

    def commit(self) -> None:
        """Flush the archives, then write all rows in one transaction. Raises OSError, sqlite3.Error."""
        dirty = [(org, tally, tally.writer.flush()) for org, tally in self._visits.items() if tally.dirty]
        if not dirty:
            return
        with self._db.atomic():
            for org, tally, end in dirty:
                self._db.conn.executemany(_PUT, [(self._campaign, org, *row) for row in tally.rows.values()])
                self._db.conn.executemany(_PUT_SHOWN, [(self._campaign, org, *row) for row in tally.renderings])
                self._set(org, "pages = ?, bytes = ?, archive_end = ?", tally.pages, tally.bytes, end)
        for _, tally, _ in dirty:
            tally.rows.clear()
            tally.renderings.clear()
            tally.dirty = False
        self._waiting = 0

    def finish(self, org: str, state: str, reason: str, when: str) -> None:
        """A visit is over: its last rows, its end and the attempt are written together."""
        tally = self._visits.get(org)
        if tally is not None:
            tally.dirty = True
            tally.writer.flush(sync=True)
            self.commit()
        attempts = [*json.loads(self.crawl(org)["attempts"]), {"at": when, "state": state, "reason": reason}]
        self._set(
            org, "state = ?, reason = ?, finished_at = ?, attempts = ?", state, reason, when, json.dumps(attempts)
        )  # fmt: skip

    def claim_submission(self, org: str, url: str, when: str) -> bool:
        """Note that a form is about to be sent, at once and for good; False where one was in this campaign."""
        sql = "INSERT OR IGNORE INTO submissions (campaign, org, url, sent_at) VALUES (?, ?, ?, ?)"
        with self._db.atomic():
            return self._db.execute(sql, [self._campaign, org, url, when]).rowcount == 1

    def leave(self, org: str) -> None:
        """Keep nothing of a visit in memory."""
        self._visits.pop(org, None)

    def _set(self, org: str, what: str, *values: object) -> None:
        sql = f"UPDATE crawls SET {what} WHERE campaign = ? AND org = ?"  # noqa: S608 (names of our own)
        self._db.execute(sql, [*values, self._campaign, org])

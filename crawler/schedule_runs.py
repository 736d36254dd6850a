"""What schedules did: keeps table schedule_runs, reads crawls; says what is due, what failed and whether to believe it.

A schedule has one run under way at most. What fell due meanwhile, or while nothing was running, is caught up once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from crawler.schedule import Schedule, moment, text

State = Literal["running", "done", "alarm", "failed", "cancelled"]
FEWEST = 3
"""Newly failed sites from which a share means anything."""
RETRY = dt.timedelta(hours=1)
"""How long after an alarm the failed sites are asked again."""
TRIES = 3
"""How often they are, before the run waits for a person or for its next turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One turn of one schedule."""

    id: int
    schedule: str
    due_at: dt.datetime
    missed: int
    """Earlier due moments that this turn stands for."""
    campaign: str
    state: State
    tries: int
    """Times that failed sites were asked again after an alarm."""
    started_at: dt.datetime
    finished_at: dt.datetime | None
    reason: str
    """Why it ended so; empty where it is done."""

    @property
    def open(self) -> bool:
        """Whether there is something left to do."""
        return self.state == "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the sites of one campaign stand."""

    due: int
    running: int
    done: int
    failed: int
    no_site: int
    why: Mapping[str, int]
    """Reasons of the failed, the commonest first."""
    newly: int
    """Failed sites that did not fail the last time that anyone believes."""
    steady: int
    """Sites that were asked and had not failed that time: what ``newly`` is a share of."""

    def alarming(self, share: float) -> bool:
        """Whether so many sites failed at once that our own network is the likelier cause."""
        return self.newly >= FEWEST and self.newly > share * self.steady


def runs(db: Database, schedule: str = "", campaign: str = "", most: int = -1) -> Iterator[Run]:
    """Runs of a schedule, or of a campaign, or all; the newest first, at most ``most``."""
    sql = "SELECT * FROM schedule_runs WHERE ? IN ('', schedule) AND ? IN ('', campaign) ORDER BY id DESC LIMIT ?"
    return (_run(row) for row in list(db.query(sql, [schedule, campaign, most])))


def last(db: Database, schedule: str) -> Run | None:
    """The newest run of a schedule."""
    return next(runs(db, schedule, most=1), None)


def due(schedule: Schedule, before: Run | None, now: dt.datetime) -> tuple[dt.datetime, int] | None:
    """The due moment that the next run stands for, and how many before it were missed; None where nothing is due.

    A run that lies ahead was made when the machine's clock was wrong: it does not count, or nothing would be due for
    years.
    """
    since = moment(schedule.since)
    if before and since < before.due_at <= now:
        since = before.due_at
    latest = schedule.times.latest(now)
    return (latest, schedule.times.number(since, latest) - 1) if latest > since else None


def can_work(schedule: Schedule, run: Run, now: dt.datetime) -> bool:
    """Whether a run has something to do at this moment: it is open, or its alarm is to be looked at again."""
    if now not in schedule.window:
        return False
    if run.state == "alarm" and run.finished_at is not None:
        return run.tries < TRIES and now >= run.finished_at + RETRY
    return run.open


def begin(db: Database, schedule: str, at: tuple[dt.datetime, int], campaign: str, now: dt.datetime) -> Run:
    """Open a run. Called inside one ``db.atomic()`` with the making of its campaign."""
    due_at, missed = at
    sql = "INSERT INTO schedule_runs (schedule, due_at, missed, campaign, state, started_at) VALUES (?, ?, ?, ?, ?, ?)"
    db.execute(sql, [schedule, text(due_at), missed, campaign, "running", text(now)])
    return next(runs(db, schedule))


def settle(db: Database, run: Run, state: State, now: dt.datetime, reason: str = "") -> None:
    """Write how a run stands; an alarm that is looked at again counts as a try."""
    again = run.state == "alarm" and state == "running"
    sql = "UPDATE schedule_runs SET state = ?, reason = ?, finished_at = ?, tries = tries + ? WHERE id = ?"
    with db.atomic():
        db.execute(sql, [state, reason, None if state == "running" else text(now), again, run.id])
        if again:
            db.execute("UPDATE crawls SET state = 'pending' WHERE campaign = ? AND state = 'failed'", [run.campaign])


def left(db: Database, campaign: str) -> list[str]:
    """Ids of the organisations whose crawl is not over. Those that failed are over: their next turn comes."""
    sql = "SELECT org FROM crawls WHERE campaign = ? AND state IN ('pending', 'running') ORDER BY org"
    return [row["org"] for row in db.query(sql, [campaign])]


_BEFORE = """
SELECT c.org, c.state FROM crawls c JOIN campaigns p ON p.name = c.campaign
WHERE p.rowid < (SELECT rowid FROM campaigns WHERE name = :campaign)
  AND c.org IN (SELECT org FROM campaign_orgs WHERE campaign = :campaign)
  AND c.state IN ('done', 'failed')
  AND c.campaign NOT IN (SELECT campaign FROM schedule_runs WHERE state IN ('alarm', 'cancelled'))
ORDER BY p.rowid
"""


def tally(db: Database, campaign: str) -> Tally:
    """Count the sites of a campaign, and set them beside the last campaign in which each was asked before."""
    rows = list(db.query("SELECT org, state, reason FROM crawls WHERE campaign = ?", [campaign]))
    states = Counter(row["state"] for row in rows)
    before = {row["org"]: row["state"] for row in db.query(_BEFORE, {"campaign": campaign})}
    asked = [row for row in rows if row["state"] in ("done", "failed") and before.get(row["org"]) != "failed"]
    why = Counter(row["reason"] for row in rows if row["state"] == "failed")
    return Tally(
        due=states["pending"],
        running=states["running"],
        done=states["done"],
        failed=states["failed"],
        no_site=states["no_site"],
        why=dict(sorted(why.items(), key=lambda one: (-one[1], one[0]))),
        newly=sum(row["state"] == "failed" for row in asked),
        steady=len(asked),
    )


def _run(row: Mapping[str, Any]) -> Run:
    times = {key: moment(row[key]) if row[key] else None for key in ("due_at", "started_at", "finished_at")}
    return Run(**dict(row) | times)

"""What runs by itself: keeps table schedules; knows no clock but the moment it is given, and starts nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click
from sqlite_utils import Database

from crawler import campaigns
from crawler.schedule_times import Cron, TimeError, Window, zone

SHARE = 0.5
"""Share of newly failed sites from which a run is no longer believed, where the operator names none."""


class ScheduleError(click.ClickException):
    """A schedule that is not there, or cannot be made as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is crawled, and when."""

    name: str
    cron: str
    """Five fields, in the local time of ``zone``."""
    zone: str
    """IANA name."""
    filters: tuple[str, ...] = ()
    """COLUMN=VALUE of the registry, as ``campaign new`` has them; organisations are chosen anew for each run."""
    hours: str = ""
    """Window of local time in which sites may be asked: ``22:00-06:00``; empty: at any time."""
    delay: float = 1.0
    """Seconds between requests to one host."""
    max_pages: int | None = None
    contact: str = ""
    allow_private: bool = False
    share: float = SHARE
    """More newly failed sites than this share, 0 to 1, and nothing is published."""
    webhook: str = ""
    """Address that is told of an alarm; it may hold a secret, and is shown without its path."""
    lang: str = "ru"
    base_url: str = ""
    """Address of the report's folder on the web; empty: not told, and no QR codes."""
    since: str
    """ISO 8601, UTC: nothing before it is due."""

    @property
    def times(self) -> Cron:
        """When it is due."""
        return Cron(self.cron, zone(self.zone))

    @property
    def window(self) -> Window:
        """When it may ask."""
        return Window(self.hours, zone(self.zone))


def add(db: Database, schedule: Schedule) -> int:
    """Keep a new schedule; gives how many organisations fit it today.

    Raises ScheduleError where the name is taken or can name no campaign, or expression, window or zone cannot be read;
    CampaignError where a filter cannot.
    """
    campaigns.check_name(schedule.name)
    try:
        _ = schedule.times, schedule.window
    except TimeError as error:
        raise ScheduleError(str(error)) from error
    if any(one.name == schedule.name for one in listed(db)):
        raise ScheduleError(f"There is a schedule «{schedule.name}» already. Remove it first, or choose another name.")
    fitting = len(campaigns.select(db, schedule.filters))
    db.table("schedules").insert(asdict(schedule) | {"filters": json.dumps(schedule.filters, ensure_ascii=False)})
    return fitting


def listed(db: Database) -> Iterator[Schedule]:
    """All schedules by name."""
    return (_schedule(row) for row in list(db.query("SELECT * FROM schedules ORDER BY name")))


def remove(db: Database, name: str, now: dt.datetime) -> None:
    """Forget a schedule; its runs and campaigns stay, one under way is cancelled. Raises ScheduleError."""
    if name not in (names := [one.name for one in listed(db)]):
        known = ", ".join(names) or "none yet: glasnost schedule add NAME"
        raise ScheduleError(f"There is no schedule «{name}». Schedules: {known}.")
    with db.atomic():
        db.execute("DELETE FROM schedules WHERE name = ?", [name])
        db.execute(
            "UPDATE schedule_runs SET state = 'cancelled', reason = 'removed', finished_at = ?"
            " WHERE schedule = ? AND state IN ('running', 'alarm')",
            [text(now), name],
        )


def text(moment: dt.datetime) -> str:
    """A moment as the tables keep it: ISO 8601, UTC, seconds."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def moment(written: str) -> dt.datetime:
    """A moment out of the tables."""
    return dt.datetime.fromisoformat(written)


def _schedule(row: Mapping[str, Any]) -> Schedule:
    filters: Sequence[str] = json.loads(row["filters"])
    return Schedule(**dict(row) | {"filters": tuple(filters), "allow_private": bool(row["allow_private"])})

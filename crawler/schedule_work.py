"""Does what is due: runs crawls one after another, goes on with what a stop or a crash left, raises the alarm.

One run at a time asks sites, whatever schedules overlap, and all runs of a process pass one gate: so the limits for a
host hold between them too. The clock, the crawl, the publishing and the alarm are arguments; nothing here sleeps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click
from sqlite_utils import Database

from crawler import campaigns, schedule_runs
from crawler.lock import BusyError, HeldError, hold
from crawler.schedule import Schedule, ScheduleError, listed, text
from crawler.schedule_runs import Run, State, Tally
from crawler.webhook import WebhookError

LOCK = "schedule.lock"

Until = Callable[[], bool]


class BusySchedulerError(ScheduleError):
    """Another scheduler is at work over the home folder."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: nothing is wrong, somebody else is at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the work is done with."""

    clock: Callable[[], dt.datetime]
    """The moment now, UTC."""
    crawl: Callable[[Schedule, str, list[str], Until], bool]
    """Crawl these organisations of a campaign; ``Until`` says when the window is over. True where it ended early."""
    publish: Callable[[Schedule, str], None]
    """Derive, audit, score and report a campaign."""
    alarm: Callable[[Schedule, dict[str, object]], None]
    """Tell the operator's address of an alarm. Raises WebhookError."""
    told: Callable[[str], None]
    """Hears a line of what is done."""


@dataclass(slots=True)
class Outcome:
    """What a call did."""

    done: list[Run] = field(default_factory=list)
    alarms: list[Run] = field(default_factory=list)
    failed: list[Run] = field(default_factory=list)
    next_at: dt.datetime | None = None
    """When there is something to do again; None where nothing is scheduled."""


class _Turn(NamedTuple):
    """What one schedule could do now."""

    at: dt.datetime
    schedule: Schedule
    run: Run | None
    """The run to go on with; None: a new one for what fell due."""
    due: tuple[dt.datetime, int]


def work(home: Path, db: Database, tools: Tools) -> Outcome:
    """Do all that is due now, the longest due first, and return when nothing more can be done at this moment.

    Raises BusySchedulerError where another process works over this home folder; Abort where the crawl was stopped by a
    person. What broke off is gone on with by the next call.
    """
    outcome = Outcome()
    try:
        with hold(home / LOCK):
            while turn := _next(db, tools.clock(), {run.id for run in outcome.failed}):
                if not _take(db, turn, tools, outcome):
                    break
    except HeldError as error:
        raise BusySchedulerError(f"Another scheduler is at work over {home}. It does what is due.") from error
    outcome.next_at = next_at(db, tools.clock())
    return outcome


def next_at(db: Database, now: dt.datetime) -> dt.datetime | None:
    """The first moment from which something can be done."""
    return min((_when(schedule, schedule_runs.last(db, schedule.name), now) for schedule in listed(db)), default=None)


def _when(schedule: Schedule, run: Run | None, now: dt.datetime) -> dt.datetime:
    times = [schedule.window.opens(next(schedule.times.after(now)))]
    if (run and run.open) or schedule_runs.due(schedule, run, now):
        times.append(schedule.window.opens(now))
    elif run and run.state == "alarm" and run.finished_at and run.tries < schedule_runs.TRIES:
        times.append(schedule.window.opens(max(now, run.finished_at + schedule_runs.RETRY)))
    return min(times)


def _next(db: Database, now: dt.datetime, broken: set[int]) -> _Turn | None:
    """What to do now; runs that broke off in this call wait for the next, so that they do not hold up the others."""
    turns = [turn for one in listed(db) if (turn := _turn(one, schedule_runs.last(db, one.name), now))]
    turns = [turn for turn in turns if turn.run is None or turn.run.id not in broken]
    return min(turns, key=lambda turn: (turn.at, turn.schedule.name), default=None)


def _turn(schedule: Schedule, run: Run | None, now: dt.datetime) -> _Turn | None:
    found = schedule_runs.due(schedule, run, now)
    if found and not (run and run.open) and now in schedule.window:
        return _Turn(found[0], schedule, None, found)
    if run and schedule_runs.can_work(schedule, run, now):
        return _Turn(run.due_at, schedule, run, (run.due_at, 0))
    return None


def _take(db: Database, turn: _Turn, tools: Tools, outcome: Outcome) -> bool:
    """Bring one run as far as it goes now. False where nothing more can be done."""
    schedule, run = turn.schedule, turn.run or _begin(db, turn, tools)
    if run.state == "alarm":
        schedule_runs.settle(db, run, "running", tools.clock())
        tools.told(f"{run.campaign}: the sites that failed are asked again.")
    try:
        return _go_on(db, schedule, run, tools, outcome)
    except BusyError as error:
        tools.told(f"{run.campaign}: waits. {error.format_message()}")
        return False
    except click.ClickException as error:  # a full disk, a report that cannot be written: the next call goes on
        tools.told(f"{run.campaign}: broke off. {error.format_message()}")
        outcome.failed.append(run)
        return True


def _go_on(db: Database, schedule: Schedule, run: Run, tools: Tools, outcome: Outcome) -> bool:
    orgs = schedule_runs.left(db, run.campaign)
    if orgs and tools.crawl(schedule, run.campaign, orgs, lambda: tools.clock() not in schedule.window):
        if tools.clock() in schedule.window:
            raise click.Abort
        tools.told(f"{run.campaign}: the window is over; goes on when it opens again.")
        return True
    _end(db, schedule, run, tools, outcome)
    return True


def _begin(db: Database, turn: _Turn, tools: Tools) -> Run:
    """Make the run and its campaign, whole or not at all."""
    schedule, now = turn.schedule, tools.clock()
    local = now.astimezone(schedule.times.zone)
    names = {one.name for one in campaigns.every(db)}
    # Not «NAME-DAY»: that is how ``glasnost run NAME.csv`` calls its own campaign.
    wanted = (f"{schedule.name}_{local:%Y-%m-%d}", f"{schedule.name}_{now:%Y%m%dT%H%M%S}Z")
    name = next(one for one in wanted if one not in names)
    with db.atomic():
        orgs = [org.id for org in campaigns.select(db, schedule.filters)]
        campaigns.ensure(db, name, local.date(), orgs, chosen=" ".join(schedule.filters))
        run = schedule_runs.begin(db, schedule.name, turn.due, name, now)
    missed = f", {run.missed} missed before it" if run.missed else ""
    tools.told(f"{name}: {len(orgs)} organisations, due {local_text(schedule, run.due_at)}{missed}.")
    return run


def _end(db: Database, schedule: Schedule, run: Run, tools: Tools, outcome: Outcome) -> None:
    """Publish what was crawled, or raise the alarm and publish nothing."""
    counts = schedule_runs.tally(db, run.campaign)
    if not counts.done + counts.failed + counts.no_site:
        outcome.failed.append(_settled(db, run, "failed", tools, "no organisation of the registry fits"))
    elif counts.alarming(schedule.share):
        ended = _settled(db, run, "alarm", tools, alarm_text(counts))
        outcome.alarms.append(ended)
        if schedule.webhook and not run.tries:
            _tell(schedule, ended, counts, tools)
    else:
        tools.publish(schedule, run.campaign)
        outcome.done.append(_settled(db, run, "done", tools, ""))


def _settled(db: Database, run: Run, state: State, tools: Tools, reason: str) -> Run:
    schedule_runs.settle(db, run, state, tools.clock(), reason)
    tools.told(f"{run.campaign}: {state}{'. ' + reason if reason else ''}.")
    return next(schedule_runs.runs(db, campaign=run.campaign))


def alarm_text(counts: Tally) -> str:
    """Why a run is not believed."""
    why = ", ".join(f"{reason or 'unknown'} {number}" for reason, number in counts.why.items())
    told = f"{counts.newly} of {counts.steady} sites that answered before or are new failed at once ({why})"
    return f"{told}: likelier our network than theirs; nothing was published"


def _tell(schedule: Schedule, run: Run, counts: Tally, tools: Tools) -> None:
    told: dict[str, object] = {
        "schedule": schedule.name, "campaign": run.campaign, "due_at": text(run.due_at), "reason": run.reason,
        "failed": counts.failed, "newly_failed": counts.newly, "of": counts.steady, "why": dict(counts.why),
    }  # fmt: skip
    try:
        tools.alarm(schedule, told)
    except WebhookError as error:
        tools.told(f"{run.campaign}: {error.format_message()}")


def accept(home: Path, db: Database, name: str, tools: Tools) -> Run:
    """Publish the newest run of a schedule in spite of its alarm: a person looked. Raises ScheduleError."""
    schedule = next((one for one in listed(db) if one.name == name), None)
    try:
        with hold(home / LOCK):
            run = schedule_runs.last(db, name)
            if schedule is None or run is None or run.state != "alarm":
                raise ScheduleError(f"«{name}» has no alarm to overrule. See: glasnost schedule list")
            tools.publish(schedule, run.campaign)
            return _settled(db, run, "done", tools, "")
    except HeldError as error:
        raise BusySchedulerError(f"A scheduler is at work over {home}. Wait for it.") from error


def local_text(schedule: Schedule, moment: dt.datetime) -> str:
    """A moment in the schedule's own local time."""
    return moment.astimezone(schedule.times.zone).strftime("%Y-%m-%d %H:%M %Z")

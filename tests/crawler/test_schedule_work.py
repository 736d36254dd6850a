"""The scheduler with a clock that a test moves: a real database, real lock files, and crawls that say what they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from sqlite_utils import Database

from crawler import campaigns, database, schedule, schedule_runs
from crawler.lock import BusyError, hold
from crawler.schedule import Schedule, ScheduleError
from crawler.schedule_runs import Run
from crawler.schedule_work import LOCK, BusySchedulerError, Outcome, Tools, Until, accept, work
from crawler.webhook import WebhookError

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


class Killed(BaseException):
    """The process is gone: nothing catches this."""


@dataclass(slots=True)
class Machine:
    """A home folder and the world around it."""

    home: Path
    now: dt.datetime = START
    down: set[str] = field(default_factory=set)
    """Organisations that do not answer."""
    published: list[str] = field(default_factory=list)
    crawled: list[tuple[dt.datetime, str, tuple[str, ...]]] = field(default_factory=list)
    alarms: list[dict[str, object]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    during: Callable[[str], None] = lambda _org: None
    """Called before each site."""
    publishing: Callable[[str], None] = lambda _campaign: None
    db: Database = field(init=False)

    def __post_init__(self) -> None:
        self.db = database.connect(self.home)

    def organisations(self, number: int, **more: str) -> None:
        same = {"sector": "education"} | more
        rows = [
            {"id": f"org{one}", "name": f"Школа {one}", "site": f"https://s{one}.example/"} | same
            for one in range(number)
        ]
        self.db.table("organisations").insert_all(rows, replace=True)

    def schedule(
        self, name: str = "night", cron: str = "30 2 * * *", zone: str = "Europe/Berlin", **more: object
    ) -> None:
        made = {"name": name, "cron": cron, "zone": zone, "since": schedule.text(self.now), **more}
        schedule.add(self.db, Schedule(**made))  # type: ignore[arg-type]

    def work(self) -> Outcome:
        tools = Tools(
            clock=lambda: self.now, crawl=self._crawl, publish=self._publish, alarm=self._alarm, told=self.said.append
        )
        return work(self.home, self.db, tools)

    def accept(self, name: str = "night") -> Run:
        tools = Tools(
            clock=lambda: self.now, crawl=self._crawl, publish=self._publish, alarm=self._alarm, told=self.said.append
        )
        return accept(self.home, self.db, name, tools)

    def runs(self) -> list[Run]:
        return list(schedule_runs.runs(self.db))[::-1]

    def _crawl(self, made: Schedule, campaign: str, orgs: list[str], until: Until) -> bool:
        self.crawled.append((self.now, campaign, tuple(orgs)))
        for org in orgs:
            self.during(org)
            if until():
                return True
            state, reason = ("failed", "dns") if org in self.down else ("done", "")
            self.db.execute(
                "UPDATE crawls SET state = ?, reason = ? WHERE campaign = ? AND org = ?", [state, reason, campaign, org]
            )
            self.db.conn.commit()
        del made
        return False

    def _publish(self, made: Schedule, campaign: str) -> None:
        self.publishing(campaign)
        self.published.append(campaign)
        del made

    def _alarm(self, made: Schedule, told: dict[str, object]) -> None:
        self.alarms.append(told)
        if "refuses" in made.webhook:
            raise WebhookError("The webhook answered 500.")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path / "home")
    made.organisations(4)
    yield made
    made.db.close()


@pytest.mark.slow
@pytest.mark.parametrize(("zone", "skipped"), [("Europe/Berlin", "2026-03-29 03:00"), ("Europe/Moscow", "")])
def test_a_year_with_summer_time(machine: Machine, zone: str, skipped: str) -> None:
    """Every night at half past two, by the wall clock: 365 runs, one a day, also in the nights that have no such hour
    or have it twice."""
    here = ZoneInfo(zone)
    machine.schedule(zone=zone)
    changes = [dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)]
    while machine.now < START + dt.timedelta(days=365):
        machine.work()
        near = any(abs(machine.now - one) < 5 * HOUR for one in changes)
        machine.now += 5 * MINUTE if near else 3 * HOUR
    runs = machine.runs()
    days = [run.due_at.astimezone(here).date() for run in runs]
    assert days == [dt.date(2026, 1, 2) + dt.timedelta(days=number) for number in range(365)]
    assert {run.state for run in runs} == {"done"}
    assert {run.missed for run in runs} == {0}
    odd = [f"{at:%Y-%m-%d %H:%M}" for run in runs if (at := run.due_at.astimezone(here)).strftime("%H:%M") != "02:30"]
    assert odd == [skipped][: bool(skipped)]
    assert machine.published == [run.campaign for run in runs]
    assert [run.campaign for run in runs if run.missed == 0] == [f"night_{day}" for day in days]


def test_what_was_missed_is_caught_up_once(machine: Machine) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=10)
    machine.work()
    machine.work()
    [run] = machine.runs()
    assert (run.missed, run.state, run.campaign) == (9, "done", "night_2026-01-11")
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert [run.missed for run in machine.runs()] == [9, 0]


def test_nothing_before_its_making_is_due(machine: Machine) -> None:
    machine.schedule()
    assert machine.work().next_at == dt.datetime(2026, 1, 2, 1, 30, tzinfo=dt.UTC)
    assert machine.runs() == []


@pytest.mark.parametrize("broken", ["in the crawl", "before publishing"])
def test_a_crash_in_the_middle_is_gone_on_with(machine: Machine, broken: str) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=1)

    def die(word: str) -> None:
        if word in ("org2", "night_2026-01-02"):
            raise Killed

    machine.during, machine.publishing = (die, die) if broken == "in the crawl" else (machine.during, die)
    with pytest.raises(Killed):
        machine.work()
    assert machine.published == []
    machine.during = machine.publishing = lambda _word: None
    machine.now += 3 * HOUR
    machine.work()
    [run] = machine.runs()
    assert (run.state, machine.published) == ("done", ["night_2026-01-02"])
    expected = [("org0", "org1", "org2", "org3"), ("org2", "org3")]
    assert [orgs for _, _, orgs in machine.crawled] == expected[: 1 + (broken == "in the crawl")]


def test_a_second_scheduler_says_so(machine: Machine) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=1)
    seen = list[str]()

    def another(_org: str) -> None:
        with pytest.raises(BusySchedulerError) as caught:
            work(machine.home, machine.db, Tools(
                clock=lambda: machine.now, crawl=lambda *_: False, publish=lambda *_: None, alarm=lambda *_: None,
                told=seen.append,
            ))  # fmt: skip
        assert caught.value.exit_code == 75
        with pytest.raises(BusySchedulerError):
            machine.accept()

    machine.during = another
    machine.work()
    assert (len(machine.runs()), seen) == (1, [])


def test_a_window_ends_a_crawl_and_the_next_goes_on(machine: Machine) -> None:
    machine.schedule(hours="02:00-04:00")
    machine.now = dt.datetime(2026, 1, 2, 1, 30, tzinfo=dt.UTC)  # 02:30 in Berlin

    def slowly(_org: str) -> None:
        machine.now += 40 * MINUTE

    machine.during = slowly
    outcome = machine.work()
    assert machine.published == []
    assert outcome.next_at == dt.datetime(2026, 1, 3, 1, 0, tzinfo=dt.UTC), "when the window opens again"
    machine.now = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
    machine.work()
    assert len(machine.crawled) == 1, "nothing is asked by day"
    machine.now, machine.during = outcome.next_at, lambda _org: None
    machine.work()
    assert [orgs for _, _, orgs in machine.crawled] == [("org0", "org1", "org2", "org3"), ("org2", "org3")]
    assert [(run.state, run.campaign) for run in machine.runs()] == [("done", "night_2026-01-02")]


def test_what_falls_due_outside_the_window_waits_for_it(machine: Machine) -> None:
    machine.schedule(cron="0 12 * * *", hours="22:00-06:00")
    machine.now = dt.datetime(2026, 1, 2, 11, 30, tzinfo=dt.UTC)
    assert machine.work().next_at == dt.datetime(2026, 1, 2, 21, tzinfo=dt.UTC)
    machine.now = dt.datetime(2026, 1, 2, 21, tzinfo=dt.UTC)
    machine.work()
    assert [run.state for run in machine.runs()] == ["done"]


def test_one_turn_at_a_time_and_the_next_stands_for_what_fell_due_meanwhile(machine: Machine) -> None:
    machine.schedule(cron="0 * * * *")
    machine.now += 2 * HOUR

    def slowly(_org: str) -> None:
        machine.now += HOUR

    machine.during = slowly
    before = machine.now
    machine.during = lambda org: slowly(org) if machine.now < before + 4 * HOUR else None
    machine.work()
    assert [(run.missed, run.state) for run in machine.runs()] == [(1, "done"), (3, "done")]


def test_overlapping_schedules_take_turns(machine: Machine) -> None:
    machine.schedule("a")
    machine.schedule("b", cron="0 2 * * *", filters=("sector=education",))
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert [(campaign, len(orgs)) for _, campaign, orgs in machine.crawled] == [
        ("b_2026-01-02", 4),
        ("a_2026-01-02", 4),
    ]


def test_a_failure_of_all_at_once_is_an_alarm(machine: Machine) -> None:
    machine.schedule(webhook="https://ops.example/secret")
    machine.now += dt.timedelta(days=1)
    machine.work()
    machine.down = {"org0", "org1", "org2"}
    machine.now += dt.timedelta(days=1)
    outcome = machine.work()
    assert [run.state for run in outcome.alarms] == ["alarm"]
    assert machine.published == ["night_2026-01-02"], "the report is not replaced"
    assert machine.alarms == [
        {
            "schedule": "night", "campaign": "night_2026-01-03", "due_at": "2026-01-03T01:30:00+00:00",
            "reason": outcome.alarms[0].reason, "failed": 3, "newly_failed": 3, "of": 4, "why": {"dns": 3},
        }
    ]  # fmt: skip
    assert "3 of 4" in outcome.alarms[0].reason
    assert "dns 3" in outcome.alarms[0].reason
    machine.work()
    assert len(machine.crawled) == 2, "asked again only an hour later"
    machine.now += HOUR
    machine.down = {"org1"}
    machine.work()
    assert machine.crawled[-1][2] == ("org0", "org1", "org2"), "only those that failed"
    assert machine.published == ["night_2026-01-02", "night_2026-01-03"]
    assert len(machine.alarms) == 1


def test_an_alarm_is_looked_at_three_times_and_then_waits(machine: Machine) -> None:
    machine.schedule(webhook="https://refuses.example/")
    machine.down = {"org0", "org1", "org2"}
    machine.now += dt.timedelta(days=1)
    for _ in range(8):
        machine.work()
        machine.now += HOUR
    [run] = machine.runs()
    assert (run.state, run.tries, len(machine.crawled), machine.published) == ("alarm", 3, 4, [])
    assert any("answered 500" in line for line in machine.said)
    assert machine.accept().state == "done"
    assert machine.published == ["night_2026-01-02"]
    with pytest.raises(ScheduleError, match="no alarm"):
        machine.accept()


def test_sites_that_failed_before_raise_no_alarm(machine: Machine) -> None:
    machine.organisations(10)
    machine.schedule()
    machine.down = {f"org{number}" for number in range(5)}
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert machine.published == ["night_2026-01-02"], "half of them, not more"
    machine.down |= {"org5", "org6"}
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert machine.published[-1] == "night_2026-01-03", "seven of ten, but two of the five that answered before"
    machine.down |= {"org7", "org8"}
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert machine.runs()[-1].state == "done", "two are too few to say anything"


def test_an_alarm_teaches_nothing_about_the_sites(machine: Machine) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=1)
    machine.work()
    machine.down = {f"org{number}" for number in range(4)}
    for _ in range(2):
        machine.now += dt.timedelta(days=1)
        machine.work()
    assert [run.state for run in machine.runs()] == ["done", "alarm", "alarm"]


def test_another_crawl_under_way_is_waited_for(machine: Machine) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=1)

    def busy(_org: str) -> None:
        raise BusyError("Another crawl is under way.")

    machine.during = busy
    machine.work()
    assert [run.state for run in machine.runs()] == ["running"]
    machine.during = lambda _org: None
    machine.work()
    assert [run.state for run in machine.runs()] == ["done"]


def test_what_breaks_off_does_not_hold_up_the_others(machine: Machine) -> None:
    machine.schedule("a")
    machine.schedule("b", cron="40 2 * * *")
    machine.now += dt.timedelta(days=1)

    def full(campaign: str) -> None:
        if campaign.startswith("a"):
            raise click.ClickException("the disk is full")

    machine.publishing = full
    outcome = machine.work()
    assert machine.published == ["b_2026-01-02"]
    assert [run.campaign for run in outcome.failed] == ["a_2026-01-02"]
    machine.publishing = lambda _campaign: None
    machine.work()
    assert machine.published == ["b_2026-01-02", "a_2026-01-02"]


def test_a_stop_by_a_person_is_no_end(machine: Machine) -> None:
    machine.schedule()
    machine.now += dt.timedelta(days=1)
    tools = Tools(
        clock=lambda: machine.now, crawl=lambda *_: True, publish=lambda *_: None, alarm=lambda *_: None,
        told=machine.said.append,
    )  # fmt: skip
    with pytest.raises(click.Abort):
        work(machine.home, machine.db, tools)
    assert [run.state for run in machine.runs()] == ["running"]
    with hold(machine.home / LOCK):
        pass  # the lock is free again


def test_a_clock_that_was_wrong_stops_nothing(machine: Machine) -> None:
    machine.schedule()
    machine.now = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
    machine.work()
    machine.now = START + dt.timedelta(days=1)
    machine.work()
    assert [run.due_at.year for run in machine.runs()] == [2034, 2026]
    machine.work()
    assert len(machine.runs()) == 2, "once: the newest run is the one that counts"


def test_nobody_fits(machine: Machine) -> None:
    machine.schedule(filters=("sector=health",))
    machine.now += dt.timedelta(days=1)
    assert [run.state for run in machine.work().failed] == ["failed"]
    assert machine.work().failed == []


def test_removed_in_the_middle(machine: Machine) -> None:
    machine.schedule(hours="02:00-04:00")
    machine.now = dt.datetime(2026, 1, 2, 1, 30, tzinfo=dt.UTC)
    machine.during = lambda _org: setattr(machine, "now", machine.now + 2 * HOUR)
    machine.work()
    schedule.remove(machine.db, "night", machine.now)
    assert [(run.state, run.reason) for run in machine.runs()] == [("cancelled", "removed")]
    assert machine.work().next_at is None
    with pytest.raises(ScheduleError, match="no schedule"):
        schedule.remove(machine.db, "night", machine.now)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"cron": "99 * * * *"}, "cron expression"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"hours": "22-6"}, "22:00-06:00"),
        ({"filters": ("colour=red",)}, "no filter"),
        ({"name": "../up"}, "cannot name"),
    ],
)
def test_what_cannot_be_read_is_not_kept(machine: Machine, more: dict[str, object], told: str) -> None:
    with pytest.raises(click.ClickException, match=told):
        machine.schedule(**more)  # type: ignore[arg-type]
    assert list(schedule.listed(machine.db)) == []


def test_a_name_is_taken_once(machine: Machine) -> None:
    machine.schedule()
    with pytest.raises(ScheduleError, match="already"):
        machine.schedule()
    campaigns.ensure(machine.db, "night_2026-01-02", START.date(), [])
    machine.now += dt.timedelta(days=1)
    machine.work()
    assert machine.runs()[0].campaign == "night_20260102T120000Z"

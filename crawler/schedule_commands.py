"""The command schedule: reads options, prints what is planned and what was done; the work is done elsewhere."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.agent import checked
from crawler.commands import PLANS

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.schedule import Schedule
    from crawler.schedule_runs import Run
    from crawler.schedule_work import Outcome, Tools, Until

PUBLISH = "crawler.publish"
"""Key of ``ctx.meta``: a function of home, schedule, campaign, and of when no site may be asked any more, that derives,
audits, scores, takes pictures and reports. The front door sets it, because this package knows none of that."""
ADDRESS = "crawler.address"
"""Key of ``ctx.meta``: a function that reads the address of a report's folder, or raises BadParameter."""
ALARM = 3
"""Exit code: more sites failed at once than a schedule allows, and nothing was published."""
_LOOK = 60.0
"""Seconds that ``--stay`` sleeps at most: a machine may have slept itself, and its clock may have been set."""


@click.group(epilog="Example: glasnost schedule run")
def schedule() -> None:
    """Crawls that run by themselves."""


@schedule.command(
    epilog='Example: glasnost schedule add schools --cron "0 22 * * 1-5" --zone Europe/Moscow --window 22:00-06:00'
    " --filter sector=education",
)
@click.argument("name")
@click.option("--cron", required=True, help="When: minute, hour, day, month, day of week, in local time.")
@click.option("--zone", help="Time zone of --cron and --window, as Europe/Moscow; this machine's without it.")
@click.option(
    "--filter", "filters", multiple=True, metavar="COLUMN=VALUE",
    help="Only organisations that fit, chosen anew each time; may be repeated.",
)  # fmt: skip
@click.option("--window", "hours", default="", metavar="HH:MM-HH:MM", help="Ask sites only in these hours.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--max-pages", type=click.IntRange(min=1), help="HTML pages of a site at most.")
@click.option(
    "--contact", envvar="GLASNOST_CONTACT", show_envvar=True, default="", callback=checked,
    help="Told to every site that we ask.",
)  # fmt: skip
@click.option("--allow-private", is_flag=True, help="Reach private addresses too: demo and test sites on this machine.")
@click.option(
    "--alarm", "share", type=click.FloatRange(0, 1), default=0.5, show_default=True,
    help="Publish nothing where more than this share of sites fails at once.",
)  # fmt: skip
@click.option("--webhook", default="", metavar="URL", help="Told of an alarm (POST, JSON).")
@click.option(
    "--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the report."
)
@click.option(
    "--base-url", default="", metavar="URL", callback=lambda ctx, _option, text: ctx.meta[ADDRESS](text),
    help="Address of the folder in which the report will stand on the web: for QR codes on pages and posters.",
)  # fmt: skip
@click.pass_obj
def add(home: Path, /, zone: str | None, **options: Any) -> None:  # noqa: ANN401 (crawler.schedule.Schedule names them)
    """Have the organisations that fit crawled by themselves; each turn is a campaign NAME_DAY of its own.

    It is published when it is over: reports/NAME/LANG in the home folder. What was missed while the machine was off is
    caught up once. What is set for an hour that a spring night skips runs right after it, for one that an autumn night
    repeats once.
    """
    from crawler import database, webhook
    from crawler import schedule as schedules
    from crawler.schedule_times import TimeError, zone_of_machine

    if options["webhook"]:
        webhook.check(options["webhook"])
    try:
        made = schedules.Schedule(
            zone=zone or zone_of_machine(os.environ.get("TZ")), since=schedules.text(_now()), **options
        )
    except TimeError as error:
        raise schedules.ScheduleError(str(error)) from error
    number = schedules.add(database.connect(home), made)
    click.echo(f"{made.name}: {number} organisations today; next {_local(made, next(made.times.after(_now())))}")
    click.echo("To have it run: glasnost schedule install")


@schedule.command("list", epilog="Example: glasnost schedule list")
@click.pass_obj
def list_schedules(home: Path) -> None:
    """Print the schedules: expression, window, filter, next turn, last turn and what came of it."""
    from crawler import database, schedule_runs
    from crawler import schedule as schedules
    from crawler.schedule_work import local_text

    db = database.connect(home)
    for one in schedules.listed(db):
        run = schedule_runs.last(db, one.name)
        waits = schedule_runs.due(one, run, _now())
        due = "due now" if waits else f"next {local_text(one, next(one.times.after(_now())))}"
        scope = " ".join(one.filters) or "all organisations"
        click.echo(f"{one.name}\t{one.cron} {one.zone}\t{one.hours or 'any time'}\t{scope}\t{due}")
        if run is not None:
            click.echo(f"\tlast: {_told(one, run)}")


@schedule.command(epilog="Example: glasnost schedule remove schools")
@click.argument("name")
@click.pass_obj
def remove(home: Path, name: str) -> None:
    """Forget a schedule. Its campaigns stay; a turn under way ends where it is."""
    from crawler import database
    from crawler import schedule as schedules

    schedules.remove(database.connect(home), name, _now())
    click.echo(f"Removed: {name}")


@schedule.command(epilog="Example: glasnost schedule run\n\nExit codes: 0 done, 3 alarm, 1 broke off, 75 another runs.")
@click.option("--stay", is_flag=True, help="Wait for what comes next, instead of ending.")
@click.pass_context
def run(ctx: click.Context, *, stay: bool) -> None:
    """Do what is due: crawl, audit, report; go on with what was cut off. Called again and again by cron or systemd."""
    from crawler import database
    from crawler.schedule_work import work

    home: Path = ctx.obj
    db = database.connect(home)
    tools = _tools(ctx, db)
    outcome = work(home, db, tools)
    while stay:
        time.sleep(_pause(outcome))
        outcome = work(home, db, tools)
    if outcome.next_at is None:
        click.echo("Nothing is scheduled. See: glasnost schedule add --help")
    elif not (outcome.done or outcome.alarms or outcome.failed):
        click.echo(f"Nothing to do now; next {outcome.next_at.astimezone():%Y-%m-%d %H:%M %Z}.")
    ctx.exit(ALARM if outcome.alarms else int(bool(outcome.failed)))


@schedule.command(epilog="Example: glasnost schedule accept schools")
@click.argument("name")
@click.pass_context
def accept(ctx: click.Context, name: str) -> None:
    """Publish the last turn of a schedule in spite of its alarm: somebody looked, and the sites are gone indeed."""
    from crawler import database
    from crawler import schedule_work as works

    db = database.connect(ctx.obj)
    works.accept(ctx.obj, db, name, _tools(ctx, db))


@schedule.command(epilog="Example: glasnost schedule install")
@click.pass_obj
def install(home: Path) -> None:
    """Print a systemd unit with its timer, and a line for crontab. Nothing is installed."""
    from crawler.schedule_install import crontab, units

    own = Path(sys.argv[0]).resolve()
    program = [str(own)] if own.name == "glasnost" else [sys.executable, "-m", "glasnost"]
    click.echo(units(program, home.resolve()))
    click.echo(crontab(program, home.resolve()), nl=False)


def _tools(ctx: click.Context, db: Database) -> Tools:
    from crawler import campaigns, crawling, webhook
    from crawler.conductor import CrawlOptions
    from crawler.plan import Plan
    from crawler.politeness import Gate
    from crawler.schedule_work import Tools

    home, gate = ctx.obj, Gate(1.0)
    factory: Callable[[Path, dt.date], Any] | None = ctx.meta.get(PLANS)
    publish: Callable[[Path, Schedule, str, Until], None] = ctx.meta[PUBLISH]

    def crawl(made: Schedule, campaign: str, orgs: list[str], until: Until) -> bool:
        options = CrawlOptions(
            allow_private=made.allow_private, delay=made.delay, max_pages=made.max_pages, contact=made.contact,
            gate=gate,
        )  # fmt: skip
        plans = factory(home, campaigns.get(db, campaign).as_of) if factory else lambda _: Plan()
        return crawling.crawl(home, campaign, plans=plans, orgs=orgs, options=options, until=until).stopped

    return Tools(
        clock=_now,
        crawl=crawl,
        publish=lambda made, campaign: publish(home, made, campaign, lambda: _now() not in made.window),
        alarm=lambda made, told: webhook.post(made.webhook, told, allow_private=made.allow_private),
        told=lambda line: click.echo(f"{_now().astimezone():%Y-%m-%d %H:%M} {line}"),
    )


def _pause(outcome: Outcome) -> float:
    if outcome.next_at is None or outcome.failed:
        return _LOOK
    return min(max((outcome.next_at - _now()).total_seconds(), 1.0), _LOOK)


def _told(one: Schedule, run: Run) -> str:
    from crawler.schedule_work import local_text

    missed = f", {run.missed} missed before it" if run.missed else ""
    return f"{run.campaign}\tdue {local_text(one, run.due_at)}{missed}\t{run.state}\t{run.reason}".rstrip()


def _local(one: Schedule, moment: dt.datetime) -> str:
    from crawler.schedule_work import local_text

    return local_text(one, moment)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

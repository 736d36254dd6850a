"""The front door: reads the command line, loads a command's module when it is used; itself holds only run and demo."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import importlib
import re
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:  # imported when they are used: --help must not wait for them
    from sqlite_utils import Database

    from audit.imports.columns import Kind
    from crawler.plan import Plan
    from crawler.registry import Organisation


COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "run": ("glasnost", "run", "Everything in order: registry, crawl, derive, audit, score, report."),
    "registry": ("crawler.commands", "registry", "Organisations: import, list, check."),
    "campaign": ("crawler.commands", "campaign", "Assessment cycles: new, list, status, stage."),
    "crawl": ("crawler.commands", "crawl", "Fetch the sites of a campaign into the archive."),
    "schedule": ("crawler.schedule_commands", "schedule", "Crawls by themselves: add, list, remove, run, install."),
    "derive": ("audit.commands", "derive", "Read the texts of archived documents, once."),
    "audit": ("audit.commands", "audit", "Check the archive against the check-lists."),
    "score": ("audit.commands", "score", "Count the points of each organisation."),
    "pictures": ("crawler.commands", "pictures", "Take pictures of home pages and gaps for the report."),
    "report": ("reports.commands", "report", "Write reports: html."),
    "findings": ("audit.commands", "findings", "Print findings by item or topic as a table, JSON lines or CSV."),
    "import": ("audit.imports.commands", "import_", "Surveys, inspections, other numbers: files, template, list."),
    "review": ("audit.commands", "review", "What people decide: export, import, withdraw, agreement."),
    "rating": ("audit.rating.commands", "rating", "The full rating: indicators, criteria, totals, places."),
    "plan": ("audit.repairs.commands", "plan", "Plans of repair: export, import, status."),
    "ties": ("audit.ties_commands", "ties", "Who is connected with an organisation: add, remove, list."),
    "bundle": ("reports.bundles.commands", "bundle", "One file that anyone can check: pack, verify, show, key."),
    "diff": ("reports.comparison.commands", "diff", "Compare two campaigns, homes or bundles."),
    "letters": (
        "reports.letter_commands",
        "letters",
        "One letter per organisation: its gaps, the term, how to object.",
    ),
    "objections": ("audit.objection_commands", "objections", "What organisations object to: import, list, answer."),
    "serve": ("reports.serve_commands", "serve", "Look inside: the report and the data on a local port."),
    "checklists": ("checklists.commands", "checklists", "What must be published: list, show, lint, new."),
    "demo": ("glasnost", "demo", "Run everything over small invented sites on this machine."),
}
"""Command: module, attribute, line of help. Text here, so that ``glasnost --help`` imports nothing else."""


_NO_ROOM = ("readonly", "disk is full", "disk I/O error")
"""What SQLite says of a folder that cannot be written; the last of a limit or a fault of the disk."""


class FrontDoor(click.Group):
    """A group whose commands are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; a disk that takes no more is told with the folder that stands on it."""
        try:
            return super().invoke(ctx)
        except sqlite3.OperationalError as error:
            if not any(sign in str(error) for sign in _NO_ROOM):
                raise
            told = f"Cannot write to {ctx.params['home']}: {error}."
            raise click.ClickException(f"{told} What was fetched is kept: run again when there is room.") from error

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        name, attribute, _ = COMMANDS[cmd_name]
        module = sys.modules[__name__] if name == "glasnost" else importlib.import_module(name)
        command: click.Command = getattr(module, attribute)
        if cmd_name == "campaign" and isinstance(command, click.Group):
            command.add_command(importlib.import_module("audit.objection_commands").stage, "stage")
        if cmd_name == "registry" and isinstance(command, click.Group):
            command.add_command(registry_check, "check")  # here, where registry and check-lists may meet
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


def _show_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click's signature)
    if value:
        from importlib.metadata import version  # 30 ms that only --version needs

        click.echo(f"glasnost {version('glasnost')}")
        ctx.exit()


@click.group(cls=FrontDoor, epilog="Example: glasnost run registry.csv")
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path("glasnost-data"),
    envvar="GLASNOST_HOME",
    show_default=True,
    show_envvar=True,
    help="Folder of the database, the archive and the reports.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show it.")
@click.pass_context
def cli(ctx: click.Context, home: Path) -> None:
    """Audit how open the official websites of schools, clinics, libraries and social services are."""
    ctx.obj = home
    ctx.meta["crawler.plans"] = _plans
    ctx.meta["crawler.publish"] = _publish
    ctx.meta["crawler.wanted"] = _wanted


def _plans(as_of: dt.date) -> Callable[[Organisation], Plan]:
    """What ``glasnost crawl`` looks for: made from check-lists, which the crawler's package may not know."""
    from audit.plan import plans

    return plans(as_of)


def _publish(home: Path, name: str, campaign: str, lang: str) -> None:
    """What ``glasnost schedule run`` does when a crawl is over; the report changes places when it is whole."""
    from reports.html import write
    from reports.publish import publish

    def make(out: Path) -> Path:
        _judge(home, campaign)
        return write(home, campaign, out, lang)

    publish(home / "reports" / name / lang, make)


def _wanted(home: Path, campaign: str, orgs: Sequence[str] = ()) -> dict[str, list[tuple[str, str]]]:
    """What ``glasnost pictures`` takes: chosen by findings, which the crawler's package may not know."""
    from audit.pictures import wanted

    return wanted(home, campaign, orgs)


@click.command(epilog="Example: glasnost registry check")
@click.pass_obj
def registry_check(home: Path) -> None:
    """Say which organisations have a sector or kind that no check-list knows; exit 1 where there are any."""
    from checklists.load import load
    from crawler import database, registry

    db = database.connect(home)
    with contextlib.closing(db.conn):
        lines = registry.check(db, load().known())
    click.echo("\n".join(lines) or "Every organisation has a check-list.")
    sys.exit(bool(lines))


class Job(NamedTuple):
    """What ``run`` was asked for."""

    registry: Path
    campaign: str | None = None
    as_of: dt.date | None = None
    out: Path | None = None
    allow_private: bool = False
    delay: float = 1.0
    """Seconds between two requests to one host."""
    max_pages: int | None = None
    lang: str = "ru"
    survey: Sequence[Path] = ()
    """Respondents, see ``glasnost import survey``."""
    inspection: Sequence[Path] = ()
    by: str = ""
    """Who asked and inspected, where the files do not say."""
    name_servers: tuple[tuple[str, int], ...] = ()
    """Asked who takes mail; none: this machine's own."""


_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_out = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the report.")
_lang = click.option(
    "--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the report."
)


@cli.command(epilog="Example: glasnost run registry.csv --campaign spring-2026 --as-of 2026-05-31 --out report")
@click.argument("registry", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", help="Its name; without it, the registry's name and the as-of date.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day whose law is asked; today without it.")
@click.option("--allow-private", is_flag=True, help="Crawl addresses outside the public internet too.")
@click.option("--delay", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages to read of one site at most.")
@click.option("--survey", type=_file, multiple=True, help="Respondents' answers to import; may be repeated.")
@click.option("--inspection", type=_file, multiple=True, help="Inspections to import; may be repeated.")
@click.option("--by", default="", help="Who asked and inspected, where the files do not say.")
@_out
@_lang
@click.pass_obj
def run(home: Path, /, as_of: dt.datetime | None, **options: Any) -> None:  # noqa: ANN401 (Job names them)
    """Import REGISTRY, crawl its sites, derive texts, audit, score, report; started again, go on where it stopped.

    With --survey and --inspection it ends in the full rating.
    """
    pipeline(home, Job(as_of=as_of.date() if as_of else None, **options))


@cli.command(epilog="Example: glasnost demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8790, show_default=True, help="0: any free one.")
@_out
@_lang
@click.pass_context
def demo(ctx: click.Context, port: int, out: Path | None, lang: str) -> None:
    """Serve small invented sites on this machine, and run everything over them, to the full rating of their region.

    Without --home the database, the archive and the report go to a new temporary folder.
    """
    import tempfile

    import glasnost_people as people
    from audit.imports.columns import headers
    from glasnost_demo import names, serve

    asked = ctx.find_root().get_parameter_source("home") is not click.core.ParameterSource.DEFAULT
    home = ctx.obj if asked else Path(tempfile.mkdtemp(prefix="glasnost-demo-"))
    home.mkdir(parents=True, exist_ok=True)
    path = home / "demo.csv"
    survey, inspection = home / "demo-survey.csv", home / "demo-inspection.csv"
    with serve(port) as registry, names() as name_server:
        _save(path, registry)
        _save(survey, people.survey(registry, headers("survey")))
        _save(inspection, people.inspection(registry, headers("inspection")))
        job = Job(path, "demo", DEMO_DAY, out, allow_private=True, delay=0.0, lang=lang, name_servers=(name_server,))
        pipeline(home, job._replace(survey=[survey], inspection=[inspection], by=people.OPERATOR))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:  # a full disk does not say where it is full
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error


def pipeline(home: Path, job: Job) -> Path:
    """Run the stages over one home folder; print each, the scores and the report's path, and give that path."""
    from audit.database import connect
    from crawler import campaigns, registry, stages
    from crawler.conductor import CrawlOptions
    from crawler.crawling import crawl
    from reports.html import write
    from reports.terminal import print_rating, print_scores

    db = connect(home)
    with contextlib.closing(db.conn):
        imported = registry.import_file(db, job.registry)
        name, as_of = _campaign(db, job)
        stages.keep_final(db, name)
        campaigns.ensure(db, name, as_of, imported.ids)
    for row in imported.bad:
        click.echo(f"Skipped: {row}", err=True)
    click.echo(f"Registry: {len(imported.ids)} organisations, {len(imported.bad)} bad rows. Campaign {name}, {as_of}.")
    options = CrawlOptions(
        allow_private=job.allow_private, delay=job.delay, max_pages=job.max_pages, name_servers=job.name_servers
    )
    if crawl(home, name, plans=_plans(as_of), options=options).stopped:
        raise click.Abort
    _judge(home, name)
    _measures(home, name, job)
    _pictures(home, name, job)
    index = write(home, name, job.out or home / "reports" / name / job.lang, job.lang)
    print_scores(home, name)
    print_rating(home, name)
    click.echo(f"Report: {index.resolve()}")
    return index


def _pictures(home: Path, campaign: str, job: Job) -> None:
    """Take the pictures that the report shows; without a browser it is told why there are none."""
    from crawler import database, pictures

    wanted = {org: [pictures.Wanted(*one) for one in places] for org, places in _wanted(home, campaign).items()}
    db = database.connect(home)
    with contextlib.closing(db.conn):
        taken = pictures.take(
            db, home, campaign, wanted, allow_private=job.allow_private, delay=job.delay, told=click.echo
        )
    click.echo(f"Pictures: {taken} for the report.")


def _measures(home: Path, campaign: str, job: Job) -> None:
    """Import the surveys and inspections that were named; a file that cannot be read is told, the rest goes on."""
    from audit.imports.commands import bring

    named: list[tuple[Kind, Path]] = [("survey", path) for path in job.survey]
    named += [("inspection", path) for path in job.inspection]
    for kind, path in named:
        click.echo(f"Import {kind}: {path}")
        try:
            bring(home, path, kind, campaign=campaign, by=job.by)
        except click.ClickException as error:
            _warn(error)


def _judge(home: Path, campaign: str) -> None:
    """What follows a crawl: derive, audit, score."""
    from audit.auditing import audit
    from audit.deriving import derive
    from audit.progress import progress, summary
    from audit.reading.ocr import find
    from audit.scoring import score

    with progress() as told:
        tally = derive(home, campaign, ocr=find(), told=told, broken=_warn)
    click.echo(f"Derive: {summary(tally)}")
    click.echo("Audit: the archive against the check-lists.")
    audit(home, campaign, broken=_warn)
    score(home, campaign)


def _warn(error: click.ClickException) -> None:
    click.echo(f"Warning: {error.format_message()}", err=True)


def _campaign(db: Database, job: Job) -> tuple[str, dt.date]:
    """The campaign's name and day: as asked, else the unfinished one of this registry, else one of today."""
    from crawler import campaigns

    stem = re.sub(r"[^\w.-]+", "-", job.registry.stem).strip("-._") or "registry"
    wanted = re.compile(re.escape(job.campaign) if job.campaign else re.escape(stem) + r"-\d{4}-\d\d-\d\d")
    mine = [one for one in campaigns.every(db) if job.as_of is None and wanted.fullmatch(one.name)]
    if mine and (job.campaign or {"pending", "running"} & mine[-1].states.keys()):
        return mine[-1].name, mine[-1].as_of
    as_of = job.as_of or dt.datetime.now().astimezone().date()
    return job.campaign or f"{stem}-{as_of}", as_of


DEMO_DAY = dt.date(2026, 10, 15)
"""The day on which the demo's registry says that its sites were checked."""


UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOTDIR}
"""What the system says of a folder that cannot be written: the user's matter, not a fault of the program."""


def main() -> None:
    """Run the command line; a user's mistake ends in one clear line, a mistake of ours in a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("\nStopped. What was fetched is kept: run the same command again to continue.", err=True)
        code = 130
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        click.echo(f"Error: {error}. What was fetched is kept: run again when there is room.", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

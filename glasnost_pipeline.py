"""The stages in order, of ``run`` and ``demo``.

Beside the front door and not in it, so that neither is long; imported by the commands that use it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from glasnost_stages import address, judge, plans, sectors, take_pictures, warn

if TYPE_CHECKING:  # imported when they are used: --help must not wait for them
    from sqlite_utils import Database

    from audit.imports.columns import Kind
    from crawler.run import Mode


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
    contact: str = ""
    """Told to every site that is asked."""
    lang: str = "ru"
    base: str = ""
    """Where the report will stand on the web, see reports.address.base_url."""
    survey: Sequence[Path] = ()
    """Respondents, see ``glasnost import survey``."""
    inspection: Sequence[Path] = ()
    by: str = ""
    """Who asked and inspected, where the files do not say."""
    decide: Callable[[Path], int] | None = None
    """Fills in a file of findings that a person should look at; gives how many it decided."""
    browser: Mode = "needed"
    name_servers: tuple[tuple[str, int], ...] = ()
    """Asked who takes mail; none: this machine's own."""


_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_out = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the report.")
_lang = click.option(
    "--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the report."
)
_base = click.option(
    "--base-url", "base", default="", metavar="URL", callback=lambda _ctx, _option, text: address(text),
    help="Address of the folder in which the report will stand on the web: for QR codes on pages and posters.",
)  # fmt: skip
_browser = click.option(
    "--browser", type=click.Choice(["needed", "all", "none"]), default="needed", show_default=True,
    help="Show in Chromium: pages that plain HTTP does not show, all pages, no page.",
)  # fmt: skip


def _checked(ctx: click.Context, option: click.Parameter, value: str) -> str:
    from crawler.agent import checked

    return checked(ctx, option, value)


_contact = click.option(
    "--contact", envvar="GLASNOST_CONTACT", show_envvar=True, default="", callback=_checked,
    help="Told to every site that we ask.",
)  # fmt: skip


@click.command(
    epilog="Example: glasnost run registry.csv --campaign spring-2026 --as-of 2026-05-31 --contact audit@example.org"
)
@click.argument("registry", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", help="Its name; without it, the registry's name and the as-of date.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day whose law is asked; today without it.")
@click.option("--allow-private", is_flag=True, help="Crawl addresses outside the public internet too.")
@click.option("--delay", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages to read of one site at most.")
@_contact
@_browser
@click.option("--survey", type=_file, multiple=True, help="Respondents' answers to import; may be repeated.")
@click.option("--inspection", type=_file, multiple=True, help="Inspections to import; may be repeated.")
@click.option("--by", default="", help="Who asked and inspected, where the files do not say.")
@_out
@_base
@_lang
@click.pass_obj
def run(home: Path, /, as_of: dt.datetime | None, **options: Any) -> None:  # noqa: ANN401 (Job names them)
    """Import REGISTRY, crawl its sites, derive texts, audit, score, report; started again, go on where it stopped.

    With --survey and --inspection it ends in the full rating.
    """
    pipeline(home, Job(as_of=as_of.date() if as_of else None, **options))


@click.command(epilog="Example: glasnost demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8790, show_default=True, help="0: any free one.")
@_contact
@_browser
@_out
@_base
@_lang
@click.pass_context
def demo(ctx: click.Context, /, port: int, browser: Mode, **options: Any) -> None:  # noqa: ANN401 (Job names them)
    """Serve small invented sites on this machine, and run everything over them, to the full rating of their region.

    Without --home the database, the archive and the report go to a new temporary folder.
    """
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
        job = Job(
            path, "demo", DEMO_DAY, allow_private=True, delay=0.0, survey=[survey], inspection=[inspection],
            by=people.OPERATOR, decide=people.decide, browser=browser, name_servers=(name_server,), **options,
        )  # fmt: skip
        pipeline(home, job)


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
        imported = registry.import_file(db, job.registry, sectors)
        name, as_of = _campaign(db, job)
        stages.keep_final(db, name)
        campaigns.ensure(db, name, as_of, imported.ids)
    for row in imported.bad:
        click.echo(f"Skipped: {row}", err=True)
    click.echo(f"Registry: {len(imported.ids)} organisations, {len(imported.bad)} bad rows. Campaign {name}, {as_of}.")
    options = CrawlOptions(
        allow_private=job.allow_private, delay=job.delay, max_pages=job.max_pages, browser=job.browser,
        contact=job.contact, name_servers=job.name_servers,
    )  # fmt: skip
    if crawl(home, name, plans=plans(home, as_of), options=options).stopped:
        raise click.Abort
    judge(home, name)
    if job.decide:
        _decisions(home, name, job.decide)
    _measures(home, name, job)
    if job.browser != "none":
        take_pictures(
            home, name, allow_private=job.allow_private, delay=job.delay, contact=job.contact,
        )  # fmt: skip
    index = write(home, name, job.out or home / "reports" / name / job.lang, job.lang, base=job.base)
    print_scores(home, name)
    print_rating(home, name)
    click.echo(f"Report: {index.resolve()}")
    return index


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
            warn(error)


def _decisions(home: Path, campaign: str, decide: Callable[[Path], int]) -> None:
    """Give a person what is unclear, and take back what they decided; without anything unclear nothing is given."""
    from audit.database import connect
    from audit.review_export import export
    from audit.review_import import import_file
    from audit.reviews import ReviewError
    from audit.scoring import score
    from checklists.load import catalogue_of

    path = home / f"{campaign}-review.xlsx"
    with contextlib.closing((db := connect(home)).conn):
        try:
            shown = export(db, catalogue_of(home), campaign, path, unclear=True)
            decided = decide(path) and import_file(db, path, dt.datetime.now(dt.UTC).isoformat(timespec="seconds")).kept
        except ReviewError as error:
            warn(error)
            return
    click.echo(f"Review: {shown} findings to look at in {path}, {decided} decided.")
    score(home, campaign)


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

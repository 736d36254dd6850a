"""The commands registry, campaign and crawl: reads options, prints results; what is done is done elsewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from crawler.agent import checked

PLANS = "crawler.plans"
"""Key of ``ctx.meta``: a function from a campaign's as-of date to the plans of ``crawling.crawl``. The front door sets
it, because plans are made from check-lists, which this package does not know."""
WANTED = "crawler.wanted"
"""Likewise: a function from home, campaign and organisations to what ``pictures`` takes, chosen by findings."""
SECTORS = "crawler.sectors"
"""Likewise: a function that gives the sectors of the check-lists by their words; see crawler.registry.Sectors."""


_contact = click.option(
    "--contact", envvar="GLASNOST_CONTACT", show_envvar=True, default="", callback=checked,
    help="Told to every site that we ask.",
)  # fmt: skip


@click.group(epilog="Example: glasnost registry import registry.csv")
def registry() -> None:
    """Organisations to audit."""


@registry.command("import", epilog="Example: glasnost registry import schools.xlsx")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_(home: Path, file: Path) -> None:
    """Add the organisations of FILE (CSV or XLSX); importing it again changes nothing.

    Bad rows are told and left out; good rows are kept.
    """
    from crawler import database
    from crawler.registry import import_file

    report = import_file(database.connect(home), file, click.get_current_context().meta.get(SECTORS))
    for bad in report.bad:
        click.echo(str(bad), err=True)
    parts = [f"{len(report.added)} added", f"{len(report.changed)} changed", f"{len(report.unchanged)} unchanged"]
    if report.bad:
        parts.append(f"{len(report.bad)} bad rows left out")
    click.echo(", ".join(parts))


@registry.command("list", epilog="Example: glasnost registry list --filter sector=education")
@click.option(
    "--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only those that fit; may be repeated."
)
@click.pass_obj
def list_organisations(home: Path, filters: tuple[str, ...]) -> None:
    """Print the organisations, one a line: id, sector, kind, municipality, site, name."""
    from crawler import campaigns, database

    found = campaigns.select(database.connect(home), filters)
    if not found:
        told = "No organisation fits." if filters else "The registry is empty. Fill it: glasnost registry import FILE"
        click.echo(told, err=True)
    for org in found:
        click.echo("\t".join((org.id, org.sector, org.kind, org.municipality, org.site or "-", org.name)))


@click.group(epilog="Example: glasnost campaign new spring-2026 --as-of 2026-04-01")
def campaign() -> None:
    """Assessment cycles over organisations of the registry."""


@campaign.command(
    epilog="Example: glasnost campaign new spring-2026 --as-of 2026-03-01 --registry-filter sector=health"
)
@click.argument("name")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that chooses the edition of the law; today.")
@click.option(
    "--registry-filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only those that fit; may be repeated.",
)  # fmt: skip
@click.pass_obj
def new(home: Path, name: str, as_of: dt.datetime | None, filters: tuple[str, ...]) -> None:
    """Make a campaign NAME over the organisations of the registry."""
    from crawler import campaigns, database, stages

    db = database.connect(home)
    orgs = campaigns.select(db, filters)
    if not orgs:
        raise campaigns.CampaignError("No organisation of the registry fits. See: glasnost registry list")
    day = (as_of or dt.datetime.now()).date()  # noqa: DTZ005 (the operator's own day)
    stages.keep_final(db, name)
    campaigns.ensure(db, name, day, [org.id for org in orgs], chosen=" ".join(filters))
    click.echo(f"Campaign {name} as of {day}: {len(orgs)} organisations")


@campaign.command("list", epilog="Example: glasnost campaign list")
@click.pass_obj
def list_campaigns(home: Path) -> None:
    """Print the campaigns, the oldest first."""
    from crawler import campaigns, database

    for one in campaigns.every(database.connect(home)):
        states = ", ".join(f"{number} {state}" for state, number in one.states.items())
        click.echo(f"{one.name}\tas of {one.as_of}\t{one.organisations} organisations\t{states}")


@campaign.command(epilog="Example: glasnost campaign status spring-2026")
@click.argument("name", required=False)
@click.pass_obj
def status(home: Path, name: str | None) -> None:
    """Print the state of each crawl of a campaign: id, state, pages, bytes, reason. NAME: the newest by default.

    Before them its stage, what was scheduled and what came of it, and how many sites are due, running, done, failed.
    """
    from crawler import campaigns, database, schedule_runs, stages

    db = database.connect(home)
    one = campaigns.get(db, name or campaigns.latest(db))
    click.echo(f"{one.name}, as of {one.as_of}, {stages.stage(db, one.name)}")
    for run in schedule_runs.runs(db, campaign=one.name):
        missed = f", {run.missed} missed before it" if run.missed else ""
        why = f" ({run.reason})" if run.reason else ""
        click.echo(
            f"schedule {run.schedule}, due {run.due_at.astimezone():%Y-%m-%d %H:%M %Z}{missed}: {run.state}{why}"
        )
    counts = schedule_runs.tally(db, one.name)
    why = ", ".join(f"{reason or 'unknown'} {number}" for reason, number in counts.why.items())
    click.echo(
        f"{counts.due} due, {counts.running} running, {counts.done} done, {counts.failed} failed"
        f"{f' ({why})' if why else ''}, {counts.no_site} without a site"
    )
    for row in db.query("SELECT * FROM crawls WHERE campaign = ? ORDER BY org", [one.name]):
        click.echo("\t".join(map(str, (row["org"], row["state"], row["pages"], row["bytes"], row["reason"]))))


@click.command(
    epilog="Example: glasnost crawl --campaign spring-2026 --contact audit@example.org\n\n"
    "Run it again after a stop or a crash: it goes on where it was.",
)
@click.option("--campaign", "name", help="Campaign to crawl; the newest by default.")
@click.option("--org", "orgs", multiple=True, metavar="ID", help="Only this organisation; may be repeated.")
@click.option("--again", is_flag=True, help="Crawl these --org anew at once; what was fetched before is kept beside.")
@click.option("--exhaustive", is_flag=True, help="Fetch whatever the sites link to, not only what topics need.")
@click.option("--allow-private", is_flag=True, help="Reach private addresses too: demo and test sites on this machine.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--max-pages", type=click.IntRange(min=1), help="HTML pages of a site at most.")
@click.option(
    "--browser",
    type=click.Choice(["needed", "all", "none"]),
    default="needed",
    show_default=True,
    help="Show in Chromium: pages that plain HTTP does not show, all pages, no page.",
)
@click.option(
    "--submit-forms",
    is_flag=True,
    help="Really send one appeal form of each organisation whose registry row consents, once a campaign, in the name of"
    " --contact.",
)
@_contact
@click.pass_context
def crawl(
    ctx: click.Context,
    /,
    name: str | None,
    orgs: tuple[str, ...],
    *,
    again: bool,
    **options: Any,  # noqa: ANN401 (crawler.conductor.CrawlOptions names them)
) -> None:
    """Fetch the sites of a campaign into the archive."""
    if again and not orgs:
        raise click.UsageError("--again needs --org: which site to crawl anew.")
    if options["submit_forms"] and not options["contact"].strip():
        raise click.UsageError("--submit-forms needs --contact: the text of a form that is sent names its sender.")
    from crawler import campaigns, crawling, database
    from crawler.conductor import CrawlOptions
    from crawler.plan import Plan

    home: Path = ctx.obj
    db = database.connect(home)
    chosen = campaigns.get(db, name or campaigns.latest(db))
    factory = ctx.meta.get(PLANS)
    plans = factory(home, chosen.as_of) if factory else lambda _: Plan()
    summary = crawling.crawl(home, chosen.name, plans=plans, orgs=orgs, options=CrawlOptions(**options), again=again)
    if summary.stopped:
        raise click.Abort
    if not summary.done + summary.failed:
        click.echo("Nothing left to crawl.")
        return
    click.echo(
        f"{summary.done} sites crawled, {summary.failed} not reached, {summary.no_site} without a site; "
        f"{summary.pages} pages, {summary.documents}"
        f" documents, {summary.bytes / 1e6:.1f} MB in {summary.seconds:.0f} s",
    )


@click.command(epilog="Example: glasnost pictures --campaign spring-2026")
@click.option("--campaign", "name", help="Name of the campaign; the newest by default.")
@click.option("--org", "orgs", multiple=True, metavar="ID", help="Only this organisation; may be repeated.")
@click.option("--allow-private", is_flag=True, help="Reach private addresses too: demo and test sites on this machine.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between pages.")
@_contact
@click.pass_context
def pictures(
    ctx: click.Context, name: str | None, orgs: tuple[str, ...], *, allow_private: bool, delay: float, contact: str,
) -> None:  # fmt: skip
    """Take small pictures for the report: home pages, and the places of gaps. Needs the browser, after the audit."""
    from crawler import campaigns, database
    from crawler import pictures as taking

    home: Path = ctx.obj
    db = database.connect(home)
    chosen = name or campaigns.latest(db)
    found = ctx.meta[WANTED](home, chosen, orgs) if WANTED in ctx.meta else {}
    wanted = {org: [taking.Wanted(*one) for one in places] for org, places in found.items()}
    made = taking.take(
        db, home, chosen, wanted, allow_private=allow_private, delay=delay, contact=contact, told=click.echo
    )
    click.echo(f"{made} pictures of {len(wanted)} sites.")

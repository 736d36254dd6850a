"""The commands of ``glasnost report`` that write files for offices. Imports what is heavy only when it runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from reports.texts import LANGUAGES

_F = TypeVar("_F", bound=Callable[..., Any])

_DAY = click.DateTime(["%Y-%m-%d"])
_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")
_lang = click.option("--lang", type=click.Choice(LANGUAGES), default="ru", show_default=True, help="Language.")


def _file(suffix: str) -> Callable[[_F], _F]:
    return click.option(
        "--out", type=click.Path(dir_okay=False, path_type=Path),
        help=f"File ({suffix}); reports/CAMPAIGN-LANG{suffix} in the home folder without it.",
    )  # fmt: skip


@click.command(epilog="Example: glasnost report xlsx --campaign spring-2026 --out spring.xlsx --lang en")
@_campaign
@_file(".xlsx")
@click.option(
    "--findings/--no-findings", default=None, help="A sheet of all findings; without it up to 1000 organisations."
)
@_lang
@click.pass_obj
def xlsx(home: Path, campaign: str | None, out: Path | None, lang: str, *, findings: bool | None) -> None:
    """Write a workbook: the rating with live formulas, gaps with links, what could not be checked, all findings."""
    from reports.exports.opened import opened
    from reports.exports.workbook import write_workbook

    with opened(home, campaign, lang) as one:
        path = out or _place(home, one.campaign, lang, ".xlsx")
        click.echo(write_workbook(one, path, findings=findings))


@click.command(
    epilog='Example: glasnost report docx --operator "ООО «Опрос»" --out report.docx\n\n'
    "Your own template: glasnost report docx --template ours.docx"
)
@_campaign
@_file(".docx")
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own DOCX to fill in; ours (reports/documents) without it.",
)  # fmt: skip
@click.option("--operator", default="", help="Whose report it is.")
@click.option("--council", default="", help="The public council that it is for.")
@click.option("--date", "written_on", type=_DAY, help="Day of the report; today without it.")
@click.option(
    "--details/--no-details",
    default=None,
    help="A part for each organisation (at most 500); without it up to 100 organisations.",
)
@_lang
@click.pass_obj
def docx(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (named above)
    """Write the operator's report: numbers, common gaps, rating, all organisations, method, each organisation's gaps.

    The template is a DOCX in which names stand in {{ }}; docs/reports.md lists them. A name that is not
    there is an error.
    """
    from reports.exports.opened import opened
    from reports.exports.operator_report import Asked, write_report

    day = options["written_on"].date() if options["written_on"] else dt.datetime.now().astimezone().date()
    asked = Asked(day, options["operator"], options["council"], options["details"])
    with opened(home, options["campaign"], options["lang"]) as one:
        path = options["out"] or _place(home, one.campaign, options["lang"], ".docx")
        click.echo(write_report(one, path, options["template"], asked))


@click.command(epilog="Example: glasnost report pdf index.html rating.html --org school-7 --out pdf")
@click.argument("pages", nargs=-1)
@_campaign
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the report; reports/CAMPAIGN/LANG in the home folder without it.",
)  # fmt: skip
@click.option("--org", "orgs", multiple=True, metavar="ID", help="The page of this organisation; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every page of the report.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; pdf beside the report.")
@click.option("--address", default="", help="Where the report is published: links between pages lead there.")
@_lang
@click.pass_obj
def pdf(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (named above)
    """Print PAGES of the report (the front page without any) as PDF in Chromium, without a network.

    The same as «Print» in a browser, for many pages at once.
    """
    from reports.exports.pdf import Order, chosen, write_pdf
    from reports.links import file_name

    report = options["report"] or _report(home, options["campaign"], options["lang"])
    named = (*options["pages"], *(f"org/{file_name(org)}" for org in options["orgs"]))
    order = Order(
        report=report, pages=chosen(report, named, every=options["every"]), address=options["address"],
        out=options["out"] or report.with_name(f"{report.name}-pdf"),
    )  # fmt: skip
    for path in write_pdf(order):
        click.echo(path)


def _report(home: Path, campaign: str | None, lang: str) -> Path:
    from crawler import campaigns
    from reports.exports.opened import database

    with database(home) as (db, _):
        return home / "reports" / (campaign or campaigns.latest(db)) / lang


@click.command(
    epilog='Example: glasnost report open-data --inn 7700000000 --publisher "Министерство" --phone "+7 000 000-00-00"'
    " --email data@example.org --address https://example.org/opendata"
)
@_campaign
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; open-data in the home folder.")
@click.option("--inn", required=True, help="INN of the publisher: the start of each set's identifier.")
@click.option("--publisher", required=True, help="Name of the publisher.")
@click.option("--phone", required=True, help="Telephone of the publisher.")
@click.option("--email", required=True, help="E-mail of the publisher.")
@click.option("--address", required=True, help="Where the folder will be published: https://…")
@click.option("--date", "published", type=_DAY, help="Day of publication; today without it.")
@click.option("--valid-until", type=_DAY, help="Till when the data is up to date; a year later without it.")
@_lang
@click.pass_obj
def open_data(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (named above)
    """Write organisations, findings, scores and ratings as CSV and JSON, each with its passport.

    Run again into the same folder, and the passports list the earlier versions too.
    """
    from reports.exports.open_data import Days, write_open_data
    from reports.exports.opened import opened
    from reports.exports.passports import Publisher

    whose = Publisher(
        inn=options["inn"], name=options["publisher"], phone=options["phone"], email=options["email"],
        address=options["address"].rstrip("/"),
    )  # fmt: skip
    published = options["published"].date() if options["published"] else dt.datetime.now().astimezone().date()
    until = options["valid_until"]
    days = Days(published, until.date() if until else published + dt.timedelta(days=365))
    with opened(home, options["campaign"], options["lang"]) as one:
        click.echo(write_open_data(one, options["out"] or home / "open-data", whose, days))


@click.command(
    epilog="Example: glasnost report summary --quarter 2026-Q2 --out summaries\n\n"
    "A year: glasnost report summary --year 2026"
)
@click.option("--quarter", metavar="YEAR-Qn", help="Campaigns whose as-of day falls in this quarter.")
@click.option("--year", type=click.IntRange(2000, 2999), help="Campaigns whose as-of day falls in this year.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; reports in the home folder.")
@click.option("--body", default="", help="The coordinating body that it is for.")
@click.option("--operator", default="", help="Whose summary it is.")
@click.option("--date", "written_on", type=_DAY, help="Day of the summary; today without it.")
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your own DOCX to fill in."
)
@_lang
@click.pass_obj
def summary(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (named above)
    """Write what the campaigns of a quarter or a year came to, as DOCX and CSV.

    Sites read, openness, gaps closed and opened since the campaign before, objections and answers, ratings.
    """
    from reports.exports.opened import database
    from reports.exports.term import Term
    from reports.exports.term_summary import Asked, write_summary

    term = Term.of(options["quarter"], options["year"])
    day = options["written_on"].date() if options["written_on"] else dt.datetime.now().astimezone().date()
    asked = Asked(options["lang"], day, options["body"], options["operator"], options["template"])
    with database(home) as (db, catalogue):
        for path in write_summary(db, catalogue, home, options["out"] or home / "reports", term, asked):
            click.echo(path)


@click.command(epilog='Example: glasnost report bus-gov --operator "ООО «Опрос»" --out bus-gov.json')
@_campaign
@_file("-bus-gov.json")
@click.option("--operator", default="", help="Who collected and summed up the data.")
@click.option("--council", default="", help="Whose public council accepts the results.")
@click.option("--address", default="", help="Where the report is published.")
@_lang
@click.pass_obj
def bus_gov(home: Path, campaign: str | None, out: Path | None, operator: str, council: str, address: str,
            lang: str) -> None:  # fmt: skip
    """Write the fifteen indicators of each organisation as JSON; a number that is not there is null with the reason.

    The form is described by reports/exports/bus-gov.schema.json and in docs/reports.md.
    """
    from reports.exports.bus_gov import About, problems, write_bus_gov
    from reports.exports.opened import opened

    with opened(home, campaign, lang) as one:
        path = out or _place(home, one.campaign, lang, "-bus-gov.json")
        written = write_bus_gov(one, path, About(operator, council, address))
    click.echo(f"{written.path}: {written.organisations} organisations.")
    for line in problems(written):
        click.echo(line, err=True)


def _place(home: Path, campaign: str, lang: str, suffix: str) -> Path:
    return home / "reports" / f"{campaign}-{lang}{suffix}"

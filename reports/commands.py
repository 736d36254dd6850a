"""The commands of ``glasnost report``: options in, files out. Imports what is heavy only when it runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def report() -> None:
    """Show what was found."""


@report.command()
@click.option("--campaign", help="The campaign to show; without it, the one with the latest as-of date.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pages; without it, reports/CAMPAIGN/LANG in the home folder.",
)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the pages.")
@click.option("--contact", default="", help="Where objections go and till when; stands under «Это ошибка?».")
@click.pass_obj
def html(home: Path, campaign: str | None, out: Path | None, lang: str, contact: str) -> None:
    """Write the report as pages that need no server and no JavaScript.

    \b
    Examples:
      glasnost report html
      glasnost report html --campaign spring-2026 --out site --lang en
      glasnost report html --contact "rating@example.org, до 1 июня 2026"
    """  # noqa: D301 - click reads the character, not two letters
    from audit.database import connect
    from reports.html import write
    from reports.read import latest_campaign

    name = campaign or latest_campaign(connect(home))
    click.echo(write(home, name, out or home / "reports" / name / lang, lang, contact))

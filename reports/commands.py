"""The commands of ``glasnost report``: options in, files out. Imports what is heavy only when it runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def report() -> None:
    """Show what was found."""


@report.command(epilog="Example: glasnost report html --campaign spring-2026 --out site --lang en")
@click.option("--campaign", help="Name of the campaign; the latest without it.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pages; reports/CAMPAIGN/LANG in the home folder without it.",
)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the pages.")
@click.option("--contact", default="", help="Where objections go and till when; stands under «Это ошибка?».")
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Address of the folder in which the report will stand on the web: for QR codes on pages and posters.",
)
@click.pass_obj
def html(home: Path, campaign: str | None, out: Path | None, lang: str, contact: str, base_url: str) -> None:
    """Write the report as pages that need no server and no JavaScript."""
    import contextlib

    from audit.database import connect
    from crawler import campaigns
    from reports.html import write

    db = connect(home)
    with contextlib.closing(db.conn):
        name = campaign or campaigns.latest(db)
    click.echo(write(home, name, out or home / "reports" / name / lang, lang, contact, base_url))

"""The commands of ``glasnost report``: options in, files out. Imports what is heavy only when it runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import click

EXPORTS: Mapping[str, str] = {
    "xlsx": "A workbook: ratings with live formulas, gaps with links, findings.",
    "docx": "The operator's report, out of a template that you can replace.",
    "pdf": "Pages of the report as PDF, printed by the browser.",
    "open-data": "CSV and JSON with passports, to be published as open data.",
    "summary": "Quarterly and annual summaries for the coordinating body.",
    "bus-gov": "The fifteen indicators per organisation, for entry at bus.gov.ru.",
}
"""Command of reports.exports.commands: line of help. Text here, so that listing them imports nothing."""


class _Reports(click.Group):
    """A group whose exports are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Pages first, then files."""
        return [*super().list_commands(ctx), *EXPORTS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in EXPORTS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(
            importlib.import_module("reports.exports.commands"), cmd_name.replace("-", "_")
        )
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing any export."""
        own = [(name, command.get_short_help_str(90)) for name, command in sorted(self.commands.items())]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *EXPORTS.items()])


@click.group(cls=_Reports, epilog="Example: glasnost report html --out report")
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

"""The front door: reads the command line, loads a command's module when it is used."""

from __future__ import annotations

import contextlib
import errno
import importlib
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

import glasnost_stages

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "run": ("glasnost_pipeline", "run", "Everything in order: registry, crawl, derive, audit, score, report."),
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
    "demo": ("glasnost_pipeline", "demo", "Run everything over small invented sites on this machine."),
}
"""Command: module, attribute, line of help. Text here, so that ``glasnost --help`` imports nothing else."""


_NO_ROOM = ("readonly", "disk is full", "disk I/O error")
"""What SQLite says of a folder that cannot be written; the last of a limit or a fault of the disk."""

_TO_DO = {
    "database is locked": "Another command is writing: wait for it, then run this one again.",
    "database disk image is malformed": "Put a copy of glasnost.db in its place; what was fetched stands in archive/.",
}
"""What SQLite says that is the user's matter, and what he can do."""


class FrontDoor(click.Group):
    """A group whose commands are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; what SQLite says of the disk or of others at work is told with the folder that it is about."""
        try:
            return super().invoke(ctx)
        except sqlite3.DatabaseError as error:
            if what_to_do := _TO_DO.get(str(error)):
                told = f"Cannot use the data of {ctx.params['home']}: {error}. {what_to_do}"
                raise click.ClickException(told) from error
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
        module = importlib.import_module(name)
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
    ctx.meta["crawler.plans"] = glasnost_stages.plans
    ctx.meta["crawler.publish"] = glasnost_stages.publish_anew
    ctx.meta["crawler.address"] = glasnost_stages.address
    ctx.meta["crawler.wanted"] = glasnost_stages.wanted
    ctx.meta["crawler.sectors"] = glasnost_stages.sectors


@click.command(epilog="Example: glasnost registry check")
@click.pass_obj
def registry_check(home: Path) -> None:
    """Say which organisations have a sector or kind that no check-list knows, or a mistyped ИНН; exit 1 if any."""
    from checklists.load import load
    from crawler import database, registry

    db = database.connect(home)
    with contextlib.closing(db.conn):
        lines = registry.check(db, load().known())
    click.echo("\n".join(lines) or "Every organisation has a check-list, and no ИНН is mistyped.")
    sys.exit(bool(lines))


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

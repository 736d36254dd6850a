"""The front door: reads the command line, loads a command's module when it is used; knows no stage from inside."""

from __future__ import annotations

import errno
import importlib
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click


class Target(NamedTuple):
    """Where a command is, and its line of help: text here, so that ``glasnost --help`` imports nothing else."""

    module: str
    attribute: str
    help: str


COMMANDS: Mapping[str, Target] = {
    "run": Target("glasnost", "run", "Everything in order: registry, crawl, audit, score, report."),
    "registry": Target("crawler.commands", "registry", "Organisations: import, list, check."),
    "campaign": Target("crawler.commands", "campaign", "Assessment cycles: new, list, status."),
    "crawl": Target("crawler.commands", "crawl", "Fetch the sites of a campaign into the archive."),
    "audit": Target("audit.commands", "audit", "Check the archive against the check-lists."),
    "score": Target("audit.commands", "score", "Count the points of each organisation."),
    "report": Target("reports.commands", "report", "Write reports: html."),
    "findings": Target("audit.commands", "findings", "Print findings by item or topic as a table, JSON lines or CSV."),
    "checklists": Target("checklists.commands", "checklists", "What must be published: list, show, lint."),
    "demo": Target("glasnost", "demo", "Run everything over small invented sites on this machine."),
}


class FrontDoor(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are used."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module = sys.modules[__name__] if target.module == "glasnost" else importlib.import_module(target.module)
        command: click.Command = getattr(module, target.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, target.help) for name, target in COMMANDS.items()])


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 30 ms that only --version needs

    try:
        return version("glasnost")
    except PackageNotFoundError:
        return "not installed"


def _show_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click's signature)
    if value:
        click.echo(f"glasnost {_version()}")
        ctx.exit()


@click.group(cls=FrontDoor, epilog="Example: glasnost run registry.csv")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
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


def main() -> None:
    """Run the command line; a user's mistake ends in one clear line, a mistake of ours in a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.exceptions.Abort:
        click.echo("\nStopped. What was fetched is kept: run the same command again to continue.", err=True)
        code = 130
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EDQUOT):
            raise
        click.echo(f"Error: cannot write {error.filename or ''}: {error.strerror}.", err=True)
        code = 1
    except sqlite3.OperationalError as error:
        if not any(sign in str(error) for sign in ("unable to open", "readonly", "disk is full")):
            raise
        click.echo(f"Error: the database in the home folder: {error}.", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

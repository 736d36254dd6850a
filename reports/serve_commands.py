"""The command serve: options in, a server until Ctrl-C. Imports what is heavy only when it runs."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import click


@click.command(epilog="Example: glasnost serve --port 8001")
@click.option(
    "--campaign", "names", multiple=True, help="Campaign to look into; may be repeated; the latest without it."
)
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the report; reports/CAMPAIGN/ru (or SCHEDULE/ru) in the home folder without it.",
)  # fmt: skip
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; another one lets others in."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any free one.")
@click.pass_obj
def serve(home: Path, names: tuple[str, ...], report: Path | None, host: str, port: int) -> None:
    """Show the report, and let its data be looked into by SQL, saved queries and full-text search, on one local port.

    What is shown is a read-only copy of the moment, of a list of tables: start again to see what is new.
    """
    from audit.database import connect
    from checklists.load import catalogue_of
    from crawler import campaigns, schedule_runs
    from reports import look
    from reports.serve import application, run

    with tempfile.TemporaryDirectory(prefix="glasnost-look-") as folder:
        copy = Path(folder) / f"{look.NAME}.db"
        with contextlib.closing((db := connect(home)).conn):
            chosen = names or (campaigns.latest(db),)
            click.echo(f"Copying what was found in {', '.join(chosen)} …", err=True)
            number = look.make(db, catalogue_of(home), chosen, copy)
            turn = next(schedule_runs.runs(db, campaign=chosen[-1]), None)
        shown = report or home / "reports" / (turn.schedule if turn else chosen[-1]) / "ru"
        if not (shown / "index.html").is_file():
            click.echo(f"No report in {shown}. Write it: glasnost report html --campaign {chosen[-1]}", err=True)
        shown.mkdir(parents=True, exist_ok=True)
        app = application(copy, shown, host)
        if host not in ("127.0.0.1", "localhost", "::1"):
            click.echo(f"Anyone who reaches {host} can read this.", err=True)
        run(app, host, port, lambda url: click.echo(f"{url} the report, {url}{look.NAME} the data: {number} findings."))

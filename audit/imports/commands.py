"""The command import: numbers out of files, blank templates, the list of what came. Thin calls of modules beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from audit.imports.columns import Kind
    from audit.imports.keeping import Asked, Outcome

_SHOWN = 20
"""Notes that are printed; the file of notes has all."""
_STEP = 100_000
"""Rows between two lines of progress where there is no terminal."""

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")
_by = click.option("--by", default="", help="Who measured, where the file does not say.")
_sheet = click.option("--sheet", default="", help="The sheet to read, where several could be meant.")
_dry = click.option("--dry-run", is_flag=True, help="Read everything, say what would be imported, keep nothing.")
_report = click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path),
    help="CSV for bad rows and warnings; without it, imports/KIND-FILE.csv in the home folder.",
)  # fmt: skip
_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_source = click.option(
    "--source", type=click.Choice(["paper", "telephone", "phone", "online"]), help="How people were asked."
)  # fmt: skip


@click.group("import", epilog="Example: glasnost import survey answers.xlsx --campaign spring-2026 --source online")
def import_() -> None:
    """Surveys, inspections, calls, targets and points out of CSV, XLSX or XLS files.

    Bad rows are told with file, row, column and reason, and left out; a file whose structure is wrong imports nothing.
    The same file again changes nothing; a changed one of the same name replaces it, and the earlier stays in the list.
    """


@import_.command(epilog="Example: glasnost import survey answers.xlsx --campaign spring-2026 --source online")
@_file
@_campaign
@_source
@_by
@click.option("--org", default="", help="The organisation (id, ИНН or exact name), where the whole file is about one.")
@click.option("--questionnaire", default="mintrud-675n", show_default=True, help="Its id, or a YAML file of your own.")
@click.option(
    "--numbers", default="", metavar="FORM", help="Headers are question numbers of: culture, education, social."
)
@_sheet
@_report
@_dry
@click.pass_obj
def survey(home: Path, /, file: Path, report: Path | None, **given: Any) -> None:  # noqa: ANN401 (_run names them)
    """Import FILE, a survey respondent by respondent: one row a questionnaire.

    Questions are found by the words of their headers, in any order of columns. Columns with names, telephones or
    e-mails are refused (152-ФЗ). Respondents are kept in respondents.db, apart from what is published.
    """
    _run(home, file, "survey", report, **given)


def _plain(kind: Kind, text: str, *, source: bool = False) -> None:
    """Make the command of a kind."""

    def run(home: Path, /, file: Path, report: Path | None, **given: Any) -> None:  # noqa: ANN401 (_run names them)
        _run(home, file, kind, report, **given)

    made: Callable[..., None] = run
    made.__doc__ = text
    for option in (_dry, _report, _sheet, _by, *((_source,) if source else ()), _campaign, _file):
        made = option(made)
    example = f"Example: glasnost import {kind} {kind}.xlsx --campaign spring-2026"
    import_.command(kind, epilog=example)(click.pass_obj(made))


_plain("aggregates", "Import FILE, counts of a survey: one row an organisation.", source=True)
_plain("inspection", "Import FILE, inspections: conditions, stands, waiting; one row an organisation and visit.")
_plain("calls", "Import FILE, control calls and visits: one row a mark.")
_plain("targets", "Import FILE, target indicators of a department: one row an indicator of an organisation.")
_plain("points", "Import FILE, points of a council or of experts: one row an indicator of an organisation.")
_plain("stand-norms", "Import FILE, how many items a stand must hold: one row a kind of organisation.")


@import_.command(epilog="Example: glasnost import connections connections.xlsx")
@_file
@_sheet
@_report
@_dry
@click.pass_obj
def connections(home: Path, /, file: Path, report: Path | None, **given: Any) -> None:  # noqa: ANN401 (_run names them)
    """Import FILE, who is connected with which organisation and so cannot review or inspect it; in all campaigns."""
    _run(home, file, "connections", report, **given)


@import_.command(epilog="Example: glasnost import template inspection inspection.xlsx")
@click.argument("kind", type=click.Choice(
    ["survey", "aggregates", "inspection", "calls", "targets", "points", "stand-norms", "connections"]))  # fmt: skip
@_file
@click.option(
    "--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the headers."
)
def template(kind: Kind, file: Path, lang: str) -> None:
    """Write the blank XLSX of a KIND into FILE, with a sheet that explains its columns in both languages."""
    from audit.imports.templates import write

    try:
        many = write(kind, file, "en" if lang == "en" else "ru")
    except FileExistsError as error:
        raise click.ClickException(f"{file} is there already; choose another name.") from error
    click.echo(f"{file}: {many} columns. Fill it in, then: glasnost import {kind} {file}")


@import_.command("list", epilog="Example: glasnost import list --campaign spring-2026")
@click.option("--campaign", default="", help="Only of this campaign.")
@click.pass_obj
def list_(home: Path, campaign: str) -> None:
    """Print what was imported, what was replaced by what."""
    from audit.database import connect
    from audit.imports.run import past

    with contextlib.closing((db := connect(home)).conn):
        found = past(db, campaign)
    for one in found:
        state = f"replaced by #{one.superseded_by}" if one.superseded_by else "in force"
        click.echo(
            f"#{one.id} {one.kind} {one.file} · {one.campaign} · {one.imported_at} · {one.kept} of {one.rows} rows,"
            f" {one.orgs} organisations, {one.measures} measures, {one.warnings} warnings · {state}"
        )
    if not found:
        click.echo("Nothing was imported yet.")


def bring(home: Path, file: Path, kind: Kind, **given: Any) -> None:  # noqa: ANN401 (Asked names them)
    """Import one file of a campaign as the command does, with what it tells. Raises ClickException."""
    _run(home, file, kind, None, **given)


def _run(home: Path, file: Path, kind: Kind, report: Path | None, **given: Any) -> None:  # noqa: ANN401 (Asked names them)
    from audit.database import connect
    from audit.imports.keeping import Asked, Notes
    from audit.imports.run import take
    from crawler import campaigns

    path = report or home / "imports" / f"{kind}-{file.stem}.csv"
    given["source"] = {"phone": "telephone", None: ""}.get(given.get("source"), given.get("source"))
    with contextlib.ExitStack() as stack:
        db = connect(home)
        stack.callback(db.conn.close)
        if kind != "connections":
            given["campaign"] = given["campaign"] or campaigns.latest(db)
        asked = Asked(**{"campaign": ""} | given, at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        notes = Notes(file.name, lambda: stack.enter_context(_writable(path)))
        try:
            outcome = take(db, home, file, kind, asked, notes, stack.enter_context(_progress()))
        finally:
            for note in notes.first[:_SHOWN]:
                click.echo(str(note), err=True)
            if notes.count.total():
                more = notes.count.total() - min(_SHOWN, len(notes.first))
                click.echo(f"{f'… and {more} more. ' if more else ''}All bad rows and warnings: {path}", err=True)
    _say(outcome, asked)


def _writable(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w", encoding="utf-8-sig", newline="")  # so that Excel reads it


def _say(outcome: Outcome, asked: Asked) -> None:
    if outcome.same:
        click.echo(f"{outcome.file} is in force already (import #{outcome.batch}): nothing changed.")
        return
    bad, notes = outcome.rows - outcome.kept, outcome.notes.count
    parts = [f"{outcome.kept} rows"]
    if outcome.kind == "connections":
        parts.append(f"{outcome.measures} new connections")
    else:
        parts += [f"{outcome.orgs} organisations", f"{outcome.measures} measures"]
    parts += [f"{bad} bad rows left out"] if bad else []
    parts += [f"{notes['warning']} warnings"] if notes["warning"] else []
    number = f" (import #{outcome.batch})" if outcome.batch is not None else ""
    done = "Dry run, nothing kept" if asked.dry_run else "Imported"
    click.echo(f"{done}: {', '.join(parts)}{number}.")


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Something to tell the number of rows to: a line that changes in a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(file=sys.stderr, highlight=False).status("reading") as status:
            yield lambda rows: status.update(f"rows {rows:,}".replace(",", " "))
        return
    shown = 0

    def tell(rows: int) -> None:
        nonlocal shown
        if rows >= shown + _STEP:
            shown = rows - rows % _STEP
            click.echo(f"rows {rows}", err=True)

    yield tell

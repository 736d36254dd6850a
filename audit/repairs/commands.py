"""The command plan: proposals out, plans in, what became of them. Thin calls of the modules beside it."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.spreadsheet import safe

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.repairs.progress import Repairs

_WIDTH = 180
"""Columns where standard output is no terminal."""

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")
_orgs = click.option("--org", "orgs", multiple=True, help="Only this organisation; may be repeated.")


@click.group(epilog="Example: glasnost plan export plan.xlsx")
def plan() -> None:
    """Plans of repair: export what is proposed, import who mends what by when, status of earlier plans."""


@plan.command("export", epilog="Example: glasnost plan export plan.xlsx --org school-1")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_campaign
@_orgs
@click.pass_obj
def export(home: Path, file: Path, campaign: str | None, orgs: Sequence[str]) -> None:
    """Write a row for each gap of the campaign into FILE (XLSX or CSV): measure, act, term, responsible.

    Gaps are what the site lacks, what an inspector did not find, and questions to which fewer than four of five
    respondents say yes. Terms and names that were imported before stand in the file already.
    """
    from audit.repairs.files import export as write

    with _opened(home, campaign) as (db, about):
        written = write(db, about, file, orgs)
    click.echo(f"{file}: {written} measures of campaign {about.campaign}. Fill in «Срок» and «Ответственный», then:")
    click.echo(f"  glasnost plan import {file}")


@plan.command("import", epilog="Example: glasnost plan import plan.xlsx")
@click.argument("file", type=click.Path(path_type=Path))
@_campaign
@click.pass_obj
def import_(home: Path, file: Path, campaign: str | None) -> None:
    """Keep the rows of FILE that have a term and a responsible person; importing it again changes nothing."""
    from audit.repairs.files import import_file

    with _opened(home, campaign) as (db, about):
        done = import_file(db, about, file, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    for bad in done.bad:
        click.echo(str(bad), err=True)
    parts = [f"{done.changed} measures kept", f"{done.same} there already", f"{done.empty} rows not filled in"]
    click.echo(", ".join([*parts, f"{len(done.bad)} bad rows left out"] if done.bad else parts))


@plan.command(epilog="Example: glasnost plan status --campaign autumn-2026 --format csv > plans.csv")
@_campaign
@_orgs
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True)
@click.pass_obj
def status(home: Path, campaign: str | None, orgs: Sequence[str], form: str) -> None:
    """Say of each measure planned in earlier campaigns whether it is done, not done, or worse, and by what evidence."""
    with _opened(home, campaign) as (_, about):
        rows = [row for org in about.organisations if not orgs or org.id in orgs for row in _rows(about, org)]
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else ["org"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {key: safe(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows
        )
    else:
        _table(rows)


def _rows(about: Repairs, org: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (crawler.registry.Organisation)
    for one in about.outcomes(org):
        yield {
            "org": org.id, "key": one.repair.key, "what": one.repair.what, "due": one.repair.due,
            "responsible": one.repair.responsible, "planned_in": one.repair.campaign, "status": one.change,
            "late": one.late, "was": one.repair.was, "now": one.now.told if one.now else "",
            "evidence": one.now.evidence if one.now else "",
        }  # fmt: skip


def _table(rows: Sequence[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    heads = ("org", "what", "due", "responsible", "status", "now", "evidence")
    table = Table(*heads, caption=f"{len(rows)} measures planned in earlier campaigns")
    for row in rows:
        cells = row | {"status": row["status"].replace("_", " ") + (", late" if row["late"] else "")}
        table.add_row(*(str(cells[head]) for head in heads))
    console = Console(markup=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(table)


@contextlib.contextmanager
def _opened(home: Path, campaign: str | None) -> Iterator[tuple[Database, Repairs]]:
    from audit.database import connect
    from audit.repairs.progress import Repairs
    from checklists.load import catalogue_of
    from crawler import campaigns

    with contextlib.closing((db := connect(home)).conn):
        yield db, Repairs(db, catalogue_of(home), campaign or campaigns.latest(db))

"""The command rating: a thin call of the modules beside it; reads the database, writes to standard output."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.rating.levels import LEVELS
from audit.spreadsheet import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.rating.levels import Level
    from audit.rating.rate import Counting
    from audit.rating.rows import Row

_WIDTH = 180
"""Columns where standard output is no terminal."""


@click.command(
    epilog="Example: glasnost rating --level municipality --by-sector --available\n\n"
    "Example: glasnost rating --set no_disabled=zero --format csv > rating.csv"
)
@click.option("--campaign", help="Name of the campaign; the latest without it.")
@click.option(
    "--methodology", default="mintrud-344n", show_default=True,
    help="mintrud-344n, primorye-2013, altai-2015, infometer, or a YAML file of your own.",
)  # fmt: skip
@click.option(
    "--available", is_flag=True, help="By the data at hand (по имеющимся данным): leave out what is unmeasured."
)
@click.option("--level", type=click.Choice(LEVELS), default="organisation", show_default=True, help="Rows per what.")
@click.option("--by-sector", is_flag=True, help="Each place by its sectors too.")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE",
    help="A setting of the methodology, kept for the campaign and shown in its reports; NAME= takes it back.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True, help="Form."
)
@click.pass_obj
def rating(
    home: Path, campaign: str | None, methodology: str, level: Level, changes: Sequence[str], form: str, *,
    available: bool, by_sector: bool,
) -> None:  # fmt: skip
    """Print the full rating of a campaign: indicators, criteria, totals, places.

    What was not measured is shown as missing, and a total with an unmeasured part as the ends between which it lies;
    such organisations have no place, unless --available.
    """
    from audit.database import connect
    from audit.rating import rows
    from audit.rating.campaign import CampaignRating, before
    from audit.rating.levels import groups
    from audit.rating.settings import change
    from checklists.load import catalogue_of
    from checklists.methods import method
    from crawler import campaigns

    how = method(methodology)
    with contextlib.closing((db := connect(home)).conn):
        name = campaigns.get(db, campaign).name if campaign else campaigns.latest(db)
        if changes:
            change(db, name, how, changes)
        made = CampaignRating(db, catalogue_of(home), name, how)
        rated = list(made.rated())
        counting = made.counting
        earlier = before(db, catalogue_of(home), name, how, {one.org.id: one for one in rated})
        if level == "organisation":
            found = list(rows.organisations(rated, earlier, counting, available=available))
        else:
            places = groups(rated, level, counting.settings.mean, by_sector=by_sector)
            found = list(rows.places(places, counting, earlier, available=available))
    about = _about(name, counting, len(rated) - sum(one.rating is not None for one in rated), available=available)
    _write(found, form, about, [part.id for part in counting.edition.criteria])


def _about(campaign: str, how: Counting, others: int, *, available: bool) -> str:
    """What must be known beside the numbers."""
    said = [f"{how.method.id}, campaign {campaign}", f"status: {how.edition.status}"]
    said += [f"{name}: {value}" for name, value in how.settings]
    if available:
        said.append("by the data at hand (по имеющимся данным)")
    if how.edition.note:
        said.append(how.edition.note.ru)
    if others:
        said.append(f"{others} organisations of sectors that this methodology does not rate are left out")
    return "; ".join(said)


def _write(found: Sequence[Row], form: str, about: str, criteria: Sequence[str]) -> None:
    if form == "jsonl":
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
        click.echo(about, err=True)
    elif form == "csv":
        heads = list(dict.fromkeys(key for row in found for key in row if key != "made_of"))
        writer = csv.DictWriter(sys.stdout, heads, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(_flat(found))
        click.echo(about, err=True)
    else:
        _table(found, about, criteria)


def _flat(found: Iterable[Row]) -> Iterable[Row]:
    for row in found:
        flat = {key: "; ".join(cell) if isinstance(cell, list) else cell for key, cell in row.items()}
        yield {key: safe(cell) if isinstance(cell, str) else cell for key, cell in flat.items()}


def _table(found: Sequence[Row], about: str, criteria: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    first = ("name", "sector", "municipality") if found and "org" in found[0] else ("region", "municipality", "sector")
    heads = ["place", *first, "organisations", "total", "spread", "grade", *criteria, "change", "head"]
    heads = [head for head in heads if any(row.get(head) not in (None, "") for row in found)]
    table = Table(*heads, caption=about)
    for row in found:
        table.add_row(*("" if row.get(head) is None else str(row[head]) for head in heads))
    console = Console(markup=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(table)

"""The command ties: who may not review or inspect which organisation. A thin call of audit.ties."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import click


@click.group(epilog='Example: glasnost ties add "Анна Лесная" school-1 --how "работает там"')
def ties() -> None:
    """Who is connected with which organisation, and so cannot review or inspect it."""


@ties.command(epilog='Example: glasnost ties add "Анна Лесная" school-1 --how "работает там"')
@click.argument("person")
@click.argument("org")
@click.option("--how", default="", help="How they are connected.")
@click.pass_obj
def add(home: Path, person: str, org: str, how: str) -> None:
    """Mark PERSON (an expert or an operator) as connected with the organisation ORG.

    From then on their reviews and measures of it are refused. What they did before stays, and is told here.
    """
    from audit import ties as table
    from audit.database import connect
    from audit.independence import same_person

    if not any(map(str.isalpha, person)):
        raise click.UsageError("PERSON is empty; write a name.")
    with contextlib.closing((db := connect(home)).conn):
        new = table.add(db, table.Tie(person=person, org=org, how=how, noted_at=_now()))
        sql = "SELECT DISTINCT measured_by AS name FROM measures WHERE org = ? UNION "
        sql += "SELECT DISTINCT r.reviewer FROM reviews r JOIN shown s ON s.digest = r.shown WHERE s.org = ?"
        before = [row["name"] for row in db.query(sql, [org, org]) if same_person(row["name"], person)]
    click.echo(f"Marked: «{person}» cannot review or inspect {org}." if new else "Marked already.")
    for name in before:
        click.echo(f"«{name}» reviewed or measured {org} before: see that somebody else does it again.", err=True)


@ties.command(epilog='Example: glasnost ties remove "Анна Лесная" school-1')
@click.argument("person")
@click.argument("org")
@click.pass_obj
def remove(home: Path, person: str, org: str) -> None:
    """Take the mark of PERSON and ORG back; that it was there stays on record."""
    from audit import ties as table
    from audit.database import connect

    with contextlib.closing((db := connect(home)).conn):
        ended = table.end(db, person, org, _now())
    click.echo(f"Removed: «{person}» and {org}." if ended else f"«{person}» and {org} are not marked.")


@ties.command("list", epilog="Example: glasnost ties list")
@click.pass_obj
def list_(home: Path) -> None:
    """Print the connections in force, one a line."""
    from audit import ties as table
    from audit.database import connect

    with contextlib.closing((db := connect(home)).conn):
        lines = [f"{one.org}\t{one.person}\t{one.how}" for one in table.ties(db)]
    click.echo("\n".join(lines) or "Nobody is marked.")


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

"""Prints the scores of a campaign as a table: reads the database, writes to the terminal. Knows no law."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from audit.database import connect
from audit.rating.rows import cell
from checklists.load import catalogue_of
from reports.ratings import Ratings
from reports.read import Organisation, read_organisations


def print_scores(home: Path, campaign: str) -> None:
    """Print the organisations of a campaign, the best first, those without a score last."""
    table = Table("Organisation", "Score", "Checked", "Pages", "Crawl", title=f"Openness, campaign {campaign}")
    for column in table.columns[1:4]:
        column.justify = "right"
    db = connect(home)
    with closing(db.conn):
        organisations = sorted(read_organisations(db, campaign), key=_place)
    for org in organisations:
        table.add_row(*_cells(org))
    Console().print(table)


def _place(org: Organisation) -> tuple[Decimal, str]:
    points = org.score.openness if org.score else None
    return (Decimal(1) if points is None else -points, org.short_name or org.name)


def _cells(org: Organisation) -> tuple[str, ...]:
    points = org.score.openness if org.score else None
    checked = org.score.checked if org.score else None
    return (
        org.short_name or org.name,
        "—" if points is None else f"{points:.1f}",
        "—" if checked is None else f"{checked:.0%}",
        str(org.crawl.pages) if org.crawl else "—",
        f"{org.crawl.state} {org.crawl.reason}".strip() if org.crawl else "—",
    )


def print_rating(home: Path, campaign: str) -> None:
    """Print the full rating by municipality, and by sector overall; nothing where only sites were measured."""
    db = connect(home)
    with closing(db.conn):
        ratings = Ratings.of(db, catalogue_of(home), campaign)
    if ratings is None:
        return
    places = ratings.how.method.places
    table = Table("Mean of", "Rated", "In full", "Total", "Grade", title=ratings.how.method.title.en)
    municipalities, _, overall = ratings.groups()
    for one in (*overall, *municipalities):
        total, grade = one.parts["total"], ratings.grade(one.parts["total"])
        told = cell(total, places, available=False)
        name = one.sector or one.place or "all"
        table.add_row(name, str(len(one.rated)), str(one.measured), told, grade.title.en if grade else "")
    Console().print(table)

"""Infometer's openness of a campaign as a table: reads findings, writes to standard output. Counts nothing itself."""

from __future__ import annotations

import contextlib
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from audit.clicks import load_clicks
from audit.database import connect
from audit.infometer import Infometer
from audit.listing import load_findings
from checklists.infometer import FACTORS
from checklists.load import catalogue_of
from crawler import campaigns

if TYPE_CHECKING:
    from pathlib import Path

    from audit.infometer import Computed

_WIDTH = 160
"""Columns where standard output is no terminal."""


def write(home: Path, campaign: str) -> None:
    """Print one row an organisation: the interval, then each factor's mean and for how many items it was computed.

    Raises CampaignError where there is no such campaign.
    """
    catalogue = catalogue_of(home)
    method = Infometer(catalogue)
    table = Table("organisation", "openness, %", *FACTORS, caption="— not computed; the interval covers it")
    db = connect(home)
    with contextlib.closing(db.conn):
        as_of = campaigns.get(db, campaign).as_of
        for org in campaigns.organisations(db, campaign):
            items = catalogue.items_for(org.sector, org.kind, as_of)
            found = method.openness(items, load_findings(db, campaign, org.id), load_clicks(db, campaign, org.id))
            if found is not None:
                ends = f"{_text(found.low, 1)}–{_text(found.high, 1)}"
                table.add_row(org.id, ends, *(_cell(one, found.items) for one in found.factors))
    console = Console(markup=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(table)


def _cell(one: Computed, items: int) -> str:
    return "—" if one.mean is None else f"{_text(one.mean, 2)} ({one.items}/{items})"


def _text(number: Decimal, places: int) -> str:
    return str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))

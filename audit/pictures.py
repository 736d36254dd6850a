"""Which pictures help to believe a finding: reads findings and the ledger, gives addresses with words; takes none."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from audit.database import connect
from checklists.load import catalogue_of
from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlite_utils import Database

PICTURES = 13
"""Of one site: its home page and twelve places."""
_GAPS = ("missing", "partial")


def wanted(home: Path, campaign: str, orgs: Sequence[str] = ()) -> dict[str, list[tuple[str, str]]]:
    """Organisation → (address, words of the place or nothing): the home page, then its gaps, the heaviest first."""
    db = connect(home)
    with contextlib.closing(db.conn):
        as_of = campaigns.get(db, campaign).as_of
        catalogue = catalogue_of(home)
        return {
            org.id: found
            for org in campaigns.organisations(db, campaign, orgs)
            if (found := _of(db, campaign, org.id, [
                item.id for item in catalogue.items_for(org.sector, org.kind, as_of) if item.required
            ]))
        }  # fmt: skip


def place(verdict: str, evidence: Sequence[Mapping[str, str]], looked: Sequence[str]) -> tuple[str, str] | None:
    """Where to look for one gap: the fragment that convinced us, else the first page where we looked."""
    told = next((one for one in evidence if one["how"] in ("http", "browser")), None)
    if told is not None:
        return told["url"], told["quote"][:60]
    return (looked[0], "") if verdict == "missing" and looked else None


def _of(db: Database, campaign: str, org: str, items: Sequence[str]) -> list[tuple[str, str]]:
    read = {url for (url,) in db.execute(
        "SELECT url FROM urls WHERE campaign = ? AND org = ? AND state = 'fetched' AND content_type LIKE '%html%'",
        [campaign, org],
    )}  # fmt: skip
    homes = db.execute(
        "SELECT url FROM urls WHERE campaign = ? AND org = ? AND state = 'fetched' AND depth = 0"
        " AND content_type LIKE '%html%' ORDER BY seq LIMIT 1", [campaign, org],
    )  # fmt: skip
    found: dict[tuple[str, str], None] = {(url, ""): None for (url,) in homes}
    sql = "SELECT item, verdict, evidence, looked FROM findings WHERE campaign = ? AND org = ?"
    rows = {row[0]: row for row in db.execute(sql, [campaign, org])}
    for item in items:
        _, verdict, evidence, looked = rows.get(item, ("", "", "[]", "[]"))
        where = place(verdict, json.loads(evidence), json.loads(looked)) if verdict in _GAPS else None
        if where is not None and where[0] in read:
            found.setdefault(where)
    return list(found)[:PICTURES]

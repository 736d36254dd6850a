"""Table microdata: stores and reads the counts of audit.microdata. Reads and writes the database, judges nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.microdata import Count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

_COLUMNS = "section, number, name, parent, count, reason, page, older, outside, hidden, elsewhere"


def store_counts(db: Database, campaign: str, org: str, counts: Sequence[Count]) -> None:
    """Replace the rows of one organisation in one transaction."""
    rows = [
        (
            campaign, org, place, one.section, one.no, one.name, one.parent, one.count, one.reason, one.page,
            json.dumps(one.older), one.outside, one.hidden, one.elsewhere,
        )
        for place, one in enumerate(counts)
    ]  # fmt: skip
    with db.atomic():
        db.execute("DELETE FROM microdata WHERE campaign = ? AND org = ?", [campaign, org])
        db.conn.executemany(f"INSERT INTO microdata VALUES ({', '.join('?' * 14)})", rows)  # noqa: S608  question marks


def read_counts(db: Database, campaign: str, org: str) -> list[Count]:
    """The rows of one organisation in the recommendations' order; empty where they were not counted."""
    sql = f"SELECT {_COLUMNS} FROM microdata WHERE campaign = ? AND org = ? ORDER BY place"  # noqa: S608  our own names
    return [
        Count(
            section, number, name, parent, count, reason, page,
            () if older == "[]" else tuple((old, times) for old, times in json.loads(older)),
            outside, hidden, elsewhere,
        )
        for section, number, name, parent, count, reason, page, older, outside, hidden, elsewhere in db.execute(
            sql, [campaign, org]
        )
    ]  # fmt: skip

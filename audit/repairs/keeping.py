"""The plans of organisations: keeps table repairs. Rows are only ever added; what a later import changes names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database


class Repair(NamedTuple):
    """One measure of one organisation's plan."""

    campaign: str
    """The campaign whose gap it mends."""
    org: str
    key: str
    """An item's id or a measure's name."""
    what: str
    """What is to be done, in the organisation's words."""
    due: str
    """ISO 8601."""
    responsible: str
    was: str
    """How the thing stood when the plan was made, see audit.repairs.state."""


_COLUMNS = ", ".join(Repair._fields)


def put(db: Database, found: Iterable[Repair], at: str) -> int:
    """Keep plans made at ``at`` (ISO 8601, UTC); gives how many are new or changed. The same again changes nothing."""
    made = 0
    with db.atomic():
        for one in found:
            sql = "SELECT * FROM repairs WHERE campaign = ? AND org = ? AND key = ? AND superseded_by IS NULL"
            old = next(iter(db.query(sql, [one.campaign, one.org, one.key])), None)
            if old is not None and one == Repair(**{name: old[name] for name in Repair._fields}):
                continue
            marks = ", ".join("?" * (len(one) + 1))
            new = db.execute(f"INSERT INTO repairs ({_COLUMNS}, imported_at) VALUES ({marks})", [*one, at]).lastrowid  # noqa: S608 (names of our own)
            if old is not None:
                db.execute("UPDATE repairs SET superseded_by = ? WHERE id = ?", [new, old["id"]])
            made += 1
    return made


def plans(db: Database, campaign: str, org: str = "") -> list[Repair]:
    """The measures in force that mend gaps of one campaign, by organisation."""
    where, values = ("AND org = ?", [campaign, org]) if org else ("", [campaign])  # so that the index is used
    sql = f"SELECT {_COLUMNS} FROM repairs WHERE campaign = ? {where} AND superseded_by IS NULL"  # noqa: S608 (names of our own)
    return [Repair(**row) for row in db.query(f"{sql} ORDER BY org, due, key", values)]


def before(db: Database, campaign: str, org: str = "") -> list[Repair]:
    """The measures of the campaigns before this one; of one thing only the plan made last."""
    last = {(one.org, one.key): one for name in campaigns.before(db, campaign) for one in plans(db, name, org)}
    return sorted(last.values(), key=lambda one: (one.org, one.due, one.key))

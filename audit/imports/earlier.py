"""What is odd beside what was imported before, or beside today: reads measures in force, warns or refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from audit.imports.columns import BATCH, Kind
from audit.imports.keeping import Asked, Notes
from audit.imports.table import ImportRefused

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.measures import Measure

_SHOWN = 20

_EARLIER = """
SELECT b.id, m.org FROM batches b JOIN measures m ON m.batch = b.id
WHERE b.campaign = ? AND b.kind = ? AND b.file = ? AND b.superseded_by IS NULL GROUP BY b.id, m.org
"""
_BESIDE = """
SELECT DISTINCT m.org, b.file FROM measures m JOIN batches b ON b.id = m.batch
WHERE b.campaign = ? AND b.superseded_by IS NULL AND m.name = 'survey.respondents'
AND NOT (b.kind = ? AND b.file = ?) ORDER BY b.file
"""


def beside(db: Database, kind: Kind, asked: Asked, file: str, found: Iterable[Measure], notes: Notes) -> None:
    """Tell what a file replaces, and what it adds to.

    Raises ImportRefused where a file of this name is in force that is about other organisations: it would be lost.
    """
    orgs = {one.org for one in found}
    earlier = [(row["id"], row["org"]) for row in db.query(_EARLIER, [asked.campaign, BATCH[kind], file])]
    if earlier:
        before, number = {org for _, org in earlier}, earlier[0][0]
        if not before & orgs:
            raise ImportRefused(
                f"{file}: import #{number} of a file of this name is about other organisations"
                f" ({', '.join(sorted(before)[:5])}), and would be replaced. Give this file a name of its own."
            )
        lost = sorted(before - orgs)
        names = ", ".join(lost[:_SHOWN]) + (" …" if len(lost) > _SHOWN else "")
        more = f"; no longer measured: {names}" if lost else ""
        notes.warn("replaces", f"import #{number} of a file of this name is replaced{more}")
    if BATCH[kind] not in ("survey", "aggregates"):
        return
    rows = list(db.query(_BESIDE, [asked.campaign, BATCH[kind], file]))
    if shared := {row["org"] for row in rows} & orgs:
        files = dict.fromkeys(row["file"] for row in rows if row["org"] in shared)
        notes.warn("adds", f"{len(shared)} organisations have answers in {', '.join(files)} too; they add up")


def ahead(found: Iterable[Measure], asked: Asked, notes: Notes) -> None:
    """Tell of days that are still to come: of two inspections the one with the later day counts, and a slip would."""
    days = sorted({one.measured_on for one in found if one.measured_on > asked.at[:10]})
    if days:
        notes.warn("dates", f"{len(days)} days are later than today, such as {days[-1]}: a slip of the pen?")

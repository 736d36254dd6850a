"""One import from its command to the end: chooses how a kind is read, and records what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.imports.columns import Kind

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.keeping import Asked, Notes, Outcome

_LISTED = """
SELECT b.id, b.campaign, b.kind, b.file, b.imported_at, b.superseded_by,
       COALESCE(i.rows, 0) AS rows, COALESCE(i.kept, 0) AS kept, COALESCE(i.warnings, 0) AS warnings,
       (SELECT COUNT(DISTINCT m.org) FROM measures m WHERE m.batch = b.id) AS orgs,
       (SELECT COUNT(*) FROM measures m WHERE m.batch = b.id) AS measures
FROM batches b LEFT JOIN imports i ON i.batch = b.id WHERE ? = '' OR b.campaign = ? ORDER BY b.id
"""


class Listed(NamedTuple):
    """One import of the past."""

    id: int
    campaign: str
    kind: str
    file: str
    imported_at: str
    superseded_by: int | None
    """The import that replaced it."""
    rows: int
    kept: int
    warnings: int
    orgs: int
    measures: int


def take(
    db: Database, home: Path, path: Path, kind: Kind, asked: Asked, notes: Notes, told: Callable[[int], None]
) -> Outcome:
    """Import one file. Raises ImportRefused, TableError, CampaignError: nothing of it is kept then."""
    from audit.imports import plain, survey

    if kind == "survey":
        outcome = survey.import_file(db, home, path, asked, notes, told)
    else:
        outcome = plain.import_file(db, path, kind, asked, notes)
    if outcome.batch is not None and not outcome.same:
        with db.atomic():
            db.execute(
                "INSERT INTO imports VALUES (?, ?, ?, ?)",
                [outcome.batch, outcome.rows, outcome.kept, notes.count["warning"]],
            )
    return outcome


def past(db: Database, campaign: str = "") -> list[Listed]:
    """The imports of a campaign, or of all, in their order."""
    return [Listed(**row) for row in db.query(_LISTED, [campaign, campaign])]

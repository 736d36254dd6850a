"""How many items a stand must hold, by kind of organisation: reads a table, keeps table stand_norms.

The law names the stand for social services only; elsewhere the operator fills the number in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.imports.cells import CellError, count
from audit.imports.keeping import good
from checklists.load import shipped
from crawler.registry_words import kind as spelt
from crawler.text import normal

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.keeping import Outcome
    from audit.imports.table import Table
    from crawler.table_file import Row

_IN_FORCE = """
SELECT n.kind, n.norm FROM stand_norms n JOIN batches b ON b.id = n.batch
WHERE b.campaign = ? AND b.superseded_by IS NULL ORDER BY b.id
"""


def kinds() -> dict[str, str]:
    """Words for kinds of organisations, in normal form, to the ids of check-lists."""
    found: dict[str, str] = {}
    for sector in shipped().sectors.values():
        for kind in sector.kinds:
            for word in (kind.id, kind.title.ru, kind.title.en, *kind.words):
                found.setdefault(normal(word.replace("_", " ")), kind.id)
    return found


def canonical(word: str, known: dict[str, str]) -> str:
    """The id of a kind, from any word for it; an unknown word as registries keep it."""
    spelt_ = spelt(word)
    return known.get(normal(spelt_.replace("_", " "))) or known.get(normal(word)) or spelt_


def in_force(db: Database, campaign: str) -> dict[str, str]:
    """Kind → norm of a campaign; of two files the later counts."""
    return {row["kind"]: str(row["norm"]) for row in db.query(_IN_FORCE, [campaign])}


def read(table: Table, outcome: Outcome) -> dict[str, int]:
    """Kind → norm of a file; rows without a norm are blanks. Raises ImportRefused."""
    known = kinds()
    found: dict[str, int] = {}

    def one(row: Row) -> None:
        name = canonical(table.cell(row, "kind"), known)
        norm = count("norm", table.cell(row, "norm"))
        if name not in known.values():
            raise CellError("kind", f"unknown kind «{name[:40]}»; known: {', '.join(sorted(set(known.values())))}")
        if norm and found.setdefault(name, int(norm)) != int(norm):
            raise CellError("norm", f"{name} has two norms, {found[name]} and {norm}")

    for _ in good(table, outcome, one):
        pass
    return found


def put(db: Database, batch: int, found: dict[str, int]) -> None:
    """Keep the norms that came with a batch."""
    db.conn.executemany(
        "INSERT INTO stand_norms VALUES (?, ?, ?)", [(batch, kind, norm) for kind, norm in found.items()]
    )

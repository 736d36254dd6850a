"""Measured numbers beside the site: keeps tables measures and batches. Knows no files, no formulas and no pages.

A measure is one number of one organisation: *value* of *of*, both kept as exact text («45», «0.5», «1/3»). It came with
a batch, which is one import of one file. Rows are only ever added: what a later batch replaces stays with its successor
named. Names mean what checklists/measures.yaml says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from audit.ties import TieError, refused
from crawler import stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database

_REMEMBERED = 4096
"""Texts of numbers that are read once: most measures are small whole numbers."""
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18}|/\d{1,18})?", re.ASCII)

_PUT = """
INSERT INTO measures (campaign, org, name, value, "of", source, measured_by, measured_on, evidence, row, batch)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_IN_FORCE = """
SELECT m.org, m.name, m.value, m."of", m.source, m.measured_by, m.measured_on, m.evidence, m.row, m.batch
FROM measures m JOIN batches b ON b.id = m.batch
WHERE m.campaign = ? AND b.superseded_by IS NULL {}
ORDER BY m.org, m.name, m.measured_on, m.measured_by, m.id
"""


class Measure(NamedTuple):
    """One measured number; a tuple, because a survey has thousands."""

    org: str
    name: str
    """One of measures.yaml."""
    value: str
    """Exact: «45», «0.5», «1/3»."""
    of: str | None = None
    """The same; None where the measure has none."""
    source: str = ""
    """How it was got: «paper», «telephone», «online», «inspection», «call», …"""
    measured_by: str = ""
    """Who measured: a person's or an operator's name."""
    measured_on: str = ""
    """Day, ISO 8601; empty where it is not told. Of a survey, its last day."""
    evidence: tuple[str, ...] = ()
    """File names of photographs or papers."""
    row: int | None = None
    """Row of the file, as a spreadsheet counts; None where the number is counted out of many rows."""
    batch: int = 0
    """Set when it is read: the import it came with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import of one file."""

    campaign: str
    kind: str
    """survey, inspection, mystery, targets, council."""
    file: str
    """The file's name, without its folder: a changed file of the same name and kind replaces the earlier one."""
    digest: str
    """``sha256:HEX`` of the file's bytes and of the settings that change what is read from it."""
    imported_at: str
    """ISO 8601, UTC."""


@lru_cache(_REMEMBERED)
def number(text: str) -> Fraction:
    """The exact number of a measure's text. Raises ValueError for what is no decimal and no fraction."""
    if not _NUMBER.fullmatch(text) or text.endswith("/" + "0" * len(text.rpartition("/")[2])):
        raise ValueError(f"«{text[:40]}» is no number: write 45, 0.5 or 1/3")
    return Fraction(text)


def put(db: Database, batch: Batch, found: Iterable[Measure]) -> int | None:
    """Keep one import, all of it or none; gives its id, or None where the same was imported already.

    The earlier batch of the same campaign, kind and file name is superseded: its measures stay and count no more. Bytes
    that are in force under another file name are the same import. Raises ValueError for a measure whose value or ``of``
    is no number or below zero, TieError for one by somebody who is connected with the organisation, StageError for a
    campaign that is final.
    """
    stages.keep_final(db, batch.campaign)
    there = "SELECT id FROM batches WHERE campaign = ? AND kind = ? AND superseded_by IS NULL AND "
    with db.atomic():
        if list(db.query(there + "digest = ?", [batch.campaign, batch.kind, batch.digest])):
            return None
        earlier = [row["id"] for row in db.query(there + "file = ?", [batch.campaign, batch.kind, batch.file])]
        made = db.execute(
            "INSERT INTO batches (campaign, kind, file, digest, imported_at) VALUES (?, ?, ?, ?, ?)",
            [batch.campaign, batch.kind, batch.file, batch.digest, batch.imported_at],
        ).lastrowid
        db.conn.executemany(_PUT, (_row(batch.campaign, one, made) for one in found))
        sql = "SELECT DISTINCT measured_by, org FROM measures WHERE batch = ? ORDER BY org, measured_by"
        for message in refused(db, [(row["measured_by"], row["org"]) for row in db.query(sql, [made])]).values():
            raise TieError(message)
        db.conn.executemany("UPDATE batches SET superseded_by = ? WHERE id = ?", [(made, one) for one in earlier])
    return made


def in_force(db: Database, campaign: str, org: str = "") -> Iterator[Measure]:
    """The measures that count in a campaign, by organisation and name, the earliest measured first."""
    # two queries, because one for both would not use the index on organisations
    sql, values = (_IN_FORCE.format("AND m.org = ?"), [campaign, org]) if org else (_IN_FORCE.format(""), [campaign])
    for of, name, value, whole, source, by, on, evidence, row, batch in db.execute(sql, values):
        files = tuple(json.loads(evidence)) if evidence != "[]" else ()
        yield Measure(of, name, value, whole, source, by, on, files, row, batch)


def _row(campaign: str, one: Measure, batch: int | None) -> tuple[object, ...]:
    for text in (one.value, *([one.of] if one.of is not None else [])):
        if number(text) < 0:
            raise ValueError(f"{text} is below zero")
    evidence = json.dumps(one.evidence, ensure_ascii=False)
    return (
        campaign, one.org, one.name, one.value, one.of, one.source, one.measured_by, one.measured_on, evidence, one.row,
        batch,
    )  # fmt: skip

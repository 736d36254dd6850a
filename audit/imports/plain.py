"""Imports of small files, one row an organisation or a number: finds the table, reads it, keeps all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from audit.imports import aggregates, connections, inspection, named, norms
from audit.imports.columns import Kind, columns
from audit.imports.earlier import beside
from audit.imports.keeping import (
    Asked,
    Notes,
    Outcome,
    Read,
    digest,
    in_force,
    keep,
    organisations,
    read_rows,
    undone,
)
from audit.imports.table import Table, exact, find
from checklists.load import shipped
from checklists.questionnaire import questionnaire

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.imports.organisations import Organisations

_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "aggregates": (), "inspection": (), "calls": ("what", "value", "of"), "targets": ("name", "value", "of"),
    "points": ("name", "value", "of"), "stand-norms": ("kind", "norm"), "connections": ("person",),
}  # fmt: skip
"""Columns without which a row is no header, beside one that names the organisation."""


def import_file(db: Database, path: Path, kind: Kind, asked: Asked, notes: Notes) -> Outcome:
    """Import one file; the same file again changes nothing, a changed one of the same name replaces.

    Raises ImportRefused where nothing of it can be kept, crawler's TableError where it cannot be read.
    """
    outcome = Outcome(kind=kind, campaign=asked.campaign, file=path.name, notes=notes)
    if kind == "connections":
        with undone(db, when=asked.dry_run):
            table = _table(path, kind, asked)
            outcome.measures = connections.take(db, table, outcome, asked.at)
        return outcome
    orgs = organisations(db, asked.campaign)
    stand = norms.in_force(db, asked.campaign) if kind == "inspection" else {}
    stamp = digest(path, kind, asked.by, asked.source, asked.sheet, sorted(stand.items()), orgs.stamp)
    outcome.batch = in_force(db, asked.campaign, kind, stamp)
    outcome.same = outcome.batch is not None
    if outcome.same:
        return outcome
    table = _table(path, kind, asked)
    _unread(table, notes)
    if kind == "stand-norms":
        with undone(db, when=asked.dry_run):
            found = norms.read(table, outcome)
            outcome.measures = len(found)
            outcome.batch = keep(db, kind, asked, path.name, stamp, [])
            if outcome.batch is not None:
                norms.put(db, outcome.batch, found)
        return outcome
    measured = read_rows(db, table, orgs, _reader(db, kind, table, asked, orgs, stand, notes), outcome)
    if not all(one.measured_by for one in measured):
        notes.warn("nobody", "who measured is not told in every row: fill in the column, or say --by NAME")
    beside(db, kind, asked, path.name, measured, notes)
    outcome.batch = keep(db, kind, asked, path.name, stamp, measured)
    return outcome


def _table(path: Path, kind: Kind, asked: Asked) -> Table:
    known = columns(kind)
    needed = {one.id: f"«{one.ru}»" for one in known if one.id in _NEEDED[kind]}
    whose = kind != "stand-norms"
    ids = {one.id for one in known} - {"id", "inn", "org", "date", "by", "source", "population", "evidence"}

    def lacks(found: Mapping[str, int]) -> str:
        lost = [name for one, name in needed.items() if one not in found]
        if whose and not {"id", "inn", "org"} & found.keys():
            lost.insert(0, "«Организация»")
        if not lost and not ids & found.keys():
            return f"no column with a number. Take the template: glasnost import template {kind} FILE.xlsx."
        return f"no column {', '.join(lost)}. Template: glasnost import template {kind} FILE.xlsx." if lost else ""

    return find(path, exact(known), lacks, asked.sheet)


def _unread(table: Table, notes: Notes) -> None:
    """Tell which columns and sheets were not read."""
    if foreign := table.foreign():
        notes.warn("columns", f"not read, as no such column is known: {foreign}")
    if table.unread:
        names = ", ".join(f"«{name}»" for name in table.unread)
        notes.warn("sheets", f"read: «{table.sheet.name}»; not read, as it has no header: {names}")


def _reader(
    db: Database, kind: Kind, table: Table, asked: Asked, orgs: Organisations, stand: Mapping[str, str], notes: Notes
) -> Read:
    measures = shipped().measures
    if kind == "aggregates":
        return aggregates.reader(db, table, asked, measures, questionnaire(asked.questionnaire), notes)
    if kind == "inspection":
        return inspection.reader(table, asked, measures, orgs, stand)
    if kind == "calls":
        return named.calls(table, asked)
    return named.targets(table, asked) if kind == "targets" else named.points(table, asked)

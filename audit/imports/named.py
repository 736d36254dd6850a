"""Named inputs of methodologies, a number a row: control calls and visits, target indicators, points of a council."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from audit.imports.cells import CellError, files, moment, number
from audit.measures import Measure
from crawler.registry_words import slug
from crawler.text import normal

if TYPE_CHECKING:
    from audit.imports.keeping import Asked, Read
    from audit.imports.table import Table
    from crawler.table_file import Row

_LATIN = re.compile(r"[a-z0-9][A-Za-z0-9_.-]{0,79}", re.ASCII)
_CALLS = {"mystery.call": ("звон", "call", "телефон"), "mystery.visit": ("посещ", "визит", "visit")}
"""Measures, and the beginnings of the words for them."""


def suffix(title: str) -> str:
    """What an indicator is called within its family: a Latin name as it is, a title in Latin letters."""
    return title if _LATIN.fullmatch(title) else slug(title)


def calls(table: Table, asked: Asked) -> Read:
    """How a row of control calls and visits is read: what was marked, points of the most."""

    def read(row: Row, org: str) -> list[Measure]:
        word = normal(table.cell(row, "what"))
        family = next((name for name, stems in _CALLS.items() if word.startswith(stems)), "")
        if not family:
            raise CellError("what", f"«{table.cell(row, 'what')[:40]}» is neither «звонок» nor «посещение»")
        return [_one(table, row, org, asked, family, bounded=True, who=True)]

    return read


def targets(table: Table, asked: Asked) -> Read:
    """How a row of target indicators is read: reached of planned; more than planned may be reached."""
    return lambda row, org: [_one(table, row, org, asked, "target", bounded=False, who=False)]


def points(table: Table, asked: Asked) -> Read:
    """How a row of a council's or an expert's points is read."""
    return lambda row, org: [_one(table, row, org, asked, "council", bounded=True, who=True)]


def _one(table: Table, row: Row, org: str, asked: Asked, family: str, *, bounded: bool, who: bool) -> Measure:
    title, person = table.cell(row, "name"), table.cell(row, "by") or asked.by
    name = suffix(title) if title else ""
    if title and not name:
        raise CellError("name", f"«{title[:40]}» has no letters or digits to be called by")
    if not name and not family.startswith("mystery"):
        raise CellError("name", "which indicator?")
    if who and not any(map(str.isalpha, person)):
        raise CellError("by", "who measured? Fill in the column, or say --by NAME for the whole file")
    value, of = (number(column, table.cell(row, column)) for column in ("value", "of"))
    if not value:
        raise CellError("value", "empty")
    if not of:
        raise CellError("of", f"empty: {value} of how many?")
    if bounded and Fraction(value) > Fraction(of):
        raise CellError("value", f"{value} is more than the {of} that can be had")
    return Measure(
        org=org,
        name=f"{family}.{name}" if name else family,
        value=value,
        of=of,
        source=family.partition(".")[2] or family,
        measured_by=person,
        measured_on=moment("date", table.cell(row, "date"))[:10],
        evidence=files(table.cell(row, "evidence")),
        row=row.number,
    )

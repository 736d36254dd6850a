"""XLSX: the rows of its visible sheets; runs in the child process only. Source: ECMA-376, part 1, 18."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from audit.reading.lines import clean, row
from audit.reading.office import Box, local, named
from audit.reading.outcome import MAX_TEXT, Text

_STRINGS = 4 * MAX_TEXT
"""Characters of shared strings that are kept."""
_COLUMNS = 256
_REFERENCE = re.compile(r"([A-Z]{1,3})\d*\Z")
_DATES = frozenset((*range(14, 18), 22))
"""Numbers of the built-in formats that show a date (18.8.30)."""
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_LAST_DAY = 2_958_465
"""31.12.9999, the last that Excel knows."""


class _Book(NamedTuple):
    strings: Sequence[str]
    dated: frozenset[int]
    """Numbers of the cell formats that show a date."""
    since: dt.date


def read(box: Box) -> Text:
    """The rows of each sheet under its name. Raises Refused."""
    sheets, since = _sheets(box)
    book = _Book(_strings(box), _dated(box), since)
    return Text(_lines(box, sheets, book), len(sheets))


def shown(number: float, since: dt.date) -> str:
    """A date as people write it, from the days since a calendar's first one."""
    if not 1 <= number <= _LAST_DAY:
        return f"{number:g}"
    return (since + dt.timedelta(days=int(number))).strftime("%d.%m.%Y")


def _lines(box: Box, sheets: Sequence[tuple[str, str]], book: _Book) -> Iterator[str]:
    for name, part in sheets:
        yield clean(name.replace("\t", " "))
        if part in box.names:
            yield from filter(None, _rows(box, part, book))


def _rows(box: Box, part: str, book: _Book) -> Iterator[str]:
    cells: list[str] = []
    value, aside = "", 0
    for event, element in box.events(part, "row", "c", "v", "t", "rPh"):
        name = local(element)
        if name == "rPh":  # how the word is said in Japanese
            aside += 1 if event == "start" else -1
        elif event == "start":
            if name == "row":
                cells = []
            elif name == "c":
                value = ""
        elif name in ("v", "t"):
            value += "" if aside else element.text or ""
        elif name == "c":
            column = _column(element.get("r", ""), len(cells))
            cells.extend([""] * (column - len(cells)))
            if column < _COLUMNS:
                cells.append(_cell(element, value, book))
        elif name == "row":
            yield row(cells)


def _cell(element: etree._Element, value: str, book: _Book) -> str:
    kind = element.get("t", "n")
    if kind == "s":
        index = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1  # noqa: PLR2004
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    if kind == "b":
        return "да" if value == "1" else "нет"
    if kind == "d":
        return value[:10]
    style = element.get("s", "0")
    try:
        number = float(value) if kind == "n" and value else None
    except ValueError:
        number = None
    if number is None:
        return value
    if style.isdecimal() and int(style[:9]) in book.dated:
        return shown(number, book.since)
    return f"{number:.15g}"


def _column(reference: str, following: int) -> int:
    """Number of the column that a cell names, from 0; never one before the cells that stand already."""
    match = _REFERENCE.match(reference)
    if match is None:
        return following
    number = 0
    for letter in match.group(1):
        number = number * 26 + ord(letter) - 64
    return min(max(number - 1, following), _COLUMNS)


def _strings(box: Box) -> list[str]:
    found: list[str] = []
    if "xl/sharedStrings.xml" not in box.names:
        return found
    text, aside, size = "", 0, 0
    for event, element in box.events("xl/sharedStrings.xml", "si", "t", "rPh"):
        name = local(element)
        if name == "rPh":
            aside += 1 if event == "start" else -1
        elif name == "t" and event == "end" and not aside:
            text += element.text or ""
        elif name == "si" and event == "end":
            found.append(text if size < _STRINGS else "")
            size, text = size + len(text), ""
    return found


def _dated(box: Box) -> frozenset[int]:
    if "xl/styles.xml" not in box.names:
        return frozenset()
    own: dict[str, bool] = {}
    formats: list[str] = []
    inside = False
    for event, element in box.events("xl/styles.xml", "numFmt", "cellXfs", "xf"):
        name = local(element)
        if name == "cellXfs":
            inside = event == "start"
        elif event == "start" and name == "numFmt":
            code = _QUOTED.sub("", element.get("formatCode", "").lower())
            own[element.get("numFmtId", "")] = "y" in code or "г" in code or ("d" in code and "m" in code)
        elif event == "start" and inside:
            formats.append(element.get("numFmtId", ""))
    return frozenset(
        number for number, name in enumerate(formats)
        if own.get(name) or (name.isascii() and name.isdecimal() and int(name[:9]) in _DATES)
    )  # fmt: skip


def _sheets(box: Box) -> tuple[list[tuple[str, str]], dt.date]:
    """Name and part of the visible sheets in their order; the day before the calendar's first."""
    parts = {}
    if "xl/_rels/workbook.xml.rels" in box.names:
        for event, element in box.events("xl/_rels/workbook.xml.rels", "Relationship"):
            if event == "start":
                parts[element.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", element.get("Target", "")))[1:]
    found = []
    since = dt.date(1899, 12, 30)
    for event, element in box.events("xl/workbook.xml", "sheet", "workbookPr"):
        if event == "end":
            continue
        if local(element) == "workbookPr":
            since = dt.date(1904, 1, 1) if element.get("date1904") in ("1", "true") else since
        elif element.get("state", "visible") == "visible":
            found.append((element.get("name", ""), parts.get(named(element, "id"), "")))
    return found, since

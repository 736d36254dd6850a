"""XLSX to rows of text, a row at a time, in little memory; knows no columns. Source: ECMA-376, part 1, 18.

A sheet of a million rows unpacks to a gigabyte: only one row of it is in memory at a time. No entity is expanded,
nothing is fetched, and libxml2's bounds on depth and size stay on.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from lxml import etree

from crawler.table_file import FORMULA, MAX_COLUMNS, Area, Row, Sheet, TableError

_PARTS = 5_000
_UNPACKED = 8 * 1024 * 1024 * 1024
"""Bytes of one sheet."""
_ROW = 16 * 1024 * 1024
"""Bytes of XML in which a row must end."""
_SMALL = 64 * 1024 * 1024
"""Bytes of any other part but the strings."""
_STRINGS = 40_000_000
"""Characters of all shared strings, and 16 for each."""
_MERGED = 50_000
_SHEETS = 100
_DIGITS = "0123456789"
_LETTERS = re.compile("[A-Z]{1,3}", re.ASCII)
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?\Z")
_MERGE = re.compile(rb'mergeCell\s[^<>]{0,100}?\bref="([A-Z0-9$:]{2,40})"')
_DATES = frozenset((*range(14, 18), 22))
"""Numbers of the built-in formats that show a date (18.8.30)."""
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_LAST_DAY = 2_958_465
"""31.12.9999, the last that Excel knows."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, KeyError,
    etree.XMLSyntaxError,
)  # fmt: skip
"""What zipfile and libxml2 raise for a file that is none, is cut, or is packed in a way of its own."""


class _Book(NamedTuple):
    path: Path
    strings: Sequence[str]
    dated: frozenset[str]
    """Numbers of the cell formats that show a date."""
    since: dt.date
    """The day before the calendar's first."""


class _Metered:
    """A stream that ends where more than so many bytes come without a row."""

    def __init__(self, stream: IO[bytes], most: int, what: str) -> None:
        self.stream, self.most, self.what, self.since = stream, most, what, 0

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self.since += len(data)
        if self.since > self.most:
            raise ValueError(self.what)
        return data


def sheets(path: Path) -> tuple[Sheet, ...]:
    """The visible sheets of a book. Raises TableError."""
    with _opened(path) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            raise TableError(f"{path}: no XLSX workbook (an ODS or another office file?). Save it as XLSX.")
        found, since = _listed(parts)
        book = _Book(path, _strings(parts, path), _dated(parts), since)
        known = set(parts.namelist())
    return tuple(
        Sheet(name, functools.partial(_rows, book, part), functools.partial(_merged, path, part))
        for name, part in found
        if part in known
    )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as parts:
            if len(parts.infolist()) > _PARTS:
                raise TableError(f"{path}: more than {_PARTS} parts; that is no table.")
            if any(part.file_size > _UNPACKED for part in parts.infolist()):
                raise TableError(f"{path}: unpacks to more than {_UNPACKED >> 30} GB. Divide it into parts.")
            yield parts
    except _BROKEN as error:
        raise TableError(f"{path}: not an XLSX workbook that can be read: {error}. Save it as XLSX again.") from error


def _events(parts: zipfile.ZipFile, name: str, *tags: str, most: int = _SMALL) -> Iterator[etree._Element]:
    """The elements of a part at their ends; each is emptied afterwards."""
    with parts.open(name) as stream:
        metered = _Metered(stream, most, f"{name} is too large")
        yield from _ends(metered, *tags)


def _ends(stream: _Metered, *tags: str) -> Iterator[etree._Element]:
    parser = etree.iterparse(
        stream, events=("end",), tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    for _, element in parser:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _listed(parts: zipfile.ZipFile) -> tuple[list[tuple[str, str]], dt.date]:
    """Name and part of the visible sheets, and the day before the calendar's first."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in parts.namelist():
        for element in _events(parts, "xl/_rels/workbook.xml.rels", "Relationship"):
            target = posixpath.normpath(posixpath.join("/xl", element.get("Target", "")))[1:]
            targets[element.get("Id", "")] = target
    found: list[tuple[str, str]] = []
    since = dt.date(1899, 12, 30)
    for element in _events(parts, "xl/workbook.xml", "sheet", "workbookPr"):
        if str(element.tag).endswith("workbookPr"):
            since = dt.date(1904, 1, 1) if element.get("date1904") in ("1", "true") else since
        elif element.get("state", "visible") == "visible" and len(found) < _SHEETS:
            link = next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")
            found.append((element.get("name", ""), targets.get(link, "")))
    return found, since


def _strings(parts: zipfile.ZipFile, path: Path) -> list[str]:
    """The shared strings."""
    found: list[str] = []
    if "xl/sharedStrings.xml" not in parts.namelist():
        return found
    size = 0
    once: dict[str, str] = {}  # files may hold one text a thousand times
    for element in _events(parts, "xl/sharedStrings.xml", "si", most=4 * _STRINGS):
        text = _said(element)
        size += 16 + len(text)
        if size > _STRINGS:
            raise TableError(f"{path}: too much text for an XLSX file to be read in bounded memory. Save it as CSV.")
        found.append(once.setdefault(text, text) if len(text) < 64 else text)  # noqa: PLR2004 (names, not comments)
    return found


def _said(element: etree._Element) -> str:
    """The text of a string, without how it is said in Japanese."""
    if len(element) == 1 and not len(element[0]):  # what nearly all are: one plain text
        return element[0].text or ""
    return "".join(
        one.text or ""
        for one in element.iter("{*}t")
        if not any(str(above.tag).endswith("}rPh") for above in one.iterancestors())
    )


def _dated(parts: zipfile.ZipFile) -> frozenset[str]:
    if "xl/styles.xml" not in parts.namelist():
        return frozenset()
    own: dict[str, bool] = {}
    formats: list[str] = []
    for element in _events(parts, "xl/styles.xml", "numFmt", "cellXfs"):
        if str(element.tag).endswith("numFmt"):
            code = _QUOTED.sub("", element.get("formatCode", "").lower())
            own[element.get("numFmtId", "")] = "y" in code or "г" in code or ("d" in code and "m" in code)
        else:
            formats = [xf.get("numFmtId", "") for xf in element.iterchildren("{*}xf")]
    return frozenset(
        str(number)
        for number, name in enumerate(formats)
        if own.get(name) or (name.isascii() and name.isdecimal() and int(name[:9]) in _DATES)
    )


def _rows(book: _Book, part: str) -> Iterator[Row]:
    with _opened(book.path) as parts, parts.open(part) as stream:
        metered = _Metered(stream, _ROW, "a row without end")
        before = 0
        for element in _ends(metered, "row"):
            metered.since = 0
            given = element.get("r", "")
            number = int(given[:9]) if given.isascii() and given.isdecimal() else before + 1
            number = before = max(number, before + 1)
            cells = _cells(element, book)
            if cells:
                yield Row(number, cells)


def _cells(row: etree._Element, book: _Book) -> list[str]:
    """The texts of a row, up to the last that is not empty."""
    space = str(row.tag).removesuffix("row")
    tag, names = f"{space}c", (f"{space}v", f"{space}f", f"{space}is")
    cells: list[str] = []
    filled = 0
    for cell in row:
        if cell.tag != tag:
            continue
        reference = cell.get("r")
        at = _column(reference.rstrip(_DIGITS)) if reference else len(cells)
        if at < len(cells):
            raise ValueError(f"cell {reference} stands out of its order")
        if at > len(cells):
            cells.extend([""] * (at - len(cells)))
        text = _text(cell, book, names)
        cells.append(text)
        if text:
            filled = len(cells)
    del cells[filled:]
    return cells


def _text(cell: etree._Element, book: _Book, names: tuple[str, str, str]) -> str:
    value, formula = None, False
    for inner in cell:
        tag = inner.tag
        if tag == names[0]:
            value = inner.text
        elif tag == names[1]:
            formula = True
        elif tag == names[2]:
            value = _said(inner)
    if value is None:
        return FORMULA if formula else ""
    kind = cell.get("t")
    if kind == "s":
        index = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1  # noqa: PLR2004
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    if kind is None or kind == "n":
        return _number(value, cell.get("s", "0"), book)
    if kind == "b":
        return "да" if value == "1" else "нет"
    return value


def _number(value: str, style: str, book: _Book) -> str:
    if value.isdecimal() and style not in book.dated:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if style in book.dated and 1 <= number <= _LAST_DAY:
        return moment(number, book.since)
    return f"{number:.15g}"


def moment(number: float, since: dt.date) -> str:
    """A day in ISO 8601 from the days since a calendar's first one; with the hour where there is one."""
    seconds = round(number % 1 * 86_400)
    at = dt.datetime.combine(since, dt.time()) + dt.timedelta(days=int(number), seconds=seconds)
    return at.isoformat() if seconds else at.date().isoformat()


@functools.cache
def _column(letters: str) -> int:
    """Number of the column of these letters, from 0; a name that is none raises ValueError."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"«{letters[:20]}» is no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number > MAX_COLUMNS:
        raise ValueError(f"more than {MAX_COLUMNS} columns")
    return number - 1


def _merged(path: Path, part: str) -> tuple[Area, ...]:
    """The merged areas, which a sheet names after its rows: looked for without reading the rows."""
    found: list[Area] = []
    rest = b""
    with _opened(path) as parts, parts.open(part) as stream:
        for chunk in iter(functools.partial(stream.read, 1024 * 1024), b""):
            data = rest + chunk
            if b"mergeCell" in data:
                found += filter(None, (_area(match.group(1).decode("ascii")) for match in _MERGE.finditer(data)))
                data = data[data.rfind(b"<") :]
            rest = data[-256:]
            if len(found) > _MERGED:
                raise TableError(f"{path}: more than {_MERGED} merged cells. Unmerge them.")
    return tuple(dict.fromkeys(found))  # one at the edge of a chunk is seen twice


def _area(text: str) -> Area | None:
    match = _AREA.match(text)
    if not match:
        return None
    left, top, right, bottom = match.groups()
    return Area(int(top), _column(left) + 1, int(bottom or top), _column(right or left) + 1)

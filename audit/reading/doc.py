"""DOC of Word 6 to 2003: paragraphs and rows of tables; runs in the child process only.

Source: [MS-DOC] 2.4.1 (text), 2.5 (Fib), 2.9.38 (Clx), 2.8.35 and 2.9.174 (paragraph properties). The characters of a
document stand in pieces of its main stream; a paragraph's mark is a row's end where its properties say so.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from audit.reading.lines import row
from audit.reading.outcome import Refused, Text

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_NEW = 0xC1
"""nFib from which the Fib is that of Word 97."""
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_CLX, _PAPX = 154 + 33 * 8, 154 + 13 * 8
"""Where the Fib tells place and length of the pieces, and of the pages of paragraph properties."""
_COUNTS = 64 + 12
"""Where it tells how many characters are in the body, the footnotes, the headers and so on (ccpText first)."""
_IN_TABLE, _ROW_END, _HUGE = 0x2416, 0x2417, (0x6645, 0x6646)
"""Properties of a paragraph: sprmPFInTable, sprmPFTtp, and those that stand elsewhere (sprmPHugePapx)."""
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes after a property by its kind (spra); the sixth says itself how many."""
_PAGE = 512
_ROW = "\x1c"
"""A row's end in our own text."""
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_NESTED = 5
"""Fields within fields that are undone."""
_MARKS = re.compile("([\r\v\f\x0e\x07\x1c])")
_STOPS = frozenset("\r\v\f\x0e")
_OLD = "cp1251"
"""Of the eight-bit text of Word 6 and 95, whose Russian files say nothing better."""


class _Paragraphs(NamedTuple):
    """Where marks of paragraphs end in the main stream."""

    rows: frozenset[int]
    cells: frozenset[int]


def read(main: bytes, tables: tuple[bytes, bytes], *, pictured: bool) -> Text:
    """Lines of the streams WordDocument, and 0Table and 1Table (empty where there is none). Raises Refused."""
    try:
        ident, version = struct.unpack_from("<HH", main, 0)
        (flags,) = struct.unpack_from("<H", main, 10)
        if ident not in (_WORD_97, _WORD_6):
            raise Refused("corrupt", "no Word document")
        if flags & _ENCRYPTED:
            raise Refused("encrypted")
        text = _old(main) if version < _NEW else _text(main, tables[bool(flags & _OTHER_TABLE)])
    except struct.error as error:
        raise Refused("corrupt", "the document is cut short") from error
    lines = list(_lines(text))
    if pictured and sum(map(len, lines)) < 40:  # noqa: PLR2004  a caption
        raise Refused("image_only")
    return Text(lines)


def _old(main: bytes) -> str:
    first, last = struct.unpack_from("<II", main, 0x18)
    return main[first:last].decode(_OLD, "replace")


def _text(main: bytes, table: bytes) -> str:
    """Body, footnotes, endnotes and text boxes, without headers and comments; row ends marked."""
    body, notes, headers, macros, comments, ends, boxes = struct.unpack_from("<7i", main, _COUNTS)
    marks = _paragraphs(main, table)
    text = "".join(_piece(main, *piece, marks) for piece in _pieces(main, table))
    parts = [body, notes, headers, macros, comments, ends, boxes]
    wanted = []
    place = 0
    for number, size in enumerate(parts):
        if number in (0, 1, 5, 6):
            wanted.append(text[place : place + max(size, 0)])
        place += max(size, 0)
    return "\r".join(wanted)


def _pieces(main: bytes, table: bytes) -> Iterator[tuple[int, int, int]]:
    """Characters, place and bytes a character (1 or 2) of each piece, in the order of the text."""
    place, size = struct.unpack_from("<II", main, _CLX)
    clx = table[place : place + size]
    at = 0
    while clx[at : at + 1] == b"\x01":  # Prc: properties, told their length
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at : at + 1] != b"\x02":
        raise Refused("corrupt", "no table of pieces")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + length]
    count = max(len(plc) - 4, 0) // 12
    starts = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for number in range(count):
        (where,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        characters = min(max(starts[number + 1] - starts[number], 0), len(main))
        packed = where & 0x40000000
        where &= 0x3FFFFFFF
        yield (characters, where // 2, 1) if packed else (characters, where, 2)


def _piece(main: bytes, characters: int, place: int, width: int, marks: _Paragraphs) -> str:
    data = main[place : place + characters * width]
    text = data.decode("cp1252", "replace") if width == 1 else data.decode("utf-16-le", "surrogatepass")
    found = list(text)
    for match in re.finditer("[\r\x07]", text):
        end = place + match.end() * width
        if end in marks.rows:
            found[match.start()] = _ROW
        elif end in marks.cells and match.group() == "\r":
            found[match.start()] = " "
    return "".join(found)


def _paragraphs(main: bytes, table: bytes) -> _Paragraphs:
    """Which marks end rows and which stand inside cells, by the pages of paragraph properties."""
    place, size = struct.unpack_from("<II", main, _PAPX)
    plc = table[place : place + size]
    count = max(len(plc) - 4, 0) // 8
    rows: set[int] = set()
    cells: set[int] = set()
    for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)):
        page = main[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            continue
        runs = min(page[-1], 29)
        ends = struct.unpack_from(f"<{runs}I", page, 4)
        for index, end in enumerate(ends):
            kinds = set(_properties(page, 2 * page[4 * (runs + 1) + 13 * index]))
            if _ROW_END in kinds or not kinds.isdisjoint(_HUGE):
                rows.add(end)
            elif _IN_TABLE in kinds:
                cells.add(end)
    return _Paragraphs(frozenset(rows), frozenset(cells))


def _properties(page: bytes, at: int) -> Iterator[int]:
    """The properties of one paragraph that are set (not zero)."""
    if not 0 < at < _PAGE - 2:
        return
    size, at = (2 * page[at] - 1, at + 1) if page[at] else (2 * page[at + 1], at + 2)
    place, end = at + 2, min(at + size, _PAGE - 1)  # after the number of the style
    while place + 3 <= end:
        (name,) = struct.unpack_from("<H", page, place)
        width = _SIZES[name >> 13]
        if not width:
            width = 1 + (struct.unpack_from("<H", page, place + 2)[0] if name == 0xD608 else page[place + 2])  # noqa: PLR2004  sprmTDefTable
        elif any(page[place + 2 : place + 2 + width]):
            yield name
        place += 2 + width


def _lines(text: str) -> Iterator[str]:
    for _ in range(_NESTED):
        text, done = _FIELD.subn(lambda match: match.group(1) or "", text)
        if not done:
            break
    text = text.replace("\x1e", "-").replace("\t", " ")
    cells: list[str] = []
    held = ""
    for part in _MARKS.split(text):
        if part == "\x07":
            cells.append(held)
            held = ""
        elif part == _ROW or (part in _STOPS and not cells):
            yield row([*cells, held])
            cells, held = [], ""
        else:
            held += " " if part in _STOPS else part
    yield row([*cells, held])

"""Real files made here, byte by byte: office documents by zipfile, RTF and compound files by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import xlwt

LINES = ("Устав гимназии № 7", "1. Общие положения", "1.1. Гимназия создана в 1957 году.")
ROWS = (("Должность", "Имя", "Телефон"), ("Директор", "", "8 (40000) 2-22-33"))

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "manifest")
)


def box(parts: Mapping[str, str | bytes], *, flags: int = 0) -> bytes:
    """A zip archive; ``flags`` are set in the directory of each part (1: encrypted)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    made = bytearray(out.getvalue())
    place = made.find(b"PK\x01\x02")
    while flags and place >= 0:
        made[place + 8] |= flags
        place = made.find(b"PK\x01\x02", place + 1)
    return bytes(made)


def docx(body: str | None = None, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX of LINES and ROWS, or of ``body``, with ``more`` parts."""
    if body is None:
        cells = ("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in ROWS)
        body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)
        body += f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return box({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(more or {})})


def odf(body: str, kind: str = "text", manifest: str = "") -> bytes:
    """An ODT or ODS around a body."""
    return box(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF}>{manifest}</manifest:manifest>",
            "content.xml": f"<office:body {_ODF}>{body}</office:body>",
        }
    )


def odt() -> bytes:
    """An ODT of LINES and ROWS."""
    cells = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in ROWS
    )  # fmt: skip
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return odf("".join(f"<text:p>{line}</text:p>" for line in LINES) + f"<table:table>{rows}</table:table>")


def xlsx(rows: str, strings: Sequence[str] = (), formats: Sequence[int] = (0, 14), sheets: str | None = None) -> bytes:
    """An XLSX with one sheet of ``<row>`` elements, named «Лист», or the ``<sheet>`` elements given."""
    shown = sheets or '<sheet name="Лист" sheetId="1" r:id="rId1"/>'
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    own = '<numFmts><numFmt numFmtId="170" formatCode="[$-419]dd\\ mmmm\\ yyyy&quot; г.&quot;"/></numFmts>'
    return box(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{_RELS}"><sheets>{shown}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{own}<cellXfs>{styles}</cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>',
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{S}"><sheetData><row><c t="str"><v>second</v></c></row>'
            "</sheetData></worksheet>",
        }
    )


def xls(rows: Iterable[Sequence[object]] = ROWS, *, locked: bool = False) -> bytes:
    """An XLS with one sheet, named «Лист»; ``locked`` says in its stream that it has a password."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if hasattr(cell, "year"):
                sheet.write(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    interface = b"\xe1\x00\x02\x00\xb0\x04"  # a record that nobody needs becomes FILEPASS
    assert interface in data
    return data.replace(interface, b"\x2f\x00\x02\x00\x00\x00", 1) if locked else data


def rtf(body: bytes = b"") -> bytes:
    """An RTF as Word writes it in Russian: windows-1251 by its font, a table, a skipped picture's name."""
    body = body or b"".join(escaped(line) + b"\\par\r\n" for line in LINES) + b"".join(
        b"\\trowd\\pard\\intbl " + b"".join(escaped(cell) + b"\\cell " for cell in row) + b"\\row\r\n" for row in ROWS
    )
    fonts = b"{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Times New Roman;}}"
    return b"{\\rtf1\\ansi\\ansicpg1252\\deff0" + fonts + b"{\\info{\\title No}}\\pard\\f1 " + body + b"}"


def escaped(text: str) -> bytes:
    """Text as RTF escapes it: ``\\'c8``."""
    return b"".join(b"\\'%02x" % byte if byte > 127 else bytes([byte]) for byte in text.encode("cp1251"))


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of a few streams, each of 4,096 bytes at least, so that no mini stream is needed."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains: list[int] = [0xFFFFFFFD, 0xFFFFFFFE]  # the table itself, the directory
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    sectors = b""
    for number, (name, data) in enumerate(padded.items()):
        count = -(-len(data) // 512)
        entries.append(
            _entry(name, 2, len(chains), len(data), 0xFFFFFFFF, number + 2 if number + 1 < len(padded) else 0)
        )
        chains += [*range(len(chains) + 1, len(chains) + count), 0xFFFFFFFE]
        sectors += data.ljust(count * 512, b"\0")
    assert len(chains) <= 128 and len(entries) <= 4  # noqa: PT018  one sector of each
    fat = struct.pack("<128I", *chains, *[0xFFFFFFFF] * (128 - len(chains)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<8I", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack(
        "<109I", 0, *[0xFFFFFFFF] * 108
    )
    return head + fat + b"".join(entries).ljust(512, b"\0") + sectors


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = 0) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    head = title.ljust(64, b"\0") + struct.pack("<H2B", len(title), kind, 1)
    return (
        head + struct.pack("<3I", 0xFFFFFFFF, right or 0xFFFFFFFF, child) + bytes(36) + struct.pack("<2I", start, size)
    ).ljust(128, b"\0")


_STOPS = {
    "\r": (b"", "\r"),
    "\x1d": (b"\x16\x24\x01", "\r"),
    "\x07": (b"\x16\x24\x01", "\x07"),
    "\x1c": (b"\x16\x24\x01\x17\x24\x01", "\x07"),
}
"""Marks with the properties of their paragraphs: sprmPFInTable, sprmPFTtp."""


def doc(*pieces: tuple[str, bool], flags: int = 0, body: int = 0) -> bytes:
    """A DOC of pieces of text (``True``: a byte a character).

    ``\\x07`` ends a cell, ``\\x1c`` a row, ``\\x1d`` a paragraph in a cell. ``body``: characters before the footnotes.
    """
    text = b""
    places = []
    ends: list[tuple[int, bytes]] = []
    number = 0
    starts = [0]
    for words, packed in pieces:
        places.append((2048 + len(text), packed))
        for char in words:
            text += _STOPS.get(char, (b"", char))[1].encode("cp1252" if packed else "utf-16-le")
            if char in _STOPS:
                ends.append((2048 + len(text), _STOPS[char][0]))
            number += 1
        starts.append(number)
    pcd = b"".join(struct.pack("<HIH", 0, place * 2 | 0x40000000 if packed else place, 0) for place, packed in places)
    plc = struct.pack(f"<{len(starts)}I", *starts) + pcd
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(plc)) + plc
    table = clx + struct.pack("<3I", 2048, 2048 + len(text), 2)  # the page of properties is the third
    main = bytearray(2048) + text
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 10, 0x0200 | flags)
    struct.pack_into("<2i", main, 64 + 12, body or number, number - (body or number))
    struct.pack_into("<2I", main, 154 + 33 * 8, 0, len(clx))
    struct.pack_into("<2I", main, 154 + 13 * 8, len(clx), 12)
    main[1024:1536] = _properties(ends)
    return compound({"WordDocument": bytes(main), "1Table": table})


def _properties(ends: Sequence[tuple[int, bytes]]) -> bytes:
    """A page of paragraph properties (PapxFkp)."""
    page = bytearray(512)
    page[511] = len(ends)
    struct.pack_into(f"<{len(ends) + 1}I", page, 0, 2048, *(end for end, _ in ends))
    place = 510
    for number, (_, properties) in enumerate(ends):
        grown = b"\0\0" + properties + bytes(len(properties) % 2)
        if properties:
            place -= 2 + len(grown)
            page[place : place + 2 + len(grown)] = bytes([0, len(grown) // 2]) + grown
            page[4 * (len(ends) + 1) + 13 * number] = place // 2
    return bytes(page)

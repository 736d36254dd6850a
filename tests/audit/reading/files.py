"""Real files made here, byte by byte: office documents by zipfile, PDF, RTF and compound files by hand."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

import pypdfium2
import xlwt

LINES = ("Устав гимназии № 7", "1. Общие положения", "1.1. Гимназия создана в 1957 году.")
ROWS = (("Должность", "Имя", "Телефон"), ("Директор", "", "8 (40000) 2-22-33"))

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "manifest")
)


def box(parts: Mapping[str, str | bytes], *, flags: int = 0) -> bytes:
    """A zip archive; ``flags`` are set in the directory of each part (1: encrypted)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    data = bytearray(out.getvalue())
    place = data.find(b"PK\x01\x02")
    while flags and place >= 0:
        data[place + 8] |= flags
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


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
    return box({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": f"<manifest:manifest {_ODF}>{manifest}</manifest:manifest>",
        "content.xml": f"<office:document-content {_ODF}><office:body>{body}</office:body></office:document-content>",
    })


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
    return box({
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{_RELS}"><sheets>{shown}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}">{own}<cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{S}"><sheetData><row><c t="str"><v>second</v></c></row>'
        "</sheetData></worksheet>",
    })


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
    return b"".join(b"\\'%02x" % byte if byte > 127 else bytes([byte]) for byte in text.encode("cp1251"))  # noqa: PLR2004


def pdf(pages: Sequence[Sequence[str]] = (LINES,), more: bytes = b"", password: str = "") -> bytes:
    """A PDF with a text layer: a composite font without glyphs whose ToUnicode table tells the letters."""
    letters = sorted({char for page in pages for line in page for char in line})
    codes = {char: number for number, char in enumerate(letters, start=1)}
    table = "".join(f"<{codes[char]:04x}> <{ord(char):04x}>\n" for char in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{table}endbfchar endcmap end"
    )
    contents = []
    for page in pages:
        words = "".join(f"<{''.join(f'{codes[char]:04x}' for char in line)}> Tj 0 -20 Td\n" for line in page)
        contents.append(f"BT /F1 12 Tf 50 780 Td\n{words}ET\n".encode() + more)
    fonts = [
        b"<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 4 0 R>>",
        stream(b"", cmap.encode()),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 600/FontDescriptor 6 0 R>>",
        b"<</Type/FontDescriptor/FontName/Arial/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        b"/Descent -200/CapHeight 700/StemV 80>>",
    ]
    return _pdf(contents, fonts, b"/Font<</F1 3 0 R>>", password)


def scan(dots: bytes, width: int, height: int, layer: Sequence[str] = ()) -> bytes:
    """A PDF of one page that is a grey picture, with a text layer under it where ``layer`` is given."""
    image = stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
        % (width, height),
        zlib.compress(dots),
    )
    words = "".join(f"({line}) Tj 0 -20 Td\n" for line in layer)
    content = f"q 595 0 0 842 0 0 cm /Im1 Do Q BT /F1 12 Tf 50 780 Td\n{words}ET".encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return _pdf([content], [font, image], b"/Font<</F1 3 0 R>>/XObject<</Im1 4 0 R>>")


def stream(head: bytes, data: bytes) -> bytes:
    """A stream object of a PDF."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def _pdf(contents: Sequence[bytes], objects: Sequence[bytes], resources: bytes, password: str = "") -> bytes:
    first = 3 + len(objects)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)), *objects
    ]  # fmt: skip
    for number, content in enumerate(contents):
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents %d 0 R>>"
            % (resources, first + 2 * number + 1)
        )
        bodies.append(stream(b"", content))
    trailer = b"/Root 1 0 R/ID[<00><00>]"
    if password:
        bodies.append(_lock(password))
        trailer += b"/Encrypt %d 0 R" % len(bodies)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, table)
    return bytes(out)


def _lock(password: str) -> bytes:
    """The dictionary of the standard security handler, revision 2 (PDF 1.4, 3.5.2)."""
    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password.encode() + pad)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + b"\0", usedforsecurity=False).digest()[:5]
    return b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), _rc4(key, pad).hex().encode())


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    other = 0
    for one in range(256):
        other = (other + box[one] + key[one % len(key)]) % 256
        box[one], box[other] = box[other], box[one]
    out = bytearray()
    one = other = 0
    for byte in data:
        one = (one + 1) % 256
        other = (other + box[one]) % 256
        box[one], box[other] = box[other], box[one]
        out.append(byte ^ box[(box[one] + box[other]) % 256])
    return bytes(out)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of a few streams, each of 4,096 bytes at least, so that no mini stream is needed."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains: list[int] = [0xFFFFFFFD, 0xFFFFFFFE]  # the table itself, the directory
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    sectors = b""
    for number, (name, data) in enumerate(padded.items()):
        count = -(-len(data) // 512)
        entries.append(_entry(name, 2, len(chains), len(data), 0xFFFFFFFF, number + 2 if number + 1 < len(padded) else 0))
        chains += [*range(len(chains) + 1, len(chains) + count), 0xFFFFFFFE]
        sectors += data.ljust(count * 512, b"\0")
    assert len(chains) <= 128 and len(entries) <= 4  # noqa: PT018, PLR2004  one sector of each
    fat = struct.pack("<128I", *chains, *[0xFFFFFFFF] * (128 - len(chains)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<8I", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + b"".join(entries).ljust(512, b"\0") + sectors


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = 0) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    head = title.ljust(64, b"\0") + struct.pack("<H2B", len(title), kind, 1)
    return (head + struct.pack("<3I", 0xFFFFFFFF, right or 0xFFFFFFFF, child) + bytes(36) + struct.pack("<2I", start, size)).ljust(
        128, b"\0"
    )


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
    pcd = b"".join(
        struct.pack("<HIH", 0, place * 2 | 0x40000000 if packed else place, 0) for place, packed in places
    )
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


_STROKES = {
    "У": "0 10 m 3 4 l S 6 10 m 2.5 0 l 0.5 0 l S",
    "С": "6 8.5 m 4.5 10.6 0 11 0 5 c 0 -1 4.5 -0.6 6 1.5 c S",
    "Т": "0 10 m 6 10 l S 3 10 m 3 0 l S",
    "А": "0 0 m 3 10 l 6 0 l S 1.1 3.4 m 4.9 3.4 l S",
    "В": "0 0 m 0 10 l 3 10 l 6 10 6 5.4 3 5.4 c 0 5.4 l S 3 5.4 m 7 5.4 7 0 3 0 c 0 0 l S",
    "Г": "0 0 m 0 10 l 5.5 10 l S",
    "И": "0 10 m 0 0 l 6 10 l 6 0 l S",
    "М": "0 0 m 0 10 l 3.5 2 l 7 10 l 7 0 l S",
    "Н": "0 0 m 0 10 l S 6 0 m 6 10 l S 0 5.2 m 6 5.2 l S",
    "П": "0 0 m 0 10 l 6 10 l 6 0 l S",
    "О": "3 0 m -1 0 -1 10 3 10 c 7 10 7 0 3 0 c S",
    "Л": "0 0 m 1 0 l 2 10 l 6 10 l 6 0 l S",
    "Е": "5.5 0 m 0 0 l 0 10 l 5.5 10 l S 0 5.2 m 5 5.2 l S",
}
"""Letters as lines and curves of a PDF, ten high."""


def drawn(*lines: str) -> bytes:
    """A PDF of letters that are drawn, not written."""
    content = "1.3 w 1 J 1 j\n"
    for row, line in enumerate(lines):
        for column, char in enumerate(line):
            if char != " ":
                content += f"q 2.6 0 0 2.6 {60 + 25 * column} {760 - 60 * row} cm {_STROKES[char]} Q\n"
    return _pdf([content.encode()], [], b"")


def dots(data: bytes, scale: float = 200 / 72) -> tuple[bytes, int, int]:
    """The first page of a PDF in grey dots, with their width and height."""
    document = pypdfium2.PdfDocument(data)
    bitmap = document[0].render(scale=scale, grayscale=True)
    rows = bytes(bitmap.buffer)
    width, height, pitch = bitmap.width, bitmap.height, bitmap.stride
    document.close()
    return b"".join(rows[place : place + width] for place in range(0, pitch * height, pitch)), width, height


def png(grey: bytes, width: int, height: int) -> bytes:
    """A grey PNG."""
    rows = b"".join(b"\0" + grey[place : place + width] for place in range(0, width * height, width))
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

"""PDF and pictures made here, byte by byte: text layers, scans, letters that are drawn, locks."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence

import pypdfium2

from tests.audit.reading.files import LINES


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
        (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/DW 600/FontDescriptor 6 0 R>>"
        ),
        (
            b"<</Type/FontDescriptor/FontName/Arial/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
            b"/Descent -200/CapHeight 700/StemV 80>>"
        ),
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
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

"""PDF: the text layer of its first pages, or pictures of them; runs in the child process only."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from audit.reading.lines import mended, paragraphs
from audit.reading.outcome import MAX_TEXT, Refused, Text

PAGES = 50
"""Pages read of one document."""
_BARE = 40
"""Letters of a page that may be a stamp or a number on a scan."""
_STAMPED = 300
"""Letters of a page that may be the stamp of an electronic signature on a scan."""
_STAMP = re.compile(r"подпис|сертификат", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_RUSSIAN = 0.2
"""Share of Cyrillic letters below which the text under a scan was read by a program that knows no Russian."""
_SHOWN = 0.3
"""Share of a page that a picture covers if the page is about it."""
_SHAPES = 200
"""Drawn shapes of a page whose letters were turned into curves."""
_DOTS = 12_000_000
"""Of a rendered page: A3 at 200 dpi."""


class _Sheet(NamedTuple):
    text: str
    letters: int
    scanned: bool
    shown: bool = False
    """It has pictures or drawings, and next to no letters."""


def read(data: bytes) -> Text:
    """The text layer. Raises Refused: image_only where most pages are pictures of pages."""
    with _opened(data) as document:
        sheets: list[_Sheet] = []
        size = 0
        for number in range(min(len(document), PAGES)):
            sheets.append(_sheet(document, number))
            size += len(sheets[-1].text)
            if size > MAX_TEXT:
                break
        pages = len(document)
    letters, scanned = sum(sheet.letters for sheet in sheets), sum(sheet.scanned for sheet in sheets)
    if scanned * 2 > len(sheets) or (letters < _BARE and any(sheet.shown for sheet in sheets)):
        raise Refused("image_only", pages=pages)
    text = mended("\n".join(sheet.text for sheet in sheets))
    return Text(list(paragraphs(text.split("\n"))), pages)


def pictures(data: bytes, most: int, dpi: int) -> Iterator[bytes]:
    """The first ``most`` pages, grey, as PGM. Raises Refused."""
    with _opened(data) as document:
        for number in range(min(len(document), most)):
            page = document[number]
            width, height = page.get_size()
            scale = min(dpi / 72, (_DOTS / max(width * height, 1)) ** 0.5)
            try:
                bitmap = page.render(scale=scale, grayscale=True)
            except pypdfium2.PdfiumError:
                continue
            dots = memoryview(bitmap.buffer)
            rows = (
                dots[start : start + bitmap.width]
                for start in range(0, bitmap.stride * bitmap.height, bitmap.stride)
            )  # fmt: skip
            yield b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
            page.close()


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refused("encrypted" if locked else "corrupt") from error
    try:
        yield document
    finally:
        document.close()


def _sheet(document: pypdfium2.PdfDocument, number: int) -> _Sheet:
    """One page; a page that cannot be loaded is an empty one."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return _Sheet("", 0, scanned=False)
    layer = page.get_textpage()
    text = layer.get_text_range()
    text = text.replace("\x02\r\n", "-\n").replace("\ufffe\r\n", "-\n").replace("\r", "")  # pdfium's hyphen at line end
    letters = sum(char.isalpha() and not "\ue000" <= char <= "\uf8ff" for char in text)
    scanned = shown = False
    if letters < _BARE:
        pictured, shapes = _pictured(page), _shapes(page)
        scanned = pictured >= _SHOWN or shapes >= _SHAPES
        shown = scanned or (not letters and (pictured > 0 or shapes > 0))
    elif (letters < _STAMPED and _STAMP.search(text)) or len(_CYRILLIC.findall(text)) < _RUSSIAN * letters:
        scanned = _pictured(page) >= 2 * _SHOWN
    layer.close()
    page.close()
    return _Sheet(text, letters, scanned, shown)


def _pictured(page: pypdfium2.PdfPage) -> float:
    """The share of the page that pictures cover."""
    width, height = map(float, page.get_size())
    covered = 0.0
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        with contextlib.suppress(pypdfium2.PdfiumError):
            left, bottom, right, top = thing.get_bounds()
            covered += max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
    return covered / max(width * height, 1)


def _shapes(page: pypdfium2.PdfPage) -> int:
    return sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3))

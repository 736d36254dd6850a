"""The child process: reads documents from its standard input, writes their text; opens no file and no socket."""

from __future__ import annotations

import codecs
import io
import os
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any

import olefile

from audit.reading import doc, docx, odf, pdf, picture, rtf, xls, xlsx
from audit.reading.confine import allow, confine
from audit.reading.kinds import PICTURES, magic
from audit.reading.lines import clean
from audit.reading.office import Box
from audit.reading.outcome import MAX_TEXT, OUT_OF_MEMORY, Refused, Text
from audit.reading.wire import receive, send

MEMORY = 1 << 30
"""Bytes of address space."""
SECONDS = 20
"""Of processor for one document; one of 300 pages takes two."""
MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document; the crawl takes no larger ones."""
PAGES, DPI = 3, 200
"""Of a scan: how many pages are rendered for Tesseract, and how finely."""

_CODECS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "ascii", "cp437", "cp850", "cp852", "cp866",
    "cp874", "cp932", "cp936", "cp949", "cp950", "gbk", "mac_roman", "mac_cyrillic", "koi8-r", "unicode_escape", "idna",
    *(f"cp125{number}" for number in range(9)),
)  # fmt: skip
"""Loaded before files are forbidden."""

Answer = tuple[dict[str, Any], bytes]
Job = Callable[[bytes, Mapping[str, Any]], Answer]


def read(data: bytes, asked: Mapping[str, Any]) -> Answer:
    """The text of a document and what it is; ``asked["said"]`` is the kind that it is said to be."""
    kind = magic(data)
    try:
        kind, reader = _reader(data, kind, str(asked.get("said", "")))
        text = reader()
        body, cut = _kept(text)
    except Refused as refused:
        worth = refused.state == "image_only" and not refused.note
        head = {"state": refused.state, "note": refused.note, "pages": refused.pages, "ocr": worth}
        return {**head, "kind": kind}, b""
    return {"state": "text", "kind": kind, "pages": text.pages, "cut": cut}, body


def pictures(data: bytes, asked: Mapping[str, Any]) -> Answer:
    """What Tesseract may read of a document without text: pages of a PDF, pictures in an office file, a picture."""
    kind = str(asked.get("kind", ""))
    try:
        if kind == "pdf":
            found = list(pdf.pictures(data, PAGES, DPI))
        elif kind in ("docx", "odt", "ods"):
            images = Box(data).images(PAGES)
            found = [image for image in images if magic(image) in PICTURES and picture.legible(image, magic(image))]
        else:
            found = [data] if kind in PICTURES else []
    except Refused as refused:
        return {"state": refused.state, "note": refused.note, "sizes": []}, b""
    return {"state": "text", "sizes": [len(one) for one in found]}, b"".join(found)


def serve(jobs: Mapping[str, Job]) -> None:
    """Answer messages until the other side closes; a fault that no reader foresaw ends this process, and is told by it.

    After a MemoryError the process ends too: what it left behind is not known.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints does not get between our messages
    source = sys.stdin.buffer
    for name in _CODECS:
        codecs.lookup(name)
    send(out, {"state": "ready"})
    confine(MEMORY, 0)
    while (message := receive(source, MAX_DOCUMENT)) is not None:
        asked, data = message
        allow(SECONDS)
        try:
            answer = jobs[asked["do"]](data, asked)
        except MemoryError:
            send(out, {"state": "too_large", "kind": magic(data), "note": OUT_OF_MEMORY})
            return
        send(out, *answer)


def _reader(data: bytes, kind: str, said: str) -> tuple[str, Callable[[], Text]]:
    """The kind in full, and what reads it. Raises Refused where the container is broken."""
    if kind == "zip":
        box = Box(data)
        kind = box.kind()
        in_box = {"docx": docx.read, "xlsx": xlsx.read, "odt": odf.read, "ods": odf.read}
        if kind in in_box:
            return kind, lambda: in_box[kind](box)
    elif kind == "ole":
        return _compound(data, said)
    elif kind in PICTURES:
        return kind, lambda: _picture(data, kind)
    elif kind in ("pdf", "rtf"):
        return kind, lambda: (pdf if kind == "pdf" else rtf).read(data)
    raise Refused("no_reader" if kind else "corrupt")


def _compound(data: bytes, said: str) -> tuple[str, Callable[[], Text]]:
    try:
        ole = olefile.OleFileIO(io.BytesIO(data))
        if ole.exists("EncryptedPackage"):  # a locked DOCX or XLSX
            return said if said in ("docx", "xlsx", "pptx") else "docx", _locked
        if ole.exists("Workbook") or ole.exists("Book"):
            return "xls", lambda: xls.read(data)
        if not ole.exists("WordDocument"):
            raise Refused("no_reader")
        main, *tables = (_stream(ole, name) for name in ("WordDocument", "0Table", "1Table"))
        pictured = ole.exists("Data")
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Refused("corrupt", "the compound file is broken") from error
    return "doc", lambda: doc.read(main, (tables[0], tables[1]), pictured=pictured)


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    data: bytes = ole.openstream(name).read() if ole.exists(name) else b""
    return data


def _locked() -> Text:
    raise Refused("encrypted")


def _picture(data: bytes, kind: str) -> Text:
    raise Refused("image_only", "" if picture.legible(data, kind) else "too small to hold words")


def _kept(text: Text) -> tuple[bytes, bool]:
    """At most MAX_TEXT characters of the lines, and whether there were more."""
    kept: list[str] = []
    left = MAX_TEXT
    for line in map(clean, text.lines):
        if len(line) > left:
            return "\n".join([*kept, line[:left]]).encode(), True
        if line:
            kept.append(line)
            left -= len(line) + 1
    return "\n".join(kept).encode(), False


if __name__ == "__main__":
    serve({"read": read, "pictures": pictures})

"""What kind of file this is, by its first bytes; what it is said to be, by its name and type; opens nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from crawler.urls import extension

VERSION = 1
"""Of our readers; raise it when they read otherwise, and documents are derived anew."""

PICTURES = frozenset({"png", "jpg", "tiff"})

READABLE = frozenset({"pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods"}) | PICTURES
"""Kinds with a reader; text in pictures is read by Tesseract only."""

_LIBRARY: Mapping[str, str] = {
    "pdf": "pypdfium2", "doc": "olefile", "xls": "xlrd", "docx": "lxml", "odt": "lxml", "xlsx": "lxml", "ods": "lxml",
}  # fmt: skip
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"AT&TFORM", "djvu"),
    (b"GIF8", "gif"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|title|meta|div)\b", re.IGNORECASE | re.DOTALL
)
_SAME = {
    "docm": "docx", "dotx": "docx", "dot": "doc", "xlsm": "xlsx", "xltx": "xlsx", "xlt": "xls", "pps": "ppt",
    "ppsx": "pptx", "jpeg": "jpg", "jpe": "jpg", "tif": "tiff", "htm": "html", "djv": "djvu",
}  # fmt: skip
_NAMES = READABLE | {"ppt", "pptx", "odp", "djvu", "rar", "zip", "7z", "html"}
_TYPES: Mapping[str, str] = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/msword": "doc",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/vnd.ms-excel": "xls",
    "application/excel": "xls",
    "application/x-msexcel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tiff",
}
_FILENAME = re.compile(r"filename\*?\s*=[^;]*?\.([a-z0-9]{2,5})[\"'\s]*(?:;|$)", re.IGNORECASE)


def magic(data: bytes) -> str:
    """The kind by the first bytes; ``ole`` and ``zip`` stand for several; empty where it is none that we know."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if b"%PDF-" in data[:1024]:  # readers look so far, and some makers put a line before it
        return "pdf"
    return "html" if _HTML.match(data[:2048].removeprefix(b"\xef\xbb\xbf")) else ""


def said(url: str, content_type: str, disposition: str = "") -> str:
    """The kind that the name of the file claims, else its type; empty where neither claims one that we know."""
    named = _FILENAME.search(disposition[:2000])
    for ending in (extension(url), named.group(1).lower() if named else ""):
        kind = _SAME.get(ending, ending)
        if kind in _NAMES:
            return kind
    return _TYPES.get(content_type.partition(";")[0].strip().lower(), "")


@cache
def tool(kind: str) -> str:
    """What reads this kind, with versions."""
    library = _LIBRARY.get(kind)
    own = f"glasnost-reading {VERSION}"
    return f"{own}, {library} {version(library)}" if library else own

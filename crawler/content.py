"""What kind of thing an answer is: reads its type, its address and its first bytes; parses nothing."""

from __future__ import annotations

from typing import Literal

from crawler.urls import DOCUMENTS, extension

Kind = Literal["page", "document", "other"]

UNREAD = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
          "application/x-javascript", "application/zip", "application/x-rar", "application/x-7z", "application/wasm",
          "application/java-archive", "application/vnd.android", "application/x-msdownload")  # fmt: skip
"""Beginnings of content types whose bodies are not even read."""

_OFFICE = (
    "application/pdf", "application/msword", "application/vnd.", "application/rtf", "text/rtf", "text/csv",
    "text/plain", "application/x-pdf", "application/excel", "application/x-msexcel",
)  # fmt: skip
_SIGNATURES = (b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""PDF, Word and Excel before 2007, RTF."""
_ZIP = b"PK\x03\x04"
"""DOCX, XLSX, ODT and archives of any kind."""
_PACKED = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument")
"""What packed files of Office and OpenDocument hold (ECMA-376, part 2; ODF 1.3, part 2, 3.3), whatever their name."""
_NAMELESS = (
    "", "application/octet-stream", "binary/octet-stream", "application/zip", "application/x-zip-compressed",
    "application/force-download", "application/x-download",
)  # fmt: skip
"""Types that say nothing of what a file is: its ending does."""


MAX_PAGE = 5 * 1024 * 1024
"""Bytes of a page, Content-Encoding undone, that are still read: nobody reads a larger one either."""


def kind_of(content_type: str, url: str, body: bytes) -> Kind:
    """A page, a document, or something that the audit does not read. The body is as received or decoded."""
    name = content_type.partition(";")[0].strip().lower()
    if body.startswith(_SIGNATURES):
        return "document"
    if "html" in name:
        return "page"
    ending = extension(url)
    if body.startswith(_ZIP):
        office = ending in DOCUMENTS or name.startswith("application/vnd.")
        return "document" if office or any(sign in body for sign in _PACKED) else "other"
    if name in ("", "text/plain", "application/octet-stream", "unknown/unknown") and _looks_like_html(body):
        return "page"
    if name.startswith(_OFFICE) or (ending in DOCUMENTS and name in _NAMELESS):
        return "document"
    return "other"


def _looks_like_html(body: bytes) -> bool:
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<div", b"<title", b"<meta"))

from __future__ import annotations

import pytest

from crawler.content import kind_of


@pytest.mark.parametrize(
    ("content_type", "path", "body", "kind"),
    [
        ("text/html; charset=utf-8", "/x", b"", "page"),
        ("TEXT/HTML", "/x.pdf", b"<h1>404", "page"),
        ("application/xhtml+xml", "/x", b"", "page"),
        ("", "/x", b"\xef\xbb\xbf <!DOCTYPE html>", "page"),
        ("text/plain", "/x", b"<html>", "page"),
        ("text/html", "/download", b"%PDF-1.4", "document"),
        ("application/octet-stream", "/x.doc", b"\xd0\xcf\x11\xe0", "document"),
        ("application/octet-stream", "/x.docx", b"PK\x03\x04", "document"),
        ("application/octet-stream", "/x", b"PK\x03\x04", "other"),
        ("application/octet-stream", "/x", b"PK\x03\x04 [Content_Types].xml", "document"),
        ("application/zip", "/x", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "document"),
        ("application/zip", "/x.docx", b"", "document"),
        ("application/zip", "/x.zip", b"PK\x03\x04", "other"),
        ("application/vnd.oasis.opendocument.text", "/get", b"PK\x03\x04", "document"),
        ("text/plain; charset=utf-8", "/x.txt", b"words", "document"),
        ("image/png", "/x", b"\x89PNG", "other"),
        ("application/json", "/x", b"{}", "other"),
        ("", "/x", b"", "other"),
    ],
)
def test_kinds_of_answers(content_type: str, path: str, body: bytes, kind: str) -> None:
    assert kind_of(content_type, "http://a.example" + path, body) == kind

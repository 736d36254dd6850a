from __future__ import annotations

import pytest

from audit.reading.kinds import READABLE, magic, said, tool
from audit.reading.lines import clean, mended, paragraphs, row
from tests.audit.reading import pdfs


@pytest.mark.parametrize(
    ("url", "content_type", "disposition", "kind"),
    [
        ("https://a.example/x.pdf", "application/msword", "", "pdf"),
        ("https://a.example/x.DOCM?v=1", "", "", "docx"),
        ("https://a.example/get.php?id=3", "application/octet-stream", 'attachment; filename="Устав.doc"', "doc"),
        ("https://a.example/get", "application/vnd.ms-excel; charset=x", "", "xls"),
        ("https://a.example/about.html", "text/plain", "", "html"),
        ("https://a.example/about", "text/html", "", ""),
    ],
)
def test_said(url: str, content_type: str, disposition: str, kind: str) -> None:
    assert said(url, content_type, disposition) == kind


def test_magic() -> None:
    assert magic(b"\n\n" + pdfs.pdf()) == "pdf"
    assert magic(b"\xef\xbb\xbf <!-- a --> <HTML>") == "html"
    assert magic(b"plain") == ""


def test_every_reader_names_itself() -> None:
    assert all(tool(kind).startswith("glasnost-reading ") for kind in (*READABLE, "", "rar"))
    assert "pypdfium2 " in tool("pdf")


def test_lines() -> None:
    assert clean(" a\u00a0 b\u200b\x00\t c \t") == "a b\tc"
    assert row(["a\tb", "", "c", ""]) == "a b\t\tc"
    assert mended("Café à la française") == "Café à la française"
    wide = [
        "Общество работает по адресу, указанному в уставе города",
        "Костромы и области. Оно открыто каждый день недели.",
        "Новый",
    ]
    assert list(paragraphs(wide)) == [f"{wide[0]} {wide[1]}", "Новый"]

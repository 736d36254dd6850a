from __future__ import annotations

import struct

import pytest

from audit.reading.worker import pictures, read
from tests.audit.reading import files, pdfs

DRAWN = pdfs.drawn("УСТАВ ГИМНАСТА", "ОПИСАНИЕ САМОЛЕТА")
LATIN = ["IIOCTAHOBJIEHI4E O MEPAX IIO OXPAHE TPYAA", "B cooTBeTcTBuu c 3aKoHoM npuKa3bIBaIo"]


def test_text_layer() -> None:
    head, body = read(pdfs.pdf([files.LINES, ("Страница два",)]), {})
    assert (head["state"], head["pages"]) == ("text", 2)
    assert body.decode().split("\n") == [*files.LINES, "Страница два"]


def test_lines_of_one_paragraph_are_joined() -> None:
    page = ["Правила внутреннего", "трудового распо-", "рядка", "Приказ № 5"]
    assert read(pdfs.pdf([page]), {})[1].decode().split("\n") == [
        "Правила внутреннего трудового распорядка", "Приказ № 5"
    ]  # fmt: skip


def test_font_with_the_wrong_table_is_mended() -> None:
    wrong = "Устав школы".encode("cp1251").decode("cp1252")
    assert read(pdfs.pdf([[wrong]]), {})[1].decode() == "Устав школы"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (pdfs.scan(bytes(100 * 141), 100, 141), "image_only"),
        (pdfs.scan(bytes(100 * 141), 100, 141, LATIN), "image_only"),
        (DRAWN, "image_only"),
        (pdfs.pdf([["Устав гимназии принят общим собранием коллектива"]], more=b"0 0 9 9 re f\n"), "text"),
        (pdfs.pdf([[""]]), "text"),
    ],
    ids=["scan", "scan read as English", "letters as curves", "text beside a drawing", "empty"],
)
def test_scans_are_told_from_texts(data: bytes, state: str) -> None:
    assert read(data, {})[0]["state"] == state


def test_pages_are_rendered_for_ocr_at_200_dpi() -> None:
    head, body = pictures(pdfs.scan(bytes(100 * 141), 100, 141), {"kind": "pdf"})
    assert body.startswith(b"P5 1653 2339 255\n")
    assert head["sizes"] == [len(body)] == [17 + 1653 * 2339]


def test_pictures_of_office_files_the_largest_first() -> None:
    large, small = pdfs.png(bytes(90_000), 300, 300), pdfs.png(bytes(900), 30, 30)
    head, body = pictures(files.docx("", {"word/media/1.png": small, "word/media/2.png": large}), {"kind": "docx"})
    assert (head["sizes"], body) == ([len(large)], large)


@pytest.mark.parametrize(
    ("data", "state", "ocr"),
    [
        (pdfs.png(bytes(90_000), 300, 300), "image_only", True),
        (pdfs.png(bytes(256), 16, 16), "image_only", False),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">2I", 90_000, 90_000), "too_large", False),
        (b"\x89PNG\r\n\x1a\n", "corrupt", False),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x01\x00\x02\x00\x03", "image_only", True),
        (b"\xff\xd8\xff\xe0\x00", "corrupt", False),
        (b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIIHHII", 256, 4, 1, 500, 257, 3, 1, 400), "image_only", True),
        (b"MM\0*\0\0\xff\xff", "corrupt", False),
    ],
    ids=["png", "icon", "bomb", "cut png", "jpg", "cut jpg", "tiff", "cut tiff"],
)
def test_pictures(data: bytes, state: str, ocr: bool) -> None:  # noqa: FBT001
    head, _ = read(data, {})
    assert (head["state"], bool(head["ocr"])) == (state, ocr)

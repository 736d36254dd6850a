from __future__ import annotations

from pathlib import Path

import pytest

from audit.reading import ocr
from audit.reading.child import Reader
from tests.audit.reading import pdfs

WORDS = ("УСТАВ ГИМНАСТА", "ОПИСАНИЕ САМОЛЕТА")
tesseract = ocr.find()
needs_tesseract = pytest.mark.skipif(
    tesseract is None, reason="Tesseract with Russian is not installed (Debian: apt install tesseract-ocr-rus)"
)


@pytest.fixture
def program() -> ocr.Ocr:
    assert tesseract is not None
    return tesseract


@pytest.mark.slow
@needs_tesseract
def test_picture_and_scan_are_read(program: ocr.Ocr) -> None:
    dots = pdfs.dots(pdfs.drawn(*WORDS))
    assert program.recognise(pdfs.png(*dots)) == ("text", WORDS)
    with Reader() as reader:
        data = pdfs.scan(*dots)
        assert reader.read(data).state == "image_only"
        (page,) = reader.pictures(data, "pdf")
    assert program.recognise(page) == ("text", WORDS)
    assert program.tool.startswith("tesseract ")
    assert program.tool.endswith(" rus")


@pytest.mark.slow
@needs_tesseract
def test_picture_without_words_and_one_that_is_none(program: ocr.Ocr) -> None:
    assert program.recognise(pdfs.png(b"\xff" * 90_000, 300, 300)) == ("text", ())
    assert program.recognise(b"\x89PNG\r\n\x1a\n broken") == ("corrupt", ())


def test_program_that_fails_is_an_answer() -> None:
    assert ocr.Ocr(program="/nonexistent", tool="tesseract 0 rus").recognise(b"") == ("corrupt", ())


@pytest.mark.parametrize("languages", ["eng\nosd", ""])
def test_tesseract_without_russian_is_none(languages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "tesseract"
    script.write_text(f"#!/bin/sh\necho 'tesseract 5.3.0'\necho '{languages}'\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert ocr.find() is None


def test_no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ocr.find() is None

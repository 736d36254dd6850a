from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from audit.reading.outcome import MAX_TEXT
from audit.reading.worker import read
from tests.audit.reading import files, pdfs

ALL = [*files.LINES, "Должность\tИмя\tТелефон", "Директор\t\t8 (40000) 2-22-33"]


def lines(data: bytes) -> list[str]:
    head, body = read(data, {})
    assert head["state"] == "text", head
    return body.decode().split("\n")


def state(data: bytes) -> str:
    return str(read(data, {})[0]["state"])


@pytest.mark.parametrize(
    "data",
    [
        files.docx(),
        files.odt(),
        files.rtf(),
        files.doc(
            (
                "".join(f"{line}\r" for line in files.LINES)
                + "".join("\x07".join(row) + "\x07\x1c" for row in files.ROWS),
                False,
            )
        ),
    ],
    ids=["docx", "odt", "rtf", "doc"],
)
def test_paragraphs_and_rows(data: bytes) -> None:
    assert lines(data) == ALL


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<w:p><w:r><w:t>Ус</w:t></w:r><w:r><w:t>тав</w:t></w:r></w:p>", ["Устав"]),
        ("<w:p><w:r><w:t>ИНН</w:t><w:tab/><w:t>1234</w:t><w:br/><w:t>КПП</w:t></w:r></w:p>", ["ИНН 1234", "КПП"]),
        ("<w:p><w:del><w:r><w:delText>старый</w:delText></w:r></w:del><w:r><w:t>новый</w:t></w:r></w:p>", ["новый"]),
        (
            (
                '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent><w:p><w:r><w:t>Рамка</w:t></w:r>'
                "</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>Рамка</w:t></w:r></w:p></mc:Fallback>"
                "</mc:AlternateContent><w:t>Снаружи</w:t></w:r></w:p>"
            ),
            ["Рамка", "Снаружи"],
        ),
        (
            (
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>а</w:t></w:r></w:p><w:p><w:r><w:t>б</w:t></w:r></w:p></w:tc><w:tc>"
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>в</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
            ),
            ["а б\tв"],
        ),
    ],
    ids=["runs", "tabs and breaks", "deleted", "text box once", "nested table in its cell"],
)
def test_docx(body: str, expected: list[str]) -> None:
    assert lines(files.docx(body)) == expected


def test_odt_notes_and_deleted_text() -> None:
    body = (
        "<text:tracked-changes><text:p>удалено</text:p></text:tracked-changes>"
        "<text:p>Устав<text:span> гим<text:s/>назии</text:span><office:annotation><text:p>заметка</text:p>"
        "</office:annotation> сегодня</text:p>"
    )
    assert lines(files.odf(body)) == ["Устав гим назии сегодня"]


def test_ods_columns_keep_their_place() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"

    rows = cell("А") + cell("", ' table:number-columns-repeated="2"') + cell("Б")
    rows += cell("", ' table:number-columns-repeated="16000"')
    body = f"<table:table><table:table-row>{rows}</table:table-row></table:table>"
    assert lines(files.odf(body, "spreadsheet")) == ["А\t\t\tБ"]


def test_xlsx_strings_dates_and_gaps() -> None:
    rows = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>46113</v></c><c r="D1"><v>12</v></c></row>'
        '<row><c r="B2" t="inlineStr"><is><t>внутри</t><rPh><t>чтение</t></rPh></is></c>'
        '<c r="C2" s="2"><v>46113.5</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="s"><v>99999</v></c></row>'
    )
    data = files.xlsx(rows, ["<r><t>Пла</t></r><r><t>н</t></r>"], formats=(0, 14, 170))
    assert lines(data) == ["Лист", "План\t\t01.04.2026\t12", "\tвнутри\t01.04.2026\tда"]


def test_xlsx_as_a_library_writes_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "План"
    for cells in (*files.ROWS, ("Открытие", dt.date(2026, 9, 1), 12.5)):
        sheet.append([cell or None for cell in cells])
    book.create_sheet("Черновик").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert lines(out.getvalue()) == ["План", *ALL[3:], "Открытие\t01.09.2026\t12.5"]


def test_xlsx_hidden_sheets_are_not_shown() -> None:
    sheets = '<sheet name="А" r:id="rId2"/><sheet name="Б" state="hidden" r:id="rId1"/>'
    assert lines(files.xlsx("<row><c><v>1</v></c></row>", sheets=sheets)) == ["А", "second"]


def test_xls() -> None:
    data = files.xls([*files.ROWS, (dt.date(2026, 4, 1), 3.5, "", True)])
    assert lines(data) == ["Лист", *ALL[3:], "01.04.2026\t3.5\t\tда"]


def test_doc_pieces_fields_and_footnotes() -> None:
    data = files.doc(
        ('Site: \x13HYPERLINK "http://x"\x14x.example\x15 \x96 ok\r'.replace("\x96", "–"), True),
        ("Устав\x0bгимназии\x1eшколы\r", False),
        ("Сноска\r", False),
        body=65,
    )
    assert lines(data) == ["Site: x.example – ok", "Устав", "гимназии-школы", "Сноска"]


def test_doc_of_word_95() -> None:
    text = "Устав школы\rДиректор\r".encode("cp1251")
    main = bytearray(1024) + text
    main[0:4] = b"\xdc\xa5\x68\x00"
    main[0x18:0x20] = (1024).to_bytes(4, "little") + (1024 + len(text)).to_bytes(4, "little")
    main += bytes(4096 - len(main))
    assert lines(files.compound({"WordDocument": bytes(main)})) == ["Устав школы", "Директор"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\\u1059?\\u1089?\\u1090?\\u1072?\\u1074?\\par", ["Устав"]),
        (b"{\\uc2\\u1059\\'d3?}\\u1089?\\par", ["Ус"]),
        (b"{\\f0 \\'e9}\\'e9\\par", ["éй"]),
        (b"a{\\*\\unknown hidden}{\\pict\\bin5 }}}}}}" + b"b" * 50 + b"\\par", ["a" + "b" * 50]),
        (b"{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}\\line next", ["link", "next"]),
        (b"\\u-10179?\\u-8704?\\emdash\\~\\_x\\par", ["😀— -x"]),
        (b"}}}}{{{{", [""]),
    ],
    ids=["unicode", "fallback of two", "code page of the font", "skipped", "field", "pair", "braces"],
)
def test_rtf(body: bytes, expected: list[str]) -> None:
    assert lines(files.rtf(body)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdfs.pdf(password="secret"), "encrypted"),  # noqa: S106
        (files.xls(locked=True), "encrypted"),
        (files.doc(("Устав\r", False), flags=0x100), "encrypted"),
        (files.compound({"EncryptedPackage": b"\x00"}), "encrypted"),
        (files.odf("", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"), "encrypted"),
        (files.box({"word/document.xml": "<a/>"}, flags=1), "encrypted"),
        (files.docx()[:-40], "corrupt"),
        (files.docx("<w:p><w:broken>"), "corrupt"),
        (pdfs.pdf()[:200], "corrupt"),
        (files.doc(("Устав\r", False))[:2000], "corrupt"),
        (files.xls()[:1500], "corrupt"),
        (b"", "corrupt"),
        (b"just words", "corrupt"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "no_reader"),
        (files.box({"ppt/presentation.xml": "<a/>"}), "no_reader"),
        (files.box({"photo.jpg": "x"}), "no_reader"),
        (files.compound({"PowerPoint Document": b"x"}), "no_reader"),
        (b"Rar!\x1a\x07\x00", "no_reader"),
        (files.docx("", {"word/media/image1.png": b"x"}), "image_only"),
        (files.rtf(b"{\\pict ffff}"), "image_only"),
    ],
)
def test_what_gives_no_text_says_why(data: bytes, expected: str) -> None:
    assert state(data) == expected


def test_bombs() -> None:
    spaces = "<w:p><w:r><w:t>" + " " * 60_000_000 + "</w:t></w:r></w:p>"
    assert state(files.docx(spaces)) == "too_large"
    assert state(files.box({f"{number}.xml": "" for number in range(6000)} | {"word/document.xml": ""})) == "too_large"
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    told = read(files.box({"word/document.xml": f"{laughs}<d><p><t>x&b;&c;y</t></p></d>"}), {})
    assert b"ha" not in told[1]
    assert b"root" not in told[1]
    assert state(files.docx("<w:tbl>" * 100_000)) == "corrupt"


def test_long_texts_are_cut_and_said_to_be() -> None:
    head, body = read(files.docx(f"<w:p><w:r><w:t>{'слово ' * 1000}</w:t></w:r></w:p>" * 50), {})
    assert (head["state"], head["cut"], len(body.decode())) == ("text", True, MAX_TEXT)

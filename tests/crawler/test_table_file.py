"""CSV, XLSX and XLS to rows of text: the same rows whatever the file, real files of three libraries, hostile ones."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook, load_workbook

from crawler.table_file import FORMULA, Area, TableError, open_book
from tests.conftest import ROOT

DAY = dt.date(2026, 3, 31)


def rows(path: Path) -> list[tuple[int, list[str]]]:
    return [tuple(row) for row in open_book(path)[0].rows()]  # type: ignore[misc]


def xlsx(path: Path, *lines: tuple[object, ...]) -> Path:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(list(line))
    book.save(path)
    return path


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    hour = dt.datetime(2026, 3, 31, 10, 15)  # noqa: DTZ001 (cells have no zone)
    path = xlsx(tmp_path / "t.xlsx", ("Школа", DAY, hour, 1.5, 10, True, None, "=1+1"), (), (None, "второй"))
    assert rows(path) == [
        (1, ["Школа", "2026-03-31", "2026-03-31T10:15:00", "1.5", "10", "да", "", FORMULA]),
        (3, ["", "второй"]),
    ]


def test_the_reference_reader_says_the_same(tmp_path: Path) -> None:
    lines = [
        tuple(f"{number}-{at} «ёлка» & <b>" if at % 3 else number * at for at in range(8)) for number in range(300)
    ]
    path = xlsx(tmp_path / "t.xlsx", *lines)
    reference = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert [cells for _, cells in rows(path)] == [[str(value) for value in line] for line in reference]


def test_a_workbook_of_1904(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([DAY])
    book.save(tmp_path / "t.xlsx")
    assert rows(tmp_path / "t.xlsx") == [(1, ["2026-03-31"])]


def test_merged_cells_and_hidden_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Отчёт"])
    book.worksheets[0].merge_cells("A1:C2")
    book.create_sheet("скрытый").sheet_state = "hidden"
    book.create_sheet("Второй").append(["x"])
    book.save(tmp_path / "t.xlsx")
    sheets = open_book(tmp_path / "t.xlsx")
    assert [sheet.name for sheet in sheets] == ["Sheet", "Второй"]
    assert [sheet.merged() for sheet in sheets] == [(Area(1, 1, 2, 3),), ()]


def test_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист1")
    form = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    sheet.write_merge(0, 0, 0, 2, "Отчёт")
    for at, value in enumerate(["Школа", 7, 1.5, True]):
        sheet.write(1, at, value)
    sheet.write(1, 4, DAY, form)
    book.save(str(tmp_path / "t.xls"))
    assert rows(tmp_path / "t.xls") == [(1, ["Отчёт"]), (2, ["Школа", "7", "1.5", "да", "2026-03-31"])]
    assert open_book(tmp_path / "t.xls")[0].merged() == (Area(1, 1, 1, 3),)


def test_an_old_workbook_that_is_cut(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Лист1").write(0, 0, "x" * 3000)
    book.save(str(tmp_path / "t.xls"))
    (tmp_path / "t.xls").write_bytes((tmp_path / "t.xls").read_bytes()[:1500])
    with pytest.raises(TableError, match="Save it as XLSX"):
        open_book(tmp_path / "t.xls")


def test_rows_of_csv_keep_their_numbers_and_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a;b\n\n"две\nстроки";1\n;;\nc;d\n', "utf-8")
    assert rows(tmp_path / "t.csv") == [(1, ["a", "b"]), (3, ["две\nстроки", "1"]), (5, ["c", "d"])]


@pytest.mark.slow
def test_a_large_workbook_is_read_a_row_at_a_time(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(20_000):
        sheet.append([number, "да", "нет", "затрудняюсь ответить"] * 3)
    book.save(tmp_path / "t.xlsx")
    code = (
        "import sys, tracemalloc; from pathlib import Path; from crawler.table_file import open_book\n"
        "tracemalloc.start(); number = sum(1 for _ in open_book(Path(sys.argv[1]))[0].rows())\n"
        "print(number, tracemalloc.get_traced_memory()[1])"
    )  # in a process of its own: threads of other tests would be counted
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "t.xlsx"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    number, peak = map(int, done.stdout.split())
    assert number == 20_000
    assert peak < 20 * 1024 * 1024


def patched(path: Path, part: str, data: bytes) -> Path:
    """A workbook with one part replaced."""
    made = path.with_name("patched.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return made


SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet " + SPACE + b"><sheetData><row>" + b"<c/>" * 8_000_000,
        b"<worksheet " + SPACE + b'><sheetData><row><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        b"<worksheet "
        + SPACE
        + b'><sheetData><row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
        b"<worksheet " + SPACE + b'><sheetData><row><c r="!1"><v>1</v></c></row></sheetData></worksheet>',
        b"<worksheet><sheetData><row>",
        b"\0\1\2",
    ],
    ids=["endless", "far", "backwards", "odd", "cut", "noise"],
)
def test_a_hostile_sheet_is_refused(tmp_path: Path, sheet: bytes) -> None:
    path = patched(xlsx(tmp_path / "t.xlsx", ("x",)), "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(TableError, match="not an XLSX workbook"):
        rows(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<worksheet "
        + SPACE
        + b'><sheetData><row><c t="inlineStr"><is><t>x&b;&f;</t></is></c></row></sheetData></worksheet>'
    )
    path = patched(xlsx(tmp_path / "t.xlsx", ("x",)), "xl/worksheets/sheet1.xml", bomb)
    try:
        said = str(rows(path))
    except TableError as error:
        said = error.message
    assert "root:" not in said
    assert "aaaaa" not in said


def test_other_office_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(TableError, match="Save it as XLSX"):
        open_book(tmp_path / "t.ods")

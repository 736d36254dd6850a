"""Files that are not what they seem: a clear answer each, and nothing half-imported."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from audit.imports.table import ImportRefused
from crawler.table_file import TableError
from tests.audit.imports.conftest import HEADER, LABELS, Desk, answered

GOOD = [answered("school-1", "yn" * 7 + "y", number) for number in range(30)]


def refused(desk: Desk, path: Path, **given: str) -> str:
    """What is said of a file of which nothing is imported."""
    with pytest.raises((ImportRefused, TableError)) as told:
        desk.take(path, **given)  # type: ignore[arg-type]
    assert desk.kept() == (0, 0)
    assert not desk.db.table("batches").count
    return told.value.message


def test_columns_shifted_to_the_right(desk: Desk) -> None:
    said = refused(desk, desk.write("s.csv", [HEADER, *(["", *row[:-1]] for row in GOOD)]))
    assert said.endswith("organisations stand in column B («№ анкеты»): the columns are shifted. Nothing was imported.")


def test_columns_shifted_past_the_header(desk: Desk) -> None:
    said = refused(desk, desk.write("s.csv", [HEADER, *([str(at), *row] for at, row in enumerate(GOOD))]))
    assert "no row could be read: is the table shifted?" in said
    assert "row 2: 22 cells under 21 headers" in said


def test_answers_shifted_under_the_organisation(desk: Desk) -> None:
    rows = [[*row[:LABELS], f"комментарий {at}", *row[LABELS:-1]] for at, row in enumerate(GOOD)]
    said = refused(desk, desk.write("s.csv", [HEADER, *rows]))
    assert "in column G «Пользовались информацией на стендах?» 30 of 30 cells are neither «да» nor «нет»" in said
    assert "such as «комментарий 0»: the columns are shifted" in said


def test_answers_shifted_among_themselves_are_told_by_their_filters(desk: Desk) -> None:
    # who says that they did not use a thing, and is satisfied with it all the same
    desk.take(desk.write("s.csv", [HEADER, *(answered("school-1", "ny" * 7 + "y", n) for n in range(30))]))
    assert {"contradictory"} <= {note.what for note in desk.notes.first}


def test_answers_one_column_off_are_told_by_an_empty_filter(desk: Desk) -> None:
    row = answered("school-1", "-" + "y" * 14, 1)  # «да» to all, with an empty cell put in before the answers
    said = refused(desk, desk.write("s.csv", [HEADER, *[row] * 10]))
    assert "column G «Пользовались информацией на стендах?» is empty in all 10 rows" in said
    assert "10 of them answer H «Удовлетворены информацией на стендах?»" in said
    # nine rows are a slip and told; so is a filter that one of ten has answered
    desk.take(desk.write("nine.csv", [HEADER, *[row] * 9]))
    assert "no_filter_answer" in {note.what for note in desk.notes.first}
    desk.take(desk.write("one.csv", [HEADER, *[row] * 9, answered("school-1", "y" * 15, 9)]))


def test_merged_header_cells(desk: Desk) -> None:
    from openpyxl import load_workbook

    path = desk.write(
        "s.xlsx",
        [["Организация", "Стенд", "", "Сайт"], ["", "польз.", "удовл.", "удовл."], ["school-1", "да", "да", "да"]],
    )
    book = load_workbook(path)
    book.worksheets[0].merge_cells("B1:C1")
    book.save(path)
    said = refused(desk, path)
    assert "header cells are merged (B1:C1). Unmerge them, and give every column a header of its own." in said


def test_a_header_known_but_merged(desk: Desk) -> None:
    from openpyxl import load_workbook

    path = desk.write("s.xlsx", [[*HEADER, ""], *GOOD])
    book = load_workbook(path)
    book.worksheets[0].merge_cells(start_row=1, end_row=1, start_column=len(HEADER), end_column=len(HEADER) + 1)
    book.save(path)
    assert "header cells are merged (U1:V1)" in refused(desk, path)


def test_organisations_merged_over_their_rows(desk: Desk) -> None:
    from openpyxl import load_workbook

    rows = [row if at == 0 else ["", *row[1:]] for at, row in enumerate(GOOD)]
    path = desk.write("s.xlsx", [HEADER, *rows])
    book = load_workbook(path)
    book.worksheets[0].merge_cells("A2:A31")
    book.save(path)
    said = refused(desk, path)
    assert "cells with organisations are merged over several rows (A2:A31): unmerge them, and fill every row" in said


def test_a_title_merged_above_the_header_is_nothing(desk: Desk) -> None:
    from openpyxl import load_workbook

    path = desk.write("s.xlsx", [["Опрос"], HEADER, *GOOD])
    book = load_workbook(path)
    book.worksheets[0].merge_cells("A1:U1")
    book.save(path)
    assert desk.take(path).kept == 30


def test_a_total_row_at_the_end_is_left_out_and_told(desk: Desk) -> None:
    outcome = desk.take(desk.write("s.csv", [HEADER, *GOOD, ["ИТОГО:", "", "", "", "", "", *["15"] * 15]]))
    assert outcome.kept == 30
    assert [str(note) for note in desk.notes.first if note.level == "bad"] == [
        "s.csv, row 32, column «Организация»: a row of totals; what is counted are the rows above"
    ]


def test_dates_as_numbers_are_read_as_excels_days_and_told(desk: Desk) -> None:
    desk.take(desk.write("s.csv", [HEADER, *([*row[:2], "46112", *row[3:]] for row in GOOD)]))
    assert {row["measured_on"] for row in desk.db.query("SELECT measured_on FROM measures")} == {"2026-03-31"}
    assert [note.text for note in desk.notes.first if note.what == "dates"] == [
        "30 dates stand as bare numbers (45231 = 01.11.2023) and were read as Excel's days"
    ]


def book_of(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def test_two_sheets_that_could_be_meant(desk: Desk) -> None:
    path = book_of(desk.home / "s.xlsx", март=[HEADER, *GOOD], апрель=[HEADER, *GOOD[:3]])
    assert refused(desk, path).endswith("2 sheets could be meant: «март», «апрель». Choose one with --sheet.")
    assert refused(desk, path, sheet="май").endswith("no sheet «май» with rows; there are: «март», «апрель».")
    assert desk.take(path, sheet="Апрель").kept == 3


def test_another_sheet_is_told_and_not_read(desk: Desk) -> None:
    desk.take(book_of(desk.home / "s.xlsx", заметки=[["не забыть", "про отчёт"]], ответы=[HEADER, *GOOD]))
    assert [note.text for note in desk.notes.first if note.what == "sheets"] == [
        "read: «ответы»; not read, as it has no header: «заметки»"
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_delimiters(desk: Desk, encoding: str, delimiter: str) -> None:
    assert desk.take(desk.write("s.csv", [["Опрос; весна, 2026"], HEADER, *GOOD], encoding, delimiter)).kept == 30
    assert desk.found()["school-1", "survey.overall"] == "30/30"


def test_formulas_without_values(desk: Desk) -> None:
    # openpyxl writes formulas and no values, as programs do that no spreadsheet has opened since
    rows = [[*row[:-1], '=IF(1=1,"да","нет")'] for row in GOOD]
    said = refused(desk, desk.write("s.xlsx", [HEADER, *rows]))
    assert "in column U «Удовлетворены в целом условиями оказания услуг?» 30 of 30 cells are formulas without" in said
    assert "open the file in a spreadsheet and save it" in said


def test_one_formula_is_one_bad_row(desk: Desk) -> None:
    outcome = desk.take(desk.write("s.xlsx", [HEADER, *GOOD, answered("=A2", "y" * 15)]))
    assert outcome.kept == 30
    assert "a formula without a stored value; open the file in a spreadsheet and save" in next(
        note.text for note in desk.notes.first if note.level == "bad"
    )


def test_stored_values_of_formulas_are_read(desk: Desk) -> None:
    import zipfile

    path = desk.write("s.xlsx", [HEADER, *GOOD[:-1], [*GOOD[-1][:-1], "=1"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                assert data.count(b"<f>1</f><v />") + data.count(b"<f>1</f><v></v>") == 1
                data = data.replace(b"<f>1</f><v />", b"<f>1</f><v>1</v>").replace(
                    b"<f>1</f><v></v>", b"<f>1</f><v>1</v>"
                )
            new.writestr(name, data)
    path.write_bytes(changed.getvalue())
    assert desk.take(path).kept == 30


def test_a_password(desk: Desk) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    path = desk.write("open.xlsx", [HEADER, *GOOD])
    locked = desk.home / "s.xlsx"
    with path.open("rb") as plain, locked.open("wb") as stream:
        msoffcrypto.OOXMLFile(plain).encrypt("мартовский", stream)
    assert "s.xlsx: is protected by a password. Open it, remove the password" in refused(desk, locked)


def test_a_file_of_another_kind(desk: Desk) -> None:
    path = desk.home / "s.xlsx"
    path.write_bytes(b"%PDF-1.7\n\0\1\2")
    assert "neither UTF-8 nor windows-1251 text, nor XLSX or XLS" in refused(desk, path)


def test_a_workbook_that_is_cut(desk: Desk) -> None:
    path = desk.write("s.xlsx", [HEADER, *GOOD])
    path.write_bytes(path.read_bytes()[:-2000])
    assert "not an XLSX workbook that can be read" in refused(desk, path)


def test_no_file(desk: Desk) -> None:
    assert "No such file" in refused(desk, desk.home / "none.csv")


def test_an_empty_file_and_a_header_alone(desk: Desk) -> None:
    assert "empty: neither a header nor rows" in refused(desk, desk.write("s.csv", []))
    assert "there is a header (row 1) and no row under it" in refused(desk, desk.write("s.csv", [HEADER]))


def test_no_header(desk: Desk) -> None:
    said = refused(desk, desk.write("s.csv", GOOD))
    assert "no header row: no column «Организация»" in said
    assert "Nearest is row 1: school-1 | 0 | 31.03.2026" in said


def test_a_column_twice(desk: Desk) -> None:
    said = refused(desk, desk.write("s.csv", [[*HEADER, "Общая удовлетворённость"], *GOOD]))
    assert "Columns U and V both answer «overall»" in said


def test_a_header_that_could_answer_two_questions(desk: Desk) -> None:
    said = refused(desk, desk.write("s.csv", [[*HEADER, "Комфорт и график работы, рекомендуете ли"], *GOOD]))
    assert "could answer several questions (comfort, recommend)" in said


def test_a_scale_is_no_yes_and_no(desk: Desk) -> None:
    rows = [answered("school-1", str(1 + at % 5) * 15) for at in range(30)]
    assert "it looks like a scale of marks" in refused(desk, desk.write("s.csv", [HEADER, *rows]))


def test_zero_and_two_together_are_ambiguous(desk: Desk) -> None:
    rows = [answered("school-1", digit * 15) for digit in "012"]
    assert "is «нет» 0 or 2?" in refused(desk, desk.write("s.csv", [HEADER, *rows]))


def test_a_quotation_mark_that_nobody_closed(desk: Desk) -> None:
    path = desk.home / "s.csv"
    lines = [";".join(HEADER), *(";".join(row) for row in GOOD * 10)]
    lines[5] = '"' + lines[5]
    path.write_text("\n".join(lines), "utf-8")
    assert 'row 6: a quotation mark (") opens there and is not closed' in refused(desk, path)


def test_a_campaign_that_is_not_there(desk: Desk) -> None:
    from crawler.campaigns import CampaignError

    with pytest.raises(CampaignError, match="There is no campaign «june»"):
        desk.take(desk.write("s.csv", [HEADER, *GOOD]), campaign="june")


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("ФИО", ["Лесная Анна Петровна"]),
        ("Ваш телефон", ["1"]),
        ("Контакт", ["+7 (900) 000-00-01", "8 900 000 00 02", "", "нет"]),
        ("Как с Вами связаться?", ["anna@example.ru", "нет", "нет", "нет", "oleg@example.ru"]),
        ("Ответственный", ["Лесная А. П."]),
        ("Документ", ["000-000-000 00"]),
        ("Ваше имя", ["Анна"]),
        ("Контактный номер", ["2-15-43"]),
        ("почта", ["нет"]),
        ("WhatsApp", ["нет"]),
        ("Контакты", ["есть"]),
        ("Как к Вам обращаться?", ["Анна"]),
        ("Для связи", ["тел. 89000000001", "", ""]),
        ("Пожелания", ["Больше кружков", "Перезвоните мне: 8 (900) 000-00-01, спасибо", "Нет"]),
        ("Что ещё?", ["anna@example.ru, 900 000-00-01", "нет", "да"]),
    ],
)
def test_personal_data_are_refused(desk: Desk, header: str, cells: list[str]) -> None:
    rows = [[*row, cells[at % len(cells)]] for at, row in enumerate(GOOD)]
    said = refused(desk, desk.write("s.csv", [[*HEADER, header], *rows]))
    assert f"«{header}»: personal data (152-ФЗ)" in said
    assert "delete these columns" in said


def test_names_in_place_of_codes_are_refused(desk: Desk) -> None:
    rows = [answered("school-1", "y" * 15, at, who="Иванова Анна Петровна") for at in range(5)]
    assert "«Код интервьюера»: personal data" in refused(desk, desk.write("s.csv", [HEADER, *rows]))


@pytest.mark.parametrize("who", ["Лесная Анна", "Анна Лесная", "Ручьёва", "Пётр Ручьёв", "Сосновский"])
@pytest.mark.parametrize("column", ["number", "who"])
def test_what_is_kept_of_a_questionnaire_is_no_name(desk: Desk, column: str, who: str) -> None:
    """Numbers and codes are kept and told in warnings: not even a surname may stand there."""
    rows = [answered("school-1", "y" * 15, **{column: who}) for _ in range(5)]
    header = {"number": "№ анкеты", "who": "Код интервьюера"}[column]
    assert f"«{header}»: personal data" in refused(desk, desk.write("s.csv", [HEADER, *rows]))


@pytest.mark.parametrize("code", ["И-05", "и-1", "анкета 12", "A7", "Школа 3", "001", "бумага"])
def test_codes_are_no_names(desk: Desk, code: str) -> None:
    rows = [answered("school-1", "y" * 15, code, who=code) for _ in range(5)]
    assert desk.take(desk.write("s.csv", [HEADER, *rows])).kept == 5


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Контакт с администрацией был полезен?", ["да", "нет"]),
        ("ОГРН", ["1027700132195"]),
        ("Годы обучения", ["2019 - 2021", "2023-2024"]),
        ("ФИО", [""]),
        ("Удобно ли дозвониться до организации по телефону или почте?", ["да", "нет"]),
        ("Ваши предложения", ["Сделать ремонт", "Пишите на info@example.ru", "Больше кружков", "Нет", "Спасибо", "Да"]),
        ("ИНН учредителя", ["4400000009"]),
    ],
)
def test_what_is_no_personal_data_is_not_refused_and_not_kept(desk: Desk, header: str, cells: list[str]) -> None:
    rows = [[*row, cells[at % len(cells)]] for at, row in enumerate(GOOD)]
    assert desk.take(desk.write("s.csv", [[*HEADER, header], *rows])).kept == 30
    assert "ремонт" not in (desk.home / "respondents.db").read_bytes().decode("utf-8", "ignore")


def test_bad_rows_are_told_without_personal_data(desk: Desk) -> None:
    rows = [*GOOD, answered("Иванова Анна Петровна", "y" * 15), answered("school-1", ["+7 900 000-00-01"] * 15)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    said = " ".join(note.text for note in desk.notes.first)
    assert "Анна" not in said
    assert "000-00" not in said


def test_most_rows_bad_imports_nothing(desk: Desk) -> None:
    rows = [*GOOD[:5], *(answered("Школа № 77", "y" * 15) for _ in range(6))]
    assert "only 5 of 11 rows could be read" in refused(desk, desk.write("s.csv", [HEADER, *rows]))


def test_rows_of_other_campaigns_say_nothing_against_a_file(desk: Desk) -> None:
    desk.db.execute("DELETE FROM campaign_orgs WHERE org = 'library'")
    rows = [*GOOD[:5], *(answered("library", "y" * 15) for _ in range(20))]
    assert desk.take(desk.write("s.csv", [HEADER, *rows])).kept == 5


def test_a_survey_by_somebody_who_is_connected(desk: Desk) -> None:
    from audit import ties

    ties.add(desk.db, ties.Tie("ООО «Опрос»", "school-1", "учредитель", "2026-05-01"))
    said = refused(desk, desk.write("s.csv", [HEADER, *GOOD]), by="Опрос")
    assert "«Опрос» (marked as «ООО «Опрос»») is connected with school-1 (учредитель)" in said
    said = refused(desk, desk.write("s.csv", [HEADER, *GOOD]))  # nor by leaving the name out
    assert "somebody is marked as connected with school-1: who measured? Say --by NAME" in said


def test_a_disk_that_fails_at_the_last_step_leaves_nothing(desk: Desk) -> None:
    import sqlite3

    desk.db.execute("CREATE TRIGGER full BEFORE INSERT ON measures BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    with pytest.raises(sqlite3.Error, match="disk is full"):
        desk.take(desk.write("s.csv", [HEADER, *GOOD]))
    assert desk.kept() == (0, 0)
    assert not desk.db.table("batches").count

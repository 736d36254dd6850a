"""The workbook, opened again by openpyxl and reckoned anew by a library that is no kin of ours."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import formulas
import openpyxl
import pytest
from formulas.functions.math import xround
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from audit.database import connect
from audit.rating import rows
from audit.rating.campaign import CampaignRating
from audit.rating.levels import LEVELS, groups
from audit.rating.value import half_up
from checklists.load import shipped
from checklists.methods import method
from reports.exports.opened import opened
from reports.exports.rating_sheets import EXACT, rounded
from reports.exports.sheet import Book, Column, Sheet
from reports.exports.wording import cell as words
from reports.exports.workbook import write_workbook
from reports.ratings import METHOD
from tests.reports.exports.made import WHOLE, make, measure

OTHERWISE = {"no_disabled": "mean_31_32", "rounding": "staged", "mean": "sectors", "applied_criteria": "all"}
KEPT = ("=IF(", "=SUMPRODUCT(", "=(SUMPRODUCT(", "=COUNTIFS(", "=ROUND(")


def load(path: Path, **how: Any) -> Any:  # noqa: ANN401 - openpyxl's cells are anything
    return openpyxl.load_workbook(path, **how)


def written(home: Path, path: Path, lang: str = "ru") -> Path:
    with opened(home, "may", lang) as one:
        return write_workbook(one, path)


@pytest.fixture(scope="module")
def path(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(made, tmp_path_factory.mktemp("xlsx") / "may.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Any:  # noqa: ANN401
    return load(path)


def cells(book: Any) -> Iterator[Any]:  # noqa: ANN401
    for sheet in book:
        for row in sheet.iter_rows():
            yield from row


def reckoned(path: Path, **inputs: float) -> dict[tuple[str, str], Any]:
    """Every cell by sheet and address, reckoned by the library «formulas» from the formulas alone."""
    bare = path.with_name(f"bare-{path.name}")
    load(path).save(bare)  # openpyxl drops the numbers that formulas carry
    with contextlib.redirect_stderr(io.StringIO()):
        model = formulas.ExcelModel().loads(str(bare)).finish()
        keys = {f"'[{bare.name}]{sheet.upper()}'!{cell}": value for (sheet, cell), value in _split(inputs)}
        found = model.calculate(inputs=keys or None)
    return {
        (key.partition("]")[2].partition("'!")[0], key.rpartition("!")[2]): value.value[0, 0]
        for key, value in found.items()
        if ":" not in key.rpartition("!")[2] and hasattr(value, "value")
    }


def _split(inputs: Mapping[str, float]) -> Iterator[tuple[tuple[str, str], float]]:
    for key, value in inputs.items():
        sheet, _, cell = key.partition("__")
        yield (sheet, cell), value


def tables(path: Path, found: Mapping[tuple[str, str], Any], sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their heads, with reckoned cells."""
    book = load(path)
    heads = [str(cell.value) for cell in book[sheet][1]]
    made = []
    for row in book[sheet].iter_rows(min_row=2):
        values = [found.get((sheet.upper(), cell.coordinate), cell.value) for cell in row]
        made.append(dict(zip(heads, values, strict=True)))
    return made


def agrees(cell: Any, told: str) -> bool:  # noqa: ANN401 - whatever a library reckons
    """Whether a reckoned number is what the rating writes."""
    if told == "n/a":
        return cell in ("", "не прим.", None)
    return f"{float(cell):.2f}" == told


def check_rows(found: list[dict[str, Any]], expected: list[rows.Row], criteria: list[str]) -> None:
    for cells_, row in zip(found, expected, strict=True):
        assert cells_["Оценка"] == (row["grade"] or "")
        if row["state"] == "measured":
            assert agrees(cells_["Итог"], row["total"])
        else:
            assert cells_["Итог"] == ""
            low, high = ends(row["total"])
            assert agrees(cells_["Итог: не меньше"], low)
            assert agrees(cells_["Итог: не больше"], high)
        for head in criteria:
            low, high = ends(row[head[:2]])
            assert agrees(round_half_up(cells_[head]), low)
            assert agrees(round_half_up(cells_[f"Не больше: {head}"]), high)


def ends(told: str) -> tuple[str, str]:
    """Both ends of a number as the rating writes it; what is not measured at all is anything from 0 to 100."""
    if told == "—":
        return "0.00", "100.00"
    low, _, high = told.partition("–")
    return low, high or low


def round_half_up(cell: Any) -> Any:  # noqa: ANN401 - a number or a word
    return int(round(float(cell), 9) * 100 + 0.5 + 1e-7) / 100 if isinstance(cell, float | int) else cell


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, OTHERWISE], ids=["as shipped", "otherwise"])
def test_formulas_reckon_to_the_numbers_of_the_rating(tmp_path: Path, settings: Mapping[str, str]) -> None:
    home = make(tmp_path / "home", settings)
    path = written(home, tmp_path / "may.xlsx")
    found = reckoned(path)
    with contextlib.closing((db := connect(home)).conn):
        made = CampaignRating(db, shipped(), "may", method(METHOD))
        rated, how = list(made.rated()), made.counting
    by_name = {row["org"]: row for row in rows.organisations(rated, {}, how, available=False)}
    table = tables(path, found, "Рейтинг")
    criteria = [head for head in table[0] if re.match(r"K\d\.", head)]
    names = {words(row["name"]): org for org, row in by_name.items()}
    order = [names[line["Организация"]] for line in table]
    assert sorted(order) == sorted(by_name)
    check_rows(table, [by_name[org] for org in order], criteria)
    assert [line["Место в отрасли"] or None for line in table] == [by_name[org]["place_in_sector"] for org in order]
    for level, sheet in zip(LEVELS[1:], ("Муниципалитеты", "Регионы", "Отрасли"), strict=True):
        several = groups(rated, level, how.settings.mean, by_sector=True)
        expected = list(rows.places(several, how, available=False))
        table = tables(path, found, sheet)
        check_rows(table, expected, criteria)
        assert [line["Место среди таких же"] or None for line in table] == [row["place"] for row in expected]
        assert [line["Организаций"] for line in table] == [row["organisations"] for row in expected]
        assert [line["Измерено полностью"] for line in table] == [row["measured"] for row in expected]


@given(st.fractions(min_value=0, max_value=100, max_denominator=1_000_000))
@example(Fraction("85.525"))
@example(Fraction("79.945"))
@example(Fraction("1.005"))
def test_what_formulas_round_is_what_people_round_on_paper(number: Fraction) -> None:
    """ROUND over a binary fraction, as ``rounded`` writes it, against half up over the number itself."""
    assert rounded("A1", 2) == f"ROUND(A1+{EXACT},2)"
    assert xround(float(number) + float(EXACT), 2) == float(half_up(number, 2))


@pytest.mark.slow
def test_a_corrected_indicator_changes_all_that_follows_from_it(path: Path) -> None:
    place = next(cell.coordinate for cell in load(path)["Показатели"]["1"] if cell.value[:3] == "4.1")
    row = 2 + [cell.value for cell in load(path)["Показатели"]["A"][1:]].index("Поликлиника")
    low = place.replace("1", str(row))
    upper = f"{_shifted(low, 15)}"
    before, after = reckoned(path), reckoned(path, **{f"Показатели__{low}": 0.0, f"Показатели__{upper}": 0.0})
    changed = {sheet for (sheet, cell), value in after.items() if value != before[sheet, cell]}
    assert {"РЕЙТИНГ", "МУНИЦИПАЛИТЕТЫ", "ОТРАСЛИ", "РЕГИОНЫ"} <= changed
    total = next(cell.column_letter for cell in load(path)["Рейтинг"]["1"] if cell.value == "Итог")
    assert after["РЕЙТИНГ", f"{total}{row}"] < before["РЕЙТИНГ", f"{total}{row}"]


def _shifted(cell: str, columns: int) -> str:
    name = get_column_letter(coordinate_to_tuple(cell)[1] + columns)
    return f"{name}{re.sub('[A-Z]+', '', cell)}"


def test_formulas_carry_the_numbers_for_programs_that_do_not_reckon(path: Path) -> None:
    live, still = load(path), load(path, data_only=True)
    made = [cell for cell in cells(live) if cell.data_type == "f"]
    assert len(made) > 200
    assert all(str(cell.value).startswith(KEPT) for cell in made)
    totals = [row[7].value for row in still["Рейтинг"].iter_rows(min_row=2)]
    assert [type(one) for one in totals].count(float) == 6


def test_other_peoples_text_is_never_a_formula_nor_a_link_that_acts(book: Any) -> None:  # noqa: ANN401
    for cell in cells(book):
        if cell.data_type == "f":
            assert "alert" not in str(cell.value)
            assert "1+1<" not in str(cell.value)
        elif isinstance(cell.value, str):
            assert not cell.value.startswith(("=", "+", "-", "@", "\t", "\r")), cell.value[:40]
            assert len(cell.value) <= 32_767
            assert not re.search("[\x00-\x08\x0b\u202e\ud800-\udfff]", cell.value)
        link = cell.hyperlink
        assert link is None or link.location or str(link.target).startswith(("http://", "https://"))
    assert "'=1+1</w:t><script>alert(1)</script>abc" in str(book["Рейтинг"]["B4"].value) + str(
        [row[1].value for row in book["Рейтинг"].iter_rows(min_row=2)]
    )


def test_answers_of_fewer_than_five_people_stand_nowhere(book: Any) -> None:  # noqa: ANN401
    row = next(row for row in book["Показатели"].iter_rows(min_row=2) if "script" in row[0].value)
    heads = [cell.value[:3] for cell in book["Показатели"][1]]
    numbers = [cell.value for cell, head in zip(row, heads, strict=True) if head == "3.3" or "3.3" in head]
    assert numbers[:1] == ["<5"]
    assert not [
        cell.coordinate for cell in cells(book) if isinstance(cell.value, float) and abs(cell.value - 100 / 3) < 0.01
    ]
    rated = next(row for row in book["Рейтинг"].iter_rows(min_row=2) if "script" in row[1].value)
    assert [cell.data_type for cell in rated[11:16]] == ["f", "f", "n", "f", "f"]  # K3 is a number
    assert "3.3: ответили меньше пяти человек" in rated[-1].value


def test_what_is_unmeasured_is_an_interval_without_a_place(path: Path) -> None:
    sheet = load(path, data_only=True)["Рейтинг"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "'+7 Школа")
    assert row[0].value in (None, "")
    assert row[7].value in (None, "")
    assert row[8].value < row[9].value


def test_cells_are_typed_heads_frozen_filters_set_and_paper_thought_of(book: Any) -> None:  # noqa: ANN401
    openness = book["Открытость"]
    heads = [one.value for one in openness[1]]
    at = heads.index("Проверен (время UTC)")
    moments = [row[at].value for row in openness.iter_rows(min_row=2) if row[at].value]
    assert moments == [dt.datetime(2026, 10, 13, 1), dt.datetime(2026, 10, 13, 1)]  # noqa: DTZ001 - Excel knows no zones
    points = [row[heads.index("Открытость, из 100")].value for row in openness.iter_rows(min_row=2)]
    assert [type(one) for one in points].count(type(None)) == 6  # only two were read
    assert all(one is None or isinstance(one, int | float) for one in points)
    for name in ("Рейтинг", "Показатели", "Открытость", "Не нашли", "Не проверено", "Все результаты"):
        sheet = book[name]
        assert sheet.freeze_panes is not None, name
        assert sheet.auto_filter.ref, name
        assert sheet.print_title_rows == "$1:$1", name
        assert sheet.page_setup.orientation == "landscape", name
        assert sheet.page_setup.fitToHeight == 0, name
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1]), name


def test_gaps_link_to_page_and_law(book: Any) -> None:  # noqa: ANN401
    sheet = book["Не нашли"]
    heads = [cell.value for cell in sheet[1]]
    page, law = heads.index("Страница"), heads.index("Текст закона")
    rows_ = list(sheet.iter_rows(min_row=2))
    assert {row[0].value[:12] for row in rows_} == {"МБОУ «Школа ", "'=1+1</w:t><"}
    assert "https://s1.example/docs" in {row[page].hyperlink.target for row in rows_ if row[page].hyperlink}
    assert [row[page].value for row in rows_ if row[page].value and not row[page].hyperlink] == ["javascript:alert(1)"]
    assert all(row[law].hyperlink is None or row[law].hyperlink.target.startswith("http") for row in rows_)


def test_the_same_campaign_gives_the_same_bytes(made: Path, path: Path, tmp_path: Path) -> None:
    assert written(made, tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_without_a_rating_there_are_no_sheets_of_one(tmp_path: Path) -> None:
    home = make(tmp_path / "home", measured=False)
    book = load(written(home, tmp_path / "en.xlsx", "en"))
    assert book.sheetnames == ["About", "Openness", "Not found", "Not checked", "All findings"]
    assert not re.search("[а-яё]", "".join(str(cell.value) for cell in book["Openness"][1]), re.IGNORECASE)


def test_a_sheet_of_all_findings_is_left_out_where_there_are_many(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.exports.workbook.WHOLE", 7)
    with opened(made, "may", "ru") as one:
        short = load(write_workbook(one, tmp_path / "short.xlsx"))
        long = load(write_workbook(one, tmp_path / "long.xlsx", findings=True))
    assert "Все результаты" not in short.sheetnames
    assert any("Листа «Все результаты» здесь нет" in str(cell.value) for cell in short["О книге"]["A"])
    assert "Все результаты" in long.sheetnames


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.exports.sheet.ROWS", 3)
    path = tmp_path / "full.xlsx"
    book = Book(str(path), dt.date(2026, 1, 1))
    sheet = Sheet(book, "Лист", [Column("№", 9, "whole")])
    for number in range(7):
        sheet.add([number])
    sheet.end()
    book.close()
    found = load(path)
    assert [[row[0].value for row in one.iter_rows(min_row=2)] for one in found] == [[0, 1, 2], [3, 4, 5], [6]]
    assert found.sheetnames == ["Лист", "Лист 2", "Лист 3"]


@pytest.mark.slow
def test_places_count_who_is_surely_before(tmp_path: Path) -> None:
    """The school that is not measured in full has no place, and is before the one that it surpasses at its worst."""
    home = make(tmp_path / "home")
    with contextlib.closing((db := connect(home)).conn):
        part = {name: cell for name, cell in WHOLE.items() if name != "survey.polite_remote"}
        for org, table in (("s1", part), ("s2", WHOLE | {"survey.overall": (1, 37)})):
            measure(db, "may", org, table, again=True)
    path = written(home, tmp_path / "may.xlsx")
    rating = tables(path, reckoned(path), "Рейтинг")
    schools = [line["Место в отрасли"] for line in rating if line["Вид"] == "школа"]
    assert sorted(schools, key=str) == ["", 2]

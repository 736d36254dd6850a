from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlite_utils import Database

from crawler import campaigns, database, inn, registry, registry_words
from tests.conftest import ROOT, Glasnost

HEADER = "id;Наименование;Сфера;Вид;Сайт;Дата проверки;ИНН;Согласие на тестовое обращение;Примечание"
GOOD = "s1;Школа № 1;Образование;школа;школа1.рф;31.03.2026;4401000005;да;первая"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return database.connect(tmp_path / "home")


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_files_as_operators_have_them(tmp_path: Path, db: Database, encoding: str, delimiter: str) -> None:
    lines = [line.replace(";", delimiter) for line in (HEADER, "", GOOD)]
    report = registry.import_file(db, write(tmp_path / "r.csv", *lines, encoding=encoding))
    assert (report.added, report.bad) == (("s1",), ())
    org = next(registry.listed(db))
    assert (org.name, org.sector, org.kind, org.site) == (
        "Школа № 1",
        "education",
        "school",
        "http://xn--1-7sb3aeo2d.xn--p1ai/",
    )
    assert (org.checked_on, org.inn, org.consent) == (dt.date(2026, 3, 31), "4401000005", True)
    assert org.extra == {"Примечание": "первая"}


def test_a_workbook_with_a_title_above_its_header(tmp_path: Path, db: Database) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Перечень организаций на 2026 год"])
    sheet.append(["Name", "Sector", "Kind", "Website", "INN", "Checked on"])
    sheet.append(["School No. 1", "education", "school", "school.example", 401000001, dt.datetime(2026, 3, 31)])  # noqa: DTZ001
    book.save(tmp_path / "r.xlsx")
    registry.import_file(db, tmp_path / "r.xlsx")
    org = next(registry.listed(db))
    assert (org.id, org.inn, org.site) == ("0401000001", "0401000001", "http://school.example/")
    assert org.checked_on == dt.date(2026, 3, 31)


def test_importing_twice_changes_nothing_and_an_edit_changes_one(tmp_path: Path, db: Database) -> None:
    file = write(tmp_path / "r.csv", HEADER, GOOD, "s2;Школа № 2;health;;;;;;")
    registry.import_file(db, file)
    before = list(registry.listed(db))
    assert registry.import_file(db, file).unchanged == ("s1", "s2")
    assert list(registry.listed(db)) == before
    write(file, HEADER, GOOD.replace("школа1", "школа3"), "s2;Школа № 2;health;;;;;;")
    report = registry.import_file(db, file)
    assert (report.added, report.changed, report.unchanged) == ((), ("s1",), ("s2",))


def test_five_bad_rows_of_thirty_are_told_and_the_others_kept(tmp_path: Path, db: Database) -> None:
    rows = [f"s{n};Школа № {n};Образование;школа;школа{n}.рф;;;;" for n in range(30)]
    rows[3] = "s3;;Образование;школа;;;;;"
    rows[7] = "s7;Школа № 7;Космос;школа;;;;;"
    rows[11] = "s11;Школа № 11;Образование;школа;не адрес;;;;"
    rows[19] = "s18;Школа № 19;Образование;школа;;;;;"
    rows[23] = "s23;Школа № 23;Образование;школа;;вчера;;;"
    report = registry.import_file(db, write(tmp_path / "r.csv", HEADER, *rows))
    assert len(report.added) == 25
    assert [(bad.file, bad.row, bad.column) for bad in report.bad] == [
        ("r.csv", 5, "Наименование"),
        ("r.csv", 9, "Сфера"),
        ("r.csv", 13, "Сайт"),
        ("r.csv", 21, "id"),
        ("r.csv", 25, "Дата проверки"),
    ]
    reasons = [bad.reason for bad in report.bad]
    assert "unknown sector «Космос»" in reasons[1]
    assert all(sector in reasons[1] for sector in registry_words.SECTORS)
    assert "repeats row 20" in reasons[3]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("s 1;Школа;Образование;;;;;;", "id"),
        ("s1;12;Образование;;;;;;", "Наименование"),
        ("s1;Школа;Образование;;;;12345;;", "ИНН"),
        ("s1;Школа;Образование;;;;;может быть;", "Согласие на тестовое обращение"),
        ("s1;Школа;Образование;;;;;;;;лишнее", ""),
        ("s1;Школа;Образование;;school5@mail.example;;;;", "Сайт"),
        ("s1;Школа;Образование;;mailto:school5@mail.example;;;;", "Сайт"),
    ],
)
def test_a_bad_cell_is_told_by_its_column(tmp_path: Path, db: Database, cell: str, column: str) -> None:
    report = registry.import_file(db, write(tmp_path / "r.csv", HEADER, "ok;Школа;Образование;;;;;;", cell))
    assert [bad.column for bad in report.bad] == [column]
    assert report.added == ("ok",)


@pytest.mark.parametrize("none", ["", "-", "нет", "Отсутствует", "сайта нет", "Сайт отсутствует."])
def test_an_organisation_may_have_no_site(tmp_path: Path, db: Database, none: str) -> None:
    registry.import_file(db, write(tmp_path / "r.csv", "Наименование;Сфера;Сайт", f"Библиотека;культура;{none}"))
    assert [org.site for org in registry.listed(db)] == [""]


def test_two_sites_of_a_cell_and_ids_made_of_names(tmp_path: Path, db: Database) -> None:
    registry.import_file(
        db, write(tmp_path / "r.csv", "Наименование,Сфера,Сайт", 'МБУ «Клуб»,культура,"a.example, b.example/x"')
    )
    org = next(registry.listed(db))
    assert (org.id, org.site, org.second_site) == ("mbu-klub", "http://a.example/", "http://b.example/x")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n;;\n", "empty"),
        ("Наименование;Сфера;Сайт\n".encode(), "no row under it"),
        ("Название;Телефон\nШкола;1\n".encode(), "Сфера"),
        (b"PK\x03\x04broken", "not an XLSX"),
        (bytes(range(256)) * 10, "neither UTF-8 nor windows-1251"),
        ("Наименование;Сфера;Сайт\nШкола;космос;\n".encode(), "no row could be imported"),
    ],
)
def test_a_file_that_is_no_registry_is_a_clear_error(
    tmp_path: Path, db: Database, content: bytes, message: str
) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(click.ClickException, match=message):
        registry.import_file(db, tmp_path / "r.csv")
    assert list(registry.listed(db)) == []


def test_a_file_that_is_not_there_is_a_clear_error(tmp_path: Path, db: Database) -> None:
    with pytest.raises(click.ClickException, match="No such file"):
        registry.import_file(db, tmp_path / "none.csv")


def test_check_names_unknown_kinds(tmp_path: Path, db: Database) -> None:
    registry.import_file(db, write(tmp_path / "r.csv", HEADER, GOOD, "s2;Школа;Образование;планетарий;;;;;"))
    assert registry.check(db, {"education": ["school"]}) == [
        "s2: unknown kind «планетарий» of education; known: school",
    ]


def test_check_names_mistyped_numbers(tmp_path: Path, db: Database) -> None:
    numbers = {"a": "0026000012", "b": "0026000021", "c": "002600001088", "d": "002600001089", "e": "026000012"}
    rows = [
        "id;Наименование;Сфера;Вид;Сайт;ИНН",
        *(f"{key};Школа;Образование;школа;;{number}" for key, number in numbers.items()),
    ]
    (tmp_path / "r.csv").write_text("\n".join(rows), "utf-8")
    registry.import_file(db, tmp_path / "r.csv")
    told = registry.check(db, {"education": ["school"]})
    assert [line.partition(":")[0] for line in told] == ["b", "d"]
    assert "0026000021 is mistyped" in told[0]


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_a_mistyped_digit_of_a_number_is_noticed(nine: str, place: int, more: int) -> None:
    """Of an organisation's number: but for remainders of ten, which are written as nought."""
    whole = nine + inn.check_digit(nine)
    assert inn.fits(whole)
    wrong = whole[:place] + str((int(whole[place]) + more) % 10) + whole[place + 1 :]
    assert not inn.fits(wrong) or whole[9] == "0"


@given(st.text(max_size=80))
def test_a_slug_is_a_stable_id(name: str) -> None:
    made = registry_words.slug(name)
    assert made == registry_words.slug(made)
    assert len(made) <= 60
    assert made.replace("-", "").isalnum() or not made


def test_words_are_unique_within_their_tables() -> None:
    for table in (registry_words.COLUMNS, registry_words.SECTORS, registry_words.KINDS):
        words = [word for many in table.values() for word in many]
        assert len(words) == len(set(words))


def test_the_shared_registry_imports_as_it_is(db: Database) -> None:
    path = ROOT.parent / "shared" / "sites" / "registry.csv"
    if not path.is_file():
        pytest.skip("the registry of real sites is not on this machine")
    report = registry.import_file(db, path)
    with path.open(encoding="utf-8") as file:
        ids = [row["id"] for row in csv.DictReader(file, delimiter=";")]
    assert list(report.added) == ids
    assert report.bad == ()


def test_campaigns_hold_what_a_filter_chooses(tmp_path: Path, db: Database) -> None:
    registry.import_file(db, write(tmp_path / "r.csv", HEADER, GOOD, "s2;Больница;health;;;;;;"))
    chosen = campaigns.select(db, ["sector=Health|culture"])
    campaigns.ensure(db, "spring", dt.date(2026, 3, 1), [org.id for org in chosen])
    campaigns.ensure(db, "spring", dt.date(2026, 3, 1), [org.id for org in chosen])
    assert [org.id for org in campaigns.organisations(db, "spring")] == ["s2"]
    assert campaigns.get(db, "spring").states == {"pending": 1}
    assert campaigns.latest(db) == "spring"


def test_campaigns_say_what_is_wrong(db: Database) -> None:
    with pytest.raises(campaigns.CampaignError, match="no campaign"):
        campaigns.latest(db)
    campaigns.ensure(db, "spring", dt.date(2026, 3, 1), [])
    with pytest.raises(campaigns.CampaignError, match="as of 2026-03-01"):
        campaigns.ensure(db, "spring", dt.date(2026, 4, 1), [])
    with pytest.raises(campaigns.CampaignError, match="cannot name"):
        campaigns.ensure(db, "../x", dt.date(2026, 4, 1), [])
    with pytest.raises(campaigns.CampaignError, match="spring"):
        campaigns.get(db, "autumn")
    with pytest.raises(campaigns.CampaignError, match="Not in campaign spring: x"):
        campaigns.organisations(db, "spring", ["x"])
    with pytest.raises(campaigns.CampaignError, match="COLUMN=VALUE"):
        campaigns.select(db, ["colour=red"])


def test_the_commands_print_what_they_did(tmp_path: Path, glasnost: Glasnost) -> None:
    file = write(tmp_path / "r.csv", HEADER, GOOD, "s2;Школа;Космос;;;;;;")
    home = tmp_path / "home"
    done = glasnost("--home", home, "registry", "import", file)
    assert done.returncode == 0
    assert "1 added, 0 changed, 0 unchanged, 1 bad rows left out" in done.stdout
    assert "r.csv, row 3, column «Сфера»" in done.stderr
    assert glasnost("--home", home, "registry", "list").stdout.startswith("s1\teducation\tschool")
    assert "1 organisations" in glasnost("--home", home, "campaign", "new", "spring").stdout
    assert "1 pending" in glasnost("--home", home, "campaign", "list").stdout
    assert "s1\tpending" in glasnost("--home", home, "campaign", "status").stdout


def test_an_old_workbook_is_read(tmp_path: Path, db: Database) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Реестр")
    for at, row in enumerate((HEADER, GOOD)):
        for place, cell in enumerate(row.split(";")):
            sheet.write(at, place, cell)
    book.save(str(tmp_path / "r.xls"))
    assert registry.import_file(db, tmp_path / "r.xls").added == ("s1",)


def test_the_sheet_with_the_header_is_the_registry(tmp_path: Path, db: Database) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["Пояснения к реестру"])
    sheet = book.create_sheet("Реестр")
    for row in (HEADER, GOOD):
        sheet.append(row.split(";"))
    book.save(tmp_path / "r.xlsx")
    assert registry.import_file(db, tmp_path / "r.xlsx").added == ("s1",)


def test_an_e_mail_address_beside_a_site_is_no_second_one(tmp_path: Path, db: Database) -> None:
    registry.import_file(
        db, write(tmp_path / "r.csv", "Наименование;Сфера;Сайт", "Клуб;культура;a.example x@b.example")
    )
    org = next(registry.listed(db))
    assert (org.site, org.second_site) == ("http://a.example/", "")


def test_branches_under_one_number_are_told_what_to_do(tmp_path: Path, db: Database) -> None:
    rows = ("Школа;образование;a.example;4401000005", "Филиал школы;образование;b.example;4401000005")
    report = registry.import_file(db, write(tmp_path / "r.csv", "Наименование;Сфера;Сайт;ИНН", *rows))
    assert [bad.reason for bad in report.bad] == [
        "repeats row 2 (id 4401000005); branches under one ИНН need a column «id»"
    ]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Официальный сайт организации", "site"),
        ("Адрес официального сайта в сети «Интернет»", "site"),
        ("Веб-сайт (при наличии)", "site"),
        ("Полное наименование учреждения", "name"),
        ("ИНН организации", "inn"),
        ("Сфера (отрасль)", "sector"),
        ("Сайт учредителя", None),
        ("ИНН учредителя", None),
        ("Адрес организации", None),
    ],
)
def test_headers_as_they_are_written(header: str, name: str | None) -> None:
    assert registry_words.column(header) == name

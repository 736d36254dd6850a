"""Review files: what is written, what is read back, and what people and their programs do to them in between."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from audit import review_sheet
from audit.commands import review
from audit.finding import NOT_CHECKED, SEEN
from audit.finding import VERDICTS as ALL
from audit.review_choice import Offer, offers, sample, unclear
from audit.review_export import export
from audit.review_import import MAX_REASON, import_file
from audit.review_sheet import MAX_COLUMNS, MAX_ROWS
from audit.review_words import GUIDE, HEADERS, LANGUAGES, NEEDED, REASONS, VERDICTS, column, verdict
from audit.reviews import ReviewError, standing
from checklists.load import shipped
from tests.audit.made import ORG
from tests.audit.reviewing import HEADER, NOW, PHONE, School, fill, rows, school

EMAIL = "common.email"
GOOD = {"Решение": "нет", "Обоснование": "телефона на странице нет", "Кто решил": "Анна Лесная"}


@pytest.fixture
def sosna(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path) as db:
        made = School(tmp_path, db)
        made.crawl()
        yield made


@pytest.fixture
def file(sosna: School) -> Path:
    path = sosna.home / "review.xlsx"
    export(sosna.db, shipped(), "spring", path)
    return path


def run(sosna: School, *arguments: str | Path) -> Result:
    return CliRunner().invoke(review, [str(one) for one in arguments], obj=sosna.home)


def test_a_row_has_what_a_person_needs(sosna: School, file: Path) -> None:
    found = {row["Код пункта"]: row for row in rows(file)}
    row = found[PHONE]
    assert list(row) == list(HEADER.values())
    assert (row["Организация"], row["Вывод программы"], row["Код организации"]) == (ORG.short_name, "есть", ORG.id)
    assert "2-14-36" in str(row["Цитата"])
    assert row["Ссылка"] == ORG.site
    assert (row["Решение"], row["Обоснование"], row["Кто решил"]) == (None, None, None)
    assert len(found) == len(list(offers(sosna.db, shipped(), "spring")))
    sheet = load_workbook(file).worksheets[0]
    check = sheet.data_validations.dataValidation[0]
    assert check.formula1 == '"есть,частично,нет,не требуется,нельзя проверить,снять решение"'
    assert str(check.sqref) == f"G2:G{len(found) + 1}"


def test_text_of_a_site_is_never_a_formula(sosna: School) -> None:
    quotes = ['=HYPERLINK("http://evil.example","x")', "+7 000", "-1", "@SUM(A1)", "\x00\x1b=1+1", "a" * 40_000]
    for number, (quote, row) in enumerate(zip(quotes, list(sosna.db.query("SELECT * FROM findings")), strict=False)):
        proof = f"https://sosna.example/{number}"
        with sosna.db.atomic():
            sosna.db.execute(
                "UPDATE findings SET evidence = json_array(json_object('url', ?, 'offset', 1, 'digest', 'x', 'place',"
                " 'block 1', 'quote', ?, 'fetched_at', null, 'how', 'http')) WHERE org = ? AND item = ?",
                [proof, quote, row["org"], row["item"]],
            )
    path = sosna.home / "hostile.xlsx"
    export(sosna.db, shipped(), "spring", path)
    cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"+7 000", "-1", "@SUM(A1)", "=1+1"} <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    assert max(len(str(cell.value)) for cell in cells) <= 32_767
    with zipfile.ZipFile(path) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)


def test_importing_twice_changes_nothing(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    first = import_file(sosna.db, file, NOW)
    assert (first.kept, first.same, first.bad, first.campaigns) == (1, 0, (), ("spring",))
    again = import_file(sosna.db, file, "2026-12-01T00:00:00+00:00")
    assert (again.kept, again.same) == (0, 1)
    assert [one.decided_at for one in standing(sosna.db, "spring")[ORG.id, PHONE]] == [NOW]


BAD = [
    ({"Решение": "может быть"}, "Решение", "unknown decision «может быть»"),
    ({"Решение": None}, "Решение", "a reason without a decision"),
    ({"Решение": "=G3"}, "Решение", "a formula"),
    ({"Обоснование": None}, "Обоснование", "no reason"),
    ({"Обоснование": "—"}, "Обоснование", "no reason"),
    ({"Обоснование": '=CONCAT("a","b")'}, "Обоснование", "a formula"),
    ({"Обоснование": "а" * (MAX_REASON + 1)}, "Обоснование", "shorten it"),
    ({"Кто решил": None}, "Кто решил", "no name"),
    ({"Кто решил": 17}, "Кто решил", "no name"),
    ({"Кто решил": "=I2"}, "Кто решил", "a formula"),
    ({"Код организации": "other"}, "Код организации", "was exported as «sosna»; put that back"),
    ({"Код пункта": "common.faq"}, "Код пункта", f"was exported as «{PHONE}»; put that back"),
    ({"Код пункта": "=A1"}, "Код пункта", "a formula"),
    ({"Отпечаток": "sha256:00"}, "Отпечаток", "export again"),
    ({"Отпечаток": None}, "Отпечаток", "export again"),
    ({"Решение": "снять решение"}, "Решение", "has no decision here to withdraw"),
]


@pytest.mark.parametrize(("cells", "header", "said"), BAD, ids=lambda one: str(one)[:30])
def test_a_bad_row_is_told_and_a_good_one_kept(
    cells: dict[str, object], header: str, said: str, sosna: School, file: Path
) -> None:
    number = next(at for at, row in enumerate(rows(file), start=2) if row["Код пункта"] == PHONE)
    fill(file, {PHONE: GOOD | cells, EMAIL: GOOD})
    done = run(sosna, "import", file)
    assert done.exit_code == 0, done.output
    line = next(line for line in done.stderr.splitlines() if "review.xlsx" in line)
    assert f"review.xlsx, row {number}, column «{header}»" in line
    assert said in line
    assert "1 decisions kept" in done.stdout
    assert set(standing(sosna.db, "spring")) == {(ORG.id, EMAIL)}


def test_a_file_of_bad_rows_only_is_an_error(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD | {"Кто решил": None}})
    done = run(sosna, "import", file)
    assert done.exit_code == 1
    assert "no decision could be kept" in done.stderr
    assert "column «Кто решил»" in done.stderr


def test_a_file_without_decisions_is_told(sosna: School, file: Path) -> None:
    fill(file, {PHONE: {"Кто решил": "Анна Лесная"}})  # the name filled down over all rows
    with pytest.raises(ReviewError, match=r"no row has a decision\. Fill in the column «Решение»"):
        import_file(sosna.db, file, NOW)


def test_a_row_whose_finding_is_gone_is_told(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD, EMAIL: GOOD})
    with sosna.db.atomic():
        sosna.db.execute("DELETE FROM findings WHERE item = ?", [PHONE])
    report = import_file(sosna.db, file, NOW)
    assert report.kept == 1
    assert "campaign spring has no such finding any more; export again" in str(report.bad[0])


def test_one_reviewer_cannot_say_two_things_in_one_file_and_two_can(sosna: School, file: Path) -> None:
    book = load_workbook(file)
    sheet = book.worksheets[0]
    row = next(row for row in rows(file) if row["Код пункта"] == PHONE) | GOOD
    for change in ({}, {}, {"Решение": "есть"}, {"Решение": "есть", "Кто решил": "Пётр Речной"}):
        sheet.append([(row | change)[header] for header in HEADER.values()])
    last = sheet.max_row
    book.save(file)
    report = import_file(sosna.db, file, NOW)
    assert report.kept == 2
    assert [(bad.row, bad.column) for bad in report.bad] == [(last - 1, "Решение")]
    assert f"differs from row {last - 3}" in report.bad[0].reason
    assert [one.reviewer for one in standing(sosna.db, "spring")[ORG.id, PHONE]] == ["Пётр Речной", "Анна Лесная"]


def test_decisions_about_an_older_crawl_are_kept_and_told(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    sosna.crawl(pages={"": "<h1>Новый сайт</h1><p>Телефон: 8 (49900) 2-14-36</p>"})
    done = run(sosna, "import", file)
    assert "1 decisions kept" in done.stdout
    assert "about an earlier version of the site" in done.stdout
    assert sosna.finding(PHONE).decided_by == "machine"


def test_rows_may_be_sorted_and_columns_moved(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    names = [*HEADER.values()][::-1]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Проверка сайтов, май"])
    sheet.append([name.upper() for name in names])
    for row in reversed(rows(file)):
        sheet.append([row[name] for name in names])
    book.save(file)
    assert import_file(sosna.db, file, NOW).kept == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_round_trip(lang: str, sosna: School) -> None:
    path = sosna.home / f"{lang}.xlsx"
    assert run(sosna, "export", path, "--lang", lang).exit_code == 0
    words = HEADERS["en" if lang == "en" else "ru"]
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(words.values())
    for name, value in (("decision", "Met"), ("reason", "seen"), ("reviewer", "Anna")):
        sheet.cell(2, list(words).index(name) + 1).value = value  # type: ignore[arg-type]
    book.save(path)
    assert "1 decisions kept" in run(sosna, "import", path).stdout


def test_a_cell_or_a_command_withdraws(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    import_file(sosna.db, file, NOW)
    fill(file, {PHONE: {"Решение": "снять решение", "Обоснование": "ошибся строкой"}})
    assert import_file(sosna.db, file, NOW).withdrawn == 1
    assert sosna.finding(PHONE).decided_by == "machine"
    assert import_file(sosna.db, file, NOW).same == 1
    sosna.decide(PHONE, "нет")
    sosna.audit()
    points = sosna.score()
    asked = ("withdraw", ORG.id, PHONE, "--reviewer", "анна лесная", "--reason", "ошибка")
    assert "Анна Лесная" in run(sosna, *asked).stdout
    assert sosna.score() != points
    assert "Withdrawn already" in run(sosna, *asked).stdout
    nobody = run(sosna, "withdraw", ORG.id, PHONE, "--reviewer", "Пётр", "--reason", "ошибка")
    assert (nobody.exit_code, "«Пётр» has no decision" in nobody.stderr) == (1, True)


def test_import_counts_the_scores_anew(sosna: School, file: Path) -> None:
    before = sosna.score()
    fill(file, {PHONE: GOOD})
    run(sosna, "import", file)
    assert sosna.score() != before


def test_later_campaigns_in_which_it_counts_are_counted_anew(sosna: School, file: Path) -> None:
    sosna.crawl("autumn")
    before = sosna.score("autumn")
    fill(file, {PHONE: GOOD})
    run(sosna, "import", file)
    assert sosna.score("autumn") != before
    asked = ("withdraw", ORG.id, PHONE, "--campaign", "autumn", "--reviewer", "Анна Лесная", "--reason")
    assert run(sosna, *asked, " ").exit_code == 2
    assert run(sosna, *asked, "ошибка").exit_code == 0
    assert sosna.score("autumn") == before


def test_agreement_is_printed_with_what_is_counted(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    said = " ".join(run(sosna, "agreement").stdout.split())
    assert "machine" in said
    assert "0.000" in said
    assert "linear weights over missing < partial < met" in said


def test_unclear_leaves_out_what_is_plain_or_decided(sosna: School) -> None:
    found = {offer.item.id: offer for offer in offers(sosna.db, shipped(), "spring")}
    asked = {name for name, offer in found.items() if unclear(offer)}
    assert asked
    for name in asked:
        assert found[name].machine.verdict != "not_applicable"
        assert (found[name].machine.verdict, found[name].machine.reason) != ("missing", "not_found")
    assert {name for name, one in found.items() if one.machine.verdict in ("partial", "not_checked")
            and one.item.required} <= asked  # fmt: skip
    first = min(asked)
    sosna.decide(first, "есть")
    assert {offer.item.id for offer in offers(sosna.db, shipped(), "spring") if unclear(offer)} == asked - {first}


def test_the_sample_of_a_seed_is_always_the_same(sosna: School) -> None:
    def drawn(number: int, seed: str) -> list[str]:
        return [offer.item.id for offer in sample(list[Offer](offers(sosna.db, shipped(), "spring")), number, seed)]

    ten = drawn(10, "may")
    names = [offer.item.id for offer in offers(sosna.db, shipped(), "spring")]
    lots = sorted(names, key=lambda name: hashlib.sha256(b"may\0sosna\0" + name.encode()).hexdigest())
    assert ten == sorted(lots[:10], key=names.index)
    assert len(ten) == 10
    assert set(drawn(5, "may")) < set(ten)
    assert drawn(10, "june") != ten
    assert len(drawn(10_000, "may")) == len(list(offers(sosna.db, shipped(), "spring")))
    sosna.decide(PHONE, "нет")
    assert drawn(10, "may") == ten


def test_a_sample_does_not_tell_what_others_decided(sosna: School) -> None:
    sosna.decide(PHONE, "нет", why="тайна")
    every, some = sosna.home / "all.xlsx", sosna.home / "some.xlsx"
    run(sosna, "export", every)
    run(sosna, "export", some, "--sample", "10000")
    assert any("Анна Лесная" in str(row["Прежнее решение"]) for row in rows(every))
    assert not any(row["Прежнее решение"] for row in rows(some))


def test_unclear_and_sample_are_one_or_the_other(sosna: School, tmp_path: Path) -> None:
    assert run(sosna, "export", tmp_path / "x.xlsx", "--unclear", "--sample", "3").exit_code == 2


def test_words_are_whole_and_fit_a_drop_down() -> None:
    assert set(REASONS) == {*NOT_CHECKED, *SEEN}
    for lang in LANGUAGES:
        assert set(VERDICTS[lang]) == {*ALL, "withdrawn"}
        assert len(",".join(VERDICTS[lang].values())) < 255
        assert not any("," in word for word in VERDICTS[lang].values())
        assert {column(word) for word in HEADERS[lang].values()} == set(HEADERS[lang])
        assert {verdict(f" {word.upper()} ") for word in VERDICTS[lang].values()} == set(VERDICTS[lang])
        assert set(NEEDED) <= set(HEADERS[lang])
        assert all(re.search(r"\w", line) for line in GUIDE[lang])
    assert {verdict(one) for one in ALL} == set(ALL)


def _zip(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name.replace("__", "/"), content)
    return data.getvalue()


HOSTILE = {
    "nothing": b"",
    "text": "Код;Решение\n".encode(),
    "cut": b"PK\x03\x04" + b"\0" * 40,
    "zip of nothing": _zip(readme=b"x"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_review_file_is_told(name: str, sosna: School) -> None:
    path = sosna.home / "hostile.xlsx"
    path.write_bytes(HOSTILE[name])
    done = run(sosna, "import", path)
    assert done.exit_code == 1
    assert str(path) in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_a_bomb_is_not_unpacked(sosna: School, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_sheet, "MAX_UNPACKED", 1024 * 1024)  # the bound itself would take half a gigabyte here
    fill(file, {PHONE: GOOD})
    assert run(sosna, "import", file).exit_code == 0
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/media/zeros.bin", b"\0" * 2 * 1024 * 1024)
    assert file.stat().st_size < 64 * 1024
    assert "that is no review file" in run(sosna, "import", file).stderr


def test_a_file_that_is_not_there_is_told(sosna: School) -> None:
    done = run(sosna, "import", sosna.home / "none.xlsx")
    assert (done.exit_code, "none.xlsx: No such file" in done.stderr) == (1, True)


def test_a_workbook_of_something_else_is_told(sosna: School) -> None:
    book = Workbook()
    book.worksheets[0].append(["Сайт", "Телефон"])
    path = sosna.home / "other.xlsx"
    book.save(path)
    assert "no row with the headers «Решение», «Обоснование»" in run(sosna, "import", path).stderr


def _patched(file: Path, old: str, new: str) -> None:
    """The same file with other bytes in its first sheet."""
    with zipfile.ZipFile(file) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old.encode() in parts[sheet]
    parts[sheet] = parts[sheet].replace(old.encode(), new.encode(), 1)
    file.write_bytes(_zip(**parts))


def test_a_row_at_the_end_of_the_world_is_refused(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    cell = '<row r="900000000"><c r="A900000000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    _patched(file, "</sheetData>", cell)
    assert f"more than {MAX_ROWS} rows" in run(sosna, "import", file).stderr


def test_rows_beyond_what_the_file_says_of_its_size_are_read(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    with zipfile.ZipFile(file) as box:
        size = re.search(rb'<dimension ref="[^"]+"', box.read("xl/worksheets/sheet1.xml"))
    assert size is not None
    _patched(file, size[0].decode(), '<dimension ref="A1"')
    assert import_file(sosna.db, file, NOW).kept == 1


def test_columns_beyond_the_bound_are_not_read(sosna: School, file: Path) -> None:
    fill(file, {PHONE: GOOD})
    book = load_workbook(file)
    book.worksheets[0].cell(2, MAX_COLUMNS + 9_000).value = "x"
    book.save(file)
    assert import_file(sosna.db, file, NOW).kept == 1


def test_entities_do_not_grow(sosna: School, file: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    for one, two in zip("abcdefghi", "bcdefghij", strict=True):
        bomb += f'<!ENTITY {two} "{f"&{one};" * 20}">'
    with zipfile.ZipFile(file) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    head, body = sheet.partition("?>")[::2] if sheet.startswith("<?xml") else ("", sheet)
    body = body.replace("<t>", "<t>&j;", 1)
    parts["xl/worksheets/sheet1.xml"] = (f"{head}?>" * bool(head) + bomb + "]>" + body).encode()
    file.write_bytes(_zip(**parts))
    assert run(sosna, "import", file).exit_code == 1

"""The operator's report, opened again as a zip of XML and by python-docx."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import click
import pytest
from docx import Document
from lxml import etree

from reports.exports import operator_report
from reports.exports.opened import opened
from reports.exports.operator_report import Asked, make_report, template_of, write_report
from reports.texts import LANGUAGES
from tests.reports.exports.made import make
from tools.report_template import make as make_template

DAY = dt.date(2026, 11, 1)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(home: Path, path: Path, lang: str = "ru", template: Path | None = None, **asked: bool) -> Path:
    with opened(home, "may", lang) as one:
        return write_report(one, path, template, Asked(DAY, "ООО «Опрос & К°»", "Совет <b>", asked.get("details")))


def text(path: Path) -> str:
    """Every paragraph, those of tables too, by a reader that knows nothing but XML."""
    with zipfile.ZipFile(path) as parts:
        tree = etree.fromstring(parts.read("word/document.xml"))
    lines = ("".join(part.text or "" for part in one.iter(f"{WORD}t")) for one in tree.iter(f"{WORD}p"))
    return "\n".join(line for line in lines if line)


@pytest.fixture(scope="module")
def path(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(made, tmp_path_factory.mktemp("docx") / "may.docx")


def test_it_says_the_main_numbers_rating_gaps_and_reasons(path: Path) -> None:
    said = text(path)
    for words in (
        "Открытость официальных сайтов: отчёт оператора", "Заозёрская область, Соседняя область",
        "Оператор: ООО «Опрос & К°»", "Общественный совет: Совет <b>", "Проверяли организаций: 8, оценить удалось: 2.",
        "Полный рейтинг", "Измерено полностью: 6 из 7.", "K1 — Открытость и доступность информации; K2",
        "Раздел «Сведения об образовательной организации»", "robots.txt",
        "Приложение: что исправить каждой организации",
        "1\u00a0ноября\u00a02026",
    ):  # fmt: skip
        assert words in said, words
    said = said.replace("{{ 7*7 }} {% raw %}", "")  # a school is called so
    assert not any(sign in said for sign in ("{%", "%}", "{{ one", "None", "Undefined"))


def test_the_tables_say_what_the_rating_says(made: Path, path: Path) -> None:
    with opened(made, "may", "ru") as one:
        report = make_report(one, Asked(DAY))
        assert report.rating is not None
        assert one.ratings is not None
        expected = {entry.rated.org.id: entry for sector in one.ratings.sectors for entry in one.ratings.table(sector)}
    rows = [line for table in report.rating.sectors for line in table.rows]
    assert len(rows) == len(expected) == 7
    told = [[cell.text for cell in row.cells] for table in Document(str(path)).tables for row in table.rows]
    for line in rows:
        assert [line.place, line.total, line.grade, *line.criteria] in [[row[0], *row[2:]] for row in told]
    assert sorted(line.place for line in rows) == sorted(str(one.place or "—") for one in expected.values())
    unmeasured = next(line for line in rows if line.name == "+7 Школа")
    assert (unmeasured.place, "–" in unmeasured.total) == ("—", True)


def test_hostile_words_stay_words(path: Path) -> None:
    said = text(path)
    assert "=1+1</w:t><script>alert(1)</script>abc {{ 7*7 }} {% raw %} &amp; " in said
    assert "49" not in said.partition("{{ 7*7 }}")[0][-40:]
    assert "\u202e" not in said
    assert "о" * 400 not in said  # a name of 40,000 letters is cut
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        assert b"<script" not in parts.read("word/document.xml")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_is_what_the_tool_makes_and_every_name_in_it_is_known(
    lang: str, made: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.docx"
    make_template(lang).save(str(fresh))
    with zipfile.ZipFile(fresh) as ours, zipfile.ZipFile(template_of(lang)) as shipped:
        for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            assert ours.read(part) == shipped.read(part), f"{part}: run python -m tools.report_template"
    said = text(written(made, tmp_path / "made.docx", lang))
    assert ("Полный рейтинг" in said) == (lang == "ru")


def test_the_same_campaign_gives_the_same_bytes(made: Path, path: Path, tmp_path: Path) -> None:
    assert written(made, tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_a_template_of_the_operators_own(made: Path, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("Итоги «{{ campaign }}»: {{ organisations }}; {{ rating.sectors[0].rows|length }}")
    own.save(str(tmp_path / "own.docx"))
    assert text(written(made, tmp_path / "out.docx", template=tmp_path / "own.docx")) == "Итоги «may»: 8; 2"


@pytest.mark.parametrize(
    ("words", "named"),
    [("{{ nothing }}", "nothing"), ("{{ rating.nothing }}", "nothing"), ("{% for %}", "Expected an expression"),
     ("{{ campaign.__class__.__mro__ }}", "unsafe")],
)  # fmt: skip
def test_a_name_that_there_is_not_is_a_clear_error(made: Path, tmp_path: Path, words: str, named: str) -> None:
    own = Document()
    own.add_paragraph(words)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(click.ClickException, match="cannot be filled in") as raised:
        written(made, tmp_path / "out.docx", template=tmp_path / "own.docx")
    assert named in raised.value.format_message()
    assert not (tmp_path / "out.docx").exists()


def test_many_organisations_have_no_parts_of_their_own_unless_asked(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operator_report, "DETAILED", 5)
    said = text(written(made, tmp_path / "short.docx"))
    assert "отдельных разделов о каждой здесь нет" in said
    assert "Приложение" not in said
    assert "Приложение" in text(written(made, tmp_path / "long.docx", details=True))


def test_very_many_organisations_stand_in_no_table(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_report, "LISTED", 5)
    monkeypatch.setattr(operator_report, "FIRST", 1)
    said = text(written(made, tmp_path / "short.docx", details=False))
    assert "поэтому их таблицы здесь нет" in said
    assert said.count("И ещё организаций: 1.") == 1  # culture has two
    assert said.count("И ещё организаций: 2.") == 1  # education has three


def test_parts_for_too_many_are_refused(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_report, "MOST", 5)
    with pytest.raises(click.ClickException, match="8 organisations are too many for a part each: at most 5"):
        written(made, tmp_path / "long.docx", details=True)


def test_without_a_rating_there_is_no_chapter_of_one(tmp_path: Path) -> None:
    home = make(tmp_path / "home", measured=False)
    said = text(written(home, tmp_path / "en.docx", "en"))
    assert "Full rating" not in said
    assert "Openness of official sites" in said

"""Letters: what they say, that hostile words stay words, and that the form in them comes back as objections."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from pathlib import Path

import click
import pytest
from docx import Document
from openpyxl import load_workbook

from audit.objection_file import read
from audit.objections import add, answer, listed
from checklists.catalogue import Catalogue
from reports.letter_docx import template_of
from reports.letters import Sender, write_letters
from reports.texts import LANGUAGES
from tests.conftest import Glasnost
from tests.reports.conftest import Store, Write, seen
from tests.reports.pagecheck import check
from tools.letter_template import make

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}{% raw %}&amp;\x07]]>"
SENDER = Sender(
    name="Общественный совет", contact="sovet@example.org", written_on=dt.date(2026, 5, 20),
    answer_by=dt.date(2026, 6, 15),
)  # fmt: skip
NOW = "2026-06-01T10:00:00+00:00"


def write(campaign: Store, catalogue: Catalogue, out: Path, sender: Sender = SENDER, **more: object) -> Path:
    write_letters(campaign.db, catalogue, "spring", out, sender, **more)  # type: ignore[arg-type]
    return out


def wrong(path: Path) -> list[str]:
    """What is wrong with a letter: it is no page of the site and has none of its frame."""
    return [one for one in check(path).wrong if one not in ("no <header>", "no <nav>", "no <footer>")]


def said(path: Path) -> str:
    return " ".join(check(path).text.replace("\u00a0", " ").replace("« ", "«").replace(" »", "»").split())


def paragraphs(path: Path) -> list[str]:
    return [one.text for one in Document(str(path)).paragraphs]


def test_a_letter_says_what_is_missing_until_when_and_how_to_object(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    out = write(campaign, catalogue, tmp_path / "letters")
    assert wrong(out / "lesnaya.html") == []
    text = said(out / "lesnaya.html")
    for words in (
        "Общественный совет 20 мая 2026 Кому: Школа «lesnaya»",
        "Найдено сведений: 2. Не нашли или нашли не полностью: 3. Не смогли проверить: 1;",
        "Ответ просим дать до 15 июня 2026: sovet@example.org",
        "1. План финансово-хозяйственной деятельности Не нашли.",
        "Основание: ПП РФ № 1802, п. 3",
        "Как исправить: Разместите документ с текстовым слоем.",
        "На сайте: «Устав 1999 года» lesnaya.example/docs",
        "lesnaya.example/документы",
        "lesnaya / edu.plan",
        "форму lesnaya-objections.xlsx",
        "Если вы не согласны",
    ):
        assert words in text, words
    assert "Всё, что удалось проверить" in said(out / "rechnaya.html")
    assert not (out / "muzej.html").exists(), "nobody audited it"


def test_the_list_says_which_file_goes_to_whom(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    campaign.db.execute("UPDATE organisations SET name = '=HYPERLINK(\"http://evil.example\")' WHERE id = 'lesnaya'")
    out = write(campaign, catalogue, tmp_path / "letters")
    rows = list(csv.reader((out / "letters.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["org", "name", "letter", "form", "gaps"]
    assert ["lesnaya", '\'=HYPERLINK("http://evil.example")', "lesnaya.html", "lesnaya-objections.xlsx", "3"] in rows
    assert len(rows) == 4
    for row in rows[1:]:
        assert (out / row[2]).is_file()
        assert (out / row[3]).is_file()


def test_the_form_comes_back_as_objections(
    campaign: Store, catalogue: Catalogue, tmp_path: Path, report: Write
) -> None:
    out = write(campaign, catalogue, tmp_path / "letters")
    path = out / "lesnaya-objections.xlsx"
    assert read(campaign.db, "spring", path, NOW).empty == 3
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["lesnaya", "edu.plan"]
    for place, text in ((4, "Директор Петрова"), (5, "План на странице «Финансы»"), (6, "plan.pdf")):
        sheet.cell(2, place, text)
    book.save(path)
    assert add(campaign.db, read(campaign.db, "spring", path, NOW).good) == 1
    waiting = said(report(name="waiting") / "org" / "lesnaya.html")
    assert "Организация возражает; ответа ещё нет. Возражение получено 1 июня 2026." in waiting
    answer(
        campaign.db, listed(campaign.db, "spring")[0].id, verdict="met", by="Анна <b>Лесная</b>", reason="план есть",
        at="2026-06-02T10:00:00+00:00",
    )  # fmt: skip
    text = said(report(name="answered") / "org" / "lesnaya.html")
    assert "Исправлено по возражению организации. Возражение получено 1 июня 2026." in text
    assert "Было: «Не нашли», стало: «Найдено». Анна <b>Лесная</b>, 2 июня 2026. «план есть»" in text
    assert "Петрова" not in text
    english = said(report("en", "english") / "org" / "lesnaya.html")
    assert "Corrected after an objection by the organisation." in english


def test_a_rejected_objection_is_told(campaign: Store, catalogue: Catalogue, tmp_path: Path, report: Write) -> None:
    del catalogue
    path = tmp_path / "in.csv"
    path.write_text("org;item;who;why\nlesnaya;edu.charter;Директор;новый устав\n", "utf-8")
    add(campaign.db, read(campaign.db, "spring", path, NOW).good)
    answer(campaign.db, 1, verdict=None, by="Анна Лесная", reason="там устав 1999 года", at=NOW)
    text = said(report() / "org" / "lesnaya.html")
    assert "Возражение организации не принято." in text
    assert "«там устав 1999 года»" in text
    assert "новый устав" not in text


def test_docx_says_the_same(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    out = write(campaign, catalogue, tmp_path / "letters", docx=template_of("ru"))
    text = paragraphs(out / "lesnaya.docx")
    for words in (
        "Кому: Школа «lesnaya»", "1. План финансово-хозяйственной деятельности", "Основание: ПП РФ № 1802, п. 3",
        "Код организации и пункта: lesnaya / edu.plan",
        "Ответ просим дать до 15\u00a0июня\u00a02026: sovet@example.org",
        "На сайте: «Устав 1999 года» — https://lesnaya.example/docs",
    ):  # fmt: skip
        assert words in text, words
    assert not any("{" in one or "%}" in one for one in text)


def test_a_basis_that_nobody_compared_with_the_law_is_told_as_such(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    out = write(campaign, catalogue, tmp_path / "letters", docx=template_of("ru"))
    for text in (said(out / "lesnaya.html"), "\n".join(paragraphs(out / "lesnaya.docx"))):
        assert text.count("Основание записано по памяти и ещё не сверено с текстом закона.") == 1, "the charter"
        assert text.count("Пункт перечня — черновик") == 1, "the rules"


def test_docx_in_english_has_no_russian_of_ours(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    out = write(campaign, catalogue, tmp_path / "letters", lang="en", docx=template_of("en"))
    text = "\n".join(paragraphs(out / "lesnaya.docx"))
    assert "About the information on your site" in text
    assert "Required by: Decree 1802, п. 3" in text
    for words in ("Школа «lesnaya»", "Общественный совет", "Устав 1999 года", "документы", "п. 3"):
        text = text.replace(words, "")
    assert not re.search("[а-яё]", text, re.IGNORECASE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_is_what_the_tool_makes(lang: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.docx"
    make(lang).save(str(fresh))
    with zipfile.ZipFile(fresh) as ours, zipfile.ZipFile(template_of(lang)) as shipped:
        for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            assert ours.read(part) == shipped.read(part), f"{part}: run python -m tools.letter_template"


def test_a_letter_written_again_leaves_the_others_in_the_list(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    out = write(campaign, catalogue, tmp_path / "letters")
    before = (out / "letters.csv").read_bytes()
    write(campaign, catalogue, out, orgs=["lesnaya"])
    assert (out / "letters.csv").read_bytes() == before


def test_a_template_of_the_operators_own(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("Уважаемый коллектив {{ org.short_name }}! Пробелов: {{ gaps|length }}")
    own.save(str(tmp_path / "own.docx"))
    out = write(campaign, catalogue, tmp_path / "letters", docx=tmp_path / "own.docx")
    assert paragraphs(out / "lesnaya.docx") == ["Уважаемый коллектив Школа lesnaya! Пробелов: 3"]


@pytest.mark.parametrize("text", ["{{ nothing.here }}", "{% for %}", "{{ org.__class__.__mro__ }}"])
def test_a_template_that_cannot_be_filled_in_is_told(
    text: str, campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    own = Document()
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(click.ClickException, match="cannot be filled in"):
        write(campaign, catalogue, tmp_path / "letters", docx=tmp_path / "own.docx")
    (tmp_path / "none.docx").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(click.ClickException, match="cannot be filled in"):
        write(campaign, catalogue, tmp_path / "letters", docx=tmp_path / "none.docx")


def test_hostile_words_stay_words(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    campaign.db.execute("UPDATE organisations SET name = ?, short_name = ? WHERE id = 'lesnaya'", [HOSTILE, HOSTILE])
    campaign.db.execute("DELETE FROM findings WHERE org = 'lesnaya'")
    proof = seen(f"https://lesnaya.example/{HOSTILE}", HOSTILE)
    campaign.finding("lesnaya", "edu.charter", "partial", "stale", evidence=[proof], looked=[HOSTILE])
    sender = Sender(name=HOSTILE, contact=HOSTILE, written_on=SENDER.written_on, answer_by=SENDER.answer_by)
    out = write(campaign, catalogue, tmp_path / "letters", sender, docx=template_of("ru"))
    page = check(out / "lesnaya.html")
    assert wrong(out / "lesnaya.html") == []
    assert "<script" not in (out / "lesnaya.html").read_text("utf-8")
    assert "alert(1)" in page.text
    text = "\n".join(paragraphs(out / "lesnaya.docx"))
    assert "На сайте: «<script>alert(1)</script>{{ 7*7 }}{% raw %}&amp;]]>»" in text
    assert "49" not in text
    with zipfile.ZipFile(out / "lesnaya.docx") as parts:
        assert b"<script" not in parts.read("word/document.xml")
    cells = [cell for row in load_workbook(out / "lesnaya-objections.xlsx").worksheets[0] for cell in row]
    assert all(cell.data_type in ("s", "n") for cell in cells)


@pytest.mark.slow
def test_on_the_command_line(campaign: Store, tmp_path: Path, glasnost: Glasnost) -> None:
    out = tmp_path / "letters"
    words = ("--home", campaign.home, "letters", "--out", out, "--from", "Совет", "--contact", "sovet@example.org")
    assert "Say until when" in glasnost(*words).stderr
    done = glasnost(*words, "--answer-by", "2026-06-15", "--docx", "--mark-sent")
    assert done.returncode == 0, done.stderr
    assert "3 letters of campaign spring, answers until 2026-06-15" in done.stdout
    assert (out / "lesnaya.docx").is_file()
    assert "answers until 2026-06-15" in glasnost("--home", campaign.home, "campaign", "stage", "spring").stdout
    assert glasnost(*words, "--org", "lesnaya").returncode == 0, "the term is known from before"

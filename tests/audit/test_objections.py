"""Objections: out of files as offices send them, into reviews, and what a final campaign keeps out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from openpyxl import Workbook

from audit import measures, ties
from audit.objection_file import read
from audit.objections import ObjectionError, add, answer, by_item, listed, opened
from audit.scoring import score_from
from crawler import stages
from crawler.stages import StageError, Step
from crawler.table_file import TableError
from tests.audit.made import ORG
from tests.audit.reviewing import NOW, PHONE, School, school
from tests.conftest import Glasnost

CHARTER = "edu.document.charter"
LATER = "2026-12-01T10:00:00+00:00"
HEAD = ("Код организации", "Код пункта", "Кто возражает", "Почему", "Приложение")
BATCH = measures.Batch(campaign="spring", kind="survey", file="s.csv", digest="sha256:0", imported_at=NOW)
ROW = (ORG.id, CHARTER, "Директор", "Устав стоит на странице «Документы»", "ustav.pdf")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path / "home") as db:
        made = School(tmp_path / "home", db)
        made.crawl()
        yield made


def table(path: Path, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Path:
    with path.open("w", encoding="windows-1251", newline="") as file:
        csv.writer(file, delimiter=";").writerows([("Возражения",), head, *rows])
    return path


def take(home: School, *rows: tuple[str, ...]) -> int:
    found = read(home.db, "spring", table(home.home / "objections.csv", *rows), NOW)
    assert found.bad == ()
    return add(home.db, found.good)


def test_a_file_is_read_once(home: School) -> None:
    assert take(home, ROW, (ORG.id, PHONE, "", "", "")) == 1
    assert take(home, ROW) == 0
    [one] = listed(home.db, "spring")
    assert (one.item, one.was, one.who, one.attachment) == (CHARTER, "partial", "Директор", "ustav.pdf")
    assert opened([one]) == [one]


def test_a_workbook_and_names_instead_of_codes(home: School) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Организация", "Пункт", "Заявитель", "Обоснование"])
    sheet.append([ORG.name.upper(), CHARTER, "Директор", "Есть"])
    book.save(path := home.home / "form.xlsx")
    found = read(home.db, "spring", path, NOW)
    assert [(one.org, one.item, one.attachment) for one in found.good] == [(ORG.id, CHARTER, "")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("nobody", *ROW[1:]), "column «Код организации»: «nobody» is not in this campaign"),
        ((ORG.id, "edu.nothing", *ROW[2:]), "column «Код пункта»: «edu.nothing» is no finding"),
        ((*ROW[:2], " ", *ROW[3:]), "column «Кто возражает»: empty"),
        ((*ROW[:2], "x" * 300, *ROW[3:]), "longer than 200"),
        ((*ROW[:3], "—", ""), "empty; say why"),
        ((*ROW[:3], "", ""), "empty; say why"),  # a name alone is an objection begun, and is not passed over
        ((*ROW[:2], "", "", "ustav.pdf"), "column «Кто возражает»: empty"),
        ((*ROW[:4], "../../etc/passwd"), "no file name"),
        ((*ROW[:4], "C:\\boot.ini"), "no file name"),
        ((*ROW[:4], ".bashrc"), "no file name"),
    ],
)
def test_bad_rows_are_told_and_good_ones_kept(home: School, row: tuple[str, ...], told: str) -> None:
    found = read(home.db, "spring", table(home.home / "objections.csv", row, ROW), NOW)
    assert [str(one).partition(", ")[2].partition(", ")[0] for one in found.bad] == ["row 3"]
    assert told in str(found.bad[0])
    assert len(found.good) == 1


def test_what_is_no_table_is_refused(home: School) -> None:
    with pytest.raises(ObjectionError, match="код пункта"):
        read(home.db, "spring", table(home.home / "other.csv", ROW, head=("а", "б", "в", "г", "д")), NOW)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(5):
            parts.writestr(f"xl/{number}.xml", b"0" * (90 * 1024 * 1024))
    (path := home.home / "bomb.xlsx").write_bytes(bomb.getvalue())
    with pytest.raises(TableError, match="XLSX"):
        read(home.db, "spring", path, NOW)


def test_an_accepted_one_corrects_the_finding(home: School) -> None:
    take(home, ROW)
    before = home.score()
    one = answer(home.db, 1, verdict="met", by="Анна Лесная", reason="устав есть", at=LATER)
    score_from(home.home, ["spring"])
    finding = home.finding(CHARTER)
    assert (finding.verdict, finding.decided_by) == ("met", "person")
    assert finding.review is not None
    assert (finding.review.reviewer, finding.review.reason) == ("Анна Лесная", "устав есть")
    assert home.score() != before
    assert one.changed
    home.audit()
    assert home.finding(CHARTER).verdict == "met", "a re-audit keeps it"


def test_a_rejected_one_leaves_it(home: School) -> None:
    take(home, ROW)
    one = answer(home.db, 1, verdict=None, by="Анна Лесная", reason="ссылка не открывается", at=LATER)
    assert not one.changed
    assert (one.answer and one.answer.outcome, home.finding(CHARTER).verdict) == ("rejected", "partial")
    assert home.finding(CHARTER).review is None
    answer(home.db, 1, verdict="met", by="Анна Лесная", reason="посмотрела ещё раз", at=LATER)
    [again] = by_item(home.db, "spring", ORG.id)[CHARTER]
    assert again.answer is not None
    assert (again.answer.verdict, again.changed) == ("met", True)


def test_a_rejection_takes_back_what_an_earlier_answer_decided(home: School, glasnost: Glasnost) -> None:
    take(home, ROW)
    before = home.score()
    answer(home.db, 1, verdict="met", by="Анна Лесная", reason="устав есть", at=NOW)
    score_from(home.home, ["spring"])
    assert home.score() != before
    told = ("--by", "Пётр Речной", "--reason", "это устав другой школы")
    done = glasnost("--home", home.home, "objections", "answer", "1", "--reject", *told)
    assert done.stdout == f"1: {ORG.id} {CHARTER}: partial → partial\n"
    assert (home.finding(CHARTER).verdict, home.finding(CHARTER).review) == ("partial", None)
    assert home.score() == before
    [one] = listed(home.db, "spring")
    assert not one.changed


def test_a_rejection_leaves_what_its_maker_decided_later(home: School) -> None:
    take(home, ROW, (*ROW[:2], "Завуч", "Устав есть", ""))
    answer(home.db, 1, verdict="met", by="Анна Лесная", reason="устав есть", at=NOW)
    answer(home.db, 2, verdict="missing", by="Анна Лесная", reason="устава нет", at=LATER)
    answer(home.db, 1, verdict=None, by="Пётр Речной", reason="нет", at=LATER)
    assert home.finding(CHARTER).verdict == "missing"


def test_an_answer_needs_a_name_a_reason_and_an_objection(home: School) -> None:
    take(home, ROW)
    for by, reason in (("", "есть"), ("Анна", " - ")):
        with pytest.raises(ObjectionError, match="name and a reason"):
            answer(home.db, 1, verdict="met", by=by, reason=reason, at=LATER)
    with pytest.raises(ObjectionError, match="no objection 7"):
        answer(home.db, 7, verdict="met", by="Анна", reason="есть", at=LATER)
    assert home.finding(CHARTER).review is None


def final(home: School, at: str = LATER, campaign: str = "spring") -> None:
    stages.move(home.db, campaign, Step(stage="final", who="Анна", why="", answer_by=None, at=at))


def test_a_final_campaign_takes_nothing_in(home: School) -> None:
    take(home, ROW)
    final(home)
    for change in (
        lambda: answer(home.db, 1, verdict="met", by="Анна", reason="есть", at=LATER),
        lambda: take(home, (*ROW[:3], "другое", "")),
        lambda: home.decide(CHARTER, "есть"),
        lambda: measures.put(home.db, BATCH, []),
        home.audit,
    ):
        with pytest.raises(StageError, match="final"):
            change()
    assert home.finding(CHARTER).verdict == "partial"


def test_a_final_campaign_is_frozen_against_decisions_of_earlier_ones(home: School) -> None:
    """A decision in an open campaign holds in later ones, but not in one that was final before it was made."""
    home.crawl("summer", dt.date(2026, 12, 1))
    home.crawl("winter", dt.date(2026, 12, 2))
    final(home, "2026-11-25T10:00:00+00:00", "summer")
    frozen = home.score("summer")
    home.decide(CHARTER, "есть", at=LATER)
    score_from(home.home, ["spring"])
    found = {name: home.finding(CHARTER, name).verdict for name in ("spring", "summer", "winter")}
    assert found == {"spring": "met", "summer": "partial", "winter": "met"}
    assert home.score("summer") == frozen


@pytest.mark.slow
def test_from_draft_to_final_on_the_command_line(home: School, glasnost: Glasnost) -> None:
    def run(*words: str) -> tuple[int, str]:
        done = glasnost("--home", home.home, *words)
        return done.returncode, done.stdout + done.stderr

    assert run("campaign", "stage", "spring") == (0, "spring: draft\n")
    assert run("campaign", "stage", "spring", "sent", "--answer-by", "2020-01-31", "--who", "Анна")[0] == 0
    path = table(home.home / "in.csv", ROW, (ORG.id, "edu.nothing", *ROW[2:]))
    code, said = run("objections", "import", str(path))
    assert (code, "1 new" in said, "is no finding" in said, "came after it" in said) == (0, True, True, True)
    assert run("campaign", "stage", "spring", "final") == (
        1, "Error: 1 objections are open. See: glasnost objections list --open\n",
    )  # fmt: skip
    assert "Устав стоит" in run("objections", "list", "--open")[1]
    assert run("objections", "answer", "1", "--by", "Анна", "--reason", "есть")[0] == 2
    code, said = run("objections", "answer", "1", "--verdict", "met", "--by", "Анна", "--reason", "устав есть")
    assert (code, said) == (0, f"1: {ORG.id} {CHARTER}: partial → met\n")
    assert run("objections", "list", "--open") == (0, "")
    assert run("campaign", "stage", "spring", "final", "--who", "Анна")[0] == 0
    assert "is final" in run("audit")[1]
    assert run("derive", "--no-ocr")[0] == 1
    assert "who does and why" in run("audit", "--reopen", "решение суда")[1]
    assert run("audit", "--reopen", "решение суда", "--who", "Анна")[0] == 0
    said = run("campaign", "stage", "spring")[1]
    assert "sent\tАнна\tрешение суда" in said
    assert said.endswith("spring: sent\n")
    assert "spring, as of 2026" in run("campaign", "status")[1]


def test_errors_are_one_line() -> None:
    assert issubclass(ObjectionError, click.ClickException)
    assert issubclass(StageError, click.ClickException)


def test_who_is_connected_answers_nothing(home: School) -> None:
    take(home, ROW)
    ties.add(home.db, ties.Tie("Анна Лесная", ORG.id, "работает там", NOW))
    for verdict in ("met", None):
        with pytest.raises(ties.TieError, match="Анна Лесная"):
            answer(home.db, 1, verdict=verdict, by="анна  лесная", reason="есть", at=LATER)
    assert listed(home.db, "spring")[0].answer is None

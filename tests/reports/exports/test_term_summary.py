"""Summaries of a term: two campaigns of the same organisations, what was closed and opened, objections, ratings."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlite_utils import Database

from audit.database import connect
from audit.finding import Verdict
from audit.objections import Objection, add, answer, listed
from audit.scoring import score
from checklists.load import shipped
from crawler import campaigns
from reports.exports.campaign_summary import summarise
from reports.exports.term import Term, earlier, in_term
from reports.exports.term_summary import DOCUMENTS, Asked, write_summary
from reports.texts import LANGUAGES
from tests.reports.exports.made import TABLES, crawled, find, make, measure
from tests.reports.exports.test_operator_report import text
from tools.summary_template import make as make_summary

DAY = dt.date(2026, 12, 31)
WERE: tuple[Verdict, ...] = ("missing", "partial", "missing")
AT = "2026-12-01T10:00:00+00:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign «may» (15 October) and one of December, in which s1 mended one gap and opened another."""
    home = make(tmp_path_factory.mktemp("term") / "home")
    with contextlib.closing((db := connect(home)).conn):
        campaigns.ensure(db, "december", dt.date(2026, 12, 1), ["s1", "s2"])
        crawled(db, "december", "s1")
        find(db, "december", "s1", ("met", "partial", "missing", "not_checked", "missing"))
        measure(db, "december", "s1", TABLES["s1"])
        items = [item.id for item in shipped().items_for("education", "school", DAY)]
        rows = [
            Objection(id=0, campaign="december", org="s1", item=item, was=was, who="Директор", why="есть",
                      attachment="", received_at=AT)
            for item, was in zip(items, WERE, strict=False)
        ]  # fmt: skip
        add(db, rows)
        numbers = [one.id for one in listed(db, "december")]
        answer(db, numbers[0], verdict="met", by="Анна Лесная", reason="нашли", at=AT)
        answer(db, numbers[1], verdict=None, by="Анна Лесная", reason="нет", at=AT)
    score(home, "december")
    return home


@contextlib.contextmanager
def base(home: Path) -> Iterator[Database]:
    with contextlib.closing((db := connect(home)).conn):
        yield db


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_campaign_is_counted_and_compared_with_the_one_before(home: Path) -> None:
    with base(home) as db:
        one = summarise(db, shipped(), home, campaigns.get(db, "december"))
        findings = {
            name: {row["item"]: row["verdict"] for row in db.query(
                "SELECT item, verdict FROM findings WHERE campaign = ? AND org = 's1'", [name])}
            for name in ("may", "december")
        }  # fmt: skip
    changed = {item for item, was in findings["may"].items() if findings["december"][item] != was}
    assert len(changed) == 3  # one of them is not required
    assert (one.before, one.all.organisations, one.all.read, one.all.compared) == ("may", 2, 1, 2)
    assert (one.all.closed, one.all.opened) == (1, 1)
    assert {item for item, _ in one.items} < changed
    assert one.places["Речной район"].closed == 1
    assert one.places["=1+1"].closed == 0
    assert one.objections == (3, 1, 1, 1, 1)
    assert [(each.sector, each.organisations) for each in one.ratings] == [("", 2), ("education", 2)]


def test_files_of_a_quarter_say_the_same(home: Path, tmp_path: Path) -> None:
    with base(home) as db:
        asked = Asked("ru", DAY, body="Министерство <b>", operator="ООО «Опрос»")
        paths = write_summary(db, shipped(), home, tmp_path, Term.of("2026-Q4", None), asked)
    assert [path.name for path in paths] == [
        "summary-2026-Q4.docx", "summary-2026-Q4.csv", "summary-2026-Q4-municipalities.csv"
    ]  # fmt: skip
    may, december = read(paths[1])
    assert (may["campaign"], may["compared_with"], may["closed"], may["opened"]) == ("may", "", "", "")
    assert (december["closed"], december["opened"], december["objections_waiting"]) == ("1", "1", "1")
    assert december["openness_mean"] == f"{float(december['openness_mean']):.2f}"
    places = read(paths[2])
    assert sum(int(row["organisations"]) for row in places) == 10
    assert {row["municipality"] for row in places} >= {"'=1+1", "Речной район"}
    said = text(paths[0])
    for words in (
        "Сводка за 4 квартал 2026 года", "Кому: Министерство <b>", "Проверок за этот срок: 2", "Пробелов закрыто: 1",
        "Сравнивали с проверкой «may»: организаций 2.", "Прежних проверок этих организаций нет",
        "Возражений получено: 3; принято: 1, отклонено: 1, ждут ответа: 1. Результатов исправлено: 1.",
        "Что исправили чаще всего", "Что ухудшилось чаще всего", "Полный рейтинг",
    ):  # fmt: skip
        assert words in said, words
    assert not any(sign in said for sign in ("{{", "{%", "None"))


def test_a_year_in_english(home: Path, tmp_path: Path) -> None:
    with base(home) as db:
        paths = write_summary(db, shipped(), home, tmp_path, Term.of(None, 2026), Asked("en", DAY))
    said = text(paths[0])
    assert "Summary of 2026" in said
    assert "Compared with campaign “may”: organisations 2." in said


def test_a_term_without_a_campaign_says_which_there_are(home: Path) -> None:
    with base(home) as db, pytest.raises(click.ClickException, match=r"2026-Q1.*may \(2026-10-15\), december"):
        in_term(db, Term.of("2026-1", None))


@pytest.mark.parametrize(
    ("quarter", "year"), [(None, None), ("2026-Q1", 2026), ("2026-Q5", None), ("first", None), ("", None)]
)
def test_what_is_no_term_is_refused(quarter: str | None, year: int | None) -> None:
    with pytest.raises(click.UsageError):
        Term.of(quarter, year)


def test_every_day_of_a_year_falls_in_one_quarter() -> None:
    quarters = [Term.of(f"2024-Q{number}", None) for number in range(1, 5)]
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(366)]
    assert [sum(day in one for one in quarters) for day in days] == [1] * 366
    assert [sum(day in one for day in days) for one in quarters] == [91, 91, 92, 92]
    assert dt.date(2025, 1, 1) not in quarters[0]


def test_the_campaign_before_shares_an_organisation(home: Path, tmp_path: Path) -> None:
    del home
    with base(make(tmp_path / "home", measured=False)) as db:
        campaigns.ensure(db, "other", dt.date(2026, 11, 1), ["x1"])
        campaigns.ensure(db, "third", dt.date(2026, 12, 1), ["s1"])
        found = earlier(db, campaigns.get(db, "third"))
        assert found is not None
        assert found.name == "may"
        assert earlier(db, campaigns.get(db, "may")) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_is_what_the_tool_makes(lang: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.docx"
    make_summary(lang).save(str(fresh))
    with zipfile.ZipFile(fresh) as ours, zipfile.ZipFile(DOCUMENTS / f"summary-{lang}.docx") as shipped_:
        same = ours.read("word/document.xml") == shipped_.read("word/document.xml")
    assert same, "the words changed: run python -m tools.summary_template"

"""Plans of repair from export through import to the next campaign, in real files and a real database."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlite_utils import Database

from audit.auditing import store
from audit.database import connect
from audit.finding import Finding, Verdict
from audit.measures import Batch, put
from audit.rating.value import Fact
from audit.repairs.state import State, compare, states
from checklists.load import shipped
from crawler import campaigns
from glasnost import cli
from tests.audit.rating.made import DAY, measures

CHARTER, FINANCE, PHONE = "edu.document.charter", "edu.budget.plan", "common.phone"
Run = Callable[..., str]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing((db := connect(tmp_path / "home")).conn):
        row = {"id": "s1", "name": "=Школа", "sector": "education", "kind": "school", "site": "https://s1.example/"}
        db.table("organisations").insert(row)
        yield db


@pytest.fixture
def run(tmp_path: Path, db: Database) -> Run:
    assert db

    def call(*words: object) -> str:
        return CliRunner().invoke(cli, ["--home", str(tmp_path / "home"), "plan", *map(str, words)]).output

    return call


def campaign(
    db: Database, name: str, day: dt.date, verdicts: Mapping[str, Verdict], table: Mapping[str, object]
) -> None:
    """A campaign whose items are met but for ``verdicts``, with measures."""
    campaigns.ensure(db, name, day, ["s1"])
    made = [
        Finding(org="s1", item=item.id, verdict=verdicts.get(item.id, "met"), reason=None, evidence=(),
                looked=("https://s1.example/doc",))
        for item in shipped().items_for("education", "school", day)
    ]  # fmt: skip
    store(db, name, "s1", made)
    rows = [one._replace(org="s1", measured_by="Анна", measured_on=str(day)) for one in measures(table)]
    put(db, Batch(campaign=name, kind="survey", file=name, digest=name, imported_at="x"), rows)


SPRING = {
    "survey.comfort": (30, 50), "survey.overall": (45, 50), "survey.access_satisfied": (1, 4),
    "inspection.access.ramps": 0, "inspection.access.lifts": 1, "inspection.stand_items": (5, 16),
    "inspection.waiting": (20, 14),
}  # fmt: skip


def fill(path: Path, cells: Mapping[str, tuple[str, str]]) -> None:
    """Terms and names into an exported CSV, by key."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    for row in rows:
        due, who = cells.get(row[head.index("Код недостатка")], ("", ""))
        row[head.index("Срок")], row[head.index("Ответственный")] = due, who
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])


def test_gaps_go_out_plans_come_in_and_the_next_campaign_tells(db: Database, run: Run, tmp_path: Path) -> None:
    campaign(db, "spring", DAY, {CHARTER: "missing", FINANCE: "partial", PHONE: "not_checked"}, SPRING)
    path = tmp_path / "plan.csv"
    assert "6 measures of campaign spring" in run("export", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Код недостатка"]: row for row in csv.DictReader(file, delimiter=";")}
    assert set(rows) == {CHARTER, FINANCE, "survey.comfort", "inspection.access.ramps", "inspection.stand_items",
                         "inspection.waiting"}  # fmt: skip
    assert rows[CHARTER]["Как сейчас"] == "не нашли"
    assert rows[CHARTER]["Основание"]
    assert rows[CHARTER]["Чем подтверждено"] == "https://s1.example/doc"
    assert rows["survey.comfort"]["Как сейчас"] == "30 из 50"
    assert rows[CHARTER]["Организация"] == "'=Школа"

    everybody = dict.fromkeys(rows, ("01.12.2026", "А. П. Лесная"))
    fill(path, everybody)
    assert run("import", path) == "6 measures kept, 0 there already, 0 rows not filled in\n"
    assert run("import", path) == "0 measures kept, 6 there already, 0 rows not filled in\n"
    fill(path, everybody | {CHARTER: ("01.11.2026", "В. И. Речная")})
    assert run("import", path).startswith("1 measures kept, 5 there already")
    assert db.table("repairs").count == 7  # the earlier one stays
    assert "2026-11-01" in run("export", path) + path.read_text("utf-8-sig")

    campaign(db, "autumn", DAY + dt.timedelta(days=90), {FINANCE: "missing"}, {
        "survey.comfort": (39, 50), "inspection.access.ramps": 1, "inspection.stand_items": (5, 20),
    })  # fmt: skip
    told = {row["key"]: row for row in map(json.loads, run("status", "--format", "jsonl").splitlines())}
    assert {key: row["status"] for key, row in told.items()} == {
        CHARTER: "done", FINANCE: "worse", "survey.comfort": "not_done", "inspection.access.ramps": "done",
        "inspection.stand_items": "worse", "inspection.waiting": "unknown",
    }  # fmt: skip
    assert told[FINANCE]["late"]
    assert told[FINANCE]["responsible"] == "А. П. Лесная"
    assert told["inspection.access.ramps"]["evidence"].startswith("Анна")
    assert "not done, late" in " ".join(run("status").split())
    assert run("status", "--format", "csv").startswith("org,key,what,due")


def test_xlsx_goes_out_and_comes_in(db: Database, run: Run, tmp_path: Path) -> None:
    campaign(db, "spring", DAY, {CHARTER: "missing"}, {})
    path = tmp_path / "plan.xlsx"
    run("export", path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("Срок") + 1).value = dt.date(2026, 12, 1)
    sheet.cell(2, head.index("Ответственный") + 1).value = "А. П. Лесная"
    book.save(path)
    assert run("import", path).startswith("1 measures kept")
    (kept,) = db.query("SELECT due, was FROM repairs")
    assert (kept["due"], kept["was"]) == ("2026-12-01", "missing")


def test_whatever_is_proposed_comes_in_again(db: Database, run: Run, tmp_path: Path) -> None:
    items = [item.id for item in shipped().items_for("education", "school", DAY)]
    campaign(db, "spring", DAY, dict.fromkeys(items, "missing"), {})
    path = tmp_path / "plan.csv"
    run("export", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Код недостатка"]: row["Мера"] for row in csv.DictReader(file, delimiter=";")}
    assert max(map(len, rows.values())) > 300  # the bound of every other cell
    fill(path, dict.fromkeys(rows, ("01.12.2026", "А. П. Лесная")))
    assert run("import", path) == f"{len(rows)} measures kept, 0 there already, 0 rows not filled in\n"
    assert {one["what"] for one in db.query("SELECT what FROM repairs")} == set(rows.values())


def test_bad_rows_are_told_and_good_ones_kept(db: Database, run: Run, tmp_path: Path) -> None:
    campaign(db, "spring", DAY, {CHARTER: "missing", FINANCE: "missing"}, {})
    path = tmp_path / "plan.csv"
    path.write_text(
        "Код организации;Код недостатка;Мера;Срок;Ответственный\n"
        f"s1;{CHARTER};Разместить;01.12.2026;Лесная\n"
        f"s1;{CHARTER};Разместить;02.12.2026;Речная\n"
        f"s1;{FINANCE};Разместить;;Речная\n"
        f"s1;{FINANCE};Разместить;когда-нибудь;Речная\n"
        f"s9;{FINANCE};Разместить;01.12.2026;Речная\n"
        "s1;edu.nothing;Разместить;01.12.2026;Речная\n"
        f"s1;{PHONE};;01.12.2026;Речная\n"
        f"s1;{FINANCE};Разместить;;\n",
        "utf-8",
    )
    told = run("import", path)
    assert "row 3, column «Код недостатка»: edu.document.charter of s1 stands twice" in told
    assert "row 4, column «Срок»: no term" in told
    assert "row 5, column «Срок»" in told
    assert "row 6, column «Код организации»: «s9» is not in campaign spring" in told
    assert "row 7, column «Код недостатка»: «edu.nothing» was neither" in told
    assert "row 8, column «Мера»: no measure" in told
    assert "1 measures kept, 0 there already, 1 rows not filled in, 6 bad rows left out" in told
    path.write_text("Имя;Срок\nа;б\n", "utf-8")
    assert "no plan: one row must have the headers" in run("import", path)


def state(now: str, *, good: bool = False) -> State:
    return State(key="survey.comfort", title="", was=now, told="", advice="", good=good)


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_a_plan_is_worse_only_where_the_number_fell(before: Fraction, after: Fraction) -> None:
    change = compare(f"{before}/1" if before.denominator == 1 else f"{before.numerator}/{before.denominator}",
                     state(f"{after.numerator}/{after.denominator}"))  # fmt: skip
    assert (change == "worse") == (after < before)


def test_nothing_is_proposed_for_answers_of_fewer_than_five() -> None:
    def proposed(value: int, of: int) -> list[State]:
        fact = Fact(
            name="survey.comfort", low=Fraction(value), high=Fraction(value), known=Fraction(value), of=Fraction(of)
        )
        return list(states([], {}, {"survey.comfort": (fact,)}, shipped()))

    assert proposed(0, 4) == []
    assert [one.good for one in proposed(4, 5)] == [True]
    assert [one.good for one in proposed(3, 5)] == [False]

"""The method page with a campaign's own numbers: the example is worked as the audit counted it."""

from __future__ import annotations

import json
import re
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audit.database import connect
from audit.finding import VERDICTS, Finding
from audit.scoring import numbers
from checklists.methodology import Methodology
from reports.bundles.versions import versions
from reports.html import write
from reports.read import Organisation, Score
from reports.summary import Row
from reports.worked import example, shares, work
from tests.reports.conftest import COMMON, SCHOOL, Store, Write, score_data
from tests.reports.test_html import text_of
from tests.reports.test_rating import home

HOW = Methodology()


def row(name: str, points: str | None, checked: str = "1") -> Row:
    score = Score(
        openness=None if points is None else Decimal(points), checked=Decimal(checked), counts={}, site_norm=None,
        site_low=None, site_high=None, remote_low=None, remote_high=None, channels={},
    )  # fmt: skip
    org = Organisation(
        id=name, name=name, short_name=name, sector="a", kind="", municipality="", region="", site="", checked_on=None,
        crawl=None, score=score,
    )  # fmt: skip
    return Row(org=org, sector="a", gaps=(), gap_number=0, unchecked=())


def test_the_middle_organisation_of_those_that_may_be_compared_is_worked_through() -> None:
    rows = [row("a", "10"), row("b", "90"), row("c", "50"), row("d", "60", "0.5"), row("e", None)]
    found = example(rows, None)
    assert found
    assert found.org.id == "c"
    assert example([row("d", "60", "0.5"), row("e", None)], None) is None
    assert shares(rows) == (Decimal("0.9"), 3, 1, 1)


@given(st.lists(st.sampled_from([*VERDICTS, None]), min_size=8, max_size=8))
def test_what_is_worked_through_is_what_the_audit_counted(verdicts: list[str | None]) -> None:
    items = (*SCHOOL, *COMMON)
    findings = {
        item.id: Finding(org="a", item=item.id, verdict=verdict, reason=None, evidence=(), looked=())  # type: ignore[arg-type]
        for item, verdict in zip(items, verdicts, strict=True)
        if verdict
    }
    counted = numbers(items, {name: one.verdict for name, one in findings.items()}, HOW)
    made = work(row("a", "50"), items, findings, HOW, None)
    gained = sum((one.gained + HOW.openness.partial * one.half for one in made.weights), Decimal())
    whole = sum((one.whole for one in made.weights), Decimal())
    if counted["openness"] is not None:
        assert made.points == 100 * gained / whole
        assert abs(made.points - Decimal(counted["openness"])) <= Decimal("0.05")
    assert made.asked == counted["required"]
    assert made.checked == counted["required"] - counted["not_checked"]
    if counted["remote_1_2"]:
        assert min(30 * made.working, 100) == int(counted["remote_1_2"]["low"])


def test_the_page_puts_the_numbers_into_the_formulas(campaign: Store, report: Write) -> None:
    campaign.db.execute("delete from scores where org = 'rechnaya'")
    said = text_of(report() / "method.html")
    assert "подставили её числа в формулы: Школа lesnaya" in said
    # found: name and phone, 2 each; in part: charter; missing: plan (3) and rules (1)
    assert "Веса найденного: 3 × 0 + 2 × 2 + 1 × 0 = 4" in said
    assert "Веса найденного частично: 3 × 0 + 2 × 1 + 1 × 0 = 2" in said
    assert "Веса всего проверенного: 10" in said
    assert "100 × (4 + 0,5 × 2) ÷ 10 = 50,00 , на страницах — 50" in said.replace("50,00,", "50,00 ,")
    assert "5 ÷ 6 = 83 %" in said
    assert "Работают (1): телефон 30 × 1 = 30" in said


def test_the_page_names_acts_shares_and_versions(report: Write) -> None:
    said = text_of(report() / "method.html")
    assert "ПП РФ № 1802 Постановление срок не указан подтверждено источником Пунктов: 7" in said
    assert "Проверено 80 % и больше: оценки можно сравнивать 2 организации" in said
    assert "Без оценки 2 организации" in said
    assert f"selectolax {versions()['selectolax']}" in said


def test_without_a_comparable_score_it_says_so(campaign: Store, report: Write) -> None:
    campaign.db.execute("delete from scores")
    campaign.score("lesnaya", score_data("100", met=1, not_checked=6))
    assert "Показать расчёт не на ком" in text_of(report() / "method.html")


def test_criteria_and_total_are_worked_through_too(tmp_path: Path) -> None:
    folder = home(tmp_path)
    with closing((db := connect(folder)).conn):
        db.table("scores").insert({"campaign": "may", "org": "s1", "data": json.dumps(score_data("80", met=4))})
    said = text_of(write(folder, "may", tmp_path / "ru").parent / "method.html")
    assert re.search(r"K5 \S.*? 0,3 × 100,00 \+ 0,2 × 100,00 \+ 0,5 × 90,00 = 95,00", said)
    assert "66,67" not in said  # two of three disabled people: K3 is not worked through
    assert "K3" not in said.partition("K1 ")[2].partition("Итог (")[0]
    assert "Итог (100,00 + 100,00 + 90,00 + 100,00 + 95,00) ÷ 5 = 97,00" in said

from __future__ import annotations

from audit.finding import Finding, Verdict
from reports.organisation import group
from tests.reports.conftest import COMMON, SCHOOL, make_item


def found(item: str, verdict: Verdict, reason: str | None = None) -> Finding:
    return Finding(
        org="x", item=item, verdict=verdict, reason=reason, evidence=(), looked=(f"https://a.example/{item}",)
    )


def test_every_item_stands_in_one_group() -> None:
    findings = {
        "edu.plan": found("edu.plan", "met"),
        "edu.name": found("edu.name", "partial", "stale"),
        "edu.founder": found("edu.founder", "missing", "not_found"),
        "edu.charter": found("edu.charter", "not_checked", "robots"),
        "edu.hostel": found("edu.hostel", "not_applicable"),
        "common.faq": found("common.faq", "missing", "not_found"),
        "gone.item": found("gone.item", "met"),
    }
    groups = group((*SCHOOL, *COMMON), findings)
    assert [one.item.id for one in groups.found] == ["edu.plan"]
    assert [one.item.id for one in groups.missing] == ["edu.founder"]
    assert [one.item.id for one in groups.partial] == ["edu.name"]
    assert [one.item.id for one in groups.not_applicable] == ["edu.hostel"]
    assert [one.item.id for one in groups.observed] == ["common.faq"]
    unchecked = {reason: [one.item.id for one in entries] for reason, entries in groups.not_checked}
    assert unchecked == {"robots": ["edu.charter"], "not_audited": ["common.phone", "edu.rules"]}
    assert groups.strangers == 1
    assert groups.looked == ["https://a.example/edu.founder", "https://a.example/edu.name"]


def test_gaps_come_by_weight_then_missing_before_partial() -> None:
    items = [
        make_item("light", "л", weight="recommended"),
        make_item("half", "п"),
        make_item("none", "н"),
        make_item("heavy", "т", weight="essential"),
    ]
    findings = {
        "light": found("light", "missing"),
        "half": found("half", "partial"),
        "none": found("none", "missing"),
        "heavy": found("heavy", "partial"),
    }
    assert [gap.item.id for gap in group(items, findings).gaps] == ["heavy", "none", "half", "light"]

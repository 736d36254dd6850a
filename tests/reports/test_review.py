"""A person's decision in the report: whose, when, why, and what became of it."""

from __future__ import annotations

import pytest

from audit.finding import Verdict
from audit.listing import machine_findings
from audit.reviews import Decision, add
from audit.seen import keep, shown
from tests.reports.conftest import Store, Write
from tests.reports.pagecheck import check

NAME = "Анна <b>Лесная</b>"
WHY = 'Смотрела {{ 7*7 }} <script>alert("x")</script>'


def decide(campaign: Store, item: str, verdict: Verdict) -> None:
    about = shown(campaign.db, "spring", machine_findings(campaign.db, "spring", "lesnaya")[item])
    keep(campaign.db, [about])
    add(campaign.db, [
        Decision(shown=about, reviewer=NAME, verdict=verdict, reason=WHY, decided_at="2026-05-20T23:00:00+00:00"),
    ])  # fmt: skip


def said(report: Write, lang: str = "ru") -> str:
    page = check(report(lang, lang) / "org" / "lesnaya.html")
    assert page.wrong == []
    return " ".join(page.text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("item", ["edu.plan", "edu.name", "edu.charter", "edu.founder", "edu.hostel", "common.faq"])
@pytest.mark.parametrize("verdict", ["met", "partial", "missing", "not_applicable", "not_checked"])
def test_whose_decision_it_is_stands_with_the_item(item: str, verdict: Verdict, campaign: Store, report: Write) -> None:
    decide(campaign, item, verdict)
    text = said(report)
    assert text.count("Решено человеком.") == 1
    assert NAME in text
    assert "20 мая 2026" in text
    assert WHY in text
    assert "Причина не записана" not in text


def test_it_is_said_in_english_and_what_the_machine_said(campaign: Store, report: Write) -> None:
    decide(campaign, "edu.plan", "met")
    text = said(report, "en")
    assert "Decided by a person." in text
    assert "The machine's verdict: Not found" in text


def test_a_decision_about_an_earlier_version_is_told_and_does_not_count(campaign: Store, report: Write) -> None:
    decide(campaign, "edu.name", "missing")
    campaign.url("lesnaya", "https://lesnaya.example/about", "fetched", digest="sha256:new")
    text = said(report)
    assert "Решено по прежней версии." in text
    assert "Было решено: Не нашли." in text
    assert "Решено человеком." not in text

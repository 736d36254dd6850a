"""A person's decision: it counts, survives a re-audit, ends where the site changes, can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.listing import machine_findings
from audit.listing import rows as listed
from audit.review_choice import offers, unclear
from audit.reviews import ReviewError, acts, add, withdrawal
from checklists.load import shipped
from tests.audit.made import HOME, ORG
from tests.audit.reviewing import BODY, NOW, PHONE, School, school

CHARTER = "edu.document.charter"
FAQ = "common.faq"


@pytest.fixture
def sosna(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path) as db:
        made = School(tmp_path, db)
        made.crawl()
        yield made


def withdraw(sosna: School, item: str, who: str, campaign: str = "spring") -> None:
    made = withdrawal(acts(sosna.db, campaign)[ORG.id, item], who, reason="ошибка", at=NOW)
    assert made is not None
    add(sosna.db, [made])


def offered(sosna: School, campaign: str = "spring") -> set[str]:
    return {offer.item.id for offer in offers(sosna.db, shipped(), campaign) if unclear(offer)}


def test_a_decision_beats_the_machine_everywhere(sosna: School) -> None:
    before, points = sosna.finding(PHONE), sosna.score()
    assert (before.verdict, before.decided_by) == ("met", "machine")
    assert sosna.decide(PHONE, "нет", why="телефон другой школы").kept == 1
    after = sosna.finding(PHONE)
    assert (after.verdict, after.decided_by, after.reason) == ("missing", "person", None)
    assert after.review is not None
    assert (after.review.reviewer, after.review.decided_at, after.review.machine) == ("Анна Лесная", NOW, "met")
    sosna.audit()
    assert sosna.score() != points
    row = next(row for row in listed(sosna.db, shipped(), "spring", "item") if row["item"] == PHONE)
    assert (row["verdict"], row["decided_by"], row["reviewer"], row["review_reason"], row["review_state"]) == (
        "missing", "person", "Анна Лесная", "телефон другой школы", "in_force",
    )  # fmt: skip
    topic = next(row for row in listed(sosna.db, shipped(), "spring", "topic") if row["topic"] == "phone")
    assert topic["verdict"] == "missing"


def test_a_decision_survives_the_audit_anew(sosna: School) -> None:
    sosna.decide(PHONE, "частично")
    for _ in range(2):
        sosna.audit()
        assert sosna.finding(PHONE).verdict == "partial"
    assert machine_findings(sosna.db, "spring", ORG.id)[PHONE].verdict == "met"


def test_a_decision_survives_another_verdict_of_the_machine_on_the_same_pages(sosna: School) -> None:
    sosna.decide(PHONE, "частично")
    with sosna.db.atomic():  # as newer code would find it
        sosna.db.execute("UPDATE findings SET verdict = 'missing', evidence = '[]' WHERE item = ?", [PHONE])
    assert sosna.finding(PHONE).verdict == "partial"


def test_a_changed_page_ends_a_decision_and_offers_the_finding_again(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    assert PHONE not in offered(sosna)
    sosna.crawl(pages={"": BODY + "<p>Новость</p>"})
    found = sosna.finding(PHONE)
    assert (found.verdict, found.decided_by) == ("met", "machine")
    assert found.review is not None
    assert (found.review.in_force, found.review.verdict) == (False, "missing")
    assert PHONE in offered(sosna)


def test_another_page_that_changes_ends_nothing(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    sosna.crawl(pages={"docs": "<h1>Документы</h1><p>Пока пусто</p>"})
    assert sosna.finding(PHONE).verdict == "missing"


def test_a_missing_finding_rests_on_the_pages_where_we_looked(sosna: School) -> None:
    assert sosna.finding(CHARTER).verdict in ("missing", "partial")
    item = next(
        name for name, one in machine_findings(sosna.db, "spring", ORG.id).items()
        if one.verdict == "missing" and not one.evidence
    )  # fmt: skip
    sosna.decide(item, "есть")
    assert sosna.finding(item).verdict == "met"
    sosna.crawl(pages={"docs": "<h1>Документы</h1><p>Другое</p>"})
    assert sosna.finding(item).review is not None
    assert sosna.finding(item).decided_by == "machine"


def test_a_page_that_came_after_a_decision_ends_it(sosna: School) -> None:
    sosna.decide(FAQ, "нет", at="2026-04-01T10:00:00+00:00")
    assert (sosna.finding(FAQ).verdict, sosna.finding(FAQ).decided_by) == ("missing", "person")
    answers = (
        "<p>Нужна ли сменная обувь?</p><p>Да, и мешок для неё.</p>"
        "<p>Есть ли автобус?</p><p>В семь утра, от моста, каждый учебный день.</p>"
    )
    sosna.crawl(pages={"faq": f"<h1>Часто задаваемые вопросы</h1>{answers}"})
    found = sosna.finding(FAQ)
    assert (found.verdict, found.decided_by) == ("met", "machine")
    assert found.review is not None
    assert not found.review.in_force
    assert FAQ in offered(sosna)
    sosna.decide(FAQ, "частично")
    assert sosna.finding(FAQ).verdict == "partial"


def test_a_later_campaign_keeps_a_decision_while_the_page_is_the_same(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    sosna.crawl("autumn", dt.date(2026, 5, 15))
    assert sosna.finding(PHONE, "autumn").decided_by == "person"
    sosna.crawl("winter", dt.date(2026, 5, 16), pages={"": BODY + " "})
    assert sosna.finding(PHONE, "winter").decided_by == "machine"
    assert PHONE in offered(sosna, "winter")
    assert sosna.finding(PHONE).verdict == "missing"


def test_a_later_campaign_asks_again_where_the_machine_says_otherwise_now(sosna: School) -> None:
    """The same bytes under a later date: what was fresh may have grown stale."""
    sosna.decide(PHONE, "нет")
    sosna.crawl("autumn", dt.date(2026, 5, 15))
    with sosna.db.atomic():
        sosna.db.execute("UPDATE findings SET verdict = 'partial' WHERE item = ? AND campaign = 'autumn'", [PHONE])
    found = sosna.finding(PHONE, "autumn")
    assert (found.verdict, found.decided_by) == ("partial", "machine")
    assert found.review is not None
    assert not found.review.in_force


def test_an_earlier_campaign_does_not_hear_of_later_decisions(sosna: School) -> None:
    sosna.crawl("autumn", dt.date(2026, 5, 15))
    sosna.decide(PHONE, "нет", campaign="autumn")
    assert sosna.finding(PHONE).review is None
    assert sosna.finding(PHONE, "autumn").verdict == "missing"


def test_a_site_that_answers_at_last_ends_a_decision_made_without_it(sosna: School) -> None:
    with sosna.db.atomic():
        sosna.db.execute("UPDATE crawls SET state = 'failed', reason = 'dns', archive = ''")
        sosna.db.execute("DELETE FROM urls")
    sosna.audit()
    assert sosna.finding(PHONE).reason == "dns"
    sosna.decide(PHONE, "есть", why="позвонил")
    assert sosna.finding(PHONE).verdict == "met"
    sosna.crawl()
    assert sosna.finding(PHONE).decided_by == "machine"


def test_withdrawn_is_as_if_never_decided(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    withdraw(sosna, PHONE, "АННА  ЛЕСНАЯ")
    assert sosna.finding(PHONE).verdict == "met"
    assert sosna.finding(PHONE).review is None
    with pytest.raises(ReviewError, match="decided by: nobody"):
        withdraw(sosna, PHONE, "Пётр Речной")
    again = acts(sosna.db, "spring")[ORG.id, PHONE]
    assert withdrawal(again, "Анна Лесная", reason="ещё раз", at=NOW) is None


def test_the_newest_decision_counts_and_withdrawing_it_brings_the_other_back(sosna: School) -> None:
    sosna.decide(PHONE, "нет", "Анна Лесная")
    sosna.decide(PHONE, "частично", "Пётр Речной")
    assert sosna.finding(PHONE).verdict == "partial"
    sosna.decide(PHONE, "не требуется", "Анна Лесная")
    assert sosna.finding(PHONE).verdict == "not_applicable"
    withdraw(sosna, PHONE, "Анна Лесная")
    assert sosna.finding(PHONE).verdict == "partial"


def test_the_urls_shown_are_those_of_the_evidence(sosna: School) -> None:
    sosna.decide(PHONE, "нет")
    made = acts(sosna.db, "spring")[ORG.id, PHONE]["анна лесная"]
    assert set(made.shown.seen) == {HOME}
    assert made.shown.seen[HOME].startswith("sha256:")

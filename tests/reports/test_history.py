"""What an organisation's page says of earlier campaigns and of its neighbours, from a real database."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from audit.listing import machine_findings
from audit.reviews import Decision, add
from audit.seen import keep, shown
from crawler import campaigns
from reports.read import Organisation, Score
from reports.standing import Place, Standing
from tests.reports.conftest import Store, Write, score_data
from tests.reports.pagecheck import check
from tests.reports.test_html import text_of


@pytest.fixture
def earlier(campaign: Store) -> Store:
    """A winter campaign before the spring one, in which one school and the museum took part."""
    db = campaign.db
    db.table("campaigns").insert({"name": "winter", "as_of": "2025-12-01", "created_at": "2025-12-01"})
    for org in ("lesnaya", "muzej"):
        db.table("campaign_orgs").insert({"campaign": "winter", "org": org})
    verdicts = {
        "edu.plan": "met", "edu.name": "missing", "edu.charter": "missing", "edu.founder": "met",
        "edu.rules": "missing", "edu.hostel": "missing", "common.phone": "not_checked", "common.faq": "met",
    }  # fmt: skip
    for item, verdict in verdicts.items():
        db.table("findings").insert(
            {
                "campaign": "winter", "org": "lesnaya", "item": item, "verdict": verdict, "reason": None,
                "evidence": "[]", "looked": "[]", "decided_by": "machine",
            }
        )  # fmt: skip
    data = score_data("30.0", met=2, missing=4)
    db.table("scores").insert({"campaign": "winter", "org": "lesnaya", "data": json.dumps(data)})
    return campaign


@pytest.mark.usefixtures("earlier")
def test_the_page_tells_earlier_campaigns_and_what_changed(report: Write) -> None:
    path = report() / "org" / "lesnaya.html"
    said = text_of(path)
    assert "В прошлый раз («winter») было 30. ▲ лучше на 19" in said  # 48.5 is written 49
    history = said[said.index("Как изменилось") :]
    # name repaired; charter there in part; plan lost; rules the same; founder, phone and hostel not seen both times
    assert (
        "spring сайт прочитан 13 мая 2026 Открытость: 49 Проверено: 83 % Исправлено: 1 Стало лучше: 1 Ухудшилось: 1"
        in (history)
    )
    assert (
        "winter сайт не прочитан Открытость: 30 Проверено: 100 % Исправлено: — Стало лучше: — Ухудшилось: —" in history
    )
    assert "С обходом «winter» сравнили 4 пункта" in history
    assert "теперь нет или есть не всё (1) План финансово-хозяйственной деятельности" in history
    assert "раньше не хватало, теперь есть (1) Полное наименование" in history
    assert check(path).wrong == []


@pytest.mark.parametrize("campaign_", ["winter", "spring"])
def test_scores_of_which_too_little_was_checked_are_not_set_beside_others(
    earlier: Store, report: Write, campaign_: str
) -> None:
    sql = "update scores set data = json_set(data, '$.checked', '0.79') where campaign = ? and org = 'lesnaya'"
    earlier.db.execute(sql, [campaign_])
    out = report()
    assert "В прошлый раз" not in text_of(out / "org" / "lesnaya.html")
    assert "В прошлый раз" not in text_of(out / "poster" / "lesnaya.html")
    assert "Как изменилось" in text_of(out / "org" / "lesnaya.html")


@pytest.mark.usefixtures("earlier")
def test_poster_and_page_name_the_same_earlier_score(report: Write) -> None:
    assert "В прошлый раз было 30." in text_of(report() / "poster" / "lesnaya.html")


@pytest.mark.usefixtures("earlier")
def test_a_first_campaign_has_no_history(report: Write) -> None:
    assert "Как изменилось" not in text_of(report() / "org" / "rechnaya.html")


@pytest.mark.usefixtures("earlier")
def test_a_campaign_without_findings_is_told_and_not_compared(report: Write) -> None:
    said = text_of(report() / "org" / "muzej.html")
    assert "winter сайт не прочитан Открытость: нет оценки Проверено: — Исправлено: —" in said


def test_later_campaigns_do_not_change_an_earlier_ones_page(earlier: Store, report: Write) -> None:
    before = (report(name="one") / "org" / "lesnaya.html").read_bytes()
    campaigns.ensure(earlier.db, "summer", dt.date(2026, 8, 1), ["lesnaya"])
    assert (report(name="two") / "org" / "lesnaya.html").read_bytes() == before


def test_a_persons_decision_counts_in_the_earlier_campaign_too(earlier: Store, report: Write) -> None:
    about = shown(earlier.db, "winter", machine_findings(earlier.db, "winter", "lesnaya")["edu.rules"])
    keep(earlier.db, [about])
    act = Decision(
        shown=about, reviewer="Анна Лесная", verdict="met", reason="Видела", decided_at="2025-12-20T00:00:00Z"
    )
    add(earlier.db, [act])
    assert "Ухудшилось: 2" in text_of(report() / "org" / "lesnaya.html")


def org(
    name: str, points: str | None, checked: str = "1", *, place: str = "Лесной район", sector: str = "a"
) -> Organisation:
    score = Score(
        openness=None if points is None else Decimal(points), checked=Decimal(checked), counts={}, site_norm=None,
        site_low=None, site_high=None, remote_low=None, remote_high=None, channels={},
    )  # fmt: skip
    return Organisation(
        id=name, name=name, short_name=name, sector=sector, kind="", municipality=place, region="R", site="",
        checked_on=None, crawl=None, score=score,
    )  # fmt: skip


def test_places_are_shared_and_only_of_what_can_be_compared() -> None:
    orgs = [org("a", "50"), org("b", "90"), org("c", "50"), org("d", "10", sector="b"), org("e", "99", "0.79"),
            org("f", None), org("g", "1", place="Речной район")]  # fmt: skip
    standing = Standing(orgs, lambda word: word)
    assert [standing.municipality(one) for one in orgs] == [
        Place(2, 4), Place(1, 4), Place(2, 4), Place(4, 4), None, None, None
    ]  # fmt: skip
    assert [standing.sector(one) for one in orgs] == [
        Place(2, 4), Place(1, 4), Place(2, 4), None, None, None, Place(4, 4)
    ]  # fmt: skip


def test_the_page_tells_its_place(report: Write) -> None:
    assert "Место 2 из 2 в своей сфере." in text_of(report() / "org" / "lesnaya.html")
    assert "муниципальном образовании." not in text_of(report() / "org" / "lesnaya.html")

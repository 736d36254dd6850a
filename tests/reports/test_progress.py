"""The page about the crawl: due, running, done, failed and why, and what was scheduled."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import progress
from tests.reports.conftest import Store, Write
from tests.reports.pagecheck import check


def said(path: Path) -> str:
    return " ".join(check(path).text.replace("\u00a0", " ").split())


def plan(store: Store, **more: object) -> None:
    row = {
        "schedule": "ночь", "due_at": "2026-05-12T19:00:00+00:00", "missed": 2, "campaign": "spring",
        "state": "running", "tries": 1, "started_at": "2026-05-12T19:03:00+00:00",
    }  # fmt: skip
    store.db.table("schedule_runs").insert(row | more)


def test_sites_by_state_and_why(campaign: Store, report: Write) -> None:
    campaign.organisation("idyot")
    campaign.crawl("idyot", state="running")
    text = said(report() / "crawls.html")
    assert "завершён 2" in text
    assert "не удался 1" in text
    assert "идёт, результаты неполные 1" in text
    assert "имя сайта не находится в сети 1" in text
    rows = text[text.index("Сначала те, что не удались") :]
    assert rows.index("Школа mertvaya") < rows.index("Школа idyot") < rows.index("Школа muzej")
    assert "Школа rechnaya" not in rows
    assert "По расписанию" not in text


def test_what_was_scheduled(campaign: Store, report: Write) -> None:
    plan(campaign)
    text = said(report("en") / "crawls.html")
    assert "ночь 12 May 2026, 19:00 UTC 12 May 2026, 19:03 UTC" in text
    assert "Stands for missed runs too: 2." in text
    assert "unless a person decides so" not in text


def test_an_alarm_is_told(campaign: Store, report: Write) -> None:
    plan(campaign, state="alarm", schedule='<img src=x onerror="alert(1)">')
    path = report() / "crawls.html"
    assert "вероятнее, отказала наша сеть" in said(path)
    assert "<img" not in path.read_text("utf-8")


def test_many_sites_are_split_into_pages(
    campaign: Store, report: Write, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(progress, "PAGE", 3)
    for number in range(7):
        campaign.organisation(f"zhdyot{number}")
    out = report()
    files = sorted(path.name for path in out.glob("crawls*.html"))
    assert files == ["crawls-2.html", "crawls-3.html", "crawls.html"]
    assert "Школа zhdyot6" in said(out / "crawls-3.html")
    assert "Школа mertvaya" in said(out / "crawls.html")

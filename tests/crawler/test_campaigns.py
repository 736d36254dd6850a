"""Campaigns follow each other by the day they tell of, whenever they were entered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlite_utils import Database

from crawler import campaigns, database


def _made(tmp_path: Path, **days: str) -> Database:
    db = database.connect(tmp_path)
    for name, day in days.items():
        campaigns.ensure(db, name, dt.date.fromisoformat(day), [])
    return db


def test_last_years_campaign_entered_afterwards_comes_before(tmp_path: Path) -> None:
    db = _made(tmp_path, spring="2026-04-01", last="2025-04-01", autumn="2026-10-01")
    assert [one.name for one in campaigns.every(db)] == ["last", "spring", "autumn"]
    assert campaigns.before(db, "spring") == ["last"]
    assert campaigns.before(db, "last") == []


def test_two_of_one_day_stand_as_they_were_made(tmp_path: Path) -> None:
    db = _made(tmp_path, second="2026-04-01", first="2026-04-01")
    assert campaigns.before(db, "first") == ["second"]


def test_before_a_campaign_that_is_not_there_stands_none(tmp_path: Path) -> None:
    assert campaigns.before(_made(tmp_path, spring="2026-04-01"), "summer") == []


def test_what_is_worked_on_is_the_campaign_made_last(tmp_path: Path) -> None:
    db = _made(tmp_path, spring="2026-04-01", last="2025-04-01")
    assert campaigns.latest(db) == "last"

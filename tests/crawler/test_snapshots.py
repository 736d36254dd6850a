"""A campaign that is final keeps its rows of the registry; every other one follows what is imported."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler import campaigns, database, registry, stages
from crawler.stages import Stage, Step

DAY = dt.date(2026, 5, 1)
HEADER = "id;Название;Сектор;Вид;Муниципалитет;Сайт;Согласие на тестовое обращение;Дата проверки;Директор\n"
BEFORE = f"{HEADER}s1;Школа «Сосна»;образование;школа;Сосновка;sosna.example;да;31.03.2026;Анна Лесная\n"
AFTER = f"{HEADER}s1;Лицей «Ель»;культура;музей;Речное;el.example;нет;;Пётр Речной\n"


def move(db: Database, stage: Stage) -> None:
    stages.move(db, "may", Step(stage=stage, who="Анна", why="суд", answer_by=None, at="2026-06-01T10:00:00+00:00"))


def brought(db: Database, home: Path, text: str) -> registry.Organisation:
    path = home / "registry.csv"
    path.write_text(text, "utf-8")
    registry.import_file(db, path)
    return next(registry.listed(db))


@pytest.mark.parametrize("stage", ["draft", "sent"])
def test_a_campaign_that_is_not_final_follows_the_registry(tmp_path: Path, stage: Stage) -> None:
    db = database.connect(tmp_path)
    brought(db, tmp_path, BEFORE)
    campaigns.ensure(db, "may", DAY, ["s1"])
    move(db, stage)
    after = brought(db, tmp_path, AFTER)
    assert campaigns.organisations(db, "may") == [after]


def test_a_final_campaign_keeps_every_column_until_it_is_opened_again(tmp_path: Path) -> None:
    db = database.connect(tmp_path)
    before = brought(db, tmp_path, BEFORE)
    campaigns.ensure(db, "may", DAY, ["s1"])
    campaigns.ensure(db, "june", DAY, ["s1"])
    move(db, "final")
    after = brought(db, tmp_path, AFTER)
    assert (before.consent, before.checked_on, dict(before.extra)) == (
        True, dt.date(2026, 3, 31), {"Директор": "Анна Лесная"},
    )  # fmt: skip
    assert campaigns.organisations(db, "may") == [before]
    assert campaigns.organisations(db, "june") == [after]
    with pytest.raises(campaigns.CampaignError, match="s2"):
        campaigns.organisations(db, "may", ["s2"])
    move(db, "sent")
    assert campaigns.organisations(db, "may") == [after]


def test_a_database_of_before_keeps_the_rows_of_its_final_campaigns(tmp_path: Path) -> None:
    db = database.connect(tmp_path)
    before = brought(db, tmp_path, BEFORE)
    for name in ("may", "june", "july"):
        campaigns.ensure(db, name, DAY, ["s1"])
    move(db, "final")
    for stage in ("final", "sent"):  # june was final once, and is open again
        stages.move(db, "june", Step(stage=stage, who="А", why="суд", answer_by=None, at="2026-06-01T10:00:00+00:00"))
    _as_before_the_migration(db)
    db.conn.close()
    db = database.connect(tmp_path)
    after = brought(db, tmp_path, AFTER)
    assert campaigns.organisations(db, "may") == [before]
    assert campaigns.organisations(db, "june") == campaigns.organisations(db, "july") == [after]


def _as_before_the_migration(db: Database) -> None:
    for view in ("campaign_organisations", "registry_rows"):
        db.execute(f"DROP VIEW {view}")
    db.execute("ALTER TABLE campaign_orgs DROP COLUMN registry")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'snapshots'")
    db.conn.commit()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        campaigns.organisations(db, "may")

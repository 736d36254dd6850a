from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import parts, region
from benchmarks.parts import Asked


def test_a_longer_region_begins_with_the_shorter_one() -> None:
    short, long = list(region.places(30)), list(region.places(60))
    assert long[:30] == short
    assert len({one.id for one in long}) == 60
    assert {one.municipality for one in long} <= set(region.MUNICIPALITIES)


@pytest.mark.slow
def test_a_region_has_all_that_a_report_reads(tmp_path: Path) -> None:
    region.write(tmp_path, 12)
    with closing(sqlite3.connect(tmp_path / "glasnost.db")) as db:
        counts = {
            table: db.execute(f"select count(distinct org) from {table}").fetchone()[0]  # noqa: S608
            for table in ("campaign_orgs", "crawls", "findings", "scores", "measures")
        }
        assert set(counts.values()) == {12}
        campaigns = [name for (name,) in db.execute("select distinct campaign from scores order by 1")]
        assert campaigns == ["autumn-2026", "spring-2026"]
        (wrong,) = db.execute(
            "select count(*) from scores where json_extract(data, '$.openness') not between '0' and '99.99'"
            " and json_extract(data, '$.openness') <> '100.0'"
        ).fetchone()
        assert wrong == 0


@pytest.mark.slow
def test_time_memory_and_the_largest_page_are_told(tmp_path: Path) -> None:
    asked = Asked(
        pages=1, repetitions=1, sites=(), pages_each=1, work=tmp_path, real=tmp_path, timeout=120, organisations=12
    )
    said: list[str] = []
    found = {ratio.name.partition(" of ")[0]: ratio for ratio in parts.reports(asked, said.append).ratios}
    assert set(found) == {"seconds", "peak MiB", "KB"}
    assert found["KB"].value < 300
    assert found["peak MiB"].value > 30
    assert "12 organisations" in said[0]

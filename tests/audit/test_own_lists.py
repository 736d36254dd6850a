"""A council's own list beside the law's: its points are found, proved and counted apart, and move nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from audit.listing import rows
from audit.plan import plans
from checklists.blank import blank
from checklists.load import catalogue_of, shipped
from checklists.own import add, remove
from crawler import campaigns
from reports.html import write
from tests.audit.made import ORG, TODAY
from tests.audit.reviewing import School, school
from tests.checklists.test_blank import filled

POINTS = filled(blank("council", 3)).replace(
    "rule: {use: address}", "rule: {document: {names: [годовой отчёт совета]}}", 1
)


def told(sosna: School) -> tuple[list[object], dict[str, object]]:
    """Topics and scores."""
    topics = [*rows(sosna.db, catalogue_of(sosna.home), "spring", "topic")]
    return [*topics], json.loads(sosna.score())


def test_points_are_counted_beside_the_law_and_move_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "council.yaml"
    mine.write_text(POINTS, "utf-8")
    home = tmp_path / "home"
    home.mkdir()
    with school(home) as db:
        sosna = School(home, db)
        sosna.crawl()
        before = told(sosna)
        add(home, mine)
        sosna.audit()
        topics, score = told(sosna)
        assert score.pop("added") == {
            "council": {
                "low": "2.0", "high": "2.0", "of": 3, "met": 2, "partial": 0, "missing": 1, "not_checked": 0,
                "not_applicable": 0,
            }
        }  # fmt: skip
        assert (topics, score) == before
        assert sosna.finding("council.p2").evidence[0].quote
        write(home, "spring", tmp_path / "out")
        page = next(path.read_text("utf-8") for path in tmp_path.glob("out/**/*.html") if ORG.id in path.name)
        assert re.search(r'<h2 id="list-council">[^<]*: 2 из 3</h2>', page)
        assert page.count('id="council.p') == 3
        assert sosna.finding("council.p1").looked
        sosna.decide("council.p1", "есть")
        sosna.audit()
        assert json.loads(sosna.score())["added"]["council"]["met"] == 3
        remove(home, "council")
        sosna.audit()
        assert told(sosna) == before


def test_the_crawl_looks_where_a_point_says(tmp_path: Path) -> None:
    hints = '{phrases: ["попечительский совет"], paths: [popechitely]}'
    mine = tmp_path / "council.yaml"
    mine.write_text(POINTS.replace("{phrases: [], paths: []}", hints, 1), "utf-8")
    with school(tmp_path) as db:
        School(tmp_path, db).crawl()
        org = campaigns.organisations(db, "spring")[0]
    before = {path for hint in plans(tmp_path, TODAY)(org).hints for path in hint.paths}
    add(tmp_path, mine)
    after = {path for hint in plans(tmp_path, TODAY)(org).hints for path in hint.paths}
    assert "popechitely" in after - before
    assert shipped().added_items == frozenset()

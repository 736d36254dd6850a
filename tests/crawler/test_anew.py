"""One site crawled again at once: the new archive stands in its place, the earlier one is kept whole beside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler import anew, archive, database, stages
from crawler.crawling import crawl
from crawler.stages import StageError, Step
from tests.conftest import Glasnost
from tests.crawler.conftest import Campaign, Serve, page

NOW = "2026-05-01T10:00:00+00:00"


def earlier(home: Path) -> list[Path]:
    return sorted((home / "archive" / "test" / anew.FOLDER).glob("*"))


@pytest.mark.slow
def test_a_site_is_crawled_again_and_the_others_are_left(
    campaign: Campaign, serve: Serve, glasnost: Glasnost
) -> None:  # fmt: skip
    one, other = serve({"/": page("/charter|Устав")}), serve({"/": page()})
    campaign.add(**{"one": one.origin + "/", "one.1": other.origin + "/"})
    campaign.crawl()
    assert "gone" in campaign.reasons("one")["/charter"]
    before = archive.path_of(campaign.home, "test", "one").read_bytes()
    derived = archive.path_of(campaign.home, "test", "one").with_name("one.derived.warc.gz")
    derived.write_bytes(b"texts")
    asked = len(other.asked)
    one.routes["/charter"] = page(text="Устав школы")
    crawled = glasnost("--home", campaign.home, "crawl", "--allow-private", "--delay", "0", "--org", "one", "--again")
    assert crawled.returncode == 0, crawled.stderr
    assert campaign.reasons("one")["/charter"] == "fetched"
    assert len(other.asked) == asked
    kept = {path.name.partition(".")[2]: path.read_bytes() for path in earlier(campaign.home)}
    assert kept == {"warc.gz": before, "derived.warc.gz": b"texts"}
    assert archive.read(next(path for path in earlier(campaign.home) if "derived" not in path.name)).crawl["pages"] == 1


def test_killed_before_the_crawl_begins_nothing_is_lost(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page()})
    campaign.add(one=site.origin + "/")
    campaign.crawl()
    before = archive.path_of(campaign.home, "test", "one").read_bytes()
    db = database.connect(campaign.home)
    for _ in range(2):
        anew.begin(db, campaign.home, "test", ["one"])  # and no crawl after it
    assert [path.read_bytes() for path in earlier(campaign.home)] == [before]
    assert campaign.crawl().done == 1
    assert campaign.crawl().done == 0


def test_again_needs_a_site(glasnost: Glasnost, campaign: Campaign) -> None:
    done = glasnost("--home", campaign.home, "crawl", "--again")
    assert done.returncode == 2
    assert "--org" in done.stderr


def test_a_final_campaign_is_not_crawled(campaign: Campaign) -> None:
    campaign.add(one="https://one.example/")
    db = database.connect(campaign.home)
    step = Step(stage="final", who="Анна Лесная", why="", answer_by=None, at=NOW)
    stages.move(db, "test", step)
    with pytest.raises(StageError, match="final"):
        campaign.crawl()
    with pytest.raises(StageError, match="final"):
        crawl(campaign.home, "test", plans=lambda _: pytest.fail("asked"), orgs=["one"], again=True)


def test_the_stages_of_a_campaign(campaign: Campaign) -> None:
    campaign.add(one="https://one.example/")
    db = database.connect(campaign.home)
    assert (stages.stage(db, "test"), stages.final_at(db, "test"), stages.answer_by(db, "test")) == (
        "draft",
        None,
        None,
    )
    day = dt.date(2026, 5, 20)
    stages.move(db, "test", Step(stage="sent", who="А", why="", answer_by=day, at=NOW))
    stages.move(db, "test", Step(stage="final", who="А", why="", answer_by=None, at="2026-06-01T10:00:00+00:00"))
    assert (stages.stage(db, "test"), stages.answer_by(db, "test")) == ("final", day)
    assert stages.final_at(db, "test") == "2026-06-01T10:00:00+00:00"
    for who, why in (("", "ошибка"), ("А", "")):
        with pytest.raises(StageError, match="who does and why"):
            stages.move(db, "test", Step(stage="sent", who=who, why=why, answer_by=None, at=NOW))
    with pytest.raises(StageError, match="already"):
        stages.move(db, "test", Step(stage="final", who="А", why="", answer_by=None, at=NOW))
    stages.move(db, "test", Step(stage="sent", who="А", why="суд", answer_by=None, at="2026-06-02T10:00:00+00:00"))
    assert stages.final_at(db, "test") is None
    assert [one.stage for one in stages.steps(db, "test")] == ["sent", "final", "sent"]


def test_a_site_with_another_address_is_crawled_anew(campaign: Campaign, serve: Serve) -> None:
    one, other, kept = serve({"/": page()}), serve({"/": page(), "/x/": page()}), serve({"/": page()})
    campaign.add(a=one.origin + "/", b=kept.origin + "/")
    campaign.crawl()
    db = database.connect(campaign.home)
    db.execute("UPDATE organisations SET site = ? WHERE id = 'a'", [other.origin + "/x/"])
    db.close()
    assert campaign.crawl().done == 1
    assert campaign.archive("a").crawl["site"] == other.origin + "/x/"
    assert len(earlier(campaign.home)) == 1
    assert campaign.crawl().done == 0
    db = database.connect(campaign.home)
    db.execute("UPDATE organisations SET second_site = ? WHERE id = 'a'", [other.origin + "/"])
    db.close()
    assert campaign.crawl().done == 0, "where the crawl looked already"
    assert kept.crawled["/"] == 1

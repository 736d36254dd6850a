"""Pictures taken of a real site: where they are kept, and what is told where there is no browser."""

from __future__ import annotations

import threading
import time

import pytest

import glasnost_stages
from crawler import database, lock, pictures
from crawler.archive import ArchiveError
from crawler.picture_files import kept, path_of
from crawler.pictures import Wanted, take
from crawler.probes.picture import LIMIT
from tests.conftest import needs_browser
from tests.crawler.conftest import Campaign, Reply, Serve, page

pytestmark = pytest.mark.slow


@needs_browser
def test_pictures_stand_beside_the_archive_and_are_compared_when_read(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page(text="<p>План работы на 2024 год</p>"), "/gone": page()})
    db = database.connect(campaign.home)
    url = site.origin + "/"
    wanted = {"school": [Wanted(url), Wanted(url, "План работы"), Wanted("http://127.0.9.9:1/")]}
    assert take(db, campaign.home, "test", wanted, allow_private=True, delay=0) == 2
    first, second = kept(db, campaign.home, "test", "school")
    assert (first.words, second.words, first.url) == ("", "План работы", url)
    assert all(len(one.data) <= LIMIT and one.data[8:12] == b"WEBP" for one in (first, second))
    assert take(db, campaign.home, "test", {"school": [Wanted(url)]}, allow_private=True, delay=0) == 1
    assert len(list(kept(db, campaign.home, "test", "school"))) == 1
    path = path_of(campaign.home, "test", "school")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ArchiveError):
        list(kept(db, campaign.home, "test", "school"))


@needs_browser
def test_a_place_that_is_not_to_be_seen_is_told_as_the_first_screen(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page(text="<p>План работы на 2024 год</p>")})
    db = database.connect(campaign.home)
    wanted = {"school": [Wanted(site.origin + "/", words) for words in ("Устав школы", "План работы", "Бассейн")]}
    assert take(db, campaign.home, "test", wanted, allow_private=True, delay=0) == 2
    assert [one.words for one in kept(db, campaign.home, "test", "school")] == ["", "План работы"]


class Counted:
    """Pages of one host that count how many of them are asked for at a time."""

    def __init__(self) -> None:
        self.now = self.most = self.all = 0
        self._lock = threading.Lock()

    def __call__(self, path: str) -> Reply:
        with self._lock:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)
        time.sleep(0.4)
        with self._lock:
            self.now -= 1
        return page(title=path)


@needs_browser
def test_organisations_of_one_host_take_turns(campaign: Campaign, serve: Serve) -> None:
    asked = Counted()
    paths = [f"/school{number}/{name}" for number in range(3) for name in ("", "news")]
    site = serve(dict.fromkeys(paths, asked))
    wanted = {
        f"school{number}": [Wanted(f"{site.origin}/school{number}/{name}") for name in ("", "news")]
        for number in range(3)
    }
    db = database.connect(campaign.home)
    assert take(db, campaign.home, "test", wanted, allow_private=True, delay=0) == 6
    assert (asked.all, asked.most) == (6, 1)


@needs_browser
def test_no_site_is_asked_when_it_is_over(campaign: Campaign, serve: Serve) -> None:
    sites = [serve({"/": page(title=name)}) for name in "abcdef"]
    wanted = {str(number): [Wanted(site.origin + "/")] for number, site in enumerate(sites)}
    db = database.connect(campaign.home)
    taken = take(
        db, campaign.home, "test", wanted, allow_private=True, delay=0, over=lambda: any(site.asked for site in sites)
    )
    assert 0 < taken <= sum(bool(site.asked) for site in sites) <= pictures.AT_ONCE


@needs_browser
def test_a_page_that_does_not_come_is_in_no_picture(campaign: Campaign, serve: Serve) -> None:
    answers = {"gone": page(), "busy": Reply(status=503, body=b"<h1>503</h1>"), "alive": page()}
    sites = {name: serve({"/": answer}) for name, answer in answers.items()}
    sites["gone"].close()
    db = database.connect(campaign.home)
    wanted = {name: [Wanted(site.origin + "/")] for name, site in sites.items()}
    assert take(db, campaign.home, "test", wanted, allow_private=True, delay=0) == 1
    assert sites["busy"].asked
    assert [len(list(kept(db, campaign.home, "test", name))) for name in wanted] == [0, 0, 1]


def test_no_pictures_are_taken_while_a_crawl_asks_the_same_sites(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page()})
    db = database.connect(campaign.home)
    with lock.alone(campaign.home), pytest.raises(lock.BusyError, match="under way"):
        take(db, campaign.home, "test", {"school": [Wanted(site.origin + "/")]}, allow_private=True)
    assert not site.asked


@needs_browser
def test_a_private_address_is_in_no_picture(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page()})
    db = database.connect(campaign.home)
    take(db, campaign.home, "test", {"school": [Wanted(site.origin + "/")]}, delay=0)
    assert not site.asked


def test_without_a_browser_it_is_told_once(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.chromium.NAMES", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(campaign.home))
    said = list[str]()
    wanted = {name: [Wanted("http://127.0.2.1/")] for name in ("a", "b")}
    assert pictures.take(database.connect(campaign.home), campaign.home, "test", wanted, told=said.append) == 0
    assert len(said) == 1
    assert "playwright install chromium" in said[0]


def test_a_run_without_a_browser_says_once_how_to_get_one(
    campaign: Campaign, serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("crawler.chromium.NAMES", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(campaign.home))
    site = serve({"/": Reply(body=b"<div id=x></div><script src=/app.js></script>")})
    campaign.add(school=site.origin)
    campaign.crawl()
    monkeypatch.setattr(glasnost_stages, "wanted", lambda *_: {"school": [(site.origin + "/", "")]})
    glasnost_stages.take_pictures(campaign.home, "test", allow_private=True, delay=0, contact="")
    said = capsys.readouterr()
    assert (said.out + " ".join(said.err.split())).count("playwright install chromium") == 1
    assert "No pictures" in said.out

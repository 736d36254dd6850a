"""Pictures taken of a real site: where they are kept, and what is told where there is no browser."""

from __future__ import annotations

import shutil

import pytest

from crawler import database, pictures
from crawler.archive import ArchiveError
from crawler.picture_files import kept, path_of
from crawler.pictures import Wanted, take
from crawler.probes.picture import LIMIT
from tests.crawler.conftest import Campaign, Serve, page

pytestmark = pytest.mark.slow


def test_pictures_stand_beside_the_archive_and_are_compared_when_read(campaign: Campaign, serve: Serve) -> None:
    if not shutil.which("chromium-headless-shell"):
        pytest.skip("no browser")
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


def test_a_private_address_is_in_no_picture(campaign: Campaign, serve: Serve) -> None:
    if not shutil.which("chromium-headless-shell"):
        pytest.skip("no browser")
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

"""Kill, Ctrl-C, full disk: nothing that was committed is lost or asked for again."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler import database
from crawler.archive import path_of, read
from crawler.crawling import CrawlError
from tests.conftest import ROOT
from tests.crawler.conftest import Campaign, Reply, Serve, Site, page

SITES = 3
PAGES = 120


@pytest.fixture
def busy(serve: Serve, campaign: Campaign) -> list[Site]:
    """Three sites of many pages, slow enough to be interrupted in the middle."""
    below = {n: [f"/{n * 4 + k}" for k in range(1, 5) if n * 4 + k < PAGES] for n in range(PAGES)}
    routes = {f"/{n}": page(*below[n], text=f"<p>{n} {'текст ' * 400}</p>") for n in range(PAGES)}
    made = [serve({"/": page("/0"), **routes}, seconds=0.02) for _ in range(SITES)]
    campaign.add(**{f"site{number}": site.origin + "/" for number, site in enumerate(made)})
    return made


def start(home: Path, before: Callable[[], object] | None = None) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", "glasnost", "--home", home, "crawl", "--allow-private", "--delay", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        preexec_fn=before,  # noqa: PLW1509 (no threads of ours run in the child before it)
    )


def committed(home: Path) -> set[str]:
    db = database.connect(home)
    found = {row["url"] for row in db.query("SELECT url FROM urls WHERE state = 'fetched'")}
    db.close()
    return found


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing was committed"
        time.sleep(0.02)


def complete(campaign: Campaign, sites: list[Site]) -> None:
    for number, site in enumerate(sites):
        found = read(path_of(campaign.home, "test", f"site{number}"))
        urls = [answer.url.removeprefix(site.origin) for answer in found.responses()]
        assert sorted(urls) == sorted({"/", *(f"/{n}" for n in range(PAGES))})
        assert {entry.url for entry in found.ledger if entry.state == "fetched"} == {site.origin + url for url in urls}


@pytest.mark.slow
def test_a_killed_crawl_goes_on_without_asking_again(campaign: Campaign, busy: list[Site]) -> None:
    kept: set[str] = set()
    for pause in (0.1, 0.5):  # twice: shortly after a commit and in the middle of a batch
        process = start(campaign.home)
        wait_for(lambda: len(committed(campaign.home)) > len(kept) + 10)  # noqa: B023 (called at once)
        time.sleep(pause)
        process.kill()
        process.communicate()
        kept = committed(campaign.home)
        asked = [Counter(site.crawled) for site in busy]
    assert 20 < len(kept) < SITES * PAGES, "the kill came too early or too late to show anything"
    done = start(campaign.home)
    done.communicate(timeout=120)
    assert done.returncode == 0
    for url in kept:
        site = next(site for site in busy if url.startswith(site.origin + "/"))
        path = url.removeprefix(site.origin)
        assert site.crawled[path] == asked[busy.index(site)][path], f"{path} was committed and asked for again"
    for site in busy:
        assert max(site.crawled.values()) <= 3, "at most once a run"
        again = sum(site.crawled.values()) - len(site.crawled)
        assert again <= 2 * (1.5 / site.seconds + 4), "more than two batches of a second were asked for again"
    complete(campaign, busy)


@pytest.mark.slow
def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(campaign: Campaign, busy: list[Site]) -> None:
    process = start(campaign.home)
    wait_for(lambda: len(committed(campaign.home)) > 20)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "run the same command again" in errors
    kept, before = committed(campaign.home), [Counter(site.crawled) for site in busy]
    assert campaign.crawl().done == SITES
    for url in kept:
        site = next(site for site in busy if url.startswith(site.origin + "/"))
        path = url.removeprefix(site.origin)
        assert site.crawled[path] == before[busy.index(site)][path]
    complete(campaign, busy)


@pytest.mark.slow
def test_a_full_disk_is_told_and_loses_nothing(campaign: Campaign, busy: list[Site]) -> None:
    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails with an error instead of ending the process
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    process = start(campaign.home, small_disk)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in errors
    assert "the disk is full" in errors
    assert "same command again" in errors
    assert campaign.crawl().done == SITES
    complete(campaign, busy)


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(database.HomeError, match="--home"):
        database.connect(tmp_path / "file" / "home")


def test_an_archive_that_vanished_is_fetched_again(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/a"), "/a": page()})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    db = database.connect(campaign.home)
    db.execute("UPDATE crawls SET state = 'running'")
    db.close()
    path_of(campaign.home, "test", "a").unlink()
    assert campaign.crawl().pages == 2
    assert site.crawled["/a"] == 2


@pytest.mark.slow
def test_two_crawls_of_one_home_do_not_meet(campaign: Campaign, busy: list[Site]) -> None:
    del busy
    first = start(campaign.home)
    wait_for(lambda: len(committed(campaign.home)) > 3)
    second = start(campaign.home)
    _, errors = second.communicate(timeout=30)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=30)
    assert second.returncode == 1
    assert "Another crawl is under way" in errors


def test_an_archive_that_was_damaged_is_fetched_again_and_told(
    serve: Serve, campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = Reply(body=b"User-agent: *\nDisallow: /no\n", kind="text/plain")
    sites = [serve({"/": page("/a"), "/a": page(), "/robots.txt": rules}) for _ in range(2)]
    campaign.add(a=sites[0].origin + "/", b=sites[1].origin + "/")
    campaign.crawl()
    db = database.connect(campaign.home)
    db.execute("UPDATE crawls SET state = 'running'")
    db.close()
    path = path_of(campaign.home, "test", "a")
    path.write_bytes(bytes(path.stat().st_size))
    assert campaign.crawl().done == 2
    assert "a is crawled from the beginning" in capsys.readouterr().err
    assert [site.crawled["/a"] for site in sites] == [2, 1]
    assert read(path).crawl["state"] == "done"


def test_a_fault_of_ours_is_no_end_of_a_crawl(
    serve: Serve, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    campaign.add(a=serve({"/": page()}).origin + "/")
    monkeypatch.setattr("crawler.conductor.Visit", broken)
    with pytest.raises(CrawlError, match=r"crawl\.log"):
        campaign.crawl()
    assert "ZeroDivisionError" in (campaign.home / "crawl.log").read_text("utf-8")


def test_an_address_under_way_does_not_stay_open_when_a_visit_breaks_off(
    serve: Serve, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    campaign.add(a=serve({"/": page()}).origin + "/")
    monkeypatch.setattr("crawler.answers.read_links", broken)
    assert campaign.crawl().failed == 1
    assert campaign.reasons("a")["/"] == "failed internal"

"""``glasnost schedule run`` as cron starts it: real processes, real sites on loopback, kills and two at once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler import campaigns, database, schedule, schedule_runs
from crawler.conductor import CrawlOptions
from crawler.crawling import crawl
from crawler.plan import Plan
from crawler.politeness import Gate
from crawler.schedule import Schedule
from crawler.schedule_install import crontab, units
from crawler.schedule_work import Tools, Until, work
from tests.conftest import ROOT, Glasnost
from tests.crawler.conftest import Quiet, Serve, Site, page
from tests.crawler.test_resume import committed, wait_for

pytestmark = pytest.mark.slow
PAGES = 100


def site_of(serve: Serve, pages: int = 0, seconds: float = 0.0) -> Site:
    below = {n: [f"/{n * 4 + k}" for k in range(1, 5) if n * 4 + k < pages] for n in range(pages)}
    routes = {f"/{number}": page(*below[number], text=f"<p>{number}</p>") for number in range(pages)}
    return serve({"/": page("/0", title="Школа"), **routes}, seconds=seconds)


def fill(home: Path, sites: dict[str, str]) -> None:
    db = database.connect(home)
    rows = [{"id": org, "name": f"Школа {org}", "sector": "education", "site": site} for org, site in sites.items()]
    db.table("organisations").insert_all(rows, replace=True)
    db.close()


def plan(glasnost: Glasnost, home: Path, name: str, *more: str) -> None:
    """A daily schedule whose minute was five minutes ago: due once."""
    ago = dt.datetime.now(ZoneInfo("Europe/Moscow")) - dt.timedelta(minutes=5)
    cron = f"{ago.minute} {ago.hour} * * *"
    done = glasnost(
        "--home", home, "schedule", "add", name, "--cron", cron, "--zone", "Europe/Moscow", "--allow-private", *more
    )
    assert done.returncode == 0, done.stderr
    turn_back(home)


def turn_back(home: Path, minutes: int = 10) -> None:
    """Have everything that was made or run lie some minutes back, so that something is due."""
    db = database.connect(home)
    back = f"-{minutes} minutes"
    db.execute("UPDATE schedules SET since = strftime('%Y-%m-%dT%H:%M:%S+00:00', since, ?)", [back])
    db.execute("UPDATE schedule_runs SET due_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', due_at, ?)", [back])
    db.conn.commit()
    db.close()


def states(home: Path) -> list[str]:
    db = database.connect(home)
    found = [str(run.state) for run in schedule_runs.runs(db)][::-1]
    db.close()
    return found


def start(home: Path, *more: str) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", "glasnost", "--home", home, "schedule", "run", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_killed_in_the_middle_it_goes_on_and_publishes(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    home, site = tmp_path / "home", site_of(serve, PAGES, seconds=0.02)
    fill(home, {"school": site.origin + "/"})
    plan(glasnost, home, "night", "--delay", "0")
    process = start(home)
    wait_for(lambda: len(committed(home)) > 10)
    process.kill()
    process.communicate()
    kept = committed(home)
    asked = Counter(site.crawled)
    assert 10 < len(kept) < PAGES
    assert states(home) == ["running"]
    done = glasnost("--home", home, "schedule", "run")
    assert done.returncode == 0, done.stderr
    assert states(home)[0] == "done"
    again = [url for url in kept if site.crawled[url.removeprefix(site.origin)] != asked[url.removeprefix(site.origin)]]
    assert [url for url in again if not url.endswith("robots.txt")] == []
    report = (home / "reports" / "night" / "ru" / "index.html").read_text("utf-8")
    assert "Школа school" in report
    if shutil.which("chromium-headless-shell"):
        assert list((home / "reports" / "night" / "ru" / "pictures").rglob("*.webp"))
    listed = glasnost("--home", home, "schedule", "list").stdout
    assert "* * * Europe/Moscow\tany time\tall organisations\tnext " in listed
    assert "\tdone" in listed


def test_two_started_at_once(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    home, site = tmp_path / "home", site_of(serve, PAGES, seconds=0.02)
    fill(home, {"school": site.origin + "/"})
    plan(glasnost, home, "night", "--delay", "0")
    both = [start(home), start(home)]
    said = [process.communicate(timeout=120) for process in both]
    assert sorted(process.returncode for process in both) == [0, 75]
    second = said[[process.returncode for process in both].index(75)]
    assert second[1].startswith("Error: Another scheduler is at work over")
    assert second[0] == ""
    assert set(states(home)) == {"done"}


def test_stopped_by_a_person(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    home, site = tmp_path / "home", site_of(serve, PAGES, seconds=0.03)
    fill(home, {"school": site.origin + "/"})
    plan(glasnost, home, "night", "--delay", "0")
    process = start(home)
    wait_for(lambda: len(committed(home)) > 5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert states(home) == ["running"]


def test_it_stays_and_goes_when_it_is_told(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    home, site = tmp_path / "home", site_of(serve)
    fill(home, {"school": site.origin + "/"})
    plan(glasnost, home, "night", "--delay", "0")
    process = start(home, "--stay")
    wait_for(lambda: states(home) == ["done"], 60)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said


def test_overlapping_schedules_never_press_a_host(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    """Two schedules hold the same two sites: the delay of a host holds within each run and from one to the next."""
    home, sites = tmp_path / "home", [site_of(serve, 4), site_of(serve, 4)]
    fill(home, {f"school{number}": site.origin + "/" for number, site in enumerate(sites)})
    plan(glasnost, home, "all", "--delay", "0.4")
    plan(glasnost, home, "schools", "--delay", "0.4", "--filter", "sector=education")
    done = glasnost("--home", home, "schedule", "run")
    assert done.returncode == 0, done.stderr
    assert {"all", "schools"} <= {run.schedule for run in schedule_runs.runs(database.connect(home))}
    for site in sites:
        assert site.crawled["/"] >= 2, "each run asked"
        assert min(later - sooner for sooner, later in pairwise(site.times)) > 0.35


def test_a_pause_holds_from_one_run_to_the_next(tmp_path: Path, serve: Serve) -> None:
    """The last answer of a run asks to be left alone; the gate that the runs share remembers it."""
    home, site = tmp_path / "home", site_of(serve, 2)
    fill(home, {"school": site.origin + "/"})
    db, gate = database.connect(home), Gate(2.0)
    for name in ("one", "two"):
        campaigns.ensure(db, name, dt.date(2026, 1, 1), ["school"])
        options = CrawlOptions(allow_private=True, delay=2.0, gate=gate)
        crawl(home, name, plans=lambda _: Plan(max_pages=1), options=options)
    assert min(later - sooner for sooner, later in pairwise(site.times)) > 1.9


def test_a_window_ends_a_crawl_under_way(tmp_path: Path, serve: Serve) -> None:
    """The clock is moved out of the window while sites are being asked; the next night goes on without asking again."""
    home, site = tmp_path / "home", site_of(serve, PAGES, seconds=0.03)
    fill(home, {"school": site.origin + "/"})
    db = database.connect(home)
    now = [dt.datetime(2026, 10, 24, 22, tzinfo=dt.UTC)]  # the night in which Berlin puts its clocks back
    published = list[str]()
    made = Schedule(
        name="night", cron="0 1 * * *", zone="Europe/Berlin", hours="00:30-04:00", delay=0.0, allow_private=True,
        since="2026-10-24T12:00:00+00:00",
    )  # fmt: skip
    schedule.add(db, made)

    def real(one: Schedule, campaign: str, orgs: list[str], until: Until) -> bool:
        def over() -> bool:
            if len(committed(home)) > 10:
                now[0] = max(now[0], dt.datetime(2026, 10, 25, 3, 30, tzinfo=dt.UTC))
            return until()

        options = CrawlOptions(allow_private=one.allow_private, delay=one.delay)
        return crawl(home, campaign, plans=lambda _: Plan(), orgs=orgs, options=options, until=over).stopped

    tools = Tools(
        clock=lambda: now[0], crawl=real, publish=lambda _, campaign: published.append(campaign),
        alarm=lambda *_: None, told=lambda _: None,
    )  # fmt: skip
    now[0] = dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC)
    work(home, db, tools)
    kept, asked = committed(home), Counter(site.crawled)
    assert 10 < len(kept) < PAGES
    assert published == []
    now[0] = dt.datetime(2026, 10, 25, 23, 30, tzinfo=dt.UTC)  # the next night, in winter time
    work(home, db, tools)
    assert published == ["night_2026-10-25"]
    paths = [url.removeprefix(site.origin) for url in kept]
    assert all(site.crawled[path] == asked[path] for path in paths if path != "/robots.txt")


def test_an_alarm_publishes_nothing_and_is_told(tmp_path: Path, serve: Serve, glasnost: Glasnost) -> None:
    home, sites = tmp_path / "home", [site_of(serve, 2) for _ in range(3)]
    fill(home, {f"school{number}": site.origin + "/" for number, site in enumerate(sites)})
    told, hook = listening()
    plan(glasnost, home, "night", "--delay", "0", "--webhook", f"{hook}/secret")
    assert glasnost("--home", home, "schedule", "run").returncode == 0
    report = home / "reports" / "night" / "ru"
    before = {path: path.read_bytes() for path in report.rglob("*.html")}
    assert before
    for site in sites:
        site.close()
    turn_back(home, 24 * 60)
    done = glasnost("--home", home, "schedule", "run")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "3 of 3 sites" in done.stdout
    assert {path: path.read_bytes() for path in report.rglob("*.html")} == before
    [body] = told
    assert (body["newly_failed"], body["of"], body["why"]) == (3, 3, {"refused": 3})
    status = glasnost("--home", home, "campaign", "status").stdout
    assert "alarm" in status
    assert "refused" in status
    assert "secret" not in status + done.stdout + glasnost("--home", home, "schedule", "list").stdout
    assert glasnost("--home", home, "schedule", "accept", "night").returncode == 0
    assert {path: path.read_bytes() for path in report.rglob("*.html")} != before


def listening() -> tuple[list[dict[str, object]], str]:
    """A server that keeps what it is told."""
    told = list[dict[str, object]]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server: HTTPServer = Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return told, f"http://127.0.0.1:{server.server_address[1]}"


def test_what_install_prints_is_what_systemd_and_cron_read(tmp_path: Path, glasnost: Glasnost) -> None:
    home = tmp_path / 'my "data" 100% $HOME'
    home.mkdir()
    printed = glasnost("--home", home, "schedule", "install").stdout
    assert "*/5 * * * *" in printed
    text = units(["/bin/echo"], home)
    service, rest = text.split("# ~/.config/systemd/user/glasnost.timer\n")
    timer = rest.split("# Then:")[0]
    if shutil.which("systemd-analyze"):
        (tmp_path / "glasnost.service").write_text(service)
        (tmp_path / "glasnost.timer").write_text(timer)
        verify: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run
        done = verify(
            ["systemd-analyze", "verify", tmp_path / "glasnost.service", tmp_path / "glasnost.timer"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "glasnost" not in done.stderr, done.stderr
    line = crontab(["/bin/echo"], home).splitlines()[-1]
    command = line.removeprefix("*/5 * * * * ").replace(r"\%", "%")  # as cron hands it to the shell
    assert "%" not in line.replace(r"\%", "")
    subprocess.run(["/bin/sh", "-c", command], check=True)
    assert (home / "schedule.log").read_text() == f"--home {home} schedule run\n"

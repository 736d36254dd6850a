import contextlib
import http.client
import json
import time
from pathlib import Path

import pytest

from benchmarks import figures, jobs, parts, yardstick
from benchmarks.jobs import Cost, Ground
from benchmarks.measure import BenchError, Usage, run, serving
from benchmarks.parts import Asked
from benchmarks.site import write


def cost(cpu: float, pages: int = 10, wall: float = 1.0) -> Cost:
    return Cost(usage=Usage(cpu=cpu, wall=wall, rss=1 << 20, printed=""), pages=pages, cpu=cpu)


def asked(origin: str, path: str) -> tuple[int, bytes]:
    with contextlib.closing(http.client.HTTPConnection(origin.removeprefix("http://"), timeout=10)) as connection:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.read()


def test_the_system_counts_what_a_child_costs(tmp_path: Path) -> None:
    used = run(
        ["-c", "import time; b = bytearray(80 << 20); time.sleep(0.2); print(len(b))"], timeout=20, log=tmp_path / "x"
    )
    assert used.printed.strip() == str(80 << 20)
    assert used.rss > 80 << 20
    assert used.wall >= 0.2 > used.cpu - 0.2


def test_a_child_that_fails_or_hangs_is_told_and_ended(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"exit code 3[\s\S]*the reason"):
        run(["-c", "import sys; print('the reason', file=sys.stderr); sys.exit(3)"], timeout=20, log=tmp_path / "x")
    began = time.monotonic()
    with pytest.raises(BenchError, match="not through"):
        run(["-c", "import time; time.sleep(60)"], timeout=0.3, log=tmp_path / "y")
    assert time.monotonic() - began < 50  # it did not wait for the child


def test_the_server_serves_a_written_site_and_is_ended(tmp_path: Path) -> None:
    write(tmp_path / "site", 3)
    with serving(
        ["-m", "benchmarks.server", tmp_path / "site", "127.0.0.1"], "ready", timeout=20, log=tmp_path / "serve"
    ) as line:
        ground = Ground(
            origin=f"http://127.0.0.1:{line.split()[1]}", folder=tmp_path / "site", pages=3, work=tmp_path, timeout=20
        )
        assert jobs.server_alone(ground).pages == 3
        assert asked(ground.origin, "/sveden/") == (200, (tmp_path / "site" / "sveden" / "index.html").read_bytes())
        assert asked(ground.origin, "/sitemap.xml")[0] == 404
    with pytest.raises(ConnectionRefusedError):
        asked(ground.origin, "/")


@pytest.mark.slow
def test_crawl_audit_and_yardstick_go_through_the_same_pages(tmp_path: Path) -> None:
    write(tmp_path / "site", 30)
    with serving(
        ["-m", "benchmarks.server", tmp_path / "site", "127.0.0.1"], "ready", timeout=20, log=tmp_path / "serve"
    ) as line:
        ground = Ground(
            origin=f"http://127.0.0.1:{line.split()[1]}", folder=tmp_path / "site", pages=30, work=tmp_path, timeout=60
        )
        assert jobs.glasnost_crawl(ground).pages == 30
    assert jobs.glasnost_audit(ground).cpu > 0
    assert jobs.selectolax(ground).pages == 30
    assert sorted(yardstick.bodies(jobs.archives(ground, "crawl"))) == sorted(
        file.read_bytes() for file in (tmp_path / "site").rglob("*.html")
    )


def test_what_is_printed_is_the_median_and_the_start_is_told_apart() -> None:
    made = figures.row("x", [cost(3.0), cost(9.0), cost(2.0)], cost(1.2, pages=1))
    assert made.cpu_ms == 300
    assert made.cpu_ms_more == pytest.approx(200)
    assert made.pages_s == 10
    assert "300.00" in figures.line(made)
    json.dumps(
        figures.plain([made], figures.speed({"glasnost crawl": made, "Scrapy CrawlSpider + LinkExtractor": made}))
    )


def test_a_ratio_is_taken_within_each_repetition() -> None:
    ours = figures.row("x", [cost(1.0, wall=1.0), cost(1.0, wall=10.0), cost(1.0, wall=1.0)], None)
    theirs = figures.row("y", [cost(1.0, wall=3.0), cost(1.0, wall=20.0), cost(1.0, wall=30.0)], None)
    speed = figures.speed({"glasnost crawl": ours, "Scrapy CrawlSpider + LinkExtractor": theirs})
    assert [ratio.value for ratio in speed] == [pytest.approx(3)]


def test_a_target_is_a_bound_on_one_side() -> None:
    assert figures.memory("x", 250 << 20).met
    assert not figures.memory("x", 251 << 20).met
    assert figures.Ratio(name="x", value=2, target=2, most=False).met
    assert "NOT MET" in figures.Ratio(name="x", value=1.9, target=2, most=False).line()


def test_real_sites_are_skipped_with_a_reason_where_there_are_none(tmp_path: Path) -> None:
    much = Asked(pages=1, repetitions=1, sites=(), pages_each=1, work=tmp_path, real=tmp_path / "none", timeout=10)
    with pytest.raises(BenchError, match=r"skipped: .*none is not there"):
        parts.real_sites(much, print)

"""The parts of the benchmark: one large site, many small, the real ones; starts servers and jobs, gives figures."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures, jobs, survey
from benchmarks.figures import Ratio, Row
from benchmarks.jobs import Cost, Ground
from benchmarks.measure import BenchError, run, serving
from benchmarks.rendering import rendering
from benchmarks.reporting import reporting

_SERVER_SECONDS = 60.0
_GENERATE_SECONDS = 300.0
_TURNS = 5
"""Of an audit with the items and one with twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How much is to be measured."""

    pages: int
    repetitions: int
    """Odd, so that the median is one of them."""
    sites: tuple[int, ...]
    """Numbers of small sites that are crawled at once."""
    pages_each: int
    """Of a small site."""
    work: Path
    real: Path
    """The folder of the real sites: registry.csv and serve.py."""
    timeout: float
    """Seconds for one child."""
    respondents: int = 1_000_000
    """Rows of a survey as CSV; as XLSX a tenth, since openpyxl takes its time to write one."""
    organisations: int = 10_000
    """Of the region that is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The figures of one part."""

    rows: tuple[Row, ...] = ()
    ratios: tuple[Ratio, ...] = ()


Say = Callable[[str], None]


def one_site(asked: Asked, say: Say) -> Result:
    """Every job over one synthetic site, in turn."""
    with _site(asked, 1) as small, _site(asked, asked.pages) as large:
        starts = _warm(small, jobs.JOBS)
        every: dict[str, list[Cost]] = {name: [] for name in jobs.JOBS}
        for number in range(asked.repetitions):
            say(f"repetition {number + 1} of {asked.repetitions}")
            for name, job in jobs.JOBS.items():
                every[name].append(job(large))
    rows = {name: figures.row(name, costs, starts.get(name)) for name, costs in every.items()}
    for made in (figures.TITLE, *map(figures.line, rows.values())):
        say(made)
    rss = max(cost.usage.rss for cost in every["glasnost crawl"])
    ratios = (
        *figures.speed(rows),
        *figures.effort(rows, "synthetic site"),
        figures.memory(f"a crawl of 1 site, {asked.pages} pages", rss),
    )
    return Result(rows=tuple(rows.values()), ratios=ratios)


def _warm(ground: Ground, todo: Mapping[str, Callable[[Ground], Cost]]) -> dict[str, Cost]:
    """Every job twice on one page: the first warms the disk up, the second is what it costs to start.

    The yardstick counts its own loop and has no start.
    """
    for job in todo.values():
        job(ground)
    return {name: job(ground) for name, job in todo.items() if job is not jobs.selectolax}


@contextmanager
def _site(asked: Asked, pages: int, addresses: Sequence[str] = ("127.0.0.1",), name: str = "") -> Iterator[Ground]:
    """A synthetic site, written where it is not there yet, and served meanwhile."""
    folder = asked.work / f"site-{pages}"
    log = asked.work / "logs" / f"serve-{name or pages}"
    run(["-m", "benchmarks.site", folder, str(pages)], timeout=_GENERATE_SECONDS, log=Path(f"{log}-write"))
    arguments: list[str | Path] = ["-m", "benchmarks.server", folder, *addresses]
    with serving(arguments, "ready", timeout=_SERVER_SECONDS, log=log) as ready:
        yield Ground(
            origin=f"http://{addresses[0]}:{ready.split()[1]}",
            folder=folder,
            pages=pages,
            work=asked.work / (name or f"pages-{pages}"),
            timeout=asked.timeout,
        )


def more_items(asked: Asked, say: Say) -> Result:
    """The audit of one archive with the items and with twice as many, by turns."""
    spent: dict[str, list[float]] = {"plain": [], "doubled": []}
    with _site(asked, max(asked.pages // 4, 1)) as ground:
        jobs.glasnost_crawl(ground)
    for _ in range(_TURNS):
        for which, seconds in spent.items():
            made = ground.run("-m", "benchmarks.items", which, ground.home("crawl"), log=f"items-{which}")
            seconds.append(json.loads(made.printed)["cpu_s"])
            say(f"{which:<8} {json.loads(made.printed)['items']} items, {seconds[-1]:.2f} s of CPU")
    return Result(ratios=(figures.growth(spent["plain"], spent["doubled"]),))


def many_sites(asked: Asked, say: Say) -> Result:
    """The peak memory of a crawl of many small sites, each on a loopback address of its own."""
    ratios = []
    for count in asked.sites:
        addresses = [f"127.0.{20 + number // 250}.{1 + number % 250}" for number in range(count)]
        with _site(asked, asked.pages_each, addresses, f"sites-{count}") as ground:
            port = ground.origin.rpartition(":")[2]
            rows = (jobs.registry_row(number, f"http://{a}:{port}/") for number, a in enumerate(addresses, start=1))
            jobs.prepare(ground, "many", "\n".join((jobs.HEADER, *rows, "")))
            used, pages = jobs.crawl(ground, "many", "--exhaustive", "--browser", "none")
        if pages < count * asked.pages_each:
            raise BenchError(f"{count} sites: {pages} of {count * asked.pages_each} pages; see {ground.work / 'logs'}")
        ratios.append(figures.memory(f"a crawl of {count} sites, {pages} pages", used.rss))
        say(f"{count} sites, {pages} pages: {used.rss / (1 << 20):.0f} MiB at most, {pages / used.wall:.1f} pages/s")
    return Result(ratios=tuple(ratios))


@contextmanager
def _real(asked: Asked, name: str) -> Iterator[tuple[Ground, str]]:
    """The real sites, served meanwhile, and their registry. Raises BenchError where they are not there."""
    if not (asked.real / "serve.py").is_file():
        raise BenchError(f"skipped: {asked.real} is not there, so that there are no real sites")
    port = _free_port()
    text = (asked.real / "registry.csv").read_text("utf-8-sig").replace(":8765/", f":{port}/")
    work = asked.work / name
    ground = Ground(origin="", folder=asked.real, pages=0, work=work, timeout=max(asked.timeout, 900.0))
    serve: list[str | Path] = [asked.real / "serve.py", "--port", str(port)]
    with serving(serve, "sites served", timeout=_SERVER_SECONDS, log=work / "logs" / "serve"):
        yield ground, text


def browser(asked: Asked, say: Say) -> Result:
    """The real sites with the browser for no page, for those that need it, for every page."""
    with _real(asked, "browser") as (ground, registry):
        return Result(ratios=rendering(ground, registry, say))


def real_sites(asked: Asked, say: Say) -> Result:
    """Audit and yardstick over the archive of real sites, which is made first, without the browser."""
    with _real(asked, "real") as (ground, text):
        jobs.prepare(ground, "real", text)
        used, pages = jobs.crawl(ground, "real", "--browser", "none")
    say(f"{pages} pages crawled in {used.wall:.0f} s, {used.rss / (1 << 20):.0f} MiB at most")
    with _site(asked, 1) as small:
        jobs.glasnost_crawl(small)
        start = [jobs.glasnost_audit(small) for _ in range(2)][-1]
    archives = jobs.archives(ground, "real")
    audits, parses = [], []
    for _ in range(asked.repetitions):
        parses.append(jobs.parse(ground, archives))
        spent = jobs.audit(ground, "real")
        audits.append(Cost(usage=spent, pages=parses[-1].pages, cpu=spent.cpu))
    named = (("glasnost audit", audits, start), ("selectolax: parse, take the text", parses, None))
    rows = {name: figures.row(name, costs, first) for name, costs, first in named}
    for made in (figures.TITLE, *map(figures.line, rows.values())):
        say(made)
    ratios = (
        *figures.effort(rows, "real sites"),
        figures.memory(f"a crawl of the real sites, {pages} pages", used.rss),
    )
    return Result(rows=tuple(rows.values()), ratios=ratios)


def surveys(asked: Asked, say: Say) -> Result:
    """The peak memory and the speed of importing one large survey, as CSV and as XLSX."""
    ratios = []
    for ending, rows in (("csv", asked.respondents), ("xlsx", asked.respondents // 10)):
        work = asked.work / "surveys"
        path = work / f"survey-{rows}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        run(["-m", "benchmarks.survey", path, str(rows)], timeout=asked.timeout, log=work / "logs" / f"write-{ending}")
        ground = Ground(origin="", folder=work, pages=rows, work=work, timeout=asked.timeout)
        registry = (jobs.registry_row(number, "") for number in range(1, survey.ORGS + 1))
        jobs.prepare(ground, ending, "\n".join((jobs.HEADER, *registry, "")))
        used = ground.run(
            "-m", "glasnost", "--home", ground.home(ending), "import", "survey", path, log=f"survey-{ending}"
        )
        if f"Imported: {rows} rows, " not in used.printed:
            raise BenchError(f"{path.name}: {used.printed.strip()[:200]}")
        say(f"{rows} rows of {ending.upper()}: {rows / used.wall:.0f} rows/s, {rows / used.cpu:.0f} a second of CPU")
        ratios.append(figures.memory(f"importing {rows} survey rows of {ending.upper()}", used.rss, most=400))
    return Result(ratios=tuple(ratios))


def reports(asked: Asked, say: Say) -> Result:
    """Time, memory and the largest page of the report of a large region."""
    ground = Ground(origin="", folder=asked.work, pages=0, work=asked.work / "reports", timeout=3 * asked.timeout)
    return Result(ratios=reporting(ground, asked.organisations, say))


def _free_port() -> int:
    """A port that is free on the loopback now."""
    with socket.socket() as one:
        one.bind(("127.0.1.1", 0))
        return int(one.getsockname()[1])

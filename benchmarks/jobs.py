"""What is run: for each name the child processes, and how many pages they went through; knows no figures.

A job gets the site and a folder of its own, and gives its cost. What only prepares (registry, campaign) is not counted.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BenchError, Usage, run

HEADER = "id;Наименование;Краткое наименование;Сфера;Вид;Муниципальное образование;Регион;Сайт"
CAMPAIGN = "bench"
AS_OF = "2026-10-15"
"""The day whose law is asked: the same findings whenever the benchmark is run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where jobs are run."""

    origin: str
    """http://host:port of the site."""
    folder: Path
    """The site on disk."""
    pages: int
    work: Path
    """For homes and logs."""
    timeout: float
    """Seconds for one child."""

    def home(self, name: str) -> Path:
        """The folder of the database and the archive of a job."""
        return self.work / "homes" / name

    def run(self, *arguments: str | Path, log: str) -> Usage:
        """Run ``python ARGUMENTS``."""
        return run(arguments, timeout=self.timeout, log=self.work / "logs" / log)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a job cost."""

    usage: Usage
    pages: int
    cpu: float
    """Seconds of CPU that count: of the whole process, or what a child counted of itself."""


def registry_row(number: int, site: str) -> str:
    """An invented organisation of the registry."""
    return (
        f"school-{number:03};Муниципальное бюджетное общеобразовательное учреждение «Школа № {number} посёлка Заречье»;"
        f"МБОУ «Школа № {number}»;education;school;Зареченский район;Приозёрная область;{site}"
    )


def prepare(ground: Ground, name: str, registry: str) -> None:
    """Make a home with a campaign over the organisations of ``registry`` (CSV)."""
    home = ground.home(name)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / "registry.csv").write_text(registry, "utf-8")
    ground.run("-m", "glasnost", "--home", home, "registry", "import", home / "registry.csv", log=f"{name}-import")
    ground.run("-m", "glasnost", "--home", home, "campaign", "new", CAMPAIGN, "--as-of", AS_OF, log=f"{name}-new")


def crawl(ground: Ground, name: str, *options: str) -> tuple[Usage, int]:
    """``glasnost crawl`` of a prepared home: its cost, and the pages that its ledger says are fetched."""
    home = ground.home(name)
    used = ground.run(
        "-m", "glasnost", "--home", home, "crawl", "--delay", "0", "--allow-private", *options, log=f"{name}-crawl"
    )
    with closing(sqlite3.connect(home / "glasnost.db")) as db:
        return used, int(db.execute("SELECT coalesce(sum(pages), 0) FROM crawls").fetchone()[0])


def audit(ground: Ground, name: str) -> Usage:
    """``glasnost audit`` of a home that was crawled."""
    return ground.run("-m", "glasnost", "--home", ground.home(name), "audit", log=f"{name}-audit")


def archives(ground: Ground, name: str) -> list[Path]:
    """The WARC files of a home."""
    return sorted((ground.home(name) / "archive").rglob("*.warc.gz"))


def _crawl(ground: Ground, name: str) -> Cost:
    prepare(ground, name, f"{HEADER}\n{registry_row(7, ground.origin + '/')}\n")
    used, pages = crawl(ground, name, "--exhaustive", "--browser", "none", "--max-pages", str(ground.pages))
    return Cost(usage=used, pages=_all(name, ground, pages), cpu=used.cpu)


def glasnost_crawl(ground: Ground) -> Cost:
    """Crawl the site into a new archive."""
    return _crawl(ground, "crawl")


def glasnost_crawl_audit(ground: Ground) -> Cost:
    """Crawl the site into a new archive, then audit it."""
    crawled = _crawl(ground, "crawl-audit")
    both = crawled.usage + audit(ground, "crawl-audit")
    return Cost(usage=both, pages=crawled.pages, cpu=both.cpu)


def glasnost_audit(ground: Ground) -> Cost:
    """Audit the archive that ``glasnost_crawl`` left."""
    used = audit(ground, "crawl")
    return Cost(usage=used, pages=ground.pages, cpu=used.cpu)


def selectolax(ground: Ground) -> Cost:
    """Parse the pages of the archive that ``glasnost_crawl`` left."""
    return parse(ground, archives(ground, "crawl"))


def parse(ground: Ground, paths: Sequence[Path]) -> Cost:
    """Parse the pages of archives and take their text; only that is counted."""
    used = ground.run("-m", "benchmarks.yardstick", *paths, log="selectolax")
    found = json.loads(used.printed)
    return Cost(usage=used, pages=found["pages"], cpu=found["cpu_s"])


def _child(module: str, *words: str, name: str, ground: Ground) -> Cost:
    used = ground.run("-m", module, *words, log=name)
    return Cost(usage=used, pages=_all(name, ground, json.loads(used.printed)["pages"]), cpu=used.cpu)


def server_alone(ground: Ground) -> Cost:
    """Ask for every page and do nothing with it."""
    return _child("benchmarks.asker", ground.origin, str(ground.folder), name="server", ground=ground)


def scrapy_fetch(ground: Ground) -> Cost:
    """Scrapy over a list of all pages."""
    return _child("benchmarks.peers", "fetch", ground.origin, str(ground.folder), name="scrapy-fetch", ground=ground)


def crawl_spider(ground: Ground) -> Cost:
    """A plain CrawlSpider from the home page."""
    return _child("benchmarks.peers", "follow", ground.origin, name="crawlspider", ground=ground)


def _all(name: str, ground: Ground, pages: int) -> int:
    """The pages of the site; a job that saw fewer measured nothing. A CrawlSpider asks for its start page twice."""
    if pages < ground.pages:
        raise BenchError(f"{name}: {pages} of {ground.pages} pages; see {ground.work / 'logs'}")
    return ground.pages


JOBS: Mapping[str, Callable[[Ground], Cost]] = {
    "server alone, asked by a bare client": server_alone,
    "Scrapy fetch-only": scrapy_fetch,
    "Scrapy CrawlSpider + LinkExtractor": crawl_spider,
    "glasnost crawl": glasnost_crawl,
    "glasnost crawl + audit": glasnost_crawl_audit,
    "glasnost audit": glasnost_audit,
    "selectolax: parse, take the text": selectolax,
}
"""In the order in which they are run; the last two read what ``glasnost crawl`` left."""

"""What the browser costs: the real sites with it for no page, for those that need it, and a few of them for every page.

Memory is that of the crawl with all that it started, Chromium and Playwright included, looked at four times a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from benchmarks import jobs
from benchmarks.figures import Ratio
from benchmarks.jobs import Ground
from benchmarks.measure import Usage, run
from crawler import processes

MODES = ("none", "needed", "all")
PAGES_FOR_ALL = 12
"""Of each site, where every page goes to the browser: a page costs a second."""
_MIB = 1 << 20


def rendering(ground: Ground, registry: str, say: Callable[[str], None]) -> tuple[Ratio, ...]:
    """Crawl the sites of ``registry`` (CSV), which are being served, once for each mode. Raises BenchError."""
    ratios = []
    for mode in MODES:
        name = f"browser-{mode}"
        jobs.prepare(ground, name, registry)
        home, most = ground.home(name), [0]

        def look(pid: int, most: list[int] = most) -> None:
            most[0] = max(most[0], processes.memory(processes.below(pid)))

        bound = ("--max-pages", str(PAGES_FOR_ALL)) if mode == "all" else ()
        used = run(
            ["-m", "glasnost", "--home", home, "crawl", "--delay", "0", "--allow-private", "--browser", mode, *bound],
            timeout=ground.timeout, log=ground.work / "logs" / name, look=look,
        )  # fmt: skip
        ratios += _told(ground, mode, used, most[0], say)
    return tuple(ratios)


def _told(ground: Ground, mode: str, used: Usage, most: int, say: Callable[[str], None]) -> list[Ratio]:
    with closing(sqlite3.connect(ground.home(f"browser-{mode}") / "glasnost.db")) as db:
        (pages,) = db.execute("SELECT coalesce(sum(pages), 0) FROM crawls").fetchone()
        asked = dict(db.execute("SELECT outcome, count(*) FROM renderings GROUP BY outcome"))
        (tried,) = db.execute("SELECT count(*) FROM renderings WHERE rendered_at <> ''").fetchone()
    say(
        f"browser for {mode:<6} {pages} pages in {used.wall:.0f} s, {pages / used.wall:.1f} pages/s, "
        f"{1000 * used.cpu / max(pages, 1):.0f} ms of CPU a page, {most / _MIB:.0f} MiB with all processes; "
        f"wanted for {tried}, {', '.join(f'{number} {what}' for what, number in sorted(asked.items())) or 'none'}"
    )
    ratios = []
    if mode != "none" and most:
        name = f"peak MiB with all processes, the browser for {mode} of the real sites"
        ratios.append(Ratio(name=name, value=most / _MIB, target=1200, most=True))
    if mode == "needed":
        name = "share of pages shown in the browser, real sites"
        ratios.append(Ratio(name=name, value=tried / max(pages, 1), target=0.05, most=True))
    return ratios

"""What a report of a large region costs: writes its database, then the report; looks at time, memory and pages."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Ratio
from benchmarks.jobs import Ground
from benchmarks.measure import BenchError, Usage, run
from benchmarks.region import CAMPAIGNS
from crawler import processes

SECONDS = 120
"""Real time that a report of ten thousand organisations may take."""
_MIB = 1 << 20
_PAGE = 300
"""KB of the largest page."""
_GENERATE_SECONDS = 1800.0


def reporting(ground: Ground, organisations: int, say: Callable[[str], None]) -> tuple[Ratio, ...]:
    """Write the report of an invented region of so many. Raises BenchError."""
    home, out, most = ground.home("region"), ground.work / "out", [0]
    shutil.rmtree(ground.work, ignore_errors=True)
    run(
        ["-m", "benchmarks.region", home, str(organisations)],
        timeout=_GENERATE_SECONDS, log=ground.work / "logs" / "write",
    )  # fmt: skip

    def look(pid: int) -> None:
        most[0] = max(most[0], sum(_share(one.pid) for one in processes.below(pid)))

    used = run(
        ["-m", "glasnost", "--home", home, "report", "html", "--campaign", CAMPAIGNS[-1][0], "--out", out],
        timeout=ground.timeout, log=ground.work / "logs" / "report", look=look,
    )  # fmt: skip
    pages = {path: path.stat().st_size for path in out.rglob("*") if path.suffix in {".html", ".js"}}
    made = len(list((out / "org").iterdir()))
    if made != organisations:
        raise BenchError(f"{made} pages of {organisations} organisations; see {ground.work / 'logs'}")
    largest = max(pages, key=lambda path: pages[path])
    say(
        f"{organisations} organisations: {len(pages)} pages of {sum(pages.values()) / _MIB:.0f} MiB "
        f"in {used.wall:.0f} s, {used.cpu:.0f} s of CPU, {most[0] / _MIB:.0f} MiB with all processes; the largest "
        f"page is {largest.relative_to(out)}, {pages[largest] / 1000:.0f} KB"
    )  # fmt: skip
    shutil.rmtree(out)
    return _ratios(organisations, used, max(most[0], used.rss), pages[largest])


def _share(pid: int) -> int:
    """Bytes of a process, of what it shares with others its part: these are forked, and share most of what was read."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _ratios(organisations: int, used: Usage, rss: int, largest: int) -> tuple[Ratio, ...]:
    what = f"a report of {organisations} organisations"
    return (
        Ratio(name=f"seconds of {what}", value=used.wall, target=SECONDS, most=True),
        Ratio(name=f"seconds of CPU of {what}, all cores", value=used.cpu, target=2 * SECONDS, most=True),
        Ratio(name=f"peak MiB of {what}, all processes", value=rss / _MIB, target=400, most=True),
        Ratio(name=f"KB of the largest page of {what}", value=largest / 1000, target=_PAGE, most=True),
    )

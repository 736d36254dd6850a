"""``python -m benchmarks``: measures all parts in turn, prints the figures, writes them to build/bench.json."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks import figures, parts
from benchmarks.figures import Ratio
from benchmarks.measure import ROOT, BenchError
from benchmarks.parts import Asked

PARTS = {
    "one-site": parts.one_site,
    "more-items": parts.more_items,
    "many-sites": parts.many_sites,
    "real-sites": parts.real_sites,
    "browser": parts.browser,
    "surveys": parts.surveys,
    "reports": parts.reports,
}


def _asked(words: list[str] | None) -> tuple[Asked, list[str], Path]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What Glasnost costs; see README.md.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="one repetition, 300 pages: to see that it works")
    parser.add_argument("--pages", type=int, help="pages of the large site (2000)")
    parser.add_argument("--repetitions", type=int, help="an odd number (3)")
    parser.add_argument("--sites", type=Path, default=ROOT.parent / "shared" / "sites", help="folder of the real sites")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json")
    given = parser.parse_args(words)
    repetitions = given.repetitions or (1 if given.quick else 3)
    if repetitions % 2 == 0:
        parser.error("--repetitions must be odd: the median is one of them")
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    asked = Asked(
        pages=given.pages or (300 if given.quick else 2000),
        repetitions=repetitions,
        sites=(26, 500),
        pages_each=3 if given.quick else 12,
        work=ROOT / "build" / "bench",
        real=given.sites.resolve(),
        timeout=180.0 if given.quick else 600.0,
        respondents=20_000 if given.quick else 1_000_000,
        organisations=400 if given.quick else 10_000,
    )
    return asked, given.parts or list(PARTS), given.out


def main(words: list[str] | None = None) -> int:
    """Measure; 1 where a part could not be measured. A target that is not met is told and is no failure."""
    asked, names, out = _asked(words)
    report: dict[str, Any] = {
        "began": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
        "asked": {"pages": asked.pages, "repetitions": asked.repetitions},
        "parts": {},
    }
    failed = False
    ratios: list[Ratio] = []
    for name in names:
        print(f"\n== {name}", flush=True)
        try:
            result = PARTS[name](asked, lambda text: print(text, flush=True))
        except BenchError as error:
            skipped = str(error).startswith("skipped")
            failed |= not skipped
            report["parts"][name] = {"skipped" if skipped else "failed": str(error)}
            print(error, flush=True)
            continue
        report["parts"][name] = figures.plain(result.rows, result.ratios)
        ratios += result.ratios
    report["machine"]["load_after"] = os.getloadavg()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print("\n" + "\n".join(ratio.line() for ratio in ratios) + f"\n\nWritten to {out}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

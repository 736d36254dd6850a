"""Writes the pages that say how the crawl went: which sites are due, running, done, failed, and why. Judges nothing."""

from __future__ import annotations

from sqlite_utils import Database

from crawler import schedule_runs
from reports.pages import Site
from reports.summary import Row, Tally

PAGE = 400
"""Sites on one page: keeps it well under 300 KB."""
_ORDER = ("failed", "running", "pending", "no_site", "done")
"""What a reader looks for first; sites that are done are in the lists."""


def file_of(number: int) -> str:
    """Name the file of one page."""
    return "crawls.html" if number == 1 else f"crawls-{number}.html"


def write_progress(site: Site, db: Database, tally: Tally) -> None:
    """Write crawls.html, and further pages where many sites are not done."""
    counts = schedule_runs.tally(db, site.campaign)
    rows = sorted((row for row in tally.rows if _state(row) != "done"), key=_place)
    turns = list(schedule_runs.runs(db, campaign=site.campaign))
    parts = [rows[start : start + PAGE] for start in range(0, max(len(rows), 1), PAGE)]
    for number, part in enumerate(parts, start=1):
        site.write(
            "crawls.html", file_of(number), counts=counts, turns=turns, rows=part, number=number, pages=len(parts),
            file_of=file_of, state=_state,
        )  # fmt: skip


def _state(row: Row) -> str:
    return row.org.crawl.state if row.org.crawl else "pending"


def _place(row: Row) -> tuple[int, str, str, str]:
    state, reason = _state(row), row.org.crawl.reason if row.org.crawl else ""
    return _ORDER.index(state) if state in _ORDER else len(_ORDER), reason, row.org.short_name.casefold(), row.org.id

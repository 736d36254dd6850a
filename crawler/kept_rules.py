"""The rules of robots.txt that a crawl was given: reads its rows and its archive; asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler import archive, robots, urls
from crawler.robots import Rules
from crawler.store import Row


def rules_in(path: Path, rows: Iterable[Row]) -> Iterator[tuple[str, Rules]]:
    """Origin and rules, of each robots.txt among ``rows`` that was read or was not there. Raises ArchiveError."""
    for row in rows:
        if row.via == "robots" and row.offset is not None:
            yield urls.authority(row.url), robots.parse(archive.response_at(path, row.offset).body)
        elif row.via == "robots" and row.reason == "gone":
            yield urls.authority(row.url), robots.ALLOW_ALL

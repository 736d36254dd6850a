"""One archive out of a bundle, looked through: reads the file, gives lines of index and pages, checks the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.derived import path_of
from crawler.ledger import LedgerEntry
from crawler.warc import ArchiveError
from reports.bundles import layout
from reports.bundles.content import ledger_lines
from reports.bundles.records import bounded, listed
from reports.bundles.result import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.warc import Record
    from reports.bundles.restoring import Kept

Fault = Callable[[Problem], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an archive gave."""

    path: Path
    index: list[bytes]
    pages: list[bytes]
    more: list[bytes]


def look_through(path: Path, kept: Kept, fault: Fault) -> Look | None:
    """Read an archive through and compare its ledger with the bundle's; None where it cannot be read."""
    ledger: list[bytes] = []

    def each(record: Record) -> None:
        if record.uri.startswith("urn:ledger:"):
            ledger[:] = [record.block]

    name, texts = layout.archive_of(kept.id), path_of(path)
    try:
        found = listed(path, path.name, each=each, bound=True)
        if texts.is_file():
            name = layout.texts_of(kept.id)
            for _ in bounded(texts):  # before all of them are held in memory
                pass
    except ArchiveError as error:
        fault(Problem(kind="archive", path=name, org=kept.id, what=f"byte {error.offset}: {error.what}"))
        return None
    if ledger and not _same(ledger[0], kept):
        what = "is not the ledger that the archive holds"
        fault(Problem(kind="ledger", path=layout.own(kept.id, layout.LEDGER), org=kept.id, what=what))
    cited = {one.url for _, row in kept.findings.values() for one in row.evidence}
    first = found.pages[0] if found.pages else None
    main = [page is first or page.url in cited for page in found.pages]
    return Look(
        path=path,
        index=found.lines,
        pages=[page.line() for page, shown in zip(found.pages, main, strict=True) if shown],
        more=[page.line() for page, shown in zip(found.pages, main, strict=True) if not shown],
    )


def _same(block: bytes, kept: Kept) -> bool:
    try:
        entries = [LedgerEntry.from_dict(one) for one in json.loads(block)["entries"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return ledger_lines(entries) == ledger_lines(kept.ledger)

"""Writes the list of items and the page that says how everything was counted, with one organisation worked through."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Literal

from sqlite_utils import Database

from audit.finding import NOT_CHECKED, SEEN
from audit.listing import load_findings
from crawler.ledger import FAILED, SKIPPED
from crawler.traps import KINDS
from reports.bundles.versions import versions
from reports.crew import Crew
from reports.pages import Site
from reports.published import Published
from reports.ratings import decimal
from reports.summary import Tally
from reports.who import write_items
from reports.worked import Worked, acts_of, example, percent, shares, work

Status = Literal["confirmed", "from_memory", "draft"]

TRAPS = tuple(f"trap:{kind}" for kind in KINDS)
STATUSES: tuple[Status, ...] = ("confirmed", "from_memory", "draft")


def write_method(site: Site, db: Database, tally: Tally, published: Published, crew: Crew) -> None:
    """Write items.html with the pages of its items, and method.html with the campaign's own numbers."""
    used = {item.id for row in tally.rows for item in site.items(row.org.sector, row.org.kind)}
    lists = [
        (one, items)
        for one in site.catalogue.lists.values()
        if (items := [site.catalogue.cited(item, site.as_of) for item in one.items if item.id in used])
    ]
    every = [item for _, items in lists for item in items]
    statuses = Counter(item.status for item in every)
    cited = {name: site.catalogue.cited(item, site.as_of) for name, item in site.catalogue.items.items()}
    counts = write_items(site, published, cited, crew)
    site.write("items.html", "items.html", parts=lists, counts=counts)
    site.write(
        "method.html", "method.html", tally=tally, worked=_worked(site, db, tally), percent=percent,
        exact=partial(decimal, places=4), shares=shares(tally.rows), acts=acts_of(site.catalogue, every),
        versions=versions(), statuses=[(status, statuses[status]) for status in STATUSES],
        how=site.catalogue.methodology, not_checked=NOT_CHECKED, seen=SEEN, ledger=(*sorted(FAILED | SKIPPED), *TRAPS),
    )  # fmt: skip


def _worked(site: Site, db: Database, tally: Tally) -> Worked | None:
    """The example with its numbers; None where nobody may be compared."""
    row = example(tally.rows, site.ratings)
    if row is None:
        return None
    items, findings = site.items(row.org.sector, row.org.kind), load_findings(db, site.campaign, row.org.id)
    return work(row, items, findings, site.catalogue.methodology, site.ratings)

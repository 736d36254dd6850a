"""Findings as rows for people and programs: reads findings and reviews, writes to standard output."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from audit.database import connect
from audit.finding import Evidence, Finding
from audit.reviews import reviewed
from audit.spreadsheet import safe
from audit.topics import roll_up
from checklists.load import catalogue_of
from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from checklists.catalogue import Catalogue


def load_findings(db: Database, campaign: str, org: str) -> dict[str, Finding]:
    """The findings of one organisation by item, with what people decided about them."""
    return reviewed(db, campaign, org, machine_findings(db, campaign, org))


def load_verdicts(db: Database, campaign: str, org: str) -> dict[str, Finding]:
    """The same without evidence and without where was looked: for what only counts, ten thousand times."""
    sql = "SELECT item, verdict, reason, decided_by FROM findings WHERE campaign = ? AND org = ? ORDER BY item"
    made = {
        item: Finding(org=org, item=item, verdict=verdict, reason=reason, evidence=(), looked=(), decided_by=decided_by)
        for item, verdict, reason, decided_by in db.execute(sql, [campaign, org])
    }
    return reviewed(db, campaign, org, made)


def machine_findings(db: Database, campaign: str, org: str) -> dict[str, Finding]:
    """The findings of one organisation by item, as the audit made them."""
    sql = """SELECT evidence, looked, item, verdict, reason, decided_by FROM findings
             WHERE campaign = ? AND org = ? ORDER BY item"""
    rows = db.execute(sql, [campaign, org]).fetchall()
    told = json.loads(f"[{','.join(cell for row in rows for cell in row[:2])}]")  # at once: a site has two hundred
    return {
        item: Finding(
            org=org,
            item=item,
            verdict=verdict,
            reason=reason,
            evidence=tuple(Evidence(**one) for one in evidence),
            looked=tuple(looked),
            decided_by=decided_by,
        )
        for (_, _, item, verdict, reason, decided_by), evidence, looked in zip(rows, told[::2], told[1::2], strict=True)
    }


def rows(
    db: Database, catalogue: Catalogue, campaign: str, by: str, orgs: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """One mapping per organisation and item or topic, in the order of ids and check-lists."""
    as_of = campaigns.get(db, campaign).as_of
    for org in campaigns.organisations(db, campaign, orgs):
        found = load_findings(db, campaign, org.id)
        items = catalogue.items_for(org.sector, org.kind, as_of)
        if by == "topic":
            for topic in roll_up(org.id, items, found, catalogue):
                yield {
                    "org": org.id, "topic": topic.topic, "verdict": topic.verdict, "url": topic.url,
                    "reason": topic.reason, "items": list(topic.items),
                }  # fmt: skip
            continue
        for item in items:
            if item.id in found:
                finding = found[item.id]
                first = finding.evidence[0] if finding.evidence else None
                yield {
                    "org": org.id, "item": item.id, "verdict": finding.verdict, "reason": finding.reason,
                    "required": item.required, "url": first.url if first else None,
                    "quote": first.quote if first else None, "offset": first.offset if first else None,
                    "digest": first.digest if first else None, "looked": list(finding.looked),
                    "decided_by": finding.decided_by, **_review(finding),
                }  # fmt: skip


def _review(finding: Finding) -> dict[str, str | None]:
    """Who decided, when and why; and whether that still counts."""
    made = finding.review
    if made is None:
        return dict.fromkeys(("reviewer", "decided_at", "review_reason", "review_state"))
    state = "in_force" if made.in_force else "earlier_version"
    return {
        "reviewer": made.reviewer, "decided_at": made.decided_at, "review_reason": made.reason, "review_state": state,
    }  # fmt: skip


def write(home: Path, campaign: str, by: str, form: str, orgs: Sequence[str] = ()) -> None:
    """Print the rows as a table, JSON lines or CSV."""
    db = connect(home)
    with contextlib.closing(db.conn):
        found = rows(db, catalogue_of(home), campaign, by, orgs)
        if form == "jsonl":
            for row in found:
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        elif form == "csv":
            _csv(found)
        else:
            _table(found, campaign, by)


def _csv(found: Iterator[dict[str, Any]]) -> None:
    writer: csv.DictWriter[str] | None = None
    for row in found:
        flat = {key: " ".join(value) if isinstance(value, list) else value for key, value in row.items()}
        flat = {key: safe(value) if isinstance(value, str) else value for key, value in flat.items()}
        if writer is None:
            writer = csv.DictWriter(sys.stdout, fieldnames=list(flat))
            writer.writeheader()
        writer.writerow(flat)


def _table(found: Iterator[dict[str, Any]], campaign: str, by: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("org", by, "verdict", "reason", "url", title=f"Campaign {campaign}")
    for row in found:
        table.add_row(*(str(row[key] or "") for key in ("org", by, "verdict", "reason", "url")))
    Console().print(table)

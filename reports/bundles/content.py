"""What a bundle says of a campaign and of one organisation: reads the database, gives the bytes of files. No network.

Personal data stays behind: of the registry only the columns named here.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from audit.finding import Evidence, Verdict
from crawler.campaigns import IN_ORDER
from crawler.store import Store
from reports.bundles.strict import Strict as Strict  # noqa: PLC0414  readers take it from here
from reports.bundles.writing import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlite_utils import Database

    from crawler.ledger import LedgerEntry
    from crawler.registry import Organisation

_PERSON = 12
"""Digits of the ИНН of a person; an organisation's has ten."""

_FINDINGS = "SELECT * FROM findings WHERE campaign = ? AND org = ? ORDER BY item"
_MARKS = "SELECT * FROM microdata WHERE campaign = ? AND org = ? ORDER BY place"
_REVIEWS = """
SELECT s.campaign, s.item, s.verdict, s.reason, s.seen, r.reviewer, r.verdict AS decided, r.reason AS why, r.decided_at
FROM reviews r JOIN shown s ON s.digest = r.shown JOIN json_each(?) c ON c.value = s.campaign
WHERE s.org = ? ORDER BY r.id
"""
_KEYS = ("campaign", "org")


class About(Strict):
    """bundle.json: what the bundle is."""

    format: int
    campaign: str
    as_of: dt.date
    created: str
    """When the last thing in it happened, ISO 8601, UTC."""
    evidence_only: bool
    organisations: tuple[str, ...]
    left_out: dict[str, str]
    """Organisations of the campaign that are not in it, and why."""
    edition: str
    """Of the check-lists, as of the campaign's day."""
    checklists: str
    """``sha256:HEX`` of the check-lists."""
    versions: dict[str, str]
    """Glasnost, its code and the libraries that read pages and documents."""


class CampaignRow(Strict):
    """One line of campaigns.jsonl, the oldest first: a decision of an earlier campaign may hold in this one."""

    name: str
    as_of: dt.date
    created_at: str


class Row(Strict):
    """What a bundle has of a row of the registry: all that the audit asks, and what is public."""

    id: str
    name: str
    short_name: str
    sector: str
    kind: str
    municipality: str
    region: str
    site: str
    second_site: str
    founder_level: str
    legal_type: str
    branch_of: str
    checked_on: dt.date | None
    inn: str
    """Of an organisation; empty for a person's."""


class CrawlRow(Strict):
    """How the visit to the site ended."""

    state: str
    reason: str
    started_at: str | None
    finished_at: str | None
    pages: int
    bytes: int
    attempts: tuple[dict[str, str], ...]
    archive: bool
    """Whether it left an archive."""


class OrganisationFile(Strict):
    """organisation.json."""

    organisation: Row
    crawl: CrawlRow
    score: dict[str, Any] | None
    """As table scores has it; None where nothing was scored."""


class FindingRow(Strict):
    """One line of findings.jsonl."""

    item: str
    verdict: Verdict
    reason: str | None
    evidence: tuple[Evidence, ...]
    looked: tuple[str, ...]
    decided_by: str


class ReviewRow(Strict):
    """One line of reviews.jsonl: a person's act, with the finding that it is about."""

    campaign: str
    item: str
    verdict: Verdict
    reason: str | None
    seen: dict[str, str]
    reviewer: str
    decided: str
    why: str
    decided_at: str


def row_of(org: Organisation) -> Row:
    """The public part of a row of the registry."""
    found = {name: getattr(org, name) for name in Row.model_fields}
    return Row(**found | {"inn": "" if len(org.inn) >= _PERSON else org.inn})


def crawl_of(db: Database, campaign: str, org: str) -> tuple[CrawlRow, str, int] | None:
    """The visit, the path of its archive below the home folder and its length; None where nothing was visited yet."""
    sql = "SELECT * FROM crawls WHERE campaign = ? AND org = ?"
    found = next(iter(db.query(sql, [campaign, org])), None)
    if found is None:
        return None
    plain = {name: found[name] for name in ("state", "reason", "started_at", "finished_at", "pages", "bytes")}
    crawl = CrawlRow(**plain, attempts=json.loads(found["attempts"]), archive=bool(found["archive"]))
    return crawl, found["archive"], found["archive_end"]


def score_of(db: Database, campaign: str, org: str) -> dict[str, Any] | None:
    """The numbers as the audit stored them."""
    sql = "SELECT data FROM scores WHERE campaign = ? AND org = ?"
    found = next(iter(db.query(sql, [campaign, org])), None)
    return json.loads(found["data"]) if found else None


def findings(db: Database, campaign: str, org: str) -> list[dict[str, Any]]:
    """The machine's findings, a mapping each, by item."""
    return [
        _without(row, *_KEYS) | {name: json.loads(row[name]) for name in ("evidence", "looked")}
        for row in db.query(_FINDINGS, [campaign, org])
    ]


def marks(db: Database, campaign: str, org: str) -> bytes:
    """The counts of marked tags, a line each."""
    return lines(
        _without(row, *_KEYS) | {"older": json.loads(row["older"])} for row in db.query(_MARKS, [campaign, org])
    )


def ledger(db: Database, campaign: str, org: str) -> bytes:
    """What became of every address, a line each, in the order in which they were met."""
    return ledger_lines(row.entry() for row in Store(db, campaign).rows(org))


def ledger_lines(entries: Iterable[LedgerEntry]) -> bytes:
    """Entries as ledger.jsonl has them."""
    return lines(entry.to_dict() for entry in entries)


def campaigns_upto(db: Database, campaign: str) -> list[CampaignRow]:
    """The campaign and those before it, in order."""
    rows = db.query(f"SELECT name, as_of, created_at FROM campaigns ORDER BY {IN_ORDER}")  # noqa: S608 (ours)
    found = [CampaignRow(**row) for row in rows]
    names = [one.name for one in found]
    return found[: names.index(campaign) + 1]


def reviews(db: Database, campaigns: Iterable[str], org: str) -> list[dict[str, Any]]:
    """People's acts about findings of these campaigns, in their order."""
    rows = db.query(_REVIEWS, [json.dumps(list(campaigns)), org])
    return [row | {"seen": json.loads(row["seen"])} for row in rows]


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def cited(found: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    """Offsets of the records that findings rest on."""
    for finding in found:
        for one in finding["evidence"]:
            if one["offset"] is not None:
                yield one["offset"]


def cited_pages(found: Iterable[Mapping[str, Any]]) -> set[str]:
    """Addresses of the pages that findings rest on."""
    return {one["url"] for finding in found for one in finding["evidence"]}


def latest(crawls: Iterable[CrawlRow], decided: Iterable[str], made: str) -> str:
    """When the last thing happened, as RFC 3339 writes it."""
    times = [one.finished_at or one.started_at or "" for one in crawls]
    return max([*times, *decided, made])

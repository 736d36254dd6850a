"""Reads what the pages need out of the database, one organisation at a time. Knows no HTML, no words and no laws."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlite_utils import Database

_CHUNK = 1 << 20
_DOCUMENTS = (
    "application/pdf", "application/msword", "application/rtf", "text/rtf", "application/vnd.", "application/zip",
    "application/x-rar", "application/octet-stream",
)  # fmt: skip
"""Starts of the content types of documents."""

_ORGANISATIONS = """
select o.id, o.name, o.short_name, o.sector, o.kind, o.municipality, o.region, o.site, o.checked_on,
       c.state, c.reason, c.started_at, c.finished_at, c.pages, c.bytes, c.archive, c.archive_end, s.data
from campaign_organisations o
left join crawls c on c.campaign = o.campaign and c.org = o.id
left join scores s on s.campaign = o.campaign and s.org = o.id
where o.campaign = :campaign and o.id between :first and :last
order by o.id
"""
LONGEST = 250
"""Characters of a name on a page; the full name of an organisation may have twice as many."""
_AFTER_ALL = "\U0010ffff"
"""Behind every id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One visit to one site."""

    state: str
    reason: str
    """One of the ledger's reasons; empty where there is none."""
    started_at: str | None
    """ISO 8601, UTC."""
    finished_at: str | None
    pages: int
    bytes: int
    archive: str
    """Path of the WARC file, relative to the home folder; empty where there is none."""
    archive_end: int
    """Bytes of the file that were committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The numbers of one organisation as the audit stored them; shares from 0 to 1, points from 0 to 100."""

    openness: Decimal | None
    checked: Decimal | None
    """Share of the required items that were checked; None where none is required."""
    counts: Mapping[str, int]
    """How many required items have each verdict, and ``required`` itself."""
    site_norm: int | None
    """Items of Инорм-сайт of 344н; None where the audit gave no part of indicator 1.1."""
    site_low: Decimal | None
    site_high: Decimal | None
    remote_low: Decimal | None
    remote_high: Decimal | None
    channels: Mapping[str, str]
    """Remote channels of indicator 1.2 and the verdict of each."""
    works: Mapping[str, str] = field(default_factory=dict)
    """Verdict by channel on its functioning; empty where the audit told none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One row of the registry with its crawl and its score in the campaign."""

    id: str
    name: str
    short_name: str
    sector: str
    kind: str
    municipality: str
    region: str
    site: str
    checked_on: str | None
    """The registry's own «Дата проверки», ISO 8601."""
    crawl: Crawl | None
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCount:
    """What was read of one site."""

    pages: int
    documents: int
    """Files for people that are no pages: not sitemaps, feeds or robots.txt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCount:
    """How many addresses of one site ended in a state for a reason."""

    state: str
    reason: str
    """Empty where the state says all."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFact:
    """What one host of a site showed for a certificate."""

    host: str
    kind: str
    """One of crawler.certificate.KINDS."""
    issuer: str
    valid_until: str
    """ISO 8601 date; empty where it is unknown."""
    protocol: str
    """«TLS 1.0»; empty where it is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingCount:
    """How many pages of one site a browser was wanted for, for a reason and with an outcome."""

    why: str
    """One of crawler.shell.REASONS, or ``asked``."""
    outcome: str
    """One of crawler.rendering.OUTCOMES."""
    number: int


def read_organisations(db: Database, campaign: str, first: str = "", last: str = _AFTER_ALL) -> Iterator[Organisation]:
    """Yield the campaign's organisations in the order of their ids, from ``first`` to ``last``."""
    for row in db.query(_ORGANISATIONS, {"campaign": campaign, "first": first, "last": last}):
        yield Organisation(
            **{key: row[key] or "" for key in ("id", "name", "sector", "kind", "municipality", "region", "site")},
            short_name=row["short_name"] or row["name"],
            checked_on=row["checked_on"],
            crawl=_crawl(row) if row["state"] else None,
            score=_score(json.loads(row["data"])) if row["data"] else None,
        )


def shortened(orgs: Iterable[Organisation]) -> Iterator[Organisation]:
    """The same with words as long as a page can show them; what is cut ends in «…».

    Hundreds of a registry's descriptions in the column of names would make pages of megabytes.
    """
    for org in orgs:
        if max(map(len, (org.name, org.short_name, org.municipality, org.region, org.kind, org.sector))) <= LONGEST:
            yield org
            continue
        yield replace(
            org,
            name=_cut(org.name, 2 * LONGEST),
            short_name=_cut(org.short_name),
            sector=_cut(org.sector),
            kind=_cut(org.kind),
            municipality=_cut(org.municipality),
            region=_cut(org.region),
        )


def _cut(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _crawl(row: Mapping[str, Any]) -> Crawl:
    return Crawl(
        **{key: row[key] for key in ("state", "reason", "started_at", "finished_at", "archive", "archive_end")},
        pages=row["pages"] or 0,
        bytes=row["bytes"] or 0,
    )


def _score(data: Mapping[str, Any]) -> Score:
    site, remote = data.get("site_1_1") or {}, data.get("remote_1_2") or {}
    return Score(
        openness=_decimal(data.get("openness")),
        checked=_decimal(data.get("checked")),
        counts={key: value for key, value in data.items() if isinstance(value, int)},
        site_norm=site.get("norm"),
        site_low=_decimal(site.get("low")),
        site_high=_decimal(site.get("high")),
        remote_low=_decimal(remote.get("low")),
        remote_high=_decimal(remote.get("high")),
        channels=remote.get("channels") or {},
        works=remote.get("works") or {},
    )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def read_ledger(db: Database, campaign: str, org: str) -> tuple[LedgerCount, ...]:
    """Count the addresses of one site by state and reason: those that were read first, then the commonest."""
    sql = """select state, reason, count(*) as number from urls where campaign = ? and org = ?
             group by state, reason
             order by instr('fetched failed skipped queued', state), number desc, reason"""
    return tuple(
        LedgerCount(state=state, reason=reason, number=number)
        for state, reason, number in db.execute(sql, [campaign, org])
    )


def read_certificates(db: Database, campaign: str, org: str) -> tuple[CertificateFact, ...]:
    """The certificates of one site, by host."""
    sql = """select host, kind, issuer, valid_until, protocol from certificates
             where campaign = ? and org = ? order by host"""
    return tuple(
        CertificateFact(host=host, kind=kind, issuer=issuer, valid_until=until, protocol=protocol)
        for host, kind, issuer, until, protocol in db.execute(sql, [campaign, org])
    )


def read_renderings(db: Database, campaign: str, org: str) -> tuple[RenderingCount, ...]:
    """Count the pages of one site that plain HTTP did not seem to show, the commonest first."""
    sql = """select why, outcome, count(*) as number from renderings where campaign = ? and org = ?
             group by why, outcome order by number desc, why, outcome"""
    return tuple(
        RenderingCount(why=why, outcome=outcome, number=number)
        for why, outcome, number in db.execute(sql, [campaign, org])
    )


def read_kinds(db: Database, campaign: str, org: str) -> ReadCount:
    """Count the pages and documents that were read of one site."""
    sql = """select content_type, count(*) as number from urls
             where campaign = ? and org = ? and state = 'fetched' group by content_type"""
    pages, documents = 0, 0
    for told, number in db.execute(sql, [campaign, org]):
        kind = told.partition(";")[0].strip().lower()
        pages += number * ("html" in kind)
        documents += number * kind.startswith(_DOCUMENTS)
    return ReadCount(pages=pages, documents=documents)


def archive_digest(home: Path, crawl: Crawl) -> str | None:
    """SHA-256 (hex) of the committed part of the archive; None where the file does not lie in the home folder."""
    path = home / crawl.archive
    if not crawl.archive or not path.is_file():
        return None
    left = crawl.archive_end
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(_CHUNK, left))):
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()

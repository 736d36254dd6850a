"""What a finding rests on, byte for byte: reads urls, renderings, crawls and shown, adds to shown; knows no reviewers.

A review is bound to what its reviewer was shown. That is the pages of the evidence; where there is none, the pages
where the machine looked; where it could look nowhere, how the crawl ended.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

    from audit.finding import Finding, Verdict

CRAWL = ""
"""The address under which the end of the crawl itself stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One finding of the machine as a person was shown it."""

    campaign: str
    org: str
    item: str
    verdict: Verdict
    reason: str | None
    seen: Mapping[str, str]
    """Address → its mark: ``sha256:HEX`` of the body, or state and reason of what was not fetched."""

    @property
    def digest(self) -> str:
        """``sha256:HEX`` of all the fields: another finding, or another page behind it, has another."""
        parts = [self.campaign, self.org, self.item, self.verdict, self.reason, sorted(self.seen.items())]
        return "sha256:" + hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def shown(db: Database, campaign: str, finding: Finding) -> Shown:
    """Put together what a person is shown of a finding of the machine."""
    pages = [one.url for one in finding.evidence] or finding.looked or (CRAWL,)
    return Shown(
        campaign=campaign,
        org=finding.org,
        item=finding.item,
        verdict=finding.verdict,
        reason=finding.reason,
        seen=marks(db, campaign, finding.org, pages),
    )


def marks(db: Database, campaign: str, org: str, urls: Iterable[str]) -> dict[str, str]:
    """The mark of each address in the ledger of one crawl; empty for an address that the crawl did not meet.

    Of a page that the browser showed it is the mark of its tree: the answer of HTTP stays the same frame.
    """
    found = dict.fromkeys(urls, "")
    known = (
        "SELECT state, reason, coalesce(nullif(r.digest, ''), u.digest) AS digest FROM urls u"
        " LEFT JOIN renderings r USING (campaign, org, url) WHERE campaign = ? AND org = ? AND url = ?"
    )
    ended = "SELECT state, reason, '' AS digest FROM crawls WHERE campaign = ? AND org = ?"
    for url in found:
        rows = db.query(known, [campaign, org, url]) if url != CRAWL else db.query(ended, [campaign, org])
        for row in rows:
            found[url] = row["digest"] or f"{row['state']} {row['reason']}".strip()
    return found


def unchanged(db: Database, campaign: str, before: Shown) -> bool:
    """Whether the crawl of a campaign saw the same behind a finding as its reviewer did."""
    return marks(db, campaign, before.org, before.seen) == before.seen


def keep(db: Database, findings: Iterable[Shown]) -> None:
    """Remember what is shown, so that a decision about it is understood later; the same again changes nothing."""
    rows = [(one.digest, one.campaign, one.org, one.item, one.verdict, one.reason, _text(one.seen)) for one in findings]
    with db.atomic():
        db.conn.executemany("INSERT OR IGNORE INTO shown VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def find(db: Database, digest: str) -> Shown | None:
    """What was shown under a digest; None where nothing was."""
    row = next(iter(db.query("SELECT * FROM shown WHERE digest = ?", [digest])), None)
    if row is None:
        return None
    return Shown(**{key: row[key] for key in row if key not in ("digest", "seen")}, seen=json.loads(row["seen"]))


def _text(seen: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(seen.items())), ensure_ascii=False)

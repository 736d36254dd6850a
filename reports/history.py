"""How one organisation fared in earlier campaigns: reads scores, findings and ratings; knows no HTML and no words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlite_utils import Database

from audit.finding import Finding
from audit.rating.campaign import CampaignRating
from audit.rating.value import Value
from audit.reviews import overrule
from checklists.catalogue import Catalogue
from checklists.method import Method
from checklists.schema import Item
from crawler import campaigns
from reports.read import Organisation
from reports.summary import COMPARABLE

MOST = 12
"""Earlier campaigns that a page tells of, the latest ones."""
_RANK = {"missing": 0, "partial": 1, "met": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the required items since the campaign before; only those that could be looked at both times."""

    closed: tuple[Item, ...]
    """Gaps that are none any more."""
    better: tuple[Item, ...]
    """Missing before, there in part now."""
    opened: tuple[Item, ...]
    """There before, missing or in part now; or in part before, missing now."""
    compared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One campaign in which the organisation took part."""

    campaign: str
    as_of: dt.date
    checked_on: str
    """When its site was read (ISO 8601, UTC); empty where it was not."""
    openness: Decimal | None
    checked: Decimal | None
    """Share of the required items that was checked."""
    total: Value | None
    """The full rating; None where there is none."""
    changes: Changes | None
    """None in the first campaign."""

    @property
    def comparable(self) -> bool:
        """Whether enough was checked for the score to be set beside another."""
        return self.openness is not None and self.checked is not None and self.checked >= COMPARABLE


def earlier(turns: Sequence[Turn]) -> Turn | None:
    """The campaign before the last one of ``turns``, where the two scores may be compared."""
    *_, before, now = (None, None, *turns)
    return before if before and now and before.comparable and now.comparable else None


@dataclass(slots=True)
class _Campaign:
    about: campaigns.Campaign
    totals: Mapping[str, Value]
    items: dict[tuple[str, str], dict[str, Item]] = field(default_factory=dict)


class History:
    """The campaigns before one, ready to be asked about each organisation."""

    def __init__(self, db: Database, catalogue: Catalogue, campaign: str, method: Method | None) -> None:
        """Open them. ``method`` counts the full ratings; None: nobody asks for them."""
        self._db, self._catalogue = db, catalogue
        every = campaigns.every(db)
        here = [one.name for one in every].index(campaign)
        self._now = every[here]
        self._earlier = [
            _Campaign(one, _totals(db, catalogue, one, method)) for one in every[max(0, here - MOST) : here]
        ]

    def of(
        self, org: Organisation, items: Sequence[Item], findings: Mapping[str, Finding], total: Value | None
    ) -> tuple[Turn, ...]:
        """Its campaigns, the oldest first and this one last; just this one where it took part in no other."""
        turns, before = list[Turn](), dict[str, str]()
        for one in self._earlier:
            row = self._row(one.about.name, org.id)
            if row is None:
                continue
            read_at, data = row
            verdicts = self._verdicts(one.about.name, org.id)
            asked = self._items(one, org)
            turns.append(
                Turn(
                    campaign=one.about.name, as_of=one.about.as_of, checked_on=read_at or "",
                    openness=_decimal(data, "openness"), checked=_decimal(data, "checked"),
                    total=one.totals.get(org.id),
                    changes=_changes(asked.values(), before, verdicts) if turns else None,
                )
            )  # fmt: skip
            before = {name: verdict for name, verdict in verdicts.items() if name in asked}
        now = {name: finding.verdict for name, finding in findings.items()}
        score, crawl = org.score, org.crawl
        turns.append(
            Turn(
                campaign=self._now.name, as_of=self._now.as_of, checked_on=(crawl and crawl.finished_at) or "",
                openness=score.openness if score else None, checked=score.checked if score else None, total=total,
                changes=_changes(items, before, now) if turns else None,
            )
        )  # fmt: skip
        return tuple(turns)

    def _row(self, campaign: str, org: str) -> tuple[str | None, str | None] | None:
        """When its site was read, and its scores; None where it took no part."""
        sql = """select c.finished_at, s.data from campaign_orgs m
                 left join crawls c on c.campaign = m.campaign and c.org = m.org
                 left join scores s on s.campaign = m.campaign and s.org = m.org
                 where m.campaign = ? and m.org = ?"""
        return next(iter(self._db.execute(sql, [campaign, org])), None)

    def _verdicts(self, campaign: str, org: str) -> dict[str, str]:
        sql = "select item, verdict from findings where campaign = ? and org = ?"
        found = {org: dict(self._db.execute(sql, [campaign, org]))}
        overrule(self._db, campaign, found, org)
        return found[org]

    def _items(self, one: _Campaign, org: Organisation) -> dict[str, Item]:
        key = org.sector, org.kind
        if key not in one.items:
            one.items[key] = {item.id: item for item in self._catalogue.items_for(*key, one.about.as_of)}
        return one.items[key]


def _totals(
    db: Database, catalogue: Catalogue, campaign: campaigns.Campaign, method: Method | None
) -> Mapping[str, Value]:
    sql = "SELECT 1 FROM measures m JOIN batches b ON b.id = m.batch WHERE m.campaign = ? AND b.superseded_by IS NULL"
    if (
        method is None
        or method.edition(campaign.as_of) is None
        or not list(db.query(sql + " LIMIT 1", [campaign.name]))
    ):
        return {}
    rated = CampaignRating(db, catalogue, campaign.name, method).rated()
    return {one.org.id: light.total for one in rated if (light := one.slim().rating)}


def _decimal(data: str | None, key: str) -> Decimal | None:
    found = json.loads(data).get(key) if data else None
    return None if found is None else Decimal(found)


def _changes(items: Iterable[Item], before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    both = [item for item in items if item.required and {before.get(item.id), now.get(item.id)} <= _RANK.keys()]
    steps = [(item, _RANK[before[item.id]], _RANK[now[item.id]]) for item in both]
    return Changes(
        closed=tuple(item for item, was, is_ in steps if was < is_ == _RANK["met"]),
        better=tuple(item for item, was, is_ in steps if was < is_ == _RANK["partial"]),
        opened=tuple(item for item, was, is_ in steps if is_ < was),
        compared=len(both),
    )

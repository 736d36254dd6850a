"""What one campaign came to, for the coordinating body: reads the database, gives plain numbers; knows no words.

Gaps closed and opened are changes of sites between this campaign and the one before (reports.comparison): where a rule
changed, or somebody could not look, nothing is said of the site.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit import objections
from crawler import stages
from reports.comparison.changes import Comparison
from reports.comparison.sides import opened as side
from reports.exports.term import earlier
from reports.ratings import Ratings
from reports.read import read_organisations

if TYPE_CHECKING:
    import datetime as dt

    from sqlite_utils import Database

    from audit.rating.value import Value
    from checklists.catalogue import Catalogue
    from crawler.campaigns import Campaign

CLOSED = ("repaired", "better")
"""Kinds of change by which a gap is gone or smaller."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """The organisations of one place, or of all, counted up."""

    organisations: int = 0
    read: int = 0
    """Sites whose crawl ended well."""
    unread: int = 0
    """Sites that could not be read."""
    no_site: int = 0
    scores: list[Decimal] = field(default_factory=list)
    gaps: int = 0
    """Required items that are missing or partial."""
    unchecked: int = 0
    closed: int = 0
    opened: int = 0
    compared: int = 0
    """Organisations that the campaign before has too."""

    @property
    def mean(self) -> Decimal | None:
        """Arithmetic mean of the openness scores."""
        return sum(self.scores, Decimal()) / len(self.scores) if self.scores else None


class Objections(NamedTuple):
    """Objections of organisations and their answers."""

    received: int
    accepted: int
    rejected: int
    waiting: int
    changed: int
    """Findings that were corrected."""


class RatingMean(NamedTuple):
    """The mean of a sector, or of all."""

    sector: str
    """Empty: all."""
    organisations: int
    measured: int
    total: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSummary:
    """One campaign."""

    name: str
    as_of: dt.date
    stage: str
    before: str
    """The campaign that it is compared with; empty for none."""
    all: Tally
    places: dict[str, Tally]
    """By municipality."""
    items: Counter[tuple[str, str]]
    """How many organisations closed or opened the gap of an item: (item, ``closed`` or ``opened``)."""
    objections: Objections
    ratings: tuple[RatingMean, ...]
    """All, then sectors; empty where there is no rating."""


def summarise(db: Database, catalogue: Catalogue, home: Path, campaign: Campaign) -> CampaignSummary:
    """Count one campaign up; one organisation's findings at a time."""
    whole, places = Tally(), dict[str, Tally]()
    for org in read_organisations(db, campaign.name):
        counts = org.score.counts if org.score else {}
        state = org.crawl.state if org.crawl else "pending"
        for tally in (whole, places.setdefault(org.municipality, Tally())):
            tally.organisations += 1
            tally.read += state == "done"
            tally.unread += state == "failed"
            tally.no_site += state == "no_site"
            tally.gaps += counts.get("missing", 0) + counts.get("partial", 0)
            tally.unchecked += counts.get("not_checked", 0)
            if org.score and org.score.openness is not None:
                tally.scores.append(org.score.openness)
    before = earlier(db, campaign)
    items = _compare(home, before.name, campaign.name, whole, places) if before else Counter[tuple[str, str]]()
    return CampaignSummary(
        name=campaign.name, as_of=campaign.as_of, stage=stages.stage(db, campaign.name),
        before=before.name if before else "", all=whole, places=dict(sorted(places.items())), items=items,
        objections=_objections(db, campaign.name), ratings=_ratings(db, catalogue, campaign.name),
    )  # fmt: skip


def _compare(
    home: Path, before: str, after: str, whole: Tally, places: dict[str, Tally]
) -> Counter[tuple[str, str]]:  # fmt: skip
    items: Counter[tuple[str, str]] = Counter()
    with side(f"{home}:{before}", home) as old, side(f"{home}:{after}", home) as new:
        for pair in Comparison(old, new).pairs():
            if pair.before is None or pair.after is None:
                continue
            required = {id_ for id_, item in new.items(pair.after).items() if item.required}
            changes = [one for one in pair.changes if one.item in required]
            closed = [one.item for one in changes if one.kind in CLOSED]
            opened = [one.item for one in changes if one.kind == "worse"]
            for tally in (whole, places[pair.after.municipality]):
                tally.compared += 1
                tally.closed += len(closed)
                tally.opened += len(opened)
            items.update((item, "closed") for item in closed)
            items.update((item, "opened") for item in opened)
    return items


def _objections(db: Database, campaign: str) -> Objections:
    found = objections.listed(db, campaign)
    answers = Counter(one.answer.outcome for one in found if one.answer)
    return Objections(
        len(found), answers["accepted"], answers["rejected"], len(objections.opened(found)),
        sum(one.changed for one in found),
    )  # fmt: skip


def _ratings(db: Database, catalogue: Catalogue, campaign: str) -> tuple[RatingMean, ...]:
    ratings = Ratings.of(db, catalogue, campaign)
    if ratings is None:
        return ()
    _, _, overall = ratings.groups()
    return tuple(RatingMean(one.sector, len(one.rated), one.measured, one.parts["total"]) for one in overall)

"""What became of plans: reads the database, compares how things stood with how they stand. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from audit.listing import load_findings
from audit.rating.gather import Gathered
from audit.repairs.keeping import Repair, before
from audit.repairs.state import Change, State, compare, states
from crawler import campaigns

if TYPE_CHECKING:
    from sqlite_utils import Database

    from checklists.catalogue import Catalogue
    from crawler.registry import Organisation


class Outcome(NamedTuple):
    """One measure of an earlier plan in a later campaign."""

    repair: Repair
    now: State | None
    """None where the thing was not checked or measured anew."""
    change: Change
    late: bool
    """Not done, and its term is over."""


class Repairs:
    """What can be repaired in one campaign, and what became of earlier plans."""

    def __init__(self, db: Database, catalogue: Catalogue, campaign: str) -> None:
        """Open a campaign. Raises CampaignError where there is none of this name."""
        self._db, self._catalogue = db, catalogue
        self._as_of: dt.date = campaigns.get(db, campaign).as_of
        self._gathered = Gathered(db, catalogue, campaign)
        self.campaign = campaign
        self.by_id = {org.id: org for org in self._gathered.organisations}

    @property
    def organisations(self) -> list[Organisation]:
        """Those of the campaign."""
        return self._gathered.organisations

    def states(self, org: Organisation) -> dict[str, State]:
        """Everything of one organisation that can be repaired, by key."""
        items = self._catalogue.items_for(org.sector, org.kind, self._as_of)
        findings = load_findings(self._db, self.campaign, org.id)
        found = states(items, findings, self._gathered.facts(org), self._catalogue)
        return {one.key: one for one in found}

    def gaps(self, org: Organisation) -> list[State]:
        """What is to be proposed to one organisation."""
        return [one for one in self.states(org).values() if one.known and not one.good]

    def outcomes(self, org: Organisation) -> Iterator[Outcome]:
        """What became of the organisation's earlier plans."""
        plans = before(self._db, self.campaign, org.id)
        now = self.states(org) if plans else {}
        for one in plans:
            state = now.get(one.key)
            change = compare(one.was, state)
            yield Outcome(one, state, change, change != "done" and one.due < self._as_of.isoformat())

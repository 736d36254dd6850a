"""Which findings a person should look at: reads findings and reviews of a campaign, writes nothing. Knows no files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.listing import machine_findings
from audit.reviews import choose, standing
from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlite_utils import Database

    from audit.finding import Finding, Review
    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.registry import Organisation

_THIN = frozenset({"link", "ocr"})
"""Ways of seeing that an open file would beat: by a link's words alone, or by reading a picture."""
_PLAIN = frozenset({"not_found", "no_site"})
"""Reasons of a missing finding of which nothing at all was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One finding that a person may decide."""

    org: Organisation
    item: Item
    machine: Finding
    """As the audit made it."""
    review: Review | None
    counts: bool
    """Whether the item counts in a score, an indicator or an operator's list."""


def offers(db: Database, catalogue: Catalogue, campaign: str) -> Iterator[Offer]:
    """Every finding of a campaign for an item in force, in the order of organisations and check-lists."""
    as_of = campaigns.get(db, campaign).as_of
    made = standing(db, campaign)
    for org in campaigns.organisations(db, campaign):
        found = machine_findings(db, campaign, org.id)
        points = {item.id for mine in catalogue.added_for(org.sector, org.kind, as_of).values() for item in mine}
        for item in catalogue.items_for(org.sector, org.kind, as_of):
            if item.id in found:
                counts = item.required or item.norm or item.channel is not None or item.id in points
                machine = found[item.id]
                review = choose(db, campaign, made.get((org.id, item.id), ()), machine.verdict)
                yield Offer(org=org, item=item, machine=machine, review=review, counts=counts)


def unclear(offer: Offer) -> bool:
    """Whether a person should look at a finding.

    So it is where a decision was made about an earlier version; and, for items that count somewhere, where nobody has
    decided and the machine could not check, found a part, saw something but not enough, or saw it by a link's words or
    in a picture alone.
    """
    if offer.review is not None:
        return not offer.review.in_force
    machine = offer.machine
    if not offer.counts:
        return False
    if machine.verdict == "missing":
        return machine.reason not in _PLAIN
    if machine.verdict == "met":
        return bool(machine.evidence) and all(one.how in _THIN for one in machine.evidence)
    return machine.verdict in ("not_checked", "partial")


def sample(found: Iterable[Offer], number: int, seed: str) -> list[Offer]:
    """At most ``number`` of the findings, chosen by the digest of seed, organisation and item; in their own order.

    The same on every machine, whatever was decided before; a larger sample of one seed holds the smaller.
    """
    every: Sequence[Offer] = list(found)
    chosen = set(sorted(range(len(every)), key=lambda at: _lot(every[at], seed))[:number])
    return [offer for at, offer in enumerate(every) if at in chosen]


def _lot(offer: Offer, seed: str) -> str:
    return hashlib.sha256(f"{seed}\0{offer.org.id}\0{offer.item.id}".encode()).hexdigest()

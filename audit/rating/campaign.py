"""The ratings of a whole campaign, and of the one before: reads the database, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from audit.rating.gather import SCORES, Gathered
from audit.rating.rate import Counting, Rating
from audit.rating.settings import settings
from crawler import campaigns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

    from audit.measures import Measure
    from audit.rating.rate import Subject
    from audit.rating.value import Value
    from checklists.catalogue import Catalogue
    from checklists.method import Method
    from crawler.registry import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One organisation with its rating."""

    org: Organisation
    subject: Subject
    rating: Rating | None
    """None where the methodology does not rate the organisation's sector."""

    def slim(self) -> Rated:
        """The same without what each number was counted of: of a large campaign all are held at once."""
        if self.rating is None:
            return self
        one = self.rating
        light = Rating(
            indicators=_light(one.indicators), criteria=_light(one.criteria), total=replace(one.total, facts=())
        )
        return replace(self, rating=light)


def _light(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: replace(value, facts=()) for name, value in values.items()}


class CampaignRating:
    """One campaign by one methodology."""

    def __init__(self, db: Database, catalogue: Catalogue, campaign: str, method: Method) -> None:
        """Open a campaign. Raises CampaignError, and ClickException where the methodology has no edition yet."""
        as_of = campaigns.get(db, campaign).as_of
        edition = method.edition(as_of)
        if edition is None:
            raise click.ClickException(f"The methodology {method.id} has no edition in force on {as_of}.")
        self.campaign, self.as_of = campaign, as_of
        self.counting = Counting(method=method, edition=edition, settings=settings(db, campaign, method))
        named = edition.model_dump_json()
        scores = any(name in named for name in SCORES)
        self._gathered = Gathered(db, catalogue, campaign, scores=scores)

    @property
    def places(self) -> int:
        """Decimals of every number that is written."""
        return self.counting.method.places

    def rate(self, org: Organisation, measures: Iterable[Measure] | None = None) -> Rated:
        """One organisation; ``measures``: in place of those of the database. Raises RatingError for a setting."""
        subject = self._gathered.subject(org)
        if not self.counting.rates(subject.sector):
            return Rated(org=org, subject=subject, rating=None)
        return Rated(org=org, subject=subject, rating=self.counting.rate(subject, self._gathered.facts(org, measures)))

    @property
    def organisations(self) -> Sequence[Organisation]:
        """Those of the campaign in the order of their ids."""
        return self._gathered.organisations

    def rated(self) -> Iterator[Rated]:
        """Every organisation of the campaign in the order of their ids."""
        return (self.rate(org) for org in self._gathered.organisations)


def before(
    db: Database, catalogue: Catalogue, campaign: str, method: Method, orgs: Mapping[str, object], *,
    rate: Callable[[CampaignRating], Iterable[Rated]] = CampaignRating.rated,
) -> dict[str, tuple[str, Rating]]:  # fmt: skip
    """For each organisation the last earlier campaign that rated it, and how; ``rate`` rates all of a campaign."""
    left, found = set(orgs), dict[str, tuple[str, Rating]]()
    for name in reversed(campaigns.before(db, campaign)):
        mine = {row["org"] for row in db.query("SELECT org FROM campaign_orgs WHERE campaign = ?", [name])} & left
        if not mine or method.edition(campaigns.get(db, name).as_of) is None:
            continue
        for one in rate(CampaignRating(db, catalogue, name, method)):
            rating = one.slim().rating
            if one.org.id in mine and rating is not None and rating.total.state in ("measured", "part"):
                found[one.org.id] = (name, rating)
                left.discard(one.org.id)
        if not left:
            break
    return found

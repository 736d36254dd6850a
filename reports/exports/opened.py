"""One campaign open for an export: reads the database and the check-lists, writes nothing; knows no file format."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from audit.database import connect
from audit.listing import load_findings
from audit.rating.campaign import CampaignRating, Rated
from audit.rating.value import few
from checklists.load import catalogue_of
from crawler import campaigns
from crawler.database import FILE
from reports.organisation import Groups, group
from reports.pages import Site
from reports.ratings import Ratings
from reports.read import Organisation, read_organisations
from reports.texts import Texts

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.rating.value import Value
    from checklists.catalogue import Catalogue
    from crawler.registry import Organisation as Registered


class Found(NamedTuple):
    """One organisation with everything that was found about it."""

    org: Organisation
    inn: str
    """ИНН; empty where the registry has none."""
    groups: Groups


@dataclass(frozen=True, kw_only=True)  # no slots: cached_property needs a place
class Opened:
    """A campaign with its words and its rating."""

    db: Database
    site: Site
    """Gives items, sectors and texts in the language of the export."""
    ratings: Ratings | None
    """None where nothing but sites was measured."""

    @property
    def texts(self) -> Texts:
        """Words of the language asked for."""
        return self.site.texts

    @property
    def campaign(self) -> str:
        """Name of the campaign."""
        return self.site.campaign

    @cached_property
    def registered(self) -> dict[str, Registered]:
        """The registry's rows of the campaign's organisations, by id."""
        return {one.id: one for one in campaigns.organisations(self.db, self.campaign)}

    @property
    def organisations(self) -> int:
        """How many there are."""
        return len(self.registered)

    def found(self) -> Iterator[Found]:
        """Every organisation with its findings in groups, by id; one at a time."""
        for org in read_organisations(self.db, self.campaign):
            findings = load_findings(self.db, self.campaign, org.id)
            yield Found(org, self.registered[org.id].inn, group(self.site.items(org.sector, org.kind), findings))

    def rated(self) -> Iterator[Rated]:
        """The rating of every organisation that is rated, as tables have them: sector by sector, by place, by name.

        With what must be withheld and nothing else of its making.
        """
        if self.ratings is not None:
            made = CampaignRating(self.db, self.site.catalogue, self.campaign, self.ratings.how.method)
            for sector in self.ratings.sectors:
                for entry in self.ratings.table(sector):
                    yield _lean(made.rate(entry.rated.org))


@contextlib.contextmanager
def opened(home: Path, campaign: str | None, lang: str) -> Iterator[Opened]:
    """Open a campaign, the latest without a name. Raises CampaignError, ClickException where there is no database."""
    with database(home) as (db, catalogue):
        about = campaigns.get(db, campaign or campaigns.latest(db))
        ratings = Ratings.of(db, catalogue, about.name)
        yield Opened(
            db=db,
            site=Site(
                out=home, campaign=about.name, as_of=about.as_of, catalogue=catalogue, texts=Texts(lang=lang),
                ratings=ratings,
            ),
            ratings=ratings,
        )  # fmt: skip


@contextlib.contextmanager
def database(home: Path) -> Iterator[tuple[Database, Catalogue]]:
    """The database of a home folder and the check-lists. Raises ClickException where there is none."""
    if not (home / FILE).is_file():
        raise click.ClickException(f"There is no database in {home}. Make one: glasnost run REGISTRY")
    with contextlib.closing((db := connect(home)).conn):
        yield db, catalogue_of(home)


def withheld(value: Value) -> bool:
    """Whether a number is the answers of so few people that it is not published."""
    return any(map(few, value.facts))


def _lean(one: Rated) -> Rated:
    """The same with only those facts that forbid to publish a number: of a large campaign all are held at once."""
    if one.rating is None:
        return one
    rating = replace(
        one.rating, indicators=_kept(one.rating.indicators), criteria=_kept(one.rating.criteria),
        total=replace(one.rating.total, facts=()),
    )  # fmt: skip
    return replace(one, rating=rating)


def _kept(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: replace(value, facts=tuple(filter(few, value.facts))) for name, value in values.items()}

"""Who goes into a bundle, and by which check-lists: reads a home folder, writes copies of lists. No network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.database import connect
from checklists.load import borrowed, load, microdata_of, sources
from crawler import campaigns
from reports.bundles import content
from reports.bundles.content import CrawlRow

if TYPE_CHECKING:
    from sqlite_utils import Database

    from checklists.catalogue import Catalogue
    from crawler.registry import Organisation


class BundleError(click.ClickException):
    """What cannot be packed, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to pack, and how."""

    campaign: str
    orgs: tuple[str, ...] = ()
    """Only these; all of the campaign where it is empty."""
    evidence_only: bool = False
    """Only the records that findings rest on."""
    folder: Path | None = None
    """The check-lists that decided; those that come with Glasnost by default."""
    sign: Callable[[str], dict[str, str]] | None = None
    methodology: str | None = None
    """Id or YAML file of the rating; the usual one without it, where anything but sites was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One organisation that goes in."""

    org: Organisation
    crawl: CrawlRow
    archive: Path | None
    end: int


def lists(folder: Path, added: Sequence[Path], lent: Path) -> Catalogue:
    """Every file that decides, copied into folders as a bundle has them; what they say. Raises CheckListError."""
    own, tables, more = (lent / name for name in ("checklists", "tables", "added"))
    for place, paths in ((own, sources(folder)), (tables, borrowed(folder)), (more, added)):
        place.mkdir()
        for path in paths:
            shutil.copyfile(path, place / path.name)
    microdata = microdata_of(folder)
    shutil.copyfile(microdata, (tables if borrowed(folder) else own) / microdata.name)
    return load(own, tables, more)


def subjects(db: Database, home: Path, order: Order) -> tuple[list[Subject], dict[str, str]]:
    """Who goes in, and who does not and why. Raises BundleError where that would be no bundle."""
    found, left_out = list[Subject](), dict[str, str]()
    audited = {row["org"] for row in db.query("SELECT DISTINCT org FROM findings WHERE campaign = ?", [order.campaign])}
    for org in campaigns.organisations(db, order.campaign, order.orgs):
        visit = content.crawl_of(db, order.campaign, org.id)
        if visit is None or visit[0].state in ("pending", "running"):
            left_out[org.id] = "not crawled to the end"
        elif org.id not in audited:
            raise BundleError(f"{org.id} has no findings yet. Run: glasnost audit --campaign {order.campaign}")
        else:
            crawl, archive, end = visit
            path = home / archive if archive else None
            if path is not None and not path.is_file():
                raise BundleError(f"The archive of {org.id} is not there: {path}.")
            found.append(Subject(org=org, crawl=crawl, archive=path, end=end))
    if not found:
        raise BundleError(f"No organisation of campaign {order.campaign} is crawled and audited: nothing to pack.")
    return found, left_out


def ready(home: Path, order: Order) -> list[str]:
    """The organisations that can be packed now. Raises BundleError, CampaignError."""
    with closing((db := connect(home)).conn):
        return [one.org.id for one in subjects(db, home, order)[0]]

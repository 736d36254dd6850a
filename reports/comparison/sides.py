"""One side of a comparison: reads a home folder or a bundle, gives organisations and what was found about each."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.database import connect
from audit.listing import load_findings
from checklists.load import catalogue_of, load
from checklists.source import CheckListError
from crawler import campaigns
from crawler.database import FILE
from reports.bundles.integrity import compare_digests
from reports.bundles.layout import DamagedError
from reports.bundles.opening import Bundle
from reports.bundles.restoring import Home, read_about, read_campaigns, read_kept, unpack_lists
from reports.bundles.result import Verification
from reports.read import Organisation, read_organisations

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.finding import Finding
    from checklists.catalogue import Catalogue
    from checklists.schema import Item

CHUNK = 50
"""Organisations of a bundle that are taken over together."""


class SideError(click.ClickException):
    """What cannot be compared, and why."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One audit."""

    name: str
    """As it was asked for, without the folders of this machine: it stands on pages that others read."""
    campaign: str
    as_of: dt.date
    catalogue: Catalogue
    db: Database
    organisations: Mapping[str, Organisation]
    inns: Mapping[str, str]
    """ИНН of organisations that have one."""

    @property
    def edition(self) -> str:
        """Of the check-lists, on the campaign's day."""
        return self.catalogue.edition(self.as_of)

    def findings(self, org: str) -> dict[str, Finding]:
        """What was found about an organisation, with what people decided, by item."""
        return load_findings(self.db, self.campaign, org)

    def items(self, org: Organisation) -> dict[str, Item]:
        """What its check-list asks, by id."""
        return {item.id: item for item in self.catalogue.items_for(org.sector, org.kind, self.as_of)}

    def openness(self, org: str) -> Decimal | None:
        """The openness score."""
        score = self.organisations[org].score
        return score.openness if score else None


@contextlib.contextmanager
def opened(name: str, home: Path) -> Iterator[Side]:
    """A side by its name: a bundle's file, a home folder, ``HOME:CAMPAIGN``, or a campaign in ``home``.

    Raises SideError, and RefusedError for a bundle that is none.
    """
    path = Path(name)
    if path.is_file():
        with _bundle(path) as side:
            yield side
        return
    folder, _, campaign = name.rpartition(":")
    if (path / FILE).is_file():
        campaign = ""
    elif folder and (Path(folder) / FILE).is_file():
        path = Path(folder)
    elif (home / FILE).is_file():
        path, campaign = home, name
    else:
        raise SideError(f"«{name}» is no bundle, no home folder, and there is no database in {home} to look for it in.")
    with contextlib.closing((db := connect(path)).conn):
        try:
            found = campaigns.get(db, campaign or campaigns.latest(db))
        except campaigns.CampaignError as error:
            raise SideError(
                f"«{name}» is no bundle, no home folder and no campaign. {error.format_message()}"
            ) from error
        yield _side(Path(name).name, found.name, db, catalogue_of(path))


def _side(name: str, campaign: str, db: Database, catalogue: Catalogue) -> Side:
    sql = "SELECT id, inn FROM campaign_organisations WHERE campaign = ? AND inn != ''"
    inns = {row["id"]: row["inn"] for row in db.query(sql, [campaign])}
    return Side(
        name=name,
        campaign=campaign,
        as_of=campaigns.get(db, campaign).as_of,
        catalogue=catalogue,
        db=db,
        organisations={org.id: org for org in read_organisations(db, campaign)},
        inns=inns,
    )


@contextlib.contextmanager
def _bundle(path: Path) -> Iterator[Side]:
    """A bundle as a home folder that goes away; its digests are compared, nothing is audited anew."""
    with Bundle(path) as bundle, tempfile.TemporaryDirectory(prefix="glasnost-diff-") as scratch:
        about = read_about(bundle)
        result = Verification(bundle=path.name, about=about)
        compare_digests(bundle, result)
        if result.problems:
            raise SideError(f"{path} was changed: {result.problems[0]}. See: glasnost bundle verify {path}")
        lists = Path(scratch) / "lists"
        lists.mkdir()
        try:
            catalogue = load(*unpack_lists(bundle, lists))
            home = Home(Path(scratch) / "home", about, read_campaigns(bundle))
            for start in range(0, len(about.organisations), CHUNK):
                home.put_rows(read_kept(bundle, org) for org in about.organisations[start : start + CHUNK])
        except (DamagedError, CheckListError) as error:
            raise SideError(f"{path}: {error}") from error
        with contextlib.closing((db := connect(home.folder)).conn):
            yield _side(path.name, about.campaign, db, catalogue)

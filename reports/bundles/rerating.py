"""Counts the ratings of a bundle anew: reads methodology, measures and ratings, tells each difference. No network."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import click

from checklists.methods import FOLDER, read_method
from checklists.source import CheckListError
from reports.bundles import layout
from reports.bundles.layout import DamagedError
from reports.bundles.rating import compare, restored
from reports.bundles.restoring import read_measures, read_rating, unpack_method
from reports.bundles.result import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from audit.rating.campaign import CampaignRating
    from checklists.catalogue import Catalogue
    from reports.bundles.opening import Bundle
    from reports.bundles.rating import CampaignRatingFile
    from reports.bundles.result import Verification


class Rerating:
    """The ratings of one bundle; of one that has none there is nothing to compare."""

    def __init__(self, bundle: Bundle, result: Verification, catalogue: Catalogue, folder: Path) -> None:
        """Read the methodology into ``folder``; one that cannot be read is told, and no rating counted."""
        self._bundle, self._result, self._catalogue = bundle, result, catalogue
        self._how: tuple[CampaignRatingFile, Path] | None = None
        try:
            self._how = self._read(folder)
        except DamagedError as error:
            self._fail("file", error.name, error.why)
        except CheckListError as error:
            self._fail("rating", layout.METHODS, error.format_message().replace(f"{folder}/", ""))

    def compare(self, db: Database, orgs: Sequence[str]) -> None:
        """Count some organisations anew; ``db`` has them with their findings."""
        if self._how is None or not orgs:
            return
        said, path = self._how
        try:
            made = restored(db, self._catalogue, self._result.about.campaign, path, said)
        except click.ClickException as error:
            self._result.fault(Problem(kind="rating", path=layout.RATED, what=error.format_message()))
            return
        for org in orgs:
            self._compare(db, made, org)

    def _read(self, folder: Path) -> tuple[CampaignRatingFile, Path] | None:
        found = unpack_method(self._bundle, folder)
        if found is not None:
            said, path = found
            method = read_method(path, self._catalogue)
            if method.id != said.methodology:
                raise DamagedError(f"{layout.METHODS}{path.name}", f"is the methodology {method.id}")
            there, here = (_digest(one) for one in (path, FOLDER / path.name))
            if here and there != here:
                self._result.versions[f"methodology {said.methodology}"] = (there, here)
        return found

    def _compare(self, db: Database, made: CampaignRating, org: str) -> None:
        result = self._result
        try:
            said, found = read_rating(self._bundle, org), read_measures(self._bundle, org)
        except DamagedError as error:
            result.fault(Problem(kind="file", path=error.name, org=org, what=error.why))
            result.not_checked.append(f"rating of {org}: its files could not be read")
            return
        result.ratings += 1
        if withheld := compare(made, db, org, said, found, result.fault):
            result.not_checked.append(
                f"rating of {org}: {', '.join(withheld)} rest on answers of fewer than five people, which are not in"
                " the bundle; compared as intervals"
            )

    def _fail(self, kind: Literal["file", "rating"], path: str, what: str) -> None:
        self._result.fault(Problem(kind=kind, path=path, what=what))
        self._result.not_checked.append("ratings: the methodology could not be read")


def _digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else ""

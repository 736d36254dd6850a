"""The rating that a bundle has: counted out of what is in it, with the methodology beside it; and counted anew.

Answers of fewer than five people are not in a bundle. What rests on them is marked: of a criterion or a total the
number as the report prints it goes in, beside what the published measures alone give, and must lie within that.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.measures import in_force, number
from audit.rating.campaign import CampaignRating
from audit.rating.value import half_up, text
from checklists.method import Settings
from checklists.methods import FOLDER, read_method
from crawler import campaigns
from reports.bundles import layout
from reports.bundles.measured import measures
from reports.bundles.result import Problem
from reports.bundles.strict import Strict
from reports.ratings import METHOD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlite_utils import Database

    from audit.rating.value import Value
    from checklists.catalogue import Catalogue
    from crawler.registry import Organisation
    from reports.bundles.measured import MeasureRow

    Fault = Callable[[Problem], None]

CRITERIA = "Применяемые критерии"
"""The column of the registry that says by which criteria an organisation is rated."""
_LARGEST = 40
"""Digits of a number that is compared."""


class PartRow(Strict):
    """An indicator, a criterion or the total of one organisation, counted out of what the bundle has."""

    state: str
    """measured, part, missing, absent (audit.rating.value)."""
    absent: str = ""
    low: str
    high: str
    known: str | None
    """Exact: «86», «173/2»; None where nothing is known."""
    withheld: bool = False
    """Whether it rests on answers of fewer than five people too, which are not here."""
    shown: str | None = None
    """Of a criterion or total that does: the number as the report prints it."""


class OrganisationRating(Strict):
    """rating.json of one organisation."""

    criteria: tuple[str, ...]
    """By which it is rated, where the registry says so."""
    parts: dict[str, PartRow] | None
    """By id, with ``total``; None where the methodology does not rate its sector."""


class CampaignRatingFile(Strict):
    """glasnost/rating.json."""

    methodology: str
    """The id; its file stands in the bundle."""
    settings: Settings
    """With those that the campaign set."""


def opened(
    db: Database, catalogue: Catalogue, campaign: str, asked: str | None
) -> tuple[CampaignRating, Path] | None:  # fmt: skip
    """The campaign to be rated by a methodology, and its file; of the usual one None where nothing can be rated.

    ``asked``: an id or a YAML file, else the usual one. Raises CheckListError, ClickException.
    """
    path = FOLDER / f"{asked or METHOD}.yaml"
    if asked and asked.endswith((".yaml", ".yml")):
        path = Path(asked)
    method = read_method(path, catalogue)
    if not asked:
        measured = next(in_force(db, campaign), None) is not None
        if not measured or method.edition(campaigns.get(db, campaign).as_of) is None:
            return None
    return CampaignRating(db, catalogue, campaign, method), path


def about(made: CampaignRating) -> CampaignRatingFile:
    """How a campaign is rated."""
    return CampaignRatingFile(methodology=made.counting.method.id, settings=made.counting.settings)


def rated(made: CampaignRating, org: Organisation, found: Sequence[MeasureRow]) -> OrganisationRating:
    """The rating of one organisation; ``found`` is what the bundle has of its measures. Raises RatingError."""
    every = made.rate(org)
    subject = every.subject
    if every.rating is None:
        return OrganisationRating(criteria=subject.criteria, parts=None)
    here = made.rate(org, measures(org.id, found)).rating
    assert here is not None  # noqa: S101  the same sector, by the same methodology
    whole, criteria = every.rating.parts(), {*every.rating.criteria, "total"}
    parts = {}
    for name, value in here.parts().items():
        row = _row(value)
        if row != _row(whole[name]):
            number = whole[name].shown(available=False)
            shown = None if number is None or name not in criteria else text(number, made.places)
            row = row.model_copy(update={"withheld": True, "shown": shown})
        parts[name] = row
    return OrganisationRating(criteria=subject.criteria, parts=parts)


def restored(db: Database, catalogue: Catalogue, campaign: str, path: Path, said: CampaignRatingFile) -> CampaignRating:
    """A campaign of a bundle, to be rated anew. Raises CheckListError, ClickException."""
    made = CampaignRating(db, catalogue, campaign, read_method(path, catalogue))
    made.counting = replace(made.counting, settings=said.settings)
    return made


def compare(
    made: CampaignRating, db: Database, org: str, said: OrganisationRating, found: Sequence[MeasureRow], fault: Fault
) -> list[str]:
    """Count one organisation anew and name each part that differs; gives those that rest on what is withheld."""
    path = layout.own(org, layout.RATING)

    def tell(what: str) -> None:
        fault(Problem(kind="rating", path=path, org=org, what=what))

    (row,) = campaigns.organisations(db, made.campaign, [org])
    row = replace(row, extra={CRITERIA: ", ".join(said.criteria)} if said.criteria else {})
    try:
        rating = made.rate(row, measures(org, found)).rating
    except (click.ClickException, ValueError) as error:
        tell(error.format_message() if isinstance(error, click.ClickException) else str(error))
        return []
    mine = {name: _row(value) for name, value in rating.parts().items()} if rating else None
    if mine is None or said.parts is None:
        if mine is not said.parts:
            tell("has a rating where the methodology gives none, or none where it does")
        return []
    for name in sorted({*mine, *said.parts}):
        _compare(name, said.parts.get(name), mine.get(name), made.places, tell)
    return [name for name, part in said.parts.items() if part.withheld]


def _compare(name: str, said: PartRow | None, made: PartRow | None, places: int, tell: Callable[[str], None]) -> None:
    if said is None or made is None:
        tell(f"{name} is {_told(said)}; the measures and findings give {_told(made)}")
        return
    if said.model_copy(update={"withheld": False, "shown": None}) != made:
        tell(f"{name} is {_told(said)}; the measures and findings give {_told(made)}")
    if said.shown is None:
        return
    try:
        shown = number(said.shown[:_LARGEST])
        low, high = (half_up(Fraction(one), places) for one in (made.low, made.high))
        inside = low <= shown <= high or made.state == "absent"
    except ValueError:
        inside = False
    if not inside or not said.withheld:
        tell(f"{name} is printed as {said.shown[:_LARGEST]}; the measures and findings give {_told(made)}")


def _told(row: PartRow | None) -> str:
    if row is None:
        return "not there"
    if row.state == "absent":
        return f"absent ({row.absent})"
    return row.low if row.state == "measured" else f"{row.low}..{row.high} ({row.state})"


def _row(value: Value) -> PartRow:
    known = None if value.known is None else str(value.known)
    return PartRow(state=value.state, absent=value.absent, low=str(value.low), high=str(value.high), known=known)

"""The fifteen indicators per organisation for whoever enters them at bus.gov.ru: reads a campaign, writes JSON.

The site publishes no schema for results of the assessment; the composition follows law/norms.md E.1 (from memory), the
form is ours: bus-gov.schema.json. A number that is not there is null, and its reason says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from audit.listing import load_findings
from audit.rating.value import text
from reports.exports.opened import withheld
from reports.exports.progress import passing
from reports.exports.streams import write_json
from reports.organisation import group

if TYPE_CHECKING:
    from audit.rating.campaign import Rated
    from audit.rating.value import Value
    from reports.exports.opened import Opened
    from reports.ratings import Ratings

FORMAT = "glasnost-bus-gov-1"
SCHEMA = Path(__file__).parent / "bus-gov.schema.json"
REASONS = (
    "not_measured", "measured_in_part", "withheld_few", "not_in_sector", "no_disabled", "no_answers", "not_applied",
)  # fmt: skip
"""Why a number is null."""


class About(NamedTuple):
    """What the operator adds; empty where it is not told."""

    operator: str = ""
    council: str = ""
    address: str = ""
    """Where the report is published."""


class Written(NamedTuple):
    """What was written."""

    path: Path
    organisations: int
    nameless: tuple[str, ...]
    """Ids of organisations without ИНН, which cannot be entered."""


def write_bus_gov(opened: Opened, path: Path, about: About) -> Written:
    """Write the file. Raises ClickException where nothing but sites was measured."""
    if opened.ratings is None:
        raise click.ClickException(
            f"Campaign {opened.campaign} has no survey and no inspection, so there is no rating to enter."
            " Import them: glasnost import survey FILE, glasnost import inspection FILE"
        )
    ratings = opened.ratings
    several = passing(opened.rated(), "bus-gov", opened.organisations)
    write_json(path, _head(opened, ratings, about), "organisations", (_entry(opened, ratings, one) for one in several))
    mine = [one.org for one in ratings.rated if one.rating]
    return Written(path, len(mine), tuple(org.id for org in mine if not org.inn))


def _head(opened: Opened, ratings: Ratings, about: About) -> dict[str, Any]:
    site, how = opened.site, ratings.how
    return {
        "format": FORMAT,
        "campaign": opened.campaign,
        "year": site.as_of.year,
        "as_of": site.as_of.isoformat(),
        "operator": about.operator or None,
        "public_council": about.council or None,
        "report": about.address or None,
        "methodology": {
            "id": how.method.id,
            "title": site.said(how.method.title),
            "since": how.edition.since.isoformat() if how.edition.since else None,
            "status": how.edition.status,
            "note": site.said(how.edition.note) if how.edition.note else None,
            "settings": dict(how.settings),
            "decimals": how.method.places,
        },
        "reasons": {reason: opened.texts(f"exports_reason.{reason}") for reason in REASONS},
        "not_rated": ratings.others,
    }


def _entry(opened: Opened, ratings: Ratings, one: Rated) -> dict[str, Any]:
    site, org, rating = opened.site, one.org, one.rating
    assert rating is not None  # noqa: S101  opened.rated gives none without
    places, edition = ratings.how.method.places, ratings.how.edition
    page = ratings.page(org.id)
    return {
        "id": org.id,
        "inn": org.inn or None,
        "name": org.name,
        "short_name": org.short_name or org.name,
        "sector": one.subject.sector,
        "kind": one.subject.kind or None,
        "municipality": org.municipality or None,
        "region": org.region or None,
        "site": org.site or None,
        "indicators": [
            {"id": part.id, "title": site.said(part.title)} | _number(rating.indicators.get(part.id), places)
            for part in edition.indicators
        ],
        "criteria": [
            {"id": part.id, "title": site.said(part.title)} | _number(rating.criteria.get(part.id), places)
            for part in edition.criteria
        ],
        "total": _number(rating.total, places),
        "grade": site.said(page.grade.title) if page and page.grade else None,
        "place_in_sector": page.place if page else None,
        "main_defects": _defects(opened, one),
    }


def _number(value: Value | None, places: int) -> dict[str, Any]:
    """The number, or the ends between which it lies, or neither; and why."""
    reason = why(value)
    if value is None or reason not in (None, "measured_in_part"):
        return {"value": None, "low": None, "high": None, "reason": reason}
    low, high = (float(text(end, places)) for end in (value.low, value.high))
    return {"value": low if reason is None else None, "low": low, "high": high, "reason": reason}


def why(value: Value | None) -> str | None:
    """Why a number is not there, one of REASONS; None where it is."""
    if value is None:
        return "not_in_sector"
    if withheld(value):
        return "withheld_few"
    if value.absent:
        return value.absent
    return {"measured": None, "part": "measured_in_part"}.get(value.state, "not_measured")


def _defects(opened: Opened, one: Rated) -> list[Mapping[str, str]]:
    items = opened.site.items(one.org.sector, one.org.kind)
    gaps = group(items, load_findings(opened.db, opened.campaign, one.org.id)).gaps
    return [{"code": gap.item.id, "title": opened.site.said(gap.item.title), "verdict": gap.verdict} for gap in gaps]


def problems(written: Written) -> Iterator[str]:
    """What a person must know of the file."""
    if written.nameless:
        named = ", ".join(written.nameless[:10]) + ("…" if len(written.nameless) > 10 else "")  # noqa: PLR2004
        yield f"{len(written.nameless)} organisations have no INN and cannot be entered: {named}."

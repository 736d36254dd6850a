"""What is told of a site beside its items: points of accessibility, known products, pictures. Pure; then table beside.

Reads the probes of an archive and page facts. None of it enters a score: 1.1 asks whether information is published,
accessibility how it can be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

    from checklists.products import Accessibility, Point, Product
    from crawler.page import Page
    from crawler.probes.record import Probed

PLACES = 3
"""Places of a broken rule that are kept."""


def beside(
    probes: Sequence[Probed], pages: Iterable[Page], access: Accessibility | None, products: Sequence[Product],
) -> dict[str, Any]:  # fmt: skip
    """All of it, as table beside keeps it."""
    return {"accessibility": points(probes, access), "products": known(pages, products)}


def points(probes: Sequence[Probed], access: Accessibility | None) -> dict[str, Any] | None:
    """Each point of the act with what axe-core says of it on the pages that were tried; None where none was to be."""
    tried = [one for one in probes if one.kind == "accessibility"]
    if access is None or not tried:
        return None
    made = [one for one in tried if "broken" in one.data]
    return {
        "pages": [one.about for one in made],
        "engine": next((one.data.get("engine", "") for one in made), ""),
        "reason": "" if made else tried[0].data.get("reason", ""),
        "points": [_point(point, made) for point in access.points],
    }


def _point(point: Point, made: Sequence[Probed]) -> dict[str, Any]:
    """``met``: rules of the point had something to try and are kept; ``missing``: one is broken; else not_checked."""
    broken: dict[str, dict[str, Any]] = {}
    kept = False
    for probe in made:
        kept = kept or not set(point.rules).isdisjoint(probe.data.get("kept", ()))
        for rule in probe.data["broken"]:
            if rule["id"] in point.rules:
                row = broken.setdefault(rule["id"], {"rule": rule["id"], "number": 0, "pages": [], "places": []})
                row["number"] += rule["number"]
                row["pages"].append(probe.about)
                row["places"] = (row["places"] + [place[0] for place in rule["places"]])[:PLACES]
    verdict = "missing" if broken else "met" if kept else "not_checked"
    return {"id": point.id, "verdict": verdict, "broken": list(broken.values())}


def known(pages: Iterable[Page], products: Sequence[Product]) -> list[dict[str, str]]:
    """Products that give themselves away, each with the page where it was first met."""
    found: dict[str, str] = {}
    for page in pages:
        names = "\n".join(
            (*page.sources, *page.marks, *(link.url.lower() for link in page.links if link.via == "frame"))
        )
        for one in products:
            if one.id not in found and any(part in names for part in one.parts):
                found[one.id] = page.url
    return [{"id": one.id, "page": found[one.id]} for one in products if one.id in found]


def store_beside(db: Database, campaign: str, org: str, data: dict[str, Any]) -> None:
    """Replace the row of one organisation."""
    text = json.dumps(data, ensure_ascii=False)
    with db.atomic():
        db.execute("INSERT OR REPLACE INTO beside VALUES (?, ?, ?)", [campaign, org, text])


def read_beside(db: Database, campaign: str, org: str) -> dict[str, Any]:
    """The row of one organisation; empty where there is none."""
    sql = "SELECT data FROM beside WHERE campaign = ? AND org = ?"
    return next((dict(json.loads(data)) for (data,) in db.execute(sql, [campaign, org])), {})

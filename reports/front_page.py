"""Writes the front page: draws its charts, and lays the same rows under each as a table. Reads no more than scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup
from sqlite_utils import Database

from reports import chart, search
from reports.chart import BAND, Bar, Dot
from reports.crew import LARGE
from reports.front import CHARTED, Change, Front, Place, bands, front, read_earlier, share
from reports.pages import Site
from reports.summary import Listing, Spread, Tally


class Strip(NamedTuple):
    """The scores of one sector with their chart."""

    spread: Spread
    drawn: Markup
    bands: Counter[int]
    """First point of a band → organisations."""


def write_front(site: Site, db: Database, tally: Tally, listings: Sequence[Listing]) -> Path:
    """Write index.html, and what its search reads where there are too many organisations for one table."""
    found = front(listings, read_earlier(db, site.campaign))
    first, *others = listings
    large = len(first.rows) > LARGE
    dot = chart.stands_for([[row.openness for row in one.rows if row.openness is not None] for one in tally.spreads()])
    dot = max(dot, 2) if large else dot
    strips = [_strip(site, one, dot) for one in tally.spreads()]
    pages = first.pages("score")
    values = {
        "tally": tally, "listing": first, "others": others, "front": found, "strips": strips, "dot": dot, "band": BAND,
        "bands": [start for start in range(100 - BAND, -1, -BAND) if any(one.bands[start] for one in strips)],
        "places_drawn": _places(site, found), "changes_drawn": _changes(site, found.changes), "share": share,
        "gaps_drawn": _gaps(site, tally), "charted": CHARTED, "large": large, "order": "score", "number": 1,
        "rows": () if large else pages[0], "pages": len(pages), "chunks": (),
    }  # fmt: skip
    if large:
        values |= search.write(site, first.rows)
    return site.write("index.html", "index.html", **values)


def _strip(site: Site, one: Spread, dot: int) -> Strip:
    sector, counts = site.sector(one.sector), bands(one.rows)
    label = site.texts("index.spread_label", sector=sector)
    if dot == 1:
        given = [
            Dot(row.openness, f"{row.org.short_name}: {site.texts.points(row.openness)}", row.page)
            for row in one.rows
            if row.openness is not None
        ]
        return Strip(one, chart.dots(given, label), counts)
    columns = [(start, number, _band_title(site, start, number)) for start, number in sorted(counts.items())]
    return Strip(one, chart.binned(columns, dot, label), counts)


def _band_title(site: Site, start: int, number: int) -> str:
    ends = site.texts("index.band", low=start, high=start + BAND)
    return f"{ends}: {site.texts.plural('number.organisations', number)}"


def _places(site: Site, found: Front) -> Markup | None:
    """The municipalities' means; nothing where there is no other to set one beside."""
    rows = [one for one in found.places if one.mean is not None][:CHARTED]
    if len(rows) < 2:  # noqa: PLR2004 (one is not a comparison)
        return None
    return chart.bars([_place(site, one) for one in rows], site.texts("index.places_label"))


def _place(site: Site, one: Place) -> Bar:
    mean = one.mean or Decimal()
    name = one.listing.name or site.texts("list.no_municipality")
    return Bar(name, mean, site.texts.points(mean, 1), f"lists/{one.listing.file('score')}")


def _changes(site: Site, changes: Sequence[Change]) -> Markup | None:
    if not changes:
        return None
    rows = [Bar(site.sector(one.name), one.now, _was_now(site, one), before=one.was) for one in changes]
    return chart.bars(rows, site.texts("index.change_label"))


def _was_now(site: Site, one: Change) -> str:
    return f"{site.texts.points(one.was, 1)} → {site.texts.points(one.now, 1)}"


def _gaps(site: Site, tally: Tally) -> Markup | None:
    gaps = tally.common_gaps()
    if not gaps:
        return None
    every = len(tally.rows)
    rows = [
        Bar(
            site.said(one.item.title), share(one, every),
            site.texts("index.gap_said", missing=one.missing, of=one.checked), f"items/{one.item.id}.html",
        )
        for one in gaps
    ]  # fmt: skip
    return chart.bars(rows, site.texts("index.gaps_label"))

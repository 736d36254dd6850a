"""The sets of open data, field by field and row by row: reads a campaign, gives plain rows; knows no file.

Names of fields are for programs and never change; a change of the fields is a new STRUCTURE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from audit import listing
from audit.rating.value import text
from reports.exports.bus_gov import why
from reports.read import read_organisations

if TYPE_CHECKING:
    from decimal import Decimal

    from audit.rating.campaign import Rated
    from audit.rating.value import Value
    from checklists.method import Part
    from reports.exports.opened import Opened
    from reports.exports.streams import Row

STRUCTURE = "20261123"
"""The day of these structures (YYYYMMDD)."""


class Field(NamedTuple):
    """One column."""

    name: str
    form: str = "string"
    """string, integer, number, boolean, date, dateTime, anyURI: names of XML Schema."""


class Dataset(NamedTuple):
    """One set."""

    name: str
    """Latin, the end of its identifier."""
    fields: Sequence[Field]
    rows: Callable[[Opened], Iterator[Row]]


def parts(opened: Opened) -> Sequence[Part]:
    """Criteria and indicators, in the order of the ratings' columns."""
    if opened.ratings is None:
        return ()
    edition = opened.ratings.how.edition
    return [part for level in (edition.criteria, edition.indicators) for part in level]


def datasets(opened: Opened) -> list[Dataset]:
    """The sets of a campaign; ratings only where there are some."""
    found = [
        Dataset("organisations", _ORGANISATIONS, _organisations),
        Dataset("findings", _FINDINGS, _findings),
        Dataset("openness", _OPENNESS, _openness),
    ]
    if opened.ratings is not None:
        columns = [Field(f"{column(part.id)}_{end}", "number") for part in parts(opened) for end in ("low", "high")]
        found.append(Dataset("ratings", (*_RATINGS, *columns, Field("without_number")), _ratings))
    return found


def column(part: str) -> str:
    """The start of a part's columns: ``k1``, ``i1_1``, ``total``."""
    return part.lower() if part[0].isalpha() else f"i{part.replace('.', '_')}"


_ORGANISATIONS = (
    Field("id"), Field("inn"), Field("name"), Field("short_name"), Field("sector"), Field("kind"),
    Field("municipality"), Field("region"), Field("site", "anyURI"), Field("campaign"), Field("as_of", "date"),
    Field("crawl_state"), Field("crawl_reason"), Field("crawl_started", "dateTime"), Field("crawl_ended", "dateTime"),
    Field("pages", "integer"),
)  # fmt: skip
_FINDINGS = (
    Field("org"), Field("item"), Field("title"), Field("required", "boolean"), Field("verdict"), Field("reason"),
    Field("url", "anyURI"), Field("quote"), Field("digest"), Field("looked"), Field("decided_by"), Field("reviewer"),
    Field("decided_at", "dateTime"), Field("review_reason"), Field("review_state"),
)  # fmt: skip
_COUNTS = ("required", "met", "partial", "missing", "not_checked", "not_applicable")
_ENDS = ("site_1_1_low", "site_1_1_high", "remote_1_2_low", "remote_1_2_high")
_OPENNESS = (
    Field("org"), Field("openness", "number"), Field("checked", "number"),
    *(Field(name, "integer") for name in _COUNTS), Field("site_1_1_norm", "integer"),
    *(Field(name, "number") for name in _ENDS),
)  # fmt: skip
_RATINGS = (
    Field("org"), Field("inn"), Field("sector"), Field("kind"), Field("place_in_sector", "integer"), Field("grade"),
    Field("state"), Field("total_low", "number"), Field("total_high", "number"),
)  # fmt: skip


def _organisations(opened: Opened) -> Iterator[Row]:
    site = opened.site
    for org in read_organisations(opened.db, opened.campaign):
        crawl = org.crawl
        yield {
            **{name: getattr(org, name) for name in ("id", "name", "short_name", "municipality", "region", "site")},
            "inn": opened.registered[org.id].inn, "sector": site.sector_id(org.sector), "kind": org.kind,
            "campaign": opened.campaign, "as_of": site.as_of.isoformat(),
            "crawl_state": crawl.state if crawl else None, "crawl_reason": crawl.reason if crawl else None,
            "crawl_started": crawl.started_at if crawl else None, "crawl_ended": crawl.finished_at if crawl else None,
            "pages": crawl.pages if crawl else None,
        }  # fmt: skip


def _findings(opened: Opened) -> Iterator[Row]:
    titles = opened.site.catalogue.items
    for row in listing.rows(opened.db, opened.site.catalogue, opened.campaign, "item"):
        item = titles.get(row["item"])
        yield row | {"title": opened.site.said(item.title) if item else row["item"], "looked": " ".join(row["looked"])}


def _openness(opened: Opened) -> Iterator[Row]:
    for org in read_organisations(opened.db, opened.campaign):
        score = org.score
        if score is not None:
            ends = (score.site_low, score.site_high, score.remote_low, score.remote_high)
            yield {
                "org": org.id, "openness": _number(score.openness), "checked": _number(score.checked),
                **{name: score.counts.get(name) for name in _COUNTS}, "site_1_1_norm": score.site_norm,
                **dict(zip(_ENDS, map(_number, ends), strict=True)),
            }  # fmt: skip


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _ratings(opened: Opened) -> Iterator[Row]:
    ratings = opened.ratings
    assert ratings is not None  # noqa: S101  there is no such set without
    places, ids = ratings.how.method.places, [part.id for part in parts(opened)]
    entries = {entry.rated.org.id: entry for sector in ratings.sectors for entry in ratings.table(sector)}
    for one in opened.rated():
        if one.rating is None:
            continue
        entry, found = entries[one.org.id], one.rating.parts()
        yield {
            "org": one.org.id, "inn": one.org.inn, "sector": one.subject.sector, "kind": one.subject.kind,
            "place_in_sector": entry.place, "grade": opened.site.said(entry.grade.title) if entry.grade else None,
            "state": one.rating.total.state, **_both("total", found["total"], places),
            **{name: end for id_ in ids for name, end in _both(id_, found.get(id_), places).items()},
            "without_number": _without(one, ids),
        }  # fmt: skip


def _both(part: str, value: Value | None, places: int) -> Mapping[str, float | None]:
    """Lower and upper end; nothing where there is no number or too few people gave it."""
    low, high = f"{column(part)}_low", f"{column(part)}_high"
    if value is None or why(value) not in (None, "measured_in_part"):
        return {low: None, high: None}
    return {low: float(text(value.low, places)), high: float(text(value.high, places))}


def _without(one: Rated, ids: Sequence[str]) -> str:
    """Parts without a number and why: ``3.3:withheld_few 2.2:not_in_sector``."""
    found = one.rating.parts() if one.rating else {}
    reasons = {id_: why(found.get(id_)) for id_ in ids}
    return " ".join(f"{id_}:{reason}" for id_, reason in reasons.items() if reason and reason != "measured_in_part")

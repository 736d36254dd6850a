"""The rating in words for the operator's report: reads ratings, gives plain values. Counts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.rating.value import text
from reports.exports.report_values import NONE, RatedLine, RatedTable, Rating, short

if TYPE_CHECKING:
    from audit.rating.levels import Group
    from audit.rating.value import Value
    from reports.exports.opened import Opened
    from reports.ratings import Entry, Ratings


def rating_words(opened: Opened, ratings: Ratings, most: int) -> Rating:
    """The rating of a campaign: the first ``most`` of each sector, municipalities, method and settings."""
    t, said, how = opened.texts, opened.site.said, ratings.how
    ids = [part.id for part in how.edition.criteria]
    municipalities, _, _ = ratings.groups()
    return Rating(
        method=said(how.method.title), status=t.known("status", how.edition.status),
        notes=tuple(said(note) for note in (how.method.note, how.edition.note) if note),
        settings=tuple((t.known("setting", name), t.known("setting_value", value)) for name, value in how.settings),
        whole=ratings.whole, rated=sum(one.rating is not None for one in ratings.rated),
        criteria=tuple((part.id, said(part.title)) for part in how.edition.criteria),
        sectors=tuple(_sector(opened, ratings, sector, ids, most) for sector in ratings.sectors),
        municipalities=RatedTable(
            t("rating.municipalities"), tuple(_group(opened, ratings, one, ids) for one in municipalities)
        ),
    )  # fmt: skip


def _sector(opened: Opened, ratings: Ratings, sector: str, ids: Sequence[str], most: int) -> RatedTable:
    table = ratings.table(sector)
    rows = tuple(_rated(opened, one, ids) for one in table[:most])
    return RatedTable(opened.site.sector(sector), rows, len(table) - len(rows))


def _rated(opened: Opened, one: Entry, ids: Sequence[str]) -> RatedLine:
    org = one.rated.org
    parts = one.parts
    grade = opened.site.said(one.grade.title) if one.grade else ""
    return RatedLine(
        str(one.place) if one.place else NONE, short(org.short_name or org.name),
        number(opened, parts.get("total")), grade, tuple(number(opened, parts.get(id_)) for id_ in ids),
    )  # fmt: skip


def _group(opened: Opened, ratings: Ratings, one: Group, ids: Sequence[str]) -> RatedLine:
    grade = ratings.grade(one.parts["total"])
    return RatedLine(
        "", short(one.place) or NONE, number(opened, one.parts["total"]),
        opened.site.said(grade.title) if grade else "", tuple(number(opened, one.parts.get(id_)) for id_ in ids),
    )  # fmt: skip


def number(opened: Opened, value: Value | None) -> str:
    """A number of the rating as it is written in the language: a number, the ends of an interval, a dash."""
    if value is None or value.absent or opened.ratings is None:
        return NONE
    places = opened.ratings.how.method.places
    ends = dict.fromkeys(text(end, places) for end in (value.low, value.high))
    told = "–".join(ends)
    return told.replace(".", ",") if opened.texts.lang == "ru" else told

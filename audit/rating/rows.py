"""Ratings as rows for people and programs: one mapping an organisation or place. Knows no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.rating.heads import heads
from audit.rating.levels import change, grade, ranks, since, total
from audit.rating.value import few, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from audit.rating.campaign import Rated
    from audit.rating.levels import Group
    from audit.rating.rate import Counting, Rating
    from audit.rating.value import Value

Row = dict[str, Any]


def cell(value: Value | None, places: int, *, available: bool) -> str:
    """A value as it is written: a number, ends of an interval, «—» for what is missing, «n/a» for what is absent."""
    if value is None or value.state == "absent":
        return "n/a"
    if value.state == "missing":
        return "—"
    number = value.shown(available=available)
    if number is not None:
        return text(number, places)
    return f"{text(value.low, places)}–{text(value.high, places)}"


def organisations(
    rated: Sequence[Rated], earlier: Mapping[str, tuple[str, Rating]], how: Counting, *, available: bool
) -> Iterator[Row]:  # fmt: skip
    """One row an organisation, the highest total first; those without a place come after, by id."""
    mine = [one for one in rated if one.rating is not None]
    overall = ranks({one.org.id: total(one) for one in mine}, how.method.places, available=available)
    by_sector: dict[str, int] = {}
    for sector in {one.subject.sector for one in mine}:
        table = {one.org.id: total(one) for one in mine if one.subject.sector == sector}
        by_sector |= ranks(table, how.method.places, available=available)
    for one in sorted(mine, key=lambda one: (overall.get(one.org.id, len(mine) + 1), one.org.id)):
        before = earlier.get(one.org.id)
        yield {
            "org": one.org.id, "name": one.org.short_name or one.org.name, "sector": one.subject.sector,
            "kind": one.subject.kind, "municipality": one.org.municipality, "region": one.org.region,
            "place": overall.get(one.org.id), "place_in_sector": by_sector.get(one.org.id),
            **_numbers(one.rating, before[1] if before else None, how, available=available),
            "since": before[0] if before else None,
            **{f"head_{level}": name for level, name in heads(one.org)._asdict().items()},
            "measured_by": sorted(_people(one.rating)), "made_of": _made_of(one.rating),
        }  # fmt: skip


def _numbers(rating: Rating | None, before: Rating | None, how: Counting, *, available: bool) -> Row:
    if rating is None:
        return {}
    places = how.method.places
    found = change(rating, before, places, available=available)
    return {
        **_totals(rating.total, how, available=available),
        "change": None if found is None else _signed(found, places),
        **_parts(rating.parts(), how, available=available),
        **{name: "<5" for name, value in rating.indicators.items() if any(map(few, value.facts))},
    }


def _signed(number: Fraction, places: int) -> str:
    return ("+" if number > 0 else "") + text(number, places)


def _totals(value: Value, how: Counting, *, available: bool) -> Row:
    found = grade(value, how.method.grades, how.method.places, available=available)
    row: Row = {
        "total": cell(value, how.method.places, available=available), "state": value.state,
        "grade": found.title.ru if found else None,
    }  # fmt: skip
    if value.spread:
        low, high = (text(end, how.method.places) for end in value.spread[1:])
        row["spread"] = f"{low}–{high} ({value.spread.people})"
    return row


def _parts(parts: Mapping[str, Value], how: Counting, *, available: bool) -> Row:
    names = [part.id for level in (how.edition.criteria, how.edition.indicators) for part in level]
    return {name: cell(parts.get(name), how.method.places, available=available) for name in names}


def _people(rating: Rating | None) -> set[str]:
    values = rating.parts().values() if rating else ()
    return {source.by or source.how for value in values for fact in value.facts for source in fact.by} - {""}


def _made_of(rating: Rating | None) -> dict[str, list[Row]]:
    """What each indicator was counted of and who measured that; answers of fewer than five people are left out."""
    return {
        name: [
            {
                "name": fact.name, "low": str(fact.low), "high": str(fact.high),
                "of": None if fact.of is None else str(fact.of), "by": [source._asdict() for source in fact.by],
            }
            for fact in value.facts
            if not few(fact)
        ]
        for name, value in (rating.indicators if rating else {}).items()
    }  # fmt: skip


def places(
    groups: Sequence[Group], how: Counting, earlier: Mapping[str, tuple[str, Rating]] | None = None, *, available: bool
) -> Iterator[Row]:  # fmt: skip
    """One row a place, and where asked each of its sectors; places of one kind are ranked among themselves."""
    ranked: dict[int, int] = {}
    for sector in {one.sector for one in groups}:
        table = {str(n): one.parts["total"] for n, one in enumerate(groups) if one.sector == sector}
        ranked |= {int(n): rank for n, rank in ranks(table, how.method.places, available=available).items()}
    for number, one in enumerate(groups):
        changed = since(one, earlier or {}, how.method.places, available=available)
        yield {
            "level": one.level, "region": one.region, "municipality": one.place if one.level == "municipality" else "",
            "sector": one.sector, "organisations": len(one.rated), "measured": one.measured, "mean_of": one.mean_of,
            "place": ranked.get(number), "head": one.head or None,
            **_totals(one.parts["total"], how, available=available),
            "change": _signed(changed[1], how.method.places) if changed else None,
            "since": changed[0] if changed else None, **_parts(one.parts, how, available=available),
        }  # fmt: skip

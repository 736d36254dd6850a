"""From ratings of organisations to places: means, ranks, grades, changes. Pure; knows no database and no words."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from audit.rating.heads import head_of
from audit.rating.value import Value, half_up, mean, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from audit.rating.campaign import Rated
    from audit.rating.rate import Rating
    from checklists.method import Grade

Level = Literal["organisation", "municipality", "region", "overall"]
LEVELS: tuple[Level, ...] = ("organisation", "municipality", "region", "overall")
MeanOf = Literal["organisations", "sectors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A municipality, a region or everything; of one sector or of all."""

    level: Level
    place: str
    """Its name; of municipalities with the region, because two regions may have one of the same name."""
    region: str
    sector: str
    """Empty: all sectors."""
    rated: tuple[Rated, ...]
    mean_of: MeanOf
    parts: Mapping[str, Value]
    """Means by id: indicators, criteria, ``total``."""

    @property
    def head(self) -> str:
        """Who answers for the place, as the registry says; empty where it does not, and for sectors and the whole."""
        return "" if self.sector else head_of((one.org for one in self.rated), self.level)

    @property
    def measured(self) -> int:
        """Organisations whose total was measured in full."""
        return sum(one.rating is not None and one.rating.total.state == "measured" for one in self.rated)


def groups(rated: Iterable[Rated], level: Level, mean_of: MeanOf, *, by_sector: bool) -> list[Group]:
    """The places of a level with their means, by name; with ``by_sector`` each is followed by its sectors."""
    places: dict[tuple[str, str], list[Rated]] = {}
    for one in rated:
        if one.rating is not None:
            places.setdefault(_place(one, level), []).append(one)
    found = []
    for (region, place), several in sorted(places.items()):
        found.append(_group(several, (level, place, region, ""), mean_of))
        if by_sector:
            found += [_group(mine, (level, place, region, name), "organisations") for name, mine in _sectors(several)]
    return found


def _place(one: Rated, level: Level) -> tuple[str, str]:
    if level == "municipality":
        return one.org.region, one.org.municipality
    return (one.org.region, one.org.region) if level == "region" else ("", "")


def _group(rated: Sequence[Rated], about: tuple[Level, str, str, str], mean_of: MeanOf) -> Group:
    level, place, region, sector = about
    if mean_of == "sectors":
        tables = [_means([_parts(one) for one in several]) for _, several in _sectors(rated)]
    else:
        tables = [_parts(one) for one in rated]
    return Group(
        level=level, place=place, region=region, sector=sector, rated=tuple(rated), mean_of=mean_of,
        parts=_means(tables),
    )  # fmt: skip


def _sectors(rated: Iterable[Rated]) -> list[tuple[str, list[Rated]]]:
    found: dict[str, list[Rated]] = {}
    for one in rated:
        found.setdefault(one.subject.sector, []).append(one)
    return sorted(found.items())


def _parts(one: Rated) -> dict[str, Value]:
    return one.rating.parts() if one.rating else {}


def _means(tables: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """The mean of each part over those that have it."""
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: mean(table[name] for table in tables if name in table) for name in names}


def ranks(totals: Mapping[str, Value], places: int, *, available: bool) -> dict[str, int]:
    """Places by the numbers as they are written, the greatest first; equal numbers share the better place.

    What is not measured in full has none, unless ``available``; but where it is greater even at its worst, it stands
    before: nobody is the first of those whom others surely surpass.
    """
    shown = {name: value.shown(available=available) for name, value in totals.items()}
    written = {name: half_up(number, places) for name, number in shown.items() if number is not None}
    sure = [half_up(one.low, places) for name, one in totals.items() if name not in written and one.state == "part"]
    ahead = sorted([*written.values(), *sure])
    return {name: 1 + len(ahead) - bisect_right(ahead, number) for name, number in written.items()}


def grade(total: Value, grades: Sequence[Grade], places: int, *, available: bool) -> Grade | None:
    """The grade of a total as it is written; half-open: the number ``up_to`` still has the lower grade."""
    number = total.shown(available=available)
    if number is None:
        return None
    return next((one for one in grades if half_up(number, places) <= one.up_to), None)


def change(now: Rating, then: Rating | None, places: int, *, available: bool) -> Fraction | None:
    """How the total as written differs from the one before; None where either is not there."""
    after = now.total.shown(available=available)
    before = then.total.shown(available=available) if then else None
    if after is None or before is None:
        return None
    return half_up(after, places) - half_up(before, places)


def since(
    group: Group, earlier: Mapping[str, tuple[str, Rating]], places: int, *, available: bool
) -> tuple[str, Fraction] | None:  # fmt: skip
    """The campaign before, and how the mean total as written differs from that of the same organisations then.

    None where not all of them were rated in one campaign, or either mean is not there.
    """
    found = [(one.subject.sector, earlier[one.org.id]) for one in group.rated if one.org.id in earlier]
    names = {campaign for _, (campaign, _) in found}
    if len(found) != len(group.rated) or len(names) != 1:
        return None
    sectors: dict[str, list[Value]] = {}
    for sector, (_, rating) in found:
        sectors.setdefault(sector if group.mean_of == "sectors" else "", []).append(rating.total)
    before = mean(mean(totals) for totals in sectors.values()).shown(available=available)
    after = group.parts["total"].shown(available=available)
    if before is None or after is None:
        return None
    return names.pop(), half_up(after, places) - half_up(before, places)


def total(one: Rated) -> Value:
    """The total of one organisation."""
    return one.rating.total if one.rating else missing()

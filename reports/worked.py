"""The formulas with the numbers of one organisation, and how much of a campaign was checked. Knows no HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from audit.finding import Finding
from audit.rating.campaign import Rated
from audit.rating.value import HUNDRED, Value, few
from audit.scoring import Counted, channels, openness, site_items
from checklists.catalogue import Act, Catalogue
from checklists.method import Part
from checklists.methodology import Methodology
from checklists.schema import Item
from reports.ratings import Ratings
from reports.summary import Row


class Weight(NamedTuple):
    """The required items of one weight, by verdict."""

    name: str
    weight: Decimal
    met: int
    partial: int
    missing: int

    @property
    def gained(self) -> Decimal:
        """Weights of what is there in full."""
        return self.weight * self.met

    @property
    def half(self) -> Decimal:
        """Weights of what is there in part, before they are cut."""
        return self.weight * self.partial

    @property
    def whole(self) -> Decimal:
        """Weights of all that was checked."""
        return self.weight * (self.met + self.partial + self.missing)


class Step(NamedTuple):
    """A criterion, or the total: weight · value of each part, added up."""

    part: Part | None
    """None for the total."""
    terms: Sequence[tuple[Fraction, str, Fraction]]
    """Weight, id and value of each part that counts."""
    over: Fraction
    """The sum of these weights: less than 1 where a part is absent."""
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One organisation's numbers."""

    row: Row
    weights: tuple[Weight, ...]
    points: Decimal
    checked: int
    """Required items that were checked."""
    asked: int
    """Required items that concern the organisation."""
    site: Counted | None
    """Исайт of Инорм-сайт."""
    channels: Mapping[str, str]
    """Remote channels, and what each counts as."""
    steps: tuple[Step, ...]
    """Criteria and total of the full rating; empty where it was not measured in full."""

    @property
    def working(self) -> int:
        """Remote channels that count."""
        return sum(verdict == "met" for verdict in self.channels.values())


def example(rows: Iterable[Row], ratings: Ratings | None) -> Row | None:
    """The organisation to work through: the middle one by openness of those that may be compared.

    Of those with a full rating, where there are any. None where nothing may be compared.
    """
    usable = [row for row in rows if row.comparable and row.openness is not None]
    rated = {one.org.id for one in ratings.rated if _measured(one)} if ratings else set[str]()
    chosen = [row for row in usable if row.org.id in rated] or usable
    ordered = sorted(chosen, key=lambda row: (row.openness or Decimal(), row.org.id))
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def _measured(one: Rated) -> bool:
    return one.rating is not None and one.rating.total.state == "measured"


def work(
    row: Row, items: Sequence[Item], findings: Mapping[str, Finding], how: Methodology, ratings: Ratings | None
) -> Worked:
    """Work one organisation through by its own numbers."""
    verdicts = {item.id: findings[item.id].verdict for item in items if item.id in findings}
    required = [(item.weight, verdicts[item.id]) for item in items if item.required and item.id in verdicts]
    numbers = Counter[tuple[str, str]](required)
    asked = sum(verdict != "not_applicable" for _, verdict in required)
    rated = ratings.in_full(row.org.id) if ratings else None
    return Worked(
        row=row,
        weights=tuple(
            Weight(name, weight, *(numbers[name, verdict] for verdict in ("met", "partial", "missing")))
            for name, weight in how.openness.weights.items()
        ),
        points=openness(required, how) or Decimal(),
        checked=asked - sum(verdict == "not_checked" for _, verdict in required),
        asked=asked,
        site=site_items(items, verdicts, how),
        channels=channels(items, verdicts),
        steps=_steps(ratings, rated) if ratings and rated and _measured(rated) else (),
    )


def _steps(ratings: Ratings, rated: Rated) -> tuple[Step, ...]:
    """Every criterion that is a weighted sum, and the total where it is a mean.

    None of a criterion one of whose numbers too few people gave: it would be printed here.
    """
    if rated.rating is None:
        return ()
    edition, values = ratings.how.edition, rated.rating.parts()
    found = []
    for part in edition.criteria:
        variant = part.variant(rated.subject.sector, rated.subject.kind)
        if variant and variant.formula.weighted and values[part.id].known is not None:
            terms = [(Fraction(one.weight), one.part, values.get(one.part)) for one in variant.formula.weighted]
            if any(few(fact) for _, _, value in terms if value for fact in value.facts):
                continue
            found.append(_step(part, terms, values[part.id]))
    total = edition.total
    if total and total.mean and all(one.part for one in total.mean):
        found.append(_step(None, [(Fraction(1), name, values.get(name)) for name in total.parts()], values["total"]))
    return tuple(found)


def _step(part: Part | None, terms: Sequence[tuple[Fraction, str, Value | None]], value: Value) -> Step:
    here = [(weight, name, one.known) for weight, name, one in terms if one is not None and one.known is not None]
    return Step(part, here, sum((weight for weight, _, _ in here), Fraction(0)), value.known or Fraction(0))


class Shares(NamedTuple):
    """How much of a campaign was checked."""

    mean: Decimal | None
    """Mean share of the required items that was checked."""
    comparable: int
    incomparable: int
    unscored: int


def shares(rows: Sequence[Row]) -> Shares:
    """Count a campaign's organisations by how much of each was checked."""
    checked = [row.checked for row in rows if row.checked is not None]
    scored = [row for row in rows if row.openness is not None]
    good = sum(row.comparable for row in scored)
    mean = sum(checked, Decimal()) / len(checked) if checked else None
    return Shares(mean, good, len(scored) - good, len(rows) - len(scored))


def acts_of(catalogue: Catalogue, items: Iterable[Item]) -> list[tuple[Act, int]]:
    """The acts that these items rest on, with how many rest on each, the most cited first."""
    numbers = Counter(name for item in items for name in {basis.act for basis in item.basis})
    known = [(catalogue.acts[name], number) for name, number in numbers.items() if name in catalogue.acts]
    return sorted(known, key=lambda one: (-one[1], one[0].id))


def percent(counted: Counted) -> tuple[Decimal, Decimal]:
    """Исайт / Инорм-сайт · 100, with nothing of what was not checked, and with all of it."""
    low, high = counted.sure, counted.sure + counted.unchecked
    hundred = Decimal(HUNDRED.numerator)
    return hundred * low / counted.of, hundred * high / counted.of

"""The behaviour of each kind of formula (checklists/formula.py): measured facts in, points out. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from audit.rating.value import (
    HUNDRED,
    RESPONDENTS,
    SMALL,
    ZERO,
    Fact,
    Spread,
    Value,
    exact,
    few,
    gone,
    mean,
    missing,
    weighted,
)
from audit.ties import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from audit.rating.value import Absent, State
    from checklists.formula import Formula, HalfSum, Points, Share, Steps, Tally, Weighted
    from checklists.method import Settings


class RatingError(click.ClickException):
    """A rating that cannot be counted as the settings ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One organisation while it is counted."""

    name: str
    """Its id, for messages."""
    facts: Mapping[str, tuple[Fact, ...]]
    settings: Settings
    no_site: bool = False
    """It has no official site: what is asked of the site is zero."""
    parts: dict[str, Value] = field(default_factory=dict)
    """Indicators and criteria counted so far."""


def evaluate(case: Case, formula: Formula) -> Value:
    """The points that a formula gives. Raises RatingError where a setting says so."""
    kind = formula.kinds()[0]
    return FORMULAS[kind](case, getattr(formula, kind))


def _one(case: Case, name: str) -> Fact | None:
    return next(iter(case.facts.get(name, ())), None)


def _share(case: Case, how: Share) -> Value:
    fact = _one(case, how.of)
    if fact is None or fact.of is None:
        return missing()
    if fact.of == 0:
        among = _one(case, how.among) if how.among else None
        return missing() if among and among.low > 0 else _nobody(case, fact, how.none)
    return _without(case, fact) if _left_out(case, fact) else _over(fact, fact.of)


def _left_out(case: Case, fact: Fact) -> bool:
    """Whether so few people answered that the settings leave their answers out."""
    return case.settings.small_groups == "without" and few(fact)


def _without(case: Case, fact: Fact) -> Value:
    """What is left out: as if it concerned nobody, or unmeasured where hardly anybody was asked anything."""
    asked = _one(case, RESPONDENTS)
    return missing() if asked and asked.low < SMALL else gone("few", [fact])


def _over(fact: Fact, of: Fraction) -> Value:
    """100 · value / of, never over 100; ``known`` is of the fact's own kind already."""
    if fact.sure:
        return exact(min(HUNDRED, HUNDRED * fact.low / of), [fact])
    low, high = (min(HUNDRED, HUNDRED * number / of) for number in (fact.low, fact.high))
    known = None if fact.known is None else min(HUNDRED, HUNDRED * fact.known / of)
    return Value(low=low, high=high, known=known, facts=(fact,))


def _nobody(case: Case, fact: Fact, why: Absent) -> Value:
    policy = case.settings.no_disabled if why == "no_disabled" else case.settings.no_answers
    if policy == "error":
        raise RatingError(f"{case.name}: {fact.name} has nobody who was asked, and the setting {why} is «error».")
    return exact(ZERO, [fact]) if policy == "zero" else gone(why, [fact])


def _half_sum(case: Case, how: HalfSum) -> Value:
    both = [_one(case, name) for name in how.of]
    over: Fraction | None = None
    if case.settings.norms == "single":
        fact = _one(case, how.single.value or how.single.of or "")
        over = (fact.known if how.single.value else fact.of) if fact else None
        if over is None:
            return missing()
    values = []
    for name, fact in zip(how.of, both, strict=True):
        if case.no_site and name == how.no_site and any(both) and (fact is None or not fact.of):
            values.append(exact(ZERO, [fact] if fact else []))
        elif fact is None or fact.of is None:
            values.append(missing())
        elif _left_out(case, fact):
            values.append(_without(case, fact))
        elif over or (over is None and fact.of):
            values.append(_over(fact, over or fact.of))
        else:
            values.append(_nobody(case, fact, "no_answers"))
    return mean(values)


def _points(case: Case, how: Points) -> Value:
    fact = _one(case, how.of)
    if fact is None or fact.known is None:
        return missing() if fact is None else replace(missing(), facts=(fact,))
    left = max(ZERO, how.assess - (fact.of or ZERO))
    if fact.unmarked is not None:  # it is known which conditions were not looked at: each of them may be there
        unmarked = Fraction(fact.unmarked)
        left = min(left, unmarked) if case.settings.unassessed == "left_out" else unmarked
    most, each = Fraction(how.most), Fraction(how.each)
    if fact.sure and not left:
        return exact(min(most, each * fact.low), [fact])
    low, high, known = (min(most, each * number) for number in (fact.low, fact.high + left, fact.known))
    return Value(low=low, high=high, known=known, facts=(fact,))


def _steps(case: Case, how: Steps) -> Value:
    fact = _one(case, how.of)
    if fact is None or fact.of is None:
        return missing()
    waited, term = fact.low, fact.of
    if waited > term:
        points = how.late
    elif waited <= term / 2:
        points = how.half
    else:
        points = next(step.points for step in reversed(how.ahead) if term - waited >= Fraction(step.by))
    return exact(Fraction(points), [fact])


def _tally(case: Case, how: Tally) -> Value:
    names = sorted(
        name for name in case.facts if any(name == one or name.startswith(f"{one}.") for one in how.of)
    )  # fmt: skip
    if not names:
        return missing()
    found = tuple(fact for name in names for fact in case.facts[name])
    total = sum((_middle([fact.low for fact in case.facts[name]]) for name in names), ZERO)
    most = sum((_middle([fact.of or ZERO for fact in case.facts[name]]) for name in names), ZERO)
    left = Fraction(how.worth) * max(0, how.items - len(names))
    spread = _spread(case, names)
    if how.gives == "points":
        return Value(low=total, high=total + left, known=total, facts=found, spread=spread)
    if most == 0:
        return missing()
    known = HUNDRED * total / most
    low, high = HUNDRED * total / (most + left), HUNDRED * (total + left) / (most + left)
    share = spread and Spread(spread.people, HUNDRED * spread.low / most, HUNDRED * spread.high / most)
    return Value(low=low, high=high, known=known, facts=found, spread=share)


def _middle(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, ZERO) / len(numbers)


def _spread(case: Case, names: list[str]) -> Spread | None:
    """The least and the greatest sum of those who marked everything; None of fewer than two people."""
    sums: dict[str, list[Fraction]] = {}
    for name in names:
        for fact in case.facts[name]:
            for source in fact.by:
                sums.setdefault(fold(source.by), []).append(fact.low)
    whole = [sum(points, ZERO) for points in sums.values() if len(points) == len(names)]
    return Spread(len(whole), min(whole), max(whole)) if len(whole) > 1 else None


def _part(case: Case, how: str) -> Value:
    return case.parts.get(how) or missing()


def _mean(case: Case, how: tuple[Formula, ...]) -> Value:
    return mean(evaluate(case, one) for one in how)


def _weighted(case: Case, how: tuple[Weighted, ...]) -> Value:
    parts = [(Fraction(one.weight), _part(case, one.part)) for one in how]
    if case.settings.no_disabled == "mean_31_32":
        others = mean(value for _, value in parts if not value.absent)
        parts = [(weight, others if value.absent == "no_disabled" else value) for weight, value in parts]
    found = weighted(parts)
    return replace(found, facts=())


def _first(case: Case, how: tuple[Formula, ...]) -> Value:
    """The first that was measured in full, else in part, else what is absent, else what is missing."""
    values = [evaluate(case, one) for one in how]
    order: tuple[State, ...] = ("measured", "part", "absent", "missing")
    return min(values, key=lambda value: order.index(value.state))


FORMULAS: Mapping[str, Callable[[Case, Any], Value]] = {
    "share": _share, "half_sum": _half_sum, "points": _points, "steps": _steps, "tally": _tally, "part": _part,
    "mean": _mean, "weighted": _weighted, "first": _first,
}  # fmt: skip
"""Kind of formula → what it does; the same names as the fields of checklists.formula.Formula."""

"""A number that may be known in part, and how such numbers add up. Pure arithmetic in fractions.

A value lies between ``low`` and ``high``: what was not measured is taken at its worst and at its best. ``known`` is the
same number by the data at hand alone. ``absent`` is another thing than unknown: the indicator does not concern the
organisation, or nobody could be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

State = Literal["measured", "part", "missing", "absent"]
"""part: somewhere between low and high; missing: nothing of it was measured; absent: see above."""

Absent = Literal["", "no_disabled", "no_answers", "few", "not_applied"]
"""Why there is no such number: no disabled respondents, nobody whom the question concerns, so few that they are left
out, not applied to this organisation."""

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)


class Source(NamedTuple):
    """Who measured a number."""

    how: str
    """As the import has it: «paper», «inspection»; ``findings`` for what the audit of the site says."""
    by: str = ""
    """A person's or an operator's name."""
    on: str = ""
    """Day, ISO 8601."""
    files: tuple[str, ...] = ()
    """Names of photographs or papers that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One measured number as the formulas take it."""

    name: str
    """The measure's name."""
    low: Fraction
    high: Fraction
    known: Fraction | None
    """By the data at hand; None where nothing is known."""
    of: Fraction | None = None
    by: tuple[Source, ...] = ()
    unmarked: int | None = None
    """Of conditions that were marked one by one: how many nobody looked at; None where the number came ready."""

    @property
    def sure(self) -> bool:
        """Whether it came as one number, so that what is counted of it is counted once."""
        return self.low is self.high is self.known


RESPONDENTS = "survey.respondents"
"""How many people were asked anything."""
SMALL = 5
"""Answers of fewer people are not published: they would tell who answered what."""


def few(fact: Fact) -> bool:
    """Whether a fact is the answers of so few people that they are not published."""
    return fact.name.startswith("survey.") and fact.of is not None and 0 < fact.of < SMALL


class Spread(NamedTuple):
    """How far the people who gave points differ."""

    people: int
    """Those who gave every point that anybody gave."""
    low: Fraction
    high: Fraction
    """The least and the greatest of their sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Points of an indicator, a criterion or a total."""

    low: Fraction
    high: Fraction
    known: Fraction | None
    absent: Absent = ""
    facts: tuple[Fact, ...] = ()
    """What it was counted of."""
    spread: Spread | None = None

    @property
    def state(self) -> State:
        """How far it was measured."""
        if self.absent:
            return "absent"
        if self.known is None:
            return "missing"
        return "measured" if self.low == self.high else "part"

    def shown(self, *, available: bool) -> Fraction | None:
        """The one number that stands for it: measured in full, or, where ``available``, by the data at hand."""
        if available or self.state == "measured":
            return self.known
        return None


def exact(points: Fraction, facts: Sequence[Fact] = ()) -> Value:
    """A value known in full."""
    return Value(low=points, high=points, known=points, facts=tuple(facts))


def missing() -> Value:
    """A value of which nothing was measured: anything from 0 to 100."""
    return Value(low=ZERO, high=HUNDRED, known=None)


def gone(why: Absent, facts: Sequence[Fact] = ()) -> Value:
    """No value at all."""
    return Value(low=ZERO, high=ZERO, known=None, absent=why, facts=tuple(facts))


def weighted(parts: Iterable[tuple[Fraction, Value]]) -> Value:
    """Σ weight · value / Σ weight; absent parts leave both sums, unknown ones leave both sums of ``known``.

    Where every part is absent the result is absent for the first one's reason; of no parts at all, missing.
    """
    every = list(parts)
    here = [(weight, value) for weight, value in every if not value.absent]
    facts = tuple(fact for _, value in every for fact in value.facts)
    if not here:
        return gone(every[0][1].absent, facts) if every else missing()
    total = sum(weight for weight, _ in here)
    if all(value.low is value.high is value.known for _, value in here):  # measured in full: one sum tells all
        return exact(_sum((weight, value.low) for weight, value in here) / total, facts)
    known = [(weight, value.known) for weight, value in here if value.known is not None]
    return Value(
        low=_sum((weight, value.low) for weight, value in here) / total,
        high=_sum((weight, value.high) for weight, value in here) / total,
        known=_sum(known) / sum(weight for weight, _ in known) if known else None,
        facts=facts,
    )


def _sum(parts: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ weight · number. Fractions of one denominator add up as whole numbers: of a region there are thousands."""
    tops: dict[int, int] = {}
    for weight, number in parts:
        bottom = weight.denominator * number.denominator
        tops[bottom] = tops.get(bottom, 0) + weight.numerator * number.numerator
    return sum((Fraction(top, bottom) for bottom, top in tops.items()), ZERO)


def mean(values: Iterable[Value]) -> Value:
    """The arithmetic mean, by the rules of ``weighted``."""
    return weighted((ONE, value) for value in values)


def half_up(number: Fraction, places: int) -> Fraction:
    """Round a number of decimals, a half away from zero upwards, as people do on paper.

    >>> half_up(Fraction("85.525"), 2)
    Fraction(8553, 100)
    """
    return Fraction(units(number, places), 10**places)


def units(number: Fraction, places: int) -> int:
    """The same in units of the last decimal. Whole numbers throughout: a page has a hundred of these.

    >>> units(Fraction("85.525"), 2)
    8553
    """
    top, bottom = number.as_integer_ratio()
    scale: int = 10**places
    return (2 * top * scale + bottom) // (2 * bottom)


def rounded(value: Value, places: int) -> Value:
    """A value with all its numbers rounded."""
    known = None if value.known is None else half_up(value.known, places)
    return replace(value, low=half_up(value.low, places), high=half_up(value.high, places), known=known)


def text(number: Fraction, places: int) -> str:
    """A number as it is written, rounded half up: «86.50».

    >>> text(Fraction(173, 2), 2)
    '86.50'
    """
    whole = units(number, places)
    sign, digits = "-" if whole < 0 else "", str(abs(whole)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits

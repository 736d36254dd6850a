"""The closed set of formulas by which indicators are counted: arguments here, behaviour in audit/rating/formulas.py.

Every formula gives points, as a rule from 0 to 100. Names of measures are those of measures.yaml; besides them there
are ``site.items``, ``site.channels``, ``site.infometer``, ``site.openness`` and the condition
``inspection.equal.site_version``, which come from the findings.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from checklists.strict import Name, Strict

PartId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][\w.-]*$")]
"""An indicator or a criterion: «1.1», «K1»."""


class Share(Strict):
    """100 · value / of."""

    of: Name
    none: Literal["no_answers", "no_disabled"] = "no_answers"
    """The setting that says what nobody to ask (of = 0) means."""
    among: Name | None = None
    """The measure whose value is how many people the question concerns: where there are some and none of them answered,
    nothing was measured, and nobody to ask is not the reason."""


class Denominator(Strict):
    """One number: a measure's ``value`` or its ``of``."""

    value: Name | None = None
    of: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.value is None) == (self.of is None):
            raise ValueError("name either a measure's value or its of")
        return self


class HalfSum(Strict):
    """Half the sum of two shares; by the setting ``norms: single``, both over one denominator."""

    of: tuple[Name, Name]
    single: Denominator
    no_site: Name | None = None
    """The one of the two that is zero where the organisation has no site and nobody was asked."""


class Points(Strict):
    """``each`` · value, at most ``most``."""

    of: Name
    each: Decimal = Field(gt=0)
    most: Decimal = Field(default=Decimal(100), gt=0)
    assess: int = 0
    """So many conditions must be assessed: those that were not may be there, and widen the result. Of conditions that
    were marked one by one it is known which were not; the setting ``unassessed`` says what they are."""


class Step(Strict):
    """Points for a time shorter than the term by so much, and more."""

    by: Decimal
    points: Decimal


class Steps(Strict):
    """Points by the mean waiting time (value) against the set term (of)."""

    of: Name
    late: Decimal
    """Longer than the term."""
    ahead: tuple[Step, ...]
    """From ``by`` days (hours) under the term on; by 0 is the term itself."""
    half: Decimal
    """At most half of the term."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        steps = [(step.by, step.points) for step in self.ahead]
        points = [self.late, *(step.points for step in self.ahead), self.half]
        if steps != sorted(steps) or not steps or steps[0][0] != 0 or points != sorted(points):
            raise ValueError("steps go up, and begin by 0")
        return self


class Tally(Strict):
    """The sum over many measures, each the mean of the people who gave it; how far these people differ is kept."""

    of: tuple[Name, ...] = Field(min_length=1)
    """Measures, or families of them."""
    gives: Literal["points", "percent"]
    """points: the sum itself; percent: of the sum of the most that each can give."""
    items: int = 0
    """So many measures are expected; each that nobody gave widens the result by ``worth``."""
    worth: Decimal = Decimal(1)


class Weighted(Strict):
    """One part of a weighted sum."""

    part: PartId
    weight: Decimal = Field(gt=0)


class Formula(Strict):
    """Exactly one kind."""

    share: Share | None = None
    half_sum: HalfSum | None = None
    points: Points | None = None
    steps: Steps | None = None
    tally: Tally | None = None
    part: PartId | None = None
    """An indicator or criterion counted before."""
    mean: tuple[Formula, ...] = ()
    weighted: tuple[Weighted, ...] = ()
    """Weights add up to 1."""
    first: tuple[Formula, ...] = ()
    """The first of its formulas that was measured in full, else in part."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = self.kinds()
        if len(kinds) != 1:
            raise ValueError(f"a formula has exactly one kind, this one has {', '.join(kinds) or 'none'}")
        if self.weighted and (total := sum(one.weight for one in self.weighted)) != 1:
            raise ValueError(f"weights add up to 1, these to {total}")
        return self

    def kinds(self) -> list[str]:
        """The names of the kinds that are filled in."""
        return [name for name in type(self).model_fields if getattr(self, name)]

    def every(self) -> tuple[Formula, ...]:
        """Itself and all formulas inside it."""
        return (self, *(inner for one in (*self.mean, *self.first) for inner in one.every()))

    def parts(self) -> tuple[str, ...]:
        """The indicators and criteria that it takes."""
        inner = tuple(name for one in (*self.mean, *self.first) for name in one.parts())
        return (*((self.part,) if self.part else ()), *(one.part for one in self.weighted), *inner)

    def measures(self) -> tuple[str, ...]:
        """The names of the measures that it takes, in its order."""
        found: list[str] = [name for one in (*self.mean, *self.first) for name in one.measures()]
        found += [one.of for one in (self.share, self.points, self.steps) if one]
        found += [self.share.among] if self.share and self.share.among else []
        if self.half_sum:
            found += [*self.half_sum.of, *filter(None, [self.half_sum.single.value, self.half_sum.single.of])]
        return (*found, *(self.tally.of if self.tally else ()))

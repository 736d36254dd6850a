"""How a rating is counted, as data: the model of methodologies/*.yaml. Knows no numbers and does no arithmetic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from checklists.formula import Formula, PartId
from checklists.strict import Bilingual, Name, Strict

Status = Literal["confirmed", "from_memory", "draft"]


class Settings(Strict):
    """What a methodology leaves to the operator. Every setting is shown in the report."""

    norms: Literal["separate", "single"] = "separate"
    """Whether stand and site have norms (and denominators) of their own, or one."""
    no_disabled: Literal["renormalise", "mean_31_32", "zero", "error"] = "renormalise"
    """No respondent with a disability. renormalise: the weights of the other indicators of the criterion add up to 1;
    mean_31_32: their plain mean stands for the indicator; zero; error: nothing is counted."""
    no_answers: Literal["renormalise", "zero", "error"] = "renormalise"
    """Nobody whom another question concerns: nobody used the stand, nobody called."""
    unassessed: Literal["interval", "left_out"] = "interval"
    """A condition that the inspector did not mark. interval: it may be there, so the indicator lies between two
    numbers; left_out: it is not in the norm, as long as so many are marked as the formula asks for (``assess``)."""
    small_groups: Literal["counted", "without"] = "counted"
    """Answers of fewer than five people. counted: they count, and their own number is not published, but who knows the
    criterion and its other indicators can work it out; without: they count as nobody's, so that nothing can."""
    applied_criteria: Literal["by_kind", "all"] = "by_kind"
    """by_kind: as the methodology says for kinds of organisations (performing arts); all: every criterion."""
    rounding: Literal["output", "staged"] = "output"
    """output: full precision till a number is written; staged: criteria from rounded indicators, the total from rounded
    criteria, as operators' spreadsheets do."""
    mean: Literal["organisations", "sectors"] = "organisations"
    """What the number of a municipality or region is the mean of."""


class Variant(Strict):
    """The formula for some sectors or kinds; the first that fits is taken."""

    sectors: tuple[Name, ...] = ()
    """Empty: all."""
    kinds: tuple[Name, ...] = ()
    formula: Formula
    status: Status | None = None
    """How sure the formula is; none: as the edition."""
    source: str = ""

    def fits(self, sector: str, kind: str) -> bool:
        """Whether it is for this sector and kind."""
        return (not self.sectors or sector in self.sectors) and (not self.kinds or kind in self.kinds)


class Part(Strict):
    """An indicator or a criterion."""

    id: PartId
    title: Bilingual
    by: tuple[Variant, ...] = Field(min_length=1)
    """A sector that none fits has no such part."""

    def variant(self, sector: str, kind: str) -> Variant | None:
        """What counts it for a sector and kind; None where they have no such part."""
        return next((one for one in self.by if one.fits(sector, kind)), None)


class Applied(Strict):
    """Kinds of organisations that are rated by some criteria only."""

    sectors: tuple[Name, ...] = ()
    kinds: tuple[Name, ...] = ()
    criteria: tuple[PartId, ...] = Field(min_length=1)
    status: Status
    source: str = ""


class Edition(Strict):
    """The formulas in force between two days."""

    since: dt.date | None = None
    until: dt.date | None = None
    """Last day in force."""
    status: Status
    source: str = ""
    note: Bilingual | None = None
    """What a reader must know about this edition."""
    indicators: tuple[Part, ...] = ()
    criteria: tuple[Part, ...] = ()
    total: Formula | None = None
    applied: tuple[Applied, ...] = ()
    same_as: dt.date | None = None
    """The edition since this day, taken over whole: then there are no parts here."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.same_as is None) == (self.total is None):
            raise ValueError("an edition has a total, or is the same as another one")
        return self

    def in_force(self, on: dt.date) -> bool:
        """Whether it is in force on a day."""
        return not ((self.since and on < self.since) or (self.until and on > self.until))


class Grade(Strict):
    """A word and a colour for totals up to ``up_to``, and above the grade before."""

    up_to: Decimal
    title: Bilingual
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")


class Method(Strict):
    """One file of methodologies/."""

    id: Name
    title: Bilingual
    act: Name | None = None
    """An act of acts.yaml."""
    status: Status
    source: str = ""
    note: Bilingual | None = None
    sectors: tuple[Name, ...] = ()
    """Sectors that it rates; empty: all."""
    settings: Settings = Settings()
    places: int = Field(default=2, ge=0, le=6)
    """Decimals of every number that is written."""
    editions: tuple[Edition, ...] = Field(min_length=1)
    grades: tuple[Grade, ...] = ()
    """From the lowest to the highest; half-open: a total equal to ``up_to`` has this grade."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        ends = [grade.up_to for grade in self.grades]
        if ends != sorted(set(ends)):
            raise ValueError("grades go up")
        days = [edition.since for edition in self.editions if edition.same_as is None]
        if strange := [one.same_as for one in self.editions if one.same_as and one.same_as not in days]:
            raise ValueError(f"no edition since {strange[0]} to be the same as")
        return self

    def edition(self, on: dt.date) -> Edition | None:
        """The edition in force on a day, with the parts it takes over; None where there is none yet."""
        found = next((one for one in self.editions if one.in_force(on)), None)
        if found is None or found.same_as is None:
            return found
        whole = next(one for one in self.editions if one.since == found.same_as and one.same_as is None)
        parts = {name: getattr(whole, name) for name in ("indicators", "criteria", "total", "applied")}
        return found.model_copy(update=parts)

"""What is measured beside the site, as data: the model of measures.yaml. Knows no numbers and does no arithmetic."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from checklists.strict import Bilingual, Name, Strict

Unit = Literal["count", "share", "points", "days", "yes"]
"""count: so many of so many; share: so many people of those who answered; points: of the most that can be given; days:
of the term that is set (hours where both are in hours); yes: 1 or 0, without ``of``."""

Merge = Literal["sum", "newest", "each"]
"""What several measures in force of one name are together. sum: values and ``of`` add up (parts of one survey); newest:
the one measured last counts; each: every person's stands beside the others' (experts)."""


class MeasureKind(Strict):
    """One number that is measured of an organisation."""

    id: Name
    """``survey.comfort``; with ``family`` the start of many: ``council`` stands for ``council.ANYTHING``."""
    title: Bilingual
    unit: Unit
    counts: Bilingual
    """What ``value`` counts."""
    of: Bilingual | None = None
    """What ``of`` counts; none: the measure has no ``of``."""
    merge: Merge = "newest"
    family: bool = False
    """Whether any name that begins with ``id`` and a dot is one of these."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.unit == "yes") != (self.of is None):
            raise ValueError("a yes has no ‘of’, and every other unit has one")
        if self.merge == "sum" and self.unit != "share":
            raise ValueError("only shares add up")
        return self


class Conditions(Strict):
    """A block of conditions that an inspector marks one by one: ``ID.CONDITION`` are measures of unit yes."""

    id: Name
    """The measure that counts them: ``inspection.comfort``."""
    conditions: dict[Name, Bilingual] = Field(min_length=1)


class Measures(Strict):
    """measures.yaml."""

    measures: tuple[MeasureKind, ...] = ()
    blocks: tuple[Conditions, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        ids = {one.id for one in self.measures}
        if strange := [block.id for block in self.blocks if block.id not in ids]:
            raise ValueError(f"{strange[0]}: a block counts into a measure, and there is none of this id")
        return self

    def kind(self, name: str) -> MeasureKind | None:
        """What a measure's name means; None for a name that is none of these."""
        for one in self.measures:
            if name == one.id or (one.family and name.startswith(f"{one.id}.")):
                return one
        return self.conditions().get(name)

    def conditions(self) -> dict[str, MeasureKind]:
        """The single conditions of all blocks, by their full names."""
        return {
            f"{block.id}.{name}": MeasureKind(id=f"{block.id}.{name}", title=title, unit="yes", counts=title)
            for block in self.blocks
            for name, title in block.conditions.items()
        }

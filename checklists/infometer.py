"""Infometer's seven factors as data: the model of infometer.yaml. Knows no findings and does no arithmetic."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from checklists.strict import Strict

Factor = Literal["found", "complete", "topical", "accessible", "hypertext", "document", "image"]
FACTORS: tuple[Factor, ...] = ("found", "complete", "topical", "accessible", "hypertext", "document", "image")
"""Presence; completeness, topicality, navigation (1 to 3); HTML, file, graphic (0 or 1)."""


class Infometer(Strict):
    """infometer.yaml."""

    weights: dict[str, Decimal]
    """Weight of an item by its name in the check-list."""
    coefficients: dict[Factor, dict[int, Decimal]]
    """Factor → mark → coefficient."""
    marks: dict[Factor, dict[str, int]]
    """Factor → what the evidence says → mark; what is not named here is not computed."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [name for name in FACTORS if name not in self.coefficients]
        if missing:
            raise ValueError(f"no coefficients of {', '.join(missing)}")
        for name, marks in self.marks.items():
            if strange := sorted(set(marks.values()) - set(self.coefficients[name])):
                raise ValueError(f"{name}: mark {strange[0]} has no coefficient")
        return self

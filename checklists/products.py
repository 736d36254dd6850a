"""Known products on pages, and the points of accessibility that a machine can tell: the models of two tables."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import model_validator

from checklists.strict import Bilingual, Name, Strict


class Product(Strict):
    """Something ready-made that sites put on their pages."""

    id: Name
    kind: Literal["low_vision", "chat", "appeals", "review", "survey"]
    title: Bilingual
    parts: tuple[str, ...]
    """Substrings, lower case, of the addresses of its scripts and frames, and of its ids and classes."""


class WidgetsFile(Strict):
    """widgets.yaml."""

    widgets: tuple[Product, ...]


class Point(Strict):
    """One point of the list of the act."""

    id: Name
    letter: str
    """As the act numbers it; a point that says two things stands here twice."""
    tells: Literal["part", "none"]
    """How much of it a machine can see."""
    title: Bilingual
    rules: tuple[str, ...] = ()
    """Rules of axe-core that speak of it."""

    @model_validator(mode="after")
    def _told_by_rules(self) -> Self:
        if (self.tells == "none") is bool(self.rules):
            raise ValueError(f"{self.id}: a point has rules exactly where a machine can tell")
        return self


class Accessibility(Strict):
    """accessibility.yaml."""

    act: Name
    since: dt.date
    points: tuple[Point, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """All rules of all points, each once."""
        return tuple(dict.fromkeys(rule for point in self.points for rule in point.rules))

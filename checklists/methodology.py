"""How points are counted, as data: the model of methodology.yaml. Knows no findings and does no arithmetic."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from checklists.strict import Strict


class Openness(Strict):
    """Glasnost's own score: the weighted share of required items that are met."""

    weights: dict[str, Decimal] = Field(
        default={"essential": Decimal(3), "obligatory": Decimal(2), "recommended": Decimal(1)}
    )
    """Weight of an item by its name in the check-list."""
    partial: Decimal = Decimal("0.5")
    """What a partial counts for; met counts for 1, missing for 0."""


class SiteNorm(Strict):
    """The site's part of indicator 1.1 of order 344н: Исайт / Инорм-сайт, items marked ``norm``."""

    partial: Decimal = Decimal(0)


class Remote(Strict):
    """Indicator 1.2 of order 344н: points for each working remote channel on the site."""

    points: Decimal = Decimal(30)
    enough: int = 4
    """From so many channels on, all points."""
    full: Decimal = Decimal(100)


class Methodology(Strict):
    """methodology.yaml."""

    openness: Openness = Openness()
    site_1_1: SiteNorm = SiteNorm()
    remote_1_2: Remote = Remote()

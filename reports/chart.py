"""Where the dots of a chart stand: scores in, coordinates out. Must not know HTML or what the scores mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 360
"""Units of the drawing from its left edge to its right; a telephone is about as many pixels wide."""
STEP = 8
"""Units between neighbouring dots."""
STACK = 10
"""Dots that may stand on one another; where more would, bars are drawn instead."""
_MARGIN = 8
_BINS = (WIDTH - 2 * _MARGIN) // STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One row of the chart."""

    height: int
    dots: tuple[tuple[int, int], ...]
    """(x, y) of each score, in the order given; empty where there are too many."""
    bars: tuple[tuple[int, int], ...]
    """(x, height) instead of dots."""


def strip(scores: Sequence[Decimal]) -> Strip:
    """Place scores from 0 to 100 on a line, equal ones on top of one another."""
    bins = [min(int(score * _BINS / 100), _BINS - 1) for score in scores]
    numbers = Counter(bins)
    tallest = max(numbers.values(), default=1)
    height = min(tallest, STACK) * STEP + STEP
    if tallest > STACK:
        unit = Decimal(STACK * STEP) / tallest
        bars = tuple((_x(one) - STEP // 2 + 1, max(int(numbers[one] * unit), 1)) for one in sorted(numbers))
        return Strip(height=height, dots=(), bars=bars)
    level = Counter[int]()
    dots = []
    for one in bins:
        dots.append((_x(one), height - STEP // 2 - level[one] * STEP))
        level[one] += 1
    return Strip(height=height, dots=tuple(dots), bars=())


def _x(number: int) -> int:
    return _MARGIN + number * STEP + STEP // 2

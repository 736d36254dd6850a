from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.chart import STACK, WIDTH, strip

SCORES = st.lists(st.decimals(min_value=0, max_value=100, places=1), max_size=60)


@given(SCORES)
def test_everything_stands_inside_the_drawing(scores: list[Decimal]) -> None:
    drawn = strip(scores)
    assert all(0 < x < WIDTH and 0 < y <= drawn.height for x, y in drawn.dots)
    assert all(0 <= x < WIDTH and 0 < height <= drawn.height for x, height in drawn.bars)


@given(SCORES)
def test_no_two_dots_cover_each_other_and_order_is_kept(scores: list[Decimal]) -> None:
    drawn = strip(scores)
    assert len(set(drawn.dots)) == len(drawn.dots)
    assert drawn.bars or len(drawn.dots) == len(scores)
    for one, dot in zip(scores, drawn.dots, strict=False):
        assert all(dot[0] <= other[0] for score, other in zip(scores, drawn.dots, strict=True) if score > one)


def test_many_equal_scores_become_bars() -> None:
    drawn = strip([Decimal(50)] * (STACK + 1) + [Decimal(90)])
    assert not drawn.dots
    assert [height for _, height in drawn.bars] == [80, 7]

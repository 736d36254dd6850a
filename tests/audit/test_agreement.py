"""Agreement and kappa: an example reckoned by hand, and what must hold whatever people decide."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.agreement import SCALE, agreement, agreements
from tests.audit.reviewing import BODY, PHONE, School, school

PAIRS = st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), max_size=60)


def test_kappa_by_hand() -> None:
    # Rows first side: missing 3, partial 2, met 5; columns: missing 4, partial 2, met 4.
    pairs = [("missing", "missing")] * 3 + [("partial", "partial")] + [("partial", "missing")]
    pairs += [("met", "met")] * 4 + [("met", "partial")]
    found = agreement("a", "b", [*pairs, ("met", "not_checked"), ("not_applicable", "not_applicable")])
    assert (found.counted, found.same, found.left_out) == (10, 8, 2)
    # Observed distance 2. By chance: (3·2 + 3·4·2 + 2·4 + 2·4 + 5·4·2 + 5·2) / 10 = 96 / 10.
    assert found.kappa == 1 - Fraction(20, 96)


@pytest.mark.parametrize("pairs", [[], [("met", "met")] * 5])
def test_kappa_is_not_told_where_chance_alone_would_agree(pairs: list[tuple[str, str]]) -> None:
    assert agreement("a", "b", pairs).kappa is None


@given(PAIRS)
def test_sides_may_be_exchanged_and_kappa_has_bounds(pairs: list[tuple[str, str]]) -> None:
    found = agreement("a", "b", pairs)
    turned = agreement("b", "a", [(two, one) for one, two in pairs])
    assert (found.kappa, found.same, found.counted) == (turned.kappa, turned.same, turned.counted)
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.same == found.counted)


@given(PAIRS)
def test_kappa_is_its_definition(pairs: list[tuple[str, str]]) -> None:
    number = len(pairs)
    share = {
        (one, two): Fraction(sum(pair == (one, two) for pair in pairs), number or 1) for one in SCALE for two in SCALE
    }
    rows = {one: sum((share[one, two] for two in SCALE), Fraction()) for one in SCALE}
    columns = {two: sum((share[one, two] for one in SCALE), Fraction()) for two in SCALE}
    weight = {(one, two): 1 - Fraction(abs(SCALE.index(one) - SCALE.index(two)), 2) for one, two in share}
    seen = sum((weight[pair] * share[pair] for pair in share), Fraction())
    chance = sum((weight[one, two] * rows[one] * columns[two] for one, two in share), Fraction())
    expected = (seen - chance) / (1 - chance) if number and chance != 1 else None
    assert agreement("a", "b", pairs).kappa == expected


def test_a_campaign_counts_what_holds(tmp_path: Path) -> None:
    with school(tmp_path) as db:
        sosna = School(tmp_path, db)
        sosna.crawl()
        assert agreements(db, "spring").rows == ()
        sosna.decide(PHONE, "есть", "Анна Лесная")
        sosna.decide("common.email", "нет", "Анна Лесная")
        sosna.decide(PHONE, "частично", "Пётр Речной")
        found = agreements(db, "spring")
        assert [(row.first, row.second, row.counted, row.same) for row in found.rows] == [
            ("machine", "all reviewers", 3, 1),
            ("machine", "Анна Лесная", 2, 1),
            ("machine", "Пётр Речной", 1, 0),
            ("Анна Лесная", "Пётр Речной", 1, 0),
        ]
        sosna.crawl(pages={"": BODY + "<p>Новость</p>"})
        assert agreements(db, "spring").rows == ()
        assert agreements(db, "spring").earlier == 3

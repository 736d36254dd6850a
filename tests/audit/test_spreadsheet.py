"""What other people wrote is shown by a spreadsheet, never reckoned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.spreadsheet import safe


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠SUM(A1)"]
)
def test_a_formula_is_shown(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Школа № 5", "-4.50", "+12", "86.50", "a=b"])
def test_anything_else_stays(cell: str) -> None:
    assert safe(cell) == cell


@given(st.text())
def test_whatever_is_written_is_kept_behind_at_most_a_mark(cell: str) -> None:
    assert safe(cell) in {cell, f"'{cell}"}

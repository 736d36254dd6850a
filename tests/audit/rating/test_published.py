"""Published results counted anew from the parts that were published with them, each told with its source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest

from audit.rating.value import exact, half_up
from tests.audit.rating.made import counting, rated
from tests.conftest import ROOT

TABLE = ROOT.parent / "shared" / "law" / "nok-results.csv"
CRITERIA = ("K1", "K2", "K3", "K4", "K5")


def published() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def number(cell: str) -> Fraction:
    return Fraction(cell.replace(",", ".").rstrip("%"))


needs_table = pytest.mark.skipif(not TABLE.exists(), reason="published results stand outside the repository")


@needs_table
def test_every_total_that_has_parts_lies_where_they_put_it() -> None:
    whole = partly = 0
    for row in published():
        given = {name: exact(number(row[name])) for name in CRITERIA if row[name]}
        if not given or not row["S"]:
            continue
        found = rated([], counting(given=given), row["sector"]).total
        total = number(row["S"])
        places = max(0, -int(Decimal(row["S"].replace(",", ".")).as_tuple().exponent))
        if len(given) == len(CRITERIA):
            assert half_up(found.low, places) == total, row["source"]
            whole += 1
        else:
            assert found.low <= total <= found.high, row["source"]
            partly += 1
    assert (whole, partly) == (1, 1)  # the others print no parts: nothing to count


@needs_table
def test_a_criterion_that_was_not_printed_follows_from_the_total() -> None:
    row = next(row for row in published() if row["S"] == "90,43")
    given = {name: exact(number(row[name])) for name in CRITERIA if row[name]}
    implied = 5 * number(row["S"]) - sum(value.low for value in given.values())
    assert implied == Fraction("99.59")
    found = rated([], counting(given={**given, "K4": exact(implied)}), "culture").total
    assert half_up(found.low, 2) == number(row["S"])


@pytest.mark.parametrize("rounding", ["output", "staged"])
def test_the_row_with_all_parts(rounding: str) -> None:
    """Its criteria were printed with one decimal, its total is their mean: both ways of rounding give it."""
    cells = ("89.6", "93.5", "65.0", "90.2", "89.3")
    given = {name: exact(Fraction(cell)) for name, cell in zip(CRITERIA, cells, strict=True)}
    found = rated([], counting(given=given, settings={"rounding": rounding})).total
    assert half_up(found.low, 2) == Fraction("85.52")

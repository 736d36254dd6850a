"""Every formula, variant and boundary of 344н against examples reckoned by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from audit.rating.formulas import RatingError
from audit.rating.value import text
from tests.audit.rating.made import counting, measures, rated, told, wanted

EXAMPLES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("examples.yaml").read_text("utf-8"))


@pytest.mark.parametrize("one", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_by_hand(one: dict[str, Any]) -> None:
    more = {"no_site": one.get("no_site", False), "criteria": tuple(one.get("criteria", ()))}
    how = counting(one.get("settings"))
    if "error" in one:
        with pytest.raises(RatingError, match=one["error"]):
            rated(measures(one["measures"]), how, one["sector"], one.get("kind", ""), **more)
        return
    parts = rated(measures(one["measures"]), how, one["sector"], one.get("kind", ""), **more).parts()
    for name, cell in one["expect"].items():
        if name.startswith("known"):
            assert str(parts[name.partition(".")[2] or "total"].known) == wanted(cell), name
        else:
            assert told(parts[name]) == wanted(cell), name


def test_the_examples_are_told_with_two_decimals() -> None:
    found = rated(measures(EXAMPLES[1]["measures"]), counting(), "health")
    assert text(found.total.low, 2) == "78.17"
    assert "2.2" not in rated([], counting(), "culture").indicators


def test_every_indicator_and_criterion_is_in_the_examples() -> None:
    named = {name for one in EXAMPLES for name in one.get("expect", {})}
    assert named >= {*(f"{c}.{i}" for c in range(1, 6) for i in range(1, 4)), *(f"K{c}" for c in range(1, 6)), "total"}

"""Points, by examples reckoned by hand, and what must hold whatever the findings are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.auditing import store
from audit.database import connect
from audit.finding import Finding, Verdict
from audit.scoring import numbers, openness, score
from checklists.catalogue import Catalogue
from checklists.methodology import Methodology
from checklists.schema import Item
from crawler import campaigns
from tests.audit.made import ORG, TODAY, item

HOW = Methodology()
RULE = {"mention": {"phrases": ["устав"]}}
WEIGHTS = ("essential", "obligatory", "recommended")


def made(rows: Sequence[tuple[str, str]], **more: Any) -> tuple[list[Item], dict[str, str]]:  # noqa: ANN401 - fields of Item
    """Items of these weights with these verdicts."""
    items = [item(RULE, f"i{number}", weight=weight, **more) for number, (weight, _) in enumerate(rows)]
    return items, {f"i{number}": verdict for number, (_, verdict) in enumerate(rows)}


def test_openness_by_hand() -> None:
    rows = [
        ("essential", "met"),  # 3 of 3
        ("essential", "missing"),  # 0 of 3
        ("obligatory", "partial"),  # 1 of 2
        ("recommended", "met"),  # 1 of 1
        ("obligatory", "not_checked"),
        ("obligatory", "not_applicable"),
    ]
    found = numbers(*made(rows), HOW)
    assert found["openness"] == "55.6"  # 5 / 9
    assert found["checked"] == "0.800"  # 4 of 5 that were asked
    assert found["required"] == 5
    assert [found[name] for name in ("met", "partial", "missing", "not_checked", "not_applicable")] == [2, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("met", "missing", "told"),
    [
        (1, 2, "33.3"),
        (2, 1, "66.7"),
        (1, 15, "6.3"),  # 6.25: half goes up
        (3, 13, "18.8"),  # 18.75
        (5, 11, "31.3"),  # 31.25: half to even would say 31.2
        (1, 0, "100.0"),
        (0, 1, "0.0"),
    ],
)
def test_half_goes_up(met: int, missing: int, told: str) -> None:
    found = numbers(*made([("obligatory", "met")] * met + [("obligatory", "missing")] * missing), HOW)
    assert found["openness"] == told


@pytest.mark.parametrize(("unread", "told"), [(1, "0.938"), (3, "0.813"), (5, "0.688")])
def test_the_share_checked_is_rounded_half_up(unread: int, told: str) -> None:
    rows = [("obligatory", "not_checked")] * unread + [("obligatory", "met")] * (16 - unread)
    assert numbers(*made(rows), HOW)["checked"] == told


def test_nothing_decided_has_no_score_but_a_share() -> None:
    found = numbers(*made([("essential", "not_checked")] * 3), HOW)
    assert (found["openness"], found["checked"]) == (None, "0.000")


def test_nothing_asked_has_neither() -> None:
    found = numbers(*made([("essential", "not_applicable")]), HOW)
    assert (found["openness"], found["checked"], found["required"]) == (None, None, 0)


def test_what_is_only_observed_is_not_scored() -> None:
    items, verdicts = made([("essential", "met"), ("essential", "missing")])
    items[1] = items[1].model_copy(update={"required": False})
    found = numbers(items, verdicts, HOW)
    assert (found["openness"], found["required"], found["missing"]) == ("100.0", 1, 0)


def test_weights_are_those_of_the_methodology() -> None:
    how = Methodology.model_validate({"openness": {"weights": {"essential": 1, "obligatory": 1, "recommended": 0}}})
    rows = [("essential", "met"), ("obligatory", "partial"), ("recommended", "missing")]
    assert openness(rows, how) == Decimal(75)


# -- 1.1 and 1.2 of order 344н -----------------------------------------------------------------------------------------


def test_the_norm_is_an_interval_where_something_was_not_checked() -> None:
    rows = [("obligatory", verdict) for verdict in ("met", "met", "partial", "missing", "not_checked")]
    found = numbers(*made([*rows, ("obligatory", "not_checked"), ("obligatory", "not_applicable")], norm=True), HOW)
    assert found["site_1_1"] == {"low": "33.3", "high": "66.7", "norm": 6}  # 2 and 4 of 6: a part is nothing there


def test_the_norm_is_a_point_where_all_was_checked() -> None:
    found = numbers(*made([("obligatory", "met"), ("obligatory", "partial")], norm=True), HOW)
    assert found["site_1_1"] == {"low": "50.0", "high": "50.0", "norm": 2}


def test_without_a_norm_there_is_no_indicator() -> None:
    found = numbers(*made([("obligatory", "met")]), HOW)
    assert (found["site_1_1"], found["remote_1_2"]) == (None, None)
    assert numbers(*made([("obligatory", "not_applicable")], norm=True), HOW)["site_1_1"] is None


CHANNELS = ("phone", "email", "form", "faq", "questionnaire", "consultation")


@pytest.mark.parametrize(
    ("met", "low"), [(0, "0"), (1, "30"), (2, "60"), (3, "90"), (4, "100"), (5, "100"), (6, "100")]
)
def test_channels_are_thirty_points_each_and_four_are_all(met: int, low: str) -> None:
    items = [item(RULE, f"c.{name}", channel=name) for name in CHANNELS]
    verdicts = {one.id: "met" if number < met else "missing" for number, one in enumerate(items)}
    found = numbers(items, verdicts, HOW)["remote_1_2"]
    assert (found["low"], found["high"]) == (low, low)
    assert set(found["channels"]) == set(CHANNELS)


def test_channels_not_checked_make_an_interval() -> None:
    items = [item(RULE, f"c.{name}", channel=name) for name in CHANNELS[:4]]
    verdicts = dict(zip((one.id for one in items), ("met", "partial", "not_checked", "not_checked"), strict=True))
    found = numbers(items, verdicts, HOW)["remote_1_2"]
    assert (found["low"], found["high"]) == ("30", "90")  # a part of a channel is none


# -- laws --------------------------------------------------------------------------------------------------------------

RANKED: tuple[Verdict, ...] = ("missing", "partial", "met")
row = st.tuples(st.sampled_from(WEIGHTS), st.sampled_from((*RANKED, "not_checked", "not_applicable")))


@settings(deadline=None)
@given(st.lists(row), st.data())
def test_a_better_verdict_never_lowers_the_score(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    weight = data.draw(st.sampled_from(WEIGHTS))
    values = [openness([*rows, (weight, verdict)], HOW) for verdict in RANKED]
    for worse, better in pairwise(values):
        assert worse is not None
        assert better is not None
        assert Decimal(0) <= worse < better <= Decimal(100)


@settings(deadline=None)
@given(st.lists(row).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_items_never_matters(pair: tuple[list[tuple[str, str]], list[tuple[str, str]]]) -> None:
    rows, shuffled = pair
    assert openness(rows, HOW) == openness(shuffled, HOW)
    for more in ({}, {"norm": True}):
        assert numbers(*made(rows, **more), HOW) == numbers(*made(shuffled, **more), HOW)


@settings(deadline=None)
@given(st.lists(row))
def test_counts_add_up_and_intervals_stand_upright(rows: list[tuple[str, str]]) -> None:
    found = numbers(*made(rows, norm=True), HOW)
    counted = sum(found[name] for name in ("met", "partial", "missing", "not_checked", "not_applicable"))
    assert counted == len(rows)
    assert found["required"] == counted - found["not_applicable"]
    if found["site_1_1"]:
        assert Decimal(0) <= Decimal(found["site_1_1"]["low"]) <= Decimal(found["site_1_1"]["high"]) <= Decimal(100)
    if not found["not_checked"] and found["site_1_1"]:
        assert found["site_1_1"]["low"] == found["site_1_1"]["high"]


# -- in the database ---------------------------------------------------------------------------------------------------


def test_scores_are_stored_for_those_that_were_audited(tmp_path: Path, catalogue: Catalogue) -> None:
    db = connect(tmp_path)
    for name in ("sosna", "elka"):
        row = {"id": name, "name": ORG.name, "sector": "education", "kind": "school"}
        db.table("organisations").insert(row)
    campaigns.ensure(db, "spring", TODAY, ["sosna", "elka"])
    items = catalogue.items_for("education", "school", TODAY)
    store(
        db, "spring", "sosna",
        [Finding(org="sosna", item=one.id, verdict="met", reason=None, evidence=(), looked=()) for one in items],
    )  # fmt: skip
    db.close()
    assert score(tmp_path, "spring") == 1
    assert score(tmp_path, "spring") == 1
    db = connect(tmp_path)
    rows = list(db.query("SELECT * FROM scores"))
    db.close()
    assert [(one["campaign"], one["org"]) for one in rows] == [("spring", "sosna")]
    data = json.loads(rows[0]["data"])
    assert (data["openness"], data["checked"]) == ("100.0", "1.000")
    assert data["site_1_1"]["low"] == "100.0"
    assert data["remote_1_2"]["low"] == "100"

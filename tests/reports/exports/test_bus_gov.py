"""The JSON for bus.gov.ru: valid by its published schema, and the rating's own numbers."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator, ValidationError

from audit.database import connect
from audit.rating import rows
from audit.rating.campaign import CampaignRating
from checklists.load import shipped
from checklists.methods import method
from reports.exports.bus_gov import REASONS, SCHEMA, About, problems, write_bus_gov
from reports.exports.opened import opened
from reports.ratings import METHOD
from tests.reports.exports.made import make

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.fixture(scope="module")
def told(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - JSON
    path = tmp_path_factory.mktemp("bus") / "bus.json"
    with opened(made, "may", "ru") as one:
        written = write_bus_gov(one, path, About("ООО «Опрос»", "Совет", "https://x.example/"))
    assert list(problems(written)) == ["1 organisations have no INN and cannot be entered: s3."]
    return json.loads(path.read_text("utf-8"))


def one(told: Any, org: str) -> Any:  # noqa: ANN401 - JSON
    return next(found for found in told["organisations"] if found["id"] == org)


def test_the_schema_is_one_and_the_file_keeps_it(told: Any) -> None:  # noqa: ANN401
    Draft202012Validator.check_schema(VALIDATOR.schema)
    VALIDATOR.validate(told)
    assert len(told["organisations"]) == 7
    assert told["not_rated"] == 1
    assert (told["operator"], told["public_council"], told["year"]) == ("ООО «Опрос»", "Совет", 2026)


@pytest.mark.parametrize(
    "spoil",
    [
        {"value": None, "low": 5.0, "high": 6.0, "reason": None},
        {"value": 5.0, "low": 5.0, "high": 5.0, "reason": "not_measured"},
        {"value": None, "low": None, "high": None, "reason": "because"},
        {"value": 101.0, "low": 101.0, "high": 101.0, "reason": None},
    ],
)
def test_the_schema_tells_a_number_that_lies(told: Any, spoil: dict[str, Any]) -> None:  # noqa: ANN401
    copy = json.loads(json.dumps(told))
    copy["organisations"][0]["indicators"][0] |= spoil
    with pytest.raises(ValidationError):
        VALIDATOR.validate(copy)


def test_numbers_are_those_of_the_rating(made: Path, told: Any) -> None:  # noqa: ANN401
    with contextlib.closing((db := connect(made)).conn):
        rating = CampaignRating(db, shipped(), "may", method(METHOD))
        expected = list(rows.organisations(list(rating.rated()), {}, rating.counting, available=False))
    for row in expected:
        found = one(told, row["org"])
        assert (found["place_in_sector"], found["grade"]) == (row["place_in_sector"], row["grade"])
        for part in (*found["indicators"], *found["criteria"], {"id": "total"} | found["total"]):
            assert said(part) == row[part["id"]], (row["org"], part["id"])


def said(part: dict[str, Any]) -> str:
    """As the rating writes it."""
    if part["reason"] == "measured_in_part":
        return f"{part['low']:.2f}–{part['high']:.2f}"
    if part["value"] is not None:
        return f"{part['value']:.2f}"
    return {"withheld_few": "<5", "not_measured": "—"}.get(part["reason"], "n/a")


def test_what_is_null_says_why(told: Any) -> None:  # noqa: ANN401
    reasons = {(found["id"], part["id"]): part["reason"] for found in told["organisations"]
               for part in found["indicators"]}  # fmt: skip
    assert reasons["s2", "3.3"] == "withheld_few"
    assert reasons["s1", "2.2"] == "not_in_sector"
    assert reasons["h1", "2.2"] is None
    assert reasons["c1", "3.3"] == "no_disabled"
    assert reasons["s3", "4.1"] == "not_measured"
    assert {one for one in reasons.values() if one} <= set(REASONS) == set(told["reasons"])
    assert {part["id"]: part["reason"] for part in one(told, "t1")["criteria"]}["K4"] == "not_applied"
    assert one(told, "s3")["inn"] is None


def test_defects_are_the_gaps_and_hostile_words_stay_words(told: Any) -> None:  # noqa: ANN401
    assert {gap["verdict"] for gap in one(told, "s1")["main_defects"]} == {"missing", "partial"}
    assert one(told, "h1")["main_defects"] == []
    assert "\u202e" not in one(told, "s2")["name"]
    assert "<script>" in one(told, "s2")["name"]


def test_without_survey_and_inspection_it_says_what_to_do(tmp_path: Path) -> None:
    home = make(tmp_path / "home", measured=False)
    with opened(home, "may", "ru") as found, pytest.raises(click.ClickException, match="glasnost import"):
        write_bus_gov(found, tmp_path / "bus.json", About())
    assert not (tmp_path / "bus.json").exists()

"""Methodologies: what comes with Glasnost is whole, and what is wrong in a file is told with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from audit.rating.formulas import FORMULAS
from checklists.formula import Formula
from checklists.load import shipped
from checklists.methods import FOLDER, method, methods, read_method
from checklists.source import CheckListError

GRADES = """  - {status: draft, total: {share: {of: target}}}
grades:
  - {up_to: 50, colour: '#ffffff', title: {ru: а, en: a}}
  - {up_to: 50, colour: '#ffffff', title: {ru: б, en: b}}"""
HALF = "  - {status: draft, total: {half_sum: {of: [target, council], single: {of: target}, no_site: survey.overall}}}"
TWICE = """  - {status: draft, until: 2025-01-31, total: {share: {of: target}}}
  - {status: draft, since: 2025-01-31, total: {share: {of: target}}}"""
BEGIN = "id: own\ntitle: {ru: Своя, en: Own}\nstatus: draft\neditions:\n"


def test_every_kind_of_formula_has_its_function() -> None:
    assert set(FORMULAS) == set(Formula.model_fields)


def test_those_that_come_with_glasnost() -> None:
    assert set(methods()) == {"mintrud-344n", "primorye-2013", "altai-2015", "infometer"}
    for path in FOLDER.glob("*.yaml"):
        assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=../methodology.schema.json\n")


def test_the_edition_is_that_of_the_day() -> None:
    order = methods()["mintrud-344n"]
    assert order.edition(dt.date(2018, 10, 22)) is None
    first, last = order.edition(dt.date(2018, 10, 23)), order.edition(dt.date(2024, 10, 5))
    assert first is not None
    assert last is not None
    assert first.note is None
    assert first.until == dt.date(2024, 10, 4)
    assert last.note is not None
    assert "408н" in last.note.ru
    assert last.status == "draft"
    assert last.indicators == first.indicators
    assert order.edition(dt.date(2024, 10, 4)) == first


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("  - {status: draft, total: {share: {of: survey.nothing}}}", "5: editions.0.total: unknown measure"),
        ("  - {status: draft, total: {part: K1}}", "K1 stands for nothing"),
        ("  - {status: draft, total: {mean: []}}", "exactly one kind"),
        ("  - {status: draft, total: {share: {of: target}, part: K1}}", "exactly one kind"),
        ("  - {status: draft, total: {weighted: [{part: K1, weight: 0.9}]}}", "weights add up to 1"),
        ("  - {status: draft}", "an edition has a total"),
        ("  - {status: draft, same_as: 2018-01-01}", "no edition since 2018-01-01"),
        ("  - {status: draft, total: {share: {of: target}}, colour: red}", "colour"),
        ("  - {status: draft, total: {steps: {of: inspection.waiting, late: 5, ahead: [{by: 0, points: 1}], half: 9}}}",
         "steps go up"),
        ("  - {status: draft, total: {share: {of: target}}}\nsectors: [educatoin]", "did you mean education?"),
        ("  - {status: draft, total: {share: {of: target}}}\nact: mintrud", "unknown act mintrud"),
        (GRADES, "grades go up"),
        ("  - {status: draft, total: {points: {of: inspection.access, each: 20, assess: 6}}}", "access has 5"),
        (HALF, "survey.overall is none of the two"),
        (TWICE, "6: editions.1: in force while the edition of … to 2025-01-31 is"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, body: str, told: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(BEGIN + body + "\n", "utf-8")
    with pytest.raises(CheckListError) as error:
        read_method(path, shipped())
    assert told in error.value.message
    assert str(path) in error.value.message


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(CheckListError, match="known: altai-2015, infometer, mintrud-344n, primorye-2013"):
        method("344")

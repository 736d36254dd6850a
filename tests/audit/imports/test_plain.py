"""Counts of surveys, inspections, calls, targets, points, norms and connections, out of files as people fill them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from audit.imports.columns import Kind, headers
from audit.imports.table import ImportRefused
from audit.measures import in_force
from tests.audit.imports.conftest import Desk


def filled(kind: Kind, *rows: Mapping[str, object]) -> list[list[object]]:
    """A header and rows in the order of the template, out of cells by column id."""
    columns = headers(kind)
    return [list(columns.values()), *([row.get(one, "") for one in columns] for row in rows)]


def bad(desk: Desk) -> list[str]:
    return [str(note) for note in desk.notes.first if note.level == "bad"]


def test_counts_of_a_survey(desk: Desk) -> None:
    row = {
        "org": "Школа № 1", "date": "01.04.2026", "source": "телефон", "by": "ООО «Опрос»", "population": "1 200",
        "survey.respondents:value": 50, "survey.comfort:value": "45", "survey.comfort:of": 48.0,
        "survey.access_satisfied:value": 0, "survey.access_satisfied:of": 0,
    }  # fmt: skip
    desk.take(desk.write("a.xlsx", filled("aggregates", row)), "aggregates")
    assert desk.found() == {
        ("school-1", "survey.respondents"): "50/480",
        ("school-1", "survey.comfort"): "45/48",
        ("school-1", "survey.access_satisfied"): "0/0",
    }
    one = next(in_force(desk.db, "may"))
    assert (one.source, one.measured_by, one.measured_on, one.row) == ("telephone", "ООО «Опрос»", "2026-04-01", 2)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"survey.comfort:value": 49, "survey.comfort:of": 48}, "49 is more than the 48 that it is of"),
        ({"survey.comfort:value": 4}, "empty: 4 of how many?"),
        ({"survey.comfort:of": 4}, "empty, though «Удовлетворены комфортностью условий: ответили» is 4"),
        ({"survey.comfort:value": "4,5", "survey.comfort:of": 5}, "«4,5» is no count: people and things are whole"),
        ({"survey.comfort:value": "85%", "survey.comfort:of": 100}, "«85%» is a share; write how many people"),
        ({"survey.comfort:value": -1, "survey.comfort:of": 5}, "«-1» is less than 0"),
        ({"survey.comfort:value": 51, "survey.comfort:of": 51}, "51 answered, and only 50 were asked"),
        ({"survey.comfort:value": "2026-03-05", "survey.comfort:of": 51}, "the spreadsheet took a number for a date"),
        (
            {
                "survey.disabled:value": 2,
                "survey.disabled:of": 9,
                "survey.access_satisfied:value": 1,
                "survey.access_satisfied:of": 3,
            },
            "3 answered, and only 2 have a disability",
        ),
        ({"org": "Итого", "survey.comfort:value": 5, "survey.comfort:of": 5}, "a row of totals"),
    ],
)
def test_counts_that_cannot_be(desk: Desk, cells: dict[str, object], said: str) -> None:
    base: dict[str, object] = {
        "org": "school-1",
        "survey.respondents:value": 50,
        "survey.overall:value": 1,
        "survey.overall:of": 2,
    }
    good = [base | {"org": "school-2"}, base | {"org": "library"}]
    desk.take(desk.write("a.csv", filled("aggregates", *good, base | cells)), "aggregates")
    assert len(bad(desk)) == 1
    assert said in bad(desk)[0]
    assert not desk.found("school-1")


def test_an_organisation_twice_is_told(desk: Desk) -> None:
    row: dict[str, object] = {"org": "school-1", "survey.comfort:value": 1, "survey.comfort:of": 2}
    desk.take(desk.write("a.csv", filled("aggregates", row, row | {"org": "Школа № 1"})), "aggregates")
    assert "school-1 repeats row 2: survey.comfort is there already" in bad(desk)[0]


INSPECTED: dict[str, object] = {
    "org": "school-1", "date": "15.04.2026", "by": "Анна Лесная",
    "inspection.stand_items:value": 8, "inspection.stand_items:of": 10,
    "inspection.comfort.rest_area": "да", "inspection.comfort.navigation": "нет", "inspection.comfort.water": "есть",
    "inspection.comfort.toilets": "не применимо", "inspection.access.ramps": "отсутствует",
    "inspection.waiting:value": "12,5", "inspection.waiting:of": "14",
    "evidence": "stend-1.jpg; vhod.jpg",
}  # fmt: skip


def test_an_inspection(desk: Desk) -> None:
    desk.take(desk.write("i.xlsx", filled("inspection", INSPECTED)), "inspection")
    assert desk.found() == {
        ("school-1", name): count
        for name, count in {
            "inspection.stand_items": "8/10",
            "inspection.comfort": "2/3",
            "inspection.comfort.rest_area": "1/None",
            "inspection.comfort.navigation": "0/None",
            "inspection.comfort.water": "1/None",
            "inspection.comfort.toilets": "0/0",  # «не применимо»: told apart from what nobody looked at
            "inspection.access": "0/1",
            "inspection.access.ramps": "0/None",
            "inspection.waiting": "12.5/14",
        }.items()
    }
    one = next(in_force(desk.db, "may"))
    assert (one.measured_by, one.measured_on, one.evidence) == (
        "Анна Лесная",
        "2026-04-15",
        ("stend-1.jpg", "vhod.jpg"),
    )


def test_somebody_must_have_inspected(desk: Desk) -> None:
    path = desk.write("i.csv", filled("inspection", INSPECTED | {"by": ""}))
    with pytest.raises(ImportRefused, match="who inspected"):
        desk.take(path, "inspection")
    with pytest.raises(ImportRefused, match="who inspected"):
        desk.take(path, "inspection", by="…")
    desk.take(path, "inspection", by="Олег Ручьёв")
    assert {one.measured_by for one in in_force(desk.db, "may")} == {"Олег Ручьёв"}


def test_the_stands_norm_of_a_kind(desk: Desk) -> None:
    path = desk.write("i.csv", filled("inspection", INSPECTED | {"inspection.stand_items:of": ""}))
    with pytest.raises(ImportRefused, match="8 of how many"):
        desk.take(path, "inspection")
    norms = filled("stand-norms", {"kind": "школа", "norm": 12}, {"kind": "museum", "norm": ""})
    desk.take(desk.write("n.csv", norms), "stand-norms")
    desk.take(path, "inspection")
    assert desk.found()["school-1", "inspection.stand_items"] == "8/12"
    desk.take(desk.write("n.csv", filled("stand-norms", {"kind": "school", "norm": 16})), "stand-norms")
    assert not desk.take(path, "inspection").same  # another norm makes another number
    assert desk.found()["school-1", "inspection.stand_items"] == "8/16"


def test_an_unknown_kind_is_told(desk: Desk) -> None:
    norms = filled("stand-norms", {"kind": "школа", "norm": 12}, {"kind": "замок", "norm": 3})
    desk.take(desk.write("n.csv", norms), "stand-norms")
    assert "unknown kind «замок»" in bad(desk)[0]


def test_calls_and_visits(desk: Desk) -> None:
    rows: list[dict[str, object]] = [
        {
            "org": "school-1",
            "what": "Звонок",
            "by": "А",
            "name": "Ответили вежливо",
            "value": "1",
            "of": "2",
            "date": "1.4.26",
        },
        {
            "org": "school-1",
            "what": "Звонок",
            "by": "А",
            "name": "Ответили вежливо",
            "value": "2",
            "of": "2",
            "date": "2.4.26",
        },
        {"org": "school-1", "what": "посещение", "by": "Б", "value": "4,5", "of": 5},
        {"org": "school-2", "what": "письмо", "by": "Б", "value": 1, "of": 5},
        {"org": "school-2", "what": "звонок", "by": "Б", "value": 6, "of": 5},
    ]
    desk.take(desk.write("c.csv", filled("calls", *rows)), "calls")
    assert [(one.name, one.value, one.of, one.measured_on, one.source) for one in in_force(desk.db, "may")] == [
        ("mystery.call.otvetili-vezhlivo", "1", "2", "2026-04-01", "call"),
        ("mystery.call.otvetili-vezhlivo", "2", "2", "2026-04-02", "call"),
        ("mystery.visit", "4.5", "5", "", "visit"),
    ]
    assert ["neither «звонок» nor «посещение»" in bad(desk)[0], "6 is more than the 5" in bad(desk)[1]] == [True, True]


def test_targets_and_points(desk: Desk) -> None:
    rows = [{"org": "school-1", "name": "coverage", "value": "104,5 %", "of": "100"}]
    desk.take(desk.write("t.csv", filled("targets", *rows)), "targets")
    marks = [
        {"org": "school-1", "name": "coverage", "value": value, "of": 5, "by": who}
        for value, who in ((4, "А"), (5, "Б"))
    ]
    desk.take(desk.write("p.csv", filled("points", *marks)), "points")
    assert [(one.name, one.value, one.of, one.measured_by) for one in in_force(desk.db, "may")] == [
        ("council.coverage", "4", "5", "А"),
        ("council.coverage", "5", "5", "Б"),
        ("target.coverage", "104.5", "100", ""),
    ]


def test_who_is_connected_cannot_inspect(desk: Desk) -> None:
    ties = {"person": "Анна Лесная", "org": "Школа № 1", "reason": "работает там"}
    path = desk.write("x.csv", filled("connections", ties))
    assert desk.take(path, "connections").measures == 1
    assert desk.take(path, "connections").measures == 0  # a second time changes nothing
    rows = filled("inspection", INSPECTED | {"by": "анна  лесная"}, INSPECTED | {"org": "school-2"})
    desk.take(desk.write("i.csv", rows), "inspection")
    assert "«Анна Лесная» is connected with school-1 (работает там) and cannot review or inspect it" in bad(desk)[0]
    assert {org for org, _ in desk.found()} == {"school-2"}


def test_a_column_that_nobody_knows_is_told(desk: Desk) -> None:
    rows = filled("points", {"org": "school-1", "name": "x", "value": 1, "of": 2, "by": "А"})
    rows[0].append("Балы")
    rows[1].append("5")
    desk.take(desk.write("p.csv", rows), "points")
    assert "«Балы»" in next(note.text for note in desk.notes.first if note.what == "columns")


@pytest.mark.parametrize(
    "kind", ["aggregates", "inspection", "calls", "targets", "points", "stand-norms", "connections"]
)
def test_a_file_of_something_else_names_what_is_missing(desk: Desk, kind: Kind) -> None:
    with pytest.raises(ImportRefused, match=f"Template: glasnost import template {kind}|with a number"):
        desk.take(desk.write("z.csv", [["Дата", "Погода"], ["1.4.2026", "дождь"]]), kind)
    assert desk.kept() == (0, 0)


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    outcome = desk.take(desk.write("i.csv", filled("inspection", INSPECTED)), "inspection", dry_run=True)
    assert (outcome.batch, outcome.measures, desk.found()) == (None, 9, {})
    desk.take(
        desk.write("x.csv", filled("connections", {"person": "А. Лесная", "org": "school-1"})),
        "connections",
        dry_run=True,
    )
    desk.take(desk.write("n.csv", filled("stand-norms", {"kind": "school", "norm": 1})), "stand-norms", dry_run=True)
    assert [desk.db.table(name).count for name in ("batches", "ties", "stand_norms", "imports")] == [0, 0, 0, 0]


def test_nought_of_nought_is_nobody_only_where_a_filter_can_say_so(desk: Desk) -> None:
    row: dict[str, object] = {"org": "school-1", "survey.respondents:value": 40}
    for name in ("survey.overall", "survey.access_satisfied", "survey.comfort"):
        row |= {f"{name}:value": 0, f"{name}:of": 0}
    row |= {"survey.comfort:of": 40}
    desk.take(desk.write("a.csv", filled("aggregates", row)), "aggregates", by="ООО «Опрос»")
    assert {name for _, name in desk.found()} == {"survey.respondents", "survey.access_satisfied", "survey.comfort"}
    assert [note.text for note in desk.notes.first if note.what == "unanswered"] == [
        "school-1: 0 of 0 in survey.overall: nobody answered. These stay unmeasured"
    ]


def test_a_term_of_nought_is_no_term(desk: Desk) -> None:
    rows = [INSPECTED | {"inspection.waiting:value": 0, "inspection.waiting:of": 0}, INSPECTED | {"org": "school-2"}]
    desk.take(desk.write("i.csv", filled("inspection", *rows)), "inspection")
    assert "a term of 0: leave both cells empty" in bad(desk)[0]


def test_numbers_without_a_name_are_told_and_refused_where_somebody_is_connected(desk: Desk) -> None:
    row: dict[str, object] = {"org": "school-1", "name": "coverage", "value": 1, "of": 2}
    path = desk.write("t.csv", filled("targets", row, row | {"org": "school-2"}))
    desk.take(path, "targets", dry_run=True)
    assert [note.what for note in desk.notes.first] == ["nobody"]
    ties = {"person": "Анна Лесная", "org": "Школа № 1", "reason": "работает там"}
    desk.take(desk.write("x.csv", filled("connections", ties)), "connections")
    desk.take(path, "targets")
    assert "somebody is marked as connected with school-1: who measured? Say --by NAME" in bad(desk)[0]
    assert {org for org, _ in desk.found()} == {"school-2"}
    assert desk.take(path, "targets", by="Департамент").kept == 2


@pytest.mark.parametrize("name", ["site.items", "site.channels"])
def test_nobody_takes_the_site_out_by_a_norm_of_nought(desk: Desk, name: str) -> None:
    rows = [INSPECTED | {f"{name}:value": 0, f"{name}:of": 0}, INSPECTED | {"org": "school-2"}]
    desk.take(desk.write("i.csv", filled("inspection", *rows)), "inspection")
    assert "a norm of 0: leave both cells empty, and what the site shows counts" in bad(desk)[0]
    assert {org for org, _ in desk.found()} == {"school-2"}


def test_a_day_to_come_is_told(desk: Desk) -> None:
    desk.take(desk.write("i.csv", filled("inspection", INSPECTED | {"date": "15.04.2062"})), "inspection")
    assert [note.text for note in desk.notes.first if note.what == "dates"] == [
        "1 days are later than today, such as 2062-04-15: a slip of the pen?"
    ]
    desk.take(desk.write("i.csv", filled("inspection", INSPECTED)), "inspection")
    assert not [note for note in desk.notes.first if note.what == "dates"]

"""Laws of imports: order of rows and columns is nothing, twice is once, and an independent count says the same."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.imports.cells import CellError, moment, number, yes
from audit.imports.table import ImportRefused, letter
from audit.measures import in_force
from checklists.questionnaire import questionnaire
from crawler.table_file import TableError
from tests.audit.imports.conftest import HEADER, LABELS, Desk, answered

FORM = questionnaire()
SHOWN = [one for one in FORM.questions if one.template]

answers = st.text("yn-", min_size=15, max_size=15).filter(lambda letters: letters.strip("-"))
rows = st.lists(st.tuples(st.sampled_from(["school-1", "Школа № 2", "400000003"]), answers), min_size=1, max_size=12)
law = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def measured(desk: Desk) -> set[tuple[str, str, str, str | None]]:
    return {(one.org, one.name, one.value, one.of) for one in in_force(desk.db, "may")}


@pytest.mark.slow
@law
@given(rows, st.data())
def test_order_of_rows_and_columns_never_matters(
    desks: Callable[[], Desk], found: list[tuple[str, str]], data: st.DataObject
) -> None:
    table = [HEADER, *(answered(org, letters, at) for at, (org, letters) in enumerate(found))]
    mixed = [table[0], *data.draw(st.permutations(table[1:]))]
    places = data.draw(st.permutations(range(len(HEADER))))
    one, other = desks(), desks()
    one.take(one.write("s.csv", table))
    other.take(other.write("s.csv", [[row[at] for at in places] for row in mixed]))
    assert measured(one) == measured(other)
    assert {str(note) for note in one.notes.first} == {str(note) for note in other.notes.first}


@pytest.mark.slow
@law
@given(rows)
def test_importing_twice_changes_nothing(desks: Callable[[], Desk], found: list[tuple[str, str]]) -> None:
    desk = desks()
    path = desk.write("s.csv", [HEADER, *(answered(*one) for one in found)])
    desk.take(path)
    before = measured(desk), desk.kept(), desk.db.table("batches").count
    assert desk.take(path).same
    assert (measured(desk), desk.kept(), desk.db.table("batches").count) == before


@pytest.mark.slow
@law
@given(rows, st.integers(0, 12))
def test_parts_of_a_survey_add_up_to_the_whole(
    desks: Callable[[], Desk], found: list[tuple[str, str]], cut: int
) -> None:
    whole, parts = desks(), desks()
    whole.take(whole.write("s.csv", [HEADER, *(answered(*one) for one in found)]))
    for name, some in (("a.csv", found[:cut]), ("b.csv", found[cut:])):
        if some:
            parts.take(parts.write(name, [HEADER, *(answered(*one) for one in some)]))
    sums: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for one in in_force(parts.db, "may"):
        value, of = sums.get((one.org, one.name), (Fraction(0), Fraction(0)))
        sums[one.org, one.name] = value + Fraction(one.value), of + Fraction(one.of or 0)
    assert sums == {(org, name): (Fraction(value), Fraction(of or 0)) for org, name, value, of in measured(whole)}


@pytest.mark.slow
@law
@given(rows)
def test_an_independent_count_says_the_same(desks: Callable[[], Desk], found: list[tuple[str, str]]) -> None:
    desk = desks()
    desk.take(desk.write("s.csv", [HEADER, *(answered(*one) for one in found)]))
    ids = {"school-1": "school-1", "Школа № 2": "school-2", "400000003": "library"}
    at = {one.id: place for place, one in enumerate(SHOWN)}
    expected = set()
    for cell in {org for org, _ in found}:
        mine = [letters for org, letters in found if org == cell]
        for one in SHOWN:
            if one.measure:
                asked = [got for got in mine if not one.asked_if or got[at[one.asked_if]] == "y"]
                said = [got[at[one.id]] for got in asked if got[at[one.id]] != "-"]
                spared = [got for got in mine if one.asked_if and got[at[one.asked_if]] == "n"]
                if said or spared:  # else nobody answered, and nothing was measured
                    expected.add((ids[cell], one.measure, str(said.count("y")), str(len(said))))
    assert {one for one in measured(desk) if one[1] != "survey.respondents"} == expected


@pytest.mark.slow
@law
@given(st.lists(st.lists(st.text(max_size=12), max_size=25), max_size=15), st.sampled_from([";", ",", "\t"]))
def test_no_table_makes_it_fail_in_another_way(
    desks: Callable[[], Desk], table: list[list[str]], delimiter: str
) -> None:
    desk = desks()
    path = desk.home / "s.csv"
    path.write_bytes("\n".join(delimiter.join(row) for row in [HEADER[LABELS:], *table]).encode("utf-8", "replace"))
    try:
        outcome = desk.take(path, org="school-1")
    except (ImportRefused, TableError):
        assert desk.kept() == (0, 0)
    else:
        assert outcome.kept


@given(st.text(max_size=30))
def test_any_cell_is_read_or_told(cell: str) -> None:
    for read, kinds in ((moment, str), (number, str), (yes, bool | None)):
        with contextlib.suppress(CellError):
            assert isinstance(read("x", cell), kinds)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d 00:00:00"]))
def test_dates_come_back_as_they_were(day: object, form: str) -> None:
    from datetime import date

    assert isinstance(day, date)
    if day.year >= 1000:
        assert moment("x", day.strftime(form))[:10] == day.isoformat()


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_numbers_come_back_as_they_were(value: object) -> None:
    assert Fraction(number("x", str(value).replace(".", ","))) == Fraction(str(value))


@given(st.integers(0, 700))
def test_letters_of_columns(at: int) -> None:
    from openpyxl.utils import get_column_letter

    assert letter(at) == get_column_letter(at + 1)

"""Tables: known by their heads, met by a row of data."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

RULE = {"table": {"heads": ["фамилия|фио", "должность", "образование"], "least": 2}}
DATA = "<tr><td>Елова М. П.</td><td>учитель</td></tr>"


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        (
            "<table><tr><th>ФИО</th><th>Должность</th></tr><tr><td>Елова М. П.</td><td>учитель</td></tr></table>",
            "met",
            None,
        ),
        (
            "<table><tr><td>Фамилия</td><td>Должность</td></tr><tr><td>Елова</td><td>учитель</td></tr></table>",
            "met",
            None,
        ),
        (
            f"<table><tr><th colspan=2>Педагоги</th></tr><tr><th>ФИО</th><th>Образование</th></tr>{DATA}</table>",
            "met",
            None,
        ),
        ("<table><tr><th>ФИО</th><th>Должность</th></tr></table>", "missing", "bare_heading"),
        (
            "<table><tr><th>ФИО</th><th>Должность</th></tr><tr><td></td><td></td></table>",
            "missing",
            "bare_heading",
        ),
        (
            "<table><tr><th>ФИО</th><th>Класс</th></tr><tr><td>Елова</td><td>5а</td></table>",
            "missing",
            "not_found",
        ),
        ("<table><tr><th>ФИО</th></tr></table><table><tr><th>Должность</th></tr></table>", "missing", "not_found"),
        ("<p>ФИО</p><p>Должность</p><p>Елова, учитель</p>", "missing", "not_found"),
        ("<p>Школа.</p>", "missing", "not_found"),
    ],
)
def test_a_table(body: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(RULE, body)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_heads_far_below_are_data(see: See) -> None:
    rows = "".join(f"<tr><td>строка {number}</td><td>число</td></tr>" for number in range(6))
    body = f"<table>{rows}<tr><td>ФИО</td><td>Должность</td></tr><tr><td>Елова</td><td>учитель</td></tr></table>"
    assert see(RULE, body).verdict == "missing"


def test_the_proof_shows_the_heads_and_a_value_under_them(see: See) -> None:
    body = "<table><tr><th>ФИО</th><th>Должность</th></tr><tr><td>Елова М. П.</td><td>учитель</td></tr></table>"
    quotes = [proof.quote for proof in see(RULE, body).evidence]
    assert quotes[:2] == ["ФИО", "Должность"]
    assert quotes[2] in {"Елова М. П.", "учитель"}


def test_a_number_before_the_heads_is_not_quoted(see: See) -> None:
    body = (
        "<table><tr><td>№</td><td>ФИО</td><td>Должность</td><td>Кабинет</td></tr>"
        "<tr><td>1</td><td>Елова М. П.</td><td>учитель</td><td>12</td></tr></table>"
    )
    quotes = [proof.quote for proof in see(RULE, body).evidence]
    assert quotes[:2] == ["ФИО", "Должность"]
    assert quotes[2] in {"Елова М. П.", "учитель"}


def test_rows_under_a_full_head_are_no_heads(see: See) -> None:
    body = (
        "<table><tr><th>Праздник</th><th>Кто поздравляет</th></tr>"
        "<tr><td>День учителя</td><td>директор, должность которого видна на бейдже</td></tr>"
        "<tr><td>ФИО победителя</td><td>Елова М. П.</td></tr></table>"
    )
    assert see(RULE, body).verdict == "missing"


def test_a_title_row_over_the_heads_is_part_of_the_head(see: See) -> None:
    body = (
        "<table><tr><td colspan=3>Сотрудники 2025 года</td></tr>"
        "<tr><td>ФИО</td><td>Должность</td><td>Кабинет</td></tr>"
        "<tr><td>Елова М. П.</td><td>учитель</td><td>12</td></tr></table>"
    )
    assert see(RULE, body).verdict == "met"


PEOPLE = {"table": {"heads": ["образование", "должность"], "least": 2, "rows": "person"}}


@pytest.mark.parametrize(
    ("first", "verdict"), [("Елова Мария Петровна", "met"), ("Учитель физики", "missing"), ("Вакансия", "missing")]
)
def test_a_list_of_people_names_somebody(see: See, first: str, verdict: str) -> None:
    body = (
        "<table><tr><th>Кто</th><th>Должность</th><th>Образование</th></tr>"
        f"<tr><td>{first}</td><td>на полную ставку</td><td>высшее педагогическое</td></tr></table>"
    )
    assert see(PEOPLE, body).verdict == verdict

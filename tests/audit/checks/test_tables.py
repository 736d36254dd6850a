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


def test_the_proof_shows_the_head_and_a_row(see: See) -> None:
    body = "<table><tr><th>ФИО</th><th>Должность</th></tr><tr><td>Елова М. П.</td><td>учитель</td></tr></table>"
    quotes = [proof.quote for proof in see(RULE, body).evidence]
    assert quotes[0] == "ФИО"
    assert quotes[1] in {"Елова М. П.", "учитель"}

"""Names as people write them: one person's are known as such, two people's told apart."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from audit import ties
from audit.database import connect
from audit.independence import same_person

NAME = st.lists(st.sampled_from(["Анна", "Лесная", "Петровна", "А.", "П.", "Ольга", "Л."]), max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Анна Лесная", "анна  ЛЕСНАЯ"),
        ("Анна Лесная", "Лесная Анна"),
        ("Лесная А.П.", "Анна Петровна Лесная"),
        ("Лесная А.", "Лесная Анна Петровна"),
        ("Лесная", "Анна Лесная"),
        ("А. Лесная", "Лесная А. П."),
        ("Семёнов Пётр", "семенов п."),
        ("ООО «Опрос»", "Ооо Опрос"),
        ("ИП Лесной", "Лесной Пётр"),
        ("ИП Лесной П. А.", "Пётр Андреевич Лесной"),
        ("АНО «Опрос-Заозёрье»", "Опрос-Заозерье"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Анна Лесная", "Ольга Лесная"),
        ("Анна Лесная", "Анна Речная"),
        ("Лесная О.", "Лесная Анна"),
        ("Лесная Анна Петровна", "Лесная Анна Ивановна"),
        ("ООО «Опрос»", "ООО «Берег»"),
        ("ООО «Опрос»", "АО «Опрос»"),
        ("ИП Лесной П.", "ИП Речной П."),
        ("А. П.", "Анна Петровна Лесная"),
        ("Аня", "Аня Лесная"),
        ("", "Анна"),
        ("", ""),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


@given(NAME, NAME)
def test_it_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one)


@given(NAME.filter(lambda name: any(len(part) > 2 for part in name.split())))
def test_everybody_is_themselves(name: str) -> None:
    assert same_person(name, name)


def test_an_initial_does_not_pass_a_tie(tmp_path: Path) -> None:
    db: Database = connect(tmp_path)
    db.table("organisations").insert({"id": "school-1", "name": "Школа", "sector": "education"})
    ties.add(db, ties.Tie("Анна Петровна Лесная", "school-1", "работает там", "2026-05-01"))
    pairs = [("Лесная А.П.", "school-1"), ("Лесная О.П.", "school-1"), ("Лесная А.П.", "school-2")]
    assert ties.refused(db, pairs) == {
        pairs[
            0
        ]: "«Лесная А.П.» (marked as «Анна Петровна Лесная») is connected with school-1 (работает там) and cannot"
        " review or inspect it"
    }

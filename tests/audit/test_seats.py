"""The proof stands where a person would look: on the page that an item's hints name, if it is there as well."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

PHONE = {"entity": {"entity": "phone"}}
HEAD = {"entity": {"entity": "person", "near": ["директор", "председатель"], "others": ["заместитель"]}}
CONTACTS = {"phrases": ["контакты"], "paths": ["kontakty"]}
MENU = '<nav><a href="/kontakty">Контакты</a> <a href="/konkurs">Конкурс чтецов</a></nav>'
CONTEST = "<h1>Конкурс чтецов</h1><p>Заявки принимаются по телефону 8 (4012) 55-10-10 до вторника.</p>"
OWN = "<h1>Контакты</h1><p>Телефон школы: 8 (4012) 55-20-20</p>"


def quote(finding: object) -> str:
    return finding.evidence[0].quote  # type: ignore[attr-defined, no-any-return]


def test_the_contacts_are_quoted_and_not_the_contest(see: See) -> None:
    found = see(PHONE, {"": MENU, "konkurs": CONTEST, "kontakty": OWN}, hints=CONTACTS)
    assert (found.verdict, quote(found)) == ("met", "Телефон школы: 8 (4012) 55-20-20")


def test_a_seat_without_it_changes_nothing(see: See) -> None:
    found = see(PHONE, {"": MENU, "konkurs": CONTEST, "kontakty": "<h1>Контакты</h1><p>скоро</p>"}, hints=CONTACTS)
    assert found.verdict == "met"
    assert "55-10-10" in quote(found)


@pytest.mark.parametrize("hints", [{}, CONTACTS])
def test_a_seat_makes_no_verdict(see: See, hints: dict[str, list[str]]) -> None:
    assert see(PHONE, {"": MENU, "kontakty": "<h1>Контакты</h1><p>Приходите</p>"}, hints=hints).verdict == "missing"


def test_a_page_named_after_the_hint_goes_before_one_that_also_says_it(see: See) -> None:
    pages = {
        "": '<nav><a href="/a">Контакты для участников конкурса чтецов этого года</a> <a href="/b">Контакты</a></nav>',
        "a": CONTEST,
        "b": OWN,
    }
    assert "55-20-20" in quote(see(PHONE, pages, hints={"phrases": ["контакты"]}))


def test_the_phone_of_a_body_above_is_the_weaker_proof(see: See) -> None:
    pages = {
        "": "<p>Учредитель: управление образования, телефон 8 (4012) 55-30-30</p>",
        "about": "<p>Телефон школы: 8 (4012) 55-20-20</p>",
    }
    assert "55-20-20" in quote(see(PHONE, pages))
    assert see(PHONE, {"": pages[""]}).verdict == "met"


def test_the_contacts_do_not_stand_in_where_they_give_those_of_a_body_above(see: See) -> None:
    pages = {
        "": MENU + "<p>Телефон школы: 8 (4012) 55-20-20</p>",
        "kontakty": "<h1>Контакты</h1><p>Департамент образования: 8 (4012) 55-30-30</p>",
    }
    assert "55-20-20" in quote(see(PHONE, pages, hints=CONTACTS))


@pytest.mark.parametrize(
    "other",
    [
        "<p>В 1923 году директором стала Елова Анна Петровна.</p>",
        "<p>Председатель комитета по образованию: Елова Анна Петровна</p>",
        "<p>Заместитель директора: Елова Анна Петровна</p>",
    ],
)
def test_who_leads_today_is_quoted(see: See, other: str) -> None:
    pages = {"": other, "about": "<p>Директор: Липов Иван Иванович</p>"}
    assert "Липов" in quote(see(HEAD, pages))


VERSION = {"link": {"phrases": ["для слабовидящих"], "without": ["школа|школы", "дети|детей"]}}


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Версия для слабовидящих", "met"),
        ("История школы для слабовидящих", "missing"),
        ("Игры для слабовидящих детей", "missing"),
    ],
)
def test_words_that_make_a_link_another_thing(see: See, words: str, verdict: str) -> None:
    assert see(VERSION, {"": f'<p><a href="/v">{words}</a></p>', "v": "<p>текст</p>"}).verdict == verdict
    button = {"widget": {"phrases": ["для слабовидящих"], "without": VERSION["link"]["without"]}}
    assert see(button, f"<div><button>{words}</button></div>").verdict == verdict

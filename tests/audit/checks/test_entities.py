"""Phones, e-mails, addresses, hours, persons, names: forms of their own, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checks.values import VALUE_PATTERNS, holds
from checklists.rule import Rule
from tests.audit.conftest import See

TRUE = {
    "phone": [
        "8 (49900) 2-14-36", "+7 (499) 123-45-60", "+7 499 123 45 60", "8-499-123-45-60", "8(49900)21436",
        "(49900) 2-14-36", "2-14-36", "+74991234560", "тел./факс 8 (49900) 2–14–36", "8 800 200 43 21",
    ],
    "email": [
        "shkola@sosna.example", "Shkola.7@mail.sosna.example", "пишите: a-b_c@sosna.example.",
        "shkola(собака)sosna.example", "shkola [at] sosna.example",
    ],
    "address": [
        "ул. Лесная, д. 3", "улица Лесная, 3", "с. Сосновка, ул. Лесная, дом 3", "пр-т Мира, 12", "проспект Мира 12",
        "пер. Школьный, 4а", "Лесная ул., 3", "пл. Победы, д. 1", "село Сосновка, дом 3", "наб. Речная, 5",
        "6-й микрорайон, д. 2", "ул. Мира, д.5", "пр. Мира, 12/3", "бульвар Юности, 7", "Садовое шоссе, 18",
    ],
    "street": ["ул. Лесная", "на бульваре Юности, у рынка", "Садовая улица", "проспект Мира"],
    "hours": [
        "с 8:00 до 17:00", "8.00 – 17.00", "8:00-17:00", "с 8 до 17", "с 8.30 до 17.00", "круглосуточно",
        "08-00 до 17-00", "с 8 часов до 20 часов", "вт–сб 10–17", "ежедневно 9-21", "пн-чт 8–17",
    ],
    "person": [
        "Кедрова Анна Лукинична", "Анна Лукинична Кедрова", "Кедрова А. Л.", "А.Л. Кедрова", "КЕДРОВА Анна Лукинична",
        "Сосновская-Елова Мария Петровна", "Пихтин Олег Ильич", "директору Кедровой Анне Лукиничне",
        "КЕДРОВА АННА ЛУКИНИЧНА", "кедрова анна лукинична", "кедрова а. л.", "КЕДРОВОЙ А.Л.", "а.л. кедрова",
        "елов рашид ахмет оглы", "И.О. Кедрова", "Ильченко Галина Саввишна", "Ася Миронова", "Кедрова Анна",
    ],
    "price": ["350 ₽", "8 руб.", "1 500 р.", "от 4 500 рублей", "стоимость: 2000", "Билет — 250"],
    "date": ["12.03.2019", "12 марта 2019 г.", "в 1987 году", "01/09/24"],
    "url": ["https://sosna.example", "www.sosna.example", "сосна.рф", "school7.ru"],
    "number": ["№ 7", "Л035-01298"],
}  # fmt: skip
FALSE = {
    "phone": ["000-00-00", "+7 (000) 000-00-00", "8 (800) 123-45-67", "111-11-11", "12.03.2019", "2024-2025",
              "ИНН 2501012345", "с 8 до 17"],
    "email": ["info@example.com", "INFO@EXAMPLE.COM", "mail@site.ru", "собака друг человека", "@sosna"],
    "address": ["Улица полна неожиданностей", "Проспект", "5 класс", "уличный праздник"],
    "hours": ["8 часов", "12.03.2019", "5-6 лет", "кабинет 8", "пн 12-13 марта"],
    "person": [
        "Сосновская средняя школа", "Педагогический совет", "Анна и Олег", "Российская Федерация", "И.О. Директора",
        "на базовом уровне обучения", "по основной духовной дисциплине", "педагогов, в т.ч. классов",
        "то есть, т.е. часов", "Улица Мира", "Мирный Город",
        "Библиотека имени А.С. Берёзкина", "школа им. А. С. Берёзкина", "лицензия и т. п. Документов",
    ],
    "street": ["улица", "на улице тепло", "бульвар зимой"],
    "price": ["350 человек", "8 рублёвских сосен", "цена вопроса", "2026 год"],
    "date": ["12 человек", "в марте"],
    "url": ["сайт школы"],
    "number": ["номер не присвоен"],
}  # fmt: skip


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, texts in table.items() for text in texts]


def test_every_form_is_tried_here() -> None:
    assert set(TRUE) == set(FALSE) == set(VALUE_PATTERNS)


@pytest.mark.parametrize(("kind", "text"), pairs(TRUE))
def test_holds(kind: str, text: str) -> None:
    assert holds(kind, text)


@pytest.mark.parametrize(("kind", "text"), pairs(FALSE))
def test_does_not_hold(kind: str, text: str) -> None:
    assert not holds(kind, text)


PIECES = (
    "8", "17", "30", "2019", ":", ".", "-", "–", " ", " ", "с ", " до ", " ДО ", " по ", "ч", "часов", "пн", "Ср.",
    "будни", "ежедневно", "утра", "КРУГЛОСУТОЧНО", "начало уроков в ", "ул. Лесная", "д.", "с. Сосновка", "@",
    "sosna.example", " (at) ", "Кедров", "КЕДРОВА ", "Анна ", "Лукинична", "ИЛЬИЧ", "Петровной ", "А.", "Л. ",
    "оглы", "кызы", "руб.", "₽", "стоимость: ", "+7 (499) ", "12.03", "марта", "www.",
)  # fmt: skip


@given(st.sampled_from(sorted(set(VALUE_PATTERNS) - {"phone", "email"})), st.lists(st.sampled_from(PIECES)))
def test_the_quick_look_leaves_nothing_out(kind: str, pieces: list[str]) -> None:
    """What a pattern finds is held: nothing that is tested before it may say no."""
    text = "".join(pieces)
    if VALUE_PATTERNS[kind].search(text):
        assert holds(kind, text)


def test_a_sample_does_not_hide_what_stands_beside_it() -> None:
    assert holds("phone", "+7 (000) 000-00-00, 8 (49900) 2-14-36")
    assert holds("email", "info@example.com, shkola@sosna.example")


def entity(kind: str, **more: object) -> Rule:
    return Rule.model_validate({"entity": {"entity": kind, **more}})


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<footer>8 (49900) 2-14-36</footer>", "met"),
        ('<a href="tel:+74990021436"><img src="/t.png"></a>', "met"),
        ("<div hidden>8 (49900) 2-14-36</div>", "missing"),
        ("<!-- 8 (49900) 2-14-36 --><p>Школа</p>", "missing"),
        ("<p>8 (800) 000-00-00</p>", "missing"),
        ('<a href="tel:">позвонить</a>', "missing"),
    ],
)
def test_a_phone_anywhere(body: str, verdict: str, see: See) -> None:
    assert see(entity("phone"), body).verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Директор: Кедрова Анна Лукинична</p>", "met"),
        ("<h2>Директор</h2><p>Фото</p><p>Кедрова Анна Лукинична</p>", "met"),
        ("<p>Кедрова Анна Лукинична</p><p>директор школы</p>", "met"),
        ("<table><tr><td>Директор</td><td>Кедрова А. Л.</td></tr></table>", "met"),
        ("<p>Кедрова Анна Лукинична победила в кроссе</p>", "missing"),
        ("<p>Директор</p>" + "<p>Слово о школе и о речке.</p>" * 9 + "<p>Кедрова Анна Лукинична</p>", "missing"),
    ],
)
def test_a_person_near_a_post(body: str, verdict: str, see: See) -> None:
    assert see(entity("person", near=["директор"]), body).verdict == verdict


def test_so_many_on_one_page(see: See) -> None:
    rule = entity("person", near=["учитель"], least=2)
    one = "<p>Учитель Елова Мария Петровна</p>"
    assert see(rule, one).verdict == "missing"
    assert see(rule, {"": one, "2": one}).verdict == "missing"
    found = see(rule, one + "<p>Учитель Пихтин Олег Ильич</p>")
    assert found.verdict == "met"
    assert len(found.evidence) == 2


# -- the organisation's own name ---------------------------------------------------------------------------------------

FULL = "Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (f"<h1>{FULL}</h1>", "met"),
        ("<p>МБОУ «Сосновская средняя школа № 7»</p>", "met"),
        (f"<p>{FULL.upper()} Сосновского района</p>", "met"),
        ("<h1>Сосновская средняя школа № 7</h1>", "partial"),
        (
            "<h1>МБОУ «Сосновская СШ № 7»</h1>",
            "met",
        ),
        ("<h1>Сосновская СШ № 7</h1>", "missing"),
        (
            "<p>Муниципальное бюджетное общеобразовательное учреждение</p><p>«Сосновская средняя школа № 7»</p>",
            "met",
        ),
        ("<p>Муниципальное бюджетное общеобразовательное учреждение «Еловская средняя школа № 12»</p>", "missing"),
        ("<p>Муниципальное бюджетное учреждение культуры «Сосновская библиотека»</p>", "missing"),
        ("<p>Добро пожаловать!</p>", "missing"),
    ],
)
def test_the_full_name_is_this_organisations(body: str, verdict: str, see: See) -> None:
    assert see(entity("name"), body).verdict == verdict

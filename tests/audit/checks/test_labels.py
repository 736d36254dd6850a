"""Labelled values and mentions: a label with its value in every dress that pages give it, and labels without one."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

PHONE = {"labelled": {"labels": ["телефон"], "value": "phone"}}
FOUNDER = {"labelled": {"labels": ["учредитель"], "value": "name"}}
HOURS = {"labelled": {"labels": ["режим работы"], "value": "hours"}}
CREATED = {"labelled": {"labels": ["создана"], "value": "date"}}
TEXT = {"labelled": {"labels": ["лицензия"], "value": "text"}}


@pytest.mark.parametrize(
    "body",
    [
        "<p>Телефон: 8 (49900) 2-14-36</p>",
        "<p>Телефон — 8 (49900) 2-14-36</p>",
        "<p><b>Телефон:</b> 8 (49900) 2-14-36</p>",
        "<p><b>Телефон</b></p><p>8 (49900) 2-14-36</p>",
        "<p>Контактный телефон школы<br>8 (49900) 2-14-36</p>",
        "<table><tr><td>Телефон</td><td>8 (49900) 2-14-36</td></tr></table>",
        "<table><tr><th>Телефон</th><th>Адрес</th></tr><tr><td>8 (49900) 2-14-36</td><td>Сосновка</td></tr></table>",
        "<dl><dt>Телефон</dt><dd>8 (49900) 2-14-36</dd></dl>",
        "<h3>Телефон</h3><p>8 (49900) 2-14-36</p>",
        "<div><span>Телефон</span> <span>8 (49900) 2-14-36</span></div>",
        "<ul><li>ТЕЛЕФОН:&nbsp;&nbsp;+7&nbsp;(49900)&nbsp;2-14-36</li></ul>",
        "<footer><p>Телефоны: 8 (49900) 2-14-36, 2-14-37</p></footer>",
    ],
)
def test_a_label_with_its_value(body: str, see: See) -> None:
    found = see(PHONE, body)
    assert found.verdict == "met"
    assert any("2-14-36" in proof.quote for proof in found.evidence)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>Телефон:</p>", "bare_heading"),
        ("<p>Телефон:</p><h3>Адрес:</h3><p>Сосновка, 8 (49900) 2-14-36</p>", "bare_heading"),
        ("<p>Телефон: _______</p>", None),
        ("<table><tr><td>Телефон:</td><td></td></tr></table>", "bare_heading"),
        ("<table><tr><td>Телефон</td><td>Информация будет размещена</td></tr></table>", "placeholder"),
        ("<nav>Телефон: 8 (49900) 2-14-36</nav>", "not_found"),
        ("<p>Телефон изобрёл Белл, и в нашей школе об этом рассказали.</p>", "not_found"),
        ("<p>Телефон: +7 (000) 000-00-00</p>", None),
        ("<p>Телефон: 8 (800) 123-45-67</p>", None),
    ],
)
def test_a_label_without_a_value(body: str, reason: str | None, see: See) -> None:
    found = see(PHONE, body)
    assert found.verdict == "missing"
    if reason:
        assert found.reason == reason


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Учредитель: Администрация Сосновского района</p>", "met"),
        ("<p>Учредителем является Администрация Сосновского района.</p>", "met"),
        ("<h3>Учредитель</h3><p>Администрация Сосновского района</p>", "met"),
        ("<p>Учредитель поздравил школу с началом учебного года и подарил книги.</p>", "missing"),
        ("<p>Учредитель:</p>", "missing"),
        ("<p>Учредитель: нет</p>", "missing"),
        ("<p>Учредитель: &lt;НАИМЕНОВАНИЕ УЧРЕДИТЕЛЯ&gt;</p>", "missing"),
        ("<p>Учредитель: {{ founder }} района</p>", "missing"),
    ],
)
def test_a_name_behind_a_label(body: str, verdict: str, see: See) -> None:
    assert see(FOUNDER, body).verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Режим работы: понедельник – пятница с 8:00 до 17:00</p>", "met"),
        ("<h3>Режим работы</h3><ul><li>понедельник – пятница</li><li>8.00–17.00</li></ul>", "met"),
        ("<p>Режим работы: круглосуточно</p>", "met"),
        ("<p>Режим работы: уточняйте у вахтёра</p>", "missing"),
    ],
)
def test_hours_behind_a_label(body: str, verdict: str, see: See) -> None:
    assert see(HOURS, body).verdict == verdict


def test_a_file_is_a_text_value(see: See) -> None:
    row = '<table><tr><td>Лицензия</td><td><a href="/l.pdf">{}</a></td></tr></table>'
    assert see(TEXT, row.format("№7")).verdict == "met"
    assert see(TEXT, "<p>Лицензия: № 1234 от 12.03.2015</p>").verdict == "met"
    assert see(TEXT, "<p>Лицензия: нет</p>").verdict == "met"


def test_a_label_only_on_pages_of_a_section(see: See) -> None:
    rule = {"labelled": {"labels": ["телефон"], "value": "phone", "sections": ["контакты"]}}
    value = "<p>Телефон: 8 (49900) 2-14-36</p>"
    assert see(rule, {"": "<p>Школа.</p>", "c": f"<h1>Контакты</h1>{value}"}).verdict == "met"
    assert see(rule, {"": "<p>Школа.</p>", "n": f"<h1>Новости</h1>{value}"}).verdict == "missing"


# -- mentions ----------------------------------------------------------------------------------------------------------

MENTION = {"mention": {"phrases": ["платные услуги не оказываются"], "gives": "met"}}


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Платные образовательные услуги не оказываются.</p>", "missing"),
        ("<p>Платные услуги не оказываются.</p>", "met"),
        ("<p>В нашей школе <b>платные</b> услуги не&nbsp;оказываются</p>", "met"),
        ("<nav>Платные услуги не оказываются</nav>", "missing"),
        ("<p hidden>Платные услуги не оказываются</p>", "missing"),
        ("<p>Платные услуги</p><p>не оказываются</p>", "missing"),
        ("<script>a('Платные услуги не оказываются')</script><a href='/n'>Ещё</a>" + "<p>Школа.</p>" * 9, "missing"),
    ],
)
def test_a_mention(body: str, verdict: str, see: See) -> None:
    assert see(MENTION, body).verdict == verdict


def test_a_mention_gives_no_more_than_it_may(see: See) -> None:
    rule = {"mention": {"phrases": ["устав"]}}
    found = see(rule, "<p>На основании устава.</p>")
    assert (found.verdict, found.reason) == ("partial", "mentioned")
    assert see(rule, "<p>Устав: раздел находится в разработке.</p>").verdict == "missing"
    inside = {"mention": {"phrases": ["устав"], "sections": ["документы"]}}
    assert see(inside, {"": "<p>Наш устав.</p>", "d": "<h1>Документы</h1><p>Школа.</p>"}).verdict == "missing"
    assert see(inside, {"": "<p>Школа.</p>", "d": "<h1>Документы</h1><p>Наш устав.</p>"}).verdict == "partial"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Учредителем учреждения является Сосновский район.</p>", "met"),
        ("<p>Функции учредителя осуществляет управление образования Сосновского района.</p>", "met"),
        ("<p>1.3. Филиал создаётся решением учредителя.</p><p>1.4. Филиал действует по закону страны.</p>", "missing"),
        (
            "<p>Приказ учредителя о назначении руководителя</p><p>Свидетельство о внесении записи в реестр</p>",
            "missing",
        ),
        ("<p>Учредитель конкурса — редакция районной газеты «Заря»</p>", "missing"),
        ("<p>Учредитель: Сосновский муниципальный район</p>", "met"),
    ],
)
def test_a_word_in_a_sentence_is_no_label(body: str, verdict: str, see: See) -> None:
    rule = {"labelled": {"labels": ["учредитель", "учредителем"], "without": ["конкурса"], "value": "name"}}
    assert see(rule, body).verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Количество вакантных мест для приёма и перевода за счёт бюджета - 0 мест</p>", "met"),
        ("<p>Количество вакантных мест за счёт средств семьи: 12 мест</p>", "met"),
        ("<p>Количество вакантных мест в школе - 2021 год</p>", "missing"),
        ("<p>Количество вакантных мест считают дважды</p>", "missing"),
    ],
)
def test_a_line_that_says_how_many(body: str, verdict: str, see: See) -> None:
    assert see({"labelled": {"labels": ["количество вакантных мест"]}}, body).verdict == verdict


def test_that_there_is_none_is_all_there_is_to_publish(see: See) -> None:
    rule = {"mention": {"phrases": ["общежитие"]}}
    assert see(rule, "<p>Школа не предоставляет общежитие ученикам.</p>").verdict == "met"
    assert see(rule, "<p>Рядом строят общежитие для рабочих завода.</p>").verdict == "partial"


def test_a_hostile_line_behind_a_label_is_read_in_one_pass(see: See) -> None:
    """Where a word may be cut at any letter, 2,000 of them have 10^14 ways to be five words: that never ends."""
    assert see(TEXT, f"<p>Лицензия {'а' * 2000}</p>").verdict == "missing"


@pytest.mark.parametrize(
    ("rule", "body", "verdict"),
    [
        (FOUNDER, "<p>Музей открыт в 1998 году по решению совета. Учредитель — администрация города.</p>", "met"),
        (
            FOUNDER,
            "<p>Музей открыт в 1998 году по решению совета. Нашим учредителем является отдел культуры.</p>",
            "met",
        ),
        (
            FOUNDER,
            "<p>Музей открыт в 1998 году прямо в депо, и первый учредитель — купец Сосновский, по легенде.</p>",
            "missing",
        ),
        (
            FOUNDER,
            "<p>Музей открыт в 1998 году по решению совета. Учредитель. Адрес: пос. Сосновка, Лесная, 4</p>",
            "missing",
        ),
        (FOUNDER, "<p>Учредитель администрация города Сосновска</p>", "met"),
        (FOUNDER, "<p>Хоспис «Свет» принимает всех, кому он нужен, учредитель Светлова Н. А.</p>", "met"),
        (FOUNDER, "<p>Учредитель вправе назначить управляющего и распустить совет школы</p>", "missing"),
        (TEXT, "<p>Осенью колледж получит лицензию и корпус, обещает область: пока же занятий нет.</p>", "missing"),
        (HOURS, "<p>Режим работы: 9–13, 14–18</p>", "met"),
        (HOURS, "<p>Режим работы: кабинет 2-14</p>", "missing"),
        (HOURS, "<p>Режим работы: для 7–11 классов свой</p>", "missing"),
        (CREATED, "<p>Самая старая школа Сосновского района, что у реки, создана 01.09.1974.</p>", "met"),
        (CREATED, "<p>Самая старая школа Сосновского района, что у реки, создана 1 сентября 1974 года.</p>", "met"),
        (
            CREATED,
            "<p>Самая старая школа Сосновского района, что у реки, создана купцами, в 1974 году переехала.</p>",
            "missing",
        ),
    ],
)
def test_a_sentence_in_the_middle_of_a_paragraph(
    rule: dict[str, dict[str, object]], body: str, verdict: str, see: See
) -> None:
    assert see(rule, body).verdict == verdict


@pytest.mark.parametrize(
    "body",
    [
        '<div><a href="/">Главная</a> / Свободные места</div>',
        "<h2>Свободные места</h2>",
        "<p>Свободные места:</p>",
        "<p>Свободные места:</p><h2>Новости</h2><p>Выпал снег.</p>",
    ],
)
def test_a_name_of_what_does_not_follow_is_no_mention(body: str, see: See) -> None:
    assert see({"mention": {"phrases": ["свободные места"]}}, body).verdict == "missing"
    assert (
        see({"mention": {"phrases": ["свободные места"]}}, f"{body}<p>Свободные места есть.</p>").verdict == "partial"
    )

"""Documents and links: named and there, named and dead, named and no more."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

RULE = {"document": {"names": ["устав", "правила приёма"], "without": ["уставный капитал"]}}
TEXT = "<p>Педагогический совет, общее собрание работников, управляющий совет и методический отдел.</p>"


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="/u.pdf">Устав</a></p>',
        '<p><a href="/u.PDF?v=2">Устав школы (2019)</a></p>',
        '<p>Устав школы <a href="/u.pdf">скачать</a></p>',
        '<p>Устав школы</p><p><a href="/u.docx">скачать</a></p>',
        '<table><tr><td>1</td><td>Устав</td><td><a href="/u.pdf">Открыть</a></td></tr></table>',
        '<a href="/u.pdf"><img src="/pdf.png" alt="Устав"></a>',
        '<a href="/u.pdf" title="Устав"><img src="/pdf.png"></a>',
        '<ul><li><a href="/files/1.rar">Правила приема в школу</a></li></ul>',
        '<p><a href="/u.jpg">Устав, страница 1</a></p>',
        '<nav><a href="/u.pdf">Устав</a></nav>',
    ],
)
def test_a_file_of_the_name(body: str, see: See) -> None:
    assert see(RULE, body).verdict == "met"


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ('<p><a href="#">Устав</a></p>', "partial", "dead_link"),
        ('<p><a href="">Устав</a></p>', "partial", "dead_link"),
        ('<p><a href="javascript:void(0)">Устав</a></p>', "partial", "dead_link"),
        ('<p><a href="/gone.pdf">Устав</a></p>', "partial", "dead_link"),
        ('<p>Устав школы <a href="/gone.pdf">скачать</a></p>', "partial", "dead_link"),
        ("<p>Устав школы</p>", "partial", "named_only"),
        ("<ul><li>Устав МБОУ «Сосновская СШ № 7»</li></ul>", "partial", "named_only"),
        ("<p>Устав: раздел в разработке</p>", "missing", None),
        (
            "<p>Сегодня на педсовете долго и подробно обсуждали и даже заново читали наш устав.</p>",
            "missing",
            None,
        ),
        ('<p><a href="/k.pdf">Уставный капитал</a></p>', "missing", "not_found"),
        ('<p><a href="/k.pdf">Уставшие, но довольные</a></p>', "missing", "not_found"),
        ("<p>Школа.</p>", "missing", "not_found"),
    ],
)
def test_a_document_that_is_not_there(body: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(RULE, body, gone=("gone.pdf",))
    assert found.verdict == verdict
    if reason:
        assert found.reason == reason


@pytest.mark.parametrize(
    ("target", "verdict", "reason"),
    [
        (
            "<h1>Устав</h1>" + "<p>1. Школа — учреждение Сосновского района и действует по закону.</p>" * 4,
            "met",
            None,
        ),
        ('<h1>Устав</h1><p><a href="/u.pdf">Скачать</a></p>', "met", None),
        ("<h1>Устав</h1>", "missing", "bare_heading"),
        ("<h1>Устав</h1><p>Принят собранием.</p>", "partial", "little"),
        ("<h1>Устав</h1><p>Информация будет размещена позже.</p>", "missing", "placeholder"),
    ],
)
def test_a_page_of_the_name(target: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(RULE, {"": '<p>Школа.</p><p><a href="/charter">Устав</a></p>', "charter": target})
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_file_beats_its_name_alone(see: See) -> None:
    found = see(RULE, '<p>Устав школы</p><p>Он принят.</p><p><a href="/u.pdf">Устав школы</a></p>')
    assert (found.verdict, found.evidence[0].place[:4]) == ("met", "link")


def test_only_in_a_section(see: See) -> None:
    rule = {"document": {"names": ["отчёт"], "sections": ["питание"]}}
    there = '<p><a href="/o.pdf">Отчёт за год</a></p>'
    assert see(rule, {"": "<p>Школа.</p>", "food": f"<h1>Питание</h1>{there}"}).verdict == "met"
    assert see(rule, {"": "<p>Школа.</p>", "money": f"<h1>Деньги</h1>{there}"}).verdict == "missing"


# -- links -------------------------------------------------------------------------------------------------------------

BUS = {"link": {"hosts": ["bus.gov.example"], "images": ["bus.gov"]}}
BLIND = {"link": {"phrases": ["версия для слабовидящих"], "paths": ["special=y"]}}


@pytest.mark.parametrize(
    ("rule", "body", "verdict"),
    [
        (BUS, '<a href="https://bus.gov.example/rate/7">Оцените нас</a>', "met"),
        (BUS, '<a href="https://www.bus.gov.example/"></a>', "met"),
        (BUS, '<a href="https://BUS.GOV.EXAMPLE:443/">нас</a>', "met"),
        (BUS, '<a href="/go"><img src="/i/bus.gov.png"></a>', "met"),
        (BUS, '<a href="https://notbus.gov.example/">нас</a>', "missing"),
        (BUS, '<a href="https://bus.gov.example.evil.example/">нас</a>', "missing"),
        (BUS, '<a href="https://evil.example/?u=bus.gov.example">нас</a>', "missing"),
        (BUS, "<p>bus.gov.example</p>", "missing"),
        (BLIND, '<a href="/?special=Y">Слабовидящим</a>', "met"),
        (BLIND, '<a href="/x">Версия для слабовидящих</a>', "met"),
        (BLIND, '<a href="#">Версия для слабовидящих</a>', "partial"),
        (BLIND, '<a href="javascript:blind()">Версия для слабовидящих</a>', "met"),
        (BLIND, '<a href="/gone">Версия для слабовидящих</a>', "partial"),
        (BLIND, "<p>Версия для слабовидящих</p>", "missing"),
    ],
)
def test_a_link_somewhere(rule: dict[str, object], body: str, verdict: str, see: See) -> None:
    assert see(rule, body, gone=("gone",)).verdict == verdict


def test_only_dead_links_promise(see: See) -> None:
    rule = {"link": {"phrases": ["питание"], "only_dead": True}}
    assert see(rule, '<a href="#">Питание</a>').verdict == "partial"
    assert see(rule, '<a href="/food">Питание</a>').verdict == "missing"


def test_a_file_may_stand_behind_buttons(see: See) -> None:
    buttons = "<div>Устав школы</div><button>Просмотр</button><div><a href='/u.pdf'>Скачать</a></div>"
    assert see({"document": {"names": ["устав"]}}, buttons).verdict == "met"


@pytest.mark.parametrize(("end", "verdict"), [("3 места", "met"), ("2021 год", "partial"), ("120 КБ", "partial")])
def test_a_line_with_its_number_says_it_itself(end: str, verdict: str, see: See) -> None:
    rule = {"document": {"names": ["вакантные места"]}}
    assert see(rule, f"<p>Вакантные места в пятых классах — {end}</p>").verdict == verdict

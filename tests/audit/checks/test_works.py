"""What probes and pages say of whether a thing works: each outcome with the finding that it gives."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from audit.checks.phones import differs, real
from audit.checks.works import _FORM, _SIGHT, _WANTING, WORKS
from audit.finding import NOT_CHECKED, SEEN, Finding
from audit.scoring import numbers
from checklists.catalogue import Catalogue
from checklists.rule import Works
from crawler.ledger import State
from crawler.probes import form, low_vision, record
from crawler.probes.record import Kind
from tests.audit.made import HOME, Crawl, audited, html, item, only

FORM = """<h1>Обратная связь</h1><form method="post" action="/send"><label>Имя <input name="n"></label>
<label>Ваш вопрос <textarea name="t"></textarea></label><label><input type="checkbox" name="a"> Согласие</label>
<a href="/policy">Политика обработки персональных данных</a><button>Отправить</button></form>"""
OF_FORM = {"form": {"words": ["вопрос"]}}
LINK = {"link": {"phrases": ["анкета"]}}
SENT = {"outcome": "ready", "sent": {"method": "POST", "url": HOME + "send"}}


def find(
    crawl: Crawl, catalogue: Catalogue, what: str, of: dict[str, Any], body: str,
    *probes: tuple[Kind, str, dict[str, Any]],
) -> Finding:  # fmt: skip
    crawl.page(HOME, html(body), "Школа", via="start", parent="")
    for kind, about, data in probes:
        crawl.probe(kind, about, data)
    asked = item({"works": {"what": what, "of": of}}, conditional=True)
    return audited(crawl.archive(), [asked], only(catalogue, [asked]))[asked.id]


def test_every_thing_that_may_be_asked_is_told_by_something() -> None:
    assert set(get_args(Works.model_fields["what"].annotation)) == set(WORKS)
    assert set(_FORM) | {"ready", "none"} == set(get_args(form.Outcome))
    assert {reason for _, reason in _FORM.values()} <= {*NOT_CHECKED, *SEEN}
    assert set(get_args(low_vision.Outcome)) == set(_SIGHT)
    assert {reason for _, reason in _SIGHT.values() if reason} <= {*NOT_CHECKED, *SEEN}
    assert set(_WANTING) <= {*_FORM, *_SIGHT}


@pytest.mark.parametrize(
    ("found", "verdict", "reason"),
    [
        (SENT | {"alive": {"status": 405, "asked": "HEAD", "reason": ""}}, "met", None),
        (SENT | {"alive": {"status": 500, "asked": "HEAD", "reason": ""}}, "met", None),
        (SENT | {"alive": {"status": 404, "asked": "HEAD", "reason": ""}}, "missing", "dead_address"),
        (SENT | {"alive": {"status": 410, "asked": "HEAD", "reason": ""}}, "missing", "dead_address"),
        (
            SENT | {"alive": {"status": None, "asked": "HEAD", "reason": "dns", "denied": True}},
            "missing",
            "dead_address",
        ),
        (
            SENT | {"alive": {"status": None, "asked": "HEAD", "reason": "dns", "denied": False}},
            "not_checked",
            "no_names",
        ),
        (SENT | {"alive": {"status": None, "asked": "HEAD", "reason": "robots"}}, "not_checked", "robots"),
        (SENT | {"alive": {"status": None, "asked": "HEAD", "reason": "timeout"}}, "not_checked", "timeout"),
        ({"outcome": "ready", "sent": {"method": "WS", "url": "wss://x.example/"}}, "met", None),
        ({"outcome": "wordless"}, "missing", "wordless"),
        ({"outcome": "mailto"}, "partial", "mailto"),
        ({"outcome": "silent"}, "missing", "silent"),
        ({"outcome": "disabled"}, "missing", "disabled"),
        ({"outcome": "captcha"}, "not_checked", "captcha"),
        ({"outcome": "behind_send"}, "not_checked", "behind_send"),
        ({"outcome": "unfilled"}, "not_checked", "unfilled"),
        ({"outcome": "unopened"}, "not_checked", "unopened"),
        ({"outcome": "login"}, "not_checked", "members"),
        ({"outcome": "pretends", "messages": ["Спасибо!"]}, "missing", "pretends"),
        ({"outcome": "silent", "unloaded": ["https://cdn.example/jquery.js"]}, "not_checked", "unloaded"),
        ({"outcome": "disabled", "unloaded": ["https://cdn.example/jquery.js"]}, "not_checked", "unloaded"),
        (
            SENT | {"alive": {"status": 405, "asked": "OPTIONS", "reason": "unclear"}},
            "not_checked",
            "unclear",
        ),
        ({"outcome": "none"}, "not_checked", "unopened"),
        ({"reason": "no_browser"}, "not_checked", "no_browser"),
        ({"reason": "timeout"}, "not_checked", "timeout"),
        ({"reason": "internal"}, "not_checked", "browser_failed"),
    ],
)
def test_what_a_form_did_is_its_finding(
    found: dict[str, Any], verdict: str, reason: str | None, crawl: Crawl, catalogue: Catalogue
) -> None:
    made = find(crawl, catalogue, "form", OF_FORM, FORM, ("form", HOME, found))
    assert (made.verdict, made.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("found", "tried", "verdict"),
    [
        ({"outcome": "ready", "fields": 3, "heading": "Ваш вопрос"}, True, "met"),
        ({"outcome": "silent", "fields": 1, "frame": "https://forms.example/1"}, True, "met"),
        ({"outcome": "ready", "fields": 3}, False, "missing"),
        ({"outcome": "none", "fields": 0}, True, "missing"),
        ({"outcome": "login", "fields": 0}, True, "missing"),
        ({"reason": "no_browser"}, True, "missing"),
    ],
)
def test_a_form_that_only_the_browser_showed_is_one(
    found: dict[str, Any], *, tried: bool, verdict: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    crawl.page(HOME, html("<h1>Обратная связь</h1><iframe srcdoc='…'></iframe>"), "Школа", via="start", parent="")
    crawl.probe("form", HOME, found)
    asked = item({"form": {"words": ["вопрос"], "tried": tried}})
    made = audited(crawl.archive(), [asked], only(catalogue, [asked]))[asked.id]
    assert made.verdict == verdict
    assert verdict == "missing" or made.evidence[0].place == "probe form"


def test_a_form_that_nobody_tried_is_not_checked(crawl: Crawl, catalogue: Catalogue) -> None:
    made = find(crawl, catalogue, "form", OF_FORM, FORM)
    assert (made.verdict, made.reason) == ("not_checked", "not_tried")


@pytest.mark.parametrize(
    ("of", "body"),
    [
        ({"widget": {"sources": ["pos.gosuslugi.ru"]}}, '<script src="https://pos.gosuslugi.ru/x.js"></script>'),
        ({"link": {"hosts": ["forms.example"]}}, '<a href="https://forms.example/1">Написать нам</a>'),
    ],
)
def test_a_service_of_others_is_told_as_that(of: dict[str, Any], body: str, crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry("https://forms.example/1", "skipped", "offsite", "Написать нам")
    made = find(crawl, catalogue, "form", of, body)
    assert (made.verdict, made.reason) == ("not_checked", "not_talked")


def test_a_questionnaire_that_was_not_read_says_why(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry(HOME + "anketa", "skipped", "budget", "Анкета")
    made = find(crawl, catalogue, "questionnaire", LINK, '<a href="/anketa">Анкета</a>')
    assert (made.verdict, made.reason) == ("not_checked", "budget")


def test_where_there_is_no_form_nothing_is_asked(crawl: Crawl, catalogue: Catalogue) -> None:
    assert find(crawl, catalogue, "form", OF_FORM, "<p>Школа</p>").verdict == "not_applicable"


def test_the_proof_is_the_record_of_the_probe(crawl: Crawl, catalogue: Catalogue) -> None:
    data = SENT | {"alive": {"status": 404, "asked": "HEAD", "reason": ""}}
    made = find(crawl, catalogue, "form", OF_FORM, FORM, ("form", HOME, data))
    (proof,) = made.evidence
    assert (proof.how, proof.place, proof.quote) == ("probe", "probe form", f"POST {HOME}send · HEAD 404")
    assert (proof.offset, proof.digest) == crawl.places[0]


@pytest.mark.parametrize(
    ("what", "of", "body", "probe", "verdict", "reason"),
    [
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a@sosna.example</p>",
         ("mail", "sosna.example", {"state": "takes", "hosts": ["mx.sosna.example"]}), "met", None),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a@sosna.example</p>",
         ("mail", "sosna.example", {"state": "no_domain", "hosts": []}), "missing", "no_mail_host"),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a@sosna.example</p>",
         ("mail", "sosna.example", {"state": "unknown", "hosts": []}), "not_checked", "no_names"),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "changes", "control": "Для слабовидящих"}), "met", None),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "no_change"}), "missing", "no_change"),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "no_control"}), "not_checked", "unopened"),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "no_change", "unloaded": ["https://cdn.example/bvi.js"]}),
         "not_checked", "unloaded"),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "changes", "unloaded": ["https://cdn.example/bvi.js"]}), "met", None),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "spacing"}), "partial", "spacing"),
        ("low_vision", {"widget": {"phrases": ["для слабовидящих"]}}, "<button>Для слабовидящих</button>",
         ("low_vision", HOME, {"outcome": "dead"}), "missing", "dead_link"),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a@sosna.example</p>",
         ("mail", "other.example", {"state": "no_domain", "hosts": []}), "not_checked", "not_tried"),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a@sosna.example</p>",
         ("mail", "other.example", {"state": "takes", "hosts": ["mx.other.example"]}), "not_checked", "not_tried"),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: a(собака)sosna.example</p>",
         ("mail", "other.example", {"state": "no_domain", "hosts": []}), "not_checked", "not_tried"),
        ("email", {"entity": {"entity": "email"}}, "<p>почта: почта@сосна.рф</p>",
         ("mail", "xn--80azclb.xn--p1ai", {"state": "takes", "hosts": ["mx.sosna.example"]}), "met", None),
        ("questionnaire", LINK, '<a href="https://forms.example/1">Анкета</a>',
         ("link", "https://forms.example/1", {"status": 500, "reason": ""}), "not_checked", "http_error"),
        ("questionnaire", LINK, '<a href="https://forms.example/1">Анкета</a>',
         ("link", "https://forms.example/1", {"status": 403, "reason": ""}), "not_checked", "blocked"),
        ("questionnaire", LINK, '<a href="https://forms.example/1">Анкета</a>',
         ("link", "https://forms.example/1", {"status": 200, "reason": ""}), "met", None),
        ("questionnaire", LINK, '<a href="https://forms.example/1">Анкета</a>',
         ("link", "https://forms.example/1", {"status": 404, "reason": ""}), "missing", "dead_link"),
        ("questionnaire", LINK, '<a href="https://forms.example/1">Анкета</a>',
         ("link", "https://forms.example/1", {"status": None, "reason": "timeout"}), "not_checked", "timeout"),
        ("delivered", OF_FORM, FORM, ("answer", HOME, {"outcome": "sent", "status": 200, "text": "Да"}), "met", None),
        ("delivered", OF_FORM, FORM, ("answer", HOME, {"outcome": "sent", "status": 500, "text": ""}),
         "missing", "undelivered"),
        ("delivered", OF_FORM, FORM, ("form", HOME, SENT), "not_checked", "not_sent"),
    ],
)  # fmt: skip
def test_what_the_other_probes_tell(
    what: str, of: dict[str, Any], body: str, probe: tuple[Kind, str, dict[str, Any]], verdict: str, reason: str | None,
    crawl: Crawl, catalogue: Catalogue,
) -> None:  # fmt: skip
    made = find(crawl, catalogue, what, of, body, probe)
    assert (made.verdict, made.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ("<p>Телефон: +7 (38535) 2-16-43</p>", "met", None),
        ("<p>Телефон: 8 (38535) 0-00-00</p>", "missing", "no_number"),
        ('<p>Телефон: <a href="tel:+73853521643">8 (38535) 2-16-43</a></p>', "met", None),
        ('<p>Телефон: <a href="tel:+73853599999">8 (38535) 2-16-43</a></p>', "partial", "tel_differs"),
        ('<p>Телефон: 8 (38535) 0-00-00 <a href="tel:+7385359">8 (38535) 2-16-43</a></p>', "partial", "tel_differs"),
        ("<p>Телефон: 8 (4012) 55-55-55 56-56-56</p>", "met", None),
        ('<p>Телефон: <a href="tel:%2B7%20(38535)%202-16-43,5">8 (38535) 2-16-43 доб. 5</a></p>', "met", None),
    ],
)
def test_a_number_is_a_real_one_and_its_link_dials_it(
    body: str, verdict: str, reason: str | None, crawl: Crawl, catalogue: Catalogue
) -> None:
    made = find(crawl, catalogue, "phone", {"entity": {"entity": "phone"}}, body)
    assert (made.verdict, made.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<p>Когда начинается приём?</p><p>Приём заявлений начинается первого апреля.</p>" * 2, "met"),
        ("<p>Когда начинается приём?</p><p>Какие нужны документы?</p><p>Сколько стоит обед?</p>", "missing"),
        (
            (
                "<p>Вопрос: Здравствуйте! Подскажите, пожалуйста, о приёме.</p><p>Ответ: Приём начинается в апреле.</p>"
                "<p>Вопрос: Скажите про обеды.</p><p>Ответ: Обед стоит девяносто рублей.</p>"
            ),
            "met",
        ),
        (
            (
                "<p>Когда начинается приём? Приём заявлений начинается первого апреля.</p>"
                "<p>Сколько стоит обед? Обед стоит девяносто рублей.</p>"
            ),
            "met",
        ),
        (
            (
                "<p>Когда начинается приём?</p><p>Мария, 12.03.2026</p><p>Приём заявлений начинается в апреле.</p>"
                "<p>Сколько стоит обед?</p><p>Пётр</p><p>Обед стоит девяносто рублей в день.</p>"
            ),
            "met",
        ),
        (
            "<p>Когда начинается приём?</p><p>Приём заявлений начинается в апреле.</p><p>Сколько стоит обед?</p>",
            "partial",
        ),
    ],
)
def test_questions_have_answers(body: str, verdict: str, crawl: Crawl, catalogue: Catalogue) -> None:
    of = {"section": {"titles": ["частые вопросы"], "min_text": 10}}
    made = find(crawl, catalogue, "faq", of, f"<h1>Частые вопросы</h1><p>{'Мы отвечаем всем. ' * 9}</p>{body}")
    assert made.verdict == verdict


QUESTIONS = """<h1>Частые вопросы</h1><p>Мы отвечаем всем, кто нас спрашивает.</p><p><a href="/q/1">Когда приём?</a></p>
<p><a href="/q/2">Какие нужны документы?</a></p><p><a href="/q/3">Сколько стоит обед?</a></p>"""
SAID = "<h1>Вопрос</h1><p>Приём заявлений начинается первого апреля и идёт до конца июня.</p>"


@pytest.mark.parametrize(
    ("state", "reason", "verdict"),
    [("fetched", "", "met"), ("skipped", "budget", "not_checked"), ("failed", "gone", "missing")],
)
def test_answers_may_stand_on_pages_of_their_own(
    state: State, reason: str, verdict: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    for number in (1, 2, 3):
        url = f"{HOME}q/{number}"
        if state == "fetched":
            crawl.page(url, html(SAID.replace("июня", f"июня {number}")), "Вопрос")
        else:
            crawl.entry(url, state, reason, "Вопрос")
    of = {"section": {"titles": ["частые вопросы"], "min_text": 10}}
    made = find(crawl, catalogue, "faq", of, QUESTIONS)
    assert made.verdict == verdict
    assert (made.reason == "budget") == (reason == "budget")


DEAD = SENT | {"alive": {"status": 404, "asked": "HEAD", "reason": ""}}
CHAT = {"widget": {"sources": ["jivosite"], "phrases": ["вопрос специалисту"]}}
CHAT_LINK = {"link": {"phrases": ["вопрос специалисту"]}}


@pytest.mark.parametrize(
    ("of", "body", "probe", "verdict", "reason"),
    [
        (CHAT, f'<script src="//code.jivosite.com/x"></script>{FORM}', DEAD, "not_checked", "not_talked"),
        (CHAT, f'<script src="//code.jivosite.com/x"></script>{FORM}', SENT, "not_checked", "not_talked"),
        (CHAT, f"<p>Задайте вопрос специалисту</p>{FORM}", SENT, "met", None),
        (CHAT, f"<p>Задайте вопрос специалисту</p>{FORM}", DEAD, "not_checked", "not_talked"),
        (CHAT, "<p>Задайте вопрос специалисту в мессенджере</p>", DEAD, "not_checked", "not_talked"),
        (CHAT_LINK, '<a href="https://t.me/">Вопрос специалисту</a>', DEAD, "missing", "dead_link"),
        (CHAT_LINK, '<a href="https://t.me/sosna_school">Вопрос специалисту</a>', DEAD, "not_checked", "not_talked"),
    ],
)  # fmt: skip
def test_nobody_wrote_to_a_chat_and_no_form_of_another_kind_speaks_for_it(
    of: dict[str, Any], body: str, probe: dict[str, Any], verdict: str, reason: str | None,
    crawl: Crawl, catalogue: Catalogue,
) -> None:  # fmt: skip
    made = find(crawl, catalogue, "consultation", of, body, ("form", HOME, probe))
    assert (made.verdict, made.reason) == (verdict, reason)


def test_the_form_of_the_page_to_ask_a_specialist_speaks_for_it(crawl: Crawl, catalogue: Catalogue) -> None:
    ask = HOME + "ask"
    crawl.page(ask, html(FORM), "Вопрос специалисту")
    body = '<a href="/ask">Вопрос специалисту</a>'
    made = find(crawl, catalogue, "consultation", CHAT_LINK, body, ("form", ask, DEAD))
    assert (made.verdict, made.reason) == ("missing", "dead_address")


def test_the_terms_of_a_form_say_what_it_lacks(crawl: Crawl, catalogue: Catalogue) -> None:
    bare = '<form action="http://sosna.example/s"><textarea name="t"></textarea>Ваш вопрос<button>Да</button></form>'
    made = find(crawl, catalogue, "terms", OF_FORM, bare)
    assert (made.verdict, made.reason) == ("partial", "part")
    assert "без подписи в разметке: 1; нет согласия" in made.evidence[0].quote


AGREED = """<form action="/s"><label>Ваш вопрос <textarea name="t"></textarea></label><input name="website">
<button>Да</button><p>Нажимая кнопку, вы соглашаетесь с
<a href="/policy">политикой обработки персональных данных</a></p>
</form>"""


def test_what_the_browser_saw_of_a_form_is_no_fault_of_its_terms(crawl: Crawl, catalogue: Catalogue) -> None:
    seen = SENT | {"fields": 1, "nameless": 0, "consent": False, "policy": ""}
    made = find(crawl, catalogue, "terms", OF_FORM, AGREED, ("form", HOME, seen))
    assert (made.verdict, made.reason) == ("met", None), made.evidence[0].quote


def test_half_a_character_of_a_page_breaks_no_record() -> None:
    assert record.text({"control": "Вер\ud83dсия"}) == '{"control": "Вер?сия"}'


@pytest.mark.parametrize(
    ("present", "works", "low", "high"),
    [
        ("met", "met", "30", "30"),
        ("met", "missing", "0", "0"),
        ("met", "partial", "0", "0"),
        ("met", "not_checked", "0", "30"),
        ("met", "not_applicable", "30", "30"),
        ("missing", "not_applicable", "0", "0"),
        ("not_checked", "not_checked", "0", "30"),
    ],
)
def test_indicator_1_2_counts_only_channels_that_function(
    present: str, works: str, low: str, high: str, catalogue: Catalogue
) -> None:
    items = [item(OF_FORM, "a", channel="form"), item(OF_FORM, "b", channel="form", functions=True, required=False)]
    found = numbers(items, {"a": present, "b": works}, catalogue.methodology)["remote_1_2"]
    assert (found["low"], found["high"]) == (low, high)


def test_a_real_number_functions_though_a_link_dials_another(catalogue: Catalogue) -> None:
    items = [item(OF_FORM, "a", channel="phone"), item(OF_FORM, "b", channel="phone", functions=True, required=False)]
    found = numbers(items, {"a": "met", "b": "partial"}, catalogue.methodology)["remote_1_2"]
    assert (found["low"], found["high"]) == ("30", "30")


def test_numbers() -> None:
    assert real("8-800-555-35-35")
    assert not real("+7 (495) 123-45-67")
    assert not differs("tel:+74955553535", "555-35-35")
    assert differs("tel:+74955553536", "8 495 555-35-35")
    assert not differs("tel:", "позвонить")
    assert not differs("tel:+74955553535", "каб. 12, 8 495 555-35-35")
    assert not differs("tel:0074955553535", "8 495 555-35-35")
    assert not differs("tel:5553535", "8 (495) 555-35-35")
    assert not differs("tel:84955553535;ext=101", "8 (495) 555-35-35 доб. 101")
    assert real("8 (3852) 20-00-00")
    assert real("8 (4012) 23-45-67")
    assert not real("8 (4012) 00-00-00")


@pytest.mark.parametrize(
    ("body", "outcome", "unloaded", "verdict"),
    [
        ('<a href="#">Для слабовидящих</a>', "no_change", [], "partial"),
        ("<p>Для слабовидящих</p>", "no_change", [], "partial"),
        ("<button>Для слабовидящих</button>", "no_change", [], "met"),
        ("<p>Версия для слабовидящих</p>", "no_change", [], "met"),  # another was pressed
        ('<a href="javascript:void(0)">Для слабовидящих</a>', "no_change", [], "partial"),
        ('<a href="/special">Для слабовидящих</a>', "no_change", [], "met"),
        ('<a href="#">Для слабовидящих</a>', "changes", [], "met"),
        ('<a href="#">Для слабовидящих</a>', "no_change", ["https://cdn.example/bvi.js"], "met"),
        ('<a href="#">Для слабовидящих</a>', "no_control", [], "met"),
    ],
)
def test_words_that_change_nothing_when_they_are_pressed_are_no_version_for_poor_sight(
    body: str, outcome: str, unloaded: list[str], verdict: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    crawl.page(HOME, html(body), "Школа", via="start", parent="")
    crawl.probe("low_vision", HOME, {"outcome": outcome, "unloaded": unloaded, "control": "Для  слабовидящих"})
    asked = item({"widget": {"phrases": ["для слабовидящих"], "tried": "low_vision"}})
    found = audited(crawl.archive(), [asked], only(catalogue, [asked]))[asked.id]
    assert (found.verdict, found.reason is None) == (verdict, verdict == "met")

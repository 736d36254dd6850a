"""«Missing» is said only under its conditions: one crawl for each thing that may keep us from looking."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from audit.auditing import audit_site
from audit.finding import NOT_CHECKED, SEEN, VERDICTS, Finding, Verdict
from audit.matching import Matcher
from audit.phrases import every
from audit.verdicts import LOOKED
from checklists.catalogue import Catalogue
from checklists.phrases import tokens
from checklists.schema import Item
from crawler.ledger import FAILED, State
from crawler.page import read_page
from crawler.shell import shell_of
from tests.audit.made import HOME, ORG, TODAY, Crawl, audited, html, item, only

MENU = '<nav><ul><li><a href="/struct">Структура школы</a></li><li><a href="/news">Новости</a></li></ul></nav>'
WELCOME = MENU + "<h1>Добро пожаловать</h1><p>Школа стоит на берегу речки Сосновки и ждёт учеников.</p>" * 2
STRUCTURE = html("<h1>Структура школы</h1><p>Педагогический совет, общее собрание, методический отдел.</p>" * 4)
SHELL = html('<div id="root"></div><script>window.state = {};</script><script src="/app.js"></script>', "Загрузка")
ITEM = item({"section": {"titles": ["структура"], "paths": ["struct"]}})

WAYS: list[tuple[State, str, str]] = [
    ("failed", "dns", "dns"),
    ("failed", "tls", "tls"),
    ("failed", "timeout", "timeout"),
    ("failed", "refused", "refused"),
    ("failed", "http_error", "http_error"),
    ("failed", "blocked", "blocked"),
    ("failed", "robots", "robots"),
    ("failed", "login", "login"),
    ("failed", "too_large", "too_large"),
    ("failed", "too_deep", "too_deep"),
    ("skipped", "robots", "robots"),
    ("skipped", "budget", "budget"),
    ("skipped", "trap:depth", "budget"),
    ("queued", "", "budget"),
    ("failed", "private", "blocked"),
    ("failed", "redirect", "http_error"),
    ("failed", "internal", "budget"),
]
"""State and reason in the ledger, and the reason of the finding."""
LATER = {"image_only", "encrypted", "corrupt", "no_reader", "browser_failed"}
TRIED = {
    "captcha", "behind_send", "unfilled", "unopened", "unloaded", "unclear", "no_names", "members", "not_tried",
    "not_talked", "not_sent", "offsite",
}  # fmt: skip
"""Reasons that only texts of documents and the browser can give, and those of probes: tests.audit.checks.test_works."""


def find(crawl: Crawl, catalogue: Catalogue, asked: Item = ITEM) -> Finding:
    return audited(crawl.archive(), [asked], only(catalogue, [asked]))[asked.id]


def at_home(crawl: Crawl, body: str = WELCOME) -> None:
    crawl.page(HOME, html(body), "Школа", via="start", parent="")


def test_every_reason_is_tried_here() -> None:
    tried = {reason for _, _, reason in WAYS} | {"no_browser"}
    assert tried | LATER | TRIED == set(NOT_CHECKED)
    assert {reason for state, reason, _ in WAYS if state == "failed"} | {"gone"} == FAILED
    assert get_args(Verdict) == VERDICTS
    assert not set(NOT_CHECKED) & set(SEEN)


@pytest.mark.parametrize(("state", "reason", "told"), WAYS)
def test_an_unread_candidate_is_not_checked(
    state: State, reason: str, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    at_home(crawl)
    crawl.entry(HOME + "struct", state, reason, "Структура школы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", told, (HOME + "struct",))


@pytest.mark.parametrize(("state", "reason", "told"), WAYS)
def test_words_of_a_link_are_enough_to_be_a_candidate(
    state: State, reason: str, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    at_home(crawl, WELCOME.replace("/struct", "/page/17"))
    crawl.entry(HOME + "page/17", state, reason, "Структура школы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", told)


@pytest.mark.parametrize(("state", "reason", "told"), WAYS)
def test_an_unread_page_about_something_else_keeps_nothing(
    state: State, reason: str, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    del told
    at_home(crawl, WELCOME.replace("/struct", "#"))
    crawl.entry(HOME + "news", state, reason, "Новости")
    assert find(crawl, catalogue).verdict != "not_checked"


@pytest.mark.parametrize(("state", "reason", "told"), WAYS)
def test_an_unread_home_page_keeps_every_item(
    state: State, reason: str, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    crawl.entry(HOME, state, reason, "Школа", via="start", parent="")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", told, (HOME,))


@pytest.mark.parametrize(("state", "reason", "told"), WAYS)
@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap_index.xml", "map/pages-1.xml.gz"])
def test_an_unread_sitemap_keeps_every_item(
    name: str, state: State, reason: str, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p>")
    crawl.entry(HOME + name, state, reason, via="sitemap")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", told)


def test_an_absent_sitemap_keeps_nothing(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p>")
    crawl.entry(HOME + "sitemap.xml", "failed", "gone", via="sitemap", status=404)
    assert find(crawl, catalogue).verdict == "missing"


def test_a_page_that_nests_too_deeply_is_too_deep(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", html("<div>" * 5000 + "Структура"), "Структура школы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", "too_deep", (HOME + "struct",))


def test_a_home_page_that_nests_too_deeply_keeps_every_item(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, "<div>" * 5000)
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "too_deep")


def test_a_shell_waits_for_the_browser(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", SHELL, "Структура школы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", "no_browser", (HOME + "struct",))


def test_a_home_page_that_is_a_shell_keeps_every_item(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, SHELL, via="start")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "no_browser")


def test_a_short_page_without_a_program_is_no_shell() -> None:
    assert shell_of(read_page(SHELL.encode(), "text/html", HOME)) == "empty"
    short = html(
        "<h1>Структура</h1><script>ym(1, 'init')</script><p>Педагогический совет школы и собрание работников её.</p>"
        "<p><a href='/'>На главную</a></p>"
    )
    assert not shell_of(read_page(short.encode(), "text/html", HOME))


def test_everything_read_and_nothing_there_is_missing(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p><a href='/news'>Новости</a>")
    crawl.page(HOME + "news", html("<h1>Новости</h1><p>Прошёл осенний кросс, победили пятиклассники.</p>"), "Новости")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("missing", "not_found")
    assert found.looked == (HOME, HOME + "news")


def test_a_candidate_that_is_gone_keeps_nothing(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p>")
    crawl.entry(HOME + "struct", "failed", "gone", "Структура школы", status=404)
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("missing", "not_found")
    assert found.looked[0] == HOME + "struct"


def test_an_empty_page_of_the_name_is_missing_with_its_proof(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", html("<h1>Структура школы</h1>"), "Структура школы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("missing", "bare_heading")
    assert found.evidence[0].url == HOME + "struct"
    assert found.looked[0] == HOME + "struct"


def test_what_was_seen_counts_however_much_was_not(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", STRUCTURE, "Структура школы")
    crawl.entry(HOME + "structure-2", "failed", "timeout", "Структура школы, часть вторая")
    assert find(crawl, catalogue).verdict == "met"


def test_an_empty_page_beside_an_unread_one_is_not_missing(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", html("<h1>Структура школы</h1>"), "Структура школы")
    crawl.entry(HOME + "p/9", "failed", "timeout", "Структура школы: отделы")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "timeout")


def test_a_document_that_cannot_be_opened_counts_by_its_link(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, '<p><a href="/files/ustav.pdf">Устав школы</a></p>')
    crawl.entry(HOME + "files/ustav.pdf", "failed", "timeout", "Устав школы")
    asked = item({"document": {"names": ["устав"]}})
    found = find(crawl, catalogue, asked)
    assert found.verdict == "met"
    assert found.evidence[0].quote == "Устав школы"


def test_the_home_page_may_redirect(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry(HOME, "skipped", "redirect", via="start", status=301, redirect_to=HOME + "ru/")
    crawl.page(HOME + "ru/", html("<p>Школа стоит на берегу речки Сосновки.</p>"), via="redirect")
    assert find(crawl, catalogue).verdict == "missing"


def test_a_home_page_that_redirects_to_nowhere_is_not_checked(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry(HOME, "skipped", "redirect", via="start", status=301, redirect_to=HOME + "ru/")
    crawl.entry(HOME + "ru/", "failed", "timeout", via="redirect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "timeout")


def test_a_home_page_that_redirects_in_a_circle_ends(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry(HOME, "skipped", "redirect", via="start", status=301, redirect_to=HOME + "a")
    crawl.entry(HOME + "a", "skipped", "redirect", via="redirect", status=301, redirect_to=HOME)
    assert find(crawl, catalogue).verdict == "not_checked"


def test_a_redirected_candidate_is_known_by_the_words_of_its_link(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.entry(HOME + "go?x=1", "skipped", "redirect", "Структура школы", status=302, redirect_to=HOME + "p/4")
    crawl.entry(HOME + "p/4", "failed", "timeout", "Структура школы", via="redirect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "timeout")


def test_a_redirect_lends_its_words_to_where_it_leads(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.entry(HOME + "go?x=1", "skipped", "redirect", "Структура школы", status=302, redirect_to=HOME + "go?x=2")
    crawl.entry(HOME + "go?x=2", "skipped", "redirect", "", status=302, redirect_to=HOME + "p/4")
    crawl.entry(HOME + "p/4", "failed", "refused", "", via="redirect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "refused")


@pytest.mark.parametrize(("status", "told"), [(202, "blocked"), (206, "http_error")])
def test_an_answer_that_is_not_the_page_is_not_checked(
    status: int, told: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", html("<h1>Проверка браузера</h1>"), "Структура школы", status=status)
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", told)


def test_addresses_beyond_the_ledger_keep_every_item(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки и ждёт учеников.</p>")
    found = audited(crawl.archive(links_beyond=3), [ITEM], only(catalogue, [ITEM]))[ITEM.id]
    assert (found.verdict, found.reason) == ("not_checked", "budget")


def test_a_frame_around_a_program_waits_for_the_browser_whatever_it_says_meanwhile(
    crawl: Crawl, catalogue: Catalogue
) -> None:
    waiting = (
        '<div id="app"><p>Загрузка, подождите, пожалуйста…</p><a href="/">Школа</a></div><script src="/a.js"></script>'
    )
    crawl.page(HOME, html(waiting), via="start")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "no_browser")


def test_a_candidate_is_known_by_any_link_that_leads_to_it(crawl: Crawl, catalogue: Catalogue) -> None:
    """The ledger keeps the words of the link met first, here of a picture without words."""
    at_home(crawl, '<a href="/p/4">Подробнее</a><p><a href="/p/4">Структура школы</a></p><p>Школа у речки.</p>')
    crawl.entry(HOME + "p/4", "failed", "timeout", "Подробнее")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "timeout")


def test_a_crawl_without_a_ledger_accuses_nobody(crawl: Crawl, catalogue: Catalogue) -> None:
    assert find(crawl, catalogue).verdict == "not_checked"


def test_a_home_page_that_is_no_page_is_not_checked(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, b"%PDF-1.4 ...", via="start", content_type="application/pdf")
    assert find(crawl, catalogue).verdict == "not_checked"


# -- when available ----------------------------------------------------------------------------------------------------

HOSTEL = item({"section": {"titles": ["общежитие"], "paths": ["hostel"]}}, conditional=True)


def test_a_conditional_item_that_nothing_names_is_not_applicable(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    found = find(crawl, catalogue, HOSTEL)
    assert (found.verdict, found.reason, found.looked) == ("not_applicable", None, ())


def test_a_conditional_item_that_is_promised_and_empty_is_missing(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "hostel", html("<h1>Общежитие</h1>"), "Общежитие")
    found = find(crawl, catalogue, HOSTEL)
    assert (found.verdict, found.reason) == ("missing", "bare_heading")


def test_a_conditional_item_behind_an_unread_page_is_not_checked(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.entry(HOME + "hostel", "failed", "blocked", "Общежитие")
    found = find(crawl, catalogue, HOSTEL)
    assert (found.verdict, found.reason) == ("not_checked", "blocked")


# -- every item of the school's list -----------------------------------------------------------------------------------


def told(phrase: str) -> str:
    """A text in which the phrase stands: the first of its alternatives, without signs."""
    return " ".join(token.split("|")[0].strip("=*") for token in tokens(phrase))


@pytest.mark.parametrize("reason", ["timeout", "gone"])
def test_no_item_is_missing_while_its_page_is_unread(
    reason: str, crawl: Crawl, catalogue: Catalogue, matcher: Matcher
) -> None:
    """One unread page for each item, named by its first hint."""
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p>")
    items = catalogue.items_for("education", "school", TODAY)
    for number, one in enumerate(items):
        words = next(iter(one.hints.phrases), "")
        last = next(iter(one.hints.paths), f"p{number}")
        crawl.entry(f"{HOME}{number}/{last}", "failed", reason, told(words))
    found = audited(crawl.archive(), items, catalogue, matcher)
    unread = {one.id for one in items if one.hints.phrases or one.hints.paths}
    assert len(unread) > 0.9 * len(items)
    verdicts = {found[name].verdict for name in unread}
    if reason == "gone":
        assert verdicts <= {"missing", "not_applicable"}
    else:
        assert verdicts == {"not_checked"}


def test_what_is_missing_says_where_we_looked(crawl: Crawl, catalogue: Catalogue, matcher: Matcher) -> None:
    at_home(crawl)
    for number in range(60):
        crawl.page(
            f"{HOME}news/{number}", html(f"<h1>Новость {number}</h1><p>Прошёл кросс.</p>"), "Структура" * (number > 30)
        )
    archive = crawl.archive()
    known = {entry.url for entry in archive.ledger}
    items = catalogue.items_for("education", "school", TODAY)
    missing = [found for found in audited(archive, items, catalogue, matcher).values() if found.verdict == "missing"]
    assert missing
    for found in missing:
        assert found.looked
        assert len(found.looked) <= LOOKED
        assert known.issuperset(found.looked)
        assert len(set(found.looked)) == len(found.looked)
        assert found.org == ORG.id


def test_a_page_of_which_only_the_beginning_came_keeps_its_item(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", html("<h1>Структура школы</h1>"), "Структура школы", truncated="disconnect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", "http_error", (HOME + "struct",))


def test_what_stands_in_the_beginning_of_a_page_counts(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    crawl.page(HOME + "struct", STRUCTURE, "Структура школы", truncated="disconnect")
    assert find(crawl, catalogue).verdict == "met"


def test_the_beginning_of_a_home_page_keeps_every_item(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, html("<p>Школа стоит на берегу</p>"), "Школа", via="start", parent="", truncated="disconnect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", "http_error")


def test_a_page_that_leads_to_another_site_keeps_its_item(crawl: Crawl, catalogue: Catalogue) -> None:
    at_home(crawl)
    away = "https://drugoy.example/struct"
    crawl.entry(HOME + "struct", "skipped", "redirect", "Структура школы", redirect_to=away)
    crawl.entry(away, "skipped", "offsite", "Структура школы", via="redirect")
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", "offsite", (HOME + "struct",))


@pytest.mark.parametrize(
    ("words", "verdict", "reason"),
    [
        ("Структура школы", "not_checked", "offsite"),
        ("Министерство посёлка Сосновка: структура и органы управления", "missing", "not_found"),
    ],
)
def test_a_link_of_the_name_to_another_site_keeps_its_item(
    words: str, verdict: str, reason: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    away = "https://oblako.example/d/1"
    at_home(crawl, f'<p><a href="{away}">{words}</a></p>')
    crawl.entry(away, "skipped", "offsite", words)
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert (found.looked == (away,)) == (verdict == "not_checked")


def test_a_link_to_another_site_that_was_asked_keeps_nothing(crawl: Crawl, catalogue: Catalogue) -> None:
    away = "https://oblako.example/d/1"
    at_home(crawl, f'<p><a href="{away}">Структура школы</a></p>')
    crawl.entry(away, "skipped", "offsite", "Структура школы")
    crawl.probe("link", away, {"status": 404, "reason": ""})
    assert find(crawl, catalogue).verdict == "missing"


@pytest.mark.parametrize(("read", "verdict"), [(True, "missing"), (False, "not_checked")])
def test_a_second_site_must_be_read_too(read: bool, verdict: str, crawl: Crawl, catalogue: Catalogue) -> None:  # noqa: FBT001
    second = "https://vtoroy.example/"
    at_home(crawl, "<p>Школа стоит на берегу речки Сосновки.</p>")
    if read:
        crawl.page(second, html("<p>Второй корпус школы стоит в лесу.</p>"), via="start", parent="")
    else:
        crawl.entry(second, "failed", "timeout", via="start", parent="")
    mine = only(catalogue, [ITEM])
    org = replace(ORG, second_site=second)
    found = audit_site(crawl.archive(), org, [ITEM], mine, Matcher(every(mine)), TODAY)[0]
    assert (found.verdict, found.reason) == (verdict, "not_found" if read else "timeout")


@pytest.mark.parametrize(("name", "verdict"), [("Структура Вселенной", "missing"), ("Структура школы", "not_checked")])
def test_an_unread_file_of_another_kind_keeps_nothing(
    name: str, verdict: str, crawl: Crawl, catalogue: Catalogue
) -> None:
    asked = item({"document": {"names": ["структура"], "without": ["структура вселенной"], "sections": ["документы"]}})
    at_home(crawl, f'<p><a href="/a.pdf">{name}</a></p>')
    crawl.entry(HOME + "a.pdf", "failed", "timeout", name)
    assert find(crawl, catalogue, asked).verdict == verdict

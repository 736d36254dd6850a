"""When a page counts as a shell, page by page, and what is learnt of a site's templates."""

from __future__ import annotations

import pytest

from crawler.page import read_page
from crawler.page_facts import Page
from crawler.shell import STRONG, Templates, gained, more, shell_of

URL = "https://sosna.example/"
WORDS = "Занятия кружка проходят по вторникам в библиотеке. "
TEXT = f"<p>{WORDS * 8}</p>"
LINKS = "".join(f"<a href=/{n}>Раздел {n}</a> " for n in range(12))
APP = "<script src=/app.js></script>"


def html(body: str) -> str:
    return f"<html><head><title>Школа</title></head><body>{body}</body></html>"


def read(body: str) -> Page:
    return read_page(html(body).encode(), "text/html; charset=utf-8", URL)


SHELLS = {
    f"<div id=q7></div>{APP}": "empty",
    f"<div id=q7><p>Загрузка, подождите…</p></div>{APP}": "empty",
    f"<x-app></x-app>{APP}": "empty",
    f"<div><p>Школа</p></div><script>{'let a = 1;' * 300}</script>": "empty",
    f"<p>{WORDS * 5}</p><p>Этот сайт требует включённого JavaScript.</p>{APP}": "asks_javascript",
    f"<p>{WORDS * 5}</p><noscript>You need to enable JavaScript to run this app.</noscript>{APP}": "asks_javascript",
    f"<h1>Проверка браузера</h1><p>Проверяем, что вы не робот.</p>{APP}": "check",
    "<p>Checking your browser before accessing the site.</p><script>go()</script>": "check",
    "<p>Для входа разрешите cookies и обновите страницу.</p>": "check",
    f"<nav></nav><main>{TEXT}</main>{APP}": "menu",
    f"<div class=top-menu><ul></ul></div><main>{TEXT}<a href=/1>Ещё</a></main>{APP}": "menu",
    f"{TEXT}{'<a href=#>Раздел</a>' * 6}{APP}": "links",
    f"{TEXT}{'<a href={{ item.url }}>{{ item.name }}</a>' * 6}{APP}": "links",
}
PLAIN = [
    f"{TEXT}{LINKS}",
    f"<nav>{LINKS}</nav>{TEXT}{APP}",
    "<p>Страница в разработке.</p>",
    f"<p>Проверка готовности школы к новому году прошла успешно.</p>{TEXT}{LINKS}",
    f"<nav>{LINKS}</nav>{TEXT}<noscript>Включите JavaScript, чтобы видеть карту.</noscript>{APP}{TEXT}",
    f"<nav>{LINKS}</nav><div id=up></div><div id=box></div>{TEXT}{APP}",
    f"<nav>{LINKS}</nav>{'<a href=#>Меню</a>' * 6}{TEXT}{APP}",
]


@pytest.mark.parametrize(("body", "why"), SHELLS.items())
def test_shells(body: str, why: str) -> None:
    assert shell_of(read(body), html(body)) == why


@pytest.mark.parametrize("body", PLAIN)
def test_pages_that_plain_http_shows(body: str) -> None:
    assert not shell_of(read(body), html(body))


def test_a_strong_sign_is_followed_until_it_helps_nothing_at_all() -> None:
    templates, empty = Templates(), f"<div id=q7></div>{APP}"
    for _ in range(5):
        assert templates.reason(read(empty), html(empty)) == ("empty", True)
        assert templates.learn("empty", read(empty), read(f"<p>Немного</p>{APP}"))
    other = empty.replace("app.js", "other.js")
    for _ in range(2):
        assert templates.reason(read(other), html(other)) == ("empty", True)
        assert not templates.learn("empty", read(other), read(other))
    assert templates.reason(read(other), html(other)) == ("empty", False)
    assert templates.reason(read(empty), html(empty)) == ("empty", True), "another template"


def test_a_guess_must_bring_much() -> None:
    templates, body = Templates(), f"<nav></nav><main>{TEXT}</main>{APP}"
    after = body.replace("</main>", "<p>Немного</p></main>")
    for _ in range(2):
        assert templates.reason(read(body), html(body)) == ("menu", True)
        assert not templates.learn("menu", read(body), read(after))
    assert templates.reason(read(body), html(body)) == ("menu", False)


def test_what_helped_once_is_done_for_the_whole_template() -> None:
    templates, frame = Templates(), f"<nav>{LINKS}</nav><main></main><footer>{TEXT}</footer>{APP}"
    assert templates.reason(read(frame), html(frame)) == ("", False), "nothing to compare the first page with"
    assert templates.reason(read(frame), html(frame)) == ("content", True)
    assert templates.learn("content", read(frame), read(frame.replace("<main>", f"<main>{TEXT}")))
    assert templates.close(links=50)
    for _ in range(10):
        assert templates.reason(read(frame), html(frame)) == ("content", True)
    static = frame.replace(APP, "")
    assert templates.reason(read(static), html(static)) == ("", False)


def test_only_the_first_pages_and_those_of_few_links_are_looked_at() -> None:
    templates, body = Templates(), f"<nav>{LINKS}</nav>{TEXT}"
    looked = 0
    while templates.close(links=50):
        templates.reason(read(body), html(body))
        looked += 1
    assert looked == 4
    assert templates.close(links=3)


def test_more_is_less_than_much_more() -> None:
    page = read(TEXT)
    assert not more(page, page)
    assert more(page, read(TEXT + "<p>Ещё</p>"))
    assert not gained(page, read(TEXT + "<p>Ещё</p>"))
    assert gained(page, read(TEXT * 2))
    assert gained(page, read(TEXT + LINKS))
    assert "empty" in STRONG

"""Every kind of form in a real browser: what is found of it, and that nothing of it leaves."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Page

from crawler.browser import Browser
from crawler.guard import Guard
from crawler.probes.form import try_form
from crawler.probes.form_fields import MARK, TEXT
from crawler.probes.words import FormWords
from crawler.proxy import Proxy
from tests.crawler.probes.conftest import PAGES, Counting, InBrowser

pytestmark = pytest.mark.slow

WORDS = FormWords(
    words=("обращени", "вопрос", "обратная связь", "напишите нам", "написать нам", "ваше сообщение", "текст сообщения"),
    weak=("message", "отправить", "сообщение"),
    others=("заказ",),
    without=("поиск по сайту", "подписаться", "комментари"),
)
EXPECTED = {
    "plain": ("ready", "POST /send/plain"),
    "get": ("ready", "GET /send/get"),
    "ajax": ("ready", "POST /send/ajax"),
    "xhr": ("ready", "POST /send/xhr"),
    "beacon": ("ready", "POST /send/beacon"),
    "websocket": ("ready", "WS /talk/socket"),
    "websocket-late": ("ready", "WS /send/late-socket"),
    "location": ("ready", "GET /send/location"),
    "image": ("ready", "GET /send/pixel"),
    "new-window": ("ready", "POST /send/window"),
    "hidden-frame": ("ready", "POST /send/hidden-frame"),
    "as-one-types": ("ready", "POST /send/draft"),
    "worker": ("ready", "POST /send/worker"),
    "ping": ("ready", "POST /send/ping"),
    "multi-step": ("ready", "POST /send/steps"),
    "behind-send": ("behind_send", ""),
    "iframe": ("ready", "POST /send/plain"),
    "modal": ("ready", "POST /send/modal"),
    "unopened": ("unopened", ""),
    "captcha": ("captcha", ""),
    "captcha-server": ("ready", "POST /send/captcha-server"),
    "broken-action": ("ready", "POST /gone/send.php"),
    "mailto": ("mailto", ""),
    "disabled": ("disabled", ""),
    "enabled-by-consent": ("ready", "POST /send/enabled"),
    "login": ("login", ""),
    "other-host": ("ready", "POST /take"),
    "bitrix-like": ("ready", "POST /send/bitrix-like"),
    "wordless": ("wordless", "POST /send/wordless"),
    "long-state": ("ready", "POST /send/long-state"),
    "silent": ("silent", ""),
    "none": ("none", ""),
    "pretends": ("pretends", ""),
    "alert": ("unfilled", ""),
    "toast": ("unfilled", ""),
    "red-field": ("unfilled", ""),
    "keyup": ("ready", "POST /send/keyup"),
    "agreement": ("ready", "POST /send/agreement"),
    "typed-only": ("ready", "POST /send/typed-only"),
    "honeypot": ("ready", "POST /send/honeypot"),
    "check-frame": ("behind_send", ""),
    "at-first-touch": ("ready", "POST /send/late"),
    "at-first-key": ("behind_send", ""),
    "lost-script": ("silent", ""),
    "mailto-script": ("mailto", ""),
    "slow": ("ready", "POST /send/slow"),
    "link-button": ("ready", "POST /send/link-button"),
    "box-button": ("ready", "POST /send/box-button"),
    "icon-button": ("behind_send", ""),
    "drawn-consent": ("unfilled", ""),
    "drawn-box": ("unfilled", ""),
    "slider": ("captcha", ""),
    "sum": ("captcha", ""),
    "details": ("ready", "POST /send/details"),
    "all-ways": ("ready", "* /send/*"),  # which of its ways comes first is the browser's business
}


@dataclass(frozen=True)
class Round:
    """What came of all forms, and what reached the server meanwhile."""

    tried: dict[str, dict[str, Any]]
    asked: list[str]
    received: bytes


@pytest.fixture(scope="module")
def tried(server: Counting, in_browser: InBrowser[dict[str, Any]]) -> Round:
    async def one(page: Page, proxy: Proxy, *, name: str) -> dict[str, Any]:
        return await try_form(page, f"{server.url}/forms/{name}.html", WORDS, proxy.shut)

    made = in_browser({name: partial(one, name=name) for name in EXPECTED})
    return Round(made, server.asked, server.received)


def test_every_page_of_the_folder_is_expected_to_give_something() -> None:
    assert {path.stem for path in (PAGES / "forms").glob("*.html")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_found_of_a_form(tried: Round, name: str) -> None:
    found = tried.tried[name]
    sent = found["sent"]
    address = sent["url"].partition("?")[0].split("/", 3)[3] if sent else ""
    told = f"{sent['method']} /{address}" if sent else ""
    outcome, way = EXPECTED[name]
    assert found["outcome"] == outcome, found
    assert fnmatchcase(told, way), found


def test_nothing_that_a_form_sends_reaches_the_server(tried: Round) -> None:
    assert not [line for line in tried.asked if "/send" in line or not line.startswith("GET ")]
    assert MARK.encode() not in tried.received
    assert len(tried.asked) >= len(EXPECTED)


SENDING = (
    "plain", "get", "ajax", "xhr", "beacon", "websocket", "websocket-late", "location", "image", "new-window",
    "hidden-frame", "as-one-types", "worker", "ping",
)  # fmt: skip


async def press(page: Page, proxy: Proxy, *, url: str, shut: bool) -> None:
    """Fill in and press as a visitor does, with nothing watched or stopped in the browser."""
    await page.goto(url, wait_until="networkidle")
    if shut:
        proxy.shut()
    for field in await page.query_selector_all("form:last-of-type [required]:not([type=checkbox]), textarea"):
        kind = await field.get_attribute("type")
        await field.fill("proverka@example.org" if kind == "email" else f"{MARK} {kind}")
    if await page.query_selector("[type=checkbox]"):
        await page.check("[type=checkbox]")
    await page.click(
        "form:last-of-type :is(button:not([type=reset]), [type=submit]), [role=button]", no_wait_after=True
    )
    await asyncio.sleep(1.5)


@pytest.mark.parametrize("shut", [False, True])
def test_the_cut_alone_keeps_everything_back_that_would_arrive_without_it(
    in_browser: InBrowser[None], *, shut: bool
) -> None:
    fresh = Counting(PAGES)
    in_browser({name: partial(press, url=f"{fresh.url}/forms/{name}.html?{name}", shut=shut) for name in SENDING})
    arrived = {line.split("?")[0].split()[1] for line in fresh.asked if "/send/" in line}
    fresh.close()
    if shut:
        assert arrived == set()
        assert MARK.encode() not in fresh.received
    else:
        assert arrived >= {
            "/send/plain", "/send/get", "/send/ajax", "/send/xhr", "/send/beacon", "/send/late-socket",
            "/send/location", "/send/pixel", "/send/window", "/send/hidden-frame", "/send/typed", "/send/draft",
            "/send/leaving", "/send/worker", "/send/ping",
        }  # fmt: skip
        assert fresh.sockets


def test_the_text_says_what_it_is(tried: Round) -> None:
    assert TEXT in tried.tried["ajax"]["sent"]["body"]
    assert TEXT == "Проверка работы формы. Glasnost, автоматическая проверка. Отвечать не нужно."


def test_what_else_a_form_tells(tried: Round) -> None:
    plain = tried.tried["plain"]
    assert plain["consent"]
    assert plain["policy"].endswith("/policy")
    assert (plain["fields"], plain["nameless"], plain["button"]) == (4, 0, "Отправить")
    assert tried.tried["bitrix-like"]["nameless"] == 3
    assert tried.tried["other-host"]["other_host"] == "other.example.org"
    assert tried.tried["modal"]["opened_by"] == "Написать нам"
    assert tried.tried["iframe"]["frame"].endswith("/plain.html")
    assert tried.tried["captcha-server"]["captcha"] == "recaptcha"
    assert tried.tried["captcha"]["messages"] == ("Введите код с картинки",)
    assert tried.tried["multi-step"]["steps"] == 2
    assert tried.tried["pretends"]["messages"] == ("Спасибо! Ваше обращение принято.",)
    assert tried.tried["alert"]["messages"] == ("Выберите отделение",)
    assert tried.tried["toast"]["messages"] == ("Прикрепите снимок билета",)
    assert tried.tried["red-field"]["messages"] == ("phone",)
    assert tried.tried["lost-script"]["unloaded"] == ("http://127.0.0.1:9/form.js",)
    assert not tried.tried["silent"]["unloaded"]


def test_nothing_of_a_tried_page_lives_on_in_the_next_one_of_its_lane(server: Counting) -> None:
    async def main() -> str:
        browser = Browser(Guard(None, allow_private=True), "glasnost/0.1 (tests)", at_once=1)
        try:
            async with browser.page(site=server.url) as page:
                url = f"{server.url}/forms/as-one-types.html"
                outcome = (await try_form(page, url, WORDS, browser.proxy_of(page).shut))["outcome"]
            async with browser.page(site=server.url) as page:
                await page.goto(f"{server.url}/forms/silent.html?after")
                await asyncio.sleep(1)
            return str(outcome)
        finally:
            await browser.close()

    assert asyncio.run(main()) == "ready"
    assert "GET /forms/silent.html?after" in server.asked
    assert not [line for line in server.asked if "/send" in line]


async def all_ways(server: Counting, udp: int, *, shut: bool) -> None:
    """Press a form that tries every way out of a page, in the browser as a crawl starts it."""
    browser = Browser(Guard(None, allow_private=True), "glasnost/0.1 (tests)", at_once=1)
    try:
        async with browser.page(site=server.url) as page:
            await page.goto(f"{server.url}/forms/all-ways.html?udp={udp}", wait_until="networkidle")
            if shut:
                browser.proxy_of(page).shut()
            await page.fill("textarea", MARK)
            await page.click("button", no_wait_after=True)
            for _ in range(50 if shut else 300):  # going elsewhere is the last thing that the page tries
                await asyncio.sleep(0.1)
                if any("/send/refresh" in line for line in server.asked):
                    break
        async with browser.page(site=server.url) as page:
            await page.goto(f"{server.url}/forms/none.html?after")
            await asyncio.sleep(1)
    finally:
        await browser.close()


@pytest.mark.parametrize("shut", [False, True])
def test_no_way_out_of_a_page_is_left_by_the_cut(*, shut: bool) -> None:
    fresh = Counting(PAGES)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)  # noqa: FBT003
        asyncio.run(all_ways(fresh, udp.getsockname()[1], shut=shut))
        with pytest.raises(BlockingIOError):
            udp.recv(1)
    fresh.close()
    arrived = {line.split("?")[0].rpartition("/")[2] for line in fresh.asked if "/send/" in line}
    assert "GET /forms/none.html?after" in fresh.asked
    if shut:
        assert arrived == set()
        assert MARK.encode() not in fresh.received
    else:
        assert arrived >= {
            "fetch-keepalive", "beacon", "image", "events", "xhr", "prefetch", "preload", "stylesheet", "css", "script",
            "iframe", "object", "video", "ping", "worker", "socket", "refresh",
        }  # fmt: skip

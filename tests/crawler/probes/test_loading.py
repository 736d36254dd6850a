"""What of a page counts as lost, and what nobody waits for; real pages in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from crawler.probes.loading import Loading
from crawler.proxy import Proxy
from tests.crawler.probes.conftest import Counting, InBrowser

pytestmark = pytest.mark.slow

PUT = "(src) => document.head.append(Object.assign(document.createElement('script'), {src}))"
SOURCES = {
    "http://127.0.0.1:9/jquery.js": True,
    "https://cdn.invalid/jquery.js": True,
    "/gone/own.js": False,  # the site's own fault, for every visitor
    "/there.js": False,
    "https://mc.yandex.invalid/metrika/tag.js": False,
    "https://bus.gov.ru.invalid/widget.js": False,
    "https://pos.gosuslugi.ru.invalid/bin/script.min.js": False,
}


def test_a_script_that_does_not_come_is_lost_unless_nothing_waits_for_it(
    in_browser: InBrowser[tuple[str, ...]], server: Counting
) -> None:
    async def one(page: Page, proxy: Proxy) -> tuple[str, ...]:
        del proxy
        loading = Loading(page)
        await page.goto(f"{server.url}/forms/none.html")
        for source in SOURCES:
            await page.evaluate(PUT, source)
        sheet = "<link rel=stylesheet href=http://127.0.0.1:9/a.css>"
        await page.evaluate("(sheet) => document.head.insertAdjacentHTML('beforeend', sheet)", sheet)
        await loading.touch()
        found = loading.end()
        await page.evaluate(PUT, "http://127.0.0.1:9/late.js")
        await page.wait_for_timeout(300)
        assert loading.lost == found, "what is asked for after the end does not count"
        return found

    assert set(in_browser({"one": one})["one"]) == {source for source, lost in SOURCES.items() if lost}

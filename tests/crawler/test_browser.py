"""A real Chromium against loopback servers: what it can reach, and what it survives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from crawler.browser import Browser
from crawler.guard import Guard
from tests.conftest import needs_browser
from tests.crawler.conftest import Reply, Serve, page

T = TypeVar("T")
AGENT = "glasnost/0.1 (tests)"


def run(work: Callable[[Browser], Awaitable[T]], *, allow_private: bool = True, at_once: int = 4) -> T:
    """What ``work`` makes of a browser; it is closed afterwards."""

    async def main() -> T:
        browser = Browser(Guard(None, allow_private=allow_private), AGENT, at_once=at_once)
        try:
            return await asyncio.wait_for(work(browser), 60)
        finally:
            await browser.close()

    return asyncio.run(main())


@needs_browser
@pytest.mark.slow
def test_a_page_is_shown_and_the_browser_names_itself_and_us(serve: Serve) -> None:
    site = serve({"/": page(text="<script>document.write('<p id=x>' + (1 + 1) + '</p>')</script>")})

    async def look(browser: Browser) -> str:
        async with browser.page(site=site.origin) as shown:
            await shown.goto(site.origin + "/")
            return await shown.inner_text("#x")

    assert run(look) == "2"
    (agent,) = site.agents
    assert "HeadlessChrome/" in agent
    assert agent.endswith(AGENT)


WORKER = """<script>
const quietly = (work) => { try { Promise.resolve(work()).catch(() => {}) } catch {} };
quietly(() => navigator.serviceWorker.register("/worker.js"));
quietly(() => ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, "/worker.js?again"));
</script>"""


@needs_browser
@pytest.mark.slow
def test_no_service_worker_outlives_its_page(serve: Serve) -> None:
    """What is at the loopback is a secure context: a browser that may would fetch the worker."""
    worker = Reply(body=b"addEventListener('fetch', () => {})", kind="text/javascript")
    site = serve({"/": page(text=WORKER), "/worker.js": worker, "/worker.js?again": worker})

    async def work(browser: Browser) -> None:
        async with browser.page() as shown:
            await shown.goto(site.origin + "/")
            await asyncio.sleep(1)

    run(work)
    assert site.asked == ["/"]


@needs_browser
@pytest.mark.slow
def test_a_private_address_is_not_reached(serve: Serve) -> None:
    site = serve({"/": page()})

    async def look(browser: Browser) -> int:
        async with browser.page() as shown:
            answer = await shown.goto(site.origin + "/")
            assert browser.proxy_of(shown).refused == {"127.0.2.1"}
            return answer.status if answer else 0

    assert run(look, allow_private=False) == 403
    assert not site.asked

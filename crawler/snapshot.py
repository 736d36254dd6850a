"""One address in the browser: waits for content that stopped changing, gives its DOM; knows no queue and no archive.

What decides is asked in an isolated world of the page (CDP), whose functions the page's own scripts cannot replace.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from crawler import urls
from crawler.browser import Browser, BrowserFailed
from crawler.content import MAX_PAGE
from crawler.navigation import Permit
from crawler.watching import Watch

if TYPE_CHECKING:
    from playwright.async_api import Page

ATTACH_SECONDS = 15.0
NAVIGATION_SECONDS = 30.0
"""Until the first bytes of the page."""
SETTLE_SECONDS = 10.0
"""After them, for content that goes on changing."""
QUIET = 0.3
"""Seconds without a change of the DOM after which a page counts as settled."""
LOADING_SECONDS = 4.0
"""That a settled DOM waits for scripts and data still on the way: a dead counter must not hold up every page."""
ANSWER_SECONDS = 3.0
"""For an answer of the page to what we ask it; a script that never ends is then stopped."""
ENDED_SECONDS = 2 * ANSWER_SECONDS
"""After the end of a page for its memory, in which a page that breaks is taken for it."""
_SOURCE = resources.files("crawler").joinpath("snapshot.js").read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a browser made of an address."""

    html: bytes = b""
    """The DOM as HTML in UTF-8, open shadow roots unfolded, programs left out; empty where ``fault`` tells why."""
    fault: str = ""
    """browser_failed, timeout, too_large."""
    status: int = 0
    """Of the last answer for the page itself; 0 where there was none."""
    led_to: str = ""
    """Where the page wanted to go by itself; it was kept from it, and shown as it was then."""
    settled: bool = True
    """False where the page still changed when its time was over, and is kept as it was then."""


async def snapshot(
    browser: Browser, url: str, turn: AbstractAsyncContextManager[None], *, permit: Permit, hops: int = 0,
    encoding: str = "", patient: bool = False,
) -> Snapshot:  # fmt: skip
    """Show ``url`` and take its DOM; ``turn`` is held until the server answered.

    Images, fonts and media are left out. ``hops``: times that the page may go on within its own site, where ``permit``
    says so; ``encoding``: what the page is read in where its header names none, since browsers guess otherwise than
    crawler.encoding; ``patient``: wait for a page that shows nothing yet as for one that goes on changing. Raises
    NoBrowser, BrowserFailed where there is no page at all.
    """
    from playwright.async_api import Error

    async with browser.page(site=urls.authority(url)) as page:
        watch = Watch(page, url, hops, encoding, permit)
        try:
            async with asyncio.timeout(ATTACH_SECONDS):
                await watch.attach(await page.context.new_cdp_session(page))
            shot = await _Tab(page, watch, patient).look(url, turn, lambda: browser.proxy_of(page).over)
            return replace(shot, fault="too_large") if watch.large or (shot.fault and _ended(browser)) else shot
        except (Error, TimeoutError) as error:
            if watch.large or browser.proxy_of(page).over or _ended(browser):
                return Snapshot(fault="too_large", status=watch.status)
            raise BrowserFailed(str(error)) from error
        finally:
            watch.close()


def _ended(browser: Browser) -> bool:
    """Whether a page that just broke took too much memory."""
    return time.monotonic() - browser.ended_at < ENDED_SECONDS


class _Stuck(Exception):  # noqa: N818
    """The page does not answer."""


class _Tab:
    """A page that is gone to, waited for and taken."""

    def __init__(self, page: Page, watch: Watch, patient: bool) -> None:  # noqa: FBT001
        self._page, self._watch, self._patient = page, watch, patient

    async def look(self, url: str, turn: AbstractAsyncContextManager[None], over: Callable[[], bool]) -> Snapshot:
        """Go there, wait, take what is there. Raises playwright's Error."""
        from playwright.async_api import TimeoutError as Late

        try:
            async with turn, asyncio.timeout(NAVIGATION_SECONDS + ANSWER_SECONDS):
                await self._page.goto(url, wait_until="commit", timeout=1000 * NAVIGATION_SECONDS)
        except Late:
            return Snapshot(fault="timeout", status=self._watch.status)
        settled = await self._settle()
        try:
            found = await self._take()
        except _Stuck:
            return Snapshot(fault="browser_failed" if self._watch.crashed else "timeout", status=self._watch.status)
        if (
            over()
            or len(html := str(found.get("html", "")).encode("utf-8", "replace")) > MAX_PAGE
            or "html" not in found
        ):
            return Snapshot(fault="too_large", status=self._watch.status)
        return Snapshot(html=html, status=self._watch.status, led_to=self._watch.led_to, settled=settled)

    # -- waiting -----------------------------------------------------------------------------------------------------

    async def _settle(self) -> bool:
        """Wait until nothing changes and nothing is awaited; False where that did not come about in time."""
        from playwright.async_api import Error

        end = time.monotonic() + SETTLE_SECONDS
        quiet_since, waited = 0.0, False
        while (left := end - time.monotonic()) > 0 and not self._watch.crashed:
            try:
                quiet = await self._ask("settled", QUIET * 1000, left * 1000, seconds=left + 1)
                bare = self._patient and not self._watch.led_to and await self._ask("bare", seconds=left + 1)
            except _Stuck:
                return False
            except Error:
                if self._page.is_closed() or self._watch.crashed:
                    raise
                await asyncio.sleep(0.05)  # it loads itself anew: its world is gone, the next one comes
                continue
            if not quiet:
                return waited  # nothing changed, nothing came, and it was waited for to the end
            if bare:
                waited = True
                continue
            quiet_since = quiet_since or time.monotonic()
            if not self._watch.on_the_way or time.monotonic() - quiet_since > LOADING_SECONDS:
                return True
        return not self._watch.crashed

    async def _take(self) -> dict[str, Any]:
        """The DOM as it is; a script that never ends is stopped for it. Raises _Stuck."""
        from playwright.async_api import Error

        for _ in range(2):
            try:
                return dict(await self._ask("taken", MAX_PAGE, seconds=2 * ANSWER_SECONDS))
            except _Stuck:
                if self._watch.crashed:
                    break
                with suppress(Error, TimeoutError):
                    await asyncio.wait_for(self._watch.session.send("Runtime.terminateExecution"), ANSWER_SECONDS)
        raise _Stuck

    async def _ask(self, name: str, *arguments: float, seconds: float) -> Any:  # noqa: ANN401 (a value of the page)
        """Call a function of snapshot.js in a world of ours. Raises _Stuck, playwright's Error."""
        expression = f"({_SOURCE}).{name}({', '.join(map(json.dumps, arguments))})"
        try:
            async with asyncio.timeout(seconds):
                made = await self._watch.session.send(
                    "Page.createIsolatedWorld", {"frameId": self._watch.frame, "worldName": "glasnost"}
                )
                answer = await self._watch.session.send(
                    "Runtime.evaluate",
                    {
                        "expression": expression,
                        "contextId": made["executionContextId"],
                        "awaitPromise": True,
                        "returnByValue": True,
                    },
                )
        except TimeoutError as error:
            raise _Stuck from error
        if "value" not in answer["result"]:
            raise _Stuck
        return answer["result"]["value"]

"""One address in the browser: waits for content that stopped changing, gives its DOM; knows no queue and no archive.

What decides is asked in an isolated world of the page (CDP), whose functions the page's own scripts cannot replace.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from crawler import urls
from crawler.browser import Browser, BrowserFailed
from crawler.labelled import Labels
from crawler.navigation import Permit

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

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
MAX_DOM = 5 * 1024 * 1024
"""Characters of a DOM that is kept, and bytes of it as UTF-8: what the audit reads of a page at most."""
ENDED_SECONDS = 2 * ANSWER_SECONDS
"""After the end of a page for its memory, in which a page that breaks is taken for it."""
MAX_HOPS = 5
"""Times that a page may load itself anew, as checks of browsers do."""

_ABORTED = ("Image", "Font", "Media")
_AWAITED = frozenset({"Script", "XHR", "Fetch"})
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
    encoding: str = "",
) -> Snapshot:  # fmt: skip
    """Show ``url`` and take its DOM; ``turn`` is held until the server answered.

    Images, fonts and media are left out. ``hops``: times that the page may go on within its own site, where ``permit``
    says so; ``encoding``: what the page is read in where its header names none, since browsers guess otherwise than
    crawler.encoding. Raises NoBrowser, BrowserFailed where there is no page at all.
    """
    from playwright.async_api import Error

    async with browser.page(site=urls.authority(url)) as page:
        tab = _Tab(page, url, hops, encoding, permit)
        try:
            async with asyncio.timeout(ATTACH_SECONDS):
                session = await page.context.new_cdp_session(page)
                await tab.attach(session)
            shot = await tab.look(turn, lambda: browser.proxy_of(page).over)
            return replace(shot, fault="too_large") if tab.large or (shot.fault and _ended(browser)) else shot
        except (Error, TimeoutError) as error:
            if tab.large or browser.proxy_of(page).over or _ended(browser):
                return Snapshot(fault="too_large", status=tab.status)
            raise BrowserFailed(str(error)) from error
        finally:
            tab.close()


def _ended(browser: Browser) -> bool:
    """Whether a page that just broke took too much memory."""
    return time.monotonic() - browser.ended_at < ENDED_SECONDS


class _Stuck(Exception):  # noqa: N818
    """The page does not answer."""


class _Tab:
    """A page under our eyes: what it asks for, where it goes."""

    def __init__(self, page: Page, url: str, hops: int, encoding: str, permit: Permit) -> None:
        self._page, self._url, self._hops, self._permit = page, url, hops, permit
        self._labels = Labels(encoding)
        self._frame = ""
        self._loads = 0
        self._on_the_way: set[str] = set()
        self._tasks: set[asyncio.Future[Any]] = set()
        self.led_to = ""
        self.status = 0
        self.crashed = False

    @property
    def large(self) -> bool:
        """Whether the page was more than may be handed on."""
        return self._labels.large

    async def attach(self, session: CDPSession) -> None:
        """Watch requests of the page; let none pass that only costs bytes, nor a navigation that nobody decided."""
        self._session = session
        self._page.on("crash", self._crash)
        session.on("Fetch.requestPaused", self._paused)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._arrived)
        session.on("Network.loadingFailed", self._arrived)
        session.on("Network.responseReceived", self._received)
        self._frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        kinds = ("Document", *_ABORTED)
        await session.send("Network.enable", {"maxTotalBufferSize": 0})
        patterns = [*({"resourceType": kind} for kind in kinds), *self._labels.patterns]
        await session.send("Fetch.enable", {"patterns": patterns})

    def close(self) -> None:
        """Wait for nothing any more."""
        for task in self._tasks:
            task.cancel()

    async def look(self, turn: AbstractAsyncContextManager[None], over: Any) -> Snapshot:  # noqa: ANN401
        """Go there, wait, take what is there. Raises playwright's Error."""
        from playwright.async_api import TimeoutError as Late

        try:
            async with turn, asyncio.timeout(NAVIGATION_SECONDS + ANSWER_SECONDS):
                await self._page.goto(self._url, wait_until="commit", timeout=1000 * NAVIGATION_SECONDS)
        except Late:
            return Snapshot(fault="timeout", status=self.status)
        settled = await self._settle()
        try:
            found = await self._take()
        except _Stuck:
            return Snapshot(fault="browser_failed" if self.crashed else "timeout", status=self.status)
        if (
            over()
            or len(html := str(found.get("html", "")).encode("utf-8", "replace")) > MAX_DOM
            or "html" not in found
        ):
            return Snapshot(fault="too_large", status=self.status)
        return Snapshot(html=html, status=self.status, led_to=self.led_to, settled=settled)

    # -- waiting -----------------------------------------------------------------------------------------------------

    async def _settle(self) -> bool:
        """Wait until nothing changes and nothing is awaited; False where that did not come about in time."""
        from playwright.async_api import Error

        end = time.monotonic() + SETTLE_SECONDS
        quiet_since = 0.0
        while (left := end - time.monotonic()) > 0 and not self.crashed:
            try:
                quiet = await self._ask("settled", QUIET * 1000, left * 1000, seconds=left + 1)
            except _Stuck:
                return False
            except Error:
                if self._page.is_closed() or self.crashed:
                    raise
                await asyncio.sleep(0.05)  # it loads itself anew: its world is gone, the next one comes
                continue
            if not quiet:
                return False
            quiet_since = quiet_since or time.monotonic()
            if not self._on_the_way or time.monotonic() - quiet_since > LOADING_SECONDS:
                return True
        return not self.crashed

    async def _take(self) -> dict[str, Any]:
        """The DOM as it is; a script that never ends is stopped for it. Raises _Stuck."""
        from playwright.async_api import Error

        for _ in range(2):
            try:
                return dict(await self._ask("taken", MAX_DOM, seconds=2 * ANSWER_SECONDS))
            except _Stuck:
                if self.crashed:
                    break
                with suppress(Error, TimeoutError):
                    await asyncio.wait_for(self._session.send("Runtime.terminateExecution"), ANSWER_SECONDS)
        raise _Stuck

    async def _ask(self, name: str, *arguments: float, seconds: float) -> Any:  # noqa: ANN401 (a value of the page)
        """Call a function of snapshot.js in a world of ours. Raises _Stuck, playwright's Error."""
        expression = f"({_SOURCE}).{name}({', '.join(map(json.dumps, arguments))})"
        try:
            async with asyncio.timeout(seconds):
                made = await self._session.send(
                    "Page.createIsolatedWorld", {"frameId": self._frame, "worldName": "glasnost"}
                )
                answer = await self._session.send(
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

    # -- what the page does ------------------------------------------------------------------------------------------

    def _crash(self, _page: Page) -> None:
        self.crashed = True

    def _sent(self, event: dict[str, Any]) -> None:
        if event.get("type") in _AWAITED:
            self._on_the_way.add(event["requestId"])

    def _arrived(self, event: dict[str, Any]) -> None:
        self._on_the_way.discard(event["requestId"])

    def _received(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document" and event.get("frameId") == self._frame:
            self.status = int(event["response"]["status"])

    def _paused(self, event: dict[str, Any]) -> None:
        request = {"requestId": event["requestId"]}
        if self._labels.wants(event, self._frame):
            self._later(self._labels.hand_on(self._session, event))
        elif "responseStatusCode" in event or "responseErrorReason" in event:
            self._do("Fetch.continueResponse", request)
        elif event["resourceType"] == "Document" and event["frameId"] == self._frame:
            self._later(self._go(event))
        elif event["resourceType"] in _ABORTED:
            self._do("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})
        else:
            self._do("Fetch.continueRequest", request)

    async def _go(self, event: dict[str, Any]) -> None:
        """Let the page itself go there, or keep it here."""
        request = {"requestId": event["requestId"]}
        if await self._may_go(event):
            await self._session.send("Fetch.continueRequest", request)
        else:
            await self._session.send("Fetch.failRequest", {**request, "errorReason": "Aborted"})

    async def _may_go(self, event: dict[str, Any]) -> bool:
        """Whether the page itself may go there: to where it was sent, or on within its site where that was allowed."""
        target = urls.normalise(event["request"]["url"]) or ""
        if event["request"]["method"] not in ("GET", "HEAD"):
            return False
        self._loads += 1
        if target == (urls.normalise(self._url) or "") and self._loads <= MAX_HOPS:
            return True
        within = urls.authority(target) == urls.authority(self._url)
        if self._hops and self._loads <= self._hops and within and await self._permit(target):
            return True
        self.led_to = self.led_to or target
        return False

    def _do(self, method: str, arguments: dict[str, Any]) -> None:
        self._later(self._session.send(method, arguments))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # the page is gone before the answer: nobody misses it

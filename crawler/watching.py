"""What one page of the browser asks for, and where it goes: lets pass, keeps back, names encodings; waits for nothing.

A navigation that nobody decided is kept from it; what only costs bytes is not fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from crawler import urls
from crawler.labelled import Labels
from crawler.navigation import Permit

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

MAX_HOPS = 5
"""Times that a page may load itself anew, as checks of browsers do."""

_ABORTED = ("Image", "Font", "Media")
_READING = ("GET", "HEAD")
_AWAITED = frozenset({"Script", "XHR", "Fetch"})


class Watch:
    """A page under our eyes: ``attach``, then ``close``."""

    def __init__(self, page: Page, url: str, hops: int, encoding: str, permit: Permit) -> None:
        """``hops``, ``encoding`` and ``permit`` are those of crawler.snapshot."""
        self._page, self._url, self._hops, self._permit = page, url, hops, permit
        self._labels = Labels(encoding)
        self._loads = 0
        self._tasks: set[asyncio.Future[Any]] = set()
        self.on_the_way: set[str] = set()
        """Scripts and data that were asked for and did not come yet."""
        self.frame = ""
        """Id of the page's own frame."""
        self.led_to = ""
        """Where the page wanted to go by itself, and was kept from."""
        self.status = 0
        """Of the last answer for the page itself."""
        self.crashed = False

    @property
    def large(self) -> bool:
        """Whether the page was more than may be handed on."""
        return self._labels.large

    async def attach(self, session: CDPSession) -> None:
        """Watch requests of the page; let none pass that only costs bytes, nor a navigation that nobody decided."""
        self.session = session
        self._page.on("crash", self._crash)
        session.on("Fetch.requestPaused", self._paused)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._arrived)
        session.on("Network.loadingFailed", self._arrived)
        session.on("Network.responseReceived", self._received)
        self.frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        kinds = ("Document", *_ABORTED)
        await session.send("Network.enable", {"maxTotalBufferSize": 0})
        patterns = [*({"resourceType": kind} for kind in kinds), *self._labels.patterns]
        await session.send("Fetch.enable", {"patterns": patterns})

    def close(self) -> None:
        """Wait for nothing any more."""
        for task in self._tasks:
            task.cancel()

    def _crash(self, _page: Page) -> None:
        self.crashed = True

    def _sent(self, event: dict[str, Any]) -> None:
        if event.get("type") in _AWAITED:
            self.on_the_way.add(event["requestId"])

    def _arrived(self, event: dict[str, Any]) -> None:
        self.on_the_way.discard(event["requestId"])

    def _received(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document" and event.get("frameId") == self.frame:
            self.status = int(event["response"]["status"])

    def _paused(self, event: dict[str, Any]) -> None:
        request = {"requestId": event["requestId"]}
        if self._labels.wants(event, self.frame):
            self._later(self._labels.hand_on(self.session, event))
        elif "responseStatusCode" in event or "responseErrorReason" in event:
            self._do("Fetch.continueResponse", request)
        elif event["resourceType"] == "Document" and event["frameId"] == self.frame:
            self._later(self._go(event))
        elif event["resourceType"] in _ABORTED or self._sends(event):
            self._do("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})
        else:
            self._do("Fetch.continueRequest", request)

    @staticmethod
    def _sends(event: dict[str, Any]) -> bool:
        """Whether a frame would send a form: a page that is only read does not."""
        return event["resourceType"] == "Document" and event["request"]["method"] not in _READING

    async def _go(self, event: dict[str, Any]) -> None:
        """Let the page itself go there, or keep it here."""
        request = {"requestId": event["requestId"]}
        if await self._may_go(event):
            await self.session.send("Fetch.continueRequest", request)
        else:
            await self.session.send("Fetch.failRequest", {**request, "errorReason": "Aborted"})

    async def _may_go(self, event: dict[str, Any]) -> bool:
        """Whether the page itself may go there: to where it was sent, or on within its site where that was allowed."""
        target = urls.normalise(event["request"]["url"]) or ""
        if event["request"]["method"] not in _READING:
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
        self._later(self.session.send(method, arguments))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # the page is gone before the answer: nobody misses it

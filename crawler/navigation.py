"""Where a lent page goes as a whole: each address is asked for beforehand; knows no form, no law and no archive.

Requests of the page itself are paused through CDP, redirects of servers among them, which Playwright's own routes do
not show. Frames inside a page are not meant: they are as much part of it as its pictures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from crawler.labelled import Labels

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

Permit = Callable[[str], Awaitable[bool]]
"""Whether a page may go to an address; never raises."""


class Navigation:
    """The navigations of one page."""

    def __init__(self, permit: Permit, encoding: str = "", *, sends: Callable[[], bool] = bool) -> None:
        """Ask ``permit`` for every address; ``encoding``: what the page is read in where its header names none.

        ``sends``: whether forms may go now; never, unless told: a page that sends its form by itself is kept from it.
        """
        self._permit, self._sends, self._labels = permit, sends, Labels(encoding)
        self._frame = ""
        self._tasks: set[asyncio.Future[Any]] = set()
        self.kept = ""
        """The first address that the page was kept from; empty where it was kept from none."""

    async def watch(self, page: Page) -> None:
        """Begin, before the page goes anywhere. Raises playwright's Error."""
        self._session: CDPSession = await page.context.new_cdp_session(page)
        self._frame = (await self._session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        self._session.on("Fetch.requestPaused", self._paused)
        await self._session.send("Fetch.enable", {"patterns": [{"resourceType": "Document"}, *self._labels.patterns]})

    def close(self) -> None:
        """Wait for nothing any more."""
        for task in self._tasks:
            task.cancel()

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _decide(self, event: dict[str, Any]) -> None:
        if self._labels.wants(event, self._frame):
            await self._labels.hand_on(self._session, event)
            return
        if "responseStatusCode" in event or "responseErrorReason" in event:
            await self._session.send("Fetch.continueResponse", {"requestId": event["requestId"]})
            return
        request, url = {"requestId": event["requestId"]}, str(event["request"]["url"])
        reads = event["request"]["method"] in ("GET", "HEAD")
        inside = event["frameId"] != self._frame
        if self._sends() if not reads else inside or await self._permit(url):
            await self._session.send("Fetch.continueRequest", request)
            return
        if reads:
            self.kept = self.kept or url
        await self._session.send("Fetch.failRequest", {**request, "errorReason": "Aborted"})

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # the page is gone before the answer: nobody misses it

"""How a probe opens a page: to its content, and until it is quiet; knows no form and no law."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from typing import TYPE_CHECKING

from crawler.ledger import refusal

if TYPE_CHECKING:
    from playwright.async_api import Page, Response

LOAD_SECONDS = 30.0
QUIET_SECONDS = 5.0
"""For a page to stop asking for more; counters and chats never do."""

_STILL = """() => !document.querySelector(
    "script, iframe, frame, object, embed, [onload], [onerror], meta[http-equiv='refresh' i]")"""

_ERROR = 400

Show = Callable[["Page", str], Awaitable[None]]
"""Opens an address in a page. Raises playwright's Error, TimeoutError, NotShown."""


class NotShown(Exception):  # noqa: N818  it is an outcome, told in the record
    """A page came as a refusal or an error: what stands on it is nothing of the page that the crawl read."""

    def __init__(self, status: int) -> None:
        """Tell the HTTP status; ``reason`` is why the page could not be tried."""
        super().__init__(f"HTTP {status}")
        told = refusal(status)
        self.reason = "http_error" if told == "gone" else told  # it was there for the crawl


class Went:
    """The last answer for a page itself, until ``end``."""

    def __init__(self, page: Page) -> None:
        """Watch a page; 0 until it is answered."""
        self._page, self.status = page, 0
        page.on("response", self._took)

    def end(self) -> None:
        """Watch no more."""
        self._page.remove_listener("response", self._took)

    def _took(self, answer: Response) -> None:
        from playwright.async_api import Error

        with suppress(Error):  # of a window that is not yet there: raised here, it would break another site's probe
            if answer.request.is_navigation_request() and answer.frame == self._page.main_frame:
                self.status = answer.status


async def show(page: Page, url: str, turn: AbstractAsyncContextManager[None] | None = None) -> None:
    """Open ``url``, holding ``turn`` until its content is there, and wait for it to be quiet. See ``Show``.

    A refusal counts only if it is the last answer: checks of a visitor let the page in a moment later.
    """
    went = Went(page)
    try:
        async with turn or nullcontext():
            await page.goto(url, wait_until="domcontentloaded", timeout=LOAD_SECONDS * 1000)
        if not await is_still(page):
            await quiet(page)
    finally:
        went.end()
    if went.status >= _ERROR:
        raise NotShown(went.status)


async def is_still(page: Page) -> bool:
    """Whether a page came whole and holds nothing that could ask for more: one without scripts needs no waiting."""
    from playwright.async_api import TimeoutError as Late

    try:
        async with asyncio.timeout(QUIET_SECONDS):  # evaluate has no bound of its own, and a script may never end
            await page.wait_for_load_state("load", timeout=QUIET_SECONDS * 1000)
            return bool(await page.evaluate(_STILL))
    except (TimeoutError, Late):
        return False


async def quiet(page: Page) -> None:
    """Wait until a page asks for nothing more, and no longer than it may."""
    from playwright.async_api import TimeoutError as Late

    try:
        await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
    except Late:
        return

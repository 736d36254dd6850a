"""How a probe opens a page: to its content, and until it is quiet; knows no form and no law."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

LOAD_SECONDS = 30.0
QUIET_SECONDS = 5.0
"""For a page to stop asking for more; counters and chats never do."""

_STILL = """() => !document.querySelector(
    "script, iframe, frame, object, embed, [onload], [onerror], meta[http-equiv='refresh' i]")"""

Show = Callable[["Page", str], Awaitable[None]]
"""Opens an address in a page. Raises playwright's Error, TimeoutError."""


async def show(page: Page, url: str, turn: AbstractAsyncContextManager[None] | None = None) -> None:
    """Open ``url``, holding ``turn`` until its content is there, and wait for it to be quiet. See ``Show``."""
    async with turn or nullcontext():
        await page.goto(url, wait_until="domcontentloaded", timeout=LOAD_SECONDS * 1000)
    if not await is_still(page):
        await quiet(page)


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

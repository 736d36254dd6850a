"""What a page asks for and never gets, so that what does not work for want of it is not called broken.

Reads requests of a page of the browser; knows no form and no law. An address that answers 404 is the site's own fault
and is no loss of ours.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response

TOUCH_SECONDS = 5.0
"""For scripts that a page keeps back until somebody moves the mouse."""
_POLL, _STILL = 0.1, 5
"""Seconds between looks; looks in a row without a script on its way."""
_KEPT = 5
_REFUSED = (401, 403, 407, 429)
_FAULT = 500
_OWN_FAULT = re.compile(r"ABORTED|BLOCKED|csp|mixed", re.IGNORECASE)
"""Failures that every visitor of the page meets, or that only mean that it went elsewhere."""
_ASIDE = re.compile(
    r"//(?:[\w.-]+\.)?(?:mc\.yandex|google-analytics|googletagmanager|top-fwz\d|counter|liveinternet|rambler|hotlog|gismeteo"
    r"|tns-counter|culturaltracking|sputnik|openstat|doubleclick|gosuslugi|bus\.gov|pro\.culture|jivosite|code\.jivo|vk\.com"
    r"|userapi|youtube|rutube|api-maps|2gis)[\w.-]*/|/metrika/|//fonts\.|webfont|font-?awesome|/icons?/",
    re.IGNORECASE,
)
"""Addresses of what counts visitors, shows weather, maps and banners, talks, or brings letters and icons: no form
and no panel of the site itself waits for it."""


class Loading:
    """The scripts of one page, from before it goes anywhere."""

    def __init__(self, page: Page, kinds: tuple[str, ...] = ("script",)) -> None:
        """Watch an empty page for resources of these kinds, as the browser calls them."""
        self._page, self._kinds = page, kinds
        self._lost: dict[str, None] = {}
        self._waiting: set[Request] = set()
        self._over = False
        page.on("request", self._asked)
        page.on("requestfinished", self._came)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    @property
    def lost(self) -> tuple[str, ...]:
        """Addresses that did not come, at most five, each of at most 200 characters."""
        found = [*self._lost, *(one.url for one in self._waiting)]
        return tuple(url[:200] for url in dict.fromkeys(found))[:_KEPT]

    async def touch(self) -> None:
        """Move the mouse and turn its wheel as a visitor does, and wait for what only comes then."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(TOUCH_SECONDS):
                await self._page.mouse.move(6, 420)
                await self._page.mouse.move(9, 460)
                await self._page.mouse.wheel(0, 200)
                still = 0
                while still < _STILL:
                    await asyncio.sleep(_POLL)
                    still = 0 if self._waiting else still + 1
        except (Error, TimeoutError):
            return  # a page that does not answer shows it where it is tried

    def end(self) -> tuple[str, ...]:
        """What did not come until now; from here on nothing counts."""
        found = self.lost
        self._over = True
        return found

    def _asked(self, request: Request) -> None:
        if self._counts(request):
            self._waiting.add(request)

    def _came(self, request: Request) -> None:
        self._waiting.discard(request)

    def _failed(self, request: Request) -> None:
        self._waiting.discard(request)
        if self._counts(request) and not _OWN_FAULT.search(request.failure or ""):
            self._lose(request.url)

    def _answered(self, response: Response) -> None:
        if self._counts(response.request) and (response.status in _REFUSED or response.status >= _FAULT):
            self._lose(response.url)

    def _counts(self, request: Request) -> bool:
        return request.resource_type in self._kinds and _ASIDE.search(request.url) is None

    def _lose(self, url: str) -> None:
        if not self._over and len(self._lost) < _KEPT:
            self._lost[url] = None

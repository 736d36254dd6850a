"""Where a page may go by itself while its controls are pressed: by robots.txt, in its host's turn, and never sending.

Reads requests of a lent page; knows no form and no law.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.fetch import Failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Page, Request, Route

    from crawler.asking import Asker
    from crawler.probes.showing import Show

_HARMLESS = ("GET", "HEAD", "OPTIONS")


class Going:
    """The requests of one page; whatever would send something is stopped."""

    def __init__(self, ask: Asker) -> None:
        """Ask the visit's own gate."""
        self._ask = ask
        self._ours = True
        self._kept = ""

    def showing(self, show: Show) -> Show:
        """The same way to show a page, known as our own: it has its turn already."""

        async def shown(page: Page, url: str) -> None:
            self._ours = True
            try:
                await show(page, url)
            finally:
                self._ours = False

        return shown

    def told(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What was found; with a reason where nothing changed and something was kept from going."""
        kept = self._kept and found.get("outcome") == "no_change"
        return {"url": found["url"], "reason": self._kept} if kept else dict(found)

    async def on_request(self, route: Route, request: Request) -> None:
        """Let it pass, let it wait for its turn, or stop it."""
        goes = _is_of_page(request)
        if self._ours or (not goes and request.method in _HARMLESS):
            await route.fallback()
            return
        rules = await self._ask.rules(request.url)
        if request.method != "GET" or not rules.allow(request.url):
            self._kept = self._kept or ("robots" if request.method == "GET" else "not_tried")
            await route.abort("aborted")
            return
        try:
            async with self._ask.turn(request.url, rules.delay()):
                await route.continue_()
        except Failed:
            await route.abort("aborted")


def _is_of_page(request: Request) -> bool:
    """Whether a page itself goes somewhere: a window that it opens does too, before it has a frame to be asked for.

    What a listener raises, Playwright raises again wherever it is used next: in the probe of another site.
    """
    from playwright.async_api import Error

    try:
        return request.is_navigation_request() and request.frame == request.frame.page.main_frame
    except Error:
        return True

"""One Chromium for a run: starts it when first needed, lends pages, recycles it; knows no site, no law, no archive.

All traffic of a page goes through crawler.proxy. Nothing is disguised: the browser names itself and us.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler import chromium, processes
from crawler.guard import Guard
from crawler.proxy import Proxy

if TYPE_CHECKING:  # Playwright takes a third of a second to import; a crawl of static sites never needs it
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Playwright

PAGES_AT_ONCE = 4
RECYCLED = 200
"""Pages after which the browser is started anew: it grows with every page."""
PAGE_BYTES = 32 * 1024 * 1024
"""What one page may receive, everything that it loads included."""
MEMORY = 1100 * 1024 * 1024
"""Bytes that our process and all below it may take; then the page that takes most is ended."""
_LOOK_SECONDS = 0.25
"""Between two looks at the memory: a page can take some hundred MB a second."""
START_SECONDS = 30.0
CLOSE_SECONDS = 5.0


class NoBrowser(Exception):  # noqa: N818  it names the reason
    """There is no Chromium, or it does not start; the text says why and what to do. Raised by ``Browser.page``."""


class BrowserFailed(Exception):  # noqa: N818
    """The browser was there and gave no page: it broke, or did not answer. Raised by ``Browser.page``."""


@dataclass(slots=True, kw_only=True)
class BrowserCounts:
    """What the browser did so far."""

    pages: int = 0
    started: int = 0
    """Times that Chromium was started."""
    bytes: int = 0
    """Received by all pages that are closed."""


@dataclass(slots=True, eq=False)
class _Lane:
    """One context with its proxy; it has one page at a time."""

    proxy: Proxy
    context: BrowserContext | None = None
    page: Page | None = None
    site: str = ""
    busy: bool = False
    bound: asyncio.Timeout | None = None
    """Runs out when the browser is gone: some of Playwright's calls would wait for its answer for ever."""


class Browser:
    """The browser of a run. Nothing is started before the first ``page``."""

    def __init__(self, guard: Guard, agent: str, *, at_once: int = PAGES_AT_ONCE, recycled: int = RECYCLED) -> None:
        """``agent``: our name, told after the browser's own; at most ``at_once`` pages are open."""
        self._agent, self._recycled = agent, recycled
        ports: set[int] = set()
        self._lanes = [_Lane(Proxy(guard, ports)) for _ in range(at_once)]
        self._free = asyncio.Condition()
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._since_start = 0
        self._watch: asyncio.Task[None] | None = None
        self.ended_at = -1000.0
        """When a page was last ended because it took too much memory (``time.monotonic``)."""
        self.name = ""
        """The User-Agent as it is sent; empty before the first start."""
        self.missing = ""
        """Why there is no browser and how to get one; empty while there is one, or nobody asked."""
        self.counts = BrowserCounts()

    @contextlib.asynccontextmanager
    async def page(self, *, site: str = "", limit: int = PAGE_BYTES) -> AsyncIterator[Page]:
        """Lend an empty page whose traffic goes only through our proxy.

        ``site`` (an origin) prefers the context that was last used for it, with its cookies; another site finds none.
        ``limit``: bytes that the page may receive. Downloads are refused, dialogs dismissed, further windows closed.
        Raises NoBrowser, BrowserFailed.
        """
        lane = await self._lend(site)
        bound = asyncio.timeout(None)
        try:
            async with bound:
                lane.bound = bound
                page = await self._open(lane, site, limit)
                try:
                    yield page
                finally:
                    await self._shut(lane, page)
                    lane.bound = None
        except TimeoutError as error:
            if not bound.expired():
                raise
            raise BrowserFailed("the browser is gone") from error
        finally:
            lane.bound = None
            await asyncio.shield(self._take_back(lane))

    def proxy_of(self, page: Page) -> Proxy:
        """The proxy through which a lent page speaks: what it received, what it was refused."""
        return next(lane.proxy for lane in self._lanes if lane.page is page)

    async def close(self) -> None:
        """Stop the browser and everything that belongs to it."""
        await self._stop()
        for lane in self._lanes:
            await lane.proxy.close()

    # -- lending -----------------------------------------------------------------------------------------------------

    async def _lend(self, site: str) -> _Lane:
        async with self._free:
            while True:
                if self.missing:
                    raise NoBrowser(self.missing)
                lane = self._choose(site)
                if lane is not None:
                    break
                await self._free.wait()
            if self._chromium is None:
                await self._start()
            lane.busy = True
            self._since_start += 1
            return lane

    def _choose(self, site: str) -> _Lane | None:
        """A free lane; none while the browser is to be started anew and pages are still open."""
        free = [lane for lane in self._lanes if not lane.busy]
        if self._tired() and len(free) < len(self._lanes):
            return None
        return min(free, key=lambda lane: (lane.site != site, lane.site != ""), default=None)

    def _tired(self) -> bool:
        return self._chromium is not None and (self._since_start >= self._recycled or not self._chromium.is_connected())

    async def _take_back(self, lane: _Lane) -> None:
        async with self._free:
            lane.busy, lane.page = False, None
            if self._tired() and not any(one.busy for one in self._lanes):
                await self._stop()
            self._free.notify_all()

    async def _open(self, lane: _Lane, site: str, limit: int) -> Page:
        from playwright.async_api import Error

        lane.proxy.begin(limit)
        try:
            async with asyncio.timeout(START_SECONDS):
                context = lane.context or await self._context(lane)
                if site != lane.site:
                    await context.clear_cookies()
                lane.site = site
                lane.page = page = await context.new_page()
        except (Error, TimeoutError) as error:
            self._since_start = self._recycled  # it gives no pages any more; Playwright's own process may be gone
            raise BrowserFailed(str(error)) from error
        self.counts.pages += 1
        return page

    async def _context(self, lane: _Lane) -> BrowserContext:
        assert self._chromium is not None  # noqa: S101  _lend started it
        context = await chromium.new_context(self._chromium, lane.proxy.port, self.name)

        def alone(page: Page) -> None:
            """Close windows that a page opens."""
            if lane.page is not None and page is not lane.page:
                asyncio.ensure_future(_closed(page))  # noqa: RUF006 (it has a bound of its own)

        context.on("page", alone)
        lane.context = context
        return context

    async def _shut(self, lane: _Lane, page: Page) -> None:
        self.counts.bytes += lane.proxy.received
        if not await _closed(page):
            # A page that cannot be closed holds its process: nothing less than a new browser frees it.
            self._since_start = self._recycled
        if lane.proxy.is_shut and lane.context is not None:
            # A probe cut the wire: nothing that the page left behind may live until it is whole again.
            context, lane.context = lane.context, None
            if not await _closed(context):
                self._since_start = self._recycled

    # -- starting and stopping ---------------------------------------------------------------------------------------

    async def _start(self) -> None:
        from playwright.async_api import Error, async_playwright

        for lane in self._lanes:
            if not lane.proxy.port:
                await lane.proxy.start()
        try:
            async with asyncio.timeout(START_SECONDS):
                if self._playwright is None:
                    self._playwright = await async_playwright().start()
                self._chromium = await chromium.launch(self._playwright, START_SECONDS)
                self._chromium.on("disconnected", self._gone)
                session = await self._chromium.new_browser_cdp_session()
                own = (await session.send("Browser.getVersion"))["userAgent"]
                await session.detach()
        except (Error, OSError, TimeoutError) as error:
            self._chromium = None
            if self.counts.started:  # it worked before: it broke now, and may work again
                raise BrowserFailed(str(error)) from error
            self.missing = f"Chromium does not start: {_short(error)} {chromium.WITHOUT} {chromium.INSTALL}"
        if self.missing:
            self._free.notify_all()
            raise NoBrowser(self.missing)
        self.name = f"{own} {self._agent}"
        self._since_start = 0
        self._watch = asyncio.ensure_future(self._watch_memory())
        self.counts.started += 1

    def _gone(self, gone: Chromium) -> None:
        for lane in self._lanes:
            if lane.bound is not None and gone is self._chromium:
                lane.bound.reschedule(0.0)

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            ours = processes.below(os.getpid())
            if processes.memory(ours) > MEMORY and processes.end_greediest(ours):
                self.ended_at = time.monotonic()

    async def _stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        running, self._chromium = self._chromium, None
        for lane in self._lanes:
            lane.context, lane.site = None, ""
            lane.proxy.cut()
        playwright, self._playwright = self._playwright, None
        if playwright is None:
            return
        from playwright.async_api import Error

        for end in (running.close if running is not None else None, playwright.stop):
            if end is not None:  # Playwright's own process grows with every page as well, so both go
                with contextlib.suppress(Error, TimeoutError):
                    await asyncio.wait_for(end(), CLOSE_SECONDS)


async def _closed(page: Page | BrowserContext) -> bool:
    """Close a page or a context; False where it does not close."""
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(page.close(), CLOSE_SECONDS)
    except TimeoutError:
        return False
    except Error:
        return True  # the browser is gone, and the page with it
    return True


def _short(error: BaseException) -> str:
    """The first sentence of an error, without Playwright's drawing of a box around advice."""
    first = str(error).strip().splitlines()[:1]
    return f"{(first or [type(error).__name__])[0][:200].rstrip('.')}."

"""One Chromium for a run: starts it when first needed, lends pages, recycles it; knows no site, no law, no archive.

All traffic of a page goes through crawler.proxy. Nothing is disguised: the browser names itself and us.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
START_SECONDS = 30.0
CLOSE_SECONDS = 5.0
NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
"""Commands of browsers that the system may have, as tools/chromium.sh looks for them."""
INSTALL = (
    "Install it with: playwright install chromium (or: apt-get install chromium-headless-shell), then crawl again."
)

_FLAGS = (
    # Every name through the proxy, even if a part of Chromium forgot about it; the proxy itself is an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
    "--dns-prefetch-disable",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--no-pings",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-breakpad",
    "--disable-gpu",
    # A frame of another site in a process of its own costs 60 MB each; there is nothing secret in these pages.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,AsyncDns,DnsOverHttps,NetworkPrediction,PrefetchProxy",
    "--js-flags=--max-old-space-size=512",
    "--disk-cache-size=33554432",
    "--mute-audio",
)


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
        try:
            page = await self._open(lane, site, limit)
            try:
                yield page
            finally:
                await self._shut(lane, page)
        finally:
            await asyncio.shield(self._take_back(lane))

    def proxy_of(self, page: Page) -> Proxy:
        """The proxy through which a lent page speaks: what it received, what it was refused."""
        return next(lane.proxy for lane in self._lanes if lane.page is page)

    async def close(self) -> None:
        """Stop the browser and everything that belongs to it."""
        await self._stop()
        for lane in self._lanes:
            await lane.proxy.close()
        if self._playwright is not None:
            with contextlib.suppress(TimeoutError, Exception):
                await asyncio.wait_for(self._playwright.stop(), CLOSE_SECONDS)
            self._playwright = None

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
            raise BrowserFailed(str(error)) from error
        self.counts.pages += 1
        return page

    async def _context(self, lane: _Lane) -> BrowserContext:
        assert self._chromium is not None  # noqa: S101  _lend started it
        context = await self._chromium.new_context(
            proxy={"server": f"http://127.0.0.1:{lane.proxy.port}"},
            user_agent=self._name,
            locale="ru-RU",
            viewport={"width": 1280, "height": 900},
            service_workers="block",
            accept_downloads=False,
            ignore_https_errors=True,  # what the certificate is worth stands in the ledger (crawler.certificate)
            reduced_motion="reduce",
        )

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
                self._chromium = await self._launch(self._playwright)
                session = await self._chromium.new_browser_cdp_session()
                own = (await session.send("Browser.getVersion"))["userAgent"]
                await session.detach()
        except (Error, OSError, TimeoutError) as error:
            self._chromium = None
            self.missing = f"Chromium does not start ({_short(error)}). {INSTALL}"
        if self.missing:
            self._free.notify_all()
            raise NoBrowser(self.missing)
        self._name = f"{own} {self._agent}"
        self._since_start = 0
        self.counts.started += 1

    async def _launch(self, playwright: Playwright) -> Chromium:
        own = playwright.chromium.executable_path
        path = None if os.path.exists(own) else next(filter(None, map(shutil.which, NAMES)), "")  # noqa: ASYNC240, PTH110
        if path == "":
            path = None  # Playwright's other build, without windows, may be there; if not, it says so
        return await playwright.chromium.launch(
            executable_path=path,
            args=list(_FLAGS),
            chromium_sandbox=os.geteuid() != 0,
            # What does not belong to a page (there should be nothing) has nowhere to go: the discard port.
            proxy={"server": "http://127.0.0.1:9"},
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            timeout=1000 * START_SECONDS,
        )

    async def _stop(self) -> None:
        chromium, self._chromium = self._chromium, None
        for lane in self._lanes:
            lane.context, lane.site = None, ""
            lane.proxy.cut()
        if chromium is not None:
            from playwright.async_api import Error

            with contextlib.suppress(Error, TimeoutError):
                await asyncio.wait_for(chromium.close(), CLOSE_SECONDS)


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
    return " ".join(str(error).split())[:200] or type(error).__name__

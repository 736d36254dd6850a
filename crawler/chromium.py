"""How Chromium is found, started and kept to itself: flags and options, each with its reason; keeps no state."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
"""Commands of browsers that the system may have, as tools/chromium.sh looks for them."""
WITHOUT = "Pages whose content comes by JavaScript will be not checked (no_browser); all else works."
INSTALL = "To have one: playwright install chromium, or apt-get install chromium-headless-shell; then crawl again."

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


async def launch(playwright: Playwright, seconds: float) -> Chromium:
    """Start Playwright's own Chromium, else the system's. Raises playwright's Error, also where there is none."""
    own = playwright.chromium.executable_path
    path = None if os.path.exists(own) else next(filter(None, map(shutil.which, NAMES)), None)  # noqa: ASYNC240, PTH110
    return await playwright.chromium.launch(
        executable_path=path,  # None: Playwright's other build, without windows, or an error that says so
        args=list(_FLAGS),
        chromium_sandbox=not hasattr(os, "geteuid") or os.geteuid() != 0,  # Chromium refuses it to root
        # What does not belong to a page (there should be nothing) has nowhere to go: the discard port.
        proxy={"server": "http://127.0.0.1:9"},
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
        timeout=1000 * seconds,
    )


async def new_context(chromium: Chromium, port: int, agent: str) -> BrowserContext:
    """A context whose only way out is the proxy at ``port`` of the loopback. Raises playwright's Error."""
    return await chromium.new_context(
        proxy={"server": f"http://127.0.0.1:{port}"},
        user_agent=agent,
        locale="ru-RU",
        viewport={"width": 1280, "height": 900},
        service_workers="block",
        accept_downloads=False,
        ignore_https_errors=True,  # what the certificate is worth stands in the ledger (crawler.certificate)
        reduced_motion="reduce",
    )

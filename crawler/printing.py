"""Prints pages of a folder as PDF in Chromium: reads an order on standard input, writes files, tells each by a line.

A process of its own, because the reports that are printed may know no browser. Nothing but files of the folder is
loaded: no network (the proxy is the discard port, and every other address is refused), no JavaScript, no other file.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from crawler.chromium import launch

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Route

START_SECONDS = 30.0
PAGE_SECONDS = 60.0
_FOOTER = (
    '<div style="width:100%;font:10px sans-serif;color:#5a6572;text-align:center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
_LINKS = """address => {
  for (const link of document.querySelectorAll("a[href]")) {
    const url = new URL(link.href, document.baseURI);
    if (url.protocol !== "file:" || url.href.split("#")[0] === document.URL.split("#")[0]) continue;
    const found = address[url.href.split("#")[0]];
    if (found) link.href = found + url.hash; else link.removeAttribute("href");
  }
}"""
"""Links between pages lead to where the report is published; without an address they are words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be printed."""

    root: Path
    """Nothing outside this folder is read."""
    pages: Sequence[tuple[str, str]]
    """Page, from the folder, and the file for its PDF."""
    address: str = ""
    """Where the folder is published, without a slash at its end; empty: nowhere."""


async def work(job: Job) -> None:
    """Print the pages one after another; one line of JSON for each, and for a browser that is not there."""
    from playwright.async_api import Error, async_playwright

    async with async_playwright() as playwright:
        try:
            chromium = await launch(playwright, START_SECONDS)
        except Error as error:
            _tell(missing=str(error).splitlines()[0])
            return
        context = await chromium.new_context(
            java_script_enabled=False, offline=True, service_workers="block", accept_downloads=False,
            color_scheme="light", reduced_motion="reduce",
        )  # fmt: skip
        try:
            for name, target in job.pages:
                try:
                    async with asyncio.timeout(PAGE_SECONDS):
                        await _print(context, job, name, Path(target))
                except (Error, TimeoutError, OSError) as error:
                    _tell(page=name, error=str(error).splitlines()[0] if str(error) else "out of time")
                else:
                    _tell(page=name)
        finally:
            await chromium.close()


async def _print(context: BrowserContext, job: Job, name: str, target: Path) -> None:
    page = await context.new_page()

    async def only_ours(route: Route) -> None:
        if inside(job.root, route.request.url) is None:
            await route.abort()
        else:
            await route.continue_()

    try:
        await page.route("**/*", only_ours)
        await page.goto((job.root / name).as_uri(), wait_until="load")
        addresses = {}
        links = await page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        for link in dict.fromkeys(str(one).partition("#")[0] for one in links):
            found = inside(job.root, link)
            if found is not None and job.address:
                addresses[link] = f"{job.address}/{found.as_posix()}"
        await page.evaluate(_LINKS, addresses)
        await page.pdf(
            path=target, format="A4", print_background=True, tagged=True, outline=True, display_header_footer=True,
            header_template="<span></span>", footer_template=_FOOTER,
            margin={"top": "14mm", "bottom": "16mm", "left": "14mm", "right": "12mm"},
        )  # fmt: skip
    finally:
        await page.close()


def inside(root: Path, url: str) -> Path | None:
    """The path, from the folder, of the file that an address names; None for any other address or file."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return None
    path = Path(url2pathname(unquote(parts.path))).resolve()
    root = root.resolve()
    return path.relative_to(root) if path.is_relative_to(root) else None


def _tell(**facts: str) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the order and do it."""
    order = json.loads(sys.stdin.readline())
    pages = [(str(page), str(target)) for page, target in order["pages"]]
    asyncio.run(work(Job(root=Path(order["root"]), pages=pages, address=order["address"])))


if __name__ == "__main__":
    main()

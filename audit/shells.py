"""Why a page that was fetched does not tell what a visitor sees: reads page facts and what the browser made. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.rendering import NEEDLESS, RENDERED
from crawler.shell import shell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.page import Page
    from crawler.rendering import Rendering

_SHOWN = (RENDERED, NEEDLESS)


def unshown(page: Page, url: str, renderings: Mapping[str, Rendering]) -> str:
    """The reason of NOT_CHECKED for the page at ``url``; empty where what was read is what a visitor sees.

    Where the crawl says nothing of the page (it saw no need, or knew no browser), only a page of next to no text counts
    as one that its scripts would have filled.
    """
    rendering = renderings.get(url)
    if rendering is None:
        return "no_browser" if shell_of(page) == "empty" else ""
    return "" if rendering.outcome in _SHOWN else rendering.outcome

"""A small picture of a page, or of the place in it where some words stand: reads a page of the browser, gives WebP."""

from __future__ import annotations

import asyncio
import base64
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Page

LIMIT = 60 * 1024
"""Bytes of a picture."""
SECONDS = 15.0
WIDTH, HEIGHT = 1280, 900
_MARGIN = 40
_TALL = 420
"""CSS pixels of a fragment at most."""
_SIZES = ((1.0, 70), (0.75, 60), (0.6, 45), (0.5, 30), (0.4, 15))
"""Scale and quality, tried until the picture is small enough."""
_FIND = (files("crawler.probes") / "picture.js").read_text(encoding="utf-8")


async def picture(page: Page, words: str = "") -> bytes | None:
    """The first screen of a page that is shown, or what is around ``words`` in it; None where it cannot be small.

    Raises playwright's Error, TimeoutError.
    """
    async with asyncio.timeout(SECONDS):
        box = _box(await page.evaluate(_FIND, words)) if words else None
        if words and box is None:
            return None
        session = await page.context.new_cdp_session(page)
        clip = box or {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
        for scale, quality in _SIZES:
            shot: dict[str, Any] = await session.send(
                "Page.captureScreenshot",
                {
                    "format": "webp", "quality": quality, "clip": clip | {"scale": scale},
                    "captureBeyondViewport": box is not None,
                },
            )  # fmt: skip
            made = base64.b64decode(shot["data"])
            if len(made) <= LIMIT:
                return made
    return None


def _box(found: object) -> dict[str, float] | None:
    """Around the words, as wide as the screen and no taller than a paragraph with what stands beside it."""
    match found:
        case [int() | float(), int() | float() as top, int() | float(), int() | float() as height]:
            tall = min(max(float(height) + 2 * _MARGIN, 160.0), float(_TALL))
            return {"x": 0.0, "y": max(float(top) - _MARGIN, 0.0), "width": float(WIDTH), "height": tall}
    return None

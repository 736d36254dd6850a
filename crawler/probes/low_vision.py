"""Does the version for poor sight do anything: presses what promises it, measures the page's text before and after.

Reads a page of the browser and the words and names of a plan, gives plain data. It asks what a control does, not who
made it: a panel of an unknown kind that makes the letters larger works.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from crawler.probes import showing
from crawler.probes.showing import Show
from crawler.probes.words import LowVisionWords

if TYPE_CHECKING:
    from playwright.async_api import Page

Outcome = Literal["changes", "no_change", "no_control"]
"""Whether pressing changed size or colours of the text; ``no_control``: nothing promises such a version."""

LARGER = 1.15
"""Times the middle size of text from which a reader sees the difference."""
RECOLOURED = 0.5
"""Share of the text in another pair of colours."""
ACT_SECONDS, WHOLE_SECONDS = 5.0, 90.0
_CONTROLS, _PANEL = 3, 6
"""Controls that are pressed, and parts of the panel that one opens."""
_ROWS, _NAMES = 800, 3300
_WAIT = 0.7
_PANEL_WORDS = (
    r"fontsize.?(?:2|3|4|5)|font-?(?:size)?-?(?:big|large|plus|up|xl|max|2|3)|size-?(?:big|large|3|2)|a\+|а\+|крупн|больш|увелич",
    r"(?:theme|color|colour|contrast|scheme|bg)\S*(?:black|dark|inver|2|3|blue)|контраст|ч[её]рн|инверс|цвет",
    r"font|size|шрифт|размер",
    r"theme|color|contrast",
)
"""What tells in a panel that a control makes text larger, or changes its colours; the likeliest first."""
_SCRIPT = (files("crawler.probes") / "looks.js").read_text(encoding="utf-8")


class Look(NamedTuple):
    """How the text of a page looks. Middles are weighted by length."""

    size: float
    """Of letters, CSS pixels as shown."""
    contrast: float
    """As WCAG 2 counts it, 1 to 21."""
    colours: Mapping[str, float]
    """Pairs of colours with their share of the text."""


@dataclass(slots=True, kw_only=True)
class Tried:
    """What the version does, as the archive keeps it."""

    url: str
    outcome: Outcome = "no_control"
    family: str = ""
    """The known product, by its names; empty where it is none."""
    control: str = ""
    """The words, else the names, of what was pressed first."""
    pressed: tuple[str, ...] = ()
    """Everything that was pressed, in order, up to the change."""
    led_to: str = ""
    """The address that the control led to; empty where the page stayed."""
    before: dict[str, float] | None = None
    """Middle size and contrast."""
    after: dict[str, float] | None = None
    larger: bool = False
    recoloured: bool = False


async def try_low_vision(
    page: Page, url: str, words: LowVisionWords, show: Show = showing.show,
) -> dict[str, Any]:  # fmt: skip
    """Open ``url`` in an empty page and try its version for poor sight; the page's cookies are spoilt by it.

    Raises playwright's Error or TimeoutError where the browser shows no page.
    """
    tried = Tried(url=url)
    await show(page, url)
    async with asyncio.timeout(WHOLE_SECONDS):
        before = await _look(page)
        if not before.colours:  # nothing to compare with
            return asdict(tried)
        tried.family = family(await _act(page, "names", words), words.families)
        tried.before = _told(before)
        for _ in range(_CONTROLS):
            if await _press(page, words, before, tried):
                break
            if page.url != url and tried.outcome == "no_change":
                await show(page, url)
                break  # it led elsewhere, and nothing was different there
    return asdict(tried)


async def _press(page: Page, words: LowVisionWords, before: Look, tried: Tried) -> bool:
    """Press one control, and if that only opened a panel, what stands in it; whether the search is over."""
    text = await _act(page, "control", words)
    if not isinstance(text, str):
        return True
    tried.outcome, tried.control = "no_change", tried.control or text[:200]
    if await _changed(page, before, tried, text):
        return True
    for _ in range(_PANEL):
        part = await _act(page, "panel", words)
        if not isinstance(part, str):
            return False
        if await _changed(page, before, tried, part):
            return True
    return False


async def _changed(page: Page, before: Look, tried: Tried, text: str) -> bool:
    await asyncio.sleep(_WAIT)
    await showing.quiet(page)
    tried.pressed += (text[:100],)
    tried.led_to = page.url[:500] if page.url != tried.url else ""
    after = await _look(page)
    if not after.colours:  # a page without text, or none at all: nothing to compare with
        tried.outcome = "no_control"
        return False
    tried.after = _told(after)
    tried.larger, tried.recoloured = compare(before, after)
    if tried.larger or tried.recoloured:
        tried.outcome = "changes"
    return tried.outcome == "changes"


def compare(before: Look, after: Look) -> tuple[bool, bool]:
    """Whether the text became larger, and whether most of it took other colours that can be read."""
    kept = sum(min(share, before.colours.get(pair, 0.0)) for pair, share in after.colours.items())
    readable = after.contrast >= min(before.contrast, 4.5)
    return (
        before.size > 0 and after.size >= LARGER * before.size,
        bool(before.colours and after.colours) and 1 - kept >= RECOLOURED and readable,
    )


def measured(rows: object) -> Look:
    """What looks.js said of the text, whatever the page made of it."""
    sizes, contrasts, pairs = [], [], Counter[str]()
    for row in (rows if isinstance(rows, list) else [])[:_ROWS]:
        match row:
            case [int(weight), int() | float() as size, int() | float() as contrast, str(pair)] if weight > 0:
                sizes.append((float(size), weight))
                contrasts.append((float(contrast), weight))
                pairs[pair[:200]] += weight
    whole = pairs.total() or 1
    return Look(_middle(sizes), _middle(contrasts), {pair: weight / whole for pair, weight in pairs.items()})


def family(names: object, families: Mapping[str, Sequence[str]]) -> str:
    """The known product one of whose names stands among the names of a page."""
    told = "\n".join(one for one in (names if isinstance(names, list) else [])[:_NAMES] if isinstance(one, str))
    return next((name for name, parts in families.items() if any(part in told for part in parts)), "")


def _middle(rows: list[tuple[float, int]]) -> float:
    left = sum(weight for _, weight in rows) / 2
    for value, weight in sorted(rows):
        left -= weight
        if left <= 0:
            return round(value, 2)
    return 0.0


def _told(look: Look) -> dict[str, float]:
    return {"size": look.size, "contrast": look.contrast}


async def _look(page: Page) -> Look:
    return measured(await _act(page, "look", LowVisionWords()))


async def _act(page: Page, what: str, words: LowVisionWords) -> object:
    """One of the acts of looks.js; None where the page does not let it run, or is just changing."""
    from playwright.async_api import Error

    told = {
        "act": what,
        "which": 0,
        "phrases": words.phrases,
        "parts": {"marks": words.marks, "paths": words.paths, "images": words.images},
        "panel": _PANEL_WORDS,
    }
    try:
        async with asyncio.timeout(ACT_SECONDS):
            found: object = await page.evaluate(_SCRIPT, told)
            return found
    except (Error, TimeoutError):
        return None

"""Does the version for poor sight do anything: presses what promises it, measures the page's text before and after.

Reads a page of the browser and the words and names of a plan, gives plain data. It asks what a control does, not who
made it: a panel of an unknown kind that makes the letters larger works.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.probes import showing
from crawler.probes.loading import Loading
from crawler.probes.showing import Show, Went
from crawler.probes.words import LowVisionWords

if TYPE_CHECKING:
    from playwright.async_api import Page

Outcome = Literal["changes", "no_change", "spacing", "no_control", "elsewhere", "dead"]
"""Whether pressing changed size or colours of the text:

- ``spacing``: only spaces or type face of the text became others;
- ``no_control``: nothing promises such a version, or there is no text to compare;
- ``elsewhere``: it led to another page, which looks as it looks for everybody as far as we can tell;
- ``dead``: it led to an address that answers 404 or 410.
"""

LARGER = 1.15
"""Times the middle size of text from which a reader sees the difference."""
RECOLOURED = 0.5
"""Share of the text in another pair of colours."""
ACT_SECONDS, WHOLE_SECONDS = 5.0, 90.0
_CONTROLS, _PANEL = 3, 9
"""Controls that are pressed, and parts of the panel that one opens."""
_ROWS, _NAMES = 800, 3300
_WAIT, _LATE = 0.7, 3.0
"""Seconds after a press; once more where nothing came of it: the program of a panel may only be loaded then."""
_ERROR, _GONE = 400, (404, 410)
_VERSION = re.compile(
    r"special|slabo|blind|vis(?:ion|ual)|contrast|invalid|ovz|eye|glaz|dostup|accessib|impaired|слабов|lidrekon|\bbvi\b|[?&/]sv\b",
    re.IGNORECASE,
)
"""In an address: it is that of a version for poor sight."""
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
    settings: Mapping[str, float]
    """Spaces and type faces, likewise."""


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
    unloaded: tuple[str, ...] = ()
    """Scripts and styles that did not come: where there are any, what does not change may be for want of them."""


async def try_low_vision(
    page: Page, url: str, words: LowVisionWords, show: Show = showing.show,
) -> dict[str, Any]:  # fmt: skip
    """Open ``url`` in an empty page and try its version for poor sight; the page's cookies are spoilt by it.

    Raises playwright's Error or TimeoutError where the browser shows no page.
    """
    tried, loading, went = Tried(url=url), Loading(page, ("script", "stylesheet")), Went(page)
    await show(page, url)
    await loading.touch()
    async with asyncio.timeout(WHOLE_SECONDS):
        before = await _look(page)
        if not before.colours:  # nothing to compare with
            return asdict(tried)
        tried.family = family(await _act(page, "names", words), words.families)
        tried.before = _told(before)
        for _ in range(_CONTROLS):
            if await _press(page, words, before, tried, went):
                break
            if _place(page.url) != _place(url):
                break
        if tried.outcome == "elsewhere" and went.status < _ERROR:  # what it set there may change the page itself
            await show(page, url)
            await _changed(page, before, tried, "", went)
    tried.unloaded = loading.end()
    return asdict(tried)


async def _press(page: Page, words: LowVisionWords, before: Look, tried: Tried, went: Went) -> bool:
    """Press one control, and if that only opened a panel, what stands in it; whether the search is over."""
    text = await _act(page, "control", words)
    if not isinstance(text, str):
        return True
    tried.outcome, tried.control = "no_change", tried.control or text[:200]
    if await _changed(page, before, tried, text, went):
        return True
    for number in range(_PANEL):
        if tried.outcome in ("elsewhere", "dead"):
            return False
        part = await _act(page, "panel", words)
        again = number or tried.pressed.count(text[:100]) > 1
        if not isinstance(part, str) and (again or await showing.is_still(page)):
            return False  # waited for once, or nothing there could bring it
        if not isinstance(part, str):
            await asyncio.sleep(_LATE)
        if await _changed(page, before, tried, part if isinstance(part, str) else "", went):
            return True
    return False


async def _changed(page: Page, before: Look, tried: Tried, text: str, went: Went) -> bool:
    await asyncio.sleep(_WAIT)
    await showing.quiet(page)
    if text:
        tried.pressed += (text[:100],)
        tried.led_to = page.url[:500] if page.url.partition("#")[0] != tried.url.partition("#")[0] else ""
    if went.status >= _ERROR:
        tried.outcome = "dead" if went.status in _GONE else "elsewhere"
        return False
    after = await _look(page)
    if not after.colours:  # a page without text, or none at all: nothing to compare with
        tried.outcome = "no_control"
        return False
    larger, recoloured = compare(before, after)
    if _place(page.url) != _place(tried.url) and not _VERSION.search(unquote(page.url)):
        tried.outcome = "elsewhere"  # two pages of one site differ anyway
        return False
    tried.after, tried.larger, tried.recoloured = _told(after), larger, recoloured
    if larger or recoloured:
        tried.outcome = "changes"
    elif tried.outcome == "no_change" and _other(before.settings, after.settings) >= RECOLOURED:
        tried.outcome = "spacing"
    return tried.outcome == "changes"


def _place(url: str) -> tuple[str, str]:
    """Host and path: a page and its version by a parameter have the same."""
    parts = urlsplit(url)
    return parts.netloc, parts.path or "/"


def compare(before: Look, after: Look) -> tuple[bool, bool]:
    """Whether the text became larger, and whether most of it took other colours that can be read."""
    readable = after.contrast >= min(before.contrast, 4.5)
    return (
        before.size > 0 and after.size >= LARGER * before.size,
        _other(before.colours, after.colours) >= RECOLOURED and readable,
    )


def _other(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """The share of the text that has something else than before; 0 where either is not known."""
    kept = sum(min(share, before.get(one, 0.0)) for one, share in after.items())
    return 1 - kept if before and after else 0.0


def measured(rows: object) -> Look:
    """What looks.js said of the text, whatever the page made of it."""
    sizes, contrasts, pairs, settings = [], [], Counter[str](), Counter[str]()
    for row in (rows if isinstance(rows, list) else [])[:_ROWS]:
        match row:
            case [int(weight), int() | float() as size, int() | float() as contrast, str(pair), *rest] if weight > 0:
                sizes.append((float(size), weight))
                contrasts.append((float(contrast), weight))
                pairs[pair[:200]] += weight
                settings[str(rest[0])[:200] if rest else ""] += weight
    return Look(_middle(sizes), _middle(contrasts), _shares(pairs), _shares(settings))


def _shares(found: Counter[str]) -> dict[str, float]:
    whole = found.total() or 1
    return {one: weight / whole for one, weight in found.items()}


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

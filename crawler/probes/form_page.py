"""What is done in a page to try its forms: found, opened, filled in, pressed; knows nothing of what comes of it."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from crawler.probes import form_fields
from crawler.probes.form_fields import Seen
from crawler.probes.words import FormWords

if TYPE_CHECKING:
    from playwright.async_api import Frame, Locator, Page

_STEP_MS, _PRESS_MS = 3000, 3000
_FRAMES, _OPENERS, _MESSAGES = 12, 3, 5
_PICKED = ("date", "datetime-local", "time", "month", "number")
_TYPED = 60
"""Characters that are typed one by one where a field takes no others."""
_SCRIPT = (files("crawler.probes") / "forms.js").read_text(encoding="utf-8")
_ACT = (files("crawler.probes") / "form_acts.js").read_text(encoding="utf-8")


class Answer(NamedTuple):
    """What a page shows after a press that it did not show before."""

    lines: tuple[str, ...]
    """In the form, around it, and wherever pages put their notices; what does not suit it among them; at most five."""
    emptied: bool
    """The fields that we had filled in are empty: what they lack now is no complaint."""


async def _forms(frame: Frame) -> tuple[Seen, ...]:
    from playwright.async_api import Error

    try:
        async with asyncio.timeout(_PRESS_MS / 1000):
            return form_fields.read(await frame.evaluate(_SCRIPT))
    except (Error, TimeoutError):  # a frame that went away, or whose script never ends
        return ()


async def find(page: Page, words: FormWords) -> tuple[Frame, Seen] | None:
    """The form to write to the organisation, a visible one in any frame rather than a hidden one."""
    hidden: tuple[Frame, Seen] | None = None
    for frame in page.frames[:_FRAMES]:
        made = form_fields.choose(await _forms(frame), words)
        if made is not None and made.seen:
            return frame, made
        if made is not None and hidden is None:
            hidden = frame, made
    return hidden


async def again(frame: Frame, made: Seen) -> Seen:
    """The same form as it is now."""
    forms = await _forms(frame)
    return next((one for one in forms if one.number == made.number), made)


async def opened(page: Page, words: FormWords) -> tuple[Frame, Seen, str] | None:
    """Press what promises to show a form, until one is seen; it, and those words. The wire must be cut by then."""
    for number in range(_OPENERS):
        text = await act(page.main_frame, "opener", number, list(words.words))
        if not isinstance(text, str):
            return None
        await asyncio.sleep(1)
        found = await find(page, words)
        if found is not None and found[1].seen:
            return *found, text[:200]
    return None


async def asks_login(page: Page, words: FormWords) -> bool:
    """Whether the page lets write only who has logged in."""
    for frame in page.frames[:_FRAMES]:
        if any(one.login for one in await _forms(frame)):
            return True
    text = await act(page.main_frame, "login", 0)
    return bool(text) and form_fields.fits(words.words, str(text))


async def fill(frame: Frame, made: Seen, message: str = form_fields.TEXT) -> None:
    """Write into all its fields what suits them."""
    from playwright.async_api import Error

    for place, one in enumerate(made.fields):
        at = f'[data-glasnost-field="{made.number}-{place}"]'
        try:
            if one.kind in ("checkbox", "radio", "select"):
                if form_fields.ticked(one) or one.kind != "checkbox":
                    await act(frame, "choose", f"{made.number}-{place}")
            elif one.seen and not one.off and (text := form_fields.value(one, message)):
                await _write(frame.locator(at), one.kind, text)
        except Error:
            continue  # a field that takes nothing; the page says so when the button is pressed


async def _write(field: Locator, kind: str, text: str) -> None:
    """Write into a field, with keys too: many pages listen for nothing else. Raises playwright's Error."""
    await field.fill(text, timeout=_STEP_MS)
    if kind in _PICKED:
        return
    await field.press("End", timeout=_STEP_MS)
    if kind != "editable" and not await field.input_value(timeout=_STEP_MS):  # it takes what is typed, and nothing else
        await field.press_sequentially(text[:_TYPED], timeout=_STEP_MS)


async def ready(frame: Frame, made: Seen) -> Seen:
    """The form when all is filled in; where its button is off, with every box ticked and a moment later."""
    made = await again(frame, made)
    number = form_fields.pressed(made)
    if number is None or not made.buttons[number].off:
        return made
    for place, one in enumerate(made.fields):
        if one.kind == "checkbox":
            await act(frame, "choose", f"{made.number}-{place}")
    await asyncio.sleep(1)
    return await again(frame, made)


async def press(frame: Frame, made: Seen, number: int | None) -> None:
    """Press one of its buttons; where it has none, send it as the Enter key does."""
    from playwright.async_api import Error

    if number is None:
        await act(frame, "submit", made.number)
        return
    button = frame.locator(f'[data-glasnost-button="{made.number}-{number}"]')
    try:
        await button.click(timeout=_PRESS_MS, no_wait_after=True)
    except Error:  # something lies over it, such as a notice of cookies
        await act(frame, "press", f"{made.number}-{number}")


async def answer(frame: Frame, made: Seen) -> Answer:
    """What the page shows since act ``before``."""
    found = await act(frame, "answer", made.number)
    told = found if isinstance(found, dict) else {}
    lines = told.get("lines")
    emptied = told.get("emptied") is True
    new = [str(line)[:200] for line in lines[:_MESSAGES]] if isinstance(lines, list) else []
    old = () if emptied else await complaints(frame, made)
    return Answer(tuple(dict.fromkeys((*new, *old)))[:_MESSAGES], emptied)


async def complaints(frame: Frame, made: Seen) -> tuple[str, ...]:
    """What the page says does not suit it, at most five lines."""
    found = await act(frame, "complaints", made.number)
    lines = found if isinstance(found, list) else []
    return tuple(str(line)[:200] for line in lines[:_MESSAGES])


async def act(frame: Frame, what: str, which: int | str, words: list[str] | None = None) -> object:
    """Do one of form_acts.js; None where the frame cannot."""
    from playwright.async_api import Error

    try:
        async with asyncio.timeout(_PRESS_MS / 1000):
            found: object = await frame.evaluate(_ACT, {"act": what, "which": which, "words": words or []})
            return found
    except (Error, TimeoutError):
        return None


def went_on(before: Seen, after: Seen) -> bool:
    """Whether a press showed fields that were not there: the next step of a form."""
    old = {(one.name, one.words) for one in before.fields if one.seen}
    return any(one.seen and form_fields.value(one) and (one.name, one.words) not in old for one in after.fields)

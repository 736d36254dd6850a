"""Does the form to write to the organisation work, up to sending: fills it in and presses its button, sends nothing.

Reads a page of the browser and the words of a plan, gives plain data. The wire is cut before the first letter is
written, so that forms that send as one types, or on leaving the page, send nothing either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from crawler.probes import form_fields, form_page, showing
from crawler.probes.form_fields import MARK, Seen
from crawler.probes.showing import Show
from crawler.probes.wire import Call, Wire
from crawler.probes.words import FormWords

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Frame, Page

Outcome = Literal[
    "ready", "wordless", "mailto", "behind_send", "captcha", "unfilled", "silent", "disabled", "unopened", "login",
    "none",
]  # fmt: skip
"""What became of a form:

- ``ready``: pressing its button would have sent our text;
- ``wordless``: it would have sent a form of the page without our text: the field has no name;
- ``mailto``: it opens a mail program and sends nothing by itself;
- ``behind_send``: something else is asked of the server first; what comes behind that is not known;
- ``captcha``: nothing is sent before a check for people is passed, and we pass none;
- ``unfilled``: the page did not take what we filled in;
- ``silent``: pressing the button does nothing;
- ``disabled``: all is filled in and the button cannot be pressed;
- ``unopened``: it is hidden and no button showed it;
- ``login``: only who has logged in may write;
- ``none``: the page has no such form.
"""

SEND_SECONDS = 4.0
"""For the page to answer to a press."""
WHOLE_SECONDS = 90.0
"""For everything behind the cut."""
_STEPS, _MESSAGES = 5, 5


@dataclass(slots=True, kw_only=True)
class Tried:
    """What a form did, as the archive keeps it."""

    url: str
    outcome: Outcome = "none"
    frame: str = ""
    """The address of the frame that it stands in; empty where it stands in the page itself."""
    opened_by: str = ""
    """The words of the button that showed it."""
    heading: str = ""
    marks: str = ""
    action: str = ""
    """As written."""
    button: str = ""
    fields: int = 0
    """Fields to write in that a reader sees."""
    nameless: int = 0
    """Of these, such as nothing in the markup names."""
    consent: bool = False
    policy: str = ""
    captcha: str = ""
    steps: int = 0
    """Presses of a button."""
    sent: dict[str, str] | None = None
    """What would have been sent: a Call."""
    other_host: str = ""
    """The host that it would have been sent to, where that is not the page's own."""
    messages: tuple[str, ...] = ()
    """What the page said when the button was pressed."""
    stopped: int = 0
    """Requests that were stopped, all together."""


async def try_form(
    page: Page, url: str, words: FormWords, cut: Callable[[], None], show: Show = showing.show,
) -> dict[str, Any]:  # fmt: skip
    """Open ``url`` in an empty page and try its form. ``cut`` as for Wire.

    Raises playwright's Error or TimeoutError where the browser shows no page.
    """
    wire = Wire(page, cut)
    await wire.lay()
    tried = Tried(url=url)
    messages: list[str] = []
    page.on("dialog", lambda dialog: asyncio.ensure_future(_dismiss(dialog, messages)))
    try:
        await show(page, url)
        wire.cut()
        async with asyncio.timeout(WHOLE_SECONDS):
            await _work(page, words, wire, tried)
    finally:
        wire.cut()  # whatever went wrong: what the page does while it is closed stays here too
    tried.messages = tuple(messages[:_MESSAGES]) + tried.messages
    tried.stopped = len(wire.calls)
    return asdict(tried)


async def _dismiss(dialog: Dialog, messages: list[str]) -> None:
    from playwright.async_api import Error

    messages.append(dialog.message[:200])
    try:
        await dialog.dismiss()
    except Error:  # it was dismissed by whoever lent the page
        return


async def _work(page: Page, words: FormWords, wire: Wire, tried: Tried) -> None:
    found = await form_page.find(page, words)
    if found is None or not found[1].seen:
        shown = await form_page.opened(page, words)
        if shown is not None:
            found, tried.opened_by = shown[:2], shown[2]
    if found is None:
        tried.outcome = "login" if await form_page.asks_login(page, words) else "none"
        return
    frame, made = found
    tried.frame = frame.url[:500] if frame != page.main_frame else ""
    _describe(tried, made)
    if not made.seen:
        tried.outcome = "unopened"
        return
    await form_page.act(frame, "ready", made.number)
    await _walk(frame, made, wire, tried)


def _describe(tried: Tried, made: Seen) -> None:
    tried.heading, tried.marks, tried.action = made.heading, made.marks, made.action
    tried.fields = sum(one.seen and bool(form_fields.value(one)) for one in made.fields)
    tried.nameless, tried.consent, tried.policy = made.nameless, made.consent, made.policy
    tried.captcha = form_fields.guarded(made)


async def _walk(frame: Frame, made: Seen, wire: Wire, tried: Tried) -> None:
    """Fill in and press, step by step, until something would have been sent."""
    for _ in range(_STEPS):
        await form_page.fill(frame, made)
        made = await form_page.again(frame, made)
        number = form_fields.pressed(made)
        button = made.buttons[number] if number is not None else None
        tried.button = button.text if button else ""
        if button is not None and button.off:
            tried.outcome = "captcha" if tried.captcha else "disabled"
            return
        before = len(wire.calls)
        await form_page.press(frame, made, number)
        tried.steps += 1
        call = await wire.wait(MARK, SEND_SECONDS)
        if call is not None or made.action.lower().startswith("mailto:"):
            _sent(tried, call)
            return
        after = await form_page.again(frame, made)
        if not form_page.went_on(made, after):
            await _why(frame, made, wire.calls[before:], tried)
            return
        made = after
    tried.outcome = "behind_send"


def _sent(tried: Tried, call: Call | None) -> None:
    if call is None or call.url.startswith("mailto:"):
        tried.outcome = "mailto"
        return
    tried.outcome, tried.sent = "ready", _kept(call)
    host = urlsplit(call.url).hostname or ""
    if host != (urlsplit(tried.url).hostname or ""):
        tried.other_host = host


async def _why(frame: Frame, made: Seen, calls: list[Call], tried: Tried) -> None:
    """Nothing with our text in it was sent: what happened instead."""
    tried.messages = await form_page.complaints(frame, made)
    sent = next((one for one in calls if one.kind == "document" or one.method == "POST"), None)
    if sent is not None and sent.kind == "document" and made.form:
        tried.outcome, tried.sent = "wordless", _kept(sent)
    elif tried.captcha:
        tried.outcome = "captcha"
    elif tried.messages:
        tried.outcome = "unfilled"
    elif sent is not None or any(one.kind in ("xhr", "fetch", "websocket", "script") for one in calls):
        tried.outcome = "behind_send"
    else:
        tried.outcome = "silent"


def _kept(call: Call) -> dict[str, str]:
    """A call as the archive keeps it: its beginning."""
    return asdict(call) | {"url": call.url[:2000], "body": call.body[:4000]}

"""Does the form to write to the organisation work, up to sending: fills it in and presses its button, sends nothing.

Reads a page of the browser and the words of a plan, gives plain data. The wire is cut before the first letter is
written, so that forms that send as one types, or on leaving the page, send nothing either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from crawler.probes import form_fields, form_page, showing
from crawler.probes.form_fields import MARK, Seen
from crawler.probes.loading import Loading
from crawler.probes.showing import Show
from crawler.probes.wire import Call, Wire
from crawler.probes.words import FormWords

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Frame, Page

Outcome = Literal[
    "ready", "wordless", "mailto", "behind_send", "captcha", "unfilled", "pretends", "silent", "disabled", "unopened",
    "login", "none",
]  # fmt: skip
"""What became of a form:

- ``ready``: pressing its button would have sent our text;
- ``wordless``: it would have sent a form of the page without our text: the field has no name;
- ``mailto``: it opens a mail program and sends nothing by itself;
- ``behind_send``: something else is asked of the server first; what comes behind that is not known;
- ``captcha``: nothing is sent before a check for people is passed, and we pass none;
- ``unfilled``: the page did not take what we filled in;
- ``pretends``: the page says that the message was taken, and asked for nothing at all;
- ``silent``: pressing the button does nothing;
- ``disabled``: all is filled in and the button cannot be pressed;
- ``unopened``: it is hidden and no button showed it;
- ``login``: only who has logged in may write;
- ``none``: the page has no such form.
"""

SEND_SECONDS = (4.0, 10.0)
"""For the page to answer to a press; the second, where nothing at all came of the first: pages are slow at times."""
WHOLE_SECONDS = 90.0
"""For everything behind the cut."""
_STEPS, _MESSAGES = 5, 5
_SENDING = ("document", "xhr", "fetch", "websocket", "script", "ping")
"""Requests after which more may come: a frame with a check for people is a document too."""


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
    unloaded: tuple[str, ...] = ()
    """Scripts of the page that did not come: what does not work may be for want of them."""


async def try_form(
    page: Page, url: str, words: FormWords, cut: Callable[[], None], show: Show = showing.show,
) -> dict[str, Any]:  # fmt: skip
    """Open ``url`` in an empty page and try its form. ``cut`` as for Wire.

    Raises playwright's Error or TimeoutError where the browser shows no page.
    """
    wire, loading = Wire(page, cut), Loading(page)
    await wire.lay()
    tried = Tried(url=url)
    page.on("dialog", lambda dialog: asyncio.ensure_future(_dismiss(dialog, tried)))
    try:
        await show(page, url)
        await loading.touch()
        tried.unloaded = loading.end()
        wire.cut()
        async with asyncio.timeout(WHOLE_SECONDS):
            await _work(page, words, wire, tried)
    finally:
        wire.cut()  # whatever went wrong: what the page does while it is closed stays here too
    tried.stopped = len(wire.calls)
    return asdict(tried)


async def _dismiss(dialog: Dialog, tried: Tried) -> None:
    from playwright.async_api import Error

    tried.messages = (*tried.messages, dialog.message[:200])[:_MESSAGES]
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
        made = await form_page.ready(frame, made)
        number = form_fields.pressed(made)
        button = made.buttons[number] if number is not None else None
        tried.button = button.text if button else ""
        if button is not None and button.off:
            await _off(frame, made, tried)
            return
        before, told = len(wire.calls), len(tried.messages)
        await form_page.act(frame, "before", made.number)
        tried.steps += 1
        for seconds in SEND_SECONDS:
            await form_page.press(frame, made, number)
            call = await wire.wait(MARK, seconds)
            if call is not None or made.action.lower().startswith("mailto:"):
                _sent(tried, call)
                return
            after = await form_page.again(frame, made)
            if form_page.went_on(made, after):
                break
            await _why(frame, made, wire.calls[before:], tried, told)
            if tried.outcome != "silent":
                break
        if not form_page.went_on(made, after):
            if tried.outcome in ("silent", "pretends") and any(one.kind == "script" for one in wire.calls):
                tried.outcome = "behind_send"  # what it wanted to load at the first touch was kept from it
            return
        made = after
    tried.outcome = "behind_send"


async def _off(frame: Frame, made: Seen, tried: Tried) -> None:
    """All is filled in that we can fill in, and the button is still off."""
    tried.messages = (*tried.messages, *await form_page.complaints(frame, made))[:_MESSAGES]
    unfilled = tried.messages or made.drawn or made.asks_unboxed
    tried.outcome = "captcha" if tried.captcha else "unfilled" if unfilled else "disabled"


def _sent(tried: Tried, call: Call | None) -> None:
    if call is None or call.url.startswith("mailto:"):
        tried.outcome = "mailto"
        return
    tried.outcome, tried.sent = "ready", _kept(call)
    host = urlsplit(call.url).hostname or ""
    if host != (urlsplit(tried.url).hostname or ""):
        tried.other_host = host


async def _why(frame: Frame, made: Seen, calls: list[Call], tried: Tried, told: int) -> None:
    """Nothing with our text in it was sent: what happened instead. ``told``: messages of before the press."""
    answer = await form_page.answer(frame, made)
    tried.messages = (*tried.messages, *answer.lines)[:_MESSAGES]
    said = tried.messages[told:]
    sent = next((one for one in calls if _is_of(one, frame.url, made)), None)
    pressed = form_fields.pressed(made) is not None  # else it was sent by the Enter key: its own way may be another
    if sent is not None and made.form and made.bare and pressed:
        tried.outcome, tried.sent = "wordless", _kept(sent)
    elif tried.captcha:
        tried.outcome = "captcha"
    elif any(one.method == "POST" or one.kind in _SENDING for one in calls):
        tried.outcome = "behind_send"
    elif (thanked := form_fields.thanks(said)) or answer.emptied:  # by nothing at all, or by what we cannot read
        nothing = "pretends" if thanked else "silent"
        tried.outcome = nothing if all(map(_is_scenery, calls)) else "behind_send"  # type: ignore[assignment]
    else:
        tried.outcome = "unfilled" if said or made.drawn or not pressed else "silent"


def _is_of(call: Call, page: str, made: Seen) -> bool:
    """Whether a form itself was sent by the browser: a frame that a check for people opens is another thing."""
    if call.kind != "document":
        return False
    action = urljoin(page, made.action).partition("#")[0].partition("?")[0]
    return call.method == "POST" or call.url.partition("?")[0] == action


def _is_scenery(call: Call) -> bool:
    """Whether a request is for what a page is drawn with: it carries nothing away."""
    picture = call.kind == "image" and "?" not in call.url
    return picture or call.kind in ("font", "media", "stylesheet")


def _kept(call: Call) -> dict[str, str]:
    """A call as the archive keeps it: its beginning."""
    return asdict(call) | {"url": call.url[:2000], "body": call.body[:4000]}

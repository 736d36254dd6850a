"""The appeal form really sent: only with the organisation's consent, by the operator's wish, once a campaign.

Who calls has asked for all three; nothing here decides. The text says who sends it and that no answer is needed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from crawler.probes import form_fields, form_page, showing
from crawler.probes.form_fields import MARK
from crawler.probes.showing import Show
from crawler.probes.wire import call_of
from crawler.probes.words import FormWords

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Response

    from crawler.probes.form_fields import Seen

ANSWER_SECONDS = 15.0
WHOLE_SECONDS = 90.0
_STEPS, _POLL = 5, 0.2
_TEXT, _HTML = 2000, 256 * 1024


def text_of(operator: str) -> str:
    """What is sent."""
    return (
        f"Проверочное обращение: работает ли форма. Оператор проверки: {operator}. Отправлено программой {MARK} с"
        " согласия организации. Отвечать не нужно."
    )


async def send_form(
    page: Page, url: str, words: FormWords, operator: str, show: Show = showing.show,
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """Open ``url``, fill in its form and send it: what came of it, and the page that answered as HTML.

    Raises playwright's Error, TimeoutError.
    """
    answers: list[Response] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if call_of(request).says(MARK) else None)
    page.on("response", lambda response: answers.append(response) if _ours(response) else None)
    await show(page, url)
    told: dict[str, Any] = {"url": url, "outcome": "unsent", "status": None, "operator": operator, "text": ""}
    async with asyncio.timeout(WHOLE_SECONDS):
        found = await form_page.find(page, words)
        if found is None or not found[1].seen:
            shown = await form_page.opened(page, words)
            found = shown[:2] if shown else None
        if found is None:
            return told, ""
        answer = await _walk(*found, text_of(operator), asked, answers)
        if asked:
            told |= {"outcome": "unanswered", "sent_to": asked[0][:500]}
        if answer is not None:
            told |= {"outcome": "sent", "status": answer.status, "sent_to": answer.url[:500]}
        await showing.quiet(page)
        told["text"] = (await page.inner_text("body"))[:_TEXT]
        return told, (await page.content())[:_HTML]


async def _walk(
    frame: Frame, made: Seen, text: str, asked: list[str], answers: list[Response],
) -> Response | None:  # fmt: skip
    """Fill in and press, step by step, until something was sent; the answer to it."""
    await form_page.act(frame, "ready", made.number)
    for _ in range(_STEPS):
        await form_page.fill(frame, made, text)
        made = await form_page.again(frame, made)
        await form_page.press(frame, made, form_fields.pressed(made))
        for _ in range(int(ANSWER_SECONDS / _POLL)):
            if answers:
                return answers[0]
            await asyncio.sleep(_POLL)
        after = await form_page.again(frame, made)
        if asked or not form_page.went_on(made, after):  # it left, or nothing new is asked: never press twice
            return None
        made = after
    return None


def _ours(response: Response) -> bool:
    """Whether a response answers a request with our text in it."""
    return call_of(response.request).says(MARK)

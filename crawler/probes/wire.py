"""The wire of a page, cut before a form is tried: what would have been sent is written down and never sent.

Two locks, each enough by itself. ``cut`` ends every connection of the page's context at the proxy, where none is made
again: whatever the page thinks of, nothing leaves this machine. And each request is stopped in the browser, where it
can be read. Knows no form and no law.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request, Route, WebSocketRoute

MAX_CALLS = 60
"""Requests that are written down; a page that asks for more is stopped all the same."""
_BODY, _ADDRESS = 256 * 1024, 64 * 1024
_POLL = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something that the page wanted to send."""

    method: str
    """Of HTTP; ``WS`` for a message of a WebSocket."""
    url: str
    """At most 65,536 characters."""
    kind: str
    """What the browser calls it: document, xhr, fetch, ping, image, websocket, …"""
    content_type: str
    body: str
    """At most 262,144 characters."""

    def says(self, mark: str) -> bool:
        """Whether ``mark`` goes with it, in the address or in the body."""
        return mark in unquote_plus(self.url) or mark in self.body or mark in unquote_plus(self.body)


class Wire:
    """Put on an empty page before it loads anything; whole until ``cut``."""

    def __init__(self, page: Page, cut: Callable[[], None]) -> None:
        """``cut`` ends all connections of the page's context for good, and lets no new one be made."""
        self._page, self._cut = page, cut
        self.calls: list[Call] = []
        """Since the cut."""
        self.whole = True

    async def lay(self) -> None:
        """Watch everything that the page and its windows ask for."""
        context: BrowserContext = self._page.context
        await context.route("**/*", self._on_request)
        await context.route_web_socket("**/*", self._on_socket)
        session = await context.new_cdp_session(self._page)
        session.on("Page.frameRequestedNavigation", self._on_leaving)
        await session.send("Page.enable")

    def cut(self) -> None:
        """From here on nothing leaves."""
        self.whole = False
        self._cut()

    async def wait(self, mark: str, seconds: float) -> Call | None:
        """The first thing with ``mark`` in it that the page wanted to send; None where it did not in time."""
        for _ in range(int(seconds / _POLL)):
            if found := next((one for one in self.calls if one.says(mark)), None):
                return found
            await asyncio.sleep(_POLL)
        return None

    async def _on_request(self, route: Route, request: Request) -> None:
        if self.whole:
            await route.fallback()
            return
        self._note(call_of(request))
        # A navigation that is aborted leaves the page as it was, to be read on.
        await route.abort("aborted" if request.is_navigation_request() else "internetdisconnected")

    def _on_leaving(self, event: dict[str, Any]) -> None:
        """A page that opens a mail program asks for nothing that a route would show."""
        url = str(event.get("url", ""))
        if not self.whole and url.lower().startswith("mailto:"):
            self._note(Call(method="GET", url=url[:_ADDRESS], kind="document", content_type="", body=""))

    def _on_socket(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server() if self.whole else None
        if server is not None:
            server.on_close(lambda _code, _reason: None)  # the page goes on writing to it, and we go on reading

        def on_message(message: str | bytes) -> None:
            if self.whole and server is not None:
                server.send(message)
                return
            text = message if isinstance(message, str) else message.decode("utf-8", "replace")
            self._note(
                Call(method="WS", url=socket.url[:_ADDRESS], kind="websocket", content_type="", body=_read(text))
            )

        socket.on_message(on_message)

    def _note(self, call: Call) -> None:
        if len(self.calls) < MAX_CALLS:
            self.calls.append(call)


def call_of(request: Request) -> Call:
    """A request as it is written down."""
    body = request.post_data_buffer or b""
    return Call(
        method=request.method,
        url=request.url[:_ADDRESS],
        kind=request.resource_type,
        content_type=request.headers.get("content-type", "")[:200],
        body=_read(body[: 4 * _BODY].decode("utf-8", "replace")),
    )


def _read(text: str) -> str:
    r"""A body as a person reads it: JSON without ``\u``-marks; at most 262,144 characters."""
    with contextlib.suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return text[:_BODY].encode("utf-8", "replace").decode()

"""A page handed on to the browser with its encoding in the header, where the server named none; knows no archive.

Browsers guess otherwise than crawler.encoding, and what they show must be what was read. Merely changing the header
does not move Chromium: the whole answer is given anew.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from crawler.content import MAX_PAGE

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_FRAMING = ("content-type", "content-encoding", "content-length", "transfer-encoding")
"""Headers that no longer hold of a body that was taken out of its answer."""
_WITH_BODY = (*range(200, 300), *range(400, 600))


class Labels:
    """The answers for one page, paused through CDP."""

    def __init__(self, encoding: str) -> None:
        """``encoding``: empty where nobody knows it."""
        self._encoding = encoding
        self.large = False
        """A page was more than MAX_PAGE bytes, and kept back."""

    @property
    def patterns(self) -> list[dict[str, str]]:
        """What ``Fetch.enable`` needs to pause the answers."""
        return [{"resourceType": "Document", "requestStage": "Response"}] if self._encoding else []

    def wants(self, event: dict[str, Any], frame: str) -> bool:
        """Whether a paused answer is the page of ``frame``, as HTML of no encoding that its header would name."""
        named = next((one["value"] for one in event.get("responseHeaders", ()) if _is(one, "content-type")), "")
        ours = event["frameId"] == frame and event.get("responseStatusCode", 0) in _WITH_BODY
        return bool(self._encoding) and ours and "html" in named.lower() and "charset" not in named.lower()

    async def hand_on(self, session: CDPSession, event: dict[str, Any]) -> None:
        """Give the answer to the browser with the encoding in its header. Raises playwright's Error."""
        from playwright.async_api import Error

        request = {"requestId": event["requestId"]}
        try:
            body = await _body(session, request)
        except Error:  # it broke off
            await session.send("Fetch.failRequest", {**request, "errorReason": "Failed"})
            return
        if body is None:
            self.large = True
            await session.send("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})
            return
        headers = [one for one in event["responseHeaders"] if not _is(one, *_FRAMING)]
        told = {"name": "Content-Type", "value": f"text/html; charset={self._encoding}"}
        whole = {"responseCode": event["responseStatusCode"], "responseHeaders": [*headers, told]}
        whole["body"] = base64.b64encode(body).decode()
        await session.send("Fetch.fulfillRequest", {**request, **whole})


async def _body(session: CDPSession, request: dict[str, str]) -> bytes | None:
    """The body of a paused answer, bit by bit: unpacked it may be endless. None for more than MAX_PAGE bytes."""
    handle = (await session.send("Fetch.takeResponseBodyAsStream", request))["stream"]
    made = bytearray()
    while len(made) <= MAX_PAGE:
        got = await session.send("IO.read", {"handle": handle, "size": 1 << 20})
        made += base64.b64decode(got["data"]) if got.get("base64Encoded") else got["data"].encode()
        if got["eof"]:
            break
    await session.send("IO.close", {"handle": handle})
    return bytes(made) if len(made) <= MAX_PAGE else None


def _is(header: dict[str, str], *names: str) -> bool:
    return header["name"].lower() in names

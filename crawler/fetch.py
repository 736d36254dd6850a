"""One request through Scrapy's downloader: an address to an answer or a reason; knows no queue and no page."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectingCancelledError, ConnectionClosed, SSLError
from twisted.internet.error import TimeoutError as ConnectTimeoutError
from twisted.web.client import ResponseFailed

from crawler.decoding import MAX_DECODED, decode_body
from crawler.guard import Guard, Refused, Unknown

RESOLVE_SECONDS = 30.0


class Failed(Exception):  # noqa: N818  it is an outcome, told in the ledger
    """An address that gave no answer: ``reason`` as in crawler.ledger, ``detail`` for a person."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Keep both."""
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class Answer(NamedTuple):
    """What a server sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As received."""
    address: str
    truncated: str
    """Why the body is not whole, as WARC names it; empty where it is."""
    stopped: bool
    """The body was not read: its content type is none of ours."""

    def header(self, name: str) -> str:
        """The first header of this name (in lower case); empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def location(self) -> str:
        """Where a redirect leads, as written; empty where nowhere. Letters beyond ASCII are read as browsers read them.

        They are UTF-8; bytes that are not stay bytes, escaped.
        """
        said = self.header("location")
        if said.isascii():
            return said
        try:
            return said.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return "".join(char if char.isascii() else f"%{ord(char):02X}" for char in said)

    def decoded(self, limit: int = MAX_DECODED) -> bytes:
        """The body with Content-Encoding undone. Raises TooLarge."""
        return decode_body(self.body, self.header("content-encoding"), limit)


async def resolve(guard: Guard, host: str) -> tuple[str, ...]:
    """The addresses of a host. Raises Failed: dns or private."""
    try:
        return await asyncio.wait_for(guard.resolve(host), RESOLVE_SECONDS)
    except Refused as error:
        raise Failed("private", f"{host} leads outside the public internet") from error
    except (Unknown, TimeoutError) as error:
        raise Failed("dns", host) from error


async def fetch(
    engine: ExecutionEngine, url: str, seconds: float, cookie: str = "", method: str = "GET",
) -> Answer:  # fmt: skip
    """Ask for ``url``, which must be allowed and in turn, showing ``cookie`` where there is one. Raises Failed."""
    request = Request(
        url,
        method=method,
        headers={"Cookie": cookie} if cookie else None,
        dont_filter=True,
        meta={"verbatim_url": True, "download_timeout": seconds, "download_slot": url[: url.find("/", 8)]},
    )
    try:
        response = await engine.download_async(request)
    except (CannotResolveHostError, UnsupportedURLSchemeError) as error:
        raise Failed("dns", str(error)) from error
    except (DownloadTimeoutError, ConnectTimeoutError) as error:
        raise Failed("timeout", str(error)) from error
    except DownloadConnectionRefusedError as error:
        raise Failed("refused", str(error)) from error
    except (DownloadCancelledError, ConnectingCancelledError) as error:
        raise Failed("too_large" if "larger than" in str(error) else "timeout", str(error)) from error
    except (DownloadFailedError, ConnectError, ConnectionClosed, SSLError, OSError) as error:
        raise Failed("tls" if _is_tls(error) else "refused", str(error)) from error
    except (ValueError, UnicodeError) as error:  # a name that Twisted's IDNA refuses
        raise Failed("dns", str(error)) from error
    return _answer(response)


def _is_tls(error: BaseException) -> bool:
    cause = error.__cause__
    inner = [failure.value for failure in cause.reasons] if isinstance(cause, ResponseFailed) else [error]
    return any("SSL" in type(one).__module__ or isinstance(one, SSLError) for one in inner)


def _answer(response: Response) -> Answer:
    flags = response.flags
    return Answer(
        status=response.status,
        headers=tuple(
            (_line(name), _line(value)) for name, values in response.headers.items() for value in values or ()
        ),
        body=response.body,
        address=str(response.ip_address or ""),
        truncated="disconnect" if "dataloss" in flags or "partial" in flags else "",
        stopped="download_stopped" in flags,
    )


def _line(text: bytes) -> str:
    """A header as one line, so that it cannot begin another one in the archive."""
    return text.decode("latin-1").replace("\r", " ").replace("\n", " ").replace("\0", " ")

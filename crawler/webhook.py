"""Tells one address that something went wrong: one bounded POST under the guard's rules; knows no schedule.

The name is resolved once, and what was checked is what is connected to, so that a name cannot change its mind between.
No redirect is followed, and of the answer no more than its first line is read.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import click

from crawler import urls
from crawler.guard import addresses_of, is_public

SECONDS = 15.0
"""For all of it; the system's own resolver may take longer."""
_LINE = 1024
_PORTS = {"http": 80, "https": 443}
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |\r|$)")
_GOOD = range(200, 300)


class WebhookError(click.ClickException):
    """An address that cannot be told, or did not take it."""


def check(address: str) -> SplitResult:
    """Read an address. Raises WebhookError for one that is not http(s), or that carries a name and a password."""
    normal = urls.normalise(address)
    parts = urlsplit(normal or "")
    if normal is None or parts.scheme not in _PORTS or not parts.hostname:
        raise WebhookError(f"{shown(address)} is no address of a webhook; write https://host/path.")
    if "@" in urlsplit(address).netloc:
        raise WebhookError(
            f"{shown(address)}: a name and a password in an address are not sent; use a path or a query."
        )
    return parts


def shown(address: str) -> str:
    """An address as people may see it: its path may be a secret."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme and parts.hostname:
            return f"{parts.scheme}://{parts.hostname}/…"
    return "The webhook"


def post(address: str, told: Mapping[str, object], *, allow_private: bool = False) -> None:
    """POST ``told`` as JSON. Raises WebhookError with the reason where it was not taken (2xx)."""
    parts = check(address)
    host, end = parts.hostname or "", time.monotonic() + SECONDS
    found = addresses_of(host)
    if not found:
        raise WebhookError(f"{shown(address)}: no such host.")
    if not allow_private and not all(map(is_public, found)):
        raise WebhookError(f"{shown(address)}: not a host of the public internet; --allow-private lets it be told.")
    body = json.dumps(dict(told), ensure_ascii=False).encode()
    try:
        with _connect(found, parts, end) as channel:
            channel.sendall(_head(parts, len(body)) + body)
            status = _status(channel, end)
    except (OSError, ValueError) as error:  # ssl's errors are OSErrors; a certificate for no such name is a ValueError
        raise WebhookError(f"{shown(address)}: {error}.") from error
    if status not in _GOOD:
        raise WebhookError(f"{shown(address)} answered {status or 'nothing that is HTTP'}.")


def _connect(found: tuple[str, ...], parts: SplitResult, end: float) -> socket.socket:
    """A channel to the first of the addresses that answers, with TLS where the scheme says so."""
    fault = OSError("no answer")
    for one in found:
        try:
            channel = socket.create_connection((one, parts.port or _PORTS[parts.scheme]), _left(end))
        except OSError as error:
            fault = error
            continue
        if parts.scheme == "http":
            return channel
        try:
            return ssl.create_default_context().wrap_socket(channel, server_hostname=parts.hostname)
        except (OSError, ValueError):
            channel.close()
            raise
    raise fault


def _head(parts: SplitResult, length: int) -> bytes:
    path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    lines = (
        f"POST {path} HTTP/1.1", f"Host: {parts.netloc}", "User-Agent: Glasnost", "Connection: close",
        "Content-Type: application/json", f"Content-Length: {length}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode("ascii")


def _status(channel: socket.socket, end: float) -> int:
    """The status of the answer; 0 where its first line is none. A line that comes drop by drop ends with the time."""
    line = b""
    while b"\n" not in line and len(line) < _LINE:
        channel.settimeout(_left(end))
        part = channel.recv(_LINE)
        if not part:
            break
        line += part
    found = _STATUS.match(line)
    return int(found[1]) if found else 0


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left

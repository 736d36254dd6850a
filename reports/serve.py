"""Shows the report and the copy of the data on one port: an ASGI application out of Datasette, with a guard before it.

Only GET and HEAD, and only under names that mean this machine: a page of somebody else's could otherwise point a name
of its own at 127.0.0.1 and read everything through the visitor's browser.
"""

from __future__ import annotations

import ipaddress
import socket
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click

from reports.look import NAME, asked
from reports.look_guard import restrict
from reports.look_queries import METADATA, SETTINGS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_HEADERS = (
    (b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY"), (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)  # fmt: skip
_HOME = "/report/index.html"
_MISSING = (
    "Serving needs Datasette: pip install 'glasnost[serve]' (or pip install 'datasette>=0.65,<1'). Everything else does"
    " without it."
)


class _Plugin:
    """Restricts every connection to the copy."""

    __name__ = "glasnost"

    def prepare_connection(self, conn: sqlite3.Connection, database: str) -> None:
        if database == NAME:
            conn.create_function("asked", 1, lambda text: asked(str(text or "")), deterministic=True)
            restrict(conn)


def application(copy: Path, report: Path, host: str) -> App:
    """The application over a copy and the folder of a report. Raises ClickException where Datasette is not there."""
    try:
        from datasette.app import Datasette  # first: it registers the hooks of the module below
        from datasette import handle_exception, hookimpl  # isort: skip
        from datasette.plugins import pm
    except ImportError as error:
        raise click.ClickException(_MISSING) from error
    handle_exception.rich = None  # a visitor's mistyped query would print a page of our variables to the terminal
    _Plugin.prepare_connection = hookimpl(_Plugin.prepare_connection)  # type: ignore[method-assign]
    if not pm.has_plugin("glasnost"):
        pm.register(_Plugin(), "glasnost")
    served = Datasette(
        [], immutables=[str(copy)], metadata=dict(METADATA), settings=dict(SETTINGS), memory=False, crossdb=False,
        static_mounts=[("report", str(report))],
    )  # fmt: skip
    return guarded(served.app(), host)


def guarded(app: App, host: str) -> App:
    """Put the guard before an application that is served at ``host``."""

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405, b"Read-only.")
        elif not known(_header(scope, b"host"), host):
            await _say(send, 421, b"This is not the address of this server.")
        elif scope["path"] in ("/", "/report", "/report/"):
            await _say(send, 302, b"", (b"location", _HOME.encode()))
        elif scope["path"].endswith(".csv") or "csv" in parse_qs(scope["query_string"].decode("latin-1")).get(
            "_format", ()
        ):
            await _say(send, 404, b"No CSV here: a spreadsheet would reckon what sites wrote. Ask for .json instead.")
        elif scope["path"].startswith("/-/") and not scope["path"].startswith("/-/static/"):
            await _say(send, 404, b"Not here.")  # Datasette's words about itself: versions, threads, paths
        else:
            await app(scope, receive, _with_headers(send))

    return ask


def known(header: str, host: str) -> bool:
    """Whether a Host header names this server: this machine's own names, any literal address, or ``host``."""
    try:
        name = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", host):
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _with_headers(send: Send) -> Send:
    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return told


async def _say(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [kind, length, *headers, *_HEADERS]})
    await send({"type": "http.response.body", "body": body})


def run(app: App, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; ``ready`` hears the address. Raises ClickException where the port is taken."""
    import uvicorn

    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise click.ClickException(f"Cannot listen at {host}:{port}: {error.strerror or error}.") from error
    with listening:
        ready(f"http://{host}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            app, log_level="warning", lifespan="on", limit_concurrency=50, h11_max_incomplete_event_size=65_536
        )
        uvicorn.Server(config).run(sockets=[listening])

"""The only way out of the browser: a loopback HTTP proxy that checks every address and counts bytes; knows no page.

It resolves names with crawler.guard and connects to the very address that was checked, so a name that answers otherwise
the second time (DNS rebinding) is never asked a second time. ``ws:`` and ``https:`` come as CONNECT (RFC 9110, 9.3.6);
plain requests in absolute form (RFC 9112, 3.2.2) go on one by one, each on a connection of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.guard import Guard, Refused, Unknown

CONNECT_SECONDS = 15.0
RESOLVE_SECONDS = 30.0
_CHUNK = 64 * 1024
_HEAD = 64 * 1024
"""Bytes of a request's or answer's head at most."""
_TRIED = 3
"""Addresses of one host that are tried."""
_NAMED = 50
"""Refused hosts that are remembered for a page."""
_HOP = (b"connection", b"proxy-connection", b"keep-alive", b"proxy-authorization")
"""Headers that concern one connection only."""


class _Over(Exception):  # noqa: N818
    """The page may receive no more."""


class _Target(NamedTuple):
    host: str
    port: int


class Proxy:
    """One port of the loopback, for one browser context. ``start``, then ``begin`` for each page, at last ``close``."""

    def __init__(self, guard: Guard, ports: set[int]) -> None:
        """Use the run's guard; ``ports`` are those of all proxies of the run, so that none leads into another."""
        self._guard, self._ports = guard, ports
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._left = 0
        self.is_shut = False
        """The wire was cut: see ``shut``."""
        self.port = 0
        self.received = 0
        """Bytes from the network since ``begin``; those of encrypted connections as they came."""
        self.over = False
        """The page wanted more than it may have: its connections were cut."""
        self.refused: set[str] = set()
        """Hosts outside the public internet that the page wanted to reach."""

    async def start(self) -> None:
        """Listen. Raises OSError."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._ports.add(self.port)

    def begin(self, limit: int) -> None:
        """Count anew for the next page, which may receive ``limit`` bytes."""
        self._left, self.received, self.over, self.is_shut = limit, 0, False, False
        self.refused.clear()

    def cut(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()

    def shut(self) -> None:
        """End all connections and make none again before the next ``begin``: nothing leaves."""
        self.is_shut = True
        self.cut()

    async def close(self) -> None:
        """End all connections and listen no more."""
        self._ports.discard(self.port)
        if self._server is not None:
            self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_shut:
            writer.close()
            return
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError, _Over):
                await self._request(reader, writer)
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, address, _ = head.split(b"\r\n", 1)[0].split(b" ", 2)
        tunnel = method == b"CONNECT"
        target = _target(address.decode("ascii"), tunnel=tunnel)
        try:
            far_reader, far_writer = await self._dial(target)
        except Refused:
            if len(self.refused) < _NAMED:
                self.refused.add(target.host)
            writer.write(_answer(HTTPStatus.FORBIDDEN))
            return
        except (Unknown, OSError, TimeoutError):
            writer.write(_answer(HTTPStatus.BAD_GATEWAY))
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _first(self._pump(reader, far_writer, inward=False), self._pump(far_reader, writer))
            else:
                await self._plain(head, (reader, writer), (far_reader, far_writer))
        finally:
            far_writer.close()

    async def _dial(self, target: _Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to an address that was checked. Raises Refused, Unknown, OSError, TimeoutError."""
        addresses = await asyncio.wait_for(self._guard.resolve(target.host), RESOLVE_SECONDS)
        if target.port in self._ports and any(one.startswith(("127.", "::1")) for one in addresses):
            raise Refused(target.host)
        fault: OSError = OSError(target.host)
        for address in addresses[:_TRIED]:
            try:
                dialled = asyncio.open_connection(address, target.port, limit=_HEAD)
                return await asyncio.wait_for(dialled, CONNECT_SECONDS)
            except (OSError, TimeoutError) as error:
                fault = OSError(str(error))
        raise fault

    async def _plain(
        self,
        head: bytes,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        """One request and its answer; the browser is told to make a new connection for the next."""
        length = _length(head)  # before a byte of it leaves
        far[1].write(_rewritten(head))
        await _send_body(length, near[0], far[1])
        status = HTTPStatus.CONTINUE.value
        while status < HTTPStatus.OK.value:  # 1xx come before the answer itself
            answer = await far[0].readuntil(b"\r\n\r\n")
            self._spend(len(answer))
            status = int(answer.split(b" ", 2)[1][:3])
            near[1].write(_closing(answer) if status >= HTTPStatus.OK.value else answer)
        # The browser sends nothing more here; that it closes tells that nobody waits for the rest.
        await _first(near[0].read(1), self._pump(far[0], near[1]))

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, inward: bool = True,
    ) -> None:  # fmt: skip
        while data := await source.read(_CHUNK):
            if inward:
                self._spend(len(data))
            sink.write(data)
            await sink.drain()

    def _spend(self, size: int) -> None:
        self.received += size
        self._left -= size
        if self._left < 0:
            self.over = True
            self.cut()
            raise _Over


async def _first(*works: Coroutine[None, None, object]) -> None:
    """Run until the first of them ends, then end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _length(head: bytes) -> int:
    """Bytes of a request's body. Raises ValueError for a length that is none, or for chunks: browsers send none."""
    headers = dict(_headers(head))
    if b"transfer-encoding" in headers:
        raise ValueError(headers[b"transfer-encoding"])
    return int(headers.get(b"content-length", b"0"))


async def _send_body(left: int, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Hand on ``left`` bytes, the body of a request."""
    while left > 0 and (data := await source.read(min(left, _CHUNK))):
        left -= len(data)
        sink.write(data)
        await sink.drain()


def _target(address: str, *, tunnel: bool) -> _Target:
    """Where a request leads. Raises ValueError."""
    parts = urlsplit(f"//{address}" if tunnel else address)
    if not parts.hostname or (not tunnel and parts.scheme != "http"):
        raise ValueError(address)
    return _Target(parts.hostname, parts.port or (443 if tunnel else 80))


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:] if line)
    return [(name.strip().lower(), value.strip()) for name, _, value in lines]


def _without_hops(head: bytes) -> list[bytes]:
    return [line for line in head.split(b"\r\n") if line and line.partition(b":")[0].strip().lower() not in _HOP]


def _rewritten(head: bytes) -> bytes:
    """The head of a request as the server itself expects it (RFC 9112, 3.2.1)."""
    first, *lines = _without_hops(head)
    method, address, version = first.split(b" ", 2)
    parts = urlsplit(address.decode("ascii"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return b"\r\n".join([b" ".join([method, path.encode("ascii"), version]), *lines, b"Connection: close", b"", b""])


def _closing(head: bytes) -> bytes:
    return b"\r\n".join([*_without_hops(head), b"Connection: close", b"", b""])


def _answer(status: HTTPStatus) -> bytes:
    return f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()

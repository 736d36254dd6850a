"""Serves a folder on loopback addresses from memory: reads files; knows nothing of who asks.

Run as ``python -m benchmarks.server FOLDER ADDRESS…``: takes a free port, prints ``ready PORT``, serves until ended.
One process, one protocol object a connection, answers made beforehand: many times faster than any crawler here, which
the benchmark shows by asking it alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

_END = b"\r\n\r\n"
_ROBOTS = b"User-agent: *\nAllow: /\n"


def answer(status: str, kind: str, body: bytes) -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nServer: bench\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def answers(folder: Path) -> dict[bytes, bytes]:
    """The answers of a site by path; ``index.html`` answers for its folder. 100 MB for 2,000 pages."""
    made = {b"/robots.txt": answer("200 OK", "text/plain", _ROBOTS)}
    for file in sorted(folder.rglob("*.html")):
        path = "/" + file.relative_to(folder).as_posix().removesuffix("index.html")
        made[path.encode()] = answer("200 OK", "text/html; charset=utf-8", file.read_bytes())
    return made


_MISSING = answer("404 Not Found", "text/html; charset=utf-8", b"<h1>404</h1>")


class _Connection(asyncio.Protocol):
    def __init__(self, made: Mapping[bytes, bytes]) -> None:
        self._answers = made
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        *heads, self._left = (self._left + data).split(_END)
        for head in heads:
            path = head.split(b" ", 2)[1] if head.count(b" ") > 1 else b""
            self._transport.write(self._answers.get(path.partition(b"?")[0], _MISSING))
            if b"connection: close" in head.lower():
                self._transport.close()


async def serve(folder: Path, addresses: Sequence[str], port: int = 0) -> None:
    """Serve until cancelled; the port that the first address got is that of all. Raises OSError."""
    made = answers(folder)
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        for address in addresses:
            server = await loop.create_server(lambda: _Connection(made), address, port, backlog=512)
            await stack.enter_async_context(server)
            port = server.sockets[0].getsockname()[1]
        print(f"ready {port}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve as the command line says."""
    if importlib.util.find_spec("uvloop"):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2:]))


if __name__ == "__main__":
    main()

"""A real Chromium behind our own proxy, and a server that writes down everything that reaches it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import shutil
import socketserver
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.async_api import Error, Page, async_playwright

from crawler.guard import Guard
from crawler.proxy import Proxy

T = TypeVar("T")
PAGES = Path(__file__).resolve().parents[2] / "fixtures" / "probes"
FLAGS = ["--no-sandbox", "--disable-background-networking"]
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Counting:
    """A server on the loopback that answers with files of a folder and keeps the first line of all that it is sent."""

    def __init__(self, folder: Path) -> None:
        """Serve ``folder``; what is not there is 404 under /gone, and empty elsewhere."""
        self.asked: list[str] = []
        self.received = b""
        self.sockets = 0
        """Messages that came through web sockets, the browser's goodbyes included."""
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 20

            def handle(self) -> None:
                try:
                    while outer.answer(self):
                        pass
                except OSError:  # the browser went away
                    return

        self._folder = folder
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, one: socketserver.StreamRequestHandler) -> bool:
        """Answer a request; False where the connection ends."""
        first = one.rfile.readline(9000)
        if not first:
            return False
        lines = list(iter(lambda: one.rfile.readline(9000), b"\r\n"))
        length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length")), 0)
        self.received += first + b"".join(lines) + one.rfile.read(length)
        method, target = first.decode().split()[:2]
        self.asked.append(f"{method} {target}")
        key = next((line.split()[1] for line in lines if line.lower().startswith(b"sec-websocket-key")), b"")
        if key:
            self._talk(one, key)
            return False
        path = self._folder / target.partition("?")[0].strip("/")
        body = path.read_bytes() if path.is_file() else b""
        status = "404 Not Found" if target.startswith("/gone") else "200 OK"
        kind = KINDS.get(path.suffix, "text/plain")
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        one.wfile.write(head.encode() + body)
        return False

    def _talk(self, one: socketserver.StreamRequestHandler, key: bytes) -> None:
        """Shake hands as RFC 6455 asks, then only listen."""
        accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())  # noqa: S324
        head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        one.wfile.write(head + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        while data := one.connection.recv(4096):
            # Six bytes before the text; it comes masked by four of them.
            mask, text = data[2:6], data[6:]
            self.received += bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
            self.sockets += 1

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[Counting]:
    made = Counting(PAGES)
    yield made
    made.close()


Work = Callable[[Page, Proxy], Awaitable[T]]
InBrowser = Callable[[dict[str, Work[T]]], dict[str, T]]


@pytest.fixture(scope="module")
def in_browser() -> InBrowser[T]:
    """Do works in one browser, each in a context and behind a proxy of its own, eight at once; what came of each."""

    def run(works: dict[str, Work[T]]) -> dict[str, T]:
        return asyncio.run(_all(works))

    return run


async def _all(works: dict[str, Work[T]]) -> dict[str, T]:
    system = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    guard, turns = Guard(None, allow_private=True), asyncio.Semaphore(8)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=system, args=FLAGS, proxy={"server": "http://127.0.0.1:9"}
            )
        except Error as error:
            pytest.skip(f"no browser: {error.message.splitlines()[0]}")

        async def one(work: Work[T]) -> T:
            proxy = Proxy(guard, set())
            await proxy.start()
            proxy.begin(1 << 25)
            async with turns:
                context = await browser.new_context(
                    proxy={"server": f"http://127.0.0.1:{proxy.port}"},
                    locale="ru-RU",
                    viewport={"width": 1280, "height": 900},
                )
                made = await work(await context.new_page(), proxy)
                await asyncio.sleep(0.5)  # what a page sends when it is left alone
                await context.close()
                await proxy.close()
            return made

        made = await asyncio.gather(*map(one, works.values()))
        await browser.close()
    return dict(zip(works, made, strict=True))

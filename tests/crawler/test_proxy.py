"""The browser's way out: a hostile page in a real Chromium, and a server at a private address that counts all."""

from __future__ import annotations

import asyncio
import socketserver
import threading
from collections.abc import Iterator

import pytest

from crawler import guard
from crawler.browser import Browser
from crawler.guard import Guard
from crawler.proxy import Proxy
from tests.conftest import ROOT, needs_browser
from tests.crawler.conftest import Reply, Serve, Site, page
from tests.crawler.test_browser import run

PRIVATE = "127.0.3.1"
HOSTILE = (ROOT / "tests" / "fixtures" / "browser" / "hostile.html").read_text("utf-8")


class Trap:
    """A server at a private address that counts connections and datagrams."""

    def __init__(self) -> None:
        self.connections = self.datagrams = 0
        trap = self

        class Stream(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                trap.connections += 1

        class Datagram(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                trap.datagrams += 1

        self.servers = [
            socketserver.ThreadingTCPServer((PRIVATE, 0), Stream),
            socketserver.ThreadingUDPServer((PRIVATE, 0), Datagram),
        ]
        self.port, self.udp = (int(server.server_address[1]) for server in self.servers)
        for server in self.servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    for server in made.servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The internet of the tests: 127.0.2.* is public; a name leads to the private server, another does so by turns."""
    asked: list[str] = []
    system = guard.addresses_of

    def ask(name: str) -> tuple[str, ...]:
        asked.append(name)
        if name == "private.test":
            return (PRIVATE,)
        if name == "rebind.test":
            return ("127.0.2.1",) if asked.count(name) == 1 else (PRIVATE,)
        return system(name)

    monkeypatch.setattr(guard, "addresses_of", ask)
    monkeypatch.setattr(guard, "is_public", lambda address: address.startswith("127.0.2."))
    return asked


def hostile(site: Site, trap: Trap) -> None:
    far = f"http://{PRIVATE}:{trap.port}"
    written = HOSTILE
    for mark, value in {
        "far": far,
        "name": "private.test",
        "port": trap.port,
        "udp": trap.udp,
        "address": PRIVATE,
        "hex": f"http://0x7f000301:{trap.port}",
        "number": f"http://{0x7F000301}:{trap.port}",
    }.items():
        written = written.replace(f"@{mark}@", str(value))
    away = Reply(status=302, headers={"Location": far + "/redirected"})
    worker = Reply(body=f"fetch('{far}/service')".encode(), kind="text/javascript")
    picture = Reply(body=b"GIF89a", kind="image/gif")
    site.routes.update({
        "/": Reply(body=written.encode()), "/to-private": away, "/to-private.png": away, "/worker.js": worker,
        "/seen.png": picture, "/go": Reply(body=f"<script>location = '{far}/gone'</script>".encode()),
        "/refresh": Reply(body=f"<meta http-equiv=refresh content='0; url={far}/refreshed'>".encode()),
    })  # fmt: skip


async def visit(browser: Browser, site: Site) -> set[str]:
    """Show the hostile page, and those that go to the private server by themselves; the hosts that were refused."""
    refused: set[str] = set()
    for path in ("/", "/go", "/refresh"):
        async with browser.page() as shown:
            await shown.goto(site.origin + path)
            if path == "/":
                await shown.wait_for_function("document.title === 'done'", timeout=20_000)
            else:
                await asyncio.sleep(0.5)
            refused |= browser.proxy_of(shown).refused
    return refused


@needs_browser
@pytest.mark.slow
def test_nothing_reaches_a_private_address(serve: Serve, trap: Trap, names: list[str]) -> None:
    site = serve({})
    hostile(site, trap)
    refused = run(lambda browser: visit(browser, site), allow_private=False)
    assert (trap.connections, trap.datagrams) == (0, 0)
    assert {"/", "/seen.png", "/to-private", "/go", "/refresh"} <= set(site.asked), "the page itself was shown"
    assert {PRIVATE, "private.test"} <= refused
    assert names.count("rebind.test") == 1, "a name that was checked is not asked again"


@needs_browser
@pytest.mark.slow
def test_the_same_page_would_reach_it(serve: Serve, trap: Trap) -> None:
    """What the test above forbids is what a browser does when it may."""
    site = serve({})
    hostile(site, trap)
    run(lambda browser: visit(browser, site))
    assert trap.connections > 10


@needs_browser
@pytest.mark.slow
def test_a_name_that_is_rebound_after_its_time_is_checked_again(
    serve: Serve, trap: Trap, names: list[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(guard, "_SECONDS", 0.0)
    site = serve({})
    hostile(site, trap)
    refused = run(lambda browser: visit(browser, site), allow_private=False)
    assert trap.connections == 0
    assert "rebind.test" in refused
    assert names.count("rebind.test") > 1


def ask(site: Site, data: bytes, *, limit: int = 1 << 20) -> tuple[bytes, Proxy]:
    """What a proxy answers to ``data``, and the proxy."""

    async def main() -> tuple[bytes, Proxy]:
        proxy = Proxy(Guard(None, allow_private=True), set())
        await proxy.start()
        proxy.begin(limit)
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(data.replace(b"SITE", site.origin.removeprefix("http://").encode()).replace(
            b"SELF", f"127.0.0.1:{proxy.port}".encode()))  # fmt: skip
        answer = await asyncio.wait_for(reader.read(-1), 10)
        await proxy.close()
        return answer, proxy

    return asyncio.run(main())


GET = b"GET http://SITE/a?b=1 HTTP/1.1\r\nHost: SITE\r\nProxy-Connection: keep-alive\r\n\r\n"


def test_a_plain_request_goes_on_in_origin_form_and_closes(serve: Serve) -> None:
    site = serve({"/a?b=1": page(title="Да")})
    answer, proxy = ask(site, GET)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"Connection: close" in head
    assert body == site.routes["/a?b=1"].body  # type: ignore[union-attr]
    assert site.asked == ["/a?b=1"]
    assert proxy.received >= len(answer) - 30


def test_a_second_request_on_the_same_connection_is_not_handed_on(serve: Serve) -> None:
    site = serve({"/a?b=1": page(), "/second": page()})
    ask(site, GET + GET.replace(b"/a?b=1", b"/second"))
    assert "/second" not in site.asked


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET http://SELF/ HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT SELF HTTP/1.1\r\n\r\n", b"403"),
        (b"GET http://no-such-name.invalid/ HTTP/1.1\r\n\r\n", b"502"),
        (b"CONNECT no-such-name.invalid:443 HTTP/1.1\r\n\r\n", b"502"),
        (b"GET /relative HTTP/1.1\r\n\r\n", b""),
        (b"GET ftp://SITE/ HTTP/1.1\r\n\r\n", b""),
        (b"GET http://SITE:99999/ HTTP/1.1\r\n\r\n", b""),
        (b"CONNECT SITE:x HTTP/1.1\r\n\r\n", b""),
        (b"\x16\x03\x01\x00\xa5\r\n\r\n", b""),
        (b"POST http://SITE/ HTTP/1.1\r\nContent-Length: many\r\n\r\n", b""),
        (b"POST http://SITE/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b""),
        (b"GET http://SITE/" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b""),
    ],
)
def test_what_is_no_request_for_a_page_gets_nothing(serve: Serve, data: bytes, status: bytes) -> None:
    site = serve({"/": page()})
    answer, _ = ask(site, data)
    assert answer.split(b" ")[1:2] == ([status] if status else [])
    assert not site.asked


def test_a_page_receives_no_more_than_it_may(serve: Serve) -> None:
    site = serve({"/a?b=1": Reply(body=b"x" * 3_000_000)})
    answer, proxy = ask(site, GET, limit=1_000_000)
    assert proxy.over
    assert len(answer) < 1_200_000

"""Small sites on loopback, and a home folder with a campaign over them."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler import archive, campaigns, database
from crawler.archive import Archive
from crawler.conductor import CrawlOptions
from crawler.crawling import CrawlSummary, crawl
from crawler.ledger import LedgerEntry
from crawler.plan import Hint, Plan

AS_OF = dt.date(2026, 3, 1)
HINT = Hint(topic="charter", pattern=r"(?:^|[ \n])устав(?:$|[ \n])", paths=("charter",), priority=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    chunk: int = 0
    """Send so many bytes less than promised."""


Answer = Reply | Callable[[str], Reply]


def page(*links: str, title: str = "Школа", text: str = "") -> Reply:
    """A page with links, written ``address`` or ``address|text``."""
    parts = (link.partition("|") for link in links)
    anchors = "".join(f'<p><a href="{href}">{words or href}</a></p>' for href, _, words in parts)
    return Reply(
        body=f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}{anchors}</body></html>".encode()
    )


class Quiet(ThreadingHTTPServer):
    """A server that does not mind clients that go away: killed ones do."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


class Site:
    """A server whose answers a test writes; it counts what it is asked."""

    def __init__(self, address: str, routes: Mapping[str, Answer], *, seconds: float = 0.0) -> None:
        """Serve ``routes`` (path with query → answer) at ``address``; anything else is 404."""
        self.routes = dict(routes)
        self.asked: list[str] = []
        self.crawled: Counter[str] = Counter()
        """How often the crawl itself asked each path; the browser, which tries a page again, left out."""
        self.agents: set[str] = set()
        self.cookie = ""
        """The Cookie header of the request being answered."""
        self.times: list[float] = []
        self.seconds = seconds
        self.server = Quiet((address, 0), self._handler())
        self.port = int(self.server.server_address[1])
        self.origin = f"http://{address}:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def counts(self) -> Counter[str]:
        """How often each path was asked."""
        return Counter(self.asked)

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                site.asked.append(self.path if self.command == "GET" else f"{self.command} {self.path}")
                site.crawled[self.path] += self.command == "GET" and "Chrome" not in (self.headers["User-Agent"] or "")
                site.times.append(time.monotonic())
                site.agents.add(self.headers["User-Agent"] or "")
                site.cookie = self.headers["Cookie"] or ""
                time.sleep(site.seconds)
                found = site.routes.get(self.path, Reply(status=404, body=b"<h1>404</h1>"))
                reply = found(self.path) if callable(found) else found
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body) + reply.chunk))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else reply.body)
                self.close_connection = self.close_connection or bool(reply.chunk)

            do_HEAD = do_OPTIONS = do_POST = do_GET  # noqa: N815  names of http.server

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                del format, args

        return Handler


Serve = Callable[..., Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a site, each on an address of its own."""
    numbers, sites = itertools.count(1), list[Site]()

    def start(routes: Mapping[str, Answer], *, seconds: float = 0.0) -> Site:
        sites.append(Site(f"127.0.2.{next(numbers)}", routes, seconds=seconds))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@dataclass(frozen=True, slots=True)
class Campaign:
    """A home folder with one campaign."""

    home: Path

    def add(self, **sites: str) -> None:
        """Put organisations into the registry and the campaign, id=address."""
        db = database.connect(self.home)
        rows = [{"id": org, "name": f"Школа {org}", "sector": "education", "site": site} for org, site in sites.items()]
        db.table("organisations").insert_all(rows)
        campaigns.ensure(db, "test", AS_OF, list(sites))

    def crawl(self, plan: Plan | None = None, **options: object) -> CrawlSummary:
        """Crawl all that is not done."""
        chosen = CrawlOptions(**{"allow_private": True, "delay": 0.0, **options})  # type: ignore[arg-type]
        return crawl(self.home, "test", plans=lambda _: plan or Plan(hints=(HINT,)), options=chosen)

    def archive(self, org: str) -> Archive:
        """The archive of one organisation."""
        return archive.read(archive.path_of(self.home, "test", org))

    def ledger(self, org: str) -> dict[str, LedgerEntry]:
        """The ledger by path and query (whole address for other hosts), in its order."""
        read = self.archive(org)
        host = str(read.crawl["site"]).split("/")[2]
        return {entry.url.partition(host)[2] or entry.url: entry for entry in read.ledger}

    def reasons(self, org: str) -> dict[str, str]:
        """State and reason by path."""
        return {path: f"{one.state} {one.reason}".strip() for path, one in self.ledger(org).items()}


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    """An empty campaign named ``test``."""
    return Campaign(tmp_path / "home")

"""Serves the demo's invented sites on loopback addresses: reads data/demo; knows nothing of crawling or auditing.

Beside the front door and not in it, so that neither is long; imported by ``glasnost demo`` and by tests only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer, ThreadingUDPServer
from typing import NamedTuple

import click

import glasnost_region as region

_SENDING = (
    "/priem/otpravit", "/cgi/obrashchenie", "/cgi/anketa", "/api/feedback", "/send", "/zayavka/send",
    "/cgi-bin/vopros.pl",
)  # fmt: skip
"""Where the forms of data/demo send to."""
_VERSION = b"<style>body { font-size: 150%; color: #000; background: #fff }</style></head>"
"""What makes a page of data/demo its version for poor sight."""


class Server(ThreadingTCPServer):
    """One site on one address, a thread a connection."""

    allow_reuse_address = True
    daemon_threads = True


def files() -> Path:
    """Where the demo's files are: in the checkout, or beside this module where it is installed."""
    here = Path(__file__).resolve().parent
    return next(folder for folder in (here / "data" / "demo", here / "glasnost_demo_sites") if folder.is_dir())


class Place(NamedTuple):
    """One site of the demo."""

    address: str
    """A loopback address."""
    answer: str
    """files; refused; a status by which all is refused; an address to which all is sent on."""
    folders: tuple[Path, ...]


@contextlib.contextmanager
def serve(port: int) -> Iterator[str]:
    """Serve the region's sites, each on a loopback address of its own; give the registry with their addresses.

    Where the machine has only 127.0.0.1 (macOS), the sites get ports of it. Raises ClickException for a taken port.
    """
    folder = files()
    with tempfile.TemporaryDirectory(prefix="glasnost-sites-") as made:
        places = [*_places(folder), *_made(folder, Path(made))]
        origins: dict[str, str] = {}
        servers: list[Server] = []
        for place in places:
            if place.answer == "refused":
                origins[place.address] = f"http://{place.address}:{port}"
                continue
            server = _server(place, port, origins)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            servers.append(server)
            host, bound = server.server_address[:2]
            port = bound if host == place.address else port
            origins[place.address] = f"http://{host!s}:{bound}"
        addresses = {kin.id: f"http://{_address(number)}:8790/" for number, kin in enumerate(region.MADE)}
        registry = region.registry((folder / "registry.csv").read_text("utf-8"), addresses)
        try:
            yield re.sub(r"http://([\d.]+):8790", lambda found: origins[found[1]], registry)
        finally:
            for server in servers:
                server.shutdown()
                server.server_close()


class _Name(BaseRequestHandler):
    """Says of every name that its host ``mx`` takes its mail, and that it has no address (RFC 1035, 4.1)."""

    def handle(self) -> None:
        """Answer one question."""
        asked, socket = self.request
        question = asked[12 : asked.index(b"\0", 12) + 5]  # the name, its type and class
        host = b"\x02mx\xc0\x0c"  # mx.NAME, where NAME is that of the question
        answer = b"\xc0\x0c\x00\x0f\x00\x01" + struct.pack(">IHH", 60, 2 + len(host), 10) + host
        if question.endswith(b"\x00\x01\x00\x01"):  # an address, of the internet
            answer, status, answers = b"", b"\x81\x83", 0
        else:
            status, answers = b"\x81\x80", 1
        head = asked[:2] + status + struct.pack(">HHHH", 1, answers, 0, 0)
        socket.sendto(head + question + answer, self.client_address)


@contextlib.contextmanager
def names() -> Iterator[tuple[str, int]]:
    """A name server for the demo's invented domains, which are in no real one; gives its address and port."""
    with ThreadingUDPServer(("127.0.0.1", 0), _Name) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield ("127.0.0.1", int(server.server_address[1]))
        finally:
            server.shutdown()


def _places(folder: Path) -> Iterator[Place]:
    """The sites of sites.csv."""
    for line in (folder / "sites.csv").read_text("utf-8").splitlines()[1:]:
        address, answer, names = line.split(";")
        yield Place(address, answer, tuple(folder / "sites" / name for name in names.split()))


def _made(folder: Path, out: Path) -> Iterator[Place]:
    """The sites that are made for other towns, written into ``out``."""
    for number, kin in enumerate(region.MADE):
        region.write(kin, folder / "sites", out / kin.id)
        yield Place(_address(number), "files", (out / kin.id,))


def _address(number: int) -> str:
    return f"127.0.2.{31 + number}"


def _server(place: Place, port: int, origins: Mapping[str, str]) -> Server:
    handler = _handler(place.answer, place.folders, origins)
    try:
        return Server((place.address, port), handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(f"Port {port} is taken; try: glasnost demo --port 0") from error
        return Server(("127.0.0.1", 0), handler)


class _Site(SimpleHTTPRequestHandler):
    """Answers out of the first folder that has the file, or refuses all, or sends all on to an address."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 43 ms a small reply otherwise
    answer: str
    folders: Sequence[Path]
    origins: Mapping[str, str]
    works: bool
    """Whether its forms send to somewhere and its version for poor sight is one."""

    def translate_path(self, path: str) -> str:
        """The file for a path."""
        found = ""
        for folder in self.folders:
            self.directory = str(folder)
            found = super().translate_path(path)
            if os.path.exists(found):  # noqa: PTH110 (what the base class gives is a str)
                break
        return found

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """A folder without a page is none."""
        self.send_error(HTTPStatus.NOT_FOUND, os.fspath(path))

    def do_GET(self) -> None:
        """Answer."""
        if self.answer == "files" and self.works and self.path.endswith("?special=1"):
            self._version()
        elif self.answer == "files":
            super().do_GET()
        elif self.answer in self.origins:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.origins[self.answer] + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_error(HTTPStatus(int(self.answer)))

    def do_HEAD(self) -> None:
        """The same without a body; where a form sends to, only POST is known."""
        if self.answer == "files" and self.works and self.path in _SENDING:
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
        elif self.answer == "files":
            super().do_HEAD()
        else:
            self.do_GET()

    def do_OPTIONS(self) -> None:
        """Not known anywhere."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def _version(self) -> None:
        """A page as its version for poor sight."""
        found = Path(self.translate_path(self.path))
        file = found / "index.html" if found.is_dir() else found
        body = file.read_bytes().replace(b"</head>", _VERSION, 1) if file.is_file() else b""
        self.send_response(HTTPStatus.OK if body else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


def _handler(answer: str, folders: Sequence[Path], origins: Mapping[str, str]) -> type[_Site]:
    """One site. On one of four, by its name, forms send to nowhere and the version for poor sight changes nothing."""
    works = bool(folders) and zlib.crc32(folders[-1].name.encode()) % 4 > 0
    return type("Site", (_Site,), {"answer": answer, "folders": folders, "origins": origins, "works": works})

"""Serves the demo's invented sites on loopback addresses: reads data/demo; knows nothing of crawling or auditing.

Beside the front door and not in it, so that neither is long; imported by ``glasnost demo`` and by tests only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer

import click


class Server(ThreadingTCPServer):
    """One site on one address, a thread a connection."""

    allow_reuse_address = True
    daemon_threads = True


def files() -> Path:
    """Where the demo's files are: in the checkout, or beside this module where it is installed."""
    here = Path(__file__).resolve().parent
    return next(folder for folder in (here / "data" / "demo", here / "glasnost_demo_sites") if folder.is_dir())


@contextlib.contextmanager
def serve(port: int) -> Iterator[str]:
    """Serve the sites of sites.csv, each on a loopback address of its own; give the registry with their addresses.

    Where the machine has only 127.0.0.1 (macOS), the sites get ports of it. Raises ClickException for a taken port.
    """
    folder = files()
    origins: dict[str, str] = {}
    servers: list[Server] = []
    for line in (folder / "sites.csv").read_text("utf-8").splitlines()[1:]:
        address, answer, names = line.split(";")
        if answer == "refused":
            origins[address] = f"http://{address}:{port}"
            continue
        handler = _handler(answer, [folder / "sites" / name for name in names.split()], origins)
        try:
            server = Server((address, port), handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(f"Port {port} is taken; try: glasnost demo --port 0") from error
            server = Server(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        host, bound = server.server_address[:2]
        port = bound if host == address else port
        origins[address] = f"http://{host!s}:{bound}"
    registry = (folder / "registry.csv").read_text("utf-8")
    try:
        yield re.sub(r"http://([\d.]+):8790", lambda found: origins[found[1]], registry)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _handler(answer: str, folders: Sequence[Path], origins: Mapping[str, str]) -> type[SimpleHTTPRequestHandler]:
    """A site that answers out of the first folder that has the file, or refuses all, or sends all on to an address."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # 43 ms a small reply otherwise

        def translate_path(self, path: str) -> str:
            found = ""
            for folder in folders:
                self.directory = str(folder)
                found = super().translate_path(path)
                if os.path.exists(found):  # noqa: PTH110 (what the base class gives is a str)
                    break
            return found

        def list_directory(self, path: str | os.PathLike[str]) -> None:
            self.send_error(HTTPStatus.NOT_FOUND, os.fspath(path))

        def do_GET(self) -> None:
            if answer == "files":
                super().do_GET()
            elif answer in origins:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", origins[answer] + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.send_error(HTTPStatus(int(answer)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
            """Say nothing."""

    return Handler

"""Asks for every page of a site over one connection and reads no more than its length: what the server alone can do.

Run as ``python -m benchmarks.asker ORIGIN FOLDER``; prints JSON with the number of pages.
"""

from __future__ import annotations

import http.client
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import written


def ask(origin: str, paths: list[str]) -> int:
    """Ask for each path; how many answered with a page."""
    parts = urlsplit(origin)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    pages = 0
    for path in paths:
        connection.request("GET", path)
        reply = connection.getresponse()
        pages += bool(reply.read()) and reply.status == http.HTTPStatus.OK
    connection.close()
    return pages


if __name__ == "__main__":
    print(json.dumps({"pages": ask(sys.argv[1], written.paths(Path(sys.argv[2])))}))

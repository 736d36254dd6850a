"""A child process that behaves as one that a hostile document has taken over, or as a library with a fault."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit.reading.confine import allow
from audit.reading.worker import Answer, serve


def hang() -> Answer:
    while True:
        pass


def burn() -> Answer:
    allow(0)
    return hang()


def grow() -> Answer:
    held = []
    while True:
        held.append(bytearray(1 << 26))


def fail() -> Answer:
    raise ZeroDivisionError


def write() -> Answer:
    sys.stdout.write("not a message")
    sys.stdout.flush()
    return {"state": "text", "kind": "pdf"}, "да".encode()


def lie() -> Answer:
    head = {"state": "owned", "kind": "x" * 99, "pages": -1, "note": "\x1b[31m" + "n" * 999, "cut": 0}
    return head, b"a\x1b[2J\xff\n" * 100_000


def garble() -> Answer:
    for number in range(3, 12):  # our pipe is one of them
        with contextlib.suppress(OSError):
            os.write(number, b"\xff" * 100)
    return {"state": "text"}, b""


def reach() -> Answer:
    return {"state": "text"}, "\n".join(map(_tried, (_file, _socket, _process))).encode()


def environment() -> Answer:
    return {"state": "text"}, "\n".join(sorted(os.environ)).encode()


DEEDS: Mapping[str, Callable[[], Answer]] = {
    "hang": hang, "burn": burn, "grow": grow, "die": os.abort, "raise": fail, "print": write, "lie": lie,
    "garble": garble, "open": reach, "environment": environment,
}  # fmt: skip


def behave(data: bytes, _asked: Mapping[str, Any]) -> Answer:
    """Do what the document names, else give it back as text."""
    deed = DEEDS.get(data.decode())
    return deed() if deed else ({"state": "text", "kind": "pdf"}, data)


def _tried(what: Any) -> str:  # noqa: ANN401  any function
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"


def _file() -> None:
    Path("/etc/passwd").read_bytes()


def _socket() -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _process() -> None:
    os.popen("true").read()  # noqa: S605  what must not work


if __name__ == "__main__":
    serve({"read": behave})

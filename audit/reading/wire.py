"""Messages between a process and its child: four bytes of length, a JSON object, bytes; trusts neither side."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

MAX_HEADER = 64 * 1024
"""Bytes of the JSON."""

_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """The other side closed the pipe within a message, or sent what is none. Raised by ``receive``."""


def send(stream: BinaryIO, header: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one message. Raises OSError where nobody reads."""
    head = json.dumps({**header, "size": len(body)}).encode()
    stream.write(_LENGTH.pack(len(head)) + head)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], bytes] | None:
    """One message whose body has at most ``most`` bytes; None where the stream ends before it. Raises WireError."""
    length = stream.read(_LENGTH.size)
    if not length:
        return None
    if len(length) != _LENGTH.size or (size := _LENGTH.unpack(length)[0]) > MAX_HEADER:
        raise WireError("no message begins here")
    try:
        header = json.loads(_exactly(stream, size))
    except ValueError as error:
        raise WireError("the header is no JSON") from error
    body = header.get("size") if isinstance(header, dict) else None
    if not isinstance(body, int) or not 0 <= body <= most:
        raise WireError(f"a body of {body} bytes")
    return header, _exactly(stream, body)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise WireError("the stream ends within a message")
    return data

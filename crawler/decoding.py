"""Undo Content-Encoding within a bound: reads bytes as received, gives the body; knows no page and no network."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]

MAX_DECODED = 40 * 1024 * 1024
"""Bytes; a body that grows beyond is refused, whatever it promised to be."""

_GZIP, _ZLIB, _RAW = 31, 15, -15
_CHUNK = 64 * 1024
_FIRST = 512
"""Bytes that a gzip member is fed first, doubled up to a chunk: what a short one leaves is copied, and costs little."""
_MAX_MEMBERS = 10_000
"""Of one gzip body. Servers send one, packers that work in blocks one for each 64 KB or so."""


class TooLarge(Exception):  # noqa: N818  it names the ledger's reason
    """A body that decodes to more than the limit, or comes in more pieces than any honest one.

    Raised before the limit is passed by more than a chunk.
    """


def decode_body(body: bytes, encoding: str, limit: int = MAX_DECODED) -> bytes:
    """The body behind a Content-Encoding header such as ``gzip`` or ``deflate, br``.

    As browsers do, what decodes before an error is kept, and a body that is not encoded as it says is given as it is.
    Raises TooLarge.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    for name in reversed(names[:3]):  # encodings are named in the order in which they were laid on
        if name in ("gzip", "x-gzip"):
            body = _inflate(body, limit, _GZIP)
        elif name == "deflate":
            body = _inflate(body, limit, _ZLIB if body[:1] and body[0] & 0x0F == zlib.DEFLATED else _RAW)
        elif name == "br":
            body = _brotli(body, limit)
    if len(body) > limit:
        raise TooLarge(limit)
    return body


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    out = bytearray()
    place = members = 0
    with memoryview(body) as view:
        while place < len(view):
            end = _member(view, place, window, limit, out)
            members += bool(end)
            if not end or window != _GZIP:
                break
            if members > _MAX_MEMBERS:
                raise TooLarge(limit)
            place = end
    return bytes(out) if out or members else body


def _member(view: memoryview, place: int, window: int, limit: int, out: bytearray) -> int:
    """Unpack what begins at ``place`` into ``out``; where it ends, 0 if it breaks off. Linear in what it reads."""
    stream = zlib.decompressobj(window)
    step = _FIRST
    while place < len(view) and not stream.eof:
        part = view[place : place + step]
        try:
            out += stream.decompress(part, limit - len(out) + 1)
        except zlib.error:
            return 0
        if len(out) > limit:
            raise TooLarge(limit)
        place += len(part)
        step = min(2 * step, _CHUNK)
    return place - len(stream.unused_data) if stream.eof else 0


def _brotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    out = bytearray()
    part = body
    try:
        while not stream.is_finished():
            got = stream.process(part, output_buffer_limit=_CHUNK)
            out += got
            if len(out) > limit:
                raise TooLarge(limit)
            if not got and not part:
                break
            part = b""
    except brotli.error:
        return bytes(out) or body
    return bytes(out)

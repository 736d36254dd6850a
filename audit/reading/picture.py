"""Pictures: how large they are, by their headers; decodes none of them; runs in the child process only."""

from __future__ import annotations

import struct

from audit.reading.outcome import Refused

_MOST = 30_000_000
"""Dots of a picture that is decoded; a page of A3 at 300 dpi has 17 million."""
_LEAST, _SIDE = 12_000, 40
"""Dots, and dots a side, of a picture that may hold words."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which its size stands (SOF)."""


def legible(data: bytes, kind: str) -> bool:
    """Whether a picture is large enough to hold words. Raises Refused: corrupt, or too_large to be decoded."""
    try:
        width, height = {"png": _png, "jpg": _jpg, "tiff": _tiff}[kind](data)
    except (struct.error, IndexError) as error:
        raise Refused("corrupt", "no size in the picture's header") from error
    if width <= 0 or height <= 0:
        raise Refused("corrupt", "a picture without dots")
    if width * height > _MOST:
        raise Refused("too_large", f"{width}×{height} dots")
    return min(width, height) >= _SIDE and width * height >= _LEAST


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpg(data: bytes) -> tuple[int, int]:
    place = 2
    while True:
        while data[place] != 0xFF or data[place + 1] in (0x00, 0xFF):  # noqa: PLR2004  padding
            place += 1
        marker = data[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        place += 2 if 0xD0 <= marker <= 0xD9 else 2 + struct.unpack_from(">H", data, place + 2)[0]  # noqa: PLR2004  no length


def _tiff(data: bytes) -> tuple[int, int]:
    order = "<" if data[:2] == b"II" else ">"
    (place,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, place)
    size = {256: 0, 257: 0}
    for number in range(count):
        tag, kind = struct.unpack_from(order + "HH", data, place + 2 + 12 * number)
        if tag in size:
            (size[tag],) = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, place + 10 + 12 * number)  # noqa: PLR2004  SHORT
    return size[256], size[257]

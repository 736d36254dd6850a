"""The records of a WARC 1.1 file, one gzip member each: reads and writes bytes; knows no page and no database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click
from isal import isal_zlib

LEVEL = 2
"""Of ISA-L's gzip: a quarter of the CPU of zlib-ng's level 4 on real pages, and 12 % larger."""
_GZIP = 31
"""The window of a gzip member, as zlib counts it."""

MAX_RECORD = 256 * 1024 * 1024
"""Bytes of one record when unpacked: no file of ours holds a larger one, a hostile file may."""

_CHUNK = 32 * 1024


class ArchiveError(click.ClickException):
    """An archive that cannot be trusted: cut short, changed or not an archive at all."""

    def __init__(self, path: Path, offset: int, what: str) -> None:
        """Say where and what; both stay readable as attributes."""
        super().__init__(f"Archive {path}, byte {offset}: {what}.")
        self.path, self.offset, self.what = path, offset, what


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it stands in the file."""

    offset: int
    length: int
    """As compressed, bytes."""
    headers: Mapping[str, str]
    """WARC headers by their names in lower case."""
    block: bytes

    @property
    def kind(self) -> str:
        """``warcinfo``, ``response``, ``metadata`` and so on."""
        return self.headers.get("warc-type", "")

    @property
    def uri(self) -> str:
        """Of what the record tells."""
        return self.headers.get("warc-target-uri", "")


def pack_record(kind: str, headers: Mapping[str, str], block: bytes, when: str) -> bytes:
    """One record as a gzip member; ``when`` is an ISO 8601 time in UTC, ``headers`` those besides the usual."""
    lines = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": when,
        **headers,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    record = b"".join((b"WARC/1.1\r\n", head.encode(), b"\r\n", block, b"\r\n\r\n"))
    return isal_zlib.compress(record, LEVEL, _GZIP)


def read_record(file: BinaryIO, path: Path, offset: int) -> Record | None:
    """Read the record at ``offset``; None at the end of the file. Raises ArchiveError for whatever is not one."""
    file.seek(offset)
    return _read(file, path, offset, b"")[0]


def read_records(path: Path, end: int | None = None) -> Iterator[Record]:
    """Read all records in their order, up to byte ``end``. Raises ArchiveError, also where there is no such file."""
    try:
        with path.open("rb") as file:
            offset, rest = 0, b""
            while end is None or offset < end:
                record, rest = _read(file, path, offset, rest)
                if record is None:
                    return
                yield record
                offset += record.length
    except OSError as error:
        raise ArchiveError(path, 0, error.strerror or str(error)) from error


def _read(file: BinaryIO, path: Path, offset: int, begun: bytes) -> tuple[Record | None, bytes]:
    """The record that begins with the bytes ``begun`` and goes on in the file; and what was read beyond it."""
    stream = isal_zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    size = used = 0
    while not stream.eof:
        chunk = begun or file.read(_CHUNK)
        begun = b""
        if not chunk:
            if not used:
                return None, b""
            raise ArchiveError(path, offset, "the file ends within a record: it was cut short")
        used += len(chunk)
        try:
            parts.append(stream.decompress(chunk, MAX_RECORD - size + 1))
        except isal_zlib.IsalError as error:  # type: ignore[misc]  # its stub tells of an instance
            raise ArchiveError(path, offset, f"not a gzip member ({error})") from error
        size += len(parts[-1])
        if size > MAX_RECORD:
            raise ArchiveError(path, offset, f"a record larger than {MAX_RECORD} bytes")
    rest = stream.unused_data
    return _parse(b"".join(parts), path, offset, used - len(rest)), rest


def _parse(data: bytes, path: Path, offset: int, length: int) -> Record:
    end = data.find(b"\r\n\r\n")
    first, *lines = data[: max(end, 0)].decode("utf-8", "replace").split("\r\n")
    if not first.startswith("WARC/1."):
        raise ArchiveError(path, offset, "not a WARC record")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    size, found = headers.get("content-length", ""), len(data) - end - 8
    if not size.isdecimal() or found != int(size) or not data.endswith(b"\r\n\r\n"):
        raise ArchiveError(path, offset, f"the record is {max(found, 0)} bytes long and says {size or 'nothing'}")
    return Record(offset=offset, length=length, headers=headers, block=data[end + 4 : -4])

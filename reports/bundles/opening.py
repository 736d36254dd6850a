"""Opens a bundle that others made: reads a ZIP file, trusts nothing in it, unpacks within bounds; writes nothing."""

from __future__ import annotations

import hashlib
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from reports.bundles import layout
from reports.bundles.layout import CHUNK, MANIFEST, SEAL, DamagedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

_END = b"PK\x05\x06"
_END_SIZE, _COMMENT = 22, 0xFFFF
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_END_64, _END_64_SIZE = b"PK\x06\x06", 56
_LOCAL_SIZE = 30
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x41
_KNOWN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class Resource(BaseModel):
    """One file as the manifest tells of it."""

    model_config = ConfigDict(frozen=True)

    path: str
    hash: str
    bytes: int


class _Manifest(BaseModel):
    resources: tuple[Resource, ...]


class Signature(BaseModel):
    """Who signed the manifest's digest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    algorithm: str
    public_key: str
    """Base64 of 32 bytes."""
    signature: str
    """Base64 of 64 bytes."""


class Seal(BaseModel):
    """The manifest's digest."""

    path: str
    hash: str
    glasnost: Signature | None = None


class Bundle:
    """A bundle whose list of files was found harmless. Use it in ``with``."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises RefusedError for what is no bundle or would be unsafe to unpack."""
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RefusedError(f"{path}: cannot be opened: {error.strerror}.") from error
        try:
            _bounded(path, self._file)
            self._zip = zipfile.ZipFile(self._file)
            self._files = _harmless(path, self._zip.infolist())
        except _FAULTS as error:
            self._file.close()
            raise RefusedError(f"{path}: no ZIP file, or one that was cut short ({error}).") from error
        except RefusedError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> frozenset[str]:
        """Of all files."""
        return frozenset(self._files)

    def size(self, name: str) -> int:
        """Bytes of a file, unpacked, as the ZIP file says."""
        return self._files[name].file_size

    def stored(self, name: str) -> bool:
        """Whether a file stands as it is, not compressed once more."""
        return self._files[name].compress_type == zipfile.ZIP_STORED

    def stream(self, name: str) -> Iterator[bytes]:
        """A file piece by piece. Raises DamagedError."""
        if name not in self._files:
            raise DamagedError(name, "is not there")
        try:
            with self._zip.open(self._files[name]) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except _FAULTS as error:
            raise DamagedError(name, f"cannot be unpacked: {error}") from error

    def read(self, name: str, most: int = layout.MAX_TEXT) -> bytes:
        """A whole file. Raises DamagedError, also where it is larger than ``most`` bytes."""
        if name in self._files and self.size(name) > most:
            raise DamagedError(name, f"has {self.size(name)} bytes; at most {most} are read")
        return b"".join(self.stream(name))

    def digest(self, name: str) -> tuple[str, int]:
        """``sha256:HEX`` and length of a file. Raises DamagedError."""
        found, size = hashlib.sha256(), 0
        for chunk in self.stream(name):
            found.update(chunk)
            size += len(chunk)
        return f"sha256:{found.hexdigest()}", size

    def manifest(self) -> tuple[bytes, dict[str, Resource]]:
        """The manifest as it stands, and its files by path. Raises RefusedError where there is none to go by."""
        try:
            data = self.read(MANIFEST)
            found = _Manifest.model_validate_json(data).resources
        except (DamagedError, ValidationError, RecursionError) as error:
            raise RefusedError(f"{self.path}: no bundle: {_first(error)}.") from error
        by_path = {one.path: one for one in found}
        if len(by_path) < len(found):
            raise RefusedError(f"{self.path}: {MANIFEST} names a file twice.")
        return data, by_path

    def seal(self) -> Seal:
        """The manifest's digest. Raises DamagedError."""
        try:
            return Seal.model_validate_json(self.read(SEAL))
        except (ValidationError, RecursionError) as error:
            raise DamagedError(SEAL, _first(error)) from error


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors()[0]
        return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
    return str(error)


def _bounded(path: Path, file: BinaryIO) -> None:
    """Compare the length of the list of files with our bounds before it is read. Raises RefusedError."""
    size = file.seek(0, 2)
    start = max(size - _END_SIZE - _COMMENT, 0)
    file.seek(start)
    tail = file.read(_END_SIZE + _COMMENT)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise RefusedError(f"{path}: no ZIP file, or one that was cut short: its list of files is not there.")
    files, length, offset = struct.unpack("<HII", tail[at + 10 : at + 20])
    file.seek(max(start + at - _LOCATOR_SIZE, 0))
    if file.read(len(_LOCATOR)) == _LOCATOR or files == _FULL_16 or _FULL_32 in (length, offset):
        files, length = _of_64(path, file, start + at)
    if files > layout.MAX_FILES or length > layout.MAX_DIRECTORY:
        raise RefusedError(f"{path}: lists {files} files in {length} bytes; at most {layout.MAX_FILES} are read.")
    file.seek(0)


def _of_64(path: Path, file: BinaryIO, end: int) -> tuple[int, int]:
    file.seek(max(end - _LOCATOR_SIZE, 0))
    locator = file.read(_LOCATOR_SIZE)
    found = b""
    if locator.startswith(_LOCATOR):
        file.seek(max(end - _LOCATOR_SIZE - _END_64_SIZE, 0))  # where zipfile reads it, whatever the locator says
        found = file.read(_END_64_SIZE)
    if not found.startswith(_END_64) or len(found) < _END_64_SIZE:
        raise RefusedError(f"{path}: its list of files (ZIP64) is not there: it was cut short or made by hand.")
    files, length = struct.unpack("<QQ", found[32:48])
    return files, length


def _harmless(path: Path, found: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by name, once each was looked at. Raises RefusedError."""
    if len(found) > layout.MAX_FILES:  # whatever number the file itself gives
        raise RefusedError(f"{path}: lists {len(found)} files; at most {layout.MAX_FILES} are read.")
    files: dict[str, zipfile.ZipInfo] = {}
    end = 0
    for info in sorted(found, key=lambda one: one.header_offset):
        if why := _harm(info):
            raise RefusedError(f"{path}: refused, nothing was unpacked: {info.orig_filename!r} {why}.")
        if info.header_offset < end:
            raise RefusedError(f"{path}: refused, nothing was unpacked: {info.filename!r} overlaps another file.")
        end = info.header_offset + _LOCAL_SIZE + info.compress_size
        if info.filename in files:
            raise RefusedError(f"{path}: refused, nothing was unpacked: {info.filename!r} is there twice.")
        files[info.filename] = info
    return files


def _harm(info: zipfile.ZipInfo) -> str:
    """What would be wrong with unpacking a file; empty where nothing is."""
    deflated = info.compress_type == zipfile.ZIP_DEFLATED
    grown = info.file_size - layout.FREE_GROWTH
    wrong = (
        (unsafe(info.orig_filename) != "", unsafe(info.orig_filename)),
        (info.filename != info.orig_filename, "is not named as it seems"),
        (stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG), "is no plain file (a link?)"),
        (bool(info.flag_bits & _ENCRYPTED), "is encrypted"),
        (info.compress_type not in _KNOWN, f"is compressed by a method of no bundle ({info.compress_type})"),
        (not deflated and info.file_size != info.compress_size, "has two lengths"),
        (deflated and info.filename.endswith(".gz"), "is compressed a second time"),
        (
            deflated and grown > info.compress_size * layout.MAX_RATIO,
            f"would unpack from {info.compress_size} to {info.file_size} bytes (a bomb?)",
        ),
        (info.file_size > layout.MAX_STREAM, f"has {info.file_size} bytes; at most {layout.MAX_STREAM} are read"),
    )
    return next((why for is_so, why in wrong if is_so), "")


def unsafe(name: str) -> str:
    """What is wrong with a file's name; empty where nothing is."""
    if not name or len(name) > 1000 or not name.isprintable() or "\\" in name or ":" in name:  # noqa: PLR2004
        return "has a name with signs that no bundle uses"
    if name.startswith("/"):
        return "has a name that begins at the root of the disk"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "has a name that leads out of its folder"
    return ""

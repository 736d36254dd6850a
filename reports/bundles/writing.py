"""Writes a bundle's ZIP file and its manifest: takes names and bytes, gives one file; knows no database.

The same content gives the same bytes: no dates, one order, one level of compression.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, Self

from reports.bundles.layout import MANIFEST, SEAL, WACZ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

_NO_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3
_PLAIN = re.compile(r"[^a-z0-9._-]+")


class Writer:
    """A ZIP file that grows file by file; use it in ``with``. Raises OSError where it cannot write."""

    def __init__(self, path: Path) -> None:
        """Begin the file at ``path``."""
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._resources: list[tuple[str, str, int]] = []

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write the list of files and close."""
        self._zip.close()

    def text(self, name: str, data: bytes) -> None:
        """Add a file that compresses well."""
        self.stream(name, [data], len(data))

    def stream(self, name: str, chunks: Iterable[bytes], length: int, *, stored: bool = False) -> None:
        """Add a file of so many bytes piece by piece; ``stored``: it is compressed already."""
        digest, size = hashlib.sha256(), 0
        info = _info(name, stored=stored)
        info.file_size = (
            length  # told beforehand, no ZIP64 field is put before a short file: ReplayWeb.page trips on it
        )
        with self._zip.open(info, "w") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self._resources.append((name, f"sha256:{digest.hexdigest()}", size))

    def finish(self, about: Mapping[str, Any], sign: Callable[[str], dict[str, str]] | None) -> None:
        """Add the manifest and its digest, which ``sign`` may sign."""
        manifest = {
            "profile": "data-package",
            "wacz_version": WACZ,
            **about,
            "resources": [
                {"name": name, "path": path, "hash": digest, "bytes": size}
                for name, (path, digest, size) in _named(sorted(self._resources))
            ],
        }
        data = dump(manifest, indent=1)
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        seal = {"path": MANIFEST, "hash": digest} | ({"glasnost": sign(digest)} if sign else {})
        for name, content in ((MANIFEST, data), (SEAL, dump(seal, indent=1))):
            self._zip.writestr(_info(name), content)


def dump(data: object, indent: int | None = None) -> bytes:
    """JSON as all files of a bundle have it."""
    return (json.dumps(data, ensure_ascii=False, indent=indent) + "\n").encode()


def lines(rows: Iterable[object]) -> bytes:
    """JSON, one row a line."""
    return b"".join(map(dump, rows))


def _info(name: str, *, stored: bool = False) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr, info.create_system = _MODE, _UNIX
    return info


def _named(resources: Iterable[tuple[str, str, int]]) -> Iterable[tuple[str, tuple[str, str, int]]]:
    """Each with a name of its own in the letters that Data Package asks for; paths may be Cyrillic."""
    taken: dict[str, int] = {}
    for one in resources:
        name = _PLAIN.sub("-", one[0].lower()).strip("-")
        taken[name] = taken.get(name, 0) + 1
        yield (name if taken[name] == 1 else f"{name}-{taken[name]}"), one

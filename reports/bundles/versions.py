"""What read the pages and decided: versions of Glasnost, its code and its parsers. Reads its own files only."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import audit
import checklists
import crawler
from audit.reading.kinds import VERSION

PARSERS = (
    "selectolax", "lxml", "beautifulsoup4", "google-re2", "fastwarc", "brotli", "idna", "pyyaml", "pydantic",
    "pypdfium2", "olefile", "xlrd",
)  # fmt: skip
"""Libraries that read archives, pages, check-lists and documents."""


@cache
def versions() -> dict[str, str]:
    """Name → version, of what is at hand here."""
    return {
        "glasnost": _version("glasnost"),
        "code": _code(),
        "readers": str(VERSION),
        "python": platform.python_version(),
        **{name: _version(name) for name in PARSERS},
    }


def differing(then: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What is not the same here as it was there: name → (there, here); empty text where one has none."""
    here = versions()
    return {
        name: (then.get(name, ""), here.get(name, ""))
        for name in sorted({*then, *here})
        if then.get(name) != here.get(name)
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _code() -> str:
    """``sha256:HEX`` of the Python that stands between an archive and a finding."""
    total = hashlib.sha256()
    for package in (audit, checklists, crawler):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            content = path.read_bytes()
            total.update(f"{root.name}/{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            total.update(content)
    return f"sha256:{total.hexdigest()}"

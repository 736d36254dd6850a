"""What a probe found, as a record of the archive: ``urn:probe:KIND:ABOUT``, JSON; knows no browser and no law."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

PREFIX = "urn:probe:"

Kind = Literal["form", "low_vision", "accessibility", "mail", "link", "answer"]
"""``link``: whether a link opens; ``answer``: what came of a form that was really sent."""
KINDS: tuple[Kind, ...] = ("form", "low_vision", "accessibility", "mail", "link", "answer")


class Probed(NamedTuple):
    """One probe of one page, mail domain or link."""

    kind: Kind
    about: str
    """The page's address, the domain, the link."""
    data: Mapping[str, Any]
    """As the probe gave it; with ``reason`` where it could not be made."""
    offset: int
    """Of the record in the archive, bytes."""
    digest: str
    """``sha256:HEX`` of the record's JSON."""
    made_at: str
    """ISO 8601, UTC."""


def uri(kind: Kind, about: str) -> str:
    """The name of a record."""
    return f"{PREFIX}{kind}:{about}"


def text(found: Mapping[str, Any]) -> str:
    """The JSON of a record; half a character, as scripts of pages make them, becomes a question mark."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace").decode()


def read(name: str, block: bytes, offset: int, digest: str, made_at: str) -> Probed:
    """Read a record whose name begins with PREFIX. Raises ValueError where it is none of ours."""
    kind, _, about = name.removeprefix(PREFIX).partition(":")
    data = json.loads(block)
    if kind not in KINDS or not isinstance(data, dict):
        raise ValueError(name)
    return Probed(kind, about, data, offset, digest, made_at)

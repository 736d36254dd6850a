"""What became of every address that a crawl met: rows of table urls and of the archive; knows no page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["queued", "fetched", "skipped", "failed"]

FAILED = frozenset(
    "dns tls timeout refused http_error gone blocked robots login too_large too_deep private redirect internal".split(),  # noqa: SIM905
)
"""Reasons of ``failed``: the address was wanted and could not be read."""

SKIPPED = frozenset(
    "budget robots offsite duplicate scheme media redirect canonical".split(),  # noqa: SIM905
)
"""Reasons of ``skipped``, besides ``trap:KIND``: the address was not wanted, or stands elsewhere."""

_REFUSALS = {401: "login", 407: "login", 403: "blocked", 429: "blocked", 451: "blocked", 404: "gone", 410: "gone"}


def refusal(status: int) -> str:
    """The reason of ``failed`` that an HTTP status of 400 or more tells (RFC 9110, 15.5 and 15.6).

    >>> [refusal(status) for status in (403, 404, 502)]
    ['blocked', 'gone', 'http_error']
    """
    return _REFUSALS.get(status, "http_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One address: how it was met, what became of it, where its answer stands in the archive."""

    url: str
    state: State
    reason: str = ""
    status: int | None = None
    """HTTP status of the last answer; None where there was none."""
    depth: int = 0
    """Links from the home page."""
    parent: str = ""
    """The page that named it first."""
    link_text: str = ""
    via: str = "a"
    """start, redirect, refresh, canonical, sitemap, robots, or the kind of link: a, area, frame, onclick, data-href."""
    priority: int = 0
    redirect_to: str = ""
    offset: int | None = None
    """Of the response record in the archive, bytes."""
    length: int | None = None
    """Of that record as compressed, bytes."""
    digest: str = ""
    """``sha256:HEX`` of the body as archived."""
    content_type: str = ""
    size: int | None = None
    """Of the body as received, bytes."""
    fetched_at: str = ""
    """ISO 8601, UTC."""

    def to_dict(self) -> dict[str, Any]:
        """The entry as it stands in the archive's ledger record."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> LedgerEntry:
        """Read an entry of the archive. Raises TypeError for keys that it does not know."""
        return cls(**data)

"""What the browser made of an address: a row of table renderings and of the archive; knows no page and no browser."""

from __future__ import annotations

from typing import Any, NamedTuple

RENDERED, NEEDLESS = "rendered", "needless"

OUTCOMES = (
    RENDERED, NEEDLESS, "redirect", "no_browser", "browser_failed", "timeout", "too_large", "too_deep", "blocked",
    "http_error", "login",
)  # fmt: skip
"""``rendered``: the DOM stands in the archive and is what the page shows; ``needless``: a browser shows it, or showed
other pages of its template, no better; ``redirect``: a script leads elsewhere; the others say why there is none."""


class Rendering(NamedTuple):
    """One row of table renderings, in the order of its columns after campaign and org."""

    url: str
    why: str
    """Why plain HTTP was not enough: one of crawler.shell.REASONS, or ``asked`` by the operator."""
    outcome: str
    """One of OUTCOMES."""
    offset: int | None = None
    """Of the DOM in the archive, a ``resource`` record, bytes."""
    length: int | None = None
    """Of that record as compressed, bytes."""
    digest: str = ""
    """``sha256:HEX`` of the DOM as archived, UTF-8."""
    rendered_at: str = ""
    """ISO 8601, UTC; empty where the browser was not asked."""
    settled: bool = True
    """False where the page still changed when its time was over."""

    @property
    def shown(self) -> bool:
        """Whether its DOM is what the audit reads."""
        return self.outcome == RENDERED and self.offset is not None

    def to_dict(self) -> dict[str, Any]:
        """The row as it stands in the archive's ledger record."""
        return self._asdict()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Rendering:
        """Read a row of the archive. Raises TypeError for keys that it does not know."""
        return cls(**data)

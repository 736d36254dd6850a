"""The result for one item of one organisation, and its proof. Plain data: reads nothing, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["met", "partial", "missing", "not_applicable", "not_checked"]
VERDICTS: tuple[Verdict, ...] = ("met", "partial", "missing", "not_applicable", "not_checked")
DECIDING: tuple[Verdict, ...] = VERDICTS[:-1]
"""Verdicts that an accepted objection may end in."""

NOT_CHECKED = (
    "dns", "tls", "timeout", "refused", "http_error", "blocked", "robots", "login", "budget", "too_large", "too_deep",
    "image_only", "encrypted", "corrupt", "no_reader", "no_browser", "browser_failed", "captcha", "behind_send",
    "unfilled", "unopened", "unloaded", "unclear", "no_names", "members", "not_tried", "not_talked", "not_sent",
    "offsite",
)  # fmt: skip
"""Reasons of a not_checked: what kept us from looking."""

SEEN = (
    "not_found", "placeholder", "bare_heading", "dead_link", "named_only", "little", "stale", "foreign", "elsewhere",
    "mentioned", "news", "part", "no_site", "dead_address", "silent", "pretends", "disabled", "wordless", "mailto",
    "no_mail_host", "no_number", "tel_differs", "no_answers", "no_change", "spacing", "undelivered",
)  # fmt: skip
"""Reasons of a missing or partial: what we saw instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where something was seen, so that anyone can look it up in the archive."""

    url: str
    offset: int | None
    """Byte offset of the record in the WARC file; None where the proof is an entry of the ledger."""
    digest: str | None
    """``sha256:HEX`` of the body as archived."""
    place: str
    """Where in the page: ``block 12``, ``link 3``, ``form 1``, ``itemprop fullName``, ``ledger``,
    ``probe form``: then the record is the probe's, and the quote says what it found."""
    quote: str
    """At most 300 characters of the page's own text, white space folded."""
    fetched_at: str | None
    """ISO 8601, UTC."""
    how: Literal["http", "browser", "document", "link", "ocr", "probe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's decision about one finding, as it stands in the campaign that is asked about."""

    reviewer: str
    verdict: Verdict
    reason: str
    """Why, in the reviewer's own words."""
    decided_at: str
    """ISO 8601, UTC."""
    machine: Verdict
    """What the machine says now."""
    in_force: bool
    """False where a later crawl saw something else than the reviewer: the machine's verdict counts again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict for one item."""

    org: str
    item: str
    verdict: Verdict
    reason: str | None
    """One of NOT_CHECKED, or of SEEN; None where the verdict says all, or ``review`` says why."""
    evidence: tuple[Evidence, ...]
    looked: tuple[str, ...]
    """URLs of the ledger where we looked, the likeliest first, at most 20; filled for missing and partial."""
    decided_by: Literal["machine", "person"] = "machine"
    review: Review | None = None
    """The last review that nobody withdrew; the verdict is its own where it is in force."""

"""What robots.txt allows: reads its text, answers for an address; the fetching is the visit's.

After RFC 9309: a file that is not there (4xx) allows all; one that cannot be had (5xx, no connection) forbids all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from protego import Protego

from crawler import urls
from crawler.agent import NAME

MAX_BYTES = 512 * 1024
"""Read of a robots.txt; the RFC asks for at least 500 kibibytes."""

MAX_DELAY = 30.0
"""Seconds of Crawl-delay that are obeyed in full; a longer one would stretch one visit over days."""


_COMMA = re.compile(r"(?im)^([ \t]*crawl[- ]delay[ \t]*:[ \t]*\d+),(\d+)")
"""A delay as Russian spells numbers."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host."""

    parsed: Protego | None
    """None where the answer is the same for all addresses."""
    all: bool = True
    """That answer."""
    reason: str = ""
    """Why all is forbidden, where the file could not be had."""

    def allow(self, url: str) -> bool:
        """True where we may fetch ``url``."""
        return self.all if self.parsed is None else bool(self.parsed.can_fetch(url, NAME))

    def delay(self) -> float:
        """Seconds between requests that the site asks for (Crawl-delay, Request-rate); 0 where it asks for nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(NAME)
        asked = max(self.parsed.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(asked, MAX_DELAY)

    def sitemaps(self) -> list[str]:
        """The sitemaps that the file names, at most 20."""
        return [] if self.parsed is None else list(islice(self.parsed.sitemaps, 20))


ALLOW_ALL = Rules(None)


def parse(body: bytes) -> Rules:
    """Read a robots.txt."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]  # half a rule forbids more than the whole one
    encoding = "utf-16" if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    text = _COMMA.sub(r"\1.\2", body.decode(encoding, "replace").lstrip("\ufeff"))
    if text.lstrip()[:1] == "<":  # a page that stands in for a missing file
        return ALLOW_ALL
    return Rules(Protego.parse(text))


def allowed(known: Mapping[str, Rules], url: str) -> bool:
    """Whether rules that are known by origin allow ``url``, as a page or a server spells it; others forbid it."""
    target = urls.normalise(url)
    rules = known.get(urls.authority(target)) if target else None
    return rules is not None and rules.allow(target or "")


def unreachable(reason: str) -> Rules:
    """The rules where robots.txt could not be had for ``reason``."""
    return Rules(None, all=False, reason=reason)

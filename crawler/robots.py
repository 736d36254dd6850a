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


_DAY = 86400


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
        """Seconds between requests that the site asks for; 0 where it asks for nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(NAME)  # whatever the hours it is for: a visit may last into them
        asked = max(self.parsed.crawl_delay(NAME) or 0.0, min(rate.seconds, _DAY) / rate.requests if rate else 0.0)
        return min(asked, MAX_DELAY)

    def sitemaps(self) -> list[str]:
        """The sitemaps that the file names, at most 20."""
        return [] if self.parsed is None else list(islice(self.parsed.sitemaps, 20))


ALLOW_ALL = Rules(None)

_USER = re.compile(r"\s*user[ -]?agent(?=[\s:])\s*:?\s*([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]*", re.IGNORECASE)
_DELAY = re.compile(r"(\s*crawl[ -]delay(?=[\s:])\s*:?\s*\d+)(?:[.,](\d+))?", re.IGNORECASE)


def parse(body: bytes) -> Rules:
    """Read a robots.txt."""
    text = _text(body)
    if text.lstrip()[:1] == "<":  # a page that stands in for a missing file
        return ALLOW_ALL
    return Rules(Protego.parse("\n".join(map(_plain, text.splitlines()))))


def _text(body: bytes) -> str:
    """What is read of a robots.txt, in whole lines: half a rule would be another rule."""
    start = body[:MAX_BYTES]
    encoding = "utf-8"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in start[:2]:  # a text begins with ASCII: the other byte of it tells the order
        encoding = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    text = start.decode(encoding, "replace").replace("\ufeff", "")  # editors and scripts each add a mark of their own
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] if len(body) > MAX_BYTES else text


def _plain(line: str) -> str:
    """A line as Protego reads it.

    Of names only ours matters: Protego gives every name a list of all rules of its group, which is quadratic.
    """
    if found := _USER.match(line):
        name = found.group(1).strip()
        token = _TOKEN.match(name)
        ours = token is not None and token.group().lower() == NAME.lower()  # as the RFC has it: GlasnostBot/1.0 is we
        return "User-agent:" + (NAME if ours else name if name in ("", "*") else "another")
    if found := _DELAY.match(line):  # 2,5 as Russians write it; «10 s»
        return f"{found.group(1)}.{found.group(2) or 0}"
    return line


def allowed(known: Mapping[str, Rules], url: str) -> bool:
    """Whether rules that are known by origin allow ``url``, as a page or a server spells it; others forbid it."""
    target = urls.normalise(url)
    rules = known.get(urls.authority(target)) if target else None
    return rules is not None and rules.allow(target or "")


def unreachable(reason: str) -> Rules:
    """The rules where robots.txt could not be had for ``reason``."""
    return Rules(None, all=False, reason=reason)

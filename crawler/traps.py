"""Addresses that lead nowhere new: calendars, session ids, faceted lists, endless depth. Counts within one visit."""

from __future__ import annotations

import re
from collections import Counter

from crawler.urls import MAX_URL

KINDS = ("calendar", "session", "facet", "depth", "length")
"""Of traps, as they stand behind ``trap:`` in the ledger."""
MAX_SEGMENTS = 12
MAX_DEPTH = 25
"""Links from the home page."""
_DATES = 12
"""Addresses of one calendar that are still looked at: a year of months."""
_SORTED = 3
"""Orders of one list that are still looked at."""
_KEY_SETS = 15
"""Combinations of filters of one list that are still looked at."""
_PER_PATH = 400
"""Addresses with two or more parameters under one path that are still looked at."""

_SESSION = re.compile(
    r"(?:[?&;](?:phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|session|sid|s_id|oscsid|zenid|cfid|cftoken)"
    r"=)[0-9a-z._%!-]{8,}",
    re.IGNORECASE,
)
_DATE_KEY = re.compile(
    r"(?:^|&)(?:year|month|mon|day|date|week|cal|calendar|kalendar|tribe-bar-date|god|mesyac|ajaxcalendar)=\d",
    re.IGNORECASE,
)
_DATE_PATH = re.compile(
    r"/(?:[^/]*(?:calendar|kalendar(?!n)|raspisanie-sobytij)[^/]*)/(?:.*/)?\d{1,4}(?:[-/]\d{1,2})?", re.IGNORECASE
)
"""A folder of dates. Not ``kalendarnyj-uchebnyj-grafik``: that is a plan which the law asks for, year by year."""
_ORDER_KEY = re.compile(
    r"(?:^|&)(?:sort|order|orderby|sortby|dir|direction|limit|per_?page|view_?mode|filter)\w*=", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


class Traps:
    """Judges each address of one visit once, in the order in which they are met."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._dates: Counter[str] = Counter()
        self._orders: Counter[str] = Counter()
        self._paths: Counter[str] = Counter()
        self._key_sets: dict[str, set[str]] = {}

    def kind(self, url: str, depth: int) -> str:
        """The kind of trap that ``url`` is: calendar, session, facet, depth, length; empty where it is none."""
        path, _, query = url.partition("?")
        if len(url) > MAX_URL:
            return "length"
        if depth > MAX_DEPTH or _endless(path):
            return "depth"
        if _SESSION.search(url):
            return "session"
        return self._list(path, query)

    def _list(self, path: str, query: str) -> str:
        if (query and _DATE_KEY.search(query)) or (_named_calendar(path) and _DATE_PATH.search(path, _host_end(path))):
            return self._over(self._dates, _DIGITS.sub("#", path), _DATES, "calendar")
        if _ORDER_KEY.search(query):
            return self._over(self._orders, path, _SORTED, "facet")
        return self._facet(path, query) if "&" in query else ""

    def _facet(self, path: str, query: str) -> str:
        keys = sorted({part.partition("=")[0] for part in query.split("&")})
        known = self._key_sets.setdefault(path, set())
        if len(known) >= _KEY_SETS and "&".join(keys) not in known:
            return "facet"
        known.add("&".join(keys))
        return self._over(self._paths, path, _PER_PATH, "facet")

    @staticmethod
    def _over(counter: Counter[str], key: str, limit: int, kind: str) -> str:
        counter[key] += 1
        return kind if counter[key] > limit else ""


def _named_calendar(path: str) -> bool:
    """A look that spares most addresses the expression, which takes ten times as long."""
    lower = path.lower()
    return "alendar" in lower or "raspisanie-sobytij" in lower


def _host_end(path: str) -> int:
    return path.find("/", len("https://"))


def without_session(url: str) -> str:
    """The same address without its session id."""
    cut = _SESSION.sub(lambda match: "?" if match[0][0] == "?" else "", url)
    return cut.replace("?&", "?").rstrip("?")


def _endless(path: str) -> bool:
    parts = path.partition("://")[2].split("/")[1:]
    if len(parts) > MAX_SEGMENTS:
        return True
    if len(parts) < 3:  # noqa: PLR2004 (what repeats thrice has three parts)
        return False
    counts = Counter(part for part in parts if part)
    return any(count > 2 for count in counts.values())  # noqa: PLR2004 (a name twice is a habit, thrice a loop)

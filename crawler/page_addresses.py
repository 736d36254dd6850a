"""Addresses as pages write them to whole ones: reads a base and what is written, gives an address; asks nobody."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_NO_ADDRESS = ("javascript:", "data:", "about:", "void(")
_WHOLE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\x00-\x20;?#]*+)?(?:\?[^\x00-\x20#]++)?")
"""Addresses that stay as they are, whatever the base is (RFC 3986, 5.2.2)."""
_MAX_FOLDERS = 300
OF_THE_PAGE = frozenset({"?", ";", ""})
"""First signs of addresses that depend on more of the page's own than its folder."""


def absolute(base: str, origin: str, href: str) -> str:
    """``href`` as an absolute address without fragment; empty for scripts and bare fragments."""
    href = href.partition("#")[0].strip()
    if not href:
        return ""
    if href[0] == "/" and href[1:2] != "/" and "/." not in href:
        return origin + href
    if href.startswith("http") and _WHOLE.fullmatch(href):
        return href
    if href.lower().startswith(_NO_ADDRESS):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme and host of an address, as written."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class _Told(dict[str, str]):
    """Absolute addresses by what is written in the pages of one folder."""

    def __init__(self, base: str, origin: str) -> None:
        self.base, self.origin = base, origin

    def __missing__(self, href: str) -> str:
        url = self[href] = absolute(self.base, self.origin, href)
        return url


class Addresses:
    """Absolute addresses, remembered from page to page of a site."""

    def __init__(self) -> None:
        self._folders: dict[str, _Told] = {}

    def on(self, base: str, origin: str) -> dict[str, str]:
        """Absolute addresses by what is written on a page with this base: its folder tells all but queries."""
        folder = base.rpartition("/")[0]
        told = self._folders.get(folder)
        if told is None:
            if len(self._folders) > _MAX_FOLDERS:
                self._folders.clear()
            told = self._folders[folder] = _Told(base, origin)
        return told

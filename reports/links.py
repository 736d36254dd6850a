"""How other people's addresses are shown and linked: strings in, strings out. Must not know pages or findings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

SHOWN = 80
"""Characters of an address on a page; the middle of a longer one gives way."""

_REMEMBERED = 4096
"""Addresses of which a page asks again: those of one site."""
_WEB = re.compile("https?://", re.IGNORECASE)
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@lru_cache(_REMEMBERED)
def href(url: str) -> str | None:
    """Give back ``url`` if it may be linked to: http or https with a host, and nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if _WEB.match(url) and parts.netloc and url.isprintable() else None


@lru_cache(_REMEMBERED)
def shown(url: str, limit: int = SHOWN, own: str = "") -> str:
    """Write an address as a person reads it: letters instead of ``%D0`` and ``xn--``, without scheme, cut to ``limit``.

    On the site of host ``own`` the path is enough, but for the front page.

    >>> shown("https://xn--80a1acny.example/%D1%83%D1%81%D1%82%D0%B0%D0%B2?a=1")
    'почта.example/устав?a=1'
    >>> shown("http://www.school.example/docs/", own="school.example")
    '/docs/'
    """
    decoded = unquote(url, errors="strict") if _decodes(url) else url
    text = _WEB.sub("", _host_in_letters(decoded), count=1)
    if own and host(url) == own and text.partition("/")[2]:
        text = f"/{text.partition('/')[2]}"
    if len(text) > limit:
        text = f"{text[: limit * 2 // 3]}…{text[-(limit // 3) :]}"
    return text


@lru_cache(_REMEMBERED)
def anchor(url: str, own: str = "") -> Markup:
    """An address as a link that may be followed, else as text; ``own`` as ``shown`` has it."""
    words = shown(url, own=own)
    if href(url):
        return Markup('<a class="url" href="{}" rel="noopener noreferrer nofollow">{}</a>').format(url, words)
    return Markup('<span class="url">{}</span>').format(words)


def host(url: str) -> str:
    """The host (with its port) that ``own`` of ``shown`` is compared with: without ``www.``; empty for no address."""
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def _decodes(url: str) -> bool:
    try:
        return unquote(url, errors="strict").isprintable()
    except UnicodeDecodeError:
        return False


def _host_in_letters(url: str) -> str:
    found = re.match(r"https?://([^/:?#@]+)", url)
    if not found or "xn--" not in found[1]:
        return url
    try:
        return url.replace(found[1], found[1].encode("ascii").decode("idna"), 1)
    except UnicodeError:
        return url


def within(urls: Sequence[str], *, number: int, characters: int) -> Sequence[str]:
    """Take the first of ``urls``, at most ``number`` of them and at most ``characters`` together, but at least one."""
    taken, used = 0, 0
    for url in urls[:number]:
        used += len(url)
        if taken and used > characters:
            break
        taken += 1
    return urls[:taken]


def distinct(lists: Iterable[Iterable[str]]) -> list[str]:
    """Every address once, in the order met."""
    return list(dict.fromkeys(url for urls in lists for url in urls))


def file_name(org: str) -> str:
    """Name the page of an organisation: its id where that is safe as a file name everywhere, else a digest of it."""
    return f"{org if _PLAIN.fullmatch(org) else 'o-' + short_digest(org)}.html"


def short_digest(text: str) -> str:
    """Sixteen hex digits that stand for a text of any length in a file name."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

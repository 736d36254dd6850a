"""Scrapy's way to https servers, old ones among them: TLS 1.0 and 1.1, short keys. Knows no page and no ledger.

Scrapy takes a cipher string apart into names of ciphers, and «@SECLEVEL=0», which is none, is lost on the way: OpenSSL
then speaks nothing below TLS 1.2. Here the string goes to OpenSSL as it was set.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAcceptableCiphers, ICipher
from zope.interface import implementer  # type: ignore[import-untyped]


@implementer(ICipher)
class _Words:
    """A cipher string of OpenSSL in the place of one cipher."""

    def __init__(self, words: str) -> None:
        self.fullName = words


@implementer(IAcceptableCiphers)
class Verbatim:
    """Whatever OpenSSL makes of a cipher string."""

    def __init__(self, words: str) -> None:
        """``words`` as of openssl-ciphers(1): «DEFAULT:@SECLEVEL=0»."""
        self._words = _Words(words)

    def selectCiphers(self, availableCiphers: Iterable[object]) -> tuple[_Words, ...]:  # noqa: N802, N803 (Twisted's)
        """The string, whatever ciphers there are."""
        del availableCiphers
        return (self._words,)


class Handler(HTTP11DownloadHandler):
    """The download handler of https."""

    def __init__(self, crawler: Crawler) -> None:
        """Make Scrapy's own with the cipher string of DOWNLOADER_CLIENT_TLS_CIPHERS as it stands."""
        super().__init__(crawler)
        factory: Any = self._contextFactory
        factory.tls_ciphers = Verbatim(crawler.settings["DOWNLOADER_CLIENT_TLS_CIPHERS"])

"""Scrapy's part: the spider whose start is the whole run, and a quiet log; decides nothing about any site."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol, Self

import scrapy
from scrapy import Request, Spider, signals
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.content import UNREAD
from crawler.urls import DOCUMENTS, extension


class Job(Protocol):
    """What a spider is given to do."""

    async def work(self, engine: ExecutionEngine) -> None:
        """Do it all."""


class SiteSpider(Spider):
    """Walks all sites of a run. Visits await their answers one by one; nothing passes through Scrapy's scheduler."""

    name = "glasnost"

    def __init__(self, job: Job | None = None, **kwargs: Any) -> None:  # noqa: ANN401 (Scrapy's signature)
        """Take the job; ``scrapy crawl glasnost`` has none and says so."""
        super().__init__(**kwargs)
        if job is None:
            raise scrapy.exceptions.UsageError("Crawl with: glasnost crawl --campaign NAME")
        self.job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401
        """Make the spider and have headers looked at before bodies are read."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.headers_received, signals.headers_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Do the whole job; there is no request to yield."""
        await self.job.work(self.crawler.engine)
        for never in list[Request]():
            yield never

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Stop a download whose type is one that the audit does not read; servers without types call DOCX a ZIP."""
        kind = headers.get("Content-Type") or b""
        named = extension(request.url) in DOCUMENTS
        if kind.decode("latin-1").strip().lower().startswith(UNREAD) and not named:
            raise StopDownload(fail=False)


class QuietFormatter(LogFormatter):
    """Scrapy's messages without one for every page."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Say nothing: the ledger does."""
        del request, response, spider
        return None

"""Scrapy without Glasnost, as a newcomer to it would write it: reads a site, keeps nothing, prints how many pages came.

Run as ``python -m benchmarks.peers fetch ORIGIN FOLDER`` (every page by its address, nothing parsed) or
``python -m benchmarks.peers follow ORIGIN`` (a CrawlSpider that finds the pages itself). Scrapy's own settings, but for
what would be unfair to it or unsafe here: no message for every page, no console on an open port.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

from benchmarks import written

_SETTINGS = {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False}


class Fetch(Spider):
    """Asks for every page of a list and looks at none."""

    name = "fetch"
    urls: tuple[str, ...] = ()
    came = 0

    async def start(self) -> AsyncIterator[Request]:
        """All addresses."""
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:  # noqa: ANN401 (Scrapy's signature)
        """Count the page."""
        type(self).came += len(response.body) > 0
        return iter(())


class Follow(CrawlSpider):
    """Follows every link of the site."""

    name = "follow"
    rules = (Rule(LinkExtractor(), callback="count", follow=True),)
    came = 0

    def parse_start_url(self, response: Response, **_: Any) -> list[Request]:  # noqa: ANN401 (Scrapy's signature)
        """Count the home page."""
        return self.count(response)

    def count(self, response: Response) -> list[Request]:
        """Count a page."""
        type(self).came += len(response.body) > 0
        return []


def main(what: str, origin: str, folder: str = "") -> int:
    """Crawl; how many pages came."""
    process = CrawlerProcess(_SETTINGS)
    spider: type[Fetch | Follow] = Fetch if what == "fetch" else Follow
    if what == "fetch":
        process.crawl(Fetch, urls=tuple(origin + path for path in written.paths(Path(folder))))
    else:
        process.crawl(Follow, start_urls=[origin + "/"], allowed_domains=[urlsplit(origin).hostname])
    process.start()
    return spider.came


if __name__ == "__main__":
    print(json.dumps({"pages": main(*sys.argv[1:])}))

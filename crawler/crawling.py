"""A campaign's sites into the archive: starts Scrapy, walks many sites at once, stops cleanly; knows no check-list."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import errno
import importlib.util
import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor, is_reactor_installed

from crawler import anew, campaigns, database, stages
from crawler.agent import named
from crawler.conductor import Conductor, CrawlOptions
from crawler.lock import alone
from crawler.neighbours import folders
from crawler.plan import Plan
from crawler.registry import Organisation
from crawler.spider import SiteSpider
from crawler.store import Store

LOG = "crawl.log"
"""In the home folder: warnings of Scrapy and faults of ours, for whoever mends them."""


_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # names of <malloc.h>


_LOOK = 1.0
"""Seconds between two looks at whether the hours of a crawl are over."""


class CrawlError(click.ClickException):
    """The crawl cannot go on: no room on the disk, no right to write. What was committed is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """What a run did; sites that were done before are not in it."""

    done: int
    failed: int
    no_site: int
    pages: int
    documents: int
    bytes: int
    seconds: float
    stopped: bool
    """Ctrl-C, or ``until`` said so: the same command goes on."""


def crawl(
    home: Path,
    campaign: str,
    *,
    plans: Callable[[Organisation], Plan],
    orgs: Sequence[str] = (),
    options: CrawlOptions | None = None,
    again: bool = False,
    until: Callable[[], bool] | None = None,
) -> CrawlSummary:
    """Crawl the sites of a campaign that are not done yet, and go on with those that a stop or a kill left.

    Shows progress, returns when all is done, Ctrl-C was pressed or ``until``, which is asked every second, says True.
    ``again``: crawl those of ``orgs`` that are done too; what was fetched of them before is kept beside. So are those
    that have another address in the registry than the one at which their crawl began. Raises
    CampaignError for an unknown campaign or organisation, StageError for a campaign that is final, BusyError where a
    crawl is under way, CrawlError where the home folder cannot be written or a fault of ours broke it off.
    """
    options = options or CrawlOptions()
    db = database.connect(home)
    campaigns.get(db, campaign)
    stages.keep_final(db, campaign)
    chosen = campaigns.organisations(db, campaign, orgs)
    began = time.monotonic()
    with alone(home), _log_file(home):
        changed = anew.moved(db, campaign, chosen)
        if changed:
            click.echo(f"Crawled anew, the registry has another address: {', '.join(changed)}", err=True)
        anew.begin(db, home, campaign, [org.id for org in chosen] if again else changed)
        own = folders(campaigns.organisations(db, campaign))  # whoever of them is crawled today
        conductor = Conductor(home, campaign, chosen, Store(db, campaign), plans, options, own)
        if conductor.waiting:
            _start_scrapy(conductor, options, until or (lambda: False))
    if conductor.fault is not None:
        raise CrawlError(_explain(conductor.fault, home)) from conductor.fault
    if not conductor.through:
        raise CrawlError(f"The crawl broke off by a fault of ours; {home / LOG} tells it. What was fetched is kept.")
    return _summary(conductor, time.monotonic() - began)


def _summary(conductor: Conductor, seconds: float) -> CrawlSummary:
    counts, states = conductor.counts, conductor.states
    return CrawlSummary(
        done=states["done"],
        failed=states["failed"],
        no_site=states["no_site"],
        pages=counts.pages,
        documents=counts.documents,
        bytes=counts.bytes,
        seconds=seconds,
        stopped=conductor.stopped,
    )


def _start_scrapy(conductor: Conductor, options: CrawlOptions, until: Callable[[], bool]) -> None:
    """Run Scrapy until the conductor is through. May be called again in the same process."""
    made = Settings()
    made.setmodule("crawler.settings")
    made.set("USER_AGENT", named(options.contact))
    loop_class = made["ASYNCIO_EVENT_LOOP"] if importlib.util.find_spec("uvloop") else None
    made.set("ASYNCIO_EVENT_LOOP", loop_class)
    if not is_reactor_installed():
        install_reactor(made["TWISTED_REACTOR"], loop_class)
    _keep_memory_lean()
    reactor = _reactor()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        with _stopped_by_signals(loop, conductor):
            watch = asyncio.ensure_future(_stop_when(until, conductor))
            try:
                await AsyncCrawlerRunner(made).crawl(SiteSpider, job=conductor)
            finally:
                watch.cancel()
                reactor.crash()  # as trial does: unlike stop(), the reactor may run again

    tasks = []
    reactor.callLater(0, lambda: tasks.append(asyncio.ensure_future(main())))  # inside the loop, whatever ran before
    reactor.run(installSignalHandlers=False)
    for task in tasks:
        task.result()  # a fault of ours comes out here


async def _stop_when(over: Callable[[], bool], conductor: Conductor) -> None:
    while not over():  # noqa: ASYNC110 (a look at a clock, not a wait for something of ours)
        await asyncio.sleep(_LOOK)
    conductor.stop()


def _keep_memory_lean() -> None:
    """Have glibc give the memory of parsed pages back: 190 instead of 230 MB over 26 sites, at no cost in time."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_MMAP_THRESHOLD, 256 * 1024)
        library.mallopt(_TRIM_THRESHOLD, 1024 * 1024)


def _reactor() -> Any:  # noqa: ANN401 (Twisted's interfaces say nothing to a type checker)
    from twisted.internet import reactor

    return reactor


@contextlib.contextmanager
def _stopped_by_signals(loop: asyncio.AbstractEventLoop, conductor: Conductor) -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, conductor.stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@contextlib.contextmanager
def _log_file(home: Path) -> Iterator[None]:
    handler = logging.FileHandler(home / LOG, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def _explain(fault: BaseException, home: Path) -> str:
    full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or "disk is full" in str(fault):
        what = "the disk is full"
    elif "disk I/O error" in str(fault):  # what SQLite says of a limit or a fault of the disk
        what = "the disk is full or broken"
    else:
        what = str(fault)
    return f"Cannot write to {home}: {what}. What was fetched before is kept; mend it and run the same command again."

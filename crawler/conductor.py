"""Many sites at once: keeps visits under way until all are over, commits, stops cleanly; knows no page."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scrapy.core.engine import ExecutionEngine

from crawler import archive, settings, urls
from crawler.browser import Browser
from crawler.guard import Guard
from crawler.plan import Plan
from crawler.politeness import Gate, platform_of
from crawler.progress import Progress
from crawler.registry import Organisation
from crawler.run import Counts, Mode, Run
from crawler.store import Store
from crawler.visit import Visit

log = logging.getLogger(__name__)

COMMIT_SECONDS = 1.0
"""A batch of answers at most this old is asked for again after a kill."""
_TICK = 0.25

ENVIRONMENT = (OSError, sqlite3.Error)
"""Errors of this machine, not of a site: no room, no right. They end the run; what was committed is kept."""

_EVERYTHING = {
    "max_pages": 20_000, "max_documents": 10_000, "max_bytes": 8 << 30, "max_minutes": 24 * 60.0, "max_urls": 200_000,
}  # fmt: skip
"""The budget of ``--exhaustive``: bounds against endless sites only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How to crawl."""

    allow_private: bool = False
    """Reach addresses outside the public internet too: demo and test sites."""
    delay: float = 1.0
    """Seconds between requests to one host."""
    max_pages: int | None = None
    """Instead of the plan's."""
    exhaustive: bool = False
    """Fetch whatever a site links to."""
    browser: Mode = "needed"
    """Which pages the browser is asked for."""
    submit_forms: bool = False
    """Really send one appeal form of each organisation that consents, in the name of ``contact``."""
    contact: str = ""
    """An address or a page of the operator, told to every site."""
    name_servers: tuple[tuple[str, int], ...] = ()
    """Address and port of those that are asked who takes mail; none: this machine's own."""
    gate: Gate | None = None
    """One that earlier runs of this process used, so that what a host asked of them holds."""


class Conductor:
    """Keeps a number of visits under way until all are over."""

    def __init__(
        self,
        home: Path,
        campaign: str,
        orgs: Sequence[Organisation],
        store: Store,
        plans: Callable[[Organisation], Plan],
        options: CrawlOptions,
        folders: Mapping[str, str],
    ) -> None:
        """Choose what is to be done; nothing is asked yet. ``folders``: of crawler.neighbours."""
        self._home, self._campaign, self._store = home, campaign, store
        self._plans, self._options = plans, options
        self.states: Counter[str] = Counter()
        self.fault: BaseException | None = None
        self.stopped = False
        self._resumed = 0
        self.waiting = spread([org for org in orgs if self._open(org)])
        self.through = not self.waiting
        """False after ``work`` where a fault of ours broke it off; the log tells it."""
        self.counts = Counts(sites=len(self.waiting))
        self._folders = folders
        self._tasks: dict[asyncio.Task[None], Visit] = {}
        self._run: Run | None = None

    async def work(self, engine: ExecutionEngine) -> None:
        """Walk all sites. Called by the spider, inside Scrapy's loop."""
        guard = Guard.from_reactor(allow_private=self._options.allow_private)
        guard.install_on_reactor()
        gate = self._options.gate or Gate(self._options.delay)
        gate.delay = self._options.delay
        progress = Progress(self.counts, resumed=self._resumed)
        if not self._options.contact and not self._options.allow_private:
            progress.say("No --contact: whoever looks after a site cannot ask who we are. See: glasnost crawl --help")
        browser = Browser(guard, engine.settings["USER_AGENT"])
        self._run = Run(
            home=self._home,
            campaign=self._campaign,
            agent=engine.settings["USER_AGENT"],
            store=self._store,
            gate=gate,
            counts=self.counts,
            engine=engine,
            guard=guard,
            browser=browser,
            mode=self._options.browser,
            exhaustive=self._options.exhaustive,
            say=progress.say,
            operator=self._options.contact if self._options.submit_forms else "",
            name_servers=self._options.name_servers,
        )
        try:
            await self._walk(progress)
            self.through = True
        finally:
            await browser.close()
            guard.remove_from_reactor()
            progress.close()

    def stop(self) -> None:
        """End all visits where they are; what they have is committed."""
        self.stopped = True
        if self._run is not None:
            self._run.stopping = True
        for task in self._tasks:
            task.cancel()

    async def _walk(self, progress: Progress) -> None:
        committed = time.monotonic()
        while (self.waiting or self._tasks) and not (self.stopped and not self._tasks):
            self._fill()
            over, _ = await asyncio.wait(self._tasks, timeout=_TICK, return_when=asyncio.FIRST_COMPLETED)
            for task in over:
                self._over(task, self._tasks.pop(task))
            if time.monotonic() - committed >= COMMIT_SECONDS:
                committed = time.monotonic()
                self._guarded(self._store.commit)
            progress.tick()

    def _fill(self) -> None:
        while self.waiting and not self.stopped and len(self._tasks) < settings.CONCURRENT_REQUESTS:
            org = self.waiting.pop(0)
            try:
                visit = self._visit(org)
            except ENVIRONMENT as error:
                self._broken(error)
                return
            self._tasks[asyncio.ensure_future(visit.walk())] = visit
            self.counts.running[org.id] = None

    def _visit(self, org: Organisation) -> Visit:
        assert self._run is not None  # noqa: S101  work() made it
        plan = self._plans(org)
        if self._options.exhaustive:
            plan = replace(plan, **_EVERYTHING)  # type: ignore[arg-type]
        if self._options.max_pages is not None:
            plan = replace(plan, max_pages=self._options.max_pages)
        return Visit(org, plan, self._run, self._folders.get(org.id, "/"))

    def _over(self, task: asyncio.Task[None], visit: Visit) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ENVIRONMENT):
            log.error("The visit of %s broke off", visit.org.id, exc_info=error)
            self._guarded(lambda: visit.finish("internal"))
        elif error is not None:
            self._broken(error)
        self._guarded(visit.close)
        self.counts.running.pop(visit.org.id, None)
        if not task.cancelled() and self.fault is None:
            self.counts.done += 1
            self.states[visit.state] += 1

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except ENVIRONMENT as error:
            self._broken(error)

    def _broken(self, error: BaseException) -> None:
        if self.fault is None:
            self.fault = error
            self.stop()

    def _open(self, org: Organisation) -> bool:
        """True where there is something to fetch; an organisation without a site is settled here."""
        state = self._store.crawl(org.id)["state"]
        if not org.site:
            if state != "no_site":
                self._store.finish(org.id, "no_site", "", archive.now())
            self.states["no_site"] += 1
            return False
        self._resumed += state == "running"
        return bool(state != "done")


def spread(orgs: Sequence[Organisation]) -> list[Organisation]:
    """The organisations in turn over their hosting platforms, so that one platform does not hold up the others."""
    groups: defaultdict[str, list[Organisation]] = defaultdict(list)
    for org in orgs:
        groups[platform_of(urls.host(org.site)) or org.id].append(org)
    return [group[turn] for turn in range(max(map(len, groups.values()), default=0)) for group in groups.values()
            if turn < len(group)]  # fmt: skip

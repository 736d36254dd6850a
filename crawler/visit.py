"""One site, walked from robots.txt to the ledger: decides what is asked next and when it is enough; knows no law."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from pathlib import Path
from typing import Any

from crawler import archive, certificate, order, urls
from crawler.answers import Answers, Pending
from crawler.archive_writer import Writer
from crawler.asking import DOCUMENT_SECONDS, PAGE_SECONDS, Asker
from crawler.browsing import Browsing
from crawler.budget import Budget
from crawler.fetch import Answer, Failed
from crawler.kept_rules import rules_in
from crawler.ledger import State, refusal
from crawler.links import LinkSorter
from crawler.patience import PASSING, Patience
from crawler.plan import Plan
from crawler.politeness import MAX_RETRY_AFTER, retry_after
from crawler.probes.visiting import Probing
from crawler.queue import Found, Queue
from crawler.registry import Organisation
from crawler.rendering import RENDERED
from crawler.robots import Rules
from crawler.run import Run
from crawler.store import Row, Tally

_PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_SETTLED = (RENDERED, "redirect")
"""Outcomes of showing a refusal after which it is none."""
_TO_HOME = ("start", "redirect", "refresh")
_REDIRECT, _ERROR = range(300, 400), 400


class Visit:
    """The walk over one organisation's site. ``walk`` goes to the end, or until the run stops; then ``close``."""

    def __init__(self, org: Organisation, plan: Plan, run: Run, folder: str = "/") -> None:
        """Open the archive and take up what an earlier run committed. Raises OSError, sqlite3.Error."""
        self.org, self._plan, self._run = org, plan, run
        self.state = ""
        """done or failed, once it is over."""
        self._began = time.monotonic()
        self._queue = Queue(run.store, org.id, plan.max_urls)
        scope = urls.Scope.of(org.site, org.second_site, folder=folder)
        self._links = LinkSorter(self._queue, order.ranker(plan.hints), scope)
        self._ask = Asker(run, self._save_robots)
        self._browsing = Browsing(run, self._ask)
        self._patience = Patience()
        self._led: dict[str, Row] = {}
        """Where redirects lead → the address that led there."""
        self._budget = Budget(plan, exhaustive=run.exhaustive)
        self._tally = self._open()

    async def walk(self) -> None:
        """Fetch until nothing is left or wanted, then write the ledger; where the run stops, leave it for the next."""
        await self._meet_starts()
        while not self._run.stopping and (row := await self._next()) is not None:
            await self._step(row)
        if not self._run.stopping:
            await self._look_at_certificates()
            known = self._taken_up
            await Probing(self.org, self._plan, self._run, self._ask, self._tally, known=known).work()
        if not self._run.stopping:
            self.finish()

    def close(self) -> None:
        """Commit what is there and let go of everything."""
        try:
            self._run.store.commit()
        finally:
            self._run.store.leave(self.org.id)
            self._ask.close()
            self._tally.writer.close()

    def finish(self, fault: str = "") -> None:
        """Write the ledger and the end of the crawl; ``fault`` is why it could not go on."""
        self._run.store.commit()
        for row in [row for row in self._run.store.rows(self.org.id) if row.state == "queued"]:
            self._queue.settle(row._replace(state="failed" if fault else "skipped", reason=fault or "budget"))
        self._run.store.commit()
        state = "done" if self._tally.pages and not fault else "failed"
        reason = "" if state == "done" else fault or self._why()
        when = archive.now()
        about = self._about(state, reason, when)
        rows = self._run.store.rows(self.org.id)
        shown = self._run.store.renderings(self.org.id)
        text = archive.ledger_json(self.org.id, (row.entry() for row in rows), about, shown)
        self._tally.writer.metadata(f"urn:ledger:{self.org.id}", text, when)
        self._run.store.finish(self.org.id, state, reason, when)
        self.state = state

    def _why(self) -> str:
        """Why no page was read: the first fault on the way to the home page."""
        rows = [row for row in self._run.store.rows(self.org.id) if row.depth == 0 and row.via in _TO_HOME]
        reasons = [row.reason for row in rows if row.state == "failed"] + [row.reason for row in rows]
        return next(filter(None, reasons), "http_error")

    # -- beginning and end -------------------------------------------------------------------------------------------

    def _open(self) -> Tally:
        run, org = self._run, self.org
        known = run.store.crawl(org.id)
        path = archive.path_of(run.home, run.campaign, org.id)
        end = known["archive_end"] if known["state"] == "running" else 0
        rules = self._kept(path, end) if end else None
        if rules is None:
            end = 0
        if not end:
            run.store.restart(org.id)
        self._taken_up = end
        tally = Tally(writer=Writer(path, end))
        self._answers = Answers(self._queue, self._links, tally, run.counts, self._browsing)
        self._started = known["started_at"] if end else archive.now()
        run.store.begin(org.id, tally, self._started, str(path.relative_to(run.home)))
        if rules is not None:
            self._resume(tally, known, rules)
        else:
            software = {"software": run.agent.partition(" ")[0], "http-header-user-agent": run.agent}
            tally.writer.warcinfo({**software, "isPartOf": run.campaign, "robots": "obey"}, self._started)
            tally.writer.metadata(f"urn:plan:{org.id}", self._plan.to_json(), self._started)
        return tally

    def _kept(self, path: Path, end: int) -> dict[str, Rules] | None:
        """What robots.txt said, out of an archive that is to go on; None where what it held must be fetched again."""
        try:
            whole = path.is_file() and path.stat().st_size >= end
            return dict(rules_in(path, self._run.store.rows(self.org.id))) if whole else None
        except archive.ArchiveError as error:  # damaged: by the disk, or by whoever had it meanwhile
            self._run.say(f"{error.format_message()} {self.org.id} is crawled from the beginning.")
            return None

    def _resume(self, tally: Tally, known: Any, rules: dict[str, Rules]) -> None:  # noqa: ANN401 (a row of the database)
        tally.pages, tally.bytes = known["pages"], known["bytes"]
        for rendering in self._run.store.renderings(self.org.id):
            self._answers.resume_rendering(rendering)
        for row in self._run.store.rows(self.org.id):
            self._queue.resume(row)
            self._answers.resume(row)
        for origin, kept in rules.items():
            self._ask.know(origin, kept)

    async def _meet_starts(self) -> None:
        start = self.org.site
        rules = await self._rules(start)
        self._queue.add(start, order.START, Found("", self.org.name, "start", 0))
        root = urls.authority(start) + self._links.scope.folder
        self._queue.add(root, order.ROOT, Found(start, "", "a", 0))
        if self.org.second_site:
            self._queue.add(self.org.second_site, order.ROOT, Found("", "", "start", 0))
        origin = urls.authority(start)
        for path in self._plan.addresses:  # of the organisation's own part of a host that it shares
            self._queue.add(root.rstrip("/") + path, order.PRESCRIBED, Found("", "", "prescribed", 1))
        if not self._answers.add_sitemaps(rules.sitemaps(), origin + "/robots.txt", order.SITEMAP):
            self._answers.add_sitemaps(["/sitemap.xml"], origin + "/", order.SITEMAP)

    async def _look_at_certificates(self) -> None:
        found = await certificate.of_hosts(self._ask.addresses, self._ask.origins)
        self._run.store.put_certificates(self.org.id, found)
        self._answers.notes["certificate"] = {one.host: one.to_dict() for one in found}
        if self._ask.cookies:
            self._answers.notes["cookies"] = sorted(self._ask.cookies)

    def _about(self, state: str, reason: str, when: str) -> dict[str, Any]:
        return {
            "campaign": self._run.campaign, "site": self.org.site, "state": state, "reason": reason,
            "started_at": self._started, "finished_at": when, "user_agent": self._run.agent,
            "pages": self._tally.pages, "documents": self._tally.documents, "bytes": self._tally.bytes,
            "browser_agent": self._run.browser.name, "left_early": self._patience.left,
            "links_beyond": self._queue.beyond, "links_unkept": self._queue.unkept, **self._answers.notes,
        }  # fmt: skip

    def _save_robots(self, url: str, answer: Answer | None, reason: str) -> None:
        row = self._queue.claim(url, order.ROBOTS, Found("", "", "robots", 0))
        if answer is not None and not reason:
            self._answers.keep(row, answer)
        else:
            self._answers.failed(row, reason, answer)

    async def _rules(self, url: str) -> Rules:
        return await self._ask.rules(url)

    # -- the walk ----------------------------------------------------------------------------------------------------

    async def _next(self) -> Row | None:
        """The next address within the budget."""
        while True:
            row = self._queue.pop()
            left = self._patience.left
            if row is None:
                again = await self._patience.again()
                if not again:
                    return None
                for one in again:
                    self._queue.put_back(one, one.priority)
            elif reason := left or self._over(row):
                self._queue.settle(row._replace(state="failed" if left else "skipped", reason=reason))
            else:
                return row

    def _over(self, row: Row) -> str:
        minutes = (time.monotonic() - self._began - self._ask.waited) / 60
        return "budget" if self._budget.over(row, self._tally, minutes) else ""

    async def _step(self, row: Row) -> None:
        rules = await self._rules(row.url)
        if not rules.allow(urls.plain(row.url)):
            reason = rules.reason or "robots"
            state: State = "failed" if rules.reason or row.depth == 0 else "skipped"
            self._queue.settle(row._replace(state=state, reason=reason))
            self._other_way(row, reason)
            return
        seconds = DOCUMENT_SECONDS if self._budget.spend(row) else PAGE_SECONDS
        try:
            answer = await self._ask.get(urls.plain(row.url), delay=rules.delay(), seconds=seconds)
        except Failed as failed:
            self._unanswered(row, failed.reason)
            return
        self._patience.answered()
        if answer.status >= _ERROR:
            asked = self._wait_asked(row, answer)  # before the browser asks once more
            check = None if self._patience.left else self._answers.check(row, answer)
            if check is None:
                self._refused(row, answer, again=asked)
            elif await self._show(row, answer, check, rules.delay()) not in _SETTLED:
                self._refused(row, answer, "blocked")
        elif answer.status in _REDIRECT and answer.location():
            self._led_on(row, answer)
        else:
            pending = self._answers.received(row, answer)
            if pending is None or await self._show(row, answer, pending, rules.delay()) != "blocked":
                self._patience.served()
            else:
                self._patience.refused("blocked")

    async def _show(self, row: Row, answer: Answer, pending: Pending, delay: float) -> str:
        """Show a page in the browser and settle it, but for a refusal that remains one; the outcome."""
        view = await self._browsing.show(row.url, pending.shell, delay)
        if self._run.stopping:
            raise asyncio.CancelledError  # Ctrl-C reaches the browser too: what it did not do is no fault of the page
        if answer.status < _ERROR or view.outcome in _SETTLED:
            self._answers.shown(row, answer, pending, view)
        return view.outcome

    def _led_on(self, row: Row, answer: Answer) -> None:
        """A redirect; one that leads round in a circle may only wait for the cookie that it gave."""
        target = urls.normalise(answer.location(), row.url)
        before = row if target == row.url else self._led.pop(row.url, None)
        if before is not None and target == before.url and self._ask.let_in(row.url, answer):
            if before is not row:
                self._answers.redirected(row, answer)
            self._queue.put_back(before, before.priority)
            return
        if target is not None:
            self._led[target] = row
        self._answers.redirected(row, answer)

    def _unanswered(self, row: Row, reason: str) -> None:
        if not self._patience.silent(row, reason):
            self._answers.failed(row, reason)
            self._other_way(row, reason)

    def _wait_asked(self, row: Row, answer: Answer) -> bool:
        """Obey the Retry-After of a refusal; whether there is one."""
        told = answer.header("retry-after") if answer.status in (429, 503) else ""
        asked = retry_after(told, dt.datetime.now(dt.UTC))
        if asked is None:
            return False
        self._ask.pause(row.url, asked)
        if asked > MAX_RETRY_AFTER:
            self._patience.left = refusal(answer.status)
        return True

    def _refused(self, row: Row, answer: Answer, told: str = "", *, again: bool = False) -> None:
        """A refusal; ``again``: it says when to ask once more."""
        reason = told or refusal(answer.status)
        if reason == "blocked":
            self._patience.refused(reason)
        else:
            self._patience.served()
        # A document that the server cannot give is rarely there a moment later; a page may be.
        passing = (
            not told and answer.status in _PASSING_STATUS and (again or urls.extension(row.url) not in urls.DOCUMENTS)
        )
        if self._patience.left or not passing or not self._patience.once_more(row):
            self._answers.failed(row, reason, answer)

    def _other_way(self, row: Row, reason: str) -> None:
        """The address of the registry does not answer: try the other scheme, or with or without ``www.``."""
        if row.via != "start" or row.parent or reason not in PASSING or row.url != self.org.site:
            return
        other = urls.other_way(row.url, unknown=reason == "dns")
        if other:
            self._links.scope.add(other)
            self._queue.add(other, order.START, Found(row.url, row.link_text, "start", 0))

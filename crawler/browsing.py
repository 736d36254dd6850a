"""How one visit asks the browser: judges pages, shows those that need it, in turn; knows no queue and no archive."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from crawler.asking import Asker
from crawler.browser import BrowserFailed, NoBrowser
from crawler.content import MAX_PAGE, kind_of
from crawler.encoding import decode
from crawler.fetch import Answer, Failed
from crawler.page import TooDeep, read_page
from crawler.page_facts import Page
from crawler.page_links import PageLinks
from crawler.rendering import NEEDLESS, RENDERED
from crawler.run import Run
from crawler.shell import Templates, more, shell_of
from crawler.snapshot import Snapshot, snapshot
from crawler.watching import MAX_HOPS

_TRIES = 2
"""A page on which the browser breaks is shown once more: another page may have broken it."""
_REFUSALS = {401: "login", 403: "blocked", 407: "login", 429: "blocked", 503: "blocked"}
_ERROR = 400
_PATIENCE = 3
"""Pages of a site that are waited for although nothing comes."""
_BARE = 20
"""Characters up to which a page shows nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A page that plain HTTP did not show, or that a browser shows no better."""

    why: str
    """One of crawler.shell.REASONS, or ``asked``."""
    wanted: bool
    """False where the browser was no help with other pages of its template."""
    body: bytes
    """As HTTP gave it, decoded."""
    facts: Page

    @property
    def links(self) -> PageLinks:
        """What plain HTTP shows of its links."""
        return links_of(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What came of showing a page."""

    outcome: str
    """One of crawler.rendering.OUTCOMES."""
    html: bytes = b""
    """The DOM, UTF-8, where the outcome is ``rendered``."""
    facts: Page | None = None
    """Of the DOM, likewise."""
    status: int = 0
    led_to: str = ""
    settled: bool = True


class Browsing:
    """The browser as one visit uses it."""

    def __init__(self, run: Run, ask: Asker) -> None:
        """Use the browser of the run."""
        self._run, self._ask = run, ask
        self._templates = Templates()
        self._bare = 0
        """Pages that showed nothing, however long we waited."""

    def close_look(self, links: int) -> bool:
        """Whether a page with so many links is worth judging."""
        return self._run.mode == "all" or self._templates.close(links)

    def judge(self, url: str, answer: Answer, body: bytes) -> Shell | None:
        """The page at ``url`` as a shell; None where plain HTTP shows it. Raises TooDeep."""
        facts = read_page(body, answer.header("content-type"), url)
        html, _ = decode(body, answer.header("content-type"))
        why, wanted = self._templates.reason(facts, html)
        if self._run.mode == "all" and not wanted:
            why, wanted = why or "asked", True
        return Shell(why=why, wanted=wanted, body=body, facts=facts) if why else None

    def twin(self, url: str, answer: Answer, body: bytes) -> Shell | None:
        """A page that is another one to the byte: a program may make them differ. None where there is no hope of it.

        Raises TooDeep.
        """
        facts = read_page(body, answer.header("content-type"), url)
        if not facts.scripts or not self._templates.hopes("content", facts):
            return None
        return Shell(why="content", wanted=True, body=body, facts=facts)

    def check(self, url: str, answer: Answer) -> Shell | None:
        """A refusal that is a check of the browser; None where it is just a refusal. Raises TooLarge, TooDeep."""
        body = answer.decoded(MAX_PAGE)
        if kind_of(answer.header("content-type"), url, body) != "page":
            return None
        facts = read_page(body, answer.header("content-type"), url)
        if shell_of(facts) != "check" or not facts.scripts:
            return None
        return Shell(why="check", wanted=True, body=body, facts=facts)

    async def show(self, url: str, shell: Shell, delay: float) -> View:
        """What the browser makes of a page; ``delay`` is what robots.txt asks for."""
        if not shell.wanted:
            return View(outcome=NEEDLESS)
        if self._run.mode == "none":
            return View(outcome="no_browser")
        for _ in range(_TRIES):
            try:
                shot = await self._shot(url, shell, delay)
                break
            except NoBrowser as error:
                self._run.say(f"{error}")
                return View(outcome="no_browser")
            except BrowserFailed:
                continue
            except Failed as failed:  # its host cannot be resolved any more
                return View(outcome=failed.reason if failed.reason in ("timeout", "blocked") else "browser_failed")
        else:
            return View(outcome="browser_failed")
        return self._read(url, shell, shot)

    async def _shot(self, url: str, shell: Shell, delay: float) -> Snapshot:
        began = time.monotonic()

        @asynccontextmanager
        async def turn() -> AsyncIterator[None]:
            self._ask.waited += time.monotonic() - began  # for a free page: not the time of this site
            async with self._ask.turn(url, delay):
                yield

        return await snapshot(
            self._run.browser, url, turn(), permit=self._ask.permits, hops=MAX_HOPS if shell.why == "check" else 0,
            encoding=shell.facts.encoding, patient=self._bare < _PATIENCE,
        )  # fmt: skip

    def _read(self, url: str, shell: Shell, shot: Snapshot) -> View:
        """From a snapshot to what it means."""
        seen = View(outcome=shot.fault or RENDERED, status=shot.status, led_to=shot.led_to, settled=shot.settled)
        if shot.fault or shot.status >= _ERROR:
            return replace(seen, outcome=shot.fault or _REFUSALS.get(shot.status, "http_error"))
        try:
            facts = read_page(shot.html, "text/html; charset=utf-8", url)
        except TooDeep:
            return replace(seen, outcome="too_deep")
        if shell_of(facts) == "check":
            return replace(seen, outcome="blocked")
        whole = replace(seen, html=shot.html, facts=facts)
        bare = facts.text_length <= _BARE and not facts.pictures
        if shell.why == "empty" and bare and not more(shell.facts, facts):
            # Nothing came where all should have come: what it waits for may be out of our reach, not of a visitor's.
            self._bare += 1
            fault = "redirect" if shot.led_to else "browser_failed" if shot.settled else "timeout"
            return replace(seen, outcome=fault)
        helped = self._templates.learn(shell.why, shell.facts, facts)
        return whole if helped or shell.why in ("check", "asked") else replace(seen, outcome=NEEDLESS)


def links_of(page: Page) -> PageLinks:
    """The links of a page whose facts are known."""
    return PageLinks(page.links, page.encoding, page.canonical, page.refresh)

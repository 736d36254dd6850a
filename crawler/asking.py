"""How one visit asks: robots.txt first, in turn, with the guard before every name; knows no queue and no page."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from crawler import robots, urls
from crawler.cookies import given
from crawler.decoding import TooLarge
from crawler.fetch import Answer, Failed, fetch, resolve
from crawler.politeness import MAX_RETRY_AFTER, Closed, retry_after, server_of
from crawler.robots import Rules
from crawler.run import Run

RETRY_WAITS = (0.5, 2.0)
"""Seconds before the second and the third try of what failed in passing."""

DOCUMENT_SECONDS = 90.0
PAGE_SECONDS = 30.0
"""For a whole answer."""

_HOPS = 5
"""Redirects of a robots.txt that are followed, as RFC 9309 asks."""
_ROBOTS_LIMIT = 4 * 1024 * 1024
"""Bytes of a robots.txt, unpacked."""
_ABSENT = range(400, 500)
_TOO_MANY = 429

Saved = Callable[[str, Answer | None, str], None]
"""Told of each robots.txt: its address, the answer, or the reason why there is none."""


class Asker:
    """The voice of one visit."""

    def __init__(self, run: Run, saved: Saved) -> None:
        """Use what the run shares."""
        self._run, self._saved = run, saved
        self._rules: dict[str, Rules] = {}
        self._servers: dict[str, str] = {}
        self.addresses: dict[str, tuple[str, ...]] = {}
        """Hosts that were asked, and where they are."""

        self.cookies: dict[str, str] = {}
        """Origins that let in only who brings back the cookie they gave, and that cookie."""

        self.waited = 0.0
        """Seconds spent waiting for a turn: they are the politeness of this run, not the time of this site."""

    def close(self) -> None:
        """Let go of the hosts."""
        for host, server in self._servers.items():
            self._run.gate.leave(host, server)
        self._servers.clear()

    def know(self, origin: str, rules: Rules) -> None:
        """Take the rules of an origin from an earlier run."""
        self._rules[origin] = rules

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins whose rules are known."""
        return tuple(self._rules)

    async def rules(self, url: str) -> Rules:
        """The rules for the host of ``url``; asked for once."""
        origin = urls.authority(url)
        if origin not in self._rules:
            self._rules[origin] = rules = await self._robots(origin)
            self.pause(url, rules.delay())  # its robots.txt was a request too
        return self._rules[origin]

    async def permits(self, url: str) -> bool:
        """Whether a page of the browser may go to ``url``: http, and allowed by a robots.txt that is known already.

        Nothing is asked here: the page may hold the very turn in which a robots.txt would have to be asked for.
        """
        return robots.allowed(self._rules, url)

    async def get(self, url: str, *, delay: float, seconds: float = PAGE_SECONDS, method: str = "GET") -> Answer:
        """Ask for an address when its turn comes. Raises Failed."""
        async with self.turn(url, delay):
            cookie = self.cookies.get(urls.authority(url), "")
            answer = await fetch(self._run.engine, url, seconds, cookie, method)
        self._run.counts.bytes += len(answer.body)
        return answer

    @asynccontextmanager
    async def turn(self, url: str, delay: float) -> AsyncIterator[None]:
        """Wait for the turn of the host of ``url`` and hold it for one request. Raises Failed."""
        host = urls.host(url)
        server = await self._server(host)
        began = time.monotonic()
        try:
            async with self._run.gate.turn(host, server, delay):
                self.waited += time.monotonic() - began
                self._run.counts.requests += 1
                yield
        except Closed as error:
            raise Failed("blocked", f"{host} asked to be left alone") from error

    def let_in(self, url: str, answer: Answer) -> bool:
        """Whether a redirect only waits for its cookie to come back: keep it then, for this visit. Once an origin."""
        origin, cookie = urls.authority(url), given(answer.headers)
        if not cookie or origin in self.cookies:
            return False
        self.cookies[origin] = cookie
        return True

    def pause(self, url: str, seconds: float) -> None:
        """Leave the host of ``url`` alone for so long; in all visits of this run where that is too long to wait."""
        gate = self._run.gate
        (gate.pause if seconds <= MAX_RETRY_AFTER else gate.close)(urls.host(url), seconds)

    async def _server(self, host: str) -> str:
        if host not in self._servers:
            self.addresses[host] = await resolve(self._run.guard, host)
            self._servers[host] = server_of(host, self.addresses[host])
            self._run.gate.enter(host, self._servers[host])
        return self._servers[host]

    async def _robots(self, origin: str) -> Rules:
        first = origin + "/robots.txt"
        reason = "http_error"
        for wait in (0.0, *RETRY_WAITS):
            await asyncio.sleep(wait)
            try:
                answer = await self._follow(first)
            except Failed as failed:
                reason = failed.reason
                if reason in ("private", "too_large", "blocked"):
                    break
                continue
            if answer.status in _ABSENT and answer.status != _TOO_MANY:
                self._saved(first, answer, "gone")
                return robots.ALLOW_ALL
            if answer.status < _ABSENT.start:
                return self._read(first, answer)
            reason = "robots"  # the server is there and does not say: RFC 9309 takes that for «no»
            asked = retry_after(answer.header("retry-after"), dt.datetime.now(dt.UTC)) or 0.0
            self.pause(first, asked)
            if asked > MAX_RETRY_AFTER:
                break
        self._saved(first, None, "http_error" if reason == "robots" else reason)
        return robots.unreachable(reason)

    def _read(self, first: str, answer: Answer) -> Rules:
        try:
            rules = robots.parse(answer.decoded(_ROBOTS_LIMIT))
        except TooLarge:
            self._saved(first, None, "too_large")
            return robots.unreachable("robots")
        self._saved(first, answer, "")
        return rules

    async def _follow(self, url: str) -> Answer:
        for _ in range(_HOPS + 1):
            answer = await self.get(url, delay=0.0)
            target = urls.normalise(answer.location(), url) if answer.status in range(300, 400) else None
            if target is None:
                return answer
            url = target
        return answer._replace(status=404, body=b"")  # more redirects than the RFC follows: as if it were not there

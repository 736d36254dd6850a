"""When the next request to a host may go out: one at a time to a host, two to a server; knows no page."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources

PER_SERVER = 2
"""Requests at a time to one IP address or hosting platform."""

MAX_RETRY_AFTER = 120.0
"""Seconds of Retry-After that a visit waits out; a longer one ends the visit of that site."""


class Closed(Exception):  # noqa: N818  it is no fault: the host said so
    """A host that asked to be left alone for longer than a visit lasts, whichever visit it told."""


class Gate:
    """Lets requests of all visits through in turn. Hosts and servers that nobody uses are forgotten.

    When a host may be asked again is kept until then, so that one gate serves several runs, one after another.
    """

    def __init__(self, delay: float) -> None:
        """Keep ``delay`` seconds between the end of one request to a host and the start of the next."""
        self.delay = delay
        self._hosts: dict[str, asyncio.Lock] = {}
        self._servers: dict[str, asyncio.Semaphore] = {}
        self._ready: dict[str, float] = {}
        """When a host may be asked again: only ever put off, so that what asks for less takes nothing back."""
        self._closed: dict[str, float] = {}
        self._users: dict[str, int] = {}

    def enter(self, host: str, server: str) -> None:
        """Begin to use a host; every ``enter`` has its ``leave``."""
        for name in (host, "at " + server):
            self._users[name] = self._users.get(name, 0) + 1
        self._hosts.setdefault(host, asyncio.Lock())
        self._servers.setdefault(server, asyncio.Semaphore(PER_SERVER))

    def leave(self, host: str, server: str) -> None:
        """Stop to use a host."""
        for name, table in ((host, self._hosts), ("at " + server, self._servers)):
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name]
                table.pop(name.removeprefix("at "), None)
        now = asyncio.get_running_loop().time()
        for times in (self._ready, self._closed):
            for one in [one for one, until in times.items() if until <= now and one not in self._users]:
                del times[one]

    @asynccontextmanager
    async def turn(self, host: str, server: str, asked: float = 0.0) -> AsyncIterator[None]:
        """Wait for the turn of a host that was entered; ``asked`` is the delay that its robots.txt asks for.

        Raises Closed, also where the host closed while others waited for it.
        """
        async with self._hosts[host]:
            place = self._servers[server]
            await self._admit(host, place)
            try:
                yield
            finally:
                place.release()
                self.pause(host, max(self.delay, asked))

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long at least: it asked so."""
        until = asyncio.get_running_loop().time() + seconds
        self._ready[host] = max(self._ready.get(host, until), until)

    def close(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for so long: its turns raise Closed."""
        until = asyncio.get_running_loop().time() + seconds
        self._closed[host] = max(self._closed.get(host, until), until)

    async def _admit(self, host: str, place: asyncio.Semaphore) -> None:
        """Take a place at the server when the host may be asked; another visit may put that off during each wait."""
        now = asyncio.get_running_loop().time
        while True:
            if (wait := self._ready.get(host, 0.0) - now()) > 0:
                await asyncio.sleep(wait)
                continue
            await place.acquire()
            if self._ready.get(host, 0.0) <= now():
                break
            place.release()
        if self._closed.get(host, 0.0) > now():
            place.release()
            raise Closed(host)


@cache
def _platforms() -> tuple[str, ...]:
    lines = resources.files("crawler").joinpath("platforms.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def server_of(host: str, addresses: tuple[str, ...]) -> str:
    """What a host shares with others: its hosting platform, else its first address."""
    return platform_of(host) or addresses[0]


def platform_of(host: str) -> str:
    """The hosting platform that a host belongs to; empty for none that is known."""
    return next((suffix for suffix in _platforms() if host == suffix or host.endswith("." + suffix)), "")


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After header asks for, at least 0; None where it asks for nothing that can be read.

    >>> retry_after("120", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    120.0
    >>> retry_after("Thu, 01 Jan 2026 00:01:00 GMT", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    60.0
    """
    text = value.strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):  # the last for a year that no C integer holds
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return max((when - now).total_seconds(), 0.0)

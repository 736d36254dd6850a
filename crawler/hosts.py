"""The hosts that a run asks outside of Scrapy, each in its turn: resolves names by the guard; knows no page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crawler import urls
from crawler.guard import Guard
from crawler.politeness import Gate, server_of


class Hosts:
    """Turns by one gate: one at a time to a host, two to a server, whichever organisation it is asked for."""

    def __init__(self, guard: Guard, delay: float) -> None:
        """Keep ``delay`` seconds between the end of one turn of a host and the start of the next."""
        self._guard, self._gate = guard, Gate(delay)

    @asynccontextmanager
    async def turn(self, url: str, asked: float = 0.0) -> AsyncIterator[None]:
        """Hold the turn of the host of ``url``; ``asked`` is the delay that its robots.txt asks for.

        Raises crawler.guard's Refused, Unknown.
        """
        host = urls.host(url)
        server = server_of(host, await self._guard.resolve(host))
        self._gate.enter(host, server)
        try:
            async with self._gate.turn(host, server, asked):
                yield
        finally:
            self._gate.leave(host, server)

"""When a visit tries an address once more, and when it gives a site up: counts silence and refusals; asks nothing."""

from __future__ import annotations

import asyncio

from crawler.asking import RETRY_WAITS
from crawler.store import Row

PASSING = frozenset({"dns", "timeout", "refused", "tls"})
"""Reasons that may be gone when the same is asked again."""
_MAX_SILENCE = 5
"""Requests in a row without an answer, after which a site is left."""
_MAX_REFUSALS = 8
"""Refusals in a row (403, 429), likewise."""


class Patience:
    """The patience of one visit."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self.left = ""
        """Why the rest of the site is left alone: a reason of the ledger; empty while it is not."""
        self._later: list[Row] = []
        self._tries: dict[str, int] = {}
        self._silence = self._refusals = 0

    def answered(self) -> None:
        """Take note of an answer, whatever it says."""
        self._silence = 0

    def served(self) -> None:
        """Take note of an answer that is no refusal."""
        self._refusals = 0

    def silent(self, row: Row, reason: str) -> bool:
        """Take note that nothing was answered; True where the address waits for another try.

        ``blocked`` is a host that nobody may ask for longer than a visit lasts: it is left at once.
        """
        self._silence += 1
        if reason in PASSING and self.once_more(row):
            return True
        if reason == "blocked" or (self._silence >= _MAX_SILENCE and row.depth > 0):
            self.left = reason
        return False

    def refused(self, reason: str) -> None:
        """Take note of a refusal."""
        self._refusals += 1
        if self._refusals >= _MAX_REFUSALS:
            self.left = reason

    def once_more(self, row: Row) -> bool:
        """Keep an address for another try; False where it has had them all."""
        tries = self._tries.get(row.url, 0) + 1
        self._tries[row.url] = tries
        if tries > len(RETRY_WAITS):
            return False
        self._later.append(row)
        return True

    async def again(self) -> list[Row]:
        """Wait as long as the address that was tried least often waits, then give all that are kept; none: no wait."""
        later, self._later = self._later, []
        if later:
            await asyncio.sleep(RETRY_WAITS[min(self._tries[row.url] for row in later) - 1])
        return later

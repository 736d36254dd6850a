"""How far a crawl is, for a person: reads the counts of the run, writes to the terminal or plain lines."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.live import Live
from rich.text import Text

from crawler.run import Counts

_PLAIN_SECONDS = 15.0
"""Between lines where there is no terminal."""


class Progress:
    """A line that changes in a terminal, lines from time to time elsewhere."""

    def __init__(self, counts: Counts, *, resumed: int = 0) -> None:
        """Begin to show ``counts``; ``resumed`` visits go on where an earlier run stopped."""
        self._counts, self._began = counts, time.monotonic()
        self._pages = counts.pages
        self._console = Console(file=sys.stderr, highlight=False)
        self._live: Live | None = None
        self._said: set[str] = set()
        self._next = self._began + _PLAIN_SECONDS
        more = f", {resumed} of them resumed" if resumed else ""
        self._console.print(f"Crawling {counts.sites} sites{more}. Ctrl-C stops; the same command goes on.")
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()

    def say(self, text: str) -> None:
        """Tell something in a line of its own, once however often it is said."""
        if text not in self._said:
            self._said.add(text)
            self._console.print(text, soft_wrap=True)

    def tick(self) -> None:
        """Show where the run is; called twice a second."""
        if self._live is not None:
            self._live.update(Text(self.line()), refresh=True)
        elif time.monotonic() >= self._next:
            self._next += _PLAIN_SECONDS
            self._console.print(self.line(), soft_wrap=True)

    def close(self) -> None:
        """Leave one last line."""
        if self._live is not None:
            self._live.stop()
        self._console.print(self.line(), soft_wrap=True)

    def line(self) -> str:
        """Sites, pages, pages a second, the browser's share, time left."""
        counts, passed = self._counts, max(time.monotonic() - self._began, 0.001)
        share = 100 * counts.browser // max(counts.pages, 1)
        rate = (counts.pages - self._pages) / passed
        return (
            f"sites {counts.done}/{counts.sites} · pages {counts.pages} · documents {counts.documents} · "
            f"{rate:.1f} pages/s · browser {share} % · {self._left(passed)}"
        )

    def _left(self, passed: float) -> str:
        counts = self._counts
        if counts.done >= counts.sites:
            return f"took {_span(passed)}"
        if not counts.done:
            return f"{_span(passed)} so far"
        return f"about {_span(passed / counts.done * (counts.sites - counts.done))} left"


def _span(seconds: float) -> str:
    if seconds < 100:  # noqa: PLR2004 (seconds are told up to a minute and a half)
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"  # noqa: PLR2004

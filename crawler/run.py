"""What all visits of one run share: options, counters, the way to the network; knows no page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scrapy.core.engine import ExecutionEngine

from crawler.browser import Browser
from crawler.guard import Guard
from crawler.politeness import Gate
from crawler.store import Store

Mode = Literal["needed", "all", "none"]
"""Which pages the browser is asked for: those that plain HTTP does not show, every page, no page."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What the progress shows."""

    sites: int
    """All of this run."""
    done: int = 0
    """Sites that are over, whatever came of them."""
    pages: int = 0
    documents: int = 0
    bytes: int = 0
    requests: int = 0
    browser: int = 0
    """Pages that the browser rendered."""
    running: dict[str, None] = field(default_factory=dict)
    """Ids of the organisations under way."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of ``crawl``."""

    home: Path
    campaign: str
    agent: str
    """The User-Agent as sent."""
    store: Store
    gate: Gate
    counts: Counts
    engine: ExecutionEngine
    guard: Guard
    browser: Browser
    mode: Mode = "needed"
    exhaustive: bool = False
    """Documents are fetched that no topic asks for, too."""
    operator: str = ""
    """Who sends forms, where they are really sent (``--submit-forms``); empty: none is."""
    name_servers: tuple[tuple[str, int], ...] = ()
    """Asked who takes mail instead of this machine's own."""
    say: Callable[[str], None] = print
    """Tells the operator something, once however often it is said."""
    stopping: bool = False
    """Ctrl-C was pressed: each visit ends after the answer that it waits for."""

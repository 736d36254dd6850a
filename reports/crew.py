"""Splits work over large campaigns between processes: parts in, results in their order out. Knows no pages.

Each process is forked off this one, so that it shares what was read before, and opens the database anew: a connection
of SQLite must not be carried into another process. Where the system cannot fork, or the campaign is small, everything
happens here, one part after the other, with the same results.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlite_utils import Database

from crawler.database import connect

LARGE = 300
"""Organisations from which it pays, and from which the front page shows municipalities and not single sites."""
MOST = 4
"""Processes at once: each needs some 100 MB."""
RESTS = 5_000
"""New objects between two collections of a process: a page makes thousands, and few of them hold each other."""
PART = 25
"""Organisations that a process takes at a time."""

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The processes of one report."""

    db: Database
    home: Path
    hands: int
    """Processes at once; 1: this one alone."""

    @classmethod
    def of(cls, db: Database, home: Path, organisations: int) -> Crew:
        """As many processes as the machine has cores for a large campaign, else this one."""
        forks = "fork" in multiprocessing.get_all_start_methods()
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return cls(db=db, home=home, hands=min(cores, MOST) if forks and organisations > LARGE else 1)

    def each(self, work: Callable[[Given], Made], given: Sequence[Given]) -> Iterator[Made]:
        """What ``work`` makes of each part, in the order given. What it raises is raised here."""
        if self.hands == 1 or len(given) == 1:
            yield from map(work, given)
            return
        gc.collect()
        gc.freeze()  # so that no collection in a child writes to the pages that it shares with us
        try:
            with ProcessPoolExecutor(
                self.hands, multiprocessing.get_context("fork"), initializer=partial(_enter, self, work)
            ) as pool:
                yield from pool.map(_do, given)
        finally:
            gc.unfreeze()


def parts(every: Iterable[Given], size: int = PART) -> list[list[Given]]:
    """Cut into parts of ``size``."""
    whole = list(every)
    return [whole[start : start + size] for start in range(0, len(whole), size)]


_here: dict[str, object] = {}


def _enter(crew: Crew, work: Callable[[Any], object]) -> None:
    """In a new process: another connection in the place of the one that came along, which nobody touches any more."""
    gc.set_threshold(RESTS)
    _here.update(work=work, left_alone=crew.db.conn)
    crew.db.conn = connect(crew.home).conn


def _do(given: Any) -> Any:  # noqa: ANN401 (what a part is and makes, the caller of each knows)
    return cast("Callable[[Any], Any]", _here["work"])(given)

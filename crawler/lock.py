"""Keeps a second process out of a piece of work in a home folder: a lock file each; knows no crawl, no schedule."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

try:
    import fcntl
except ImportError:  # Windows has none; two processes over one home are then the operator's own to avoid
    fcntl = None  # type: ignore[assignment]


CRAWL = "crawl.lock"
"""The lock file of a home folder in which sites are being asked."""


class BusyError(click.ClickException):
    """The sites of the home folder are being asked already. Raised by ``alone``."""


class HeldError(Exception):
    """Another process holds the lock."""


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``. Raises HeldError where another process does.

    The system takes a lock back from a process that was killed; the file stays, and says nothing.
    """
    with path.open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise HeldError(str(path)) from error
        yield


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Keep whoever else would ask sites out of a home folder: turns are taken in one process. Raises BusyError."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(home / CRAWL))
        except HeldError as error:
            raise BusyError(f"Another crawl is under way in {home}. Wait for it, or stop it.") from error
        yield

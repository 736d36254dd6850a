"""Bounds of time and memory on what hostile files may cost. Reads and writes nothing."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from typing import TYPE_CHECKING

from reports.bundles.layout import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextlib.contextmanager
def deadline(minutes: float, what: str) -> Iterator[None]:
    """Raise RefusedError in the block when it takes longer. Without effect where the system has no such timer."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise RefusedError(f"{what}: refused: it takes longer than {minutes:g} minutes.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def ceiling(size: int, what: str) -> Iterator[None]:
    """Raise RefusedError in the block when the process would grow beyond so many bytes. Linux only; else no effect."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft <= size:
        yield  # bounded already
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))
    try:
        yield
    except MemoryError as error:
        raise RefusedError(f"{what}: refused: it takes more than {size >> 20} MiB of memory.") from error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

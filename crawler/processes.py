"""The processes below this one and their memory, as Linux tells it (others: none). Ends what grows too large.

Memory that processes share (Chromium's own code) is counted once.
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_RENDERER = b"--type=renderer"
"""By which Chromium calls a process that shows pages."""


class Process(NamedTuple):
    """One process."""

    pid: int
    own: int
    """Bytes in memory that no file backs and nobody shares."""
    shared: int
    """Bytes in memory that others may share."""


def below(pid: int) -> list[Process]:
    """The process and all that it started, directly or not; empty where the system does not tell."""
    found: list[Process] = []
    waiting = [pid]
    while waiting:
        at = Path(f"/proc/{waiting.pop()}")
        with contextlib.suppress(OSError, ValueError, IndexError):  # it may end while we look
            _, resident, shared, *_ = map(int, (at / "statm").read_text().split())
            found.append(Process(int(at.name), (resident - shared) * _PAGE, shared * _PAGE))
            for task in (at / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def memory(processes: list[Process]) -> int:
    """Bytes that these take together."""
    return sum(one.own for one in processes) + max((one.shared for one in processes), default=0)


def end_greediest(processes: list[Process]) -> int:
    """End the largest process that shows pages: its page breaks, the others go on. Its id, 0 where there is none."""
    renderers = [one for one in processes if _RENDERER in _command(one.pid)]
    if not renderers:
        return 0
    greediest = max(renderers, key=lambda one: one.own).pid
    with contextlib.suppress(OSError):
        os.kill(greediest, signal.SIGKILL)
    return greediest


def _command(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []

"""One child process and what it cost: starts it, lets the operating system count, ends it in time; knows no benchmark.

The system keeps the largest memory of a child from before its ``exec`` too, when it is still this process: so this
process stays small, and whatever needs a library is a child.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_POLL = 0.005
_LOOK = 0.25
"""Seconds between two looks at a child."""
_TAIL = 2000
"""Characters of a failed child's last words that are shown."""


class BenchError(Exception):
    """A part of the benchmark could not be measured; the message says which, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a child cost, with those that it waited for."""

    cpu: float
    """Seconds, of user and system."""
    wall: float
    """Seconds."""
    rss: int
    """Bytes of memory at most."""
    printed: str
    """Its standard output."""

    def __add__(self, other: Usage) -> Usage:
        """Both in turn."""
        return Usage(
            cpu=self.cpu + other.cpu,
            wall=self.wall + other.wall,
            rss=max(self.rss, other.rss),
            printed=self.printed + other.printed,
        )


BYTECODE = ROOT / "build" / "bench" / "bytecode"
"""Compiled modules of all children: kept, as on a user's machine, whatever this environment says."""


def environment() -> Mapping[str, str]:
    """A child's environment: this checkout's modules, no proxy between it and the loopback, no home of the user's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith(("GLASNOST_", "PYTHON"))
    }
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    return kept | ours


def run(
    arguments: Sequence[str | Path], *, timeout: float, log: Path, look: Callable[[int], None] | None = None,
) -> Usage:  # fmt: skip
    """Run ``python ARGUMENTS`` to its end. Raises BenchError where it fails or takes longer than ``timeout`` seconds.

    Both its streams stay in ``log`` with the endings .out and .err. ``look`` is given the child's id now and then.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, *map(str, arguments)]
    began = time.monotonic()
    with Path(f"{log}.out").open("wb") as out, Path(f"{log}.err").open("wb") as err:
        child = subprocess.Popen(  # noqa: S603 (commands of our own)
            command, stdout=out, stderr=err, cwd=ROOT, env=environment(), start_new_session=True,
        )  # fmt: skip
    looked = began
    try:
        while True:
            if look is not None and time.monotonic() - looked > _LOOK:
                look(child.pid)
                looked = time.monotonic()
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            wall = time.monotonic() - began
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                break
            if wall > timeout:
                raise BenchError(f"{log.name}: not through after {timeout:.0f} s")
            time.sleep(_POLL)
    finally:
        _end(child)
    if child.returncode:
        raise BenchError(f"{log.name}: exit code {child.returncode}\n{_read(log, 'err')[-_TAIL:]}")
    rss = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Usage(cpu=used.ru_utime + used.ru_stime, wall=wall, rss=rss, printed=_read(log, "out"))


@contextmanager
def serving(arguments: Sequence[str | Path], ready: str, *, timeout: float, log: Path) -> Iterator[str]:
    """Keep ``python ARGUMENTS`` running meanwhile; gives the first line with ``ready`` in it, once it is printed.

    Raises BenchError where that takes longer than ``timeout`` seconds.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{log}.out").open("wb") as out, Path(f"{log}.err").open("wb") as err:
        child = subprocess.Popen(  # noqa: S603 (commands of our own)
            [sys.executable, *map(str, arguments)],
            stdout=out, stderr=err, cwd=ROOT, env=environment(), start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + timeout
    try:
        while not (found := [line for line in _read(log, "out").splitlines() if ready in line]):
            if child.poll() is not None or time.monotonic() > until:
                raise BenchError(f"{log.name} does not serve\n{_read(log, 'err')[-_TAIL:]}")
            time.sleep(_POLL)
        yield found[0]
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child of ours that still runs, with its own children."""
    if child.returncode is None and child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read(log: Path, ending: str) -> str:
    return Path(f"{log}.{ending}").read_text("utf-8", "replace")

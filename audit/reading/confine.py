"""Limits on this process, where the platform has them: memory, processor time, files; reads and writes nothing.

``python -m audit.reading.confine MEMORY SECONDS PROGRAM ARGUMENT…`` becomes PROGRAM under the same limits.
"""

from __future__ import annotations

import os
import sys

try:
    import resource
except ImportError:  # Windows: only the wall clock of the parent is left
    resource = None  # type: ignore[assignment]


def confine(memory: int, files: int) -> None:
    """Bound the address space to ``memory`` bytes and open ``files`` descriptors at most; write no file, dump no core.

    With ``files`` 0 nothing can be opened any more: no file and no socket, hence no network.
    """
    if resource is None:
        return
    _bound(resource.RLIMIT_AS, memory)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NOFILE, files)


def allow(seconds: int) -> None:
    """Grant this process so many seconds of processor from now on; then the system ends it (SIGXCPU)."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _bound(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(what, (value, value))
    except (OSError, ValueError):  # macOS knows RLIMIT_AS and refuses it
        return


if __name__ == "__main__":
    confine(int(sys.argv[1]), 32)
    allow(int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606  the path comes from shutil.which of the parent

"""Child processes: starts them with a clean environment, ends them when their time is over; knows no document."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def launch(module: str, arguments: Sequence[str] = (), keep: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Start ``python -m MODULE`` with pipes; of our environment it gets only the variables named in ``keep``.

    It is in a session of its own, so that Ctrl-C ends it through us and not before us.
    """
    known = {name: os.environ[name] for name in ("SYSTEMROOT", *keep) if name in os.environ}
    known |= {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}  # one processor: the others are in use
    if "site-packages" not in _ROOT.parts:  # run from a checkout
        known["PYTHONPATH"] = str(_ROOT)
    return subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.path.abspath(os.sep),  # noqa: PTH100  the root of whatever drive this is
        env=known,
        start_new_session=True,
    )


@contextlib.contextmanager
def limited(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the process unless the block ends in time; the event given is set where it was killed."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def finish(process: subprocess.Popen[bytes]) -> int:
    """Kill it if it still runs, close its pipes; its exit code, negative for a signal."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    return process.wait()

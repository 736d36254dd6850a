"""What several tests share: the program run as a user runs it, and one run of the demo for all who read it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from crawler.chromium import NAMES

ROOT = Path(__file__).resolve().parent.parent

# A gate must say the same twice, so its examples follow from the tests alone; and no test asserts a time.
# `make fuzz` draws new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("fuzz", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def has_browser() -> bool:
    """Whether a Chromium is where the crawler looks for one."""
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return any(map(shutil.which, NAMES)) or any(own.glob("chromium*"))


needs_browser = pytest.mark.skipif(not has_browser(), reason="no Chromium here; make setup installs it where it can")

Glasnost = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def glasnost() -> Glasnost:
    """Run ``glasnost ARGUMENTS`` in a process of its own; text of both streams, never an exception."""

    def run(*arguments: str | Path, cwd: Path | None = None, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "glasnost", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name != "GLASNOST_HOME"}
        path = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH")]))
        return subprocess.run(
            command,
            cwd=cwd,
            env=environment | {"PYTHONPATH": path, "PYTHONUTF8": "1", "COLUMNS": "120"},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the run of the demo, which takes longest, and end with the files that read it: they wait for it."""
    runs = Path(__file__).with_name("test_demo.py")
    readers = {item.path for item in items if "demo" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: 0 if item.path == runs else 1 + (item.path in readers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A finished run of the demo."""

    home: Path
    out: Path
    """The report's folder."""
    printed: str

    def copied(self, to: Path) -> Path:
        """Write a home of the test's own to ``to``, whatever other processes read meanwhile, and give it back.

        SQLite's files beside the database come and go with its readers, so they cannot be copied as files.
        """
        shutil.copytree(self.home, to, ignore=shutil.ignore_patterns("glasnost.db*"))
        source, copy = sqlite3.connect(self.home / "glasnost.db"), sqlite3.connect(to / "glasnost.db")
        with contextlib.closing(source), contextlib.closing(copy):
            source.backup(copy)
        return to


@pytest.fixture(scope="session")
def demo(glasnost: Glasnost, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo once, whichever of the processes needs it first; fails with what it printed where it fails."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home, printed = shared / "demo", shared / "demo.txt"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.is_file():
            done = glasnost("--home", home, "demo", "--port", "0", "--out", home / "out")
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout, "utf-8")
    return Demo(home=home, out=home / "out", printed=printed.read_text("utf-8"))

"""The front door: help is fast and complete, and a user's mistakes end in one clear line."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import glasnost as front
from checklists.load import load
from crawler import registry_words
from tests.conftest import ROOT, Glasnost

HEAVY = {"scrapy", "twisted", "playwright", "jinja2", "yaml", "pydantic", "sqlite_utils", "rich", "selectolax", "lxml"}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, groups too."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, glasnost; glasnost.cli.main(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_help_loads_little_more_than_click() -> None:
    """What makes ``--help`` quick (`make bench` measures how quick): of our modules, the front door alone."""

    def loaded(code: str) -> set[str]:
        asked = [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"]
        return set(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())

    front_door = loaded("import glasnost, click; glasnost.cli.get_help(click.Context(glasnost.cli))")
    assert {name for name in front_door if name.split(".")[0] in {"crawler", "audit", "checklists", "reports"}} == set()
    assert len(front_door) < len(loaded("import click")) + 60


def test_every_command_has_an_example_in_its_help() -> None:
    every = dict(commands(front.cli))
    assert {("run",), ("registry", "import"), ("registry", "check"), ("crawl",), ("report", "html")} <= set(every)
    without = [
        path
        for path, command in every.items()
        if f"Example: glasnost {' '.join(path)}"
        not in " ".join(command.get_help(click.Context(command, info_name=path[-1])).split())
    ]
    assert without == []


def test_help_of_no_command_loads_the_database() -> None:
    code = """
import click, sys, glasnost
for name in glasnost.COMMANDS:
    command = glasnost.cli.get_command(click.Context(glasnost.cli), name)
    command.get_help(click.Context(command, info_name=name))
    if loaded := {"sqlite_utils", "pydantic", "numpy", "rich"} & set(sys.modules):
        sys.exit(f"{name}: {loaded}")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_names_of_the_front_page_are_the_commands(glasnost: Glasnost) -> None:
    shown = glasnost("--help").stdout
    for name, (_, _, line) in front.COMMANDS.items():
        assert f"  {name} " in shown
        assert line.split(":")[0] in shown


def test_version(glasnost: Glasnost) -> None:
    done = glasnost("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("glasnost ")


def test_unknown_command_is_told(glasnost: Glasnost) -> None:
    done = glasnost("crowl")
    assert done.returncode == 2
    assert "No such command 'crowl'" in done.stderr


def test_home_that_cannot_be_written_is_told(glasnost: Glasnost, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", "utf-8")
    done = glasnost("--home", taken / "home", "run", ROOT / "data" / "demo" / "registry.csv")
    assert done.returncode == 1
    assert str(taken) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", ["", "id;Наименование;Сфера;Сайт\n", "\n\n\n"])
def test_empty_registry_is_told(glasnost: Glasnost, tmp_path: Path, content: str) -> None:
    registry = tmp_path / "empty.csv"
    registry.write_text(content, "utf-8")
    done = glasnost("--home", tmp_path / "home", "run", registry)
    assert done.returncode == 1
    assert "empty.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_rows_are_told_and_good_rows_are_kept(glasnost: Glasnost, tmp_path: Path) -> None:
    good = [f"org-{n};Школа № {n};образование;школа;http://school{n}.example/" for n in range(25)]
    bad = [
        "org-30;;образование;школа;http://a.example/",
        "org-31;Школа;морское дело;школа;http://b.example/",
        "org-32;Школа;образование;школа;не знаю",
        "org-0;Школа;образование;школа;http://c.example/",
        "org-33;Школа;;школа;http://d.example/",
    ]
    registry = tmp_path / "mixed.csv"
    registry.write_text("\n".join(["id;Наименование;Сфера;Вид;Сайт", *good, *bad]), "utf-8")
    done = glasnost("--home", tmp_path / "home", "registry", "import", registry)
    told = done.stdout + done.stderr
    assert [row for row in range(27, 32) if f"row {row}" not in told] == []
    assert "морское дело" in told
    listed = glasnost("--home", tmp_path / "home", "registry", "list").stdout
    assert sum(f"org-{n}" in listed for n in range(25)) == 25


def test_registry_check_names_the_kind_that_no_check_list_knows(glasnost: Glasnost, tmp_path: Path) -> None:
    registry = tmp_path / "kinds.csv"
    rows = ["id;Наименование;Сфера;Вид;Сайт", "a;Школа;образование;школа;a.example", "b;Цирк;образование;дельфинарий;"]
    registry.write_text("\n".join(rows), "utf-8")
    home = tmp_path / "home"
    assert glasnost("--home", home, "registry", "import", registry).returncode == 0
    done = glasnost("--home", home, "registry", "check")
    assert done.returncode == 1
    assert "дельфинарий" in done.stdout
    assert "a:" not in done.stdout


def test_every_kind_that_registries_are_read_into_is_known_to_a_check_list() -> None:
    known = {kind.id for sector in load().sectors.values() for kind in sector.kinds}
    assert set(registry_words.KINDS) - known == set()
    assert set(registry_words.SECTORS) == set(load().sectors)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "archive/x.warc.gz"), "No space left"),
        (PermissionError(errno.EACCES, "Permission denied", "home"), "Permission denied"),
        (KeyboardInterrupt(), "run the same command again"),
    ],
)
def test_what_is_the_users_matter_ends_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, said: str
) -> None:
    monkeypatch.setattr(front, "cli", _Raising(error))
    with pytest.raises(SystemExit) as left:
        front.main()
    assert left.value.code == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite3.OperationalError("database is locked"), "Another command is writing"),
        (sqlite3.DatabaseError("database disk image is malformed"), "archive/"),
        (sqlite3.OperationalError("database or disk is full"), "when there is room"),
    ],
)
def test_what_sqlite_says_of_the_disk_or_of_others_is_told(error: sqlite3.Error, said: str) -> None:
    @click.command()
    def broken() -> None:
        raise error

    group = front.FrontDoor("glasnost", params=front.cli.params)
    group.get_command = lambda *_: broken  # type: ignore[method-assign]
    with pytest.raises(click.ClickException, match=said):
        group.main(["--home", "somewhere", "broken"], standalone_mode=False)


def test_a_fault_of_ours_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "cli", _Raising(OSError(errno.EBADF, "Bad file descriptor")))
    with pytest.raises(OSError, match="Bad file"):
        front.main()


@pytest.mark.slow
def test_ctrl_c_and_a_full_disk_lose_nothing_and_the_same_command_goes_on(glasnost: Glasnost, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the system refuses the write in the same way."""
    home = tmp_path / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.2.1", 0))
        port = probe.getsockname()[1]
    words = ["--home", str(home), "demo", "--port", str(port), "--browser", "none"]
    command = [sys.executable, "-m", "glasnost", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        until = time.monotonic() + 30
        while not list(home.glob("archive/*/*.warc.gz")) and time.monotonic() < until:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=60)[1]
    assert running.returncode == 130, told
    assert "run the same command again" in told
    assert "Traceback" not in told

    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000));"
    start = f"{limit} runpy.run_module('glasnost', run_name='__main__', alter_sys=True)"
    done = subprocess.run(
        [sys.executable, "-c", start, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert str(home) in done.stderr

    again = glasnost(*words, "--out", tmp_path / "out")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "out" / "index.html").is_file()


class _Raising:
    """A command line that fails."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def main(self, *, standalone_mode: bool) -> None:
        assert not standalone_mode
        raise self.error


def test_a_new_sector_is_yaml_only(tmp_path: Path) -> None:
    """A registry may name a sector and a kind that only the YAML of the check-lists knows."""
    here = tmp_path / "checklists"
    shutil.copytree(ROOT / "checklists", here, ignore=shutil.ignore_patterns("__pycache__"))
    kinds = here / "kinds.yaml"
    kinds.write_text(
        f"""{kinds.read_text("utf-8").rstrip()}
  - id: transport
    title: {{ru: Транспорт, en: Transport}}
    words: [перевозки]
    kinds:
      - {{id: transport, title: {{ru: перевозчик, en: carrier}}}}
      - {{id: bus_depot, title: {{ru: автобусный парк, en: bus depot}}, words: [автобусный парк]}}
""",
        "utf-8",
    )
    housing = re.sub(r"\n    (except_)?kinds: .*", "", (here / "housing.yaml").read_text("utf-8"))
    (here / "transport.yaml").write_text(re.sub(r"housing(?!-code)", "transport", housing), "utf-8")
    registry = tmp_path / "transport.csv"
    rows = "А;Перевозки;Автобусный парк;a.example\nБ;transport;;b.example\nВ;Космос;;c.example\n"
    registry.write_text(f"Название;Отрасль;Вид;Сайт\n{rows}", "utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "glasnost", "--home", "home", *words]
        env = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    assert run("checklists", "lint").returncode == 0
    done = run("registry", "import", str(registry))
    assert done.stdout.startswith("2 added")
    assert "row 4, column «Отрасль»: unknown sector «Космос»" in done.stderr
    assert "transport" in done.stderr
    assert run("registry", "check").returncode == 0
    assert "transport\tавтобусный_парк" in run("registry", "list").stdout

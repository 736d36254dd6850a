"""Puts a report in the place of the one before: writes and clears folders; knows no page, only where pages stand."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click

_OURS = {
    "org": "*.html", "poster": "*.html", "lists": "*.html", "items": "*.html", "topics": "*.html", "search": "*.js",
    "pictures": "*.webp",
}  # fmt: skip
"""Folders of a report and what stands in them."""
_SOMETIMES = ("crawls-*.html", "rating.html", "topics.html")
"""Pages beside index.html that not every report has."""
_LONG_AGO = 946_684_800
"""2000-01-01: the mark of a file that stood there before; no disk is too coarse to keep it."""


@contextlib.contextmanager
def renewed(out: Path) -> Iterator[None]:
    """Have the block write a report into ``out``, then take away those pages of an earlier one that it did not write.

    An organisation that left a campaign is not told of any more. Where the block fails, all that was there stays.
    Raises ClickException where the folder cannot be written.
    """
    try:
        before = list(_marked(out)) if (out / "method.html").is_file() else []
        yield
        for path in before:
            if path.stat().st_mtime == _LONG_AGO:
                path.unlink()
    except OSError as error:
        raise click.ClickException(f"Cannot write the report to {out}: {error.strerror or error}.") from error


def _marked(out: Path) -> Iterator[Path]:
    """The pages of an earlier report, each with its mark; another person's, who alone may mark them, are left alone."""
    for path in list(_pages(out)):
        with contextlib.suppress(PermissionError):
            os.utime(path, (_LONG_AGO, _LONG_AGO))
            yield path


def _pages(out: Path) -> Iterator[Path]:
    for folder, names in _OURS.items():
        yield from (out / folder).rglob(names)
    for names in _SOMETIMES:
        yield from out.glob(names)


def publish(out: Path, write: Callable[[Path], object]) -> None:
    """Have ``write`` fill a folder beside ``out``, and let it take the place of ``out`` when it is whole.

    Where ``write`` fails, ``out`` stays as it was; killed in between, the next call finds it. Raises ClickException
    where the folders cannot be written.
    """
    new, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    try:
        if old.exists() and not out.exists():  # killed between the two renames below
            old.rename(out)
        for rest in (new, old):
            if rest.exists():
                shutil.rmtree(rest)
        write(new)
        if out.exists():
            out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise click.ClickException(f"Cannot write the report to {out}: {error.strerror or error}.") from error

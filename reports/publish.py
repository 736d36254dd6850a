"""Puts a finished report in the place of the one before: writes folders; knows nothing of what stands in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click


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

"""Puts a finished file in its place, whole or not at all; knows nothing of what stands in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the name when the block ends well, else it goes away.

    Raises ClickException where the folder cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        new.replace(path)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)

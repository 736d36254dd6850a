"""How far an export is, for a person: counts what passes by and tells it on standard error; knows no file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console

_T = TypeVar("_T")
STEP = 1000
"""Things after which a line is written where standard error is no terminal."""


def passing(things: Iterable[_T], what: str, number: int = 0) -> Iterator[_T]:
    """Give the things on, and tell ``WHAT 120/10000`` meanwhile: a line that changes, elsewhere one a STEP.

    Without ``number``, which is how many there are, only how many passed.
    """
    of = f"/{number}" if number else ""
    console = Console(file=sys.stderr, highlight=False)
    if not console.is_terminal:
        for count, thing in enumerate(things, start=1):
            if count % STEP == 0:
                console.print(f"{what} {count}{of}", soft_wrap=True)
            yield thing
        return
    with console.status(what) as status:
        for count, thing in enumerate(things, start=1):
            status.update(f"{what} {count}{of}")
            yield thing

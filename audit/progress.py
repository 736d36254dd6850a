"""How far deriving is, for a person: reads its tally, writes to the terminal or plain lines."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from audit.deriving import Tally, Told


@contextlib.contextmanager
def progress() -> Iterator[Told]:
    """Something to tell the tally to: a line that changes in a terminal, a line an organisation elsewhere."""
    console = Console(file=sys.stderr, highlight=False)
    if console.is_terminal:
        with console.status("derive") as status:
            yield lambda tally: status.update(line(tally))
        return
    shown = 0

    def tell(tally: Tally) -> None:
        nonlocal shown
        if tally.number != shown:
            shown = tally.number
            console.print(f"derive {tally.number}/{tally.of} {tally.org}", soft_wrap=True)

    yield tell


def line(tally: Tally) -> str:
    """Where it is: ``derive 3/26 school-1 · documents 40 · by OCR 2``."""
    return f"derive {tally.number}/{tally.of} {tally.org} · documents {tally.documents} · by OCR {tally.recognised}"


def summary(tally: Tally) -> str:
    """What came of all documents: ``66 documents: 62 text, 4 image_only, 0 read by OCR, 9 taken over.``."""
    parts = [f"{many} {state}" for state, many in tally.states.most_common()]
    parts += [f"{tally.recognised} read by OCR", f"{tally.kept} taken over"]
    return f"{tally.documents} documents: {', '.join(parts)}." if tally.documents else "no documents."

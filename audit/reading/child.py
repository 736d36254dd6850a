"""The parent's side of the child process: sends documents, takes text or the reason why there is none; opens none.

The child may be anything once it has met a hostile document: what it answers is bounded and compared with what may be.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast, get_args

import click

from audit.reading.kinds import magic
from audit.reading.launch import finish, launch, limited
from audit.reading.lines import clean
from audit.reading.outcome import MAX_TEXT, OUT_OF_MEMORY, State
from audit.reading.wire import WireError, receive, send

if TYPE_CHECKING:
    import subprocess
    from typing import BinaryIO

_SECONDS = 60.0
"""By the clock for one document, where the machine is busy or the platform counts no processor time."""
_MOST = 96 * 1024 * 1024
"""Bytes of an answer: three rendered pages, or three pictures."""
_NOTE = 200


class ReaderError(click.ClickException):
    """The child process does not start: the installation is broken, and no document may be blamed for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one document said."""

    state: State
    kind: str
    """What it is by its content; empty where that is nothing we know."""
    text: str = ""
    """A line each paragraph, a tab between the cells of a row."""
    cut: bool = False
    """The document goes on after ``text``."""
    pages: int = 0
    note: str = ""
    ocr: bool = False
    """It may hold words that only Tesseract can read."""


class Reader:
    """One child process for many documents, started when first needed, anew after it died. Use it in ``with``."""

    def __init__(self, module: str = "audit.reading.worker", seconds: float = _SECONDS) -> None:
        """Choose what to start and how long it may take for one document."""
        self._module, self._seconds = module, seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._process is not None:
            finish(self._process)
            self._process = None

    def read(self, data: bytes, said: str = "") -> Reading:
        """The text of a document that is said to be of a kind. Raises ReaderError where the child does not start."""
        head, body = self._ask({"do": "read", "said": said}, data)
        lines = body.decode("utf-8", "replace").split("\n")
        text = "\n".join(filter(None, map(clean, lines)))
        pages = head.get("pages", 0)
        return Reading(
            state=_state(head),
            kind=str(head.get("kind", magic(data)))[:8],
            text=text[:MAX_TEXT],
            cut=bool(head.get("cut")) or len(text) > MAX_TEXT,
            pages=pages if isinstance(pages, int) and 0 <= pages < 1_000_000 else 0,  # noqa: PLR2004  any number
            note=clean(str(head.get("note", "")))[:_NOTE],
            ocr=bool(head.get("ocr")),
        )

    def pictures(self, data: bytes, kind: str) -> list[bytes]:
        """What Tesseract may read of a document without text; empty where it cannot be rendered."""
        head, body = self._ask({"do": "pictures", "kind": kind}, data)
        sizes = head.get("sizes", [])
        if not isinstance(sizes, list) or not all(isinstance(size, int) and size > 0 for size in sizes):
            return []
        found, place = [], 0
        for size in sizes[:3]:
            found.append(body[place : place + size])
            place += size
        return found

    def _ask(self, header: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        """The child's answer. Where it died of the document but had read others, a fresh one is asked once more."""
        fresh = self._process is None
        answer = self._once(header, data)
        if not fresh and self._process is None and answer[0].get("state") != "timeout":
            answer = self._once(header, data)
        return answer

    def _once(self, header: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._process or self._start()
        to, out = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)  # as launch() makes them
        answer = None
        with limited(process, self._seconds) as late:
            try:
                send(to, header, data)
                answer = receive(out, _MOST)
            except (OSError, WireError):
                answer = None
        if answer is not None and not late.is_set() and answer[0].get("note") != OUT_OF_MEMORY:
            return answer
        self._process = None
        code = finish(process)
        if answer is not None:
            return answer
        over = late.is_set() or code == -getattr(signal, "SIGXCPU", 0)
        return {"state": "timeout" if over else "corrupt", "note": "" if over else "the reader died of it"}, b""

    def _start(self) -> subprocess.Popen[bytes]:
        process = self._process = launch(self._module)
        hello = None
        with limited(process, self._seconds):
            try:
                hello = receive(cast("BinaryIO", process.stdout), 0)
            except WireError:
                hello = None
        if hello is None:
            self._process = None
            told = f"exit {finish(process)}; python -m {self._module} says why"
            raise ReaderError(f"The process that reads documents did not start ({told}).")
        return process


def _state(head: Mapping[str, Any]) -> State:
    state: State = "corrupt"
    for known in get_args(State):
        if head.get("state") == known:
            state = known
    return state

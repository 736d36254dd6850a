"""DOCX: paragraphs and rows of tables of its body; runs in the child process only. Source: ECMA-376, part 1, 17."""

from __future__ import annotations

from collections.abc import Iterator

from audit.reading.lines import clean, row
from audit.reading.office import Box, local
from audit.reading.outcome import Refused, Text

_READ = (
    "p", "t", "tab", "br", "cr", "noBreakHyphen", "tbl", "tr", "tc", "moveFrom", "Fallback", "txbxContent", "pict",
)  # fmt: skip
_HIDDEN = ("moveFrom", "Fallback")
"""Moved away; or said once more for old programs."""


def read(box: Box) -> Text:
    """The body's lines. Raises Refused: image_only where it holds pictures and no words."""
    lines = list(_lines(box))
    if box.holds_images() and sum(map(len, lines)) < 40:  # noqa: PLR2004  a caption
        raise Refused("image_only")
    return Text(lines)


class _Body:
    """What is open while the body is walked."""

    def __init__(self) -> None:
        self.open: list[list[str]] = []
        """Text of the open paragraphs: one in a text box stands within another."""
        self.cells: list[list[str]] = []
        """Text of the cells of the open row of the outer table."""
        self.tables = self.hidden = 0

    def ended(self, text: str) -> Iterator[str]:
        """A paragraph ended: a line by itself, or a part of its cell."""
        if self.tables and self.cells:
            self.cells[-1].append(text)
        else:
            yield from filter(None, map(clean, text.replace("\t", " ").split("\n")))


def _lines(box: Box) -> Iterator[str]:  # noqa: C901, PLR0912  one branch a kind of element
    body = _Body()
    for event, element in box.events("word/document.xml", *_READ):
        name = local(element)
        if name in _HIDDEN:
            body.hidden += 1 if event == "start" else -1
        elif body.hidden:
            continue
        elif event == "start":
            if name == "p":
                body.open.append([])
            elif name == "tbl":
                body.tables += 1
            elif name == "tr" and body.tables == 1:
                body.cells = []
            elif name == "tc" and body.tables == 1:
                body.cells.append([])
        elif name == "p":
            yield from body.ended("".join(body.open.pop()))
        elif name == "tbl":
            body.tables -= 1
        elif name == "tr" and body.tables == 1:
            if line := row(" ".join(filter(None, map(str.strip, cell))) for cell in body.cells):
                yield line
            body.cells = []
        elif body.open:
            body.open[-1].append(_words(name, element.text or ""))


def _words(name: str, text: str) -> str:
    """What an element inside a paragraph shows."""
    return {"t": text, "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")

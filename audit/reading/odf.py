"""ODT and ODS: paragraphs and rows of tables; runs in the child process only. Source: OpenDocument 1.3, part 3."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from audit.reading.lines import clean, row
from audit.reading.office import Box, local, named
from audit.reading.outcome import Refused, Text

_READ = (
    "p", "h", "table", "table-row", "table-cell", "covered-table-cell", "tracked-changes", "annotation",
    "sequence-decls", "forms",
)  # fmt: skip
_HIDDEN = ("tracked-changes", "annotation", "sequence-decls", "forms")
"""What was deleted, notes in the margin, and what shows nothing."""
_REPEATED = 64
"""Copies of an empty cell that are kept: sheets end in thousands."""
_MARKS = {"tab": "\t", "line-break": "\n", "s": " "}


def read(box: Box) -> Text:
    """The lines. Raises Refused."""
    manifest = "META-INF/manifest.xml"
    if manifest in box.names and any(True for _ in box.events(manifest, "encryption-data")):
        raise Refused("encrypted")
    lines = list(_lines(box))
    if box.holds_images() and sum(map(len, lines)) < 40:  # noqa: PLR2004  a caption
        raise Refused("image_only")
    return Text(lines)


def _lines(box: Box) -> Iterator[str]:  # noqa: C901  one branch a kind of element
    hidden = tables = 0
    cells: list[list[str]] = []
    for event, element in box.events("content.xml", *_READ):
        name = local(element)
        step = 1 if event == "start" else -1
        if name in _HIDDEN:
            hidden += step
        elif hidden:
            continue
        elif name == "table":
            tables += step
        elif name == "table-row":
            if step < 0 and tables == 1 and (line := row(" ".join(cell) for cell in cells)):
                yield line
            cells = [] if tables == 1 else cells
        elif name.endswith("table-cell"):
            if step > 0 and tables == 1:
                cells.append([])
            elif tables == 1 and not cells[-1]:
                cells.extend([] for _ in range(_times(element) - 1))
        elif step < 0:
            text = "".join(_words(element))
            if tables:
                cells[-1:] = [[*(cells[-1] if cells else ()), clean(text)]]
            else:
                yield from filter(None, map(clean, text.replace("\t", " ").split("\n")))


def _times(cell: etree._Element) -> int:
    said = named(cell, "number-columns-repeated")
    return min(int(said), _REPEATED) if said.isdecimal() and len(said) < 9 else 1  # noqa: PLR2004  any number


def _words(element: etree._Element) -> Iterator[str]:
    """All text in a paragraph; the elements in it that are lines of their own have been emptied."""
    yield element.text or ""
    for child in element:
        name = local(child)
        yield _MARKS.get(name, "")
        if name not in ("note", "frame", "annotation"):
            yield from _words(child)
        yield child.tail or ""

"""What stands under a heading or on a page: reads a view, tells how much content there is and of what kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.site import file_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.site import Site, View

_BLANK = re.compile(r"_{3,}|\.{5,}|…{2,}|\[[^\]]{0,40}\]|x{4,}|х{4,}", re.IGNORECASE)
_MENU_WORDS = 60
"""A block of at most so many characters that is nothing but a link is a menu entry, not content."""
TITLE_SIZE = 160
"""Characters of a block that may still be a heading in all but markup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of a page or of a part of it."""

    blocks: tuple[int, ...]
    """The blocks with content, in order."""
    size: int
    """Characters, menu entries and filler apart."""
    files: tuple[int, ...]
    """Links to files."""
    pages: tuple[int, ...]
    """Other links of its own."""
    rows: int
    """Table rows with data."""
    filler: int | None
    """A block that is filler, if any."""
    absent: int | None
    """A block that states that there is nothing to publish, if any."""

    def empty(self) -> bool:
        """Nothing but the heading."""
        return not self.size and not self.files and not self.rows and not self.pages

    def first(self) -> int | None:
        """The block to quote: the first with words enough to be one."""
        return self.blocks[0] if self.blocks else None


def is_filler(site: Site, view: View, index: int) -> bool:
    """Whether a block is a template's text that waits to be replaced, or a row of blanks."""
    line, found = site.line(view.page.blocks[index].text)
    if not site.fillers.isdisjoint(found):
        return True
    text = view.page.blocks[index].text
    return bool(_BLANK.search(text)) and len(line) < 60  # noqa: PLR2004  blanks in a longer text are a form to fill in


def measure(site: Site, view: View, indexes: Sequence[int]) -> Content:
    """The content of some blocks of a page."""
    page = view.page
    blocks: list[int] = []
    files: list[int] = []
    pages: list[int] = []
    rows: set[tuple[int, int]] = set()
    size, filler, absent = 0, None, None
    for index in indexes:
        block = page.blocks[index]
        linked = 0
        for number in block.links:
            link = page.links[number]
            linked += len(link.text)
            if not link.url:
                continue
            (files if file_kind(link.url) else pages).append(number)
        if is_filler(site, view, index):
            filler = index if filler is None else filler
            continue
        if not site.absences.isdisjoint(site.line(block.text)[1]) and absent is None:
            absent = index
        if block.cell and block.cell[1] > 0 and view.lines[index]:
            rows.add(block.cell[:2])
        if (
            len(block.text) - linked < 3
            and len(block.text) <= _MENU_WORDS
            and not any(  # noqa: PLR2004  bare punctuation
                file_kind(page.links[number].url) for number in block.links
            )
        ):
            continue
        if block.level in range(1, 7) and not block.links:
            continue
        blocks.append(index)
        size += len(view.lines[index])
    return Content(
        blocks=tuple(blocks), size=size, files=tuple(dict.fromkeys(files)), pages=tuple(dict.fromkeys(pages)),
        rows=len(rows), filler=filler, absent=absent,
    )  # fmt: skip


def own_blocks(view: View) -> list[int]:
    """The page's own blocks that a browser shows."""
    return [index for index, own in enumerate(view.own) if own and not view.page.blocks[index].hidden]


def under(view: View, heading: int, limit: int = 400) -> list[int]:
    """The own blocks under a heading, up to the next heading of its level or higher, at most ``limit``."""
    page = view.page
    level = page.blocks[heading].level or 7
    found: list[int] = []
    for index in range(heading + 1, min(len(page.blocks), heading + 1 + limit)):
        block = page.blocks[index]
        if block.level and block.level <= level and not (block.cell and level > 6):  # noqa: PLR2004  7 is a bold line
            # Two headings one after another of one level: the first is a bare heading.
            break
        if view.own[index] and not block.hidden:
            found.append(index)
    return found

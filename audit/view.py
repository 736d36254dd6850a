"""One page as the rules see it: reads page facts and the phrases of lines; knows no site and no check-list."""

from __future__ import annotations

import collections
import re
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.page import Block

if TYPE_CHECKING:
    from audit.checks.grains import Grain
    from audit.matching import Lines
    from crawler.ledger import LedgerEntry
    from crawler.page import Page

FILES = frozenset({
    "pdf", "doc", "docx", "rtf", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "zip", "rar", "7z", "sig", "txt", "csv",
    "jpg", "jpeg", "png", "tif", "tiff", "xml",
})  # fmt: skip
"""Endings of addresses that lead to a file and not to a page."""
_FILE = re.compile(r"\.([a-z0-9]{2,5})$")
_INDEX = re.compile(r"(?:index|default|main)?(?:\.\w+)?")
_ENDING = re.compile(r"\.\w{1,5}$")
_CELL_BLOCKS = 8
"""A cell with more blocks is a column of the page."""
_TITLES = (1, 2)
"""Levels of headings that stand above a page's text, and in no cell of data."""
_WIDE = 2
"""Number (from 0) of a column that makes a table wide."""
_TEXT, _CELL = (itemgetter(Block._fields.index(name)) for name in ("text", "cell"))


class View:
    """One page with the phrases found in it."""

    __slots__ = (
        "entry", "found", "grains", "layout", "lines", "number", "own", "page", "path", "shown", "title_hits",
        "title_line", "wide",
    )  # fmt: skip

    def __init__(self, number: int, page: Page, entry: LedgerEntry, lines: Lines) -> None:
        self.number, self.page, self.entry = number, page, entry
        self.path = last_part(entry.url)
        read = list(map(lines.read, map(_TEXT, page.blocks)))
        self.lines = [line for line, _ in read]
        """The text of each block in normal form; empty for what no reader ever sees."""
        self.found = [phrases for _, phrases in read]
        """Numbers of the phrases in each block."""
        for index in _never_shown(page):
            self.lines[index], self.found[index] = "", ()
        self.title_line, title_hits = lines.read(page.title)
        self.title_hits = frozenset(title_hits)
        self.own = b""
        """1 for each block that is the page's own, 0 for the others; told by the site."""
        filled = collections.Counter(filter(None, map(_CELL, page.blocks)))
        self.layout = {cell[0] for cell, blocks in filled.items() if blocks > _CELL_BLOCKS} | _around(page)
        """Numbers of tables that hold columns of the page, not data."""
        if filled:
            titles = (block.cell for block in page.blocks if block.cell and block.level in _TITLES)
            self.layout.update(cell[0] for cell in titles if filled[cell] > 1)  # something stands beside it
        self.wide = {cell[0] for cell in filled if cell[2] >= _WIDE}
        """Numbers of tables with a head of their own: those of two columns say label and value in a row."""
        self.grains: dict[int, Grain] = {}
        """What blocks add to content; made by audit.checks.content when it is asked for."""
        self.shown: list[int] | None = None
        """The page's own blocks that a browser shows; made likewise."""

    def cell(self, index: int) -> tuple[int, int, int] | None:
        """Table, row and column of a block; None outside tables of data."""
        cell = self.page.blocks[index].cell
        return None if cell is None or cell[0] in self.layout else cell


def _never_shown(page: Page) -> list[int]:
    """Blocks that stay hidden: no script is there to show them, neither as an element nor as what a click does."""
    if page.scripts or any("(" in mark for mark in page.marks):
        return []
    if any(link.href.lower().startswith("javascript:") for link in page.links):
        return []
    return [index for index, block in enumerate(page.blocks) if block.hidden]


def _around(page: Page) -> set[int]:
    """Numbers of the tables with another table inside: they hold columns of the page."""
    met: list[int] = []
    around: set[int] = set()
    for cell in filter(None, map(_CELL, page.blocks)):
        number = cell[0]
        if met and met[-1] == number:
            continue
        if number in met:
            place = met.index(number)
            around.add(number)
            del met[place:]
        met.append(number)
    return around


def last_part(url: str) -> str:
    """The last part of the path that says something, lower case, without ending: ``/a/struct/index.html`` → struct."""
    for part in reversed(unquote(urlsplit(url).path).lower().split("/")):
        if part and not _INDEX.fullmatch(part.split("@")[0]):
            return _ENDING.sub("", part)
    return ""


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site: no path and no query."""
    there = urlsplit(url)
    return there.path in ("", "/") and not there.query


def file_kind(url: str) -> str:
    """The ending of the address where it is that of a file: ``pdf``; empty for pages."""
    if url.partition("#")[0].partition("?")[0].rpartition(".")[2].lower() not in FILES:
        return ""  # seen without taking the address apart
    found = _FILE.search(urlsplit(url).path.lower())
    return found.group(1) if found and found.group(1) in FILES else ""

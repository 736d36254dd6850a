"""What each block of a page adds to the content of what it stands in: text, a field's label, a menu's entry, filler."""

from __future__ import annotations

import collections
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.site import Site
    from audit.view import View
    from crawler.page import Block, Link

_BLANK = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\[(?![^\]]*(?:\d|pdf|doc|xls|скач|загруз|откры|просм|смотр))[^\]]{0,40}\]|x{4,}|х{4,}"
    r"|(?<![\d.,])(?<!\d\s)0{2,}\s?(?:руб|р\.|₽)",
    re.IGNORECASE,
)
"""Blanks to fill in, a price of nothing but noughts; what brackets say of a file («[PDF, 3 Мб]») is none."""
_SIGN = re.compile(r"[_…\[<{%]")
_VARIABLE = re.compile(
    r"<[^<>]{0,30}\b(?:имя|назван|наименован|компани|организаци|учрежден|фирм|адрес|телефон|город|дат[аы]|фио|фамили"
    r"|сумм|name|company|phone|address|city)[^<>]{0,30}>|\{\{[^}]{1,40}\}\}|%[A-Z_]{4,40}%",
    re.IGNORECASE,
)
"""A template's variable that nobody filled in: ``<ИМЯ КОМПАНИИ>``."""
_BOLD = 7
"""Level of a block that is bold as a whole, as those in a table's head are."""
_HEAD_ROWS = 3
"""A head may take so many rows (merged cells)."""
MENU_WORDS = 60
"""A block of at most so many characters that is nothing but a link is a menu entry, not content."""
TITLE_SIZE = 160
"""Characters of a block that may still be a heading in all but markup."""
_SHORT = 60
_TOLD = 120
"""Characters before a filler's words from which its line tells something all the same."""
_OF_TABLE = 5
"""Cells of a table for one with a sample, names of fields among them, from which all of it waits to be filled in."""
_RUN = 2
"""So many neighbours of the same level make a heading a line among lines."""
_COUNTED = re.compile(
    r"^\d{1,3}\s+(?:свободн\w+\s+|вакантн\w+\s+)?мест|[^\d\s]\s*[:–—-]\s*\d{1,4}(?:\s\w{1,12}\.?)?[.;,]?$|\b\d[\d\s]{0,9}(?:[.,]\d\d)?\s?(?:₽|руб\b|рублей|р\.)",
    re.IGNORECASE,
)
"""How a line ends that says how many, and a price: «2 класс – 5», «3 500 ₽»; a telephone number doesn't."""


FRAGMENT = re.compile(r"\s*#[\w-]+\s*$")
"""The address of a part of the same page; «#» and «#!» lead nowhere."""
_WORDS = re.compile(r"\w")


def is_filler(site: Site, view: View, index: int) -> bool:
    """Whether a block is a template's text that waits to be replaced, or a row of blanks."""
    text, line = view.page.blocks[index].text, view.lines[index]
    if is_sample(site, view, index):
        return True
    # Most texts have none of these, and that is sooner seen than what the patterns look for.
    if not (_SIGN.search(text) or "....." in text or "000 р" in line or "xxxx" in line or "хххх" in line):
        return False
    # Blanks in a longer text are a form to fill in.
    return has_blanks(text) if len(line) < _SHORT else bool(_VARIABLE.search(text))


def is_sample(site: Site, view: View, index: int) -> bool:
    """Whether a block has a filler's words, is of a copied card, or in a table with two invented values of few."""
    if index in site.copies.get(view.number, ()) or says_filler(site, view.lines[index], view.found[index]):
        return True
    cell = view.cell(index)
    return cell is not None and cell[0] in site.memo("sample tables", view.number, lambda: _sample_tables(site, view))


def _sample_tables(site: Site, view: View) -> frozenset[int]:
    samples = site.wording.samples
    waits = collections.Counter(
        cell[0]
        for index, found in enumerate(view.found)
        if found and not samples.isdisjoint(found) and (cell := view.cell(index))
    )
    if max(waits.values(), default=0) <= 1:
        return frozenset()  # as on nearly every page
    every = collections.Counter(cell[0] for at, line in enumerate(view.lines) if line and (cell := view.cell(at)))
    return frozenset(number for number, few in waits.items() if few > 1 and _OF_TABLE * few >= every[number])


def says_filler(site: Site, line: str, found: Iterable[int]) -> bool:
    """Whether a line has a filler's words, and neither as a plain fact nor at the end of what is told."""
    whole = site.wording.whole_fillers.intersection(found)
    if any(
        not _WORDS.search(line[:start] + line[end:]) for start, end in (site.span(number, line) for number in whole)
    ):
        return True
    fillers = site.wording.fillers.intersection(found)
    if not fillers:
        return False
    plain = [site.span(number, line) for number in site.wording.not_fillers.intersection(found)]
    places = (site.span(number, line) for number in fillers)
    return any(
        start <= _TOLD and not any(start < last and first < end for first, last in plain) for start, end in places
    )


def has_blanks(text: str) -> bool:
    """Whether a text has a template's variables or rows of blanks."""
    return bool(_BLANK.search(text) or _VARIABLE.search(text))


class Grain(NamedTuple):
    """What one block adds to the content of whatever it stands in; looked at once."""

    kind: str
    """filler, trail (of breadcrumbs), label (of a field or column), heading, entry (of a menu) or text."""
    size: int
    files: tuple[int, ...]
    pages: tuple[int, ...]
    row: tuple[int, int] | None
    """Table and row of a cell with data."""
    short: bool
    """A short line without links: it may only say its heading again."""
    variable: bool
    absent: bool


def grain(site: Site, view: View, index: int) -> Grain:
    """What a block adds, made on the first question."""
    made = view.grains.get(index)
    if made is None:
        made = view.grains[index] = _grain(site, view, index)
    return made


def _is_head(view: View, block: Block, cell: tuple[int, int, int]) -> bool:
    """Whether a cell names a column: it stands in the first row of a wide table, or bold in the rows after it."""
    return cell[0] in view.wide and (not cell[1] or (cell[1] < _HEAD_ROWS and block.level == _BOLD))


def _grain(site: Site, view: View, index: int) -> Grain:
    page, line = view.page, view.lines[index]
    block = page.blocks[index]
    files: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    linked = 0
    if block.links:
        found = tuple(number for number in block.links if site.file_kind(page.links[number].url))
        files = tuple(number for number in found if not site.gone(page.links[number]))
        away = [number for number in block.links if not _stays(view, page.links[number])]
        pages = tuple(number for number in away if page.links[number].url and number not in found)
        linked = sum(len(page.links[number].text) for number in away)
    cell = view.cell(index) if block.cell else None
    kind = "text"
    if is_filler(site, view, index):
        kind = "filler"
    elif block.links and line.startswith("главная"):
        kind = "trail"
    elif (cell and _is_head(view, block, cell)) or (not block.links and site.labels[line]):
        kind = "label"
    elif len(block.text) <= MENU_WORDS and len(block.text) - linked < 3 and not files:  # noqa: PLR2004  punctuation
        kind = "entry"
    elif block.level in range(1, 7) and not block.links and not _in_run(site, view, index):
        kind = "heading"
    return Grain(
        kind, len(line), files, pages,
        _row(site, view, index, kind),
        not block.links and len(line) <= TITLE_SIZE,
        kind == "filler" and bool(_VARIABLE.search(block.text)),
        not site.wording.absences.isdisjoint(view.found[index]),
    )  # fmt: skip


def _stays(view: View, link: Link) -> bool:
    """Whether a link leads to the page on which it stands, or to a part of it: it is text like any other there."""
    return link.url == view.entry.url or FRAGMENT.match(link.href) is not None


def _row(site: Site, view: View, index: int, kind: str) -> tuple[int, int] | None:
    """The row that a block is data of; a line that says how many is a row by itself."""
    block, cell = view.page.blocks[index], view.cell(index)
    if cell:
        value = cell[1] > 0 and view.lines[index] and kind != "label" and _is_value(site, view, cell)
        return cell[:2] if value else None
    return (-1, index) if kind == "text" and len(block.text) <= MENU_WORDS and _COUNTED.search(block.text) else None


def _is_value(site: Site, view: View, cell: tuple[int, int, int]) -> bool:
    """Whether a cell may be data of its row: the first one only says what the row is about, if the table has others."""
    if cell[2]:
        return True
    return cell[0] not in site.memo("columns", view.number, lambda: {
        one.cell[0] for one in view.page.blocks if one.cell and one.cell[2]
    })  # fmt: skip


def _in_run(site: Site, view: View, index: int) -> bool:
    """Whether a heading stands between others of its level: lines that an editor made large, not headings."""
    if not site.wording.titles.isdisjoint(view.found[index]):
        return False
    blocks = view.page.blocks
    level, last = blocks[index].level, len(blocks) - 1
    before = [blocks[place].level == level for place in range(max(index - 2, 0), index)]
    after = [blocks[place].level == level for place in range(index + 1, min(index + 2, last) + 1)]
    return sum(before) + sum(after) >= _RUN

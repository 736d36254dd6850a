"""What stands under a heading or on a page: reads a view, tells how much content there is and of what kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from audit.wording import STEM, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.site import Site
    from audit.view import View
    from crawler.page import Block

_BLANK = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\[(?![^\]]*(?:\d|pdf|doc|xls|скач|загруз|откры|просм|смотр))[^\]]{0,40}\]|x{4,}|х{4,}",
    re.IGNORECASE,
)
"""Blanks to fill in; what brackets say of a file («[PDF, 3 Мб]») is none."""
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
_TITLE = 0.5
"""Share of a line from which a section's title is the line."""
_MENU_WORDS = 60
"""A block of at most so many characters that is nothing but a link is a menu entry, not content."""
TITLE_SIZE = 160
"""Characters of a block that may still be a heading in all but markup."""
_SHORT = 60
_FULL = 30
"""Characters from which a line says something by itself."""
_NEXT = 4
"""Blocks behind a heading among which folded text is looked for."""
_HALF = 3
"""So many blocks of content for one of filler, and a page is only begun."""
_RUN = 2
"""So many neighbours of the same level make a heading a line among lines."""
_COUNTED = re.compile(
    r"^\d{1,3}\s+(?:свободн\w+\s+|вакантн\w+\s+)?мест|[^\d\s]\s*[:–—-]\s*\d{1,4}(?:\s\w{1,12}\.?)?[.;,]?$|\b\d[\d\s]{0,9}(?:[.,]\d\d)?\s?(?:₽|руб\b|рублей|р\.)",
    re.IGNORECASE,
)
"""How a line ends that says how many, and a price: «2 класс – 5», «3 500 ₽»; a telephone number doesn't."""
_FULL_ROW = 2
"""Cells with data behind its first from which a single row says as much as two."""
_ANNOUNCED = re.compile(r"[\d:–—]|[.!?]$")
"""What a line has that says something, and does not only announce it."""
_ANNOUNCING = 200
"""Characters of a line that may still only announce."""
_SECTIONS = 5
"""So many names of sections on one page, and it holds them all."""
_SAME_FILES = 3
"""So many links to one and the same file are a template's example."""


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
    """Table rows with data, and lines that say how many of what."""
    heads: tuple[int, ...]
    """Blocks that name columns and fields."""
    filler: int | None
    """A block that is filler, if any."""
    half: bool
    """Whether filler takes a good part of the blocks, and more than one."""
    template: bool
    """Unfilled variables or example files show that nobody has edited the template."""
    absent: int | None
    """A block that states that there is nothing to publish, if any."""
    titles_only: bool
    """Nothing but names of papers, none of them a link."""

    def empty(self) -> bool:
        """Nothing but the heading."""
        return not self.size and not self.files and not self.rows and not self.pages

    def first(self, view: View) -> int | None:
        """The block to quote: the first that is a sentence or a full line, else the first with content."""
        full = (index for index in self.blocks if len(view.lines[index]) >= _FULL)
        return next(full, self.blocks[0] if self.blocks else None)


def is_filler(site: Site, view: View, index: int) -> bool:
    """Whether a block is a template's text that waits to be replaced, or a row of blanks."""
    if not site.wording.fillers.isdisjoint(view.found[index]):
        return True
    text, line = view.page.blocks[index].text, view.lines[index]
    # Most texts have none of these, and that is sooner seen than what the patterns look for.
    if not (_SIGN.search(text) or "....." in text or "xxxx" in line or "хххх" in line):
        return False
    # Blanks in a longer text are a form to fill in.
    return has_blanks(text) and (len(line) < _SHORT or bool(_VARIABLE.search(text)))


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
        pages = tuple(number for number in block.links if page.links[number].url and number not in found)
        linked = sum(len(page.links[number].text) for number in block.links)
    cell = view.cell(index) if block.cell else None
    kind = "text"
    if is_filler(site, view, index):
        kind = "filler"
    elif block.links and line.startswith("главная"):
        kind = "trail"
    elif (cell and _is_head(view, block, cell)) or (not block.links and site.labels[line]):
        kind = "label"
    elif len(block.text) <= _MENU_WORDS and len(block.text) - linked < 3 and not files:  # noqa: PLR2004  punctuation
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


def _row(site: Site, view: View, index: int, kind: str) -> tuple[int, int] | None:
    """The row that a block is data of; a line that says how many is a row by itself."""
    block, cell = view.page.blocks[index], view.cell(index)
    if cell:
        value = cell[1] > 0 and view.lines[index] and kind != "label" and _is_value(site, view, cell)
        return cell[:2] if value else None
    return (-1, index) if kind == "text" and len(block.text) <= _MENU_WORDS and _COUNTED.search(block.text) else None


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


def measure(
    site: Site, view: View, indexes: Sequence[int], heading: str = "",
) -> Content:  # fmt: skip
    """The content of some blocks of a page; ``heading``: words that are not content when they are said again."""
    known = view.grains
    blocks: list[int] = []
    files: dict[int, None] = {}
    pages: dict[int, None] = {}
    rows: dict[tuple[int, int], int] = {}
    heads: list[int] = []
    size, filler, absent, variables, fillers = 0, None, None, 0, 0
    said = stems(heading.split()) | site.wording.empty_words
    for index in indexes:
        one = known.get(index) or grain(site, view, index)
        if one.kind == "trail":
            continue
        if one.files or one.pages:
            files.update(dict.fromkeys(one.files))
            pages.update(dict.fromkeys(one.pages))
        if one.kind == "filler":
            filler = index if filler is None else filler
            fillers += 1
            variables += one.variable
            continue
        if one.absent and absent is None:
            absent = index
        if one.kind == "label":
            heads.append(index)
        if one.short and _adds_nothing(site, view, index, said if heading else None):
            continue
        if one.row:
            rows[one.row] = rows.get(one.row, 0) + 1
        if one.kind == "text":
            blocks.append(index)
            size += one.size
    targets = {view.page.links[number].url for number in files}
    return Content(
        blocks=tuple(blocks), size=size, files=tuple(files), pages=tuple(pages), filler=filler,
        rows=len(rows) + (len(rows) == 1 and max(rows.values()) >= _FULL_ROW), heads=tuple(heads),
        absent=absent,
        half=fillers > 1 and _HALF * fillers >= len(blocks),
        template=variables >= 2 or (len(files) >= _SAME_FILES and len(targets) == 1),  # noqa: PLR2004  not a slip
        titles_only=bool(blocks) and not files and not pages and not rows and all(
            site.wording.is_paper(view.lines[index])
            or site.wording.is_about(view.lines[index])
            or _says_nothing(site, view.lines[index]) for index in blocks
        ),
    )  # fmt: skip


def says_no_more(line: str, said: frozenset[str]) -> bool:
    """Whether every word of a line has its stem among those ``said``."""
    words = line.split()
    return not words or (words[0][:STEM] in said and said >= stems(words))


def state_only(site: Site, view: View, content: Content) -> bool:
    """Whether every long line and every link of some content names an act of the state."""
    lines = [view.lines[index] for index in content.blocks if len(view.lines[index]) > _MENU_WORDS]
    lines += [site.line(view.page.links[number].text)[0] for number in (*content.files, *content.pages)]
    return bool(lines) and all(site.wording.is_state_act(line) for line in lines if line)


def unseen(site: Site, view: View, heading: int | None = None) -> str:
    """Why an empty page, or the empty part under a heading, may hold something all the same; empty if nothing says so.

    ``image_only``: pictures of its own; ``no_browser``: a frame of its own, whose content comes from elsewhere, or text
    that the page hides and a script may show (tabs, lists that unfold).
    """
    for picture in view.page.pictures:
        near = heading is None or picture.block in (heading, heading + 1)
        if near and not picture.hidden and picture.region == "main" and picture.source not in site.decoration:
            return "image_only"
    for link in view.page.links:
        near = heading is None or link.block in (heading, heading + 1)
        if near and link.via == "frame" and link.region == "main" and link.href not in site.decoration:
            return "no_browser"
    places = range(len(view.lines)) if heading is None else range(heading + 1, min(heading + _NEXT, len(view.lines)))
    folded = any(view.page.blocks[at].hidden and view.own[at] and len(view.lines[at]) >= _FULL for at in places)
    return "no_browser" if folded and view.page.scripts else ""


def own_blocks(view: View) -> list[int]:
    """The page's own blocks that a browser shows."""
    if view.shown is None:
        view.shown = [index for index, own in enumerate(view.own) if own and not view.page.blocks[index].hidden]
    return view.shown


def under(site: Site, view: View, heading: int, limit: int = 400) -> list[int]:
    """The own blocks under a heading, up to the next heading of its level or higher, at most ``limit``.

    Under a heading in all but markup (an entry of a list) stands what is nested in it; if nothing is, what follows up
    to the next line of its kind: in a list without nesting the papers of a section stand beside its name.
    """
    page = view.page
    top = page.blocks[heading]
    level = top.level or 7
    end = min(len(page.blocks), heading + 1 + limit)
    nested = heading + 1 < end and page.blocks[heading + 1].depth > top.depth
    found: list[int] = []
    for index in range(heading + 1, end):
        block = page.blocks[index]
        if top.level:
            # A table's bold cells are not headings of what stands around it.
            if block.level and block.level <= level and not (view.cell(index) and level > 6):  # noqa: PLR2004  7: bold line
                break
        elif nested:
            if block.depth <= top.depth:
                break
        elif block.level or (block.tag == top.tag and not _belongs(site, view, index, heading)):
            break
        if view.own[index] and not block.hidden:
            found.append(index)
    return found


def _belongs(site: Site, view: View, index: int, heading: int) -> bool:
    """Whether a line of a flat list stands under the entry ``heading``: no short title of its own beside it.

    Papers stand under the name of a section, and not under one another.
    """
    line, above = view.lines[index], view.lines[heading]
    if names_section(site, view, index):
        return False
    if not site.wording.absences.isdisjoint(view.found[index]):
        return True
    # Where a page holds the whole of what acts name in lines that all look alike, only these names part it.
    block = view.page.blocks[index]
    if block.tag != "li" and not block.links and names_section(site, view, heading) and holds_all(site, view):
        return True
    section = not site.wording.titles.isdisjoint(view.found[heading]) or not site.wording.is_paper(above)
    if len(line) > _MENU_WORDS or (section and site.wording.is_paper(line)):
        return True
    return says_again(site, line, above)


def holds_all(site: Site, view: View) -> bool:
    """Whether a page names several sections that acts name, each in a line of its own."""
    return site.memo("sections", view.number, lambda: sum(
        own and not block.links and names_section(site, view, index)
        for index, (own, block) in enumerate(zip(view.own, view.page.blocks, strict=True))
    ) >= _SECTIONS)  # fmt: skip


def names_section(site: Site, view: View, index: int) -> bool:
    """Whether a line is the title of a section that an act names, and so a bare heading, not a document's name.

    «План финансово-хозяйственной деятельности» begins with the word for a paper, and so is one.
    """
    line = view.lines[index]
    spans = [site.span(number, line) for number in site.wording.titles.intersection(view.found[index])]
    return any(end - start >= _TITLE * len(line) and not site.wording.is_paper(line[:start]) for start, end in spans)


def says_again(site: Site, line: str, heading: str) -> bool:
    """Whether a line says no more than its heading: the same words, or only that information follows."""
    return says_no_more(line, stems(heading.split()) | site.wording.empty_words) or _says_nothing(site, line)


def _adds_nothing(site: Site, view: View, index: int, said: frozenset[str] | None) -> bool:
    """Whether a short line only says its heading again (``said``: the heading's stems), or what ought to follow."""
    if said is not None and says_no_more(view.lines[index], said):
        return True
    return view.cell(index) is None and announces(site, view, index)


def announces(site: Site, view: View, index: int) -> bool:
    """Whether a line only says what ought to follow: «Информация о количестве вакантных мест для приёма»."""
    text, words = view.page.blocks[index].text, view.lines[index].split(" ", 2)
    return (
        len(text) <= _ANNOUNCING
        and words[0][:STEM] in site.wording.empty_words
        and len(words[0]) >= STEM
        and words[1:2] in (["о"], ["об"])
        and not _ANNOUNCED.search(text)
        and site.wording.absences.isdisjoint(view.found[index])
    )


def _says_nothing(site: Site, line: str) -> bool:
    """Whether a short line only announces: «Информация по оснащённости»."""
    return len(line) <= _MENU_WORDS and line[:STEM] in site.wording.empty_words

"""What stands under a heading or on a page: reads a view, tells how much content there is and of what kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.checks.grains import MENU_WORDS, grain
from audit.checks.parts import announces, says_no_more, says_nothing
from audit.wording import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.site import Site
    from audit.view import View

_FULL = 30
"""Characters from which a line says something by itself."""
_NEXT = 4
"""Blocks behind a heading among which folded text is looked for."""
_HALF = 3
"""So many blocks of content for one of filler, and a page is only begun."""
_FULL_ROW = 2
"""Cells with data behind its first from which a single row says as much as two."""
_CLEAR = 3
"""Words of a title from which it tells what the only file below it is."""
_SENTENCE = re.compile(r"[а-яё»)][.;]\s+(?:\d{1,2}[.)]\s*)?[А-ЯЁ][а-яё]")
"""The end of one sentence and the beginning of the next, numbered or not."""
_TALK = 3
"""So many sentences in a line, and it is no name of a paper."""
_LITTLE = 200
"""Characters of a page below which nothing but example files makes it a template's."""
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
    examples = {number for number in files if site.is_sample_file(view.page.links[number])}
    return Content(
        blocks=tuple(blocks), size=size, files=tuple(number for number in files if number not in examples),
        pages=tuple(pages), filler=filler,
        rows=len(rows) + (len(rows) == 1 and max(rows.values()) >= _FULL_ROW), heads=tuple(heads),
        absent=absent,
        half=fillers > 1 and _HALF * fillers >= len(blocks),
        template=variables >= 2 or (len(files) >= _SAME_FILES and len(targets) == 1)  # noqa: PLR2004  not a slip
        or (bool(examples) and len(examples) == len(files) and size < _LITTLE),
        titles_only=bool(blocks) and not files and not pages and not rows and all(
            site.wording.is_paper(view.lines[index])
            or site.wording.is_about(view.lines[index])
            or says_nothing(site, view.lines[index]) for index in blocks
        ) and not any(len(_SENTENCE.findall(view.page.blocks[index].text)) >= _TALK for index in blocks
        ),
    )  # fmt: skip


def _adds_nothing(site: Site, view: View, index: int, said: frozenset[str] | None) -> bool:
    """Whether a short line only says its heading again (``said``: the heading's stems), or what ought to follow."""
    if said is not None and says_no_more(view.lines[index], said):
        return True
    return view.cell(index) is None and announces(site, view, index)


def is_file(site: Site, view: View, content: Content, heading: int | None) -> bool:
    """Whether a part is a file that says nothing of itself («Скачать»): it is what a clear title says.

    «Сведения об условиях питания» tells what the file below is, «Визитка» does not.
    """
    nameless = site.wording.names_nothing
    return (
        bool(content.files)
        and not content.pages
        and (heading is None or len(view.lines[heading].split()) >= _CLEAR)
        and all(nameless(site.line(view.page.links[number].text)[0]) for number in content.files)
        and all(nameless(view.lines[index]) for index in content.blocks)
    )


def state_only(site: Site, view: View, content: Content) -> bool:
    """Whether every long line and every link of some content names an act of the state."""
    lines = [view.lines[index] for index in content.blocks if len(view.lines[index]) > MENU_WORDS]
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
    return "no_browser" if folded(view, heading) else ""


def folded(view: View, heading: int | None = None) -> bool:
    """Whether a page, or what comes next under a heading, hides text that a script may show: tabs and the like."""
    places = range(len(view.lines)) if heading is None else range(heading + 1, min(heading + _NEXT, len(view.lines)))
    hidden = any(view.page.blocks[at].hidden and view.own[at] and len(view.lines[at]) >= _FULL for at in places)
    return hidden and bool(view.page.scripts)

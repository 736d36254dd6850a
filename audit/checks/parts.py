"""Where a part of a page begins and ends, and which of its lines only say its heading again. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.grains import MENU_WORDS, TITLE_SIZE
from audit.wording import STEM, stems

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_TITLE = 0.5
"""Share of a line from which a section's title is the line."""
_ANNOUNCED = re.compile(r"[\d:–—]|[.!?]$")
"""What a line has that says something, and does not only announce it."""
_ANNOUNCING = 200
"""Characters of a line that may still only announce."""
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+\S")
"""How a point of a list begins that an editor numbered by hand."""
_QUESTIONS = re.compile(r"[?]+")
"""The signs of one question."""
_FOLDING = ("summary", "dt")
"""What a question stands in whose answer unfolds or stands below."""
_FEW_WORDS = 3
"""Words of a line that denies one thing and says no more."""
_MARKED = 6
"""The lowest level of a heading in markup; below it are bold lines."""
_SECTIONS = 5
"""So many names of sections on one page, and it holds them all."""


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
            if block.level and block.level <= level and _heads(site, view, index, level):
                break
        elif nested:
            if block.depth <= top.depth:
                break
        elif block.level or (block.tag == top.tag and not _belongs(site, view, index, heading)):
            break
        if view.own[index] and not block.hidden:
            found.append(index)
    return found


def _heads(site: Site, view: View, index: int, level: int) -> bool:
    """Whether a heading ends what stands above it: no table's bold cell does, and no «Скачать» to a file, set large."""
    if level > _MARKED and view.cell(index):
        return False
    block = view.page.blocks[index]
    return not (
        any(site.file_kind(view.page.links[number].url) for number in block.links)
        and site.wording.names_nothing(view.lines[index])
    )


def _belongs(site: Site, view: View, index: int, heading: int) -> bool:
    """Whether a line of a flat list stands under the entry ``heading``: no short title of its own beside it.

    Papers stand under the name of a section, and not under one another.
    """
    line, above = view.lines[index], view.lines[heading]
    if names_section(site, view, index) or _tells_section(site, view, index):
        return False
    if not site.wording.absences.isdisjoint(view.found[index]):
        return _denies(site, view, index, above)
    if _NUMBERED.match(view.page.blocks[index].text) and not _NUMBERED.match(view.page.blocks[heading].text):
        return True  # the points of rules, each in a line
    # Where a page holds the whole of what acts name in lines that all look alike, only these names part it.
    block = view.page.blocks[index]
    if block.tag != "li" and not block.links and names_section(site, view, heading) and holds_all(site, view):
        return True
    section = not site.wording.titles.isdisjoint(view.found[heading]) or not site.wording.is_paper(above)
    if len(line) > MENU_WORDS or (section and site.wording.is_paper(line)):
        return True
    return says_again(site, line, above)


def _tells_section(site: Site, view: View, index: int) -> bool:
    """Whether a line is the title of a section with what it holds behind a colon: «Руководство: директор Белов»."""
    line, text = view.lines[index], view.page.blocks[index].text
    if ":" not in text[:TITLE_SIZE]:
        return False
    label = site.line(text[: text.index(":")])[0]
    spans = (site.span(number, line) for number in site.wording.titles.intersection(view.found[index]))
    return any(start == 0 and end >= _TITLE * len(label) for start, end in spans)


def _denies(site: Site, view: View, index: int, above: str) -> bool:
    """Whether a line that says that there is none says it of the title above: at once, or with one of its words.

    «Предписаний нет» under «Предписания», «Отсутствуют» under any; «Коррупции нет» not under «Независимая оценка».
    """
    line = view.lines[index]
    if len(line.split()) > _FEW_WORDS or not site.wording.titles.isdisjoint(site.line(above)[1]):
        return True
    begins = any(not site.span(number, line)[0] for number in site.wording.absences.intersection(view.found[index]))
    return begins or not stems(line.split()).isdisjoint(stems(above.split()))


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


def says_no_more(line: str, said: frozenset[str]) -> bool:
    """Whether every word of a line has its stem among those ``said``."""
    words = line.split()
    return not words or (words[0][:STEM] in said and said >= stems(words))


def says_again(site: Site, line: str, heading: str) -> bool:
    """Whether a line says no more than its heading: the same words, or only that information follows."""
    return says_no_more(line, stems(heading.split()) | site.wording.empty_words) or says_nothing(site, line)


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


def says_nothing(site: Site, line: str) -> bool:
    """Whether a short line only announces: «Информация по оснащённости»."""
    return len(line) <= MENU_WORDS and line[:STEM] in site.wording.empty_words


def questions(site: Site, view: View, heading: int | None, part: list[int]) -> int:
    """How many questions stand under a heading: by their signs, or as headings and what unfolds by their first word.

    A paragraph may hold several, answers between them.
    """
    asked = 0
    for index in part:
        block = view.page.blocks[index]
        if index == heading:
            continue
        if "?" in block.text:
            asked += len(_QUESTIONS.findall(block.text))
        elif (block.level or block.tag in _FOLDING) and site.wording.asks(view.lines[index]):
            asked += 1
    return asked

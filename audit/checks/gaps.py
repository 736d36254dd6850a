"""What a part of a page names and lacks: papers whose links lead nowhere, files that do not come. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.grains import is_filler
from audit.checks.sight import Spot, block_at, link_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.checks.content import Content
    from audit.site import Site
    from audit.view import View
    from crawler.page_facts import Link

_PAPERS = 0.5
"""Share of the titles of a dead list that are papers' names: the rest may be called «Информация о приёме»."""
_CELLS = 2
"""Cells of a row of such a list: a title and «Скачать»; a row with more of them tells more than a title."""
_TITLE = 120
"""Characters of a line that may still be no more than the name of a paper."""
_BESIDE = 60
"""Characters that a number and a date may take beside a paper's name."""
_SENTENCES = re.compile(r"[.!?]\s+[А-ЯЁ]")
"""Where one sentence ends and the next begins."""
_GIVES = re.compile(r"(?:скачать|файл|документ|открыть|просмотр|посмотреть|смотреть|загрузить)\b")
"""How a link begins that gives a file; «Подробнее» stands behind what is told already."""
_PROMISES = re.compile(
    r"(?:прикрепленные |приложенные )?(?:файлы|документы для скачивания|файлы для скачивания|приложения)"
)
"""A line that announces files, and nothing else."""


def lacking(site: Site, view: View, part: list[int], content: Content) -> tuple[str, Spot] | None:
    """Why a part with words of its own is only a beginning, and where that is seen; None for any other part."""
    if content.files:
        return None
    if (dead := _dead_list(site, view, part, content.blocks)) is not None:
        return "dead_link", link_at(view, dead)
    if not content.pages and (promise := _promise(view, part, content.blocks)) is not None:
        return "little", block_at(view, promise)
    return None


def _dead_list(site: Site, view: View, part: Sequence[int], texts: Iterable[int]) -> int | None:
    """The first dead link of a part that is a list of papers' titles, the links of all of them dead; else None.

    A title in one cell, «Скачать» in the next; or a title that is a link itself. Anything else beside them is content:
    ``texts`` are the blocks of the part with words. A head and a remark may stand with the list.
    """
    links, blocks = view.page.links, view.page.blocks
    rows: dict[tuple[int, ...], list[int]] = {}
    for index in (*part, *_rest_of_row(view, part)):
        rows.setdefault(_row(view, index), []).append(index)
    held = {row: [number for index in indexes for number in blocks[index].links] for row, indexes in rows.items()}
    dead = [number for numbers in held.values() for number in numbers]
    if not dead or not all(_is_dead(site, links[number]) and _gives_paper(site, links[number]) for number in dead):
        return None
    titled = [indexes for row, indexes in rows.items() if held[row]]
    texts = frozenset(texts)
    others = sum(1 for row, indexes in rows.items() if not held[row] and not texts.isdisjoint(indexes))
    if others > 1 or any(len(indexes) > _CELLS for indexes in titled):
        return None
    if any(len(blocks[index].text) > _TITLE for index in texts):
        return None
    if any(_tells_more(site, blocks[links[number].block].text, links[number]) for number in dead):
        return None
    papers = sum(any(site.wording.is_paper(view.lines[index]) for index in indexes) for indexes in titled)
    return dead[0] if papers >= _PAPERS * len(titled) else None


def _tells_more(site: Site, text: str, link: Link) -> bool:
    """Whether a line goes far beyond the paper that its link names: «Совет: утверждает план … Положение»."""
    return len(text) - len(link.text) > _BESIDE and site.wording.is_paper(site.line(link.text)[0])


def _rest_of_row(view: View, part: Sequence[int]) -> Iterator[int]:
    """The cells behind a part in its last row: a part ends with its last words of its own, before «Скачать»."""
    for index in range(part[-1] + 1, len(view.page.blocks)) if part else ():
        if not view.page.blocks[index].cell or _row(view, index) != _row(view, part[-1]):
            return
        yield index


def _row(view: View, index: int) -> tuple[int, ...]:
    """The row of a table in which a block stands, or the block by itself."""
    cell = view.page.blocks[index].cell  # one that lays a page out has rows too
    return cell[:2] if cell else (index,)


def _promise(view: View, part: Sequence[int], texts: tuple[int, ...]) -> int | None:
    """The last line of a part, if it promises what does not come: «Файлы:», or its only sentence, with a colon."""
    last = part[-1] if part else None
    if last is None or not view.page.blocks[last].text.endswith(":"):
        return None
    if any(last <= picture.block <= last + 1 for picture in view.page.pictures):
        return None  # «Скан-копия:» and the scan
    if _PROMISES.fullmatch(view.lines[last].rstrip(": ")):
        return last
    return last if texts == (last,) and not _SENTENCES.search(view.page.blocks[last].text) else None


def dead_paper(site: Site, view: View, indices: Iterable[int]) -> int | None:
    """A link that names a paper and leads nowhere, if one of the blocks holds one."""
    links = view.page.links
    for index in indices:
        for number in view.page.blocks[index].links:
            if _is_dead(site, links[number]) and site.wording.is_paper(site.line(links[number].text)[0]):
                return number
    return None


def _gives_paper(site: Site, link: Link) -> bool:
    """Whether a link's words are a paper's, or say that they give a file."""
    line = site.line(link.text)[0]
    return _GIVES.match(line) is not None or site.wording.is_paper(line)


def _is_dead(site: Site, link: Link) -> bool:
    """Whether a link leads nowhere: it is empty, or its address answered that nothing is there."""
    return site.gone(link) if link.url else link.href.strip() in ("", "#")


def waiting(site: Site, view: View, heading: int | None) -> int | None:
    """A line of filler that many pages share («В разработке»), under a heading or on a page with nothing else.

    What is on every page is no page's own, and so no content; it still tells why an empty page is empty.
    """
    blocks = view.page.blocks
    return next(
        (
            index
            for index in range(len(blocks))[slice(None) if heading is None else slice(heading + 1, heading + 2)]
            if not view.own[index]
            and not blocks[index].hidden
            and blocks[index].region not in ("nav", "header", "footer")
            and is_filler(site, view, index)
        ),
        None,
    )

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

_BARE = 0.34
"""Lines without a link for each dead one: with more than that (and than one, a head or a remark) they are content."""
_TITLE = 200
"""Characters of a line that may still be no more than the name of a paper."""
_BESIDE = 60
"""Characters that a number and a date may take beside a paper's name."""
_SENTENCES = re.compile(r"[.!?]\s+[А-ЯЁ]")
"""Where one sentence ends and the next begins."""


def lacking(site: Site, view: View, part: list[int], content: Content) -> tuple[str, Spot] | None:
    """Why a part with words of its own is only a beginning, and where that is seen; None for any other part."""
    if content.files:
        return None
    if (dead := _dead_list(site, view, part, content.blocks)) is not None:
        return "dead_link", link_at(view, dead)
    if not content.pages and (promise := _promise(site, view, part, content.blocks)) is not None:
        return "little", block_at(view, promise)
    return None


def _dead_list(site: Site, view: View, part: Sequence[int], texts: Iterable[int]) -> int | None:
    """The first dead link of a part that is a list of titles with links, all of them dead; None for any other part.

    ``texts``: the blocks of the part that are its content. A title in one cell, «Скачать» in the next: the titles are
    no content where not one of the papers opens.
    """
    links, blocks = view.page.links, view.page.blocks
    part = [*part, *_rest_of_row(view, part)]
    held = [index for index in part if blocks[index].links]
    dead = [number for index in held for number in blocks[index].links]
    if not dead or not all(_is_dead(site, links[number]) and _names_paper(site, links[number]) for number in dead):
        return None
    if any(len(blocks[index].text) > _TITLE for index in texts):
        return None
    if any(_tells_more(site, blocks[links[number].block].text, links[number]) for number in dead):
        return None
    lines = {_row(view, index) for index in texts} - {_row(view, index) for index in held}
    return dead[0] if len(lines) <= max(1, _BARE * len(dead)) else None


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


def _tells_more(site: Site, text: str, link: Link) -> bool:
    """Whether a line goes far beyond the paper that its link names: «Совет: утверждает план … Положение»."""
    return len(text) - len(link.text) > _BESIDE and site.wording.is_paper(site.line(link.text)[0])


def _promise(site: Site, view: View, part: list[int], texts: tuple[int, ...]) -> int | None:
    """A line that promises files that do not come: «Файлы:», or the only sentence of a part, a colon at its end."""
    blocks = view.page.blocks
    ends = [index for index in part if blocks[index].text.endswith(":")]
    named = (index for index in ends if site.wording.names_nothing(view.lines[index]))
    last = part[-1] if part else None
    if last not in ends or texts != (last,) or _SENTENCES.search(blocks[last].text):
        last = None
    return next(named, last)


def dead_paper(site: Site, view: View, indices: Iterable[int]) -> int | None:
    """A link that names a paper and leads nowhere, if one of the blocks holds one."""
    links = view.page.links
    for index in indices:
        for number in view.page.blocks[index].links:
            if _is_dead(site, links[number]) and site.wording.is_paper(site.line(links[number].text)[0]):
                return number
    return None


def _names_paper(site: Site, link: Link) -> bool:
    """Whether a link's words are a paper's or say nothing: the names of units and people tell without their pages."""
    line = site.line(link.text)[0]
    return site.wording.names_nothing(line) or site.wording.is_paper(line)


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

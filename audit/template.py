"""What of each page is its template: reads the lines of a site's pages, tells how many at their start and end repeat.

A menu, a panel for the visually impaired, a footer: they stand before or behind what the page is about, on several
pages alike. Pure; knows no phrases.
"""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from audit.view import file_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.view import View

SHARED_PAGES = 3
_SHARED_SHARE = 0.4
"""Pages, and the share of a site's pages, from which a line that stands on them is nobody's own."""
_FEW = 5
"""Pages of a site below which repeating tells nothing."""

LEAST = 3
"""Different pages that must begin alike before their beginning is taken for a template."""


def repeated(pages: Sequence[Sequence[str]], names: Sequence[object]) -> list[tuple[int, int]]:
    """For each page how many of its first and of its last lines ``LEAST`` different pages share; never overlapping.

    ``names``: what tells pages apart. Pages of one name (a page and its version for print) count once: what they share
    is their content.
    """
    lines = [tuple(page) for page in pages]
    heads = _run(lines, names)
    tails = _run([page[::-1] for page in lines], names)
    return [(head, min(tail, len(page) - head)) for page, head, tail in zip(lines, heads, tails, strict=True)]


def _run(pages: Sequence[tuple[str, ...]], names: Sequence[object]) -> list[int]:
    """How many first lines each page shares with pages of ``LEAST`` - 1 other names: groups are split line by line."""
    found = [0] * len(pages)
    groups, depth = [list(range(len(pages)))], 0
    while groups:
        split: list[list[int]] = []
        for group in groups:
            following: dict[str, list[int]] = {}
            for page in group:
                found[page] = depth
                if len(pages[page]) > depth:
                    following.setdefault(pages[page][depth], []).append(page)
            split += [members for members in following.values() if len({names[page] for page in members}) >= LEAST]
        groups, depth = split, depth + 1
    return found


def mark_own(views: Sequence[View]) -> None:
    """Tell each view which of its blocks are the page's own: neither a line of many pages nor in what repeats."""
    said = [_said(view) for view in views]
    pages_with: collections.Counter[str] = collections.Counter()
    for lines in said:
        pages_with.update(set(lines))
    least = max(SHARED_PAGES, _SHARED_SHARE * len(views))
    shared = {line for line, pages in pages_with.items() if pages >= least}
    # On a site of few pages nothing is repeated often enough to be told from content: there the markup must tell.
    few = len(views) < _FEW
    names = [(view.title_line, view.path) for view in views]
    runs = [(0, 0)] * len(views) if few else repeated(said, names)
    for view, lines, (head, tail) in zip(views, said, runs, strict=True):
        last = len(lines) - tail
        view.own = bytes([
            head <= index < last
            and line not in shared
            and not (block.region == "nav" and (few or (block.links and pages_with[line] > 1)))
            and not (few and block.region == "footer")
            for index, (line, block) in enumerate(zip(lines, view.page.blocks, strict=True))
        ])  # fmt: skip


def _said(view: View) -> list[str]:
    """The lines of a view, each with the files that it links: «Скачать» is the page's own where its file is."""
    said = list(view.lines)
    links = view.page.links
    for index, block in enumerate(view.page.blocks):
        for place in block.links:
            if file_kind(links[place].url):
                said[index] += f"\n{links[place].url}"
    return said

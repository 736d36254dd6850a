"""What of each page is its template: reads the lines of a site's pages, tells how many at their start and end repeat.

A menu, a panel for the visually impaired, a footer: they stand before or behind what the page is about, on several
pages alike. Pure; knows no page facts and no phrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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

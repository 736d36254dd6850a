"""Where the phrases of check-lists stand on a site: reads views, gives places in crawl order; knows no rules.

Templates repeat lines and links on every page, so what is the same is looked at once, and only its first copies count.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from crawler.page import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.matching import Lines
    from audit.view import View

    Place = tuple[View, int]
    """A view, and the index of a block or link in it."""

_SAME_LINE = 12
"""How often one line is offered to the rules: more copies of it prove nothing new."""
_SAME_LINK = 2
"""How often one link is offered to the rules."""
_SAYS = itemgetter(*map(Link._fields.index, ("text", "href", "url", "image")))


class _Same(NamedTuple):
    """Where one line or one link stands."""

    places: list[Place]
    """The first of them: those that rules are offered."""
    views: list[int]
    """Numbers of all views with the line."""


class Places:
    """An index from phrases to the blocks and links that hold them."""

    def __init__(self, views: Sequence[View], lines: Lines) -> None:
        """``views`` in crawl order."""
        self._blocks: dict[int, list[_Same]] = {}
        """Phrase → the lines that hold it."""
        self._links: dict[int, list[_Same]] = {}
        """Phrase → the links whose words hold it."""
        self.ways: dict[tuple[str, str], None] = {}
        """Words and address of every link whose words hold a phrase."""
        self._read_blocks(views)
        self.addresses = self._read_links(views, lines)
        """The first link of every address and picture."""

    def _read_blocks(self, views: Sequence[View]) -> None:
        met: dict[tuple[str, str], _Same] = {}
        for view in views:
            for index, (phrases, line, block) in enumerate(zip(view.found, view.lines, view.page.blocks, strict=True)):
                if not phrases:
                    continue
                says = line, block.tag
                same = met.get(says)
                if same is None:
                    same = met[says] = _Same([], [])
                    for phrase in phrases:
                        self._blocks.setdefault(phrase, []).append(same)
                same.views.append(view.number)
                if len(same.places) < _SAME_LINE:
                    same.places.append((view, index))

    def _read_links(self, views: Sequence[View], lines: Lines) -> list[Place]:
        """The first link of every address and picture."""
        # Ids of links that say nothing new: equal links of a site are mostly one object (audit.pages).
        done: set[int] = set()
        met: dict[tuple[str, str], _Same] = {}
        addresses: dict[tuple[str, str], Place] = {}
        for view in views:
            links = view.page.links
            if done.issuperset(map(id, links)):
                continue
            for index, link in enumerate(links):
                if id(link) in done:
                    continue
                text, href, url, image = _SAYS(link)
                addresses.setdefault((url, image), (view, index))
                phrases = lines.read(text)[1] if text else ()
                same = met.get((text, href))
                if same is None:
                    same = met[text, href] = _Same([], [])
                    for phrase in phrases:
                        self._links.setdefault(phrase, []).append(same)
                if len(same.places) < _SAME_LINK:
                    same.places.append((view, index))
                if len(same.places) >= _SAME_LINK:
                    done.add(id(link))
                if phrases and url:
                    self.ways[text, url] = None
        addresses.pop(("", ""), None)
        return list(addresses.values())

    def blocks(self, numbers: Iterable[int]) -> list[tuple[View, int, int]]:
        """Each place of each phrase: view, block, phrase; in crawl order."""
        return _in_order(self._blocks, numbers)

    def holding(self, phrases: Iterable[int]) -> list[int]:
        """Numbers of the views with one of the phrases in a block, ascending."""
        return sorted({view for phrase in phrases for same in self._blocks.get(phrase, ()) for view in same.views})

    def links(self, numbers: Iterable[int]) -> list[tuple[View, int, int]]:
        """Each link whose words hold one of the phrases: view, link, phrase; in crawl order."""
        return _in_order(self._links, numbers)


def _in_order(found: dict[int, list[_Same]], numbers: Iterable[int]) -> list[tuple[View, int, int]]:
    places = [
        (view.number, index, number, view)
        for number in numbers
        for same in found.get(number, ())
        for view, index in same.places
    ]  # fmt: skip
    places.sort()  # no two differ in the view alone
    return [(view, index, number) for _, index, number, view in places]

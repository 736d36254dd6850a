"""What is remembered of a site's pages: pieces that were read, tags, addresses; reads and writes no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crawler.page_addresses import Addresses
from crawler.page_facts import Block
from crawler.page_gather import Gathered
from crawler.page_parts import OpenLink
from crawler.page_state import State
from crawler.page_tags import Tag

Act = tuple[Callable[[Gathered, Any], None], Any]
"""What a piece does to the facts of a page, with what it needs to know."""
_ROOM = 16_000_000
"""Characters of pieces of pages that are remembered."""
_new = tuple.__new__
STATE = 500
"""Characters that a state or tag counts for."""


class Run:
    """What one piece of a page holds."""

    __slots__ = ("acts", "after", "blocks", "first_link", "links", "marks", "text_length", "told")

    def __init__(self, after: State, acts: list[Act], marks: dict[str, None], text_length: int) -> None:
        self.after = after
        """The state in which it ends."""
        self.marks, self.text_length = marks, text_length
        self.blocks: list[Block] = []
        self.links: list[tuple[OpenLink, int]] = []
        self.first_link = 0
        """The number of its first link in the blocks: that on the page before, which most pages of a site repeat."""
        self.told = False
        """It is blocks and links and nothing else: they are ready, the blocks numbered from 0."""
        self.acts: tuple[Act, ...] = tuple(acts)
        """What it does to the facts of a page, in order."""

    def count_from(self, first_link: int) -> None:
        """Number the links in its blocks from ``first_link``."""
        more = first_link - self.first_link
        self.blocks = [
            _new(Block, (*one[:5], tuple([number + more for number in one.links]), *one[6:])) if one.links else one
            for one in self.blocks
        ]
        self.first_link = first_link


class Memory:
    """What is remembered from page to page of a site: templates repeat. Forgotten where it grows too large."""

    def __init__(self, tags: dict[str, Tag] | None = None, room: int = _ROOM) -> None:
        """``tags``: the tags of the site that were read before; ``room``: characters of pieces to remember."""
        self.tags = {} if tags is None else tags
        self.addresses = Addresses()
        self.blocks: dict[Block, Block] = {}
        """Lines of text that were met: each is kept once, however many pages say it."""
        self._root: State | None = None
        self._room = self._all = room

    def spend(self, size: int) -> bool:
        """Whether there is room for ``size`` more characters; if so, takes it."""
        self._room -= size
        return self._room >= 0

    def forget(self) -> None:
        """Let go of all that is remembered: states know those around them, and nothing else would free them."""
        waiting = [self._root] if self._root is not None else []
        while waiting:
            waiting += waiting.pop().leave()
        self.tags.clear()
        self.blocks.clear()
        self.addresses, self._root, self._room = Addresses(), None, self._all

    def begin(self) -> State:
        """The state in which a page begins."""
        if self._room < 0:
            self.forget()
        if self._root is None:
            self._root = State(None)
        return self._root

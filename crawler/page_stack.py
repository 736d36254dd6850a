"""The elements that are open, and the formatting among them: keeps a stack of names; knows no tag's own rules.

The stack of open elements (HTML standard, 13.2.4.2) and the list of active formatting elements (13.2.4.3). Elements of
drawings and formulas are kept as ``svg:path``: only HTML's own have rules.
"""

from __future__ import annotations

from collections import defaultdict

from crawler.page_scopes import ADOPTIONS, FORMATTING, INTEGRATION, LEAVES, MARKS, SECTIONS


class Open:
    """One element: its name, its tag as written, whether it is on the stack."""

    __slots__ = ("name", "on", "tag")

    def __init__(self, name: str, tag: str) -> None:
        self.name, self.tag, self.on = name, tag, True


class Stack:
    """Elements inside each other, by name; where each name and each scope's end stands is known at once."""

    def __init__(self) -> None:
        self.stack: list[Open] = []
        self.active: list[Open | None] = []
        self.work = 0
        self.lost = False
        """Formatting elements wait to be opened again."""
        self.where: defaultdict[str, list[int]] = defaultdict(list)

    # -- the stack ----------------------------------------------------------------------------------------------------

    def last(self, name: str) -> int:
        """The place of the nearest ``name`` or end of a scope; -1 for none."""
        places = self.where.get(name)
        return places[-1] if places else -1

    def within(self, name: str, barrier: str) -> int:
        """The place of the nearest ``name`` in a scope; -1 for none."""
        found = self.last(name)
        return found if found >= self.last(barrier) else -1

    def push(self, name: str, tag: str = "") -> Open:
        """Open an element."""
        made = Open(name, tag)
        place = len(self.stack)
        self.stack.append(made)
        self.where[name].append(place)
        for mark in MARKS.get(name, ()):
            self.where[mark].append(place)
        return made

    def pop_to(self, place: int) -> None:
        """Pop ``place`` and all above it."""
        while len(self.stack) > place or (self.stack and not self.stack[-1].name):
            gone = self.stack.pop()
            gone.on = False
            name = gone.name
            self.where[name].pop()
            for mark in MARKS.get(name, ()):
                self.where[mark].pop()
            if name in FORMATTING:
                self.lost = True

    def pop(self) -> None:
        """End the current node."""
        self.pop_to(len(self.stack) - 1)

    def rebuild(self) -> None:
        """Learn the places anew, where an element left the middle of the stack."""
        self.work += len(self.stack)
        self.where.clear()
        for place, one in enumerate(self.stack):
            self.where[one.name].append(place)
            for mark in MARKS.get(one.name, ()):
                self.where[mark].append(place)

    def top(self) -> str:
        """The name of the current node; empty for none."""
        return self.stack[-1].name if self.stack else ""

    # -- drawings -----------------------------------------------------------------------------------------------------

    def foreign(self) -> bool:
        """Whether the current node is part of a drawing or formula, where HTML has no rules."""
        top = self.top()
        return ":" in top and top[:4] in {"svg:", "math"} and top not in INTEGRATION

    def leaves(self, name: str, *, font: bool) -> bool:
        """Whether the start of ``name`` ends the drawing around it; if so, ends it."""
        if not (name in LEAVES or font):
            return False
        while self.foreign():
            self.pop()
        return True

    def draw(self, name: str) -> None:
        """Open an element of the drawing or formula that is open."""
        self.push(self.top().partition(":")[0] + ":" + name)

    # -- formatting ---------------------------------------------------------------------------------------------------

    def words(self, text: str) -> None:
        """Text between tags: opens formatting again."""
        if self.foreign() or (not text.strip("\t\n\f\r ") and self.top() in {"table", "tr", *SECTIONS}):
            return
        self.reopen()

    def reopen(self) -> None:
        """Reconstruct the active formatting elements (13.2.4.3)."""
        self.lost = False
        place = len(self.active)
        while place and (one := self.active[place - 1]) is not None and not one.on:
            place -= 1
        for number in range(place, len(self.active)):
            old = self.active[number]
            if old is not None:
                self.active[number] = self.push(old.name, old.tag)
        self.work += len(self.active) - place

    def add_format(self, name: str, tag: str) -> None:
        """Open a formatting element; of three alike the first is forgotten (Noah's Ark clause)."""
        alike = []
        for number in range(len(self.active) - 1, -1, -1):
            one = self.active[number]
            self.work += 1
            if one is None:
                break
            if one.name == name and one.tag == tag:
                alike.append(number)
        if len(alike) >= 3:  # noqa: PLR2004
            del self.active[alike[-1]]
        self.active.append(self.push(name, tag))

    def clear(self) -> None:
        """Forget formatting up to the last marker."""
        while self.active and self.active.pop() is not None:
            pass
        self.lost = True

    def forget(self, one: Open) -> None:
        """Take an element off the stack and the list, wherever it is; what is in it stays in it."""
        self.work += len(self.active)
        if one in self.active:
            self.active.remove(one)
            if one.on:
                one.on, one.name = False, ""
                self.rebuild()

    def any_end(self, name: str) -> None:
        """Any other end tag: ends the nearest of the name, unless a block stands between."""
        place = self.last(name)
        if place >= 0 and place >= self.last("#special"):
            self.pop_to(place)

    def adopt(self, name: str) -> None:
        """The adoption agency algorithm (13.2.6.4.7): end a formatting element, misnested or not."""
        for _ in range(ADOPTIONS):
            number = len(self.active) - 1
            while number >= 0 and (one := self.active[number]) is not None and one.name != name:
                number -= 1
                self.work += 1
            if number < 0 or (found := self.active[number]) is None:
                self.any_end(name)
                return
            if not found.on:
                del self.active[number]
                return
            place = self.where[name][-1]
            while self.stack[place] is not found:
                place -= 1
                self.work += 1
            if place < self.last("#scope"):
                return
            blocks = self.where["#special"]
            above = len(blocks)
            while above and blocks[above - 1] > place:
                above -= 1
                self.work += 1
            if above == len(blocks):
                self.pop_to(place)
                del self.active[number]
                return
            self._move(found, place, blocks[above])

    def _move(self, found: Open, place: int, block: int) -> None:
        """Put a formatting element behind the block that misnests with it; of those between keep formatting only."""
        kept = []
        for count, one in enumerate(reversed(self.stack[place + 1 : block])):
            if one in self.active and count < 3:  # noqa: PLR2004
                kept.append(one)
                continue
            one.on = False
            if one in self.active:
                self.active.remove(one)
        self.work += len(self.active) * (block - place)
        self.stack[place : block + 1] = [*reversed(kept), self.stack[block], found]
        if kept:
            self.active.remove(found)
            self.active.insert(self.active.index(kept[0]) + 1, found)
        self.rebuild()

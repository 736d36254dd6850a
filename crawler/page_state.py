"""What an element passes on to those inside it: reads tags, gives states; knows no text and no page.

States form a tree: under each stand those of the elements that may be in it, one for all that pass on the same. A page
walks up and down in it, so a stack is a state, and what a tag means where it stands is found out once a site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.page_memory import Run
    from crawler.page_tags import Tag

_MAX_PROPS = 8
_ASLEEP = frozenset({"svg", "math", "template"})
"""Elements in which a title is none of the page's and no words are shown."""
_CELLS = frozenset({"td", "th"})


class State:
    """All that the elements around a place in a page pass on to it."""

    __slots__ = (
        "block", "bold", "cell", "depth", "form", "hidden", "insides", "level", "link", "parent", "props", "region",
        "runs", "silent", "table", "tag", "tags",
    )  # fmt: skip

    def __init__(self, above: State | None) -> None:
        """A state inside ``above`` that is as yet the same; None for the root."""
        self.parent: State = above or self
        self.tags: dict[str, tuple[Tag, State]] = {}
        """Tags in this state, as written, with the states inside them."""
        self.insides: dict[object, State] = {}
        """The states inside this one by what they pass on: most tags pass on the same."""
        self.runs: dict[str, Run | None] = {}
        """What the pieces of pages that begin here hold."""
        if above is None:
            self.level = self.depth = self.props = 0
            self.tag, self.region, self.silent = "body", "main", ""
            self.hidden = self.bold = False
            self.block: State = self
            """The block-level element around; the same for two states says the same line of text."""
            self.link = self.form = self.table = self.cell = -1
            """How many of their kind are around it, less one: links by onclick, forms and tables may nest."""
            return
        self.level, self.depth, self.tag, self.block = above.level, above.depth, above.tag, above.block
        self.region, self.silent, self.hidden, self.bold = above.region, above.silent, above.hidden, above.bold
        self.link, self.form, self.table, self.cell = above.link, above.form, above.table, above.cell
        self.props = above.props

    def leave(self) -> list[State]:
        """Forget what is around and inside; gives the states that were inside. The state is of no use afterwards."""
        inner = list(self.insides.values())
        for known in (self.tags, self.insides, self.runs):
            known.clear()
        del self.parent, self.block
        return inner

    def inside(self, tag: Tag) -> State:
        """The state inside ``tag``, which stands in this one."""
        sleeps = self.silent == "template"
        prop = not sleeps and self.props < _MAX_PROPS and tag.prop
        links = 0 if sleeps else len(tag.leads)
        key = (tag.name if tag.block or tag.bold or tag.silent else "", tag.region, tag.hidden, links, prop)
        made = self.insides.get(key)
        if made is None:
            made = State(self)
            made._enter(self, tag)
            if not sleeps:
                made._open(tag.name)
                made.link += links
                made.props += prop
            self.insides[key] = made
        return made

    def _enter(self, above: State, tag: Tag) -> None:
        if tag.block:
            self.block, self.tag = self, tag.name
            self.depth += tag.name != "div"
            if tag.level:
                self.level, self.bold = tag.level, True
        elif tag.bold:
            self.bold = True
        if tag.silent and above.silent not in _ASLEEP:
            self.silent = tag.name
        if tag.hidden:
            self.hidden = True
        if tag.region and not (tag.region == "main" and above.region in {"nav", "footer"}):
            self.region = tag.region

    def _open(self, name: str) -> None:
        """Count the forms and tables that are open."""
        if name == "form":
            self.form += 1
        elif name == "table":
            self.table, self.cell = self.table + 1, -1
        elif name in _CELLS and self.table >= 0:
            self.cell, self.level, self.bold = self.table, 0, name == "th"

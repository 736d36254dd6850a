"""What an element passes on to those inside it: reads tags, gives states; knows no text and no page.

States form a tree: the root, and under each state one for every tag that was met there. A page walks up and down in
it, so a stack is a state, and what a tag means where it stands is found out once a site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page_tags import ONCLICK, Tag

if TYPE_CHECKING:
    from crawler.page_run import Run

_MAX_PROPS = 8
_ASLEEP = frozenset({"svg", "math", "template"})
"""Elements in which a title is none of the page's and no words are shown."""
_CELLS = frozenset({"td", "th"})


_ROOT = Tag("<html>")


class State:
    """An element with its ancestors."""

    __slots__ = (
        "block", "bold", "cell", "depth", "form", "hidden", "level", "link", "opened", "parent", "props", "region",
        "runs", "silent", "table", "tag", "tags",
    )  # fmt: skip

    def __init__(self, above: State | None, tag: Tag | None) -> None:
        """The state inside ``tag``, which stands in ``above``; None for the root."""
        self.parent: State = above or self
        self.opened = tag or _ROOT
        self.tags: dict[str, State] = {}
        """States inside this one, by the tags as written."""
        self.runs: dict[str, Run | None] = {}
        """What the pieces of pages that began here hold."""
        if above is None or tag is None:
            self._root()
            return
        self.level, self.depth, self.tag, self.block = above.level, above.depth, above.tag, above.block
        self.region, self.silent, self.hidden, self.bold = above.region, above.silent, above.hidden, above.bold
        self.link, self.form, self.table, self.cell = above.link, above.form, above.table, above.cell
        self.props = above.props
        self._enter(above, tag)
        if above.silent != "template":
            self._open(above, tag)

    def _root(self) -> None:
        self.level = self.depth = self.props = 0
        self.tag, self.region, self.silent = "body", "main", ""
        self.hidden = self.bold = False
        self.block: State = self
        """The block-level element around; the same for two states says the same line of text."""
        self.link = self.form = self.table = self.cell = -1
        """How many of their kind are around it, less one: links by onclick, forms and tables may nest."""

    def _enter(self, above: State, tag: Tag) -> None:
        if tag.block:
            self.block, self.tag = self, tag.name
            self.depth += 1
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

    def _open(self, above: State, tag: Tag) -> None:
        """Count the links, forms, tables and props that are open."""
        get = tag.attributes.get
        name = tag.name
        if name == "form":
            self.form += 1
        elif name == "table":
            self.table, self.cell = above.table + 1, -1
        elif name in _CELLS and self.table >= 0:
            self.cell, self.level, self.bold = self.table, 0, name == "th"
        self.link += len(leads(tag))
        if get("itemprop") and self.props < _MAX_PROPS and name != "meta":
            self.props += 1


def leads(tag: Tag) -> tuple[tuple[str, str], ...]:
    """The links that a tag opens: how, and where they lead."""
    get = tag.attributes.get
    found = ONCLICK.search(get("onclick", ""))
    if tag.name == "a":
        href = get("href")
        if href is None and found:
            href = found.group(1)
        return () if href is None else (("a", href),)
    made = []
    if tag.name == "area":
        made.append(("area", get("href", "")))
    elif tag.name == "frame":
        made.append(("frame", get("src") or get("data-src", "")))
    if found:
        made.append(("onclick", found.group(1)))
    if href := get("data-href"):
        made.append(("data-href", href))
    return tuple(made)

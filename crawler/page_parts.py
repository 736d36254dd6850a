"""Links, forms and itemprops of a page while their words are coming: plain holders; know no HTML and no order."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.page_facts import Field, Link

_MAX_TEXT = 2000


class Words:
    """Text that comes in pieces, as much of it as is kept."""

    __slots__ = ("pieces", "size")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0

    def add(self, text: str) -> None:
        """Take one more piece."""
        if self.size < _MAX_TEXT:
            self.pieces.append(text)
            self.size += len(text)

    def told(self) -> str:
        """All of it, white space folded."""
        return " ".join("".join(self.pieces).split())[:_MAX_TEXT]


class LinkTag:
    """What the tag of a link says, wherever it stands."""

    __slots__ = ("href", "label", "region", "rel", "title", "via")

    def __init__(self, attributes: Mapping[str, str], region: str, via: str, href: str) -> None:
        get = attributes.get
        self.href, self.region, self.via = href.strip(), region, via
        self.title, self.rel, self.label = get("title", ""), get("rel", "").lower(), get("aria-label", "")


class OpenLink:
    """A link, while its words are coming."""

    __slots__ = ("href", "image", "made", "said", "tag", "text")

    def __init__(self, tag: LinkTag) -> None:
        self.tag, self.href, self.image = tag, tag.href, ""
        self.text = Words()
        self.said: str | None = None
        """Its words, once they are all there."""
        self.made: Link | None = None

    def close(self) -> None:
        """No words come any more."""
        self.said = self.text.told() or self.tag.title or self.tag.label

    def link(self, url: str, block: int) -> Link:
        """The link as it stands in a page."""
        tag = self.tag
        if self.said is None:
            self.close()
        made = self.made = Link(
            url, tag.href[:2000], self.said or "", tag.title, tag.rel, tag.region, tag.via, block, self.image,
        )  # fmt: skip
        return made


class OpenForm:
    """A form, while its fields and words are coming."""

    __slots__ = ("attributes", "block", "fields", "hidden", "text")

    def __init__(self, attributes: Mapping[str, str], hidden: bool, block: int) -> None:  # noqa: FBT001
        self.attributes, self.hidden, self.block = attributes, hidden, block
        self.fields: list[Field] = []
        self.text = Words()


class OpenProp:
    """An element with ``itemprop``, while its words are coming."""

    __slots__ = ("block", "hidden", "links", "name", "parents", "text")

    def __init__(self, name: str, parents: tuple[str, ...], hidden: bool, block: int) -> None:  # noqa: FBT001
        self.name, self.parents, self.hidden, self.block = name, parents, hidden, block
        self.links: list[int] = []
        self.text = Words()

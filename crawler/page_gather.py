"""The facts of a page while it is walked: takes what the pieces of the page hold, in order; knows no HTML.

Links, forms, tables and itemprops that are still open are kept by how many of their kind are around them: a piece of a
page names them so, since the same piece may stand on many pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.page_facts import Block, Field, Form, Link, Page, Prop

if TYPE_CHECKING:
    from crawler.page_run import Run

_NO_ADDRESS = ("javascript:", "data:", "about:", "void(")
_MAX_TEXT = 2000
_MAX_MARKS = 5000
_MAX_FIELDS = 200
_MAX_NOSCRIPT = 300


def absolute(base: str, origin: str, href: str) -> str:
    """``href`` as an absolute address without fragment; empty for scripts and bare fragments."""
    href = href.partition("#")[0].strip()
    if not href:
        return ""
    if href[0] == "/" and href[1:2] != "/" and "/." not in href:
        return origin + href
    if href.lower().startswith(_NO_ADDRESS):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme and host of an address, as written."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


_new = tuple.__new__


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


class _Form:
    __slots__ = ("attributes", "block", "fields", "hidden", "text")

    def __init__(self, attributes: Mapping[str, str], hidden: bool, block: int) -> None:  # noqa: FBT001
        self.attributes, self.hidden, self.block = attributes, hidden, block
        self.fields: list[Field] = []
        self.text = Words()


class _Prop:
    __slots__ = ("block", "hidden", "links", "name", "parents", "text")

    def __init__(self, name: str, parents: tuple[str, ...], hidden: bool, block: int) -> None:  # noqa: FBT001
        self.name, self.parents, self.hidden, self.block = name, parents, hidden, block
        self.links: list[int] = []
        self.text = Words()


class Gathered:
    """The facts of one page so far. Its methods that take one argument are what a Run is made of."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = ""
        self.blocks: list[Block] = []
        self.links: list[tuple[OpenLink, int]] = []
        self.line: list[int] = []
        """Links with words in the block that comes next."""
        self.forms: list[_Form] = []
        self.loose: list[tuple[Field, int]] = []
        self.props: list[_Prop] = []
        self.sources: list[str] = []
        self.marks: dict[str, None] = {}
        self.images: list[str] = []
        self.tables = self.text_length = self.script_length = self.scripts = 0
        self.title = self.description = self.noscript = self.canonical = self.refresh = ""
        self.open_links: dict[int, int] = {}
        self.open_forms: dict[int, _Form] = {}
        self.open_props: list[_Prop] = []
        self.open_tables: dict[int, list[int]] = {}
        """Number of the table, row, column."""

    @classmethod
    def bare(cls) -> Gathered:
        """One that takes blocks and links and nothing else."""
        made = cls.__new__(cls)
        made.blocks, made.links, made.line, made.open_links, made.open_props = [], [], [], {}, []
        return made

    def take(self, run: Run) -> None:
        """Take what a piece of the page holds."""
        if run.told:
            blocks = self.blocks
            first_link, first_block = len(self.links), len(blocks)
            if run.links:
                for link, block in run.links:
                    self.links.append((link, block + first_block))
                for one in run.blocks:
                    if one.links:
                        links = tuple([number + first_link for number in one.links])
                        blocks.append(_new(Block, (*one[:5], links, *one[6:])))
                    else:
                        blocks.append(one)
            else:
                blocks += run.blocks
        for act, argument in run.acts:
            act(self, argument)
        self.text_length += run.text_length
        if run.marks:
            self.marks.update(run.marks)

    # -- blocks and links ---------------------------------------------------------------------------------------------

    def block(self, block: tuple[Any, ...]) -> None:
        text, tag, level, region, table, hidden, depth = block
        links = tuple(dict.fromkeys(self.line)) if self.line else ()
        cell = tuple(self.open_tables[table]) if table >= 0 else None
        self.blocks.append(_new(Block, (text, tag, level, region, cell, links, hidden, depth)))
        self.line.clear()

    def no_block(self, _: None) -> None:
        self.line.clear()

    def open_link(self, link: tuple[int, LinkTag, int, int]) -> None:
        place, tag, behind, props = link
        number = len(self.links)
        self.links.append((OpenLink(tag), len(self.blocks) + behind))
        self.open_links[place] = number
        for prop in self.open_props[:props]:
            prop.links.append(number)

    def link_words(self, words: tuple[int, str]) -> None:
        number = self.open_links[words[0]]
        self.links[number][0].text.add(words[1])
        self.line.append(number)

    def link_title(self, words: tuple[int, str]) -> None:
        self.links[self.open_links[words[0]]][0].text.add(words[1])

    def link_image(self, image: tuple[int, str, str]) -> None:
        place, source, alt = image
        link = self.links[self.open_links[place]][0]
        link.image = link.image or source
        if alt and not link.text.pieces:
            link.text.add(alt)

    # -- forms --------------------------------------------------------------------------------------------------------

    def open_form(self, form: tuple[int, Mapping[str, str], bool]) -> None:
        place, attributes, hidden = form
        made = self.open_forms[place] = _Form(attributes, hidden, len(self.blocks))
        self.forms.append(made)

    def form_words(self, words: tuple[int, str]) -> None:
        self.open_forms[words[0]].text.add(words[1])

    def field(self, field: tuple[int, Field]) -> None:
        place, made = field
        if place < 0:
            if len(self.loose) < _MAX_FIELDS:
                self.loose.append((made, len(self.blocks)))
        elif len(fields := self.open_forms[place].fields) < _MAX_FIELDS:
            fields.append(made)

    # -- microdata and tables -----------------------------------------------------------------------------------------

    def open_prop(self, prop: tuple[int, str, bool, int]) -> None:
        place, name, hidden, link = prop
        del self.open_props[place:]
        parents = tuple(one.name for one in reversed(self.open_props))
        made = _Prop(name, parents, hidden, len(self.blocks))
        if link >= 0:
            made.links.append(self.open_links[link])
        self.props.append(made)
        self.open_props.append(made)

    def prop_words(self, words: tuple[int, str]) -> None:
        for prop in self.open_props[: words[0]]:
            prop.text.add(words[1])

    def open_table(self, place: int) -> None:
        self.open_tables[place] = [self.tables, -1, -1]
        self.tables += 1

    def row(self, place: int) -> None:
        table = self.open_tables[place]
        table[1], table[2] = table[1] + 1, -1

    def cell(self, place: int) -> None:
        self.open_tables[place][2] += 1

    # -- the head -----------------------------------------------------------------------------------------------------

    def source(self, source: str) -> None:
        self.sources.append(source)

    def picture(self, alt: str) -> None:
        self.images.append(alt)

    def script(self, size: int) -> None:
        self.scripts += 1
        self.script_length += size

    def head(self, said: tuple[str, str]) -> None:
        """One of title, description, canonical, refresh, base, noscript."""
        what, text = said
        if what == "title":
            self.title = self.title or " ".join(text.split())
        elif what == "noscript":
            if len(self.noscript) < _MAX_NOSCRIPT:
                self.noscript += text[:_MAX_NOSCRIPT]
        elif what == "base":
            if not self.base:  # a page has one (HTML standard, 4.2.3)
                self.base = absolute(self.url, origin_of(self.url), text) or self.url
        else:
            setattr(self, what, text)

    # -- results ------------------------------------------------------------------------------------------------------

    def page(self, encoding: str, addresses: Addresses) -> Page:
        """The facts, all of them; ``addresses`` remembers what was made absolute on other pages."""
        base = self.base or self.url
        origin = origin_of(base)
        forms = [_form(made, base, origin) for made in self.forms]
        if self.loose:
            fields = tuple(made for made, _ in self.loose)
            forms.append(Form(None, "script", "", fields, "", self.loose[0][1], hidden=False))
        return Page(
            url=self.url,
            base=base,
            title=self.title,
            description=self.description,
            encoding=encoding,
            blocks=tuple(self.blocks),
            links=tuple(self.made_links(addresses.on(base, origin), base, origin)),
            forms=tuple(forms),
            props=tuple([
                Prop(one.name, one.parents, one.text.told(), tuple(dict.fromkeys(one.links)), one.hidden, one.block)
                for one in self.props
            ]),
            sources=tuple(dict.fromkeys(filter(None, self.sources))),
            marks=tuple(islice(self.marks, _MAX_MARKS)),
            images=tuple(self.images),
            canonical=absolute(base, origin, self.canonical) or None,
            refresh=absolute(base, origin, self.refresh) or None,
            text_length=self.text_length,
            script_length=self.script_length,
            scripts=self.scripts,
            noscript=" ".join(self.noscript.split()),
        )


    def made_links(self, urls: dict[str, str], base: str, origin: str) -> list[Link]:
        """The links, those made anew that stand or lead elsewhere than on the page before."""
        made = []
        for link, block in self.links:
            href = link.href
            url = absolute(base, origin, href) if href[:1] in _OF_THE_PAGE else urls[href]
            last = link.made
            made.append(last if last is not None and last[7] == block and last[0] == url else link.link(url, block))
        return made


def _form(made: _Form, base: str, origin: str) -> Form:
    get = made.attributes.get
    href = get("action", "")
    marks = f"{get('id', '')} {get('class', '')} {get('name', '')} {href}".lower()
    action = absolute(base, origin, href) or base
    return Form(action, get("method", "get").lower(), marks, tuple(made.fields), made.text.told(), made.block, made.hidden)


class _Told(dict[str, str]):
    """Absolute addresses by what is written in the pages of one folder."""

    def __init__(self, base: str, origin: str) -> None:
        self.base, self.origin = base, origin

    def __missing__(self, href: str) -> str:
        url = self[href] = absolute(self.base, self.origin, href)
        return url


class Addresses:
    """Absolute addresses, remembered from page to page of a site."""

    def __init__(self) -> None:
        self._folders: dict[str, _Told] = {}

    def on(self, base: str, origin: str) -> dict[str, str]:
        """Absolute addresses on a page with this base, by what is written: only queries depend on more than its folder."""
        folder = base.rpartition("/")[0]
        told = self._folders.get(folder)
        if told is None:
            if len(self._folders) > _MAX_FOLDERS:
                self._folders.clear()
            told = self._folders[folder] = _Told(base, origin)
        return told


_MAX_FOLDERS = 300
_OF_THE_PAGE = frozenset({"?", ";", ""})

"""The facts of a page while it is walked: takes what the pieces of the page hold, in order; knows no HTML.

Links, forms, tables and itemprops that are still open are kept by how many of their kind are around them: a piece of a
page names them so, since the same piece may stand on many pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page_addresses import OF_THE_PAGE, Addresses, absolute, origin_of
from crawler.page_facts import Block, Field, Form, Link, Page, Picture, Prop
from crawler.page_parts import LinkTag, OpenForm, OpenLink, OpenProp

if TYPE_CHECKING:
    from crawler.page_memory import Run

_MAX_PICTURES = 500
_MAX_MARKS = 5000
_MAX_FIELDS = 200
_MAX_NOSCRIPT = 300


_new = tuple.__new__


class Gathered:
    """The facts of one page so far. Its methods that take one argument are what a Run is made of."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = ""
        self.blocks: list[Block] = []
        self.links: list[tuple[OpenLink, int]] = []
        self.line: list[int] = []
        """Links with words in the block that comes next."""
        self.forms: list[OpenForm] = []
        self.loose: list[tuple[Field, int]] = []
        self.props: list[OpenProp] = []
        self.sources: list[str] = []
        self.marks: dict[str, None] = {}
        self.pictures: list[Picture] = []
        self.tables = self.text_length = self.script_length = self.scripts = 0
        self.title = self.description = self.noscript = self.canonical = self.refresh = ""
        self.open_links: dict[int, int] = {}
        self.open_forms: dict[int, OpenForm] = {}
        self.open_props: list[OpenProp] = []
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
                self.links += [(link, block + first_block) for link, block in run.links]
                if run.first_link != first_link:
                    run.count_from(first_link)
            blocks += run.blocks
        for act, argument in run.acts:
            act(self, argument)
        self.text_length += run.text_length
        if run.marks:
            self.marks.update(run.marks)

    # -- blocks and links ---------------------------------------------------------------------------------------------

    def block(self, said: tuple[Block, int]) -> None:
        """End a block: as it is by itself, and the table that it stands in (-1 outside)."""
        block, table = said
        if table >= 0 or self.line:
            cell = tuple(self.open_tables[table]) if table >= 0 else None
            block = _new(Block, (*block[:4], cell, tuple(dict.fromkeys(self.line)), *block[6:]))
            self.line.clear()
        self.blocks.append(block)

    def no_block(self, _: None) -> None:
        """A line without words: links in it have no block."""
        self.line.clear()

    def open_link(self, link: tuple[int, LinkTag, int, int]) -> None:
        """Open a link: its place, tag, blocks that end before its own, props around it."""
        place, tag, behind, props = link
        number = len(self.links)
        self.links.append((OpenLink(tag), len(self.blocks) + behind))
        self.open_links[place] = number
        for prop in self.open_props[:props]:
            prop.links.append(number)

    def link_words(self, words: tuple[int, str]) -> None:
        """Words of a link, and of the line it stands in."""
        number = self.open_links[words[0]]
        self.links[number][0].text.add(words[1])
        self.line.append(number)

    def link_title(self, words: tuple[int, str]) -> None:
        """Words of a link that stand in its tag."""
        self.links[self.open_links[words[0]]][0].text.add(words[1])

    def link_image(self, image: tuple[int, str, str]) -> None:
        """A picture in a link: place, file, words."""
        place, source, alt = image
        link = self.links[self.open_links[place]][0]
        link.image = link.image or source
        if alt and not link.text.pieces:
            link.text.add(alt)

    # -- forms --------------------------------------------------------------------------------------------------------

    def open_form(self, form: tuple[int, Mapping[str, str], bool]) -> None:
        """Open a form: place, attributes, whether it is hidden."""
        place, attributes, hidden = form
        made = self.open_forms[place] = OpenForm(attributes, hidden, len(self.blocks))
        self.forms.append(made)

    def form_words(self, words: tuple[int, str]) -> None:
        """Words of a form."""
        self.open_forms[words[0]].text.add(words[1])

    def field(self, field: tuple[int, Field]) -> None:
        """A field; place -1 is outside every form."""
        place, made = field
        if place < 0:
            if len(self.loose) < _MAX_FIELDS:
                self.loose.append((made, len(self.blocks)))
        elif len(fields := self.open_forms[place].fields) < _MAX_FIELDS:
            fields.append(made)

    # -- microdata and tables -----------------------------------------------------------------------------------------

    def open_prop(self, prop: tuple[int, str, bool, int]) -> None:
        """Open an itemprop: place, name, whether it is hidden, the link that it is."""
        place, name, hidden, link = prop
        del self.open_props[place:]
        parents = tuple(one.name for one in reversed(self.open_props))
        made = OpenProp(name, parents, hidden, len(self.blocks))
        if link >= 0:
            made.links.append(self.open_links[link])
        self.props.append(made)
        self.open_props.append(made)

    def prop_words(self, words: tuple[int, str]) -> None:
        """Words of so many open props."""
        for prop in self.open_props[: words[0]]:
            prop.text.add(words[1])

    def open_table(self, place: int) -> None:
        """Open a table."""
        self.open_tables[place] = [self.tables, -1, -1]
        self.tables += 1

    def row(self, place: int) -> None:
        """Begin a row."""
        table = self.open_tables[place]
        table[1], table[2] = table[1] + 1, -1

    def cell(self, place: int) -> None:
        """Begin a cell."""
        self.open_tables[place][2] += 1

    # -- the head -----------------------------------------------------------------------------------------------------

    def source(self, source: str) -> None:
        """An address of a script, frame or stylesheet."""
        self.sources.append(source)

    def picture(self, said: tuple[str, str, int, str, bool]) -> None:
        """A picture outside links: address, words, blocks to come before its own, region, whether it is hidden."""
        source, alt, behind, region, hidden = said
        if len(self.pictures) < _MAX_PICTURES:
            self.pictures.append(Picture(source, alt, len(self.blocks) + behind, region, hidden))

    def script(self, size: int) -> None:
        """A script of so many characters."""
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
            props=tuple(
                [
                    Prop(one.name, one.parents, one.text.told(), tuple(dict.fromkeys(one.links)), one.hidden, one.block)
                    for one in self.props
                ]
            ),
            sources=tuple(dict.fromkeys(filter(None, self.sources))),
            marks=tuple(islice(self.marks, _MAX_MARKS)),
            pictures=tuple(self.pictures),
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
            url = absolute(base, origin, href) if href[:1] in OF_THE_PAGE else urls[href]
            last = link.made
            made.append(last if last is not None and last[7] == block and last[0] == url else link.link(url, block))
        return made


def _form(made: OpenForm, base: str, origin: str) -> Form:
    get = made.attributes.get
    href = get("action", "")
    marks = f"{get('id', '')} {get('class', '')} {get('name', '')} {href}".lower()
    action = absolute(base, origin, href) or base
    return Form(
        action, get("method", "get").lower(), marks, tuple(made.fields), made.text.told(), made.block, made.hidden
    )

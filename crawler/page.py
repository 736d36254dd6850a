"""One HTML page to its facts: reads bytes, gives blocks, links, forms, microdata; knows no law, no phrase, no network.

The page is parsed once, as a browser would (lexbor), and walked once in document order. Every element inherits a small
state from its parent, so the walk is linear whatever the nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

MAX_OPEN = 1000
"""Open elements beyond which a page isn't parsed: the parser is quadratic in the depth of nesting."""


class TooDeep(Exception):  # noqa: N818  it names the ledger's reason
    """The page nests more than MAX_OPEN elements. Raised before parsing."""


class Block(NamedTuple):
    """A run of text that a reader sees as one line or paragraph."""

    text: str
    """White space folded."""
    tag: str
    """The block-level element around it: p, li, td, h2, …"""
    level: int
    """1–6 for headings, 7 where the whole block is bold, 0 else."""
    region: str
    """nav, header, footer, aside or main."""
    cell: tuple[int, int, int] | None
    """Number of the table in the page, row, column; None outside tables."""
    links: tuple[int, ...]
    """Indexes of links with text in this block."""
    hidden: bool
    """Inside ``display:none`` or ``hidden``: a browser doesn't show it at first."""
    depth: int
    """Block-level elements around it: what is nested under a list's entry is deeper."""


class Link(NamedTuple):
    """A way from the page to another address."""

    url: str
    """Absolute, without fragment; empty where the address is empty, ``#`` or a script."""
    href: str
    """As written, trimmed."""
    text: str
    """Its words, or those of the picture inside it."""
    title: str
    rel: str
    region: str
    via: str
    """a, area, frame, onclick or data-href."""
    block: int
    """Index of the block that it stands in (the next one where it has no words of its own)."""
    image: str
    """File name of the picture inside it, lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    kind: str
    """textarea, select, or the type of the input."""
    name: str
    words: str
    """Placeholder, title, label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form, or the fields that stand outside every form (action None)."""

    action: str | None
    """Absolute address; the page's own where the form names none."""
    method: str
    marks: str
    """Its id, class and name, lower case."""
    fields: tuple[Field, ...]
    text: str
    """All words inside it, at most 2,000 characters."""
    block: int
    hidden: bool


class Prop(NamedTuple):
    """An element with ``itemprop``."""

    name: str
    parents: tuple[str, ...]
    """Names of the itemprop ancestors, nearest first."""
    text: str
    """What stands in it, white space folded, at most 2,000 characters."""
    links: tuple[int, ...]
    hidden: bool
    block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The facts of one page."""

    url: str
    base: str
    title: str
    description: str
    encoding: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    forms: tuple[Form, ...]
    props: tuple[Prop, ...]
    sources: tuple[str, ...]
    """Addresses of scripts, frames and stylesheets, as written, lower case."""
    marks: tuple[str, ...]
    """Distinct ids, classes and inline handlers, lower case, at most 5,000."""
    images: tuple[str, ...]
    """Alternative text of pictures outside links."""
    canonical: str | None
    refresh: str | None
    """Where a ``<meta http-equiv=refresh>`` leads, absolute."""
    text_length: int
    """Characters of visible text."""
    script_length: int
    """Characters of inline script."""
    scripts: int
    """Number of script elements."""
    noscript: str
    """Text of ``<noscript>``, at most 300 characters."""


_IMPLIED_END = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option"
    b" optgroup rt rp".split(),
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html iframe legend li main menu nav ol option p pre section select"
    " summary table tbody td tfoot th thead tr ul br noscript video audio object label".split(),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SILENT = frozenset({"script", "style", "template", "head", "title", "svg", "math", "noscript", "object", "textarea"})
_BOLD = frozenset({"b", "strong"})
_REGION_TAGS = {
    "nav": "nav",
    "header": "header",
    "footer": "footer",
    "aside": "aside",
    "main": "main",
    "article": "main",
}
_REGION_WORDS = (
    (re.compile(r"(?:^|[\s_-])(?:foot|footer|bottom|podval|subfooter)(?:$|[\s_-])"), "footer"),
    (
        re.compile(
            r"(?:^|[\s_-])(?:(?:top|main|left|right|sub|mega)?-?_?menu\w*|nav\w*|breadcrumbs?|mainmenu)(?:$|[\s_-])"
        ),
        "nav",
    ),
    (re.compile(r"(?:^|[\s_-])(?:header|head|shapka|topbar)(?:$|[\s_-])"), "header"),
    (re.compile(r"(?:^|[\s_-])(?:sidebar|aside|side-?bar|leftcol|rightcol)\w*(?:$|[\s_-])"), "aside"),
    (re.compile(r"(?:^|[\s_-])(?:content|main|article|workarea|page-content|text-content)(?:$|[\s_-])"), "main"),
)
_ONCLICK = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*['"]([^'"]{1,500})['"]"""
)
_NO_ADDRESS = ("javascript:", "#", "data:", "about:", "void(")
_MAX_TEXT = 2000
_MAX_PROPS = 8


def open_elements(body: bytes) -> int:
    """The most elements open at once, by a linear count of tags; elements whose end may be left out don't count."""
    if body.count(b"<") - body.count(b"</") <= MAX_OPEN:
        return 0
    depth = most = 0
    for match in _TAG.finditer(body):
        if match.group(2).lower() in _IMPLIED_END:
            continue
        if match.group(1):
            depth = max(depth - 1, 0)
        else:
            depth += 1
            most = max(most, depth)
    return most


def absolute(base: str, origin: str, href: str) -> str:
    """``href`` as an absolute address without fragment; empty for scripts and bare fragments."""
    href = href.partition("#")[0].strip()
    if not href or href.lower().startswith(_NO_ADDRESS):
        return ""
    if href.startswith("/") and not href.startswith("//") and "/." not in href:
        return origin + href
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _region(tag: str, words: str) -> str:
    """The part of the page that an element opens by its tag, or its id and classes; empty for none."""
    if tag in _REGION_TAGS:
        return _REGION_TAGS[tag]
    if tag in ("a", "li", "span", "body", "html", "input") or not words:
        return ""
    return next((name for pattern, name in _REGION_WORDS if pattern.search(words)), "")


@dataclass(slots=True)
class _State:
    """What an element passes on to those inside it."""

    block: int
    tag: str
    level: int = 0
    region: str = "main"
    hidden: bool = False
    silent: bool = False
    bold: bool = False
    link: int = -1
    form: int = -1
    props: tuple[int, ...] = ()
    table: int = -1
    cell: tuple[int, int, int] | None = None
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A link, form or prop while its text is still coming."""

    attributes: Mapping[str, str | None]
    state: _State
    block: int
    via: str = "a"
    href: str = ""
    text: list[str] = field(default_factory=list)
    image: str = ""
    fields: list[Field] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    parents: tuple[int, ...] = ()
    size: int = 0

    def add(self, text: str) -> None:
        if self.size < _MAX_TEXT:
            self.text.append(text)
            self.size += len(text)

    def words(self) -> str:
        return " ".join("".join(self.text).split())[:_MAX_TEXT]


class _Walk:
    """One pass over the tree, collecting as it goes."""

    def __init__(self, url: str) -> None:
        self.base = url
        self.states: dict[int, _State] = {}
        self.blocks: list[Block] = []
        self.serial = 0
        self.pending: list[str] = []
        self.pending_state = _State(block=0, tag="body")
        self.pending_links: list[int] = []
        self.plain = False
        self.gap = ""
        self.links: list[_Open] = []
        self.forms: list[_Open] = []
        self.loose: list[tuple[Field, int]] = []
        self.props: list[_Open] = []
        self.sources: list[str] = []
        self.marks: dict[str, None] = {}
        self.images: list[str] = []
        self.tables: list[list[int]] = []
        self.regions: dict[tuple[str, str | None], str] = {}
        self.title = self.description = self.noscript = ""
        self.canonical: str | None = None
        self.refresh: str | None = None
        self.text_length = self.script_length = self.scripts = 0
        self.labels: dict[str, str] = {}

    # -- text ---------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the block whose text was coming."""
        if self.pending:
            text = " ".join("".join(self.pending).split())
            if text:
                state = self.pending_state
                level = state.level or (7 if not self.plain and len(text) <= 200 else 0)
                self.blocks.append(
                    Block(
                        text=text,
                        tag=state.tag,
                        level=level,
                        region=state.region,
                        cell=state.cell,
                        links=tuple(dict.fromkeys(self.pending_links)) if self.pending_links else (),
                        hidden=state.hidden,
                        depth=state.depth,
                    ),
                )
                if not state.hidden:
                    self.text_length += len(text)
            self.pending.clear()
            self.pending_links.clear()
        self.plain = False

    def space(self) -> None:
        """A text node of white space only: it parts words, and no more."""
        if self.pending:
            self.pending.append(" ")
        self.gap = " "

    def text(self, node: LexborNode, text: str) -> None:
        """Add a text node to the open block, links, forms and props."""
        parent = node.parent
        state = self.states.get(parent.mem_id) if parent is not None else None
        if state is None:
            return
        if state.silent:
            self.silent_text(state.tag, text)
            return
        if self.pending:
            if state.block != self.pending_state.block:
                self.flush()
                self.pending_state = state
        else:
            self.pending_state = state
            self.gap = " "
        self.pending.append(text)
        if not state.bold:
            self.plain = True
        if state.link >= 0:
            self.links[state.link].add(self.gap + text)
            self.pending_links.append(state.link)
        if state.form >= 0:
            self.forms[state.form].add(" " + text)
        for number in state.props:
            self.props[number].add(self.gap + text)
        self.gap = ""

    def silent_text(self, tag: str, text: str) -> None:
        if tag == "script":
            self.script_length += len(text)
        elif tag == "title":
            self.title = self.title or " ".join(text.split())
        elif tag == "noscript" and len(self.noscript) < 300:  # noqa: PLR2004  the bound in Page.noscript
            self.noscript += text[:300]

    # -- elements -----------------------------------------------------------------------------------------------------

    def element(self, node: LexborNode, tag: str) -> None:
        """Take an element's own facts and the state that it passes on."""
        parent = node.parent
        above = self.states.get(parent.mem_id) if parent is not None else None
        if above is None:
            above = _State(block=0, tag="body")
        attributes = node.attributes
        block_level = tag in _BLOCK
        if not attributes and not block_level and tag not in _SILENT and tag not in _BOLD:
            self.states[node.mem_id] = above
            return
        state = _State(
            above.block, above.tag, above.level, above.region, above.hidden, above.silent, above.bold, above.link,
            above.form, above.props, above.table, above.cell, above.depth,
        )  # fmt: skip
        self.states[node.mem_id] = state
        if block_level:
            self.open_block(state, tag)
        elif tag in _BOLD:
            state.bold = True
        if tag in _SILENT:
            state.silent, state.tag = True, tag
        if attributes:
            self.attributes(state, tag, attributes)
        elif tag in _REGION_TAGS:
            state.region = _REGION_TAGS[tag]
        handler = _HANDLERS.get(tag)
        if handler is not None:
            handler(self, state, attributes)

    def open_block(self, state: _State, tag: str) -> None:
        self.serial += 1
        state.block = self.serial
        if tag == "br":
            # A line ends; what follows in the same element is a new block of the same kind.
            self.flush()
            return
        state.depth += 1
        if tag not in ("span", "label"):
            state.tag = tag
        if tag in _HEADINGS:
            state.level, state.bold = _HEADINGS[tag], True
        elif tag == "table":
            self.tables.append([-1, -1])
            state.table, state.cell = len(self.tables) - 1, None
        elif tag == "tr" and state.table >= 0:
            row = self.tables[state.table]
            row[0], row[1] = row[0] + 1, -1
        elif tag in ("td", "th") and state.table >= 0:
            row = self.tables[state.table]
            row[1] += 1
            state.cell = (state.table, row[0], row[1])
            state.bold = tag == "th"
            state.level = 0

    def attributes(self, state: _State, tag: str, attributes: Mapping[str, str | None]) -> None:
        name, classes = attributes.get("id"), attributes.get("class")
        words = f"{name} {classes}" if name and classes else name or classes
        region = self.regions.get((tag, words)) if words or tag in _REGION_TAGS else ""
        if region is None:
            region = self.new_region(tag, (words or "").lower())
            self.regions[tag, words] = region
        if region and not (region == "main" and state.region in ("nav", "footer")):
            state.region = region
        style = attributes.get("style")
        if "hidden" in attributes or (style and "none" in style and "display:none" in style.replace(" ", "").lower()):
            state.hidden = True
        onclick = attributes.get("onclick")
        if onclick:
            if len(self.marks) < 5000:  # noqa: PLR2004  the bound in Page.marks
                self.marks[onclick[:200].lower()] = None
            found = _ONCLICK.search(onclick)
            if found and tag != "a":
                self.open_link(state, attributes, found.group(1), "onclick")
        if tag != "a" and attributes.get("data-href"):
            self.open_link(state, attributes, attributes["data-href"] or "", "data-href")
        name = attributes.get("itemprop")
        if name and len(state.props) < _MAX_PROPS and tag != "meta":
            self.props.append(_Open(attributes, state, len(self.blocks), href=name, parents=state.props))
            state.props = (len(self.props) - 1, *state.props)

    def new_region(self, tag: str, words: str) -> str:
        """Note the words of an element met for the first time, and tell its region."""
        if words and len(self.marks) < 5000:  # noqa: PLR2004  the bound in Page.marks
            self.marks[words] = None
        return _region(tag, words)

    def open_link(self, state: _State, attributes: Mapping[str, str | None], href: str, via: str) -> None:
        self.links.append(_Open(attributes, state, len(self.blocks), via=via, href=href.strip()))
        state.link = len(self.links) - 1
        for number in state.props:
            self.props[number].links.append(state.link)

    def on_a(self, state: _State, attributes: Mapping[str, str | None]) -> None:
        href = attributes.get("href")
        if href is None:
            found = _ONCLICK.search(attributes.get("onclick") or "")
            if not found:
                return
            href = found.group(1)
        self.open_link(state, attributes, href, "a")

    def on_area(self, state: _State, attributes: Mapping[str, str | None]) -> None:
        self.open_link(state, attributes, attributes.get("href") or "", "area")
        self.links[-1].add(attributes.get("alt") or attributes.get("title") or "")

    def on_frame(self, state: _State, attributes: Mapping[str, str | None]) -> None:
        source = attributes.get("src") or attributes.get("data-src") or ""
        self.sources.append(source.lower())
        self.open_link(state, attributes, source, "frame")
        self.links[-1].add(attributes.get("title") or "")

    def on_img(self, state: _State, attributes: Mapping[str, str | None]) -> None:
        alt = attributes.get("alt") or attributes.get("title") or ""
        source = (attributes.get("src") or attributes.get("data-src") or "").rsplit("/", 1)[-1].lower()
        if state.link >= 0:
            link = self.links[state.link]
            link.image = link.image or source
            if alt and not link.text:
                link.add(alt)
        elif alt:
            self.images.append(alt)

    def on_script(self, _state: _State, attributes: Mapping[str, str | None]) -> None:
        self.scripts += 1
        if source := attributes.get("src"):
            self.sources.append(source.lower())

    def on_form(self, state: _State, attributes: Mapping[str, str | None]) -> None:
        self.forms.append(_Open(attributes, state, len(self.blocks)))
        state.form = len(self.forms) - 1

    def on_field(self, kind: str, state: _State, attributes: Mapping[str, str | None]) -> None:
        words = " ".join(
            filter(None, (attributes.get(name) for name in ("placeholder", "title", "aria-label", "value")))
        )
        made = Field(kind=kind, name=(attributes.get("name") or attributes.get("id") or "").lower(), words=words[:200])
        if state.form >= 0:
            if len(self.forms[state.form].fields) < 200:  # noqa: PLR2004  no real form has more
                self.forms[state.form].fields.append(made)
        elif len(self.loose) < 200:  # noqa: PLR2004  likewise
            self.loose.append((made, len(self.blocks)))

    def on_meta(self, _state: _State, attributes: Mapping[str, str | None]) -> None:
        name = (attributes.get("name") or attributes.get("http-equiv") or "").lower()
        content = attributes.get("content") or ""
        if name == "description":
            self.description = content[:500]
        elif name == "refresh":
            found = re.search(r"url\s*=\s*['\"]?([^'\"]+)", content, re.IGNORECASE)
            self.refresh = found.group(1).strip() if found else None

    def on_link(self, _state: _State, attributes: Mapping[str, str | None]) -> None:
        rel, href = (attributes.get("rel") or "").lower(), attributes.get("href") or ""
        if rel == "canonical":
            self.canonical = href
        elif "stylesheet" in rel:
            self.sources.append(href.lower())

    def on_base(self, _state: _State, attributes: Mapping[str, str | None]) -> None:
        if href := attributes.get("href"):
            self.base = urljoin(self.base, href)

    # -- results ------------------------------------------------------------------------------------------------------

    def link(self, made: _Open, origin: str) -> Link:
        title = made.attributes.get("title") or ""
        return Link(
            url=absolute(self.base, origin, made.href),
            href=made.href[:2000],
            text=made.words() or title or (made.attributes.get("aria-label") or ""),
            title=title,
            rel=(made.attributes.get("rel") or "").lower(),
            region=made.state.region,
            via=made.via,
            block=made.block,
            image=made.image,
        )

    def form(self, made: _Open, origin: str) -> Form:
        get = made.attributes.get
        return Form(
            action=absolute(self.base, origin, get("action") or "") or self.base,
            method=(get("method") or "get").lower(),
            marks=f"{get('id') or ''} {get('class') or ''} {get('name') or ''} {get('action') or ''}".lower(),
            fields=tuple(made.fields),
            text=made.words(),
            block=made.block,
            hidden=made.state.hidden,
        )

    def prop(self, made: _Open) -> Prop:
        return Prop(
            name=made.href.strip(),
            parents=tuple(self.props[number].href.strip() for number in made.parents),
            text=made.words(),
            links=tuple(made.links),
            hidden=made.state.hidden,
            block=made.block,
        )


_HANDLERS = {
    "a": _Walk.on_a,
    "area": _Walk.on_area,
    "iframe": _Walk.on_frame,
    "frame": _Walk.on_frame,
    "img": _Walk.on_img,
    "script": _Walk.on_script,
    "form": _Walk.on_form,
    "meta": _Walk.on_meta,
    "link": _Walk.on_link,
    "base": _Walk.on_base,
    "textarea": lambda walk, state, attributes: walk.on_field("textarea", state, attributes),
    "select": lambda walk, state, attributes: walk.on_field("select", state, attributes),
    "input": lambda walk, state, attributes: walk.on_field(
        (attributes.get("type") or "text").lower(), state, attributes
    ),
}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """The facts of the page at ``url``.

    Raises TooDeep before parsing where the page nests beyond MAX_OPEN elements.
    """
    if open_elements(body) > MAX_OPEN:
        raise TooDeep(url)
    text, encoding = decode(body, content_type)
    walk = _Walk(url)
    root = LexborHTMLParser(text).root
    if root is not None:
        for node in root.traverse(include_text=True):
            tag = node.tag
            if tag == "-text":
                words = node.text_content
                if words and not words.isspace():
                    walk.text(node, words)
                else:
                    walk.space()
            elif tag is not None and tag[0] not in "-!":
                walk.element(node, tag)
    walk.flush()
    origin = _origin(walk.base)
    loose = Form(
        action=None, method="script", marks="", fields=tuple(made for made, _ in walk.loose), text="",
        block=walk.loose[0][1] if walk.loose else 0, hidden=False,
    )  # fmt: skip
    return Page(
        url=url,
        base=walk.base,
        title=walk.title,
        description=walk.description,
        encoding=encoding,
        blocks=tuple(walk.blocks),
        links=tuple(walk.link(made, origin) for made in walk.links),
        forms=(*(walk.form(made, origin) for made in walk.forms), *((loose,) if walk.loose else ())),
        props=tuple(walk.prop(made) for made in walk.props),
        sources=tuple(dict.fromkeys(filter(None, walk.sources))),
        marks=tuple(walk.marks),
        images=tuple(walk.images),
        canonical=absolute(walk.base, origin, walk.canonical) if walk.canonical else None,
        refresh=absolute(walk.base, origin, walk.refresh) if walk.refresh else None,
        text_length=walk.text_length,
        script_length=walk.script_length,
        scripts=walk.scripts,
        noscript=" ".join(walk.noscript.split()),
    )


read_links = read_page
"""The crawler takes what it needs from the same facts: one parser, one reading of a page."""

"""The walk over a parsed page: reads the tree as the parser writes it out, collects facts in document order.

The parser's own writing is well-formed whatever the page was: every start tag has its end tag, attributes are quoted,
so a stack is all the state that is needed. Elements pass a small state on to those inside them; the walk is linear
whatever the nesting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.page_facts import Block, Field, Form, Link, Page, Prop
from crawler.page_tags import ONCLICK, Tag, unescape

_RAW = "|".join(
    rf"<{name}\b[^>]*>[^<]*(?:<(?!/{name}>)[^<]*)*</{name}>"
    for name in ("script", "style", "iframe", "xmp", "noembed", "noframes")
)
_TOKENS = re.compile(rf"({_RAW}|<!--.*?-->|<[^>]*>)", re.DOTALL)
"""Elements with raw text as a whole, comments, tags. The parser writes ``>`` in attributes as an entity."""
_RAW_NAMES = frozenset({"script", "style", "iframe", "xmp", "noembed", "noframes"})
_NO_ADDRESS = ("javascript:", "data:", "about:", "void(")
REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
"""Where the content of a ``<meta http-equiv=refresh>`` leads."""
_MAX_TEXT = 2000
_MAX_PROPS = 8
_MAX_MARKS = 5000
_MAX_FIELDS = 200
_MAX_NOSCRIPT = 300
_MAX_TAGS = 50_000
_PSEUDO_HEADING = 200
"""Characters of a block all in bold that may still be a heading."""
_BOLD_LEVEL = 7


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


class _State:
    """What an element passes on to those inside it."""

    __slots__ = (
        "block", "bold", "cell", "depth", "form", "hidden", "level", "link", "props", "region", "silent", "table",
        "tag",
    )  # fmt: skip

    def __init__(self) -> None:
        self.block = self.level = self.depth = 0
        self.tag, self.region, self.silent = "body", "main", ""
        self.hidden = self.bold = False
        self.link = self.form = self.table = -1
        self.props: tuple[int, ...] = ()
        self.cell: tuple[int, int, int] | None = None

    def inside(self) -> _State:
        """A state for an element inside this one."""
        new = _State.__new__(_State)
        new.block, new.level, new.depth, new.tag = self.block, self.level, self.depth, self.tag
        new.region, new.silent, new.hidden, new.bold = self.region, self.silent, self.hidden, self.bold
        new.link, new.form, new.table = self.link, self.form, self.table
        new.props, new.cell = self.props, self.cell
        return new


class _Open:
    """A link, form or prop while its text is still coming."""

    __slots__ = ("attributes", "block", "fields", "href", "image", "links", "parents", "size", "state", "text", "via")

    def __init__(self, attributes: Mapping[str, str], state: _State, block: int, href: str, via: str = "a") -> None:
        self.attributes, self.state, self.block, self.href, self.via = attributes, state, block, href, via
        self.text: list[str] = []
        self.size = 0
        self.image = ""
        self.fields: list[Field] = []
        self.links: list[int] = []
        self.parents: tuple[int, ...] = ()

    def add(self, text: str) -> None:
        if self.size < _MAX_TEXT:
            self.text.append(text)
            self.size += len(text)

    def words(self) -> str:
        return " ".join("".join(self.text).split())[:_MAX_TEXT]


class _Walk:
    """One pass over the tokens, collecting as it goes."""

    def __init__(self, url: str) -> None:
        self.url = self.base = url
        self.blocks: list[Block] = []
        self.serial = 0
        self.pending: list[str] = []
        self.pending_state = _State()
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
        self.title = self.description = self.noscript = ""
        self.canonical = self.refresh = ""
        self.text_length = self.script_length = self.scripts = 0

    # -- text ---------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the block whose text was coming."""
        text = " ".join("".join(self.pending).split())
        if text:
            state = self.pending_state
            level = state.level or (0 if self.plain or len(text) > _PSEUDO_HEADING else _BOLD_LEVEL)
            links = tuple(dict.fromkeys(self.pending_links)) if self.pending_links else ()
            self.blocks.append(
                Block(text, state.tag, level, state.region, state.cell, links, state.hidden, state.depth),
            )
            if not state.hidden:
                self.text_length += len(text)
        self.pending.clear()
        self.pending_links.clear()
        self.plain = False

    def text(self, text: str, state: _State) -> None:
        """Add words to the open block, links, forms and props."""
        if "&" in text:
            text = unescape(text)
        if state.silent:
            self.silent_text(state.silent, text)
            return
        if self.pending:
            if state.block != self.pending_state.block:
                self.flush()
                self.pending_state, self.gap = state, " "
            elif self.gap:
                self.pending.append(" ")
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
        if tag == "title":
            self.title = self.title or " ".join(text.split())
        elif tag == "noscript" and len(self.noscript) < _MAX_NOSCRIPT:
            self.noscript += text[:_MAX_NOSCRIPT]

    # -- elements -----------------------------------------------------------------------------------------------------

    def element(self, tag: Tag, above: _State) -> _State:  # noqa: C901  one line a property, on the hot path
        """Take an element's own facts; gives the state that it passes on."""
        state = above.inside()
        if tag.block:
            if self.pending:
                self.flush()
            self.serial += 1
            state.block = self.serial
            state.depth += 1
            state.tag = tag.name
            if tag.level:
                state.level, state.bold = tag.level, True
        elif tag.bold:
            state.bold = True
        if tag.silent:
            state.silent = tag.name
        if tag.hidden:
            state.hidden = True
        if tag.marks and len(self.marks) < _MAX_MARKS:
            self.marks[tag.marks] = None
        if tag.region and not (tag.region == "main" and above.region in ("nav", "footer")):
            state.region = tag.region
        handler = _HANDLERS.get(tag.name)
        if handler is not None:
            handler(self, state, tag.attributes)
        if tag.attributes:
            self.markers(state, tag)
        return state

    def markers(self, state: _State, tag: Tag) -> None:
        """Attributes that any element may have: handlers that lead away, ``data-href``, ``itemprop``."""
        get = tag.attributes.get
        onclick = get("onclick")
        if onclick:
            if len(self.marks) < _MAX_MARKS:
                self.marks[onclick[:200].lower()] = None
            found = ONCLICK.search(onclick)
            if found and tag.name != "a":
                self.open_link(state, tag.attributes, found.group(1), "onclick")
        if tag.name != "a" and (href := get("data-href")):
            self.open_link(state, tag.attributes, href, "data-href")
        name = get("itemprop")
        if name and len(state.props) < _MAX_PROPS and tag.name != "meta":
            prop = _Open(tag.attributes, state, len(self.blocks), name)
            prop.parents = state.props
            if tag.name == "a" and state.link >= 0:
                prop.links.append(state.link)
            self.props.append(prop)
            state.props = (len(self.props) - 1, *state.props)

    def open_link(self, state: _State, attributes: Mapping[str, str], href: str, via: str) -> None:
        self.links.append(_Open(attributes, state, len(self.blocks) + bool(self.pending), href.strip(), via))
        state.link = len(self.links) - 1
        for number in state.props:
            self.props[number].links.append(state.link)

    def on_a(self, state: _State, attributes: Mapping[str, str]) -> None:
        href = attributes.get("href")
        if href is None:
            found = ONCLICK.search(attributes.get("onclick", ""))
            if not found:
                return
            href = found.group(1)
        self.open_link(state, attributes, href, "a")

    def on_area(self, state: _State, attributes: Mapping[str, str]) -> None:
        self.open_link(state, attributes, attributes.get("href", ""), "area")
        self.links[-1].add(attributes.get("alt") or attributes.get("title", ""))

    def on_frame(self, state: _State, attributes: Mapping[str, str]) -> None:
        source = attributes.get("src") or attributes.get("data-src", "")
        self.sources.append(source.lower())
        self.open_link(state, attributes, source, "frame")
        self.links[-1].add(attributes.get("title", ""))

    def on_img(self, state: _State, attributes: Mapping[str, str]) -> None:
        alt = attributes.get("alt") or attributes.get("title", "")
        source = (attributes.get("src") or attributes.get("data-src", "")).rsplit("/", 1)[-1].lower()
        if state.link >= 0:
            link = self.links[state.link]
            link.image = link.image or source
            if alt and not link.text:
                link.add(alt)
        elif alt:
            self.images.append(alt)

    def on_form(self, state: _State, attributes: Mapping[str, str]) -> None:
        self.forms.append(_Open(attributes, state, len(self.blocks), attributes.get("action", "")))
        state.form = len(self.forms) - 1

    def field(self, kind: str, state: _State, attributes: Mapping[str, str]) -> None:
        get = attributes.get
        words = " ".join(filter(None, (get(name) for name in ("placeholder", "title", "aria-label", "value"))))
        made = Field(kind=kind, name=(get("name") or get("id", "")).lower(), words=words[:200])
        if state.form < 0:
            if len(self.loose) < _MAX_FIELDS:
                self.loose.append((made, len(self.blocks)))
        elif len(self.forms[state.form].fields) < _MAX_FIELDS:
            self.forms[state.form].fields.append(made)

    def on_textarea(self, state: _State, attributes: Mapping[str, str]) -> None:
        self.field("textarea", state, attributes)

    def on_select(self, state: _State, attributes: Mapping[str, str]) -> None:
        self.field("select", state, attributes)

    def on_input(self, state: _State, attributes: Mapping[str, str]) -> None:
        self.field(attributes.get("type", "text").lower(), state, attributes)

    def on_table(self, state: _State, _attributes: Mapping[str, str]) -> None:
        self.tables.append([-1, -1])
        state.table, state.cell = len(self.tables) - 1, None

    def on_row(self, state: _State, _attributes: Mapping[str, str]) -> None:
        if state.table >= 0:
            row = self.tables[state.table]
            row[0], row[1] = row[0] + 1, -1

    def on_cell(self, state: _State, _attributes: Mapping[str, str]) -> None:
        if state.table >= 0:
            row = self.tables[state.table]
            row[1] += 1
            state.cell, state.level, state.bold = (state.table, row[0], row[1]), 0, state.tag == "th"

    def on_break(self, _state: _State, _attributes: Mapping[str, str]) -> None:
        if self.pending:
            self.flush()

    def on_meta(self, _state: _State, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("http-equiv", "")).lower()
        content = attributes.get("content", "")
        if name == "description":
            self.description = content[:500]
        elif name == "refresh" and (found := REFRESH.search(content)):
            self.refresh = found.group(1).strip()

    def on_link(self, _state: _State, attributes: Mapping[str, str]) -> None:
        rel, href = attributes.get("rel", "").lower(), attributes.get("href", "")
        if rel == "canonical":
            self.canonical = href
        elif "stylesheet" in rel:
            self.sources.append(href.lower())

    def on_base(self, _state: _State, attributes: Mapping[str, str]) -> None:
        if href := attributes.get("href"):
            self.base = absolute(self.base, origin_of(self.base), href) or self.base

    def raw(self, token: str, tag: Tag, state: _State) -> None:
        """An element with raw text, whole: script, style, iframe."""
        if tag.name == "script":
            self.scripts += 1
            self.script_length += len(token) - token.index(">") - len("</script>") - 1
            if source := tag.attributes.get("src"):
                self.sources.append(source.lower())
        elif tag.name == "iframe":
            self.on_frame(state.inside(), tag.attributes)

    # -- results ------------------------------------------------------------------------------------------------------

    def page(self, encoding: str) -> Page:
        origin = origin_of(self.base)
        forms = [self.form(made, origin) for made in self.forms]
        if self.loose:
            fields = tuple(made for made, _ in self.loose)
            forms.append(Form(None, "script", "", fields, "", self.loose[0][1], hidden=False))
        return Page(
            url=self.url,
            base=self.base,
            title=self.title,
            description=self.description,
            encoding=encoding,
            blocks=tuple(self.blocks),
            links=tuple(self.link(made, origin) for made in self.links),
            forms=tuple(forms),
            props=tuple(self.prop(made) for made in self.props),
            sources=tuple(dict.fromkeys(filter(None, self.sources))),
            marks=tuple(self.marks),
            images=tuple(self.images),
            canonical=absolute(self.base, origin, self.canonical) or None,
            refresh=absolute(self.base, origin, self.refresh) or None,
            text_length=self.text_length,
            script_length=self.script_length,
            scripts=self.scripts,
            noscript=" ".join(self.noscript.split()),
        )

    def link(self, made: _Open, origin: str) -> Link:
        get = made.attributes.get
        title = get("title", "")
        return Link(
            absolute(self.base, origin, made.href), made.href[:2000], made.words() or title or get("aria-label", ""),
            title, get("rel", "").lower(), made.state.region, made.via, made.block, made.image,
        )  # fmt: skip

    def form(self, made: _Open, origin: str) -> Form:
        get = made.attributes.get
        marks = f"{get('id', '')} {get('class', '')} {get('name', '')} {made.href}".lower()
        action = absolute(self.base, origin, made.href) or self.base
        method = get("method", "get").lower()
        return Form(action, method, marks, tuple(made.fields), made.words(), made.block, hidden=made.state.hidden)

    def prop(self, made: _Open) -> Prop:
        parents = tuple(self.props[number].href.strip() for number in made.parents)
        links = tuple(dict.fromkeys(made.links))
        return Prop(made.href.strip(), parents, made.words(), links, made.state.hidden, made.block)


_HANDLERS = {
    "a": _Walk.on_a, "area": _Walk.on_area, "frame": _Walk.on_frame, "img": _Walk.on_img, "form": _Walk.on_form,
    "meta": _Walk.on_meta, "link": _Walk.on_link, "base": _Walk.on_base, "textarea": _Walk.on_textarea,
    "select": _Walk.on_select, "input": _Walk.on_input, "table": _Walk.on_table, "tr": _Walk.on_row,
    "td": _Walk.on_cell, "th": _Walk.on_cell, "br": _Walk.on_break,
}  # fmt: skip


def origin_of(url: str) -> str:
    """Scheme and host of an address, as written."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def walk(  # noqa: C901, PLR0912  the hot loop: a call for each of its steps would double its time
    text: str, encoding: str, url: str, tags: dict[str, Tag],
) -> Page:  # fmt: skip
    """Parse ``text`` and collect its facts; ``tags`` keeps the tags that were read before."""
    found = _Walk(url)
    html = LexborHTMLParser(text).html or ""
    if len(tags) > _MAX_TAGS:
        tags.clear()
    state = _State()
    stack: list[_State] = []
    known, push, pop, take, element = tags.get, stack.append, stack.pop, found.text, found.element
    pieces = iter(_TOKENS.split(html))
    for words in pieces:
        if words:
            if words.isspace():
                found.gap = " "
            else:
                take(words, state)
        token = next(pieces, "")
        if token[1:2] == "/":
            if stack:
                state = pop()
            continue
        tag = known(token)
        if tag is None:
            if not token or token[1] == "!":
                continue
            head = token[: token.index(">") + 1]
            tag = known(head)
            if tag is None:
                tag = tags[head] = Tag(head)
            if token != head or tag.name in _RAW_NAMES:
                found.raw(token, tag, state)
                continue
        if tag.void:
            if not tag.plain:
                element(tag, state)
        else:
            push(state)
            if not tag.plain:
                state = element(tag, state)
            elif tag.marks and len(found.marks) < _MAX_MARKS:
                found.marks[tag.marks] = None
    found.flush()
    return found.page(encoding)

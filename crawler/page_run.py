"""A piece of a page read once: takes the HTML as the parser writes it and the state that it begins in, gives a Run.

A run tells what the piece adds to the facts of any page on which it stands in that state, and in what state it ends.
Pieces begin where a block begins, so no line of text goes from one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from crawler.page_depth import script_end
from crawler.page_facts import Block, Field
from crawler.page_gather import Addresses, Gathered, LinkTag, OpenLink
from crawler.page_state import State
from crawler.page_tags import Tag, unescape

_RAW_NAMES = ("script", "style", "iframe", "xmp", "noembed", "noframes")
_RAW = "|".join(rf"<{name}\b[^>]*>[^<]*+(?:<(?!/{name}>)[^<]*+)*+</{name}>" for name in _RAW_NAMES)
_TOKENS = re.compile(
    rf"(<(?!(?:script|style|iframe|xmp|noembed|noframes)\b|!--)[^>]*+>|{_RAW}|<!--.*?-->|<[^>]*+>)", re.DOTALL,
)  # fmt: skip
"""Elements with raw text as a whole, comments, tags. The parser writes ``>`` in attributes as an entity."""
_SCRIPTS = re.compile(r"<!--.*?-->|<script\b[^>]*>", re.DOTALL)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_REFRESH_BARE = re.compile(r"\s*[\d.]+\s*[;,]\s*['\"]?([^\s'\"][^'\"]*)")
_MAX_MARK = 200
_PSEUDO_HEADING = 200
"""Characters of a block all in bold that may still be a heading."""
_BOLD_LEVEL = 7
_ROOM = 16_000_000
"""Characters of pieces of pages that are remembered."""
_STATE = 500
"""Characters that a state or tag counts for."""
Act = tuple[Callable[[Gathered, Any], None], Any]


def refresh_of(content: str) -> str:
    """Where the content of a ``<meta http-equiv=refresh>`` leads (HTML standard, 4.2.5.3); empty where nowhere."""
    found = _REFRESH.search(content) or _REFRESH_BARE.match(content)
    return found.group(1).strip() if found else ""


class Memory:
    """What is remembered from page to page of a site: templates repeat themselves. Forgotten when it grows too large."""

    def __init__(self, tags: dict[str, Tag] | None = None, room: int = _ROOM) -> None:
        """``tags``: the tags of the site that were read before; ``room``: characters of pieces to remember."""
        self.tags = {} if tags is None else tags
        self.addresses = Addresses()
        self.root = State(None)
        self._room = self._all = room

    def spend(self, size: int) -> bool:
        """Whether there is room for ``size`` more characters; if so, takes it."""
        self._room -= size
        return self._room >= 0

    def begin(self) -> State:
        """The state in which a page begins."""
        if self._room < 0:
            self.tags.clear()
            self.root, self._room = State(None), self._all
        return self.root


class Run:
    """What one piece of a page holds."""

    __slots__ = ("acts", "after", "blocks", "links", "marks", "text_length", "told")

    def __init__(self, after: State, acts: list[Act], marks: dict[str, None], text_length: int) -> None:
        self.after = after
        """The state in which it ends."""
        self.marks, self.text_length = marks, text_length
        self.blocks: list[Block] = []
        self.links: list[tuple[OpenLink, int]] = []
        self.told = False
        """It is blocks and links and nothing else: they are ready, numbered from 0."""
        self.acts: tuple[Act, ...] = tuple(acts)
        """What it does to the facts of a page, in order."""


def read_run(piece: str, state: State, memory: Memory, *, last: bool) -> Run | None:
    """Read ``piece``, which begins in ``state``; None where it ends within a script, style or comment.

    ``last``: nothing follows, so what has no end goes to the end.
    """
    if "<!--" in piece and "<script" in piece:
        tame = _tamed(piece)
        if tame is None and not last:
            return None
        piece = tame or piece
    pieces = _TOKENS.split(piece)
    if "<!--" in piece and not last:
        cut = any(token.startswith("<!--") and not token.endswith("-->") for token in pieces[1::2])
        if cut or any("<" in words for words in pieces[::2]):
            return None
    reader = _Reader(state, memory)
    if not reader.read(pieces) and not last:
        return None
    return reader.run(ready=not last)


def _tamed(piece: str) -> str | None:
    """``piece`` without signs «less» in scripts that hold comments; None where a script has no end."""
    place = 0
    while match := _SCRIPTS.search(piece, place):
        place = match.end()
        if match.group().startswith("<s"):
            end = script_end(piece, place)
            if end == len(piece):
                return None
            piece = piece[:place] + piece[place:end].replace("<", " ") + piece[end:]
            place = end
    return piece


class _Reader:
    """One pass over the tokens of a piece."""

    def __init__(self, state: State, memory: Memory) -> None:
        self.begun = self.state = state
        self.memory = memory
        self.whole = True
        self.acts: list[Act] = []
        self.marks: dict[str, None] = {}
        self.pending: list[str] = []
        self.line: State = state
        self.plain = False
        self.gap = ""
        self.text_length = 0

    def run(self, *, ready: bool) -> Run:
        """What was read; ``ready``: with links and blocks made, for many pages."""
        self.flush()
        run = Run(self.state, self.acts, self.marks, self.text_length)
        free = ready and _is_free(self.begun) and _is_free(self.state)
        if free and all(act in _READY for act, _ in self.acts):
            scratch = Gathered.bare()
            for act, argument in run.acts:
                if act not in _APART:
                    act(scratch, argument)
            run.blocks, run.links, run.told = scratch.blocks, scratch.links, True
            run.acts = tuple(one for one in self.acts if one[0] in _APART)
            for link, _ in run.links:
                link.close()
        return run

    def read(self, pieces: list[str]) -> bool:
        """Take texts and tokens in turn; False where an element with raw text has no end."""
        state = self.state
        tokens = iter(pieces)
        for words in tokens:
            if words:
                if words.isspace():
                    self.gap = " "
                else:
                    self.words(words, state)
            token = next(tokens, "")
            if token[1:2] == "/":
                state = state.parent
                continue
            met = state.tags.get(token)
            if met is None:
                if not token or token[1] == "!":
                    continue
                met = self.enter(token, state)
                if met is None:
                    continue
            tag, inside = met
            if not tag.plain:
                self.element(tag, inside, state)
            elif tag.marks and not tag.void:
                self.marks[tag.marks] = None
            if not tag.void:
                state = inside
        self.state = state
        return self.whole

    def enter(self, token: str, state: State) -> tuple[Tag, State] | None:
        """The tag of an element, and the state inside one, that was never met here; None for one with raw text, which is taken whole."""
        head = token[: token.index(">") + 1]
        tag = self.memory.tags.get(head)
        if tag is None:
            tag = Tag(head)
            if self.memory.spend(_STATE):
                self.memory.tags[head] = tag
        if token != head or tag.name in _RAW_NAMES:
            self.whole = self.whole and token != head
            if state.silent != "template":
                self.raw(token, tag, state)
            return None
        met = tag, state.inside(tag)
        if self.memory.spend(_STATE):
            state.tags[token] = met
        return met

    # -- text ---------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the block whose text was coming."""
        if not self.pending:
            return
        text = " ".join("".join(self.pending).split())
        if text:
            line = self.line
            level = line.level or (0 if self.plain or len(text) > _PSEUDO_HEADING else _BOLD_LEVEL)
            block = (text, line.tag, level, line.region, line.cell, line.hidden, line.depth)
            self.acts.append((Gathered.block, block))
            if not line.hidden:
                self.text_length += len(text)
        else:
            self.acts.append((Gathered.no_block, None))
        self.pending.clear()
        self.plain = False

    def words(self, text: str, state: State) -> None:
        """Add words to the open block, links, forms and props."""
        if "&" in text:
            text = unescape(text)
        if state.silent:
            if state.silent in {"title", "noscript"}:
                self.acts.append((Gathered.head, (state.silent, text)))
            return
        if self.pending:
            if state.block is not self.line.block:
                self.flush()
                self.line, self.gap = state, " "
            elif self.gap:
                self.pending.append(" ")
        else:
            self.line = state
            self.gap = " "
        self.pending.append(text)
        if not state.bold:
            self.plain = True
        acts = self.acts
        if state.link >= 0:
            acts.append((Gathered.link_words, (state.link, self.gap + text)))
        if state.form >= 0:
            acts.append((Gathered.form_words, (state.form, " " + text)))
        if state.props:
            acts.append((Gathered.prop_words, (state.props, self.gap + text)))
        self.gap = ""

    # -- elements -----------------------------------------------------------------------------------------------------

    def element(self, tag: Tag, inside: State, state: State) -> None:
        """Take an element's own facts."""
        if tag.block and self.pending:
            self.flush()
        if tag.marks:
            self.marks[tag.marks] = None
        if state.silent == "template":  # asleep, like all of its kind (HTML standard, 4.12.3)
            return
        attributes = tag.attributes
        handler = _HANDLERS.get(tag.name)
        if handler is not None:
            handler(self, inside, tag)
        for place, (via, href) in enumerate(tag.leads, state.link + 1):
            self.open_link(tag, place, inside, state, via, href)
        if not attributes:
            return
        if onclick := attributes.get("onclick"):
            self.marks[onclick[:_MAX_MARK].lower()] = None
        if inside.props > state.props:
            link = inside.link if tag.name == "a" else -1
            self.acts.append((Gathered.open_prop, (state.props, attributes["itemprop"].strip(), inside.hidden, link)))

    def open_link(self, tag: Tag, place: int, inside: State, state: State, via: str, href: str) -> None:  # noqa: PLR0913
        behind = 1 if self.pending and self.line.block is not inside.block else 0
        made = LinkTag(tag.attributes, inside.region, via, href)
        self.acts.append((Gathered.open_link, (place, made, behind, state.props)))
        if via == "area":
            self.acts.append((Gathered.link_title, (place, tag.attributes.get("alt") or made.title)))
        elif via == "frame":
            self.acts.append((Gathered.link_title, (place, made.title)))

    def on_frame(self, _inside: State, tag: Tag) -> None:
        get = tag.attributes.get
        self.acts.append((Gathered.source, (get("src") or get("data-src", "")).lower()))

    def on_img(self, inside: State, tag: Tag) -> None:
        get = tag.attributes.get
        alt = get("alt") or get("title", "")
        if (link := inside.parent.link) >= 0:
            source = (get("src") or get("data-src", "")).rsplit("/", 1)[-1].lower()
            self.acts.append((Gathered.link_image, (link, source, alt)))
        elif alt:
            self.acts.append((Gathered.picture, alt))

    def on_form(self, inside: State, tag: Tag) -> None:
        self.acts.append((Gathered.open_form, (inside.form, tag.attributes, inside.hidden)))

    def on_field(self, inside: State, tag: Tag) -> None:
        get = tag.attributes.get
        kind = get("type", "text").lower() if tag.name == "input" else tag.name
        words = " ".join(filter(None, (get(name) for name in ("placeholder", "title", "aria-label", "value"))))
        made = Field(kind=kind, name=(get("name") or get("id", "")).lower(), words=words[:200])
        self.acts.append((Gathered.field, (inside.form, made)))

    def on_table(self, inside: State, _tag: Tag) -> None:
        self.acts.append((Gathered.open_table, inside.table))

    def on_row(self, inside: State, _tag: Tag) -> None:
        if inside.table >= 0:
            self.acts.append((Gathered.row, inside.table))

    def on_cell(self, inside: State, _tag: Tag) -> None:
        if inside.table >= 0:
            self.acts.append((Gathered.cell, inside.table))

    def on_break(self, _inside: State, _tag: Tag) -> None:
        self.flush()

    def on_meta(self, _inside: State, tag: Tag) -> None:
        get = tag.attributes.get
        name, content = (get("name") or get("http-equiv", "")).lower(), get("content", "")
        if name == "description":
            self.acts.append((Gathered.head, ("description", content[:500])))
        elif name == "refresh" and (url := refresh_of(content)):
            self.acts.append((Gathered.head, ("refresh", url)))

    def on_link(self, _inside: State, tag: Tag) -> None:
        get = tag.attributes.get
        rel, href = get("rel", "").lower(), get("href", "")
        if rel == "canonical":
            self.acts.append((Gathered.head, ("canonical", href)))
        elif "stylesheet" in rel:
            self.acts.append((Gathered.source, href.lower()))

    def on_base(self, _inside: State, tag: Tag) -> None:
        if (href := tag.attributes.get("href")) is not None:
            self.acts.append((Gathered.head, ("base", href)))

    def raw(self, token: str, tag: Tag, state: State) -> None:
        """An element with raw text, whole: script, style, iframe."""
        if tag.name == "script":
            self.acts.append((Gathered.script, max(0, len(token) - token.index(">") - len("</script>") - 1)))
            if source := tag.attributes.get("src"):
                self.acts.append((Gathered.source, source.lower()))
        elif tag.name == "iframe":
            get = tag.attributes.get
            source = get("src") or get("data-src", "")
            self.acts.append((Gathered.source, source.lower()))
            self.open_link(tag, state.link + 1, state, state, "frame", source)


def _is_free(state: State) -> bool:
    """Whether nothing is open around it that pieces of a page add to."""
    return state.link < 0 and state.form < 0 and state.table < 0 and not state.props


_APART = frozenset({Gathered.source, Gathered.picture, Gathered.script, Gathered.head})
"""Facts that have no place among the blocks."""
_READY = _APART | {
    Gathered.block, Gathered.no_block, Gathered.open_link, Gathered.link_words, Gathered.link_title, Gathered.link_image,
}  # fmt: skip
_HANDLERS: dict[str, Callable[[_Reader, State, Tag], None]] = {
    "img": _Reader.on_img, "form": _Reader.on_form, "frame": _Reader.on_frame,
    "meta": _Reader.on_meta, "link": _Reader.on_link, "base": _Reader.on_base, "textarea": _Reader.on_field,
    "select": _Reader.on_field, "input": _Reader.on_field, "table": _Reader.on_table, "tr": _Reader.on_row,
    "td": _Reader.on_cell, "th": _Reader.on_cell, "br": _Reader.on_break,
}  # fmt: skip

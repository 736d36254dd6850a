"""The tokens of a piece of a page, read one by one: gives what they do to the facts; knows no other piece."""

from __future__ import annotations

from collections.abc import Callable

from crawler.page_facts import Block, Field
from crawler.page_gather import Gathered
from crawler.page_memory import STATE, Act, Memory, Run
from crawler.page_parts import LinkTag
from crawler.page_state import State
from crawler.page_tags import RAW, Tag, refresh_of, unescape

_MAX_MARK = 200
_PSEUDO_HEADING = 200
"""Characters of a block all in bold that may still be a heading."""
_BOLD_LEVEL = 7
_MARK = 40
"""Characters of a hidden mark inside a line."""
_new = tuple.__new__


def _is_mark(text: str) -> bool:
    """Whether hidden words in a line are a mark («#», «скопировать»), and no text or number that a click shows."""
    return len(text) <= _MARK and not any(map(str.isdigit, text))


class Reader:
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

    def read(self, pieces: list[str]) -> bool:  # noqa: C901, PLR0912  the loop over all tokens
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
            else:
                if tag.block and self.pending:
                    self.flush()
                if tag.marks:
                    self.marks[tag.marks] = None
            if not tag.void:
                state = inside
        self.state = state
        return self.whole

    def enter(self, token: str, state: State) -> tuple[Tag, State] | None:
        """A tag that was never met here, and the state inside it; None for one with raw text, which is taken whole."""
        head = token[: token.index(">") + 1]
        tag = self.memory.tags.get(head)
        if tag is None:
            tag = Tag(head)
            if self.memory.spend(STATE):
                self.memory.tags[head] = tag
        if token != head or tag.name in RAW:
            self.whole = self.whole and token != head
            if state.silent != "template":
                self.raw(token, tag, state)
            return None
        met = tag, state.inside(tag)
        if self.memory.spend(STATE):
            state.tags[token] = met
        return met

    # -- text ---------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the block whose text was coming."""
        if not self.pending:
            return
        line = self.line
        text = " ".join("".join(self.pending).split())
        if text:
            level = line.level or (0 if self.plain or len(text) > _PSEUDO_HEADING else _BOLD_LEVEL)
            block = _new(Block, (text, line.tag, level, line.region, None, (), line.hidden, line.depth))
            block = self.memory.blocks.setdefault(block, block)
            self.acts.append((Gathered.block, (block, line.cell)))
            if not line.hidden:
                self.text_length += len(text)
        else:
            self.acts.append((Gathered.no_block, None))
        self.pending.clear()
        self.plain = False

    def words(self, text: str, state: State) -> None:  # noqa: C901  one line a thing that has words
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
            elif self.line.hidden and not state.hidden:
                if _is_mark("".join(self.pending)):
                    self.pending.clear()
                else:
                    self.flush()
                self.line, self.gap = state, " "
            elif state.hidden and not self.line.hidden and _is_mark(text):
                self.also(text, state)
                return
            elif self.gap:
                self.pending.append(" ")
        else:
            self.line = state
            self.gap = " "
        self.pending.append(text)
        if not state.bold:
            self.plain = True
        self.also(text, state)
        self.gap = ""

    def also(self, text: str, state: State) -> None:
        """Give words to the link, the form and the props that they stand in."""
        acts = self.acts
        if state.link >= 0:
            acts.append((Gathered.link_words, (state.link, self.gap + text)))
        if state.form >= 0:
            acts.append((Gathered.form_words, (state.form, " " + text)))
        if state.props:
            acts.append((Gathered.prop_words, (state.props, self.gap + text)))

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

    def open_link(self, tag: Tag, place: int, inside: State, state: State, via: str, href: str) -> None:
        """Open a link, the ``place``-th of those around it."""
        behind = 1 if self.pending and self.line.block is not inside.block else 0
        made = LinkTag(tag.attributes, inside.region, via, href)
        self.acts.append((Gathered.open_link, (place, made, behind, state.props)))
        if via == "area":
            self.acts.append((Gathered.link_title, (place, tag.attributes.get("alt") or made.title)))
        elif via == "frame":
            self.acts.append((Gathered.link_title, (place, made.title)))

    def on_frame(self, _inside: State, tag: Tag) -> None:
        """A frame of a frameset."""
        get = tag.attributes.get
        self.acts.append((Gathered.source, (get("src") or get("data-src", "")).lower()))

    def on_img(self, inside: State, tag: Tag) -> None:
        """A picture."""
        get = tag.attributes.get
        alt = get("alt") or get("title", "")
        source = get("src") or get("data-src", "")
        if (link := inside.parent.link) >= 0:
            self.acts.append((Gathered.link_image, (link, source.rsplit("/", 1)[-1].lower(), alt)))
        elif source:
            behind = 1 if self.pending and self.line.block is not inside.block else 0
            self.acts.append((Gathered.picture, (source[:2000], alt, behind, inside.region, inside.hidden)))

    def on_form(self, inside: State, tag: Tag) -> None:
        """A form."""
        self.acts.append((Gathered.open_form, (inside.form, tag.attributes, inside.hidden)))

    def on_field(self, inside: State, tag: Tag) -> None:
        """A field."""
        get = tag.attributes.get
        kind = get("type", "text").lower() if tag.name == "input" else tag.name
        words = " ".join(filter(None, (get(name) for name in ("placeholder", "title", "aria-label", "value"))))
        made = Field(kind=kind, name=(get("name") or get("id", "")).lower(), words=words[:200])
        self.acts.append((Gathered.field, (inside.form, made)))

    def on_table(self, inside: State, _tag: Tag) -> None:
        """A table."""
        self.acts.append((Gathered.open_table, inside.table))

    def on_row(self, inside: State, _tag: Tag) -> None:
        """A row."""
        if inside.table >= 0:
            self.acts.append((Gathered.row, inside.table))

    def on_cell(self, inside: State, _tag: Tag) -> None:
        """A cell."""
        if inside.table >= 0:
            self.acts.append((Gathered.cell, inside.table))

    def on_break(self, _inside: State, _tag: Tag) -> None:
        """The end of a line."""
        self.flush()

    def on_meta(self, _inside: State, tag: Tag) -> None:
        """A description or refresh."""
        get = tag.attributes.get
        name, content = (get("name") or get("http-equiv", "")).lower(), get("content", "")
        if name == "description":
            self.acts.append((Gathered.head, ("description", content[:500])))
        elif name == "refresh" and (url := refresh_of(content)):
            self.acts.append((Gathered.head, ("refresh", url)))

    def on_link(self, _inside: State, tag: Tag) -> None:
        """A canonical address or stylesheet."""
        get = tag.attributes.get
        rel, href = get("rel", "").lower(), get("href", "")
        if rel == "canonical":
            self.acts.append((Gathered.head, ("canonical", href)))
        elif "stylesheet" in rel:
            self.acts.append((Gathered.source, href.lower()))

    def on_base(self, _inside: State, tag: Tag) -> None:
        """What relative addresses are relative to."""
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


_APART = frozenset({Gathered.source, Gathered.script, Gathered.head})
"""Facts that have no place among the blocks."""
_READY = _APART | {
    Gathered.block, Gathered.no_block, Gathered.open_link, Gathered.link_words, Gathered.link_title,
    Gathered.link_image,
}  # fmt: skip
_HANDLERS: dict[str, Callable[[Reader, State, Tag], None]] = {
    "img": Reader.on_img, "form": Reader.on_form, "frame": Reader.on_frame,
    "meta": Reader.on_meta, "link": Reader.on_link, "base": Reader.on_base, "textarea": Reader.on_field,
    "select": Reader.on_field, "input": Reader.on_field, "table": Reader.on_table, "tr": Reader.on_row,
    "td": Reader.on_cell, "th": Reader.on_cell, "br": Reader.on_break,
}  # fmt: skip

"""The elements that are open while a page is read: told the tags in order, keeps a stack of names; knows no text.

The stack of open elements and the list of active formatting elements of the HTML standard (13.2.4.2, 13.2.4.3), with
the rules of 13.2.6.4.7 («in body») and of tables, by names alone. Elements of drawings and formulas are kept as
``svg:path``: only HTML's own have rules.
"""

from __future__ import annotations

from collections import defaultdict

MANY = 1_000_000
"""More elements than any bound allows."""
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split(),  # noqa: SIM905
)
_IGNORED = frozenset({"html", "head", "body"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSES_P = _HEADINGS | frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form"  # noqa: SIM905
    " header hgroup hr li listing main menu nav ol p plaintext pre search section summary ul xmp".split(),
)
_REOPENS = frozenset("dd dt li rb rp rt rtc script style title template noframes textarea iframe noembed".split())  # noqa: SIM905
"""Elements that, like blocks, don't open formatting again."""
_SPECIAL = _HEADINGS | frozenset(
    "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd"  # noqa: SIM905
    " details dir div dl dt embed fieldset figcaption figure footer form frame frameset head header hgroup hr html"
    " iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param"
    " plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead"
    " title tr track ul wbr xmp svg:foreignobject svg:desc svg:title math:mi math:mo math:mn math:ms math:mtext"
    " math:annotation-xml".split(),
)
_SCOPE = frozenset(
    "applet caption table td th marquee object select template svg:foreignobject svg:desc svg:title math:mi math:mo math:mn"  # noqa: SIM905
    " math:ms math:mtext math:annotation-xml".split(),
)
_BARRIERS = {
    "#special": _SPECIAL,
    "#scope": _SCOPE,
    "#button": _SCOPE | {"button"},
    "#list": _SCOPE | {"ol", "ul"},
    "#item": _SPECIAL - {"address", "div", "p"},
    "#table": frozenset({"table", "template"}),
    "#mode": frozenset({"table", "td", "th", "caption", "template"}),
    "#marker": frozenset({"td", "th", "caption", "applet", "object", "marquee", "template"}),
    "#drawing": frozenset({"svg:svg", "math:math"}),
    "#heading": _HEADINGS,
}
"""Sets of elements whose nearest on the stack a rule asks for (13.2.4.2: scopes)."""
_MARKS = {
    name: tuple(mark for mark, names in _BARRIERS.items() if name in names) for name in frozenset().union(*_BARRIERS.values())
}
_OWN_MARKER = frozenset({"applet", "object", "marquee"})
ALONE = frozenset(
    "address article aside blockquote center dd dir div dl dt fieldset figcaption figure footer header li main nav ol p"  # noqa: SIM905
    " section span ul label option h1 h2 h3 h4 h5 h6 button".split(),
)
"""Elements whose end tag, where they are the current node, ends them and nothing else."""
_IMPLIED = frozenset("dd dt li optgroup option p rb rp rt rtc".split())  # noqa: SIM905
_TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())  # noqa: SIM905
_SECTIONS = ("tbody", "thead", "tfoot")
_INTEGRATION = frozenset(
    "svg:foreignobject svg:desc svg:title math:mi math:mo math:mn math:ms math:mtext math:annotation-xml".split(),  # noqa: SIM905
)
_LEAVES = _HEADINGS | frozenset(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta nobr ol p pre ruby s"  # noqa: SIM905
    " small span strong strike sub sup table tt u ul var".split(),
)
"""HTML in a drawing ends it (13.2.6.5)."""
_ADOPTIONS = 8


class _Open:
    """One element: its name, its tag as written, whether it is on the stack."""

    __slots__ = ("name", "on", "tag")

    def __init__(self, name: str, tag: str) -> None:
        self.name, self.tag, self.on = name, tag, True


class Elements:
    """The open elements of one page inside its body."""

    def __init__(self, quirks: bool) -> None:  # noqa: FBT001  a page's one property
        """``quirks``: a table doesn't end the paragraph before it."""
        self.stack: list[_Open] = []
        self.active: list[_Open | None] = []
        self.work = 0
        self.lost = False
        """Formatting elements wait to be opened again."""
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        self._form: _Open | None = None
        self._quirks = quirks

    # -- the stack ----------------------------------------------------------------------------------------------------

    def _last(self, name: str) -> int:
        places = self._where.get(name)
        return places[-1] if places else -1

    def _within(self, name: str, barrier: str) -> int:
        """The place of the nearest ``name`` in a scope; -1 for none."""
        found = self._last(name)
        return found if found >= self._last(barrier) else -1

    def _push(self, name: str, tag: str = "") -> _Open:
        made = _Open(name, tag)
        place = len(self.stack)
        self.stack.append(made)
        self._where[name].append(place)
        for mark in _MARKS.get(name, ()):
            self._where[mark].append(place)
        return made

    def _pop_to(self, place: int) -> None:
        """Pop ``place`` and all above it."""
        while len(self.stack) > place or (self.stack and not self.stack[-1].name):
            gone = self.stack.pop()
            gone.on = False
            name = gone.name
            self._where[name].pop()
            for mark in _MARKS.get(name, ()):
                self._where[mark].pop()
            if name in _FORMATTING:
                self.lost = True

    def pop(self) -> None:
        """End the current node."""
        self._pop_to(len(self.stack) - 1)

    def _rebuild(self) -> None:
        """Learn the places anew, where an element left the middle of the stack."""
        self.work += len(self.stack)
        self._where.clear()
        for place, one in enumerate(self.stack):
            self._where[one.name].append(place)
            for mark in _MARKS.get(one.name, ()):
                self._where[mark].append(place)

    def _top(self) -> str:
        return self.stack[-1].name if self.stack else ""

    # -- drawings -----------------------------------------------------------------------------------------------------

    def foreign(self) -> bool:
        """Whether the current node is part of a drawing or formula, where HTML has no rules."""
        top = self._top()
        return ":" in top and top[:4] in {"svg:", "math"} and top not in _INTEGRATION

    def leaves(self, name: str, *, font: bool) -> bool:
        """Whether the start of ``name`` ends the drawing around it; if so, ends it."""
        if not (name in _LEAVES or font):
            return False
        while self.foreign():
            self.pop()
        return True

    def draw(self, name: str) -> None:
        """Open an element of the drawing or formula that is open."""
        self._push(self._top().partition(":")[0] + ":" + name)

    # -- formatting ---------------------------------------------------------------------------------------------------

    def words(self, text: str) -> None:
        """Text between tags: opens formatting again."""
        if self.foreign() or (not text.strip("\t\n\f\r ") and self._top() in {"table", "tr", *_SECTIONS}):
            return
        self._reopen()

    def _reopen(self) -> None:
        """Reconstruct the active formatting elements (13.2.4.3)."""
        self.lost = False
        place = len(self.active)
        while place and (one := self.active[place - 1]) is not None and not one.on:
            place -= 1
        for number in range(place, len(self.active)):
            old = self.active[number]
            if old is not None:
                self.active[number] = self._push(old.name, old.tag)
        self.work += len(self.active) - place

    def _format(self, name: str, tag: str) -> None:
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
        self.active.append(self._push(name, tag))

    def _clear(self) -> None:
        """Forget formatting up to the last marker."""
        while self.active and self.active.pop() is not None:
            pass
        self.lost = True

    def _adopt(self, name: str) -> None:
        """The adoption agency algorithm (13.2.6.4.7): end a formatting element, misnested or not."""
        for _ in range(_ADOPTIONS):
            number = len(self.active) - 1
            while number >= 0 and (one := self.active[number]) is not None and one.name != name:
                number -= 1
                self.work += 1
            if number < 0 or (found := self.active[number]) is None:
                self._any_end(name)
                return
            if not found.on:
                del self.active[number]
                return
            place = self._where[name][-1]
            while self.stack[place] is not found:
                place -= 1
                self.work += 1
            if place < self._last("#scope"):
                return
            blocks = self._where["#special"]
            above = len(blocks)
            while above and blocks[above - 1] > place:
                above -= 1
                self.work += 1
            if above == len(blocks):
                self._pop_to(place)
                del self.active[number]
                return
            self._move(found, place, blocks[above])

    def _move(self, found: _Open, place: int, block: int) -> None:
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
        self._rebuild()

    # -- ends ---------------------------------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        """An end tag."""
        if self.foreign() or ":" in self._top():
            if self._end_drawing(name):
                return
        if name == "br":
            self._reopen()
        elif name in _FORMATTING:
            self._adopt(name)
        elif name in _ENDS:
            place = self._within(name, _ENDS[name])
            if place >= 0:
                within_cell = _ENDS[name] == "#table" and self._last("#mode") > place
                self._pop_to(place)
                if within_cell or "#marker" in _MARKS.get(name, ()):
                    self._clear()
        elif name == "form":
            self._end_form()
        elif name in _HEADINGS:
            if (place := self._within("#heading", "#scope")) >= 0:
                self._pop_to(place)
        elif name == "p" and self._within("p", "#button") < 0:
            return
        elif name in {"p", "li"}:
            if (place := self._within(name, "#button" if name == "p" else "#list")) >= 0:
                self._pop_to(place)
        elif name not in _IGNORED and name not in _VOID:
            if name in _SCOPED:
                if (place := self._within(name, "#scope")) >= 0:
                    self._pop_to(place)
            else:
                self._any_end(name)

    def _any_end(self, name: str) -> None:
        place = self._last(name)
        if place >= 0 and place >= self._last("#special"):
            self._pop_to(place)

    def _end_drawing(self, name: str) -> bool:
        """Whether the end tag was one of a drawing's (13.2.6.5: any other end tag)."""
        if name in {"br", "p"} and self.foreign():
            self.leaves(name, font=True)
            return False
        for place in range(len(self.stack) - 1, -1, -1):
            space, colon, local = self.stack[place].name.partition(":")
            self.work += 1
            if not colon or space not in {"svg", "math"}:
                return False
            if local == name:
                self._pop_to(place)
                return True
        return False

    def _end_form(self) -> None:
        if self._last("template") >= 0:
            if (place := self._within("form", "#scope")) >= 0:
                self._pop_to(place)
            return
        form, self._form = self._form, None
        if form is None or not form.on:
            return
        place = self.stack.index(form)
        self.work += place
        if place < self._last("#scope"):
            return
        while self._top() in _IMPLIED:
            self.pop()
        if self.stack[-1] is form:
            self._pop_to(place)
            return
        form.on = False
        form.name = ""  # no longer on the stack, but what is in it stays in it
        self._rebuild()

    # -- starts -------------------------------------------------------------------------------------------------------

    def start(self, name: str, tag: str) -> None:  # noqa: C901, PLR0912  one branch a clause of the standard
        """A start tag of HTML."""
        if self._top() == "colgroup" and name not in {"col", "template"}:
            self.pop()
        if name in _TABLE_PARTS:
            self._part(name)
            return
        if name in _CLOSES_P or (name == "table" and not self._quirks):
            if name in {"li", "dd", "dt"}:
                self._item(name)
            if name == "form" and self._form is not None and self._last("template") < 0:
                return
            if self._last("#mode") >= 0 and self._last("#mode") == self._last("table") and name in {"form", "table"}:
                pass
            elif (place := self._within("p", "#button")) >= 0:
                self._pop_to(place)
        if name in _HEADINGS and self._top() in _HEADINGS:
            self.pop()
        if name == "table":
            if self._last("#mode") >= 0 and self._last("#mode") == self._last("table"):
                self._pop_to(self._last("table"))
                if not self._quirks and (place := self._within("p", "#button")) >= 0:
                    self._pop_to(place)
            self._push(name)
        elif name == "form":
            in_table = self._last("#mode") >= 0 and self._last("#mode") == self._last("table")
            if in_table and self._last("template") >= 0:
                return
            made = self._push(name)
            if self._last("template") < 0:
                self._form = made
            if in_table:
                self.pop()
        elif name in _VOID:
            if name in {"input", "keygen"} and (place := self._within("select", "#scope")) >= 0:
                self._pop_to(place)
            if self.lost and name not in {"hr", "base", "link", "meta", "param", "source", "track", "basefont", "bgsound", "frame"}:
                self._reopen()
        elif name in _IGNORED:
            return
        elif name in {"a", "nobr"}:
            self._again(name, tag)
        elif name in _FORMATTING:
            if self.lost:
                self._reopen()
            self._format(name, tag)
        elif name in _CLOSES_P or name in _REOPENS:
            self._plain(name)
        else:
            self._inline(name)

    def _plain(self, name: str) -> None:
        """A block, or what like a block doesn't open formatting again."""
        if name in {"rb", "rtc", "rp", "rt"} and self._within("ruby", "#scope") >= 0:
            while self._top() in _IMPLIED and not (name in {"rp", "rt"} and self._top() == "rtc"):
                self.pop()
        if name == "xmp" and self.lost:
            self._reopen()
        self._push(name)
        if name == "template":
            self.active.append(None)

    def _inline(self, name: str) -> None:
        """Any other start tag; buttons, options and objects have a rule each."""
        if name == "button" and (place := self._within("button", "#scope")) >= 0:
            self._pop_to(place)
        if name == "select" and (place := self._within("select", "#scope")) >= 0:
            self._pop_to(place)
            return
        if name in {"option", "optgroup"}:
            if self._within("select", "#scope") >= 0:
                while self._top() in _IMPLIED and not (name == "option" and self._top() == "optgroup"):
                    self.pop()
            elif self._top() == "option":
                self.pop()
        if self.lost:
            self._reopen()
        self._push(f"{name}:{name}" if name in {"svg", "math"} else name)
        if name in _OWN_MARKER:
            self.active.append(None)

    def _again(self, name: str, tag: str) -> None:
        """A link in a link, or ``nobr`` in ``nobr``, ends the one before."""
        if name == "nobr":
            self._reopen()
            if self._within(name, "#scope") >= 0:
                self._adopt(name)
        else:
            for one in reversed(self.active):
                self.work += 1
                if one is None:
                    break
                if one.name == name:
                    self._adopt(name)
                    break
        self._reopen()
        self._format(name, tag)

    def _item(self, name: str) -> None:
        """End the entry of a list that the new one follows."""
        names = (name,) if name == "li" else ("dd", "dt")
        place = max(self._last(one) for one in names)
        if place >= 0 and place >= self._last("#item"):
            self._pop_to(place)

    def _part(self, name: str) -> None:
        """A part of a table (13.2.6.4.9–15): ends the parts before it, opens those that are left out."""
        table = self._last("#table")
        if table < 0:
            return
        if self.stack[table].name == "template":
            self.work += MANY  # templates have a stack of modes of their own
            return
        if self._last("#mode") > table:
            self._clear()
        places = [self._last(one) for one in _SECTIONS]
        section = max(places)
        if name in {"caption", "col", "colgroup", *_SECTIONS} or section < table:
            self._pop_to(table + 1)
            section = -1
        if name in {"td", "th", "tr"}:
            if section < 0:
                self._push("tbody")
                section = len(self.stack) - 1
            row = self._last("tr")
            if name == "tr" or row < section:
                self._pop_to(section + 1)
                if name != "tr":
                    self._push("tr")
            else:
                self._pop_to(row + 1)
        if name != "col":
            self._push(name)
        if name in {"td", "th", "caption"}:
            self.active.append(None)


_ENDS = {
    "td": "#table", "th": "#table", "tr": "#table", "tbody": "#table", "thead": "#table", "tfoot": "#table",
    "table": "#table", "caption": "#table", "applet": "#scope", "object": "#scope", "marquee": "#scope",
    "template": "template", "dd": "#scope", "dt": "#scope", "colgroup": "colgroup",
}  # fmt: skip
"""Elements that an end tag looks for in a scope of their own."""
_SCOPED = frozenset(
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer header"  # noqa: SIM905
    " hgroup listing main menu nav ol pre search section select summary ul".split(),
)

"""What tags open and end: told the tags of a page in order, keeps its stack of open elements; knows no text.

The rules of the HTML standard by names alone: 13.2.6.4.7 («in body»), tables (13.2.6.4.9–15), drawings (13.2.6.5).
"""

from __future__ import annotations

from crawler.page_scopes import (
    CLOSES_P,
    ENDS,
    FORMATTING,
    HEADINGS,
    IGNORED,
    IMPLIED,
    MANY,
    MARKS,
    OWN_MARKER,
    QUIET,
    REOPENS,
    SECTIONS,
    TABLE_PARTS,
    VOID,
)  # fmt: skip
from crawler.page_stack import Open, Stack


class Elements(Stack):
    """The open elements of one page inside its body."""

    def __init__(self, quirks: bool) -> None:  # noqa: FBT001  a page's one property
        """``quirks``: a table doesn't end the paragraph before it."""
        super().__init__()
        self._form: Open | None = None
        self._quirks = quirks

    # -- ends ---------------------------------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        """An end tag."""
        if ":" in self.top() and self._end_drawing(name):
            return
        if name == "br":
            self.reopen()
        elif name in FORMATTING:
            self.adopt(name)
        elif name == "form":
            self._end_form()
        elif name in HEADINGS:
            if (place := self.within("#heading", "#scope")) >= 0:
                self.pop_to(place)
        elif name in ENDS:
            self._end_scoped(name)
        elif name not in IGNORED and name not in VOID:
            self.any_end(name)

    def _end_scoped(self, name: str) -> None:
        """End the nearest of the name in its own scope; cells, captions and objects forget the formatting in them."""
        place = self.within(name, ENDS[name])
        if place >= 0:
            within_cell = ENDS[name] == "#table" and self.last("#mode") > place
            self.pop_to(place)
            if within_cell or "#marker" in MARKS.get(name, ()):
                self.clear()

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
                self.pop_to(place)
                return True
        return False

    def _end_form(self) -> None:
        if self.last("template") >= 0:
            if (place := self.within("form", "#scope")) >= 0:
                self.pop_to(place)
            return
        form, self._form = self._form, None
        if form is None or not form.on:
            return
        place = self.stack.index(form)
        self.work += place
        if place < self.last("#scope"):
            return
        while self.top() in IMPLIED:
            self.pop()
        if self.stack[-1] is form:
            self.pop_to(place)
            return
        form.on = False
        form.name = ""  # no longer on the stack, but what is in it stays in it
        self.rebuild()

    # -- starts -------------------------------------------------------------------------------------------------------

    def start(self, name: str, tag: str) -> None:
        """A start tag of HTML."""
        if self.top() == "colgroup" and name not in {"col", "template"}:
            self.pop()
        if name in TABLE_PARTS:
            self._part(name)
        elif name == "table":
            self._table()
        elif name == "form":
            self._start_form()
        elif name in {"a", "nobr"}:
            self._again(name, tag)
        elif name in FORMATTING:
            self.reopen()
            self.add_format(name, tag)
        elif name in VOID:
            self._void(name)
        elif name in CLOSES_P or name in REOPENS:
            self._plain(name)
        elif name not in IGNORED:
            self._inline(name)

    def _end_paragraph(self) -> None:
        if (place := self.within("p", "#button")) >= 0:
            self.pop_to(place)

    def _in_table(self) -> bool:
        """Whether the page is in a table and in none of its cells."""
        table = self.last("table")
        return table >= 0 and self.last("#mode") == table

    def _table(self) -> None:
        if self._in_table():
            self.pop_to(self.last("table"))
        if not self._quirks:
            self._end_paragraph()
        self.push("table")

    def _start_form(self) -> None:
        """Forms don't nest, save in templates; in a table, outside its cells, one ends at once."""
        template = self.last("template") >= 0
        if self._form is not None and not template:
            return
        if self._in_table():
            if not template:
                self._form = self.push("form")
                self.pop()
            return
        self._end_paragraph()
        made = self.push("form")
        if not template:
            self._form = made

    def _void(self, name: str) -> None:
        if name == "hr":
            self._end_paragraph()
        if name in {"input", "keygen"} and (place := self.within("select", "#scope")) >= 0:
            self.pop_to(place)
        if self.lost and name not in QUIET:
            self.reopen()

    def _plain(self, name: str) -> None:
        """A block, or what like a block doesn't open formatting again."""
        if name in {"li", "dd", "dt"}:
            self._item(name)
        if name in CLOSES_P:
            self._end_paragraph()
        if name in HEADINGS and self.top() in HEADINGS:
            self.pop()
        if name in {"rb", "rtc", "rp", "rt"} and self.within("ruby", "#scope") >= 0:
            while self.top() in IMPLIED and not (name in {"rp", "rt"} and self.top() == "rtc"):
                self.pop()
        if name == "xmp" and self.lost:
            self.reopen()
        self.push(name)
        if name == "template":
            self.active.append(None)

    def _inline(self, name: str) -> None:
        """Any other start tag; buttons, options and objects have a rule each."""
        if name == "button" and (place := self.within("button", "#scope")) >= 0:
            self.pop_to(place)
        if name == "select" and (place := self.within("select", "#scope")) >= 0:
            self.pop_to(place)
            return
        if name in {"option", "optgroup"}:
            if self.within("select", "#scope") >= 0:
                while self.top() in IMPLIED and not (name == "option" and self.top() == "optgroup"):
                    self.pop()
            elif self.top() == "option":
                self.pop()
        if self.lost:
            self.reopen()
        self.push(f"{name}:{name}" if name in {"svg", "math"} else name)
        if name in OWN_MARKER:
            self.active.append(None)

    def _again(self, name: str, tag: str) -> None:
        """A link in a link, or ``nobr`` in ``nobr``, ends the one before."""
        if name == "nobr":
            self.reopen()
            if self.within(name, "#scope") >= 0:
                self.adopt(name)
        else:
            for one in reversed(self.active):
                self.work += 1
                if one is None:
                    break
                if one.name == name:
                    self.adopt(name)
                    self.forget(one)
                    break
        self.reopen()
        self.add_format(name, tag)

    def _item(self, name: str) -> None:
        """End the entry of a list that the new one follows."""
        names = (name,) if name == "li" else ("dd", "dt")
        place = max(self.last(one) for one in names)
        if place >= 0 and place >= self.last("#item"):
            self.pop_to(place)

    def _part(self, name: str) -> None:
        """A part of a table (13.2.6.4.9–15): ends the parts before it, opens those that are left out."""
        table = self.last("#table")
        if table < 0:
            return
        if self.stack[table].name == "template":
            self.work += MANY  # templates have a stack of modes of their own
            return
        if self.last("#mode") > table:
            self.clear()
        if name == "col":
            if self.top() != "colgroup":
                self._left_out(name, table)
                self.push("colgroup")
            return
        self._left_out(name, table)
        self.push(name)
        if name in {"td", "th", "caption"}:
            self.active.append(None)

    def _left_out(self, name: str, table: int) -> None:
        """End the parts before ``name``, and open the section and row that it needs."""
        section = max(self.last(one) for one in SECTIONS)
        if name in {"caption", "col", "colgroup", *SECTIONS} or section < table:
            self.pop_to(table + 1)
            section = -1
        if name not in {"td", "th", "tr"}:
            return
        if section < 0:
            self.push("tbody")
            section = len(self.stack) - 1
        row = self.last("tr")
        if name != "tr" and row >= section:
            self.pop_to(row + 1)
            return
        self.pop_to(section + 1)
        if name != "tr":
            self.push("tr")

"""Writes the pages that say who publishes an item or topic and who does not, out of what was collected before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from audit.finding import Verdict
from checklists.catalogue import Topic
from checklists.schema import Item
from reports.crew import Crew
from reports.pages import Site
from reports.published import SHOWN, Published, Subject, Tally, Told, split, tally

ROOM = 230_000
"""Bytes of names and tables on one page: with all else it stays under 300 KB."""
_ROW, _CELL, _SECTION, _NAME = 330, 45, 1200, 60
"""Bytes around a row of the table, a cell of it, a section of names, and one name."""
_REMEMBERED = 20_000
"""Names that are measured once for all subjects."""
SECTORS = range(2, 9)
"""So many sectors get columns of their own in the table of municipalities."""


class Section(NamedTuple):
    """One municipality, or a part of a large one."""

    number: int
    """Its anchor is ``m-NUMBER``."""
    name: str
    whole: Tally
    """Of the whole municipality."""
    sectors: Mapping[str, Tally]
    named: Sequence[tuple[Verdict, Sequence[Told]]]
    again: bool = False
    """Whether it began on the page before."""


class Part(NamedTuple):
    """The names on one page."""

    file: str
    """From the folder of the report."""
    sections: Sequence[Section]


class Layout(NamedTuple):
    """How a subject is spread over pages."""

    parts: Sequence[Part]
    columns: Sequence[str]
    """Sectors with a column of their own."""
    table: bool
    """Whether the first page can hold the table of all municipalities."""

    @property
    def rows(self) -> list[tuple[str, Section]]:
        """Municipalities with the page that names them."""
        return [row for part in self.parts for row in self.rows_of(part)]

    def rows_of(self, part: Part) -> list[tuple[str, Section]]:
        """Those that begin on one page."""
        return [(part.file, one) for one in part.sections if not one.again]


def write_items(
    site: Site, published: Published, items: Mapping[str, Item], crew: Crew | None = None
) -> dict[str, Tally]:
    """Write a page (or several) for every item in use, and give what the list of items says of each."""

    def write(name: str) -> Tally:
        subject = published.item(name)
        about = {
            "item": items[name], "title": site.said(items[name].title), "crumb": "items.html",
            "required": published.required(name),
            "topics": [site.catalogue.topics[one] for one in items[name].topics if one in site.catalogue.topics],
        }  # fmt: skip
        _write(site, subject, f"items/{name}", about)
        return subject.tally

    made = crew.each(write, published.items) if crew else map(write, published.items)
    return dict(zip(published.items, made, strict=True))


def write_topics(site: Site, published: Published, items: Mapping[str, Item], crew: Crew | None = None) -> None:
    """Write a page (or several) for every topic, and the page that lists them. Nothing where nothing has a topic."""
    used = [items[name] for name in published.items]

    def write(name: str) -> tuple[Topic, Tally]:
        topic, subject = site.catalogue.topics[name], published.topic(name)
        about = {
            "topic": topic, "title": site.said(topic.title), "crumb": "topics.html",
            "about": [item for item in used if name in item.topics],
        }  # fmt: skip
        _write(site, subject, f"topics/{name}", about)
        return topic, subject.tally

    rows = list(crew.each(write, published.topics) if crew else map(write, published.topics))
    if site.catalogue.topics:
        site.write("topics.html", "topics.html", rows=rows)


def _write(site: Site, subject: Subject, path: str, about: Mapping[str, object]) -> None:
    layout = spread(subject, path)
    values = {"layout": layout, "shown": SHOWN, "first": f"{path}.html", **about}
    site.write("who.html", f"{path}.html", subject=subject, **values)
    for number, part in enumerate(layout.parts if len(layout.parts) > 1 else (), start=1):
        site.write("who_list.html", part.file, page=part, number=number, **values)


def spread(subject: Subject, path: str) -> Layout:
    """Spread a subject over pages: one, where all fits; else a first page with the tables, and pages of names."""
    sectors = [name for name, _ in subject.sectors]
    columns = sectors if len(sectors) in SECTORS else []
    sections = [
        Section(number, name, tally(told), {sector: tally(of) for sector, of in split(told, _sector)}, _named(told))
        for number, (name, told) in enumerate(subject.municipalities, start=1)
    ]
    table = sum(_row(one, len(columns)) for one in sections)
    names = sum(map(_section, sections))
    if table + names <= ROOM:
        return Layout([Part(f"{path}.html", sections)], columns, table=True)
    here = table <= ROOM
    packed = list(_pack(sections, 0 if here else len(columns), with_table=not here))
    parts = [Part(f"{path}/{number}.html", of) for number, of in enumerate(packed, start=1)]
    return Layout(parts, columns, table=here)


def _sector(told: Told) -> str:
    return told.one.sector


def _named(told: Sequence[Told]) -> list[tuple[Verdict, Sequence[Told]]]:
    groups = ((verdict, [one for one in told if one.verdict == verdict]) for verdict in SHOWN)
    return [(verdict, of) for verdict, of in groups if of]


def _row(one: Section, columns: int) -> int:
    return _ROW + _size(one.name) + columns * _CELL


def _section(one: Section) -> int:
    return _SECTION + _size(one.name) + sum(_cost(told) for _, of in one.named for told in of)


def _cost(told: Told) -> int:
    return _NAME + _size(told.one.name) + len(told.one.page) + len(told.item)


@lru_cache(_REMEMBERED)
def _size(text: str) -> int:
    return len(escape(text).encode())


def _pack(sections: Sequence[Section], columns: int, *, with_table: bool) -> Iterator[list[Section]]:
    """Fill pages: a municipality stays whole where it fits on one, else it is cut."""
    page, used = list[Section](), 0
    for one in sections:
        extra = _row(one, columns) if with_table else 0
        size = _section(one) + extra
        if page and used + size > ROOM:
            yield page
            page, used = [], 0
        if size <= ROOM:
            page.append(one)
            used += size
            continue
        *full, last = _cut(one)
        yield from ([part] for part in full)
        page, used = [last], _section(last)
    if page:
        yield page


def _cut(one: Section) -> list[Section]:
    """A municipality in pieces that fit on a page each."""
    pieces, piece, used = list[list[Told]](), list[Told](), 0
    for told in (told for _, of in one.named for told in of):
        size = _cost(told)
        if piece and used + size > ROOM - 2 * _SECTION:
            pieces.append(piece)
            piece, used = [], 0
        piece.append(told)
        used += size
    pieces.append(piece)
    return [one._replace(named=_named(piece), again=bool(number)) for number, piece in enumerate(pieces)]

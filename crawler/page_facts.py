"""What a page is made of: plain data, made by crawler.page. Named tuples, since a page has them by the hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


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
    """Block-level elements around it, plain ``div`` apart: what is nested under a list's entry is deeper."""


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


class Field(NamedTuple):
    """One field of a form."""

    kind: str
    """textarea, select, or the type of the input."""
    name: str
    words: str
    """Placeholder, title, label."""


class Form(NamedTuple):
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


class Picture(NamedTuple):
    """A picture outside links: what stands in it only a person reads, or a reader of scans."""

    source: str
    """Its address as written."""
    alt: str
    block: int
    """Index of the block in which it stands, or of the next one."""
    region: str
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
    pictures: tuple[Picture, ...]
    """Those outside links."""
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

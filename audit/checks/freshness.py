"""How old a sight is: reads its proof and the files that it leads to, tells the newest year of them. Knows no clock.

What a reader sees decides: the words of the link or line. Where they name no year, the name of the file does, then the
first lines of its text, then the day on which the server says it was changed. Nothing of these is no proof of age.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audit.checks.parts import names_section, own_blocks, under
from audit.site import QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.checks.sight import Sight, Spot
    from audit.site import Site
    from audit.view import View
    from crawler.page import Link

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|(?<!\d)(20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
"""A year by itself, in a date or a file's name: ``pfhd_2025.pdf``, ``20250312.pdf``."""
_SCHOOL_YEAR = re.compile(r"(?<!\d)20(\d\d)\s?[/–—-]\s?(?:20)?(\d\d)(?![\d.])")
"""«2025–2026», «2025/26»."""
_SHORT_DATE = re.compile(r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])[._](?:0[1-9]|1[0-2])[._]([1-9]\d)(?!\d)(?!\.\d)")
"""12.03.25; not 23.04.03, which is the code of a speciality."""
_PERIOD = re.compile(
    r"\b(?:на|за)\s(?:[а-я]+\s|\d\d?[.\s](?:\d\d|[а-я]{3,8})[.\s])?20\d\d\b|\b20\d\d\s?[/–—-]\s?(?:20)?\d\d\s+(?:уч|год)",
    re.IGNORECASE,
)
"""What a plan or report is for: «на 2026 год», «за 1 квартал 2025», «на 01.09.2025», «2025–2026 учебный год»."""
_OF_AN_ACT = re.compile(r"\bот\s\d\d?(?:[./]\d\d[./]|\s[а-яё]{3,8}\s)20\d\d", re.IGNORECASE)
"""When an act was signed that a page refers to: «приказ № 785 от 29.05.2014»."""
_DATED = re.compile(r"\W{0,3}\d{1,2}(?:[./]\d{1,2}[./]\d{2,4}|\s[а-яё]{3,8}\s20\d\d)", re.IGNORECASE)
"""How an entry of news begins."""
_MADE = re.compile(r"/20\d\d(?:-\d\d){5}(?=/|$)")
"""A name that a builder of sites makes of the moment when a page was begun: it tells nothing of what stands there."""
_HEADINGS = range(1, 7)
_HEAD = 12
"""Lines of a document that may say what it is for."""


def years(text: str) -> set[int]:
    """All years that a text names from 2000 on, school years by their end."""
    found = {int(one or other) for one, other in _YEAR.findall(text)}
    found |= {2000 + int(last) for first, last in _SCHOOL_YEAR.findall(text) if int(last) == int(first) + 1}
    return found | {2000 + int(year) for year in _SHORT_DATE.findall(text)}


def newest(site: Site, sight: Sight) -> int | None:
    """The newest year that a sight speaks of; None where nothing tells it."""
    whole = all(spot.place.startswith(("block", "title")) for spot in sight.proof)
    # Of a part of a page the heading is quoted first; the line behind it may name the year of a law.
    said = sight.proof[:1] if whole else sight.proof
    told = {year for spot in said for year in years(f"{spot.text[:QUOTE]} {_MADE.sub(' ', spot.view.entry.url)}")}
    if told:
        return max(told)
    if whole:
        return _of_page(site, sight.proof[0].view)
    dated = [_of_file(site, link) for spot in sight.proof for link in _links(spot)]
    return max((year for year in dated if year), default=None)


def _links(spot: Spot) -> Iterator[Link]:
    kind, _, number = spot.place.partition(" ")
    if kind == "link" and number.isdigit():
        yield spot.view.page.links[int(number)]


def _of_file(site: Site, link: Link) -> int | None:
    """The year of a file: of its name, else of its first lines, else of its last change; that of a page it leads to."""
    if not site.file_kind(link.url):
        # A link to a page names what stands there: «Финансово-хозяйственная деятельность» with plans of ten years ago.
        target = site.target(link)
        return None if target is None else _of_page(site, target)
    url = site.resolve(link.url)
    for text in (unquote(link.url), *_head(site, url)):
        if told := years(text):
            return max(told)
    return site.changed.get(url)


def _head(site: Site, url: str) -> Iterable[str]:
    view = site.papers.by_url.get(url)
    return () if view is None else (" ".join(block.text for block in view.page.blocks[:_HEAD]),)


def _of_page(site: Site, view: View) -> int | None:
    """The newest year of a page's files and periods; None where one of its files has no year: it may be the newest."""
    found: set[int] = set()
    others = _other_sections(site, view)
    for index in own_blocks(view):
        if index in others:
            continue
        block = view.page.blocks[index]
        files = [view.page.links[number] for number in block.links if site.file_kind(view.page.links[number].url)]
        speaks = files or block.cell or _PERIOD.search(block.text) or _DATED.match(block.text)
        said = years(block.text if files else _OF_AN_ACT.sub(" ", block.text)) if speaks else set()
        if not said and files:
            dated = [_of_file(site, link) for link in files]
            if not all(dated):
                return None
            said = {year for year in dated if year}
        found |= said
    # What else the page tells of a later year shows that it is kept up; of an earlier one, nothing.
    said = {
        year for index in own_blocks(view) if index not in others for year in years(view.page.blocks[index].text)
    } if found else set()  # fmt: skip
    return max(found | said, default=None)


def _other_sections(site: Site, view: View) -> set[int]:
    """Blocks under headings inside a page that name another section than its own: paid services below the plan."""
    named = [index for index in own_blocks(view) if view.page.blocks[index].level in _HEADINGS]
    parts = [index for index in named[1:] if names_section(site, view, index)]
    own = named[0] if named else None
    return {
        inner
        for index in parts
        if own is None or view.page.blocks[index].level > view.page.blocks[own].level
        for inner in (index, *under(site, view, index))
    }

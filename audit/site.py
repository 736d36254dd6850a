"""One crawled site as the rules see it: reads page facts and the ledger; knows no check-list, asks no network.

A *view* is a page with the phrases found in it. A block that stands on many pages (menu, banner, footer) is *shared*;
the rest is the page's own.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from audit.finding import Evidence
from audit.matching import Lines, Matcher
from audit.template import repeated
from crawler.urls import normalise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from audit.checks.content import Grain
    from audit.wording import Wording
    from crawler.ledger import LedgerEntry
    from crawler.page import Link, Page, Prop

FILES = frozenset({
    "pdf", "doc", "docx", "rtf", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "zip", "rar", "7z", "sig", "txt", "csv",
    "jpg", "jpeg", "png", "tif", "tiff", "xml",
})  # fmt: skip
"""Endings of addresses that lead to a file and not to a page."""
_SHARED_PAGES = 3
_SHARED_SHARE = 0.4
_FEW = 5
_CELL_BLOCKS = 8
"""A cell with more blocks is a column of the page."""
_WIDE = 2
"""Number (from 0) of a column that makes a table wide."""
_SAME_LINE = 12
"""How often one line is offered to the rules: more copies of it prove nothing new."""
_FILE = re.compile(r"\.([a-z0-9]{2,5})$")
TITLE = 160
"""Characters of a line that may still be a title."""
LEAD = 70
"""Characters of a title before the phrase: later it is a story about the thing, not its name."""
_SAME_LINK = 2
"""How often one link is offered to the rules."""
QUOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who the site is about: what the registry says of it."""

    org: str
    name: str = ""
    short_name: str = ""
    municipality: str = ""
    region: str = ""
    kind: str = ""
    sector: str = ""


class View:
    """One page with the phrases found in it."""

    __slots__ = (
        "entry", "grains", "hits", "layout", "lines", "link_hits", "number", "own", "page", "path", "shown",
        "title_hits", "title_line", "wide",
    )  # fmt: skip

    def __init__(self, number: int, page: Page, entry: LedgerEntry, lines: Lines) -> None:
        self.number, self.page, self.entry = number, page, entry
        self.path = last_part(entry.url)
        self.lines: list[str] = []
        self.hits: dict[int, list[int]] = {}
        self.link_hits: dict[int, list[int]] = {}
        for index, block in enumerate(page.blocks):
            line, found = lines.read(block.text)
            self.lines.append(line)
            for phrase in found:
                self.hits.setdefault(phrase, []).append(index)
        for index, link in enumerate(page.links):
            for phrase in lines.read(link.text)[1] if link.text else ():
                self.link_hits.setdefault(phrase, []).append(index)
        self.title_line, title_hits = lines.read(page.title)
        self.title_hits = frozenset(title_hits)
        self.own: list[bool] = []
        self.grains: list[Grain] = []
        """What each block adds to content; made by audit.checks.content when it is asked first."""
        self.shown: list[int] | None = None
        """The page's own blocks that a browser shows; made likewise."""
        filled = collections.Counter(block.cell for block in page.blocks if block.cell)
        self.layout = {cell[0] for cell, blocks in filled.items() if blocks > _CELL_BLOCKS}
        """Numbers of tables that hold columns of the page, not data."""
        self.wide = {cell[0] for cell in filled if cell[2] >= _WIDE}
        """Numbers of tables with a head of their own: those of two columns say label and value in a row."""

    def cell(self, index: int) -> tuple[int, int, int] | None:
        """Table, row and column of a block; None outside tables of data."""
        cell = self.page.blocks[index].cell
        return None if cell is None or cell[0] in self.layout else cell


def last_part(url: str) -> str:
    """The last part of the path that says something, lower case, without ending: ``/a/struct/index.html`` → struct."""
    parts = [part for part in unquote(urlsplit(url).path).lower().split("/") if part]
    while parts and re.fullmatch(r"(?:index|default|main)?(?:\.\w+)?", parts[-1].split("@")[0]):
        parts.pop()
    return re.sub(r"\.\w{1,5}$", "", parts[-1]) if parts else ""


def file_kind(url: str) -> str:
    """The ending of the address where it is that of a file: ``pdf``; empty for pages."""
    found = _FILE.search(urlsplit(url).path.lower())
    return found.group(1) if found and found.group(1) in FILES else ""


class Site:
    """All that was read of one site, with an index from phrases to places."""

    def __init__(
        self,
        subject: Subject,
        pages: Iterable[tuple[Page, LedgerEntry]],
        ledger: Sequence[LedgerEntry],
        matcher: Matcher,
        wording: Wording,
        today: dt.date,
    ) -> None:
        """``pages`` in crawl order, ``ledger`` with every address met, ``today`` the day of checking."""
        self.subject, self.matcher, self.wording, self.today = subject, matcher, wording, today
        self.foreign: frozenset[str] = frozenset()
        """Addresses of pages that speak of another organisation."""
        self.samples: frozenset[str] = frozenset()
        """Addresses of pages of a template that nobody filled in."""
        self.ledger = {entry.url: entry for entry in ledger}
        self._lines = Lines(matcher)
        self._urls: dict[str, str] = {}
        self.views = [View(number, page, entry, self._lines) for number, (page, entry) in enumerate(pages)]
        self.by_url = {view.entry.url: view for view in self.views}
        self.phrase_blocks: dict[int, list[tuple[View, int]]] = {}
        self.phrase_links: dict[int, list[tuple[View, int]]] = {}
        self._mark_shared()
        self._index()
        self._words: dict[str, frozenset[int]] = {}
        self.titled = self._titled()
        self.props: dict[str, list[tuple[View, Prop]]] = {}
        for view in self.views:
            for prop in view.page.props:
                self.props.setdefault(prop.name.lower(), []).append((view, prop))
        self.addresses = self._addresses()
        self._kinds: dict[str, str] = {}
        self._memo: dict[tuple[str, str], bool] = {}

    def _mark_shared(self) -> None:
        pages_with: collections.Counter[str] = collections.Counter()
        for view in self.views:
            pages_with.update(set(view.lines))
        least = max(_SHARED_PAGES, _SHARED_SHARE * len(self.views))
        # On a site of few pages nothing is repeated often enough to be told from content: there the markup must tell.
        few = len(self.views) < _FEW
        runs = [(0, 0)] * len(self.views) if few else self._repeated()
        for view, (head, tail) in zip(self.views, runs, strict=True):
            last = len(view.lines) - tail
            view.own = [
                head <= index < last
                and pages_with[line] < least
                and not (block.region == "nav" and block.links)
                and not (few and block.region in ("nav", "footer"))
                for index, (line, block) in enumerate(zip(view.lines, view.page.blocks, strict=True))
            ]

    def _repeated(self) -> list[tuple[int, int]]:
        names = [(view.title_line, view.path) for view in self.views]
        return repeated([view.lines for view in self.views], names)

    def _index(self) -> None:
        seen: collections.Counter[tuple[str, str]] = collections.Counter()
        for view in self.views:
            for index, (line, block) in enumerate(zip(view.lines, view.page.blocks, strict=True)):
                seen[line, block.tag] += 1
                if seen[line, block.tag] <= _SAME_LINE:
                    for phrase in self._lines.read(block.text)[1]:
                        self.phrase_blocks.setdefault(phrase, []).append((view, index))
            fresh = set()
            for number, link in enumerate(view.page.links):
                seen[link.text, link.href] += 1
                if seen[link.text, link.href] <= _SAME_LINK:
                    fresh.add(number)
            for phrase, numbers in view.link_hits.items():
                offered = [(view, number) for number in numbers if number in fresh]
                if offered:
                    self.phrase_links.setdefault(phrase, []).extend(offered)

    def _titled(self) -> dict[int, dict[int, View]]:
        """For each phrase the pages that it names, by number: by their title, or by the words of a link to them."""
        found: dict[int, dict[int, View]] = {}

        def name(line: str, phrases: Iterable[int], view: View) -> None:
            for phrase in phrases if len(line) <= TITLE else ():
                if 0 <= self.matcher.span(phrase, line)[0] <= LEAD:
                    found.setdefault(phrase, {})[view.number] = view

        met: set[tuple[str, str]] = set()
        for view in self.views:
            name(view.title_line, view.title_hits, view)
            for link in view.page.links:
                if link.url and link.text and (link.text, link.url) not in met:
                    met.add((link.text, link.url))
                    line, phrases = self.line(link.text)
                    if phrases:
                        url = self.resolve(link.url)
                        self._words[url] = self._words.get(url, frozenset()).union(phrases)
                        if url in self.by_url:
                            name(line, phrases, self.by_url[url])
        return found

    def _addresses(self) -> list[tuple[View, int, str, str]]:
        """Each address with its picture once: view, link, host, path and query (lower case)."""
        found: dict[tuple[str, str], tuple[View, int, str, str]] = {}
        for view in self.views:
            for index, link in enumerate(view.page.links):
                key = (link.url, link.image)
                if key not in found and (link.url or link.image):
                    parts = urlsplit(link.url)
                    path = f"{parts.path}?{parts.query}".lower()
                    found[key] = (view, index, (parts.netloc.rpartition("@")[2].partition(":")[0]).lower(), path)
        return list(found.values())

    # -- what rules ask -----------------------------------------------------------------------------------------------

    def numbers(self, phrases: Iterable[str]) -> list[int]:
        """Numbers of the phrases of a rule."""
        return [self.matcher.numbers[phrase] for phrase in phrases]

    def line(self, text: str) -> tuple[str, tuple[int, ...]]:
        """Any text in normal form, with its phrases."""
        return self._lines.read(text)

    def resolve(self, url: str) -> str:
        """The address as the ledger spells it."""
        if url not in self._urls:
            self._urls[url] = normalise(url) or url
        return self._urls[url]

    def file_kind(self, url: str) -> str:
        """The ending of a file's address; empty for pages. Each address is looked at once."""
        if url not in self._kinds:
            self._kinds[url] = file_kind(url)
        return self._kinds[url]

    def once(self, name: str, text: str, test: Callable[[str], bool]) -> bool:
        """The answer of a pure ``test`` on a text, asked once for each text of the site; ``name`` tells tests apart."""
        key = (name, text)
        if key not in self._memo:
            self._memo[key] = test(text)
        return self._memo[key]

    def named(self, entry: LedgerEntry) -> frozenset[int]:
        """Phrases in the words of every link that leads to an address; the ledger keeps the words of one of them."""
        return self._words.get(entry.url, frozenset()) | frozenset(self.line(entry.link_text)[1])

    def entry(self, link: Link) -> LedgerEntry | None:
        """What became of a link's address; None where it was never met (mailto, other schemes)."""
        return self.ledger.get(self.resolve(link.url)) if link.url else None

    def target(self, link: Link) -> View | None:
        """The page that a link leads to, redirects followed, if it was read."""
        entry = self.entry(link)
        for _ in range(5):
            if entry is None or not entry.redirect_to:
                break
            entry = self.ledger.get(entry.redirect_to)
        return self.by_url.get(entry.url) if entry else None

    def blocks(self, phrases: Iterable[str]) -> Iterable[tuple[View, int, int]]:
        """Each place of each phrase: view, block, phrase number; in crawl order."""
        places = [
            (view.number, index, number, view)
            for number in self.numbers(phrases)
            for view, index in self.phrase_blocks.get(number, ())
        ]
        places.sort(key=lambda place: place[:3])
        return ((view, index, number) for _, index, number, view in places)

    def links(self, phrases: Iterable[str]) -> Iterable[tuple[View, int, int]]:
        """Each link whose words hold one of the phrases: view, link, phrase number; in crawl order."""
        places = [
            (view.number, index, number, view)
            for number in self.numbers(phrases)
            for view, index in self.phrase_links.get(number, ())
        ]
        places.sort(key=lambda place: place[:3])
        return ((view, index, number) for _, index, number, view in places)

    def proof(self, view: View, place: str, quote: str) -> Evidence:
        """Evidence at a place of a page."""
        entry = view.entry
        return Evidence(
            url=entry.url,
            offset=entry.offset,
            digest=entry.digest,
            place=place,
            quote=quote[:QUOTE],
            fetched_at=entry.fetched_at,
            how="http",
        )

    def block_proof(self, view: View, index: int) -> Evidence:
        """Evidence that quotes one block."""
        return self.proof(view, f"block {index}", view.page.blocks[index].text)

    def link_proof(self, view: View, index: int) -> Evidence:
        """Evidence that quotes a link's words, or its address where it has none."""
        link = view.page.links[index]
        return self.proof(view, f"link {index}", link.text or link.title or link.href)

"""One crawled site as the rules see it: reads page facts and the ledger; knows no check-list, asks no network.

A block that stands on many pages (menu, banner, footer) is *shared*; the rest is the page's own.
"""

from __future__ import annotations

import collections
import copy
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from audit.matching import Lines, Matcher
from audit.papers import Papers
from audit.places import Places
from audit.template import SHARED_PAGES, mark_own
from audit.view import View, file_kind, is_home, last_part
from crawler.urls import normalise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from audit.derived import Texts
    from audit.wording import Wording
    from crawler.ledger import LedgerEntry
    from crawler.page import Link, Page, Prop
    from crawler.probes.record import Probed
    from crawler.rendering import Rendering

T = TypeVar("T")

TITLE = 160
"""Characters of a line that may still be a title."""
_NAMED = 0.6
"""Share of a title or of a link's words that a phrase must be for the page to be named after it."""
LEAD = 70
"""Characters of a title before the phrase: later it is a story about the thing, not its name."""
QUOTE = 300
"""Characters of a page that a finding quotes at most."""
_EXAMPLE = re.compile(
    r"/(?:example|sample|dummy|lorem|placeholder|demo|primer)(?:[-_]?(?:file|doc|document|pdf|\d))*\.\w+$"
)
_BLANK = re.compile(r"[\t\r\n]+")
"""What an address does not consist of, wherever it stands (URL standard, 4.4)."""


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


class _Once(dict[str, T]):
    """The answers of a pure function, asked once for each text."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> T:
        made = self[text] = self._make(text)
        return made


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
        texts: Texts,
    ) -> None:
        """``pages`` in crawl order, ``ledger`` with every address met, ``today`` the day of checking."""
        self.subject, self.matcher, self.wording, self.today = subject, matcher, wording, today
        self.foreign: frozenset[str] = frozenset()
        """Addresses of pages that speak of another organisation."""
        self.cut: frozenset[str] = frozenset()
        """Addresses of pages of which only the beginning came."""
        self.changed: Mapping[str, int] = {}
        """Address of a file → the year in which the server says it was changed last."""
        self.samples: frozenset[str] = frozenset()
        """Addresses of pages of a template that nobody filled in."""
        self.copies: Mapping[int, frozenset[int]] = {}
        """Number of a view → blocks of a template's cards that are repeated word for word."""
        self.renderings: Mapping[str, Rendering] = {}
        """Address → what the browser made of a page that plain HTTP did not show."""
        self.probes: tuple[Probed, ...] = ()
        """What the crawl tried."""
        self.ledger = {entry.url: entry for entry in ledger}
        self._lines = Lines(matcher)
        self._memo: dict[tuple[str, Hashable], Any] = {}
        known = self.ledger  # and not self: a circle would keep the site in memory while collection is paused
        self._urls = _Once(lambda url: url if url in known else normalise(url) or url)
        self._kinds = _Once(file_kind)
        self._tested: dict[Callable[[str], bool], _Once[bool]] = {}
        self.labels = self.tested(wording.is_label)
        """Whether a line only says what a field is for (see Wording)."""
        self.views = [View(number, page, entry, self._lines) for number, (page, entry) in enumerate(pages)]
        self.by_url = {view.entry.url: view for view in self.views}
        self.by_path: dict[str, list[View]] = {}
        self.props: dict[str, list[tuple[View, Prop]]] = {}
        for view in self.views:
            self.by_path.setdefault(view.path, []).append(view)
            for prop in view.page.props:
                self.props.setdefault(prop.name.lower(), []).append((view, prop))
        self.papers = Papers(ledger, texts, self._lines, len(self.views))
        mark_own(self.views)
        self._places = Places(self.views, self._lines)
        self._read = self.views
        self._kept: frozenset[int] | None = None
        """Numbers of the pages that rules are shown; None: all."""
        self.named_after: dict[int, set[int]] = {}
        """For each phrase the numbers of the pages whose title, or a link to them, says it and little else."""
        self.titled, self._words = self._names()

    def _names(self) -> tuple[dict[int, dict[int, View]], dict[str, frozenset[int]]]:
        """For each phrase the pages that it names, by number, by title or by the words of a link; and those words."""
        titled: dict[int, dict[int, View]] = {}
        words: dict[str, frozenset[int]] = {}

        def name(line: str, phrases: Iterable[int], view: View) -> None:
            for phrase in phrases if len(line) <= TITLE else ():
                start, end = self.span(phrase, line)
                if 0 <= start <= LEAD:
                    titled.setdefault(phrase, {})[view.number] = view
                    if end - start >= _NAMED * len(line):
                        self.named_after.setdefault(phrase, set()).add(view.number)

        for view in self.views:
            name(view.title_line, view.title_hits, view)
        for text, link_url in self._places.ways:
            line, phrases = self.line(text)
            url = self.resolve(link_url)
            words[url] = words.get(url, frozenset()).union(phrases)
            if url in self.by_url and not is_home(url):  # a link to the home page names no part of it
                name(line, phrases, self.by_url[url])
        return titled, words

    def only(self, numbers: frozenset[int]) -> Site:
        """The same site as if it had no other pages: ``numbers`` are those of views. Made once for each set."""
        return self.memo("only", numbers, lambda: self._only(numbers))

    def _only(self, numbers: frozenset[int]) -> Site:
        part = copy.copy(self)
        part._memo, part._kept = {}, numbers  # noqa: SLF001  a copy of its own kind
        part.views = [view for view in self.views if view.number in numbers]
        part.by_path = {
            path: [view for view in views if view.number in numbers] for path, views in self.by_path.items()
        }
        part.titled = {
            phrase: {number: view for number, view in views.items() if number in numbers}
            for phrase, views in self.titled.items()
        }
        part.props = {
            name: [(view, prop) for view, prop in props if view.number in numbers] for name, props in self.props.items()
        }
        return part

    def _shown(self, places: list[tuple[View, int, int]]) -> list[tuple[View, int, int]]:
        kept = self._kept
        return places if kept is None else [place for place in places if place[0].number in kept]

    # -- what rules ask -----------------------------------------------------------------------------------------------

    def memo(self, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives for a key, made once; ``name`` tells the askers apart."""
        place = (name, key)
        if place not in self._memo:
            self._memo[place] = make()
        return cast("T", self._memo[place])

    def tested(self, test: Callable[[str], bool]) -> Mapping[str, bool]:
        """The answers of a pure test for any text; each text is tested when it is looked up first."""
        if test not in self._tested:
            self._tested[test] = _Once(test)
        return self._tested[test]

    def numbers(self, phrases: Iterable[str]) -> list[int]:
        """Numbers of the phrases of a rule."""
        return [self.matcher.numbers[phrase] for phrase in phrases]

    def line(self, text: str) -> tuple[str, tuple[int, ...]]:
        """Any text in normal form, with its phrases."""
        return self._lines.read(text)

    def span(self, number: int, line: str) -> tuple[int, int]:
        """Where phrase ``number`` stands first in a line (see Matcher)."""
        return self._lines.span(number, line)

    def resolve(self, url: str) -> str:
        """The address as the ledger spells it."""
        return self._urls[url]

    def file_kind(self, url: str) -> str:
        """The ending of a file's address; empty for pages. Each address is looked at once."""
        return self._kinds[url]

    def named(self, entry: LedgerEntry) -> frozenset[int]:
        """Phrases in the words of every link that leads to an address; the ledger keeps the words of one of them."""
        return self._words.get(entry.url, frozenset()) | frozenset(self.line(entry.link_text)[1])

    def is_story(self, view: View) -> bool:
        """Whether a page stands among news and events."""
        return self.memo("story", view.number, lambda: self.wording.is_story(view.entry.url))

    def entry(self, link: Link) -> LedgerEntry | None:
        """What became of a link's address; None where it was never met (mailto, other schemes)."""
        return self.ledger.get(self.resolve(link.url)) if link.url else None

    def gone(self, link: Link) -> bool:
        """Whether a link leads to an address that answered 404 or 410."""
        entry = self.entry(link)
        return entry is not None and entry.reason == "gone"

    def is_sample_file(self, link: Link) -> bool:
        """Whether a link leads to a template's example: ``example.pdf``, ``sample_document.docx``."""
        return bool(self.file_kind(link.url)) and _EXAMPLE.search(link.url.lower()) is not None

    def target(self, link: Link) -> View | None:
        """The page that a link leads to, redirects followed, if it was read."""
        entry = self.entry(link)
        for _ in range(5):
            if entry is None or not entry.redirect_to:
                break
            entry = self.ledger.get(entry.redirect_to)
        return self.by_url.get(entry.url) if entry else None

    def holding(self, numbers: Iterable[int]) -> list[View]:
        """The views with one of the phrases in a block, in crawl order."""
        kept = self._kept
        found = self._places.holding(numbers)
        return [self._read[number] for number in found if kept is None or number in kept]

    def blocks(self, phrases: Iterable[str]) -> list[tuple[View, int, int]]:
        """Each place of each phrase: view, block, phrase number; in crawl order."""
        return self._shown(self._places.blocks(self.numbers(phrases)))

    def in_papers(self, phrases: Iterable[str]) -> list[tuple[View, int, int]]:
        """Each place of each phrase in the text of a document: view, block, phrase number."""
        return self._shown(self.papers.blocks(self.numbers(phrases)))

    def links(self, phrases: Iterable[str]) -> list[tuple[View, int, int]]:
        """Each link whose words hold one of the phrases: view, link, phrase number; in crawl order."""
        return self._shown(self._places.links(self.numbers(phrases)))

    @cached_property
    def looked(self) -> list[tuple[str, frozenset[int], str]]:
        """Every address that gave an answer: the phrases in the words of its links, the last part of its path."""
        return [
            (entry.url, self.named(entry), last_part(entry.url))
            for entry in self.ledger.values()
            if entry.state == "fetched" or entry.reason == "gone"
        ]

    @cached_property
    def decoration(self) -> frozenset[str]:
        """Pictures and frames that stand on several pages: they adorn the site and say nothing of a page."""
        pages_with = collections.Counter(
            source
            for view in self.views
            for source in {picture.source for picture in view.page.pictures}
            | {link.href for link in view.page.links if link.via == "frame"}
        )
        return frozenset(source for source, pages in pages_with.items() if pages >= SHARED_PAGES)

    @cached_property
    def emblems(self) -> frozenset[str]:
        """File names of pictures in links of several pages: icons and banners."""
        pages_with = collections.Counter(
            image for view in self.views for image in {link.image for link in view.page.links if link.image}
        )
        return frozenset(image for image, pages in pages_with.items() if pages >= SHARED_PAGES)

    @cached_property
    def addresses(self) -> list[tuple[View, int, str, str]]:
        """Each address with its picture once: view, link, both of them in lower case."""
        return [
            (view, index, _BLANK.sub("", view.page.links[index].url.lower()), view.page.links[index].image)
            for view, index in self._places.addresses
        ]

    @cached_property
    def all_addresses(self) -> str:
        """All addresses and pictures in one text, a line each: a quick look whether something is in any of them."""
        return "\n".join(f"{url}\n{image}" for _, _, url, image in self.addresses)

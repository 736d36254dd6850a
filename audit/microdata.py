"""Microdata counted by Rosobrnadzor's published algorithm: reads page facts and the ledger, gives a row a name. Pure.

Source: Rosobrnadzor, methodical recommendations 9.0.0 (2025): chapter 5, pp. 83-85, and p. 11-12 for addresses and
``addRef``. Numbers of steps in the docstrings are those of chapter 5. What the text leaves open is decided here and
said where it is. The count is a table of its own: it never changes a finding or a score.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from audit.shells import unshown
from crawler.urls import key, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checklists.catalogue import Catalogue
    from checklists.microdata import Microdata, Named
    from checklists.schema import Item
    from crawler.ledger import LedgerEntry
    from crawler.page import Page
    from crawler.rendering import Rendering

EXTRA = "addRef"
"""Marks a link to a further page of the subsection (p. 11)."""
_HOPS = 5
_ENDS = ("", "index", "default", "main")
"""First words of file names that stand for their folder."""


class Count(NamedTuple):
    """What the algorithm records for one name of one subsection; a tuple, because a site has a hundred of them."""

    section: str
    """Last part of the subsection's address: ``common``."""
    no: str
    """Its number in the recommendations' table, ``5.1``."""
    name: str
    parent: str | None
    """The main tag that it must stand in."""
    count: int | None  # type: ignore[assignment]  # of a tuple nobody asks for its own count
    """0 is the algorithm's «не найден»; None where a page could not be read and nothing was seen on the others."""
    reason: str = ""
    """Why nothing was read: ``gone`` (with count 0), a reason of the ledger, ``no_browser`` or ``not_met`` (None)."""
    page: str = ""
    """The address of the subsection's main page."""
    older: tuple[tuple[str, int], ...] = ()
    """Names of older editions among the counted, and how often: they are taken for today's, with a warning."""
    outside: int = 0
    """Marks of this name that are not counted, because no main tag of theirs stands around them."""
    hidden: int = 0
    """Those of the counted that a browser does not show at first: the order (1493, п. 27) wants them visible."""
    elsewhere: int = 0
    """Marks of this name on pages of the site that belong to no subsection, told where nothing was counted."""


class _Mark(NamedTuple):
    """One marked tag of the single list (steps 2 and 3)."""

    name: str
    """Its signature, older names said in today's."""
    written: str
    parents: tuple[str, ...]
    hidden: bool


class _Section(NamedTuple):
    """The pages of one subsection as they were met."""

    url: str
    pages: tuple[Page, ...]
    """The main page and its further pages; empty where the main page was not read."""
    unread: str
    """Why the main page, or one of the others, was not read; empty where all were."""


def sections(items: Sequence[Item], catalogue: Catalogue) -> dict[str, str]:
    """Subsection → its address, as the check-lists that are asked of an organisation name them; empty for most sectors.

    So the algorithm is for educational organisations alone, without a word about sectors here.
    """
    asked = {item.id for item in items if item.required}
    named = {row.section for row in catalogue.microdata.names}
    addresses = [
        address
        for checklist in catalogue.lists.values()
        if any(item.id in asked for item in checklist.items)
        for address in checklist.addresses
    ]
    return {part: address for address in addresses if (part := address.strip("/").rpartition("/")[2]) in named}


def count(
    places: Mapping[str, str], table: Microdata, pages: Sequence[tuple[Page, LedgerEntry]],
    ledger: Sequence[LedgerEntry], renderings: Mapping[str, Rendering] | None = None,
) -> list[Count]:  # fmt: skip
    """One row for each name of the recommendations, in their order, for the subsections of ``places``.

    ``pages`` in crawl order. «For each subsection» (chapter 5): every one is counted by itself.
    """
    if not places:
        return []
    crawl = _Crawl(pages, ledger, renderings or {})
    found = {section: _pages_of(crawl, address) for section, address in places.items()}
    taken = {page.url for section in found.values() for page in section.pages}
    rest = Counter(prop.name for page, _ in pages if page.url not in taken for prop in page.props)
    rows: list[Count] = []
    for section, read in found.items():
        named = [row for row in table.names if row.section == section]
        tree = _group(_list(read.pages, named, table), named)
        rows += [_record(row, read, tree, rest[row.itemprop]) for row in named]
    return rows


class _Crawl:
    """Pages and ledger by address."""

    def __init__(
        self, pages: Sequence[tuple[Page, LedgerEntry]], ledger: Sequence[LedgerEntry],
        renderings: Mapping[str, Rendering],
    ) -> None:  # fmt: skip
        self.renderings = renderings
        self.pages = {key(entry.url): page for page, entry in pages}
        self.ledger = {entry.url: entry for entry in ledger}
        self.first: dict[str, LedgerEntry] = {}
        """By what the spellings of an address have in common, the one that was met first."""
        for entry in ledger:
            self.first.setdefault(key(entry.url), entry)
        self.home = urlsplit(pages[0][1].url).netloc if pages else ""

    def follow(self, url: str) -> tuple[Page | None, str]:
        """The page behind an address, redirects and duplicates followed; without one, the ledger's reason."""
        entry = self.ledger.get(url) or self.first.get(key(url))
        for _ in range(_HOPS):
            if entry is None or key(entry.url) in self.pages:
                break
            if entry.redirect_to:
                entry = self.ledger.get(entry.redirect_to)
            elif entry.reason == "duplicate":
                entry = self.first[key(entry.url)]
        if entry is None:
            return None, "not_met"
        return self.pages.get(key(entry.url)), entry.reason or "not_met"


def _pages_of(crawl: _Crawl, address: str) -> _Section:
    """Step 1, the page of the subsection, and step 3.2, its further pages.

    The page is looked for where p. 11 puts it, ``https://<site>/sveden/common``. Left open there, and chosen here: a
    path before it is allowed (the site may live in a folder), the shortest one is taken, on the home page's host
    first; a redirect is followed; other addresses of the same content are not tried, but marks on them are told.
    Further pages are those that ``addRef`` links of the main page lead to, all of them, though p. 11 advises ten at
    most; ``addRef`` on a further page leads nowhere. Whether a page is drawn in a browser first isn't published: where
    the crawl had to, the marks are counted in what the browser made; a frame around a program that no browser showed,
    without a mark, counts as not read.
    """
    wanted = [part.lower() for part in address.strip("/").split("/")]
    met = [entry for entry in crawl.ledger.values() if entry.reason != "offsite" and _tail(entry.url, wanted)]
    met.sort(key=lambda entry: _far(entry.url, crawl.home))
    reasons = []
    for entry in met:
        page, reason = crawl.follow(entry.url)
        if page is not None:
            further, unread = _further(crawl, page)
            hidden = [unshown(one, one.url, crawl.renderings) for one in (page, *further) if not one.props]
            unread = unread or next(filter(None, hidden), "")
            return _Section(entry.url, (page, *further), unread)
        reasons.append(reason)
    told = next((reason for reason in reasons if reason != "gone"), "gone" if reasons else "not_met")
    return _Section(met[0].url if met else "", (), told)


def _far(url: str, home: str) -> tuple[bool, int, bool]:
    """How far an address is from the one that the recommendations give, to sort by."""
    parts = urlsplit(url)
    return parts.netloc != home, parts.path.strip("/").count("/"), bool(parts.query)


def _tail(url: str, wanted: list[str]) -> bool:
    """Whether the path ends in the parts of an address, letter case and a file name for the folder apart."""
    if wanted[-1] not in url.lower():
        return False
    parts = [part for part in unquote(urlsplit(url).path).lower().split("/") if part]
    if parts and parts[-1].partition(".")[0] in _ENDS:
        parts.pop()
    if parts and parts[-1].count(".") == 1:
        parts[-1] = parts[-1].partition(".")[0]
    return parts[-len(wanted) :] == wanted


def _further(crawl: _Crawl, main: Page) -> tuple[tuple[Page, ...], str]:
    """Step 3.2: pages behind the ``addRef`` links of the main page; and why one was not read, empty where all were."""
    links = [main.links[number].url for prop in main.props if prop.name == EXTRA for number in prop.links]
    pages: dict[str, Page] = {}
    unread = ""
    for url in dict.fromkeys(filter(None, links)):
        page, reason = crawl.follow(normalise(url) or url)
        if page is None:
            unread = unread or ("" if reason == "gone" else reason)
        elif page.url != main.url:
            pages.setdefault(page.url, page)
    return tuple(pages.values()), unread


def _list(pages: Iterable[Page], named: Sequence[Named], table: Microdata) -> list[_Mark]:
    """Steps 2, 3 and 3.1: all marked tags in one list, each with the marked tags around it.

    A signature is the string ``itemprop="child"`` (p. 83): letters count (p. 13, note 1), and two names in one
    attribute are another signature. A name of an older edition is taken for today's where the subsection has today's
    and does not itself use the older; the recommendations say nothing of older names.
    """
    own = {row.itemprop for row in named}

    def today(name: str) -> str:
        return name if name in own or table.aliases.get(name) not in own else table.aliases[name]

    return [
        _Mark(today(prop.name), prop.name, tuple(map(today, prop.parents)), prop.hidden)
        for page in pages
        for prop in page.props
    ]


def _group(marks: Iterable[_Mark], named: Sequence[Named]) -> dict[tuple[str | None, str], list[_Mark]]:
    """Step 4: (parent, name) → the tags grouped there; a root's parent is None.

    4.1.1: where a signature needs a parent, the first fitting one is taken on the way back through the tags around it;
    it needs not be the nearest. Without one the tag is a root. 4.2.2 and the note: a parent is looked for among the
    roots only, one level deep; a tag whose parent is no root becomes a root itself.
    """
    needs: dict[str, set[str]] = {}
    for row in named:
        if row.parent is not None:
            needs.setdefault(row.itemprop, set()).add(row.parent)
    roots: set[str] = set()
    tree: dict[tuple[str | None, str], list[_Mark]] = {}
    for mark in marks:
        fitting = needs.get(mark.name, set())
        parent = next((above for above in mark.parents if above in fitting), None)
        if parent not in roots:
            parent = None
            roots.add(mark.name)
        tree.setdefault((parent, mark.name), []).append(mark)
    return tree


def _record(
    row: Named, read: _Section, tree: Mapping[tuple[str | None, str], Sequence[_Mark]], elsewhere: int
) -> Count:
    """Step 5: the row of one name.

    5.1.1 and 5.1.2: the tag is looked for by its signature and its parent's; not found is «не найден». 5.1.3: a tag
    that should have a parent and has none is no match (p. 83 shows it as the wrong structure), so it isn't counted,
    and told as outside. 5.1.4.1, whether the organisation uses the tag: which do is not published, so all names are
    taken; those with ``*`` may be absent. 5.1.4.2: names of other subsections have no row here and drop out.
    """
    marks = tree.get((row.parent, row.itemprop), ())
    outside = len(tree.get((None, row.itemprop), ())) if row.parent else 0
    older = Counter(mark.written for mark in marks if mark.written != row.itemprop)
    unknown = not marks and read.unread not in ("", "gone")
    return Count(
        section=row.section,
        no=row.no,
        name=row.itemprop,
        parent=row.parent,
        count=None if unknown else len(marks),
        reason="" if marks else read.unread,
        page=read.url,
        older=tuple(sorted(older.items())),
        outside=outside,
        hidden=sum(mark.hidden for mark in marks),
        elsewhere=0 if marks else elsewhere,
    )

"""Sections: a page, or a part of one under a heading, that is about something and has content."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.checks.content import Content, folded, is_file, measure, state_only, unseen
from audit.checks.gaps import dead_paper, lacking, waiting
from audit.checks.grains import FRAGMENT, TITLE_SIZE, has_blanks
from audit.checks.names import others_result
from audit.checks.parts import holds_all, names_section, own_blocks, questions, says_no_more, under
from audit.checks.pictured import scans
from audit.checks.sight import Sight, Spot, block_at, link_at
from audit.checks.values import holds
from audit.site import LEAD, QUOTE
from audit.wording import stems
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Section

_HEADINGS = range(1, 7)
_UNMARKED = (0, 7)
"""Levels of blocks that are headings in all but markup: a short line, a bold line."""
_NAMES = 0.5
"""Share of such a line that the title must be."""
_BRACKETS = re.compile(r"\s\([^()]{1,80}\)\W*$")
"""What stands in brackets behind a title: by whom it was approved, and when."""
_LINK_LEAD = 20
"""Characters of a link's words before the title."""
_TITLE = 0.65
"""Share of a heading below which a title is part of another name, where what follows has no word of the thing."""
_CONTACTS = ("phone", "email", "address")
_TITLE_SIZE = 80
"""Characters of text that may be nothing but a title."""
_BRIEF = 30
"""Least text of what a single price or number tells whole."""
_MANY_WORDS = 3
"""So many of the words of its kind make a short text full: «Учредитель: …», «Адрес: …», «Режим работы: …»."""
_ENTRIES = 4
"""So many lines make a list, which says more in fewer letters."""
_DENSE = 0.5
_TELLS = re.compile(r"[\d:–—]")
"""What a line has that says something, and does not only name papers."""
_LONG = 600
"""Characters of a part that may be about another organisation as a whole."""
_BY_PATH = 5
"""Strength of a page that its address names."""
_DEEP = 3
"""Folders around a page from which it is a part of something else: ``/teachers/project/struktura/``."""


def section(site: Site, rule: Section) -> Iterator[Sight]:
    """Pages named so (by address, heading, title or the links to them), the surest first, and parts under headings."""
    pages = pages_named(site, rule.titles, rule.paths, rule.without)
    for view, heading, strength in sorted(pages, key=lambda page: page[2], reverse=True):
        yield judge(site, view, heading, rule, strength, whole=True)
    for view, index in headings(site, rule.titles, rule.without):
        if view.own[index] or not view.page.blocks[index].links:
            yield judge(site, view, index, rule, 1, whole=False)
    for sight in linked(site, rule.titles, rule.without) if not rule.strict else ():
        if not rule.own or not site.wording.is_state_act(site.line(sight.proof[0].text)[0]):
            yield sight


def pages_named(
    site: Site, titles: tuple[str, ...], paths: Iterable[str], without: tuple[str, ...] = (),
) -> list[tuple[View, int | None, int]]:  # fmt: skip
    """Pages whose name is one of the titles: view, heading block if any, strength of the naming; in crawl order."""
    wanted = {path.lower() for path in paths}
    named: dict[int, tuple[View, int | None, int]] = {}
    for view, index in headings(site, titles, without):
        block = view.page.blocks[index]
        # An h2 that is a link names what it leads to, and one of many sections a part of the page.
        part = block.level == 2 and (block.links or (holds_all(site, view) and names_section(site, view, index)))  # noqa: PLR2004  h1, h2
        if view.own[index] and block.level in (1, 2) and not part:
            named.setdefault(view.number, (view, index, 4))
    barred = {number for phrase in site.numbers(without) for number in site.titled.get(phrase, {})}
    for path in wanted:
        for view in site.by_path.get(path, ()):
            if view.number not in barred:
                strength = _BY_PATH if urlsplit(view.entry.url).path.strip("/").count("/") < _DEEP else 3
                known = named.get(view.number, (view, None, 0))
                named[view.number] = (view, known[1], max(strength, known[2]))
    for number in site.numbers(titles):
        for view in site.titled.get(number, {}).values():
            if view.number not in barred:
                named.setdefault(view.number, (view, None, 3))
    return [named[number] for number in sorted(named)]


def starts(site: Site, number: int, line: str, lead: int = LEAD) -> bool:
    """Whether the phrase stands near the start of a line."""
    return 0 <= site.span(number, line)[0] <= lead


def headings(site: Site, titles: tuple[str, ...], without: tuple[str, ...] = ()) -> list[tuple[View, int]]:
    """Blocks that are headings, in markup or in all but markup: one of the titles and nothing of ``without``."""
    return site.memo("headings", (titles, without), lambda: list(_headings(site, titles, without)))


def _headings(site: Site, titles: tuple[str, ...], without: tuple[str, ...]) -> Iterator[tuple[View, int]]:
    barred = frozenset(site.numbers(without))
    for view, index, number in site.blocks(titles):
        block = view.page.blocks[index]
        line = view.lines[index]
        if block.region in ("nav", "footer") or len(line) > TITLE_SIZE or (block.links and not block.level):
            continue
        if not barred.isdisjoint(view.found[index]):
            continue
        if block.level or len(line) <= 80:  # noqa: PLR2004  a short line of its own works as a heading
            start, end = site.span(number, line)
            if not 0 <= start <= LEAD:
                continue
            if block.level in _UNMARKED and end - start < _NAMES * len(normal(_BRACKETS.sub("", block.text))):
                continue
            if site.wording.names(line, start, end) and not has_blanks(block.text):  # the dearest last
                yield view, index


def judge(  # noqa: C901, PLR0911, PLR0912  one line a verdict, in their order
    site: Site, view: View, heading: int | None, rule: Section, strength: int, *, whole: bool,
) -> Sight:  # fmt: skip
    """The verdict on what stands under a heading, or on the ``whole`` of a page."""
    content = _content(site, view, heading, rule, whole=whole)
    proof = _shown(view, content, heading)
    if content.filler is not None and (content.template or (content.size < rule.min_text and not content.files)):
        return Sight("missing", "placeholder", (block_at(view, content.filler),), strength)
    if content.template:
        return Sight("missing", "placeholder", proof, strength)
    if content.empty() or _only_title(site, view, content, rule):
        return _of_no_words(site, view, heading, rule, Sight("missing", None, proof, strength), whole=whole)
    if content.absent is not None and not rule.questions and (content.size < rule.min_text or content.titles_only):
        return Sight("met", None, (block_at(view, content.absent),), strength)
    words = _words(site, view, content, rule)
    if rule.words and not words and not is_file(site, view, content, heading):
        # A page of nothing but links is a menu; with words of its own it may be the thing, told otherwise.
        other = _names_other(site, view, heading, rule)
        if content.size and not other and not rule.strict and not _only_contacts(view, content):
            return Sight("partial", "part", proof, strength - 4)
        return Sight("missing", "not_found" if other else "bare_heading", proof, strength - 4)
    if rule.questions and (asked := questions(site, view, heading, _part(site, view, heading, whole=whole))) < (
        rule.questions
    ):
        return (
            Sight("partial", "little", proof, strength) if asked else Sight("missing", "bare_heading", proof, strength)
        )
    if gap := lacking(site, view, _part(site, view, heading, whole=whole), content):
        return Sight("partial", gap[0], (*proof, gap[1]), strength)
    if content.half and content.filler is not None:
        return Sight("partial", "placeholder", (*proof, block_at(view, content.filler)), strength)
    if rule.own and content.size < _LONG and others_result(site, [view.page.blocks[at].text for at in content.blocks]):
        return Sight("missing", "foreign", proof, strength)
    if rule.own and state_only(site, view, content):
        return Sight("partial", "part", proof, strength)
    many = len(words) >= _MANY_WORDS
    told = many and len(content.blocks) == 1 and _TELLS.search(view.page.blocks[content.blocks[0]].text)
    if content.titles_only and not told:  # one line that says it all is no title
        return Sight("partial", "named_only", proof, strength)
    brief = bool(content.rows) and rule.min_text <= _BRIEF
    # Questions that are seen and whose answers unfold below them are short by themselves.
    unfolds = rule.questions > 0 and folded(view, None if whole else heading)
    if many or brief or unfolds or _full(content, rule.min_text):
        return Sight("met", None, proof, strength)
    return Sight("partial", "little", proof, strength)


def _of_no_words(
    site: Site, view: View, heading: int | None, rule: Section, sight: Sight, *, whole: bool,
) -> Sight:  # fmt: skip
    """The verdict on a part without text: scans to click on, papers whose links are dead, or nothing."""
    if not rule.words and not rule.questions and _scanned(site, view, heading, whole=whole):
        return sight._replace(verdict="met")
    dead = dead_paper(site, view, _part(site, view, heading, whole=whole))
    if dead is not None:
        return sight._replace(verdict="partial", reason="dead_link", proof=(*sight.proof, link_at(view, dead)))
    under_it = None if whole else heading
    reason = unseen(site, view, under_it)
    if not reason and (shown := waiting(site, view, under_it)) is not None:
        return sight._replace(reason="placeholder", proof=(block_at(view, shown),))
    return sight._replace(reason=reason or "bare_heading")


def _full(content: Content, least: int) -> bool:
    """Whether content is enough: long, with files or rows, or a list, which says more in fewer letters."""
    if len(content.blocks) >= _ENTRIES and content.size >= _DENSE * least:
        return True
    return content.size >= least or bool(content.files) or content.rows >= 2 or len(content.pages) >= 3  # noqa: PLR2004


def _scanned(site: Site, view: View, heading: int | None, *, whole: bool) -> bool:
    """Whether a part without words holds links to files by their pictures: a licence that opens when it is clicked."""
    part = _part(site, view, heading, whole=whole)
    start = heading + 1 if heading is not None else min(part, default=0)
    return bool(scans(site, view, range(start, max(part, default=start) + 2)))


def _only_title(site: Site, view: View, content: Content, rule: Section) -> bool:
    """Whether nothing is said but one of the titles over again, in other words than the page's own."""
    if content.size > _TITLE_SIZE or content.files or content.pages or not content.blocks:
        return False
    said = site.memo("said", rule.titles, lambda: stems(normal(" ".join(rule.titles).replace("|", " ")).split()))
    return all(says_no_more(view.lines[index], said | site.wording.empty_words) for index in content.blocks)


def _only_contacts(view: View, content: Content) -> bool:
    """Whether every line is a telephone, an e-mail or an address."""
    texts = [view.page.blocks[index].text for index in content.blocks]
    return bool(texts) and all(any(holds(kind, text) for kind in _CONTACTS) for text in texts)


def _names_other(site: Site, view: View, heading: int | None, rule: Section) -> bool:
    """Whether a heading says more than one of the titles: «Питание птиц зимой» is about something else."""
    if heading is None:
        heading = next((at for at in own_blocks(view) if view.page.blocks[at].level in (1, 2)), None)
    if heading is None:
        return False
    line = view.lines[heading]
    spans = [site.span(number, line) for number in site.numbers(rule.titles) if number in view.found[heading]]
    return bool(spans) and all(end - start < _TITLE * len(line) for start, end in spans)


def _shown(view: View, content: Content, heading: int | None) -> tuple[Spot, ...]:
    """What to quote: the heading, or the title of a page without one, then the line that says most."""
    name = block_at(view, heading) if heading is not None else Spot(view, "title", view.page.title)
    quote = content.first(view)
    if quote is None:
        return (name,)
    told = block_at(view, quote)
    return (name, told) if name.text and name.text[:QUOTE] != told.text[:QUOTE] else (told,)


def _content(site: Site, view: View, heading: int | None, rule: Section, *, whole: bool) -> Content:
    """What a part holds besides its heading: for one heading the same, whatever rule asks.

    What stands under a heading with one of the words that make it another thing is left out: «Вакансии».
    """
    title = view.lines[heading] if heading is not None else view.title_line
    barred = frozenset(site.numbers(rule.without))
    others = tuple(
        index
        for index, block in enumerate(view.page.blocks)
        if block.level in _HEADINGS and index != heading and not barred.isdisjoint(view.found[index])
    ) if barred else ()  # fmt: skip

    def made() -> Content:
        left = {heading, *others, *(inner for other in others for inner in under(site, view, other))}
        return measure(
            site, view, [index for index in _part(site, view, heading, whole=whole) if index not in left], title
        )

    return site.memo("content", (view.number, heading, whole, others), made)


def _part(site: Site, view: View, heading: int | None, *, whole: bool) -> list[int]:
    return own_blocks(view) if whole or heading is None else under(site, view, heading)


def _words(site: Site, view: View, content: Content, rule: Section) -> frozenset[int]:
    """Which of the rule's words the content holds; heads of columns count where there are rows under them."""
    wanted = frozenset(site.numbers(rule.words))
    if not wanted:
        return wanted
    found = [view.found[index] for index in (*content.blocks, *(content.heads if content.rows else ()))]
    links = view.page.links
    found += [site.line(links[number].text)[1] for number in (*content.files, *content.pages)]
    return wanted.intersection(itertools.chain.from_iterable(found))


def linked(site: Site, titles: tuple[str, ...], without: tuple[str, ...] = ()) -> Iterator[Sight]:
    """Links that name the section and nothing of ``without``, and lead to a file, or nowhere."""
    barred = frozenset(site.numbers(without))
    for view, index, number in site.links(titles):
        link = view.page.links[index]
        line, found = site.line(link.text)
        start, end = site.span(number, line)
        if len(line) > TITLE_SIZE or not barred.isdisjoint(found):
            continue
        if not 0 <= start <= _LINK_LEAD or not site.wording.names(line, start, end):
            continue
        if FRAGMENT.match(link.href):
            continue  # unfolds a menu, or leads to a part of the page
        entry = site.entry(link)
        if not link.url or (entry is not None and entry.reason == "gone"):
            yield Sight("partial", "dead_link", (link_at(view, index),), 0)
        elif site.file_kind(link.url) and not site.is_sample_file(link):
            yield Sight("met", None, (link_at(view, index),), 1)

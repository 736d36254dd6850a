"""Sections: a page, or a part of one under a heading, that is about something and has content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.content import TITLE_SIZE, Content, measure, own_blocks, under
from audit.checks.sight import Sight
from audit.site import LEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.finding import Evidence, Verdict
    from audit.site import Site, View
    from checklists.schema import Section


_UNMARKED = (0, 7)
"""Levels of blocks that are headings in all but markup: a short line, a bold line."""
_NAMES = 0.5
"""Share of such a line that the title must be."""


def section(site: Site, rule: Section) -> list[Sight]:
    """Pages named so (by address, heading, title or the links to them) and parts under such headings."""
    sights: list[Sight] = []
    seen: set[int] = set()
    for view, heading, strength in pages_named(site, rule.titles, rule.paths, rule.without):
        if view.number not in seen:
            seen.add(view.number)
            sights.append(judge(site, view, own_blocks(view), heading, rule, strength))
    for view, index in headings(site, rule.titles, rule.without):
        if view.own[index] or not view.page.blocks[index].links:
            part = under(site, view, index)
            sights.append(judge(site, view, part, index, rule, 1))
    return sights + linked(site, rule.titles)


def pages_named(
    site: Site, titles: Iterable[str], paths: Iterable[str], without: Iterable[str] = (),
) -> Iterator[tuple[View, int | None, int]]:  # fmt: skip
    """Pages whose name is one of the titles: view, heading block if any, strength of the naming."""
    numbers = site.numbers(titles)
    wanted = {path.lower() for path in paths}
    named: dict[int, tuple[View, int | None, int]] = {}
    for view, index in headings(site, titles, without):
        if 1 <= view.page.blocks[index].level <= 2 and view.own[index]:  # noqa: PLR2004  h1, h2
            named.setdefault(view.number, (view, index, 4))
    for view in site.views if wanted else ():
        if view.path in wanted:
            named[view.number] = (view, named.get(view.number, (view, None, 5))[1], 5)
    barred = {number for phrase in site.numbers(without) for number in site.titled.get(phrase, {})}
    for number in numbers:
        for view in site.titled.get(number, {}).values():
            if view.number in barred and view.number not in named:
                continue
            named.setdefault(view.number, (view, None, 3))
    yield from (named[number] for number in sorted(named))


def starts(site: Site, number: int, line: str, lead: int = LEAD) -> bool:
    """Whether the phrase stands near the start of a line."""
    return 0 <= site.matcher.span(number, line)[0] <= lead


def headings(site: Site, titles: Iterable[str], without: Iterable[str] = ()) -> Iterator[tuple[View, int]]:
    """Blocks that are headings, in markup or in all but markup: one of the titles and nothing of ``without``."""
    barred = frozenset(site.numbers(without))
    for view, index, number in site.blocks(titles):
        block = view.page.blocks[index]
        line = view.lines[index]
        if block.region in ("nav", "footer") or len(line) > TITLE_SIZE or (block.links and not block.level):
            continue
        if barred and not barred.isdisjoint(site.line(block.text)[1]):
            continue
        if block.level or len(line) <= 80:  # noqa: PLR2004  a short line of its own works as a heading
            start, end = site.matcher.span(number, line)
            if not 0 <= start <= LEAD:
                continue
            if block.level in _UNMARKED and end - start < _NAMES * len(line):
                continue
            if not site.wording.names(line, start, end):
                continue
            yield view, index


def judge(  # noqa: C901, PLR0911  one line a verdict, in their order
    site: Site, view: View, part: list[int], heading: int | None, rule: Section, strength: int,
) -> Sight:  # fmt: skip
    """The verdict on one page or part."""
    content = measure(site, view, [index for index in part if index != heading], _heading(view, heading))
    proof = _shown(site, view, content, heading)
    if content.filler is not None and (content.template or (content.size < rule.min_text and not content.files)):
        return _sight("missing", "placeholder", (site.block_proof(view, content.filler),), strength)
    if content.template:
        return _sight("missing", "placeholder", proof, strength)
    if content.empty():
        return _sight("missing", "bare_heading", proof, strength)
    if rule.words and not _has_word(site, view, content, rule):
        # A page of nothing but links is a menu; with words of its own it may be the thing, told otherwise.
        return _sight(
            "partial" if content.size else "missing", "part" if content.size else "bare_heading", proof, strength - 4
        )
    if rule.questions and sum("?" in view.page.blocks[index].text for index in part) < rule.questions:
        return _sight("missing", "bare_heading", proof, strength)
    if content.absent is not None and (content.size < rule.min_text or content.titles_only):
        return _sight("met", None, (site.block_proof(view, content.absent),), strength)
    if content.half and content.filler is not None:
        return _sight("partial", "placeholder", (*proof, site.block_proof(view, content.filler)), strength)
    if rule.own and content.state_only:
        return _sight("partial", "part", proof, strength)
    if content.titles_only:
        return _sight("partial", "named_only", proof, strength)
    if content.size >= rule.min_text or content.files or content.rows >= 2 or len(content.pages) >= 3:  # noqa: PLR2004
        return _sight("met", None, proof, strength)
    return _sight("partial", "little", proof, strength)


def _shown(site: Site, view: View, content: Content, heading: int | None) -> tuple[Evidence, ...]:
    """What to quote: the heading, or the title of a page without one, then the line that says most."""
    name = site.block_proof(view, heading) if heading is not None else site.proof(view, "title", view.page.title)
    quote = content.first(view)
    if quote is None:
        return (name,)
    told = site.block_proof(view, quote)
    return (name, told) if name.quote and name.quote != told.quote else (told,)


def _heading(view: View, heading: int | None) -> str:
    return view.lines[heading] if heading is not None else view.title_line


def _sight(verdict: Verdict, reason: str | None, proof: tuple[Evidence, ...], strength: int) -> Sight:
    return Sight(verdict=verdict, reason=reason, proof=proof, strength=strength)


def _has_word(site: Site, view: View, content: Content, rule: Section) -> bool:
    numbers = site.numbers(rule.words)
    blocks = set(content.blocks)
    if any(not blocks.isdisjoint(view.hits.get(number, ())) for number in numbers):
        return True
    links = {*content.files, *content.pages}
    return any(not links.isdisjoint(view.link_hits.get(number, ())) for number in numbers)


def linked(site: Site, titles: Iterable[str]) -> list[Sight]:
    """Links that name the section and lead to a file, or nowhere."""
    found = []
    for view, index, number in site.links(titles):
        link = view.page.links[index]
        line, _ = site.line(link.text)
        if len(line) > TITLE_SIZE or not starts(site, number, line, 20):
            continue
        entry = site.entry(link)
        if not link.url or (entry is not None and entry.reason == "gone"):
            found.append(_sight("partial", "dead_link", (site.link_proof(view, index),), 0))
        elif site.file_kind(link.url):
            found.append(_sight("met", None, (site.link_proof(view, index),), 1))
    return found

"""Documents and links: a file or page that a link names, a link to a known address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.content import is_filler, measure, own_blocks
from audit.checks.sections import pages_named, starts
from audit.checks.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.site import Site, View
    from checklists.schema import Document, LinkTo

_LEAD = 60
_NAME = 200
"""Characters of a link's words that may still be a document's name."""
_HEADING = 0.5
_PLAIN = 120
"""Characters of a line without a link that may still be one."""


def document(site: Site, rule: Document) -> list[Sight]:
    """Links that name the document; generic links («скачать») beside its name; its name without a link."""
    without = set(site.numbers(rule.without))
    inside = sections_of(site, rule.sections)
    sights = []
    for view, index, number in site.links(rule.names):
        link = view.page.links[index]
        line, found = site.line(link.text)
        if len(line) > _NAME or not starts(site, number, line, _LEAD) or not without.isdisjoint(found):
            continue
        if inside is not None and view.number not in inside:
            continue
        sights.append(_named(site, view, index, number))
    for view, index, number in site.blocks(rule.names):
        line = view.lines[index]
        found = site.line(view.page.blocks[index].text)[1]
        if not starts(site, number, line, _LEAD) or not without.isdisjoint(found) or not view.own[index]:
            continue
        if inside is not None and view.number not in inside:
            continue
        sight = _beside(site, view, index)
        if sight is not None:
            sights.append(sight)
    return sights


def sections_of(site: Site, titles: Iterable[str]) -> set[int] | None:
    """Numbers of the views that the titles name; None where no titles are asked for."""
    titles = tuple(titles)
    if not titles:
        return None
    return {view.number for view, _, _ in pages_named(site, titles, ())}


def _named(site: Site, view: View, index: int, number: int) -> Sight:  # noqa: PLR0911  one line a verdict
    link = view.page.links[index]
    proof = (site.link_proof(view, index),)
    entry = site.entry(link)
    if not link.url or (entry is not None and entry.reason == "gone"):
        return Sight(verdict="partial", reason="dead_link", proof=proof)
    line, _ = site.line(link.text)
    start, end = site.matcher.span(number, line)
    exact = end - start >= 0.6 * len(line)
    if site.file_kind(link.url):
        return Sight(verdict="met", reason=None, proof=proof, strength=4 + exact)
    target = site.target(link)
    if target is None:
        return Sight(verdict="met", reason=None, proof=proof, strength=1)
    content = measure(site, target, own_blocks(target))
    if content.filler is not None and (content.template or content.size < 200):  # noqa: PLR2004  a heading and a line
        return Sight(verdict="missing", reason="placeholder", proof=(site.block_proof(target, content.filler),))
    if content.empty():
        return Sight(verdict="partial", reason="bare_heading", proof=proof)
    if content.size < 200 and not content.files and not content.pages:  # noqa: PLR2004  a heading and a line
        return Sight(verdict="partial", reason="little", proof=proof)
    return Sight(verdict="met", reason=None, proof=proof, strength=2 + exact)


def _beside(site: Site, view: View, index: int) -> Sight | None:
    """The name stands in a block: with a file's link in it, in its row or right after it; or by itself."""
    page = view.page
    block = page.blocks[index]
    if is_filler(site, view, index):
        return None
    around = [index, index + 1]
    cell = view.cell(index)
    if cell:
        around = [
            other
            for other in range(max(index - 6, 0), min(index + 12, len(page.blocks)))
            if (there := view.cell(other)) and there[:2] == cell[:2]
        ]
    for other in around:
        if other >= len(page.blocks):
            continue
        for number in page.blocks[other].links:
            link = page.links[number]
            if not site.file_kind(link.url):
                continue
            if other != index and not cell and len(link.text) > 40:  # noqa: PLR2004  it names another document
                continue
            entry = site.entry(link)
            if entry is not None and entry.reason == "gone":
                return Sight(verdict="partial", reason="dead_link", proof=(site.block_proof(view, index),))
            return Sight(verdict="met", reason=None, proof=(site.block_proof(view, index),), strength=3)
    if (
        len(view.lines[index]) <= _PLAIN
        and not block.links
        and not block.level
        and not _names_section(site, view, index)
    ):
        return Sight(verdict="partial", reason="named_only", proof=(site.block_proof(view, index),))
    return None


def _names_section(site: Site, view: View, index: int) -> bool:
    """Whether a line is the title of a section that an act names, and so a bare heading, not a document's name.

    «План финансово-хозяйственной деятельности» begins with the word for a paper, and so is one.
    """
    line, found = site.line(view.page.blocks[index].text)
    spans = [site.matcher.span(number, line) for number in site.wording.titles.intersection(found)]
    return any(end - start >= _HEADING * len(line) and not site.wording.is_paper(line[:start]) for start, end in spans)


def link(site: Site, rule: LinkTo) -> list[Sight]:
    """A link by its words, host, path or picture; met where it leads somewhere."""
    sights = []
    for view, index, number in site.links(rule.phrases):
        line, _ = site.line(view.page.links[index].text)
        if len(line) <= _NAME and starts(site, number, line, _LEAD):
            sights.append(_link_sight(site, view, index))
    if rule.only_dead:
        return [sight for sight in sights if sight.verdict == "partial"]
    if not (rule.hosts or rule.paths or rule.images):
        return sights
    for view, index, host, path in site.addresses:
        if _address_fits(host, path, view.page.links[index].image, rule):
            sights.append(_link_sight(site, view, index))
            if sights[-1].verdict == "met":
                break
    return sights


def _address_fits(host: str, path: str, image: str, rule: LinkTo) -> bool:
    if image and any(name in image for name in rule.images):
        return True
    if host and any(host.endswith(name) and (host == name or host.endswith("." + name)) for name in rule.hosts):
        return True
    return any(part in path for part in rule.paths)


def _link_sight(site: Site, view: View, index: int) -> Sight:
    made = view.page.links[index]
    entry = site.entry(made)
    proof = (site.link_proof(view, index),)
    if (not made.url and made.href.strip() in ("", "#")) or (entry is not None and entry.reason == "gone"):
        return Sight(verdict="partial", reason="dead_link", proof=proof)
    return Sight(verdict="met", reason=None, proof=proof, strength=1)

"""Documents and links: a file or page that a link names, a link to a known address."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.checks.content import measure, unseen
from audit.checks.grains import is_filler
from audit.checks.listed import unlinked
from audit.checks.parts import names_section, own_blocks
from audit.checks.pictured import beside, pictured
from audit.checks.sections import pages_named, starts
from audit.checks.sight import Sight, Spot, block_at, link_at
from audit.checks.values import COUNTED
from audit.view import is_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from audit.finding import Verdict
    from audit.site import Site
    from audit.view import View
    from checklists.rule import Document, LinkTo
    from crawler.page import Link

_LEAD = 60
_BESIDE = 3
"""Strength of a file beside the document's name."""
_NAME = 200
"""Characters of a link's words that may still be a document's name."""
_SHARE = 0.6
"""Share of a line from which a document's name is all that it says."""
_TITLE_LEAD = 20
"""Characters of a title before the document's name."""
_NEAR = 3
"""Lines before a link in which may stand what it is for."""
_BUTTONS = 4
"""Blocks behind a name that may be its buttons."""
_PLAIN = 120
"""Characters of a line without a link that may still be one."""


def document(site: Site, rule: Document) -> Iterator[Sight]:
    """Links that name the document; generic links («скачать») beside its name; its name without a link."""
    tries: list[tuple[int, Callable[[], Sight | None]]] = []
    without = set(site.numbers(rule.without))
    inside = sections_of(site, rule.sections)
    for view, index, number in site.links(rule.names):
        line, found = site.line(view.page.links[index].text)
        if len(line) > _NAME or not starts(site, number, line, _LEAD) or not without.isdisjoint(found):
            continue
        if rule.own and site.wording.is_state_act(line):
            continue
        page = rule.files and view.page.links[index].url and not site.file_kind(view.page.links[index].url)
        if not page and (inside is None or view.number in inside):
            tries.append(_named(site, view, index, number, rule.page))
    for view, index, number in site.blocks(rule.names):
        if not view.own[index] or (inside is not None and view.number not in inside):
            continue
        if rule.own and site.wording.is_state_act(view.lines[index]):
            continue
        if without.isdisjoint(view.found[index]) and starts(site, number, view.lines[index], _LEAD):
            tries.append((_BESIDE, functools.partial(_beside, site, view, index, number)))
    return _promising(tries)


def _promising(tries: list[tuple[int, Callable[[], Sight | None]]]) -> Iterator[Sight]:
    """The sights that are met, the strongest first, then the others in their order.

    A try is the strength that its sight has if it is met, and what looks: what promises most is looked at first.
    """
    rest: list[tuple[int, Sight]] = []
    for order in sorted(range(len(tries)), key=lambda number: tries[number][0], reverse=True):
        sight = tries[order][1]()
        if sight is not None and sight.verdict == "met":
            yield sight
        elif sight is not None:
            rest.append((order, sight))
    yield from (sight for _, sight in sorted(rest, key=lambda one: one[0]))


def sections_of(site: Site, titles: tuple[str, ...]) -> frozenset[int] | None:
    """Numbers of the views that the titles name; None where no titles are asked for."""
    if not titles:
        return None
    return site.memo("inside", titles, lambda: frozenset(view.number for view, _, _ in pages_named(site, titles, ())))


def _named(site: Site, view: View, index: int, number: int, page: Verdict) -> tuple[int, Callable[[], Sight]]:
    """The sight of a link that names the document, and the strength it has if it is met; ``page``: of one to a page."""
    link = view.page.links[index]
    proof = (link_at(view, index),)
    entry = site.entry(link)
    if not link.url or (entry is not None and entry.reason == "gone") or _leads_home(view, link):
        return 0, lambda: Sight("partial", "dead_link", proof)
    line, _ = site.line(link.text)
    start, end = site.span(number, line)
    exact = end - start >= 0.6 * len(line)
    if site.is_sample_file(link):
        return 0, lambda: Sight("missing", "placeholder", proof)
    if site.file_kind(link.url):
        return 4 + exact, lambda: Sight("met", None, proof, 4 + exact)
    target = site.target(link)
    if page == "partial":
        return 0, lambda: _hint(site, target, proof)
    if target is None:
        return 1, lambda: Sight("met", None, proof, 1)
    return 2 + exact, lambda: _page(site, target, proof, 2 + exact)


def _leads_home(view: View, link: Link) -> bool:
    """Whether a link leads to the home page of its site, and to no part of it: what it names is not there."""
    same = urlsplit(link.url).netloc.removeprefix("www.") == urlsplit(view.entry.url).netloc.removeprefix("www.")
    return same and is_home(link.url) and "#" not in link.href


def _hint(site: Site, target: View | None, proof: tuple[Spot, ...]) -> Sight:
    """The sight of a link to a page that shows no more than that the thing may be behind it."""
    sight = Sight("met", None, proof) if target is None else _page(site, target, proof, 0)
    return sight._replace(verdict="partial", reason="mentioned") if sight.verdict == "met" else sight


def _page(site: Site, target: View, proof: tuple[Spot, ...], strength: int) -> Sight:
    """The sight of a link to a page, by what stands on it."""
    content = site.memo("whole", target.number, lambda: measure(site, target, own_blocks(target)))
    if content.template or (content.filler is not None and content.size < 200):  # noqa: PLR2004  a heading and a line
        shown = proof if content.filler is None else (block_at(target, content.filler),)
        return Sight("missing", "placeholder", shown)
    if content.empty() and not unseen(site, target):
        return Sight("missing", "bare_heading", proof)
    if content.empty():  # a scan or a frame that its link names
        return Sight("met", None, proof, strength)
    if content.size < 200 and not content.files and len(content.pages) < 3:  # noqa: PLR2004  a heading and a line
        return Sight("partial", "little", proof)
    return Sight("met", None, proof, strength)


def _beside(site: Site, view: View, index: int, number: int) -> Sight | None:
    """The name stands in a block: with a file's link in it, in its row or right after it; or by itself."""
    block, line = view.page.blocks[index], view.lines[index]
    if is_filler(site, view, index):
        return None
    if block.links and (plain := unlinked(site, view, index, number)):
        return Sight("partial", "named_only", (block_at(view, index),)) if plain.title else None
    file = _file(site, view, index)
    if file is not None or block.links:
        return file
    if len(block.text) <= _NAME and COUNTED.search(block.text):
        return Sight("met", None, (block_at(view, index),), 0)  # «Вакантные места — 3»: the line says it itself
    named = not block.level and not names_section(site, view, index)
    if named and _is_title(block.text, line, site.span(number, line)):
        return Sight("partial", "named_only", (block_at(view, index),))
    return None


def _file(site: Site, view: View, index: int) -> Sight | None:
    """The sight of a file beside a name: in its block, its row, or behind it."""
    page, cell = view.page, view.cell(index)
    around = [index, *_buttons(site, view, index)]
    if cell:
        around = [
            other
            for other in range(max(index - 6, 0), min(index + 12, len(page.blocks)))
            if (there := view.cell(other)) and there[:2] == cell[:2]
        ]
    for other in around:
        for place in page.blocks[other].links if other < len(page.blocks) else ():
            link = page.links[place]
            if not site.file_kind(link.url) or site.is_sample_file(link):
                continue
            apart = other != index and (not cell or view.cell(other) == cell)
            if apart and not site.wording.names_nothing(site.line(link.text)[0]):
                continue  # it names another document
            return _beside_name(site, view, index, link)
    icon = beside(site, view, index)
    if icon is None and not cell and not page.blocks[index].links:
        icon = pictured(site, view).get(index + 1)  # a scan's first page made small, below a name that opens nothing
    return _beside_name(site, view, index, icon) if icon else None


def _beside_name(site: Site, view: View, index: int, link: Link) -> Sight:
    proof = (block_at(view, index),)
    if site.is_sample_file(link):
        return Sight("missing", "placeholder", proof)
    return Sight("partial", "dead_link", proof) if site.gone(link) else Sight("met", None, proof, _BESIDE)


def _buttons(site: Site, view: View, index: int) -> list[int]:
    """The block behind a name, and those behind it that only say what to do: «Просмотр», «Скачать»."""
    found = [index + 1]
    while (
        found[-1] < len(view.lines) - 1 and len(found) < _BUTTONS and site.wording.names_nothing(view.lines[found[-1]])
    ):
        found.append(found[-1] + 1)
    return found


def _is_title(text: str, line: str, span: tuple[int, int]) -> bool:
    """Whether a line without a link is a document's title, and no sentence that speaks of one."""
    if len(line) > _PLAIN:
        return False
    start, end = span
    if text.endswith(":"):
        return False  # what it announces is not there
    return end - start >= _SHARE * len(line) or (start <= _TITLE_LEAD and not text.endswith((".", "!", "?", ":")))


def link(site: Site, rule: LinkTo) -> Iterator[Sight]:
    """A link by its words, host, path or picture; met where it leads somewhere. All that are met are alike."""
    barred = frozenset(site.numbers(rule.without))
    for view, index, number in site.links(rule.phrases):
        line, found = site.line(view.page.links[index].text)
        if (
            barred.isdisjoint(found)
            and len(line) <= _NAME
            and starts(site, number, line, _LEAD)
            and _fits(site, view, index, rule)
        ):
            sight = _link_sight(site, view, index)
            if sight.verdict == "partial" or not rule.only_dead:
                yield sight
    if rule.only_dead:
        return
    # Most parts stand in no address of a site, and few addresses hold one: those are taken apart.
    parts = [part for part in (*rule.hosts, *rule.paths, *rule.images) if part in site.all_addresses]
    for view, index, url, image in site.addresses if parts else ():
        if barred and not barred.isdisjoint(_said(site, view, index)):
            continue
        if not any(part in url or part in image for part in parts) or not _fits(site, view, index, rule):
            continue
        if _address_fits(url, image, rule):
            sight = _link_sight(site, view, index)
            yield sight
            if sight.verdict == "met":
                return


def _said(site: Site, view: View, index: int) -> Iterable[int]:
    """Phrases in a link's words; of one that only says what to do («скачать»), in its line."""
    made = view.page.links[index]
    line, found = site.line(made.text)
    if site.wording.names_nothing(line) and 0 <= made.block < len(view.found):
        return view.found[made.block]
    return found


def _fits(site: Site, view: View, index: int, rule: LinkTo) -> bool:
    """Whether a link is of the way asked for, and near the words asked for."""
    made = view.page.links[index]
    if rule.frames and made.via != "frame":
        return False
    if not rule.near:
        return True
    near = frozenset(site.numbers(rule.near))
    around = view.found[max(made.block - _NEAR, 0) : made.block]
    if not near.isdisjoint(itertools.chain(view.title_hits, site.line(made.text)[1], *around)):
        return True
    beside = near.intersection(view.found[made.block]) if made.block < len(view.found) else near - near
    if not beside:
        return False
    # What the words of another link of the line say is said of that one.
    others = [
        site.line(view.page.links[other].text)[1] for other in view.page.blocks[made.block].links if other != index
    ]
    return not beside <= set(itertools.chain.from_iterable(others))


def _address_fits(url: str, image: str, rule: LinkTo) -> bool:
    if image and any(name in image for name in rule.images):
        return True
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].partition(":")[0]
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if host and any(host == name or host.endswith("." + name) for name in rule.hosts):
        return True
    return any(part in path for part in rule.paths)


def _link_sight(site: Site, view: View, index: int) -> Sight:
    made = view.page.links[index]
    entry = site.entry(made)
    proof = (link_at(view, index),)
    if (not made.url and made.href.strip() in ("", "#")) or (entry is not None and entry.reason == "gone"):
        return Sight("partial", "dead_link", proof)
    target = site.target(made) if made.url else None
    if target is not None and (empty := _page(site, target, proof, 1)).reason == "placeholder":
        return empty  # «Раздел находится в разработке»
    return Sight("met", None, proof, 1)

"""Mentions: a phrase anywhere in the text of a page, no name of what does not follow. Reads blocks; knows no item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.documents import sections_of
from audit.checks.grains import grain, is_filler
from audit.checks.labels import value_blocks
from audit.checks.listed import is_plain_title
from audit.checks.parts import announces, under
from audit.checks.sight import Sight, block_at, falling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Mention

_HEADINGS = range(1, 7)
_LINE = 100
"""Characters of a line that is an entry of a list."""
_DENIAL = 140
"""Characters of a line that may deny the thing and be all that there is to publish."""
_ALONE = 0.5
"""Share of a heading from which the phrase is all that it names."""


def mention(site: Site, rule: Mention) -> Iterator[Sight]:
    """A phrase anywhere in the text of a page."""
    return falling(_mention(site, rule), 0)


def _mention(site: Site, rule: Mention) -> Iterator[Sight]:
    if rule.least > 1:
        yield from _lines(site, rule)
        return
    inside, barred = sections_of(site, rule.sections), frozenset(site.numbers(rule.without))
    for view, index, number in site.blocks(rule.phrases):
        block = view.page.blocks[index]
        if not barred.isdisjoint(view.found[index]):
            continue
        if block.region == "nav" or block.hidden or (inside is not None and view.number not in inside):
            continue
        if is_filler(site, view, index) or announces(site, view, index) or _only_names(site, view, index, number):
            continue
        if rule.title:
            if is_plain_title(site, view, index, number):
                yield Sight("partial", "named_only", (block_at(view, index),))
            continue
        # «Общежитие не предоставляется» is all that there is to publish.
        none = len(block.text) <= _DENIAL and not site.wording.absences.isdisjoint(view.found[index])
        if rule.gives == "met" or none:
            yield Sight("met", None, (block_at(view, index),))
        else:
            yield Sight("partial", "mentioned", (block_at(view, index),))


def _only_names(site: Site, view: View, index: int, number: int) -> bool:
    """Whether a line is only the name of what does not follow: breadcrumbs, a heading or a label above nothing."""
    block, line = view.page.blocks[index], view.lines[index]
    if grain(site, view, index).kind == "trail":
        return True
    start, end = site.span(number, line)
    titled = block.level in _HEADINGS and end - start >= _ALONE * len(line)
    if not (titled or (block.text.endswith(":") and not block.cell)) or block.links:
        return False
    below = under(site, view, index, 2) if titled else value_blocks(view, index)[:1]
    return all(view.page.blocks[other].level in _HEADINGS for other in below)


def _of_superiors(site: Site, view: View, index: int) -> bool:
    """Whether the heading above is of bodies above the organisation: their offices are no units of its own."""
    above = next((at for at in range(index - 1, -1, -1) if view.page.blocks[at].level in _HEADINGS), None)
    return above is not None and not site.wording.superiors.isdisjoint(view.found[above])


def _lines(site: Site, rule: Mention) -> Iterator[Sight]:
    """Pages with at least so many short lines that begin with a phrase, menus apart; no two alike."""
    begun: dict[int, dict[str, int]] = {}
    for view, index, number in site.blocks(rule.phrases):
        line = view.lines[index]
        if not view.own[index] or _of_superiors(site, view, index):
            continue
        if len(line) <= _LINE and not site.is_story(view) and not site.span(number, line)[0]:
            begun.setdefault(view.number, {}).setdefault(line, index)
    for view in site.views:
        found = list(begun.get(view.number, {}).values())
        if len(found) >= rule.least:
            proof = tuple(block_at(view, index) for index in found[:3])
            met = rule.gives == "met"
            yield Sight("met", None, proof, 1) if met else Sight("partial", "mentioned", proof, 1)

"""Forms and widgets: a form to write to the organisation, scripts and frames of known or telling names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.checks.sight import Sight, Spot, block_at, link_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.site import Site
    from audit.view import View
    from checklists.schema import AppealForm, Widget
    from crawler.page import Form

_WRITING = frozenset({"textarea"})
_PLAIN = frozenset({"text", "email", "tel", "textarea"})
_REACH = 6
"""Blocks before a form that may hold its heading."""


def form(site: Site, rule: AppealForm) -> Iterator[Sight]:
    """Forms with a field to write in whose words, or the words around them, show the purpose."""
    words, without = set(site.numbers(rule.words)), set(site.numbers(rule.without))
    seen: set[str] = set()
    for view in site.views:
        for number, made in enumerate(view.page.forms):
            key = f"{made.action} {made.marks} {made.text[:80]}" if made.action else f"{view.number}"
            if key in seen or not any(entry.kind in _WRITING for entry in made.fields):
                continue
            seen.add(key)
            if fits(site, view, made, words, without):
                quote = made.text[:300] or " ".join(entry.words for entry in made.fields)[:300] or made.marks.strip()
                yield Sight("met", None, (Spot(view, f"form {number}", quote),), 1)


def fits(site: Site, view: View, made: Form, words: set[int], without: set[int]) -> bool:
    """Whether a form is for the purpose: its own words first, then heading, title and address of the page."""
    own = " ".join([made.text, made.marks, *(f"{entry.name} {entry.words}" for entry in made.fields)])
    found = set(site.line(own)[1])
    if without & found:
        return False
    if words & found:
        return True
    for index in range(max(made.block - _REACH, 0), min(made.block + 1, len(view.page.blocks))):
        block = view.page.blocks[index]
        if view.own[index] or block.level:
            found.update(site.line(block.text)[1])
    found |= view.title_hits
    return bool(words & found) and not without & found


def widget(site: Site, rule: Widget) -> Iterator[Sight]:
    """Scripts, frames and elements by their names, and buttons by their words."""
    for view in site.views:
        name, mark = _first(view.page.sources, rule.sources), _first(view.page.marks, rule.marks)
        if name or mark:
            place = "source" if name else "mark"
            yield Sight("met", None, (Spot(view, place, name or mark or ""),), 1)
            break
    for view, index, _ in site.blocks(rule.phrases):
        block = view.page.blocks[index]
        if len(block.text) <= 120:  # noqa: PLR2004  the words of a button
            yield Sight("met", None, (block_at(view, index),))
            break
    for view, index, _ in site.links(rule.phrases):
        if len(view.page.links[index].text) <= 120:  # noqa: PLR2004  the words of a button
            yield Sight("met", None, (link_at(view, index),))
            break


def _first(names: Sequence[str], parts: Sequence[str]) -> str | None:
    """The first name with one of the parts in it."""
    every = "\n".join(names) if parts else ""
    if not any(part in every for part in parts):  # seldom is there one, and this is quickly seen
        return None
    return next((name for name in names if any(part in name for part in parts)), None)

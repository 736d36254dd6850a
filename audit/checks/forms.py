"""Forms and widgets: a form to write to the organisation, scripts and frames of known or telling names."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from audit.checks.grains import is_filler, says_filler
from audit.checks.sight import Sight, Spot, block_at, link_at
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.site import Site
    from audit.view import View
    from checklists.rule import AppealForm, Widget
    from crawler.page import Form

_WRITING = frozenset({"textarea"})
_ASKING = frozenset({"text", "search"})
_CHOOSING = frozenset({"radio", "select", "checkbox", "range"})
_PLAIN = frozenset({"text", "email", "tel", "textarea"})
_NOWHERE = ("#", "javascript:")
"""How addresses begin that a script has to make something of."""
_WHOLE = 600
"""Characters of a form from which it is taken to be put around the page, as some builders do."""
_LONG = 30
"""Blocks of a form that are looked through for words to quote."""
_BUTTON = 120
"""Characters of a button's words."""
_REACH = 6
"""Blocks before a form that may hold its heading."""


def form(site: Site, rule: AppealForm) -> Iterator[Sight]:
    """Forms with a field to write in whose words, or the words around them, show the purpose."""
    seen: set[str] = set()
    for view in site.views:
        for number, made in enumerate(view.page.forms):
            key = f"{made.action} {made.marks} {made.text[:80]}" if made.action else f"{view.number}"
            kinds = {entry.kind for entry in made.fields}
            if key in seen or kinds.isdisjoint(_fields(rule)):
                continue
            seen.add(key)
            if (not rule.writing and not rule.choosing and "search" in kinds) or fits(site, view, made, rule):
                yield Sight("met", None, (Spot(view, f"form {number}", _quote(site, view, made, rule)),), 1)
    if rule.tried:
        yield from _tried(site)


def _tried(site: Site) -> Iterator[Sight]:
    """Forms that the browser showed and tried: those of frames, and those that a page makes when it is looked at."""
    for one in site.probes:
        view = site.by_url.get(one.about)
        if one.kind == "form" and view is not None and one.data.get("fields"):
            text = str(one.data.get("heading") or one.data.get("opened_by") or one.data.get("frame") or "")
            yield Sight("met", None, (Spot(view, "probe form", text),))


def _fields(rule: AppealForm) -> frozenset[str]:
    if rule.choosing:
        return _CHOOSING
    return _WRITING if rule.writing else _ASKING


def fits(site: Site, view: View, made: Form, rule: AppealForm) -> bool:
    """Whether a form is for the purpose: its own words first, then heading and title of the page."""
    words, weak, others = (set(site.numbers(part)) for part in (rule.words, rule.weak, rule.others))
    own = _own_words(site, view, made)
    if not own.isdisjoint(site.numbers(rule.without)):
        return False
    if words & own:
        return True
    around = set(view.title_hits)
    for index in range(max(made.block - _REACH, 0), min(made.block + 1, len(view.page.blocks))):
        if view.own[index] or view.page.blocks[index].level:
            around.update(view.found[index])
    if others & (own | around):
        return False
    return bool(words & around or weak & (own | around))


def _own_words(site: Site, view: View, made: Form) -> set[int]:
    """Phrases in a form and its fields; of a form around the whole page only what is the page's own."""
    said = [made.marks, *(f"{entry.name} {entry.words}" for entry in made.fields)]
    if len(made.text) <= _WHOLE:
        said.append(made.text)
    found = set(site.line(" ".join(said))[1])
    if len(made.text) > _WHOLE:
        for index in range(made.block, len(view.page.blocks)):
            if view.own[index] and not view.page.blocks[index].links:
                found.update(view.found[index])
    return found


def _quote(site: Site, view: View, made: Form, rule: AppealForm) -> str:
    """The block of the form that shows its purpose, else its first words."""
    words = set(site.numbers(rule.words))
    behind = itertools.islice((block for block in view.page.blocks[made.block :] if not block.links), _LONG)
    for block in (*behind, *view.page.blocks[max(made.block - _REACH, 0) : made.block]):
        if words.intersection(site.line(block.text)[1]):
            return block.text
    return made.text or " ".join(entry.words for entry in made.fields) or made.marks.strip()


def widget(site: Site, rule: Widget) -> Iterator[Sight]:
    """Scripts, frames and elements by their names, and buttons by their words."""
    for view in site.views:
        name, mark = _first(view.page.sources, rule.sources), _first(view.page.marks, rule.marks)
        if name or mark:
            place = "source" if name else "mark"
            yield Sight("met", None, (Spot(view, place, name or mark or ""),), 1)
            break
    barred = frozenset(site.numbers(rule.without))
    idle = _changing_nothing(site, rule.tried) if rule.tried else frozenset[str]()
    for view, index, number in site.blocks(rule.phrases):
        block = view.page.blocks[index]
        linked = any(number in site.line(view.page.links[link].text)[1] for link in block.links)  # judged as a link
        below = index + 1 < len(view.lines) and says_filler(site, view.lines[index + 1], view.found[index + 1])
        if below or is_filler(site, view, index):
            continue  # «Сервис временно отключён»
        if len(block.text) <= _BUTTON and not linked and barred.isdisjoint(view.found[index]):
            if view.lines[index] in idle and block.tag != "button":
                yield Sight("partial", "named_only", (block_at(view, index),))
                continue
            yield Sight("met", None, (block_at(view, index),))
            break
    for view, index, _ in site.links(rule.phrases):
        link = view.page.links[index]
        if len(link.text) > _BUTTON or not barred.isdisjoint(site.line(link.text)[1]):
            continue
        href = link.href.strip().lower()
        nowhere = (href in ("", "#") and rule.live and not view.page.scripts) or (
            (not href or href.startswith(_NOWHERE)) and site.line(link.text)[0] in idle
        )
        if site.gone(link) or nowhere:
            yield Sight("partial", "dead_link", (link_at(view, index),))
        else:
            yield Sight("met", None, (link_at(view, index),))
            break


def _changing_nothing(site: Site, kind: str) -> frozenset[str]:
    """The words of controls that a browser pressed, with every script there, and no page changed; in normal form."""
    probes = [one.data for one in site.probes if one.kind == kind and one.about in site.by_url]
    if any(one.get("outcome") == "changes" for one in probes):
        return frozenset()
    idle = (one for one in probes if one.get("outcome") == "no_change" and not one.get("unloaded"))
    return frozenset(normal(str(one.get("control", ""))) for one in idle)


def _first(names: Sequence[str], parts: Sequence[str]) -> str | None:
    """The first name with one of the parts in it."""
    every = "\n".join(names) if parts else ""
    if not any(part in every for part in parts):  # seldom is there one, and this is quickly seen
        return None
    return next((name for name in names if any(part in name for part in parts)), None)

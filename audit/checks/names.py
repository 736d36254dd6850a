"""Whose data a page holds: the organisation's own name, and pages that name another organisation."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from audit.checks.sight import Sight, block_at
from audit.wording import stems
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View

_SAME_SHARE = 0.7
"""Share of the telling words of a name from which a line holds that name."""
_OTHER_SHARE = 0.34
"""Share of its own words below which a full name is another's."""
_NAME = 600
"""Characters of a line that may hold a full name."""
_SHORT_NAME = 300
_SHORTEST = 4
"""Letters of a short name that may stand for the whole."""
_LABEL = 60
_FORM = 160
"""Characters of a line that may be the first part of a name."""
_BODY = re.compile(r"\b(?:учреждение|организация|предприятие)\b")
"""What a legal form ends in: «образовательное учреждение», and no «закон об учреждениях»."""
_LINES = 3
"""Lines over which a name may be spread: its form, what it is, its title."""
_IS = re.compile(
    r"(?:Наш[аеи]?\s)?(\w{3,}(?:\s\w+)?)\s+(?:[–—-]\s+(?:это\s+)?|является\s+)([^.;:]{10,160})", re.IGNORECASE
)
"""How a paragraph begins that says what an organisation is."""
_TITLED = re.compile(r"((?:[А-ЯЁа-яё-]+\s+){1,2}«[^«»]{3,80})»")
_GIVEN = re.compile(
    r"\b([А-ЯЁ]{3,7})\s+(?:[а-яё/]{1,4}\s+)?((?:№\s?\d+\s*)?[«\"“][^»\"”]{2,60}[»\"”]|№\s?\d+)(?:\s+г\.)?[^.;:]{0,40}?"
    r"\b(?:набрал|получил|занял|занима|име[ел]|вош[её]?л|оцен)\w*"
)
"""What an organisation was given by those who assessed it: «МБДОУ № 15 «Ручеёк» набрал 91 балл»."""
_OURS = re.compile(
    r"\b(?:мы|нас|нам|наш\w{0,3}|школ\w*|сад|центр\w{0,3}|учреждени\w{1,3}|организаци\w{1,3})\b(?! город| райо| облас)"
)
_ENOUGH = 3
"""So many places of the name prove it; more prove nothing new."""


def own_name(site: Site) -> Iterator[Sight]:
    """The organisation's own full name: its legal form with most of the words that tell it from others."""
    wanted = site.wording.telling(site.subject.name)
    short = normal(site.subject.short_name)
    if not wanted:
        return
    # A line with enough of the words has one of these; most lines have none and are not cut into words.
    least = math.ceil(_SAME_SHARE * len(wanted))
    telling = sorted(wanted, key=lambda stem: (-len(stem), stem))[: len(wanted) - least + 1]
    whole = [name for name in (short, _own_title(site.subject.name).strip()) if len(name) >= _SHORTEST]
    some = re.compile("|".join(map(re.escape, (*telling, *whole))))
    met = 0
    for view in site.views:
        for index, line in enumerate(view.lines):
            if len(line) <= _NAME and some.search(line):
                sight = _sight(site, view, index, wanted, short)
                if sight is not None:
                    if sight.verdict == "partial" and _form_told(site, sight.proof[0].view):
                        sight = sight._replace(verdict="met", reason=None)
                    met += sight.verdict == "met"
                    yield sight
        if met >= _ENOUGH:
            break


def _sight(site: Site, view: View, index: int, wanted: frozenset[str], short: str) -> Sight | None:
    line = view.lines[index]
    same = len(wanted & stems(line.split())) >= _SAME_SHARE * len(wanted)
    proof = (block_at(view, index),)
    if same and site.wording.has_legal_form(line):
        return Sight("met", None, proof, 1 + view.own[index])
    if same and (above := _form_above(site, view, index)):
        return Sight("met", None, (block_at(view, index - above), *proof), 1)
    own = site.wording.own(site.subject.name)
    if len(own) > 1 and own <= stems(line.split()) and site.wording.has_short_form(line):
        return Sight("met", None, proof, 1)  # «МБОУ СШ № 7 имени Зуева»
    if _by_title(site, line) and site.wording.has_short_form(line):
        return Sight("met", None, proof, 1)  # «МБУДО «Спортивная школа «Искра»»
    told = same or (len(short) >= _SHORTEST and short in line) or _by_title(site, line)
    return Sight("partial", "part", proof) if told and len(line) <= _SHORT_NAME else None


def _by_title(site: Site, line: str) -> bool:
    """Whether a line has the title of the organisation with what it is before it: «Детский сад «Ручеёк»»."""
    title = site.memo("own title", None, lambda: _own_title(site.subject.name))
    return bool(title) and title in f" {line} "


def _own_title(name: str) -> str:
    """What stands in the last quotes of a name, with a word or two before them, in normal form between spaces."""
    found = _TITLED.findall(name)
    return f" {normal(found[-1])} " if found else ""


def others_result(site: Site, texts: list[str]) -> bool:
    """Whether texts tell what another organisation was given, by its name, and nothing of this one."""
    own = site.wording.telling(site.subject.name)
    told = [found for text in texts for found in _GIVEN.finditer(text)]
    told = [found for found in told if site.wording.has_short_form(normal(found[1]))]
    if not told or any(not own.isdisjoint(stems(normal(found[2]).split())) for found in told):
        return False
    rest = [normal(_GIVEN.sub(" ", text)) for text in texts]
    return not any(_OURS.search(line) or _by_title(site, line) for line in rest)


def _form_told(site: Site, view: View) -> bool:
    """Whether the page with the name tells the legal form in a sentence: «Больница — казённое учреждение …»."""
    return any(
        own and (found := _IS.match(block.text)) is not None
        and stems(normal(found[1]).split()) <= stems(normal(site.subject.name).split())
        and site.wording.has_legal_form(normal(found[2]))
        for own, block in zip(view.own, view.page.blocks, strict=True)
    )  # fmt: skip


def _form_above(site: Site, view: View, index: int) -> int:
    """How many lines above the beginning of the name stands: its legal form and little else, nothing of whom; or 0."""
    name = stems(normal(site.subject.name).split())
    for above in range(1, min(_LINES, index) + 1):
        text, line = view.page.blocks[index - above].text, view.lines[index - above]
        if (
            not line
            or len(line) > _FORM
            or "«" in text
            or text.endswith((".", ":", "!"))
            or (site.wording.is_paper(line) and not (site.wording.begins_with_form(line) and _BODY.search(line)))
        ):
            return 0
        if site.wording.has_legal_form(" ".join(view.lines[index - above : index])):
            return above
        if view.page.blocks[index - above].links or name.isdisjoint(stems(line.split())):
            return 0
    return 0


def foreign_pages(site: Site) -> frozenset[str]:
    """Addresses of pages that state the full name of another organisation: a template's leftovers.

    Such is a value of language.yaml's ``name_labels`` (or ``itemprop=fullName``) with a legal form and next to none of
    the words that tell the organisation of the registry from others.
    """
    wanted = site.wording.own(site.subject.name)
    if len(wanted) < 2:  # noqa: PLR2004  one word is too little to tell by
        return frozenset()
    named = [(view, site.line(prop.text)[0]) for view, prop in site.props.get("fullname", ())]
    for view, index, number in site.blocks(site.wording.name_labels):
        line = view.lines[index]
        if site.span(number, line)[0] == 0:
            below = view.lines[index + 1] if index + 1 < len(view.lines) else ""
            named.append((view, f"{line} {below}" if len(line) < _LABEL else line))
    return frozenset(
        view.entry.url
        for view, line in named
        if site.wording.has_legal_form(line) and len(wanted & stems(line.split())) < _OTHER_SHARE * len(wanted)
    )

"""Things with a form of their own where a site shows them: phones, addresses, hours, persons, its own name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.grains import is_sample
from audit.checks.names import own_name
from audit.checks.owners import OF_OFFICES, is_anothers_email, is_offices
from audit.checks.phones import only_hotlines
from audit.checks.rosters import of_others
from audit.checks.sight import Sight, Spot, block_at, falling
from audit.checks.staffing import staff_told, without_maker
from audit.checks.values import PATRONYMIC, VALUE_PATTERNS, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Entity

_ENTRY = 250
"""Characters of an entry of a list: a paragraph that names people is a story, not a list of the staff."""
_HEADINGS = range(1, 7)
"""Levels of headings in markup."""
_LIST = 8
"""Blocks that an entry of a list may take: a card with portrait, post, degree and courses."""
_FIRST = 160
"""Characters at the start of a paragraph in which it names whom it is about."""
_SHORT_NAME = 80
"""Characters of a given name with its patronymic, and more."""
_GIVEN = re.compile(rf"[А-ЯЁ][а-яё]+\s+(?i:{PATRONYMIC})")
_ONE_PATRONYMIC = re.compile(rf"(?i:{PATRONYMIC})")
_ONE_WORD = re.compile(r"[А-ЯЁ][А-ЯЁа-яё-]{2,30}")
_ALONE_ON_PAGE = frozenset({"price", "street"})
"""Things that need no word beside them on a page that is called after them."""
_ENOUGH = 5
"""So many pages with the thing prove it; more prove nothing new."""
_OWN = 3
"""Strength of a thing in a block that is the page's own; one less in what pages share."""
_BEFORE = 3
"""Blocks before a thing in which may stand whose it is."""
_POST = 0.5
"""Share of a cell from which a post is all that it says."""
_ROW = 8
"""Blocks to either side in which the rest of a cell's row stands."""
_LESSER = 6
"""So many lesser posts of one line are looked at."""
_ALONE = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
_REST = re.compile(r"[а-яё]+\s+[а-яё]+(?:вич|вна|ична|(?:и|в)шна|ич)\b", re.IGNORECASE)
"""A surname in a line of its own, and the rest of the name in the next."""
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def entity(site: Site, rule: Entity) -> Iterator[Sight]:
    """Each block (up to a bound per page) that holds the thing, near the words asked for."""
    return falling(own_name(site) if rule.entity == "name" else _entity(site, rule), _OWN)


def _entity(site: Site, rule: Entity) -> Iterator[Sight]:
    near, others = frozenset(site.numbers(rule.near)), frozenset(site.numbers(rule.others))
    barred, lesser = frozenset(site.numbers(rule.without)), frozenset(site.numbers(rule.lesser))
    pages, seen = site.numbers(rule.pages), 0
    called = {view for number in pages for view in site.named_after.get(number, ())}
    if rule.prose:
        yield from staff_told(site, rule, VALUE_PATTERNS["person"])
        return
    for view in site.holding(near) if near and not (called and rule.entity in _ALONE_ON_PAGE) else site.views:
        if rule.least > 1 and site.is_story(view):
            continue  # who took part in an event is no list of anybody
        covered = _covered(site, view, near, lesser)
        places = _places(view, near, barred, covered) if near else range(len(view.page.blocks))
        if view.number in called:
            places = range(len(view.page.blocks))
        aside = covered | of_others(site, view) if rule.entity == "person" and rule.least > 1 else covered
        if aside:
            places = [index for index in places if index not in aside]
        found = others and _first(site, view, rule, places, barred | others)
        found = found or _first(site, view, rule, places, barred)
        if found:
            seen += 1
            strength = 0 if _anothers(site, view, found[0], others) else _OWN - 1 + view.own[found[0]]
            if rule.entity == "person" and strength and _YEAR.search(view.page.blocks[found[0]].text):
                strength = 1  # who was named in a year is of its history
            yield Sight("met", None, tuple(block_at(view, index) for index in dict.fromkeys(found[:3])), strength)
        else:
            for sight in _instead(site, view, rule, places):
                seen += sight.verdict == "met"
                yield sight
        if seen >= _ENOUGH:
            break


def _instead(site: Site, view: View, rule: Entity, places: Sequence[int]) -> list[Sight]:
    """What a page has that shows no thing of ours in a block: a link, a template's repeated card, an office's own."""
    copies, known = site.copies.get(view.number, ()), shown(site, rule.entity)
    if not rule.near and rule.entity in ("phone", "email") and (found := _link_sight(site, view, rule.entity)):
        return found
    for index in places if copies or rule.entity in OF_OFFICES else ():
        if known[view.page.blocks[index].text]:
            if index in copies:
                return [Sight("missing", "placeholder", (block_at(view, index),))]
            if rule.entity in OF_OFFICES and is_offices(site, view, index):
                return [Sight("missing", "foreign", (block_at(view, index),))]
    return []


def _anothers(site: Site, view: View, index: int, others: frozenset[int]) -> bool:
    """Whether a block is rather somebody else's: by words in it, or by a body above it or before it that they name."""
    if not others.isdisjoint(view.found[index]):
        return True
    superiors = site.wording.superiors
    for number in range(index, max(index - _BEFORE, 0) - 1, -1):
        if not superiors.isdisjoint(view.found[number]):
            return True
        if view.page.blocks[number].level:
            break
    return False


def _link_sight(site: Site, view: View, kind: str) -> list[Sight]:
    scheme = {"phone": "tel:", "email": "mailto:"}[kind]
    for number, link in enumerate(view.page.links):
        if link.href.lower().startswith(scheme) and len(link.href) > len(scheme) + 4:
            if _is_told_of_another(site, view, link.block, kind):
                continue
            return [Sight("met", None, (Spot(view, f"link {number}", link.href),))]
    return []


def _is_told_of_another(site: Site, view: View, index: int, kind: str) -> bool:
    if not 0 <= index < len(view.page.blocks):
        return False
    if index in site.copies.get(view.number, ()) or is_offices(site, view, index):
        return True
    return kind == "email" and is_anothers_email(site, view, view.page.blocks[index].text, VALUE_PATTERNS["email"])


def _covered(site: Site, view: View, near: frozenset[int], lesser: frozenset[int]) -> frozenset[int]:
    """Blocks whose near words all stand in the names of lesser things: «Заместитель директора», and no director."""
    if not lesser:
        return frozenset()
    return frozenset(
        index
        for index, phrases in enumerate(view.found)
        if phrases and not lesser.isdisjoint(phrases) and near.isdisjoint(_beside(site, view.lines[index], lesser))
    )


def _beside(site: Site, line: str, lesser: frozenset[int]) -> tuple[int, ...]:
    """Phrases of a line without the lesser ones that it holds."""
    for _ in range(_LESSER):
        spans = [site.span(number, line) for number in lesser.intersection(site.line(line)[1])]
        if not spans:
            break
        start, end = min(spans, key=lambda span: (span[0], -span[1]))
        line = f"{line[:start]}— {line[end:]}"
    return site.line(line)[1]


def _places(view: View, near: frozenset[int], barred: frozenset[int], covered: frozenset[int]) -> list[int]:
    """Blocks within reach of the near words: their own block, the next four, the rest of the row, under the heading."""
    places: set[int] = set()
    blocks = view.page.blocks
    for index, phrases in enumerate(view.found):
        if not phrases or near.isdisjoint(phrases) or not barred.isdisjoint(phrases) or index in covered:
            continue
        level = blocks[index].level
        reach = 12 if level or view.cell(index) else 5
        if len(blocks[index].text) > _ENTRY:  # a story has the word too; what it is near stands in it
            places.add(index)
            continue
        places.update(range(max(index - 1, 0) if not level else index, _end(view, index, reach)))
    return sorted(places)


def _end(view: View, index: int, reach: int) -> int:
    """Where what stands near a block ends: at the next heading but for the one right behind it, or out of reach."""
    blocks = view.page.blocks
    level = blocks[index].level if blocks[index].level in _HEADINGS else max(_HEADINGS)
    for other in range(index + 2, min(index + reach, len(blocks))):
        if blocks[other].level in _HEADINGS and blocks[other].level <= level and not view.cell(index):
            return other
    return min(index + reach, len(blocks))


def _first(
    site: Site, view: View, rule: Entity, places: Sequence[int], barred: frozenset[int],
) -> list[int]:  # fmt: skip
    blocks = view.page.blocks
    known = shown(site, rule.entity)
    if rule.entity != "person":  # most texts hold nothing of the kind: they are left out first
        places = [index for index in places if known[blocks[index].text]]
    found, told = [], set[str]()
    for index in places:
        block = blocks[index]
        if rule.least > 1 and len(block.text) > _ENTRY:
            continue
        # In a paragraph only who is named first is who it is about.
        text = block.text if rule.entity != "person" or len(block.text) <= _ENTRY else block.text[:_FIRST]
        if block.hidden or _told_of_another(site, view, index, rule, barred):
            continue
        if rule.entity == "person" and index and _REST.match(text) and _ALONE.fullmatch(blocks[index - 1].text):
            text = f"{blocks[index - 1].text} {text}"  # a card with the surname in a line of its own
        holding = known[text] or (
            rule.entity == "person" and (in_lines(view, index) or site.wording.names_person(text[:_ENTRY]))
        )
        if holding and _of_somebody(site, view, index, rule.entity, text):
            continue
        if holding and rule.least > 1 and view.lines[index] in told:
            continue  # one and the same person, said again, makes no list
        if holding and (rule.tables or not view.cell(index)) and not is_sample(site, view, index):
            told.add(view.lines[index])
            found += [index] * (min(_many(rule.entity, text), rule.least) if rule.least > 1 else 1)
            # People of a list stand together; on a long page of talk there are as many, far from one another.
            if len(found) >= rule.least and index - found[-rule.least] <= _LIST * rule.least:
                return found[-rule.least :]
    return []


def _of_somebody(site: Site, view: View, index: int, kind: str, text: str) -> bool:
    """Whether a thing is not the organisation's: an office's, a partner's, a hotline, who made the site."""
    if kind == "person":
        rest = without_maker(text)
        return rest != text and not (shown(site, kind)[rest] or site.wording.names_person(rest[:_ENTRY]))
    if kind in OF_OFFICES and is_offices(site, view, index):
        return True
    if kind == "phone":
        return only_hotlines(text, site.wording.hotlines)
    return kind == "email" and is_anothers_email(site, view, text, VALUE_PATTERNS["email"])


def _told_of_another(site: Site, view: View, index: int, rule: Entity, barred: frozenset[int]) -> bool:
    """Whether a block is of something else: by its words, by what announces it («Приём передач:») or by its column."""
    if not barred.isdisjoint(view.found[index]) or (rule.announced and _announced(site, view, index, rule)):
        return True
    cell = view.cell(index) if rule.entity == "person" else None
    if cell is None or barred.isdisjoint(_column(site, view, cell)):
        return False
    row = (at for at in range(max(index - _ROW, 0), index + _ROW) if at < len(view.lines))
    beside = [at for at in row if (one := view.cell(at)) and one[:2] == cell[:2]]
    return not any(_is_post(site, view, at, rule) for at in beside)


def _is_post(site: Site, view: View, index: int, rule: Entity) -> bool:
    """Whether a cell says little but one of the words asked for: «Директор», and not «Администрация города»."""
    if not site.wording.superiors.isdisjoint(view.found[index]):
        return False
    line = view.lines[index]
    spans = (site.span(number, line) for number in set(site.numbers(rule.near)).intersection(view.found[index]))
    return any(end - start >= _POST * len(line) for start, end in spans)


def _announced(site: Site, view: View, index: int, rule: Entity) -> bool:
    """Whether a line begins with a thing that is not asked for, or what announces it does: a heading, a label."""
    words, known, above = frozenset(site.numbers(rule.announced)), shown(site, rule.entity), index - 1
    while above > 0 and above > index - _BEFORE and known[view.page.blocks[above].text]:
        above -= 1  # the second line of what is announced
    before = (
        at for at in range(index - 1, max(index - _BEFORE - 1, -1), -1) if view.page.blocks[at].level in _HEADINGS
    )
    heading = next(before, -1)
    return any(
        not site.span(number, view.lines[at])[0]
        for at in dict.fromkeys((index, above, heading))
        if at in (index, heading) or view.page.blocks[at].text.endswith(":")
        if at >= 0
        for number in words.intersection(view.found[at])
    )


def _column(site: Site, view: View, cell: tuple[int, int, int]) -> tuple[int, ...]:
    """Phrases in the head of a cell's column: «Руководитель учредителя»; a table of labels and values has no heads."""
    heads = site.memo("column heads", view.number, lambda: {
        (one[0], one[2]): view.found[at]
        for at, block in enumerate(view.page.blocks)
        if (one := view.cell(at)) and not one[1] and (block.tag == "th" or one[0] in view.wide)
    })  # fmt: skip
    return heads.get((cell[0], cell[2]), ()) if cell[1] else ()


def _many(kind: str, text: str) -> int:
    """How many things of a kind a text holds, one at least: a line may name all who teach a subject."""
    return max(1, sum(1 for _ in VALUE_PATTERNS[kind].finditer(text)))


def in_lines(view: View, index: int) -> bool:
    """Whether a line ends a name that stands in two lines or three: a surname, a given name, a patronymic."""
    text = view.page.blocks[index].text
    if len(text) > _SHORT_NAME:
        return False
    above = 1 if _GIVEN.fullmatch(text) else 2 if _ONE_PATRONYMIC.fullmatch(text) else 0
    lines = [block.text for block in view.page.blocks[max(index - above, 0) : index]]
    return 0 < above == len(lines) and all(map(_ONE_WORD.fullmatch, lines))

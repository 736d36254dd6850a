"""People that a paragraph names with their posts: reads long blocks, gives who is told there. Knows no items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.given_names import named
from audit.checks.rosters import of_others
from audit.checks.sight import Sight, block_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from checklists.rule import Entity

_LOOK = 2000
"""Characters of a paragraph that are looked at."""
_BESIDE = 48
"""Characters before or behind a name in which its post stands."""
_PAIR = re.compile(r"\b[А-ЯЁ][а-яё]{1,20}\s+[А-ЯЁ][а-яё-]{2,30}\b")
"""Two words with capitals, of which one may be a given name."""
_SURNAME = re.compile(r"(?:[оеё]ва?|[иы]на?|[сц]кий|[сц]кая|нко|дзе|швили)$")
"""How most surnames end: behind a post two words with capitals are a name then, however rare the first."""
_CLAUSE = re.compile(r"[;.](?=\s+[А-ЯЁ][а-яё]{2})|,(?=\s+[а-яё-]{3,})")
"""Where one person's words end and another's begin."""
_MAKER = re.compile(
    r"(?:©|\(c\)|\(с\)|copyright|\b(?:разработка|создание|дизайн|поддержка|вёрстка|верстка)(?:\s+и\s+\w+)?\s+сайта"
    r"|\bразработчик\s+сайта|\bсайт\s+(?:разработал|создал|сделал)а?)"
    r"[\s\d–—:,.-]*(?:гг?\.)?\s*(?:(?!директор|руковод|завед|глав|начальник|ректор|предс)(?-i:[А-ЯЁ])(?:[а-яё-]+\b|\.)\s?){2,3}",
    re.IGNORECASE,
)
"""Who made the site, or whose it is: a name right behind the word for that."""


def without_maker(text: str) -> str:
    """A text without the names of those who made the site: «© Ивар Сосновский» is nobody's head.

    >>> without_maker("© 2024 Пётр Кедров"), without_maker("Разработка сайта: Кедров П. И. Директор — Речная А. Б.")
    ('', 'Директор — Речная А. Б.')
    >>> without_maker("© Музей. Директор — Алла Речная")
    '© Музей. Директор — Алла Речная'
    """
    return _MAKER.sub("", text)


def staff_told(site: Site, rule: Entity, pattern: re.Pattern[str]) -> Iterator[Sight]:
    """Paragraphs that name ``least`` persons, each with one of the ``near`` words beside the name."""
    near, barred = frozenset(site.numbers(rule.near)), frozenset(site.numbers(rule.without))
    for view in site.holding(near):
        if site.is_story(view):
            continue
        others = of_others(site, view)
        for index, phrases in enumerate(view.found):
            if near.isdisjoint(phrases) or not barred.isdisjoint(phrases) or not view.own[index] or index in others:
                continue
            block = view.page.blocks[index]
            if not block.hidden and _many(site, without_maker(block.text[:_LOOK]), near, pattern) >= rule.least:
                yield Sight("met", None, (block_at(view, index),), 1)


def _many(site: Site, text: str, near: frozenset[int], pattern: re.Pattern[str]) -> int:
    """How many names of a text have a word of ``near`` beside them; a name counts once."""
    spans = [*site.memo("names", (pattern, text), lambda: [match.span() for match in pattern.finditer(text)])]
    for match in _pairs(site, text, near):
        known = named(match.group()) or _SURNAME.search(match.group())
        if known and all(match.end() <= start or end <= match.start() for start, end in spans):
            spans.append(match.span())
    return sum(_has_post(site, text, span, near) for span in spans)


def _pairs(site: Site, text: str, near: frozenset[int]) -> Iterator[re.Match[str]]:
    """Pairs of words with capitals; a post that begins a sentence is no part of a name: «Дирижёр Пётр Белов»."""
    match = _PAIR.search(text)
    while match is not None:
        post, _, rest = match[0].partition(" ")
        if near.isdisjoint(site.line(post)[1]):
            yield match
            match = _PAIR.search(text, match.end())
        else:
            match = _PAIR.search(text, match.end() - len(rest.lstrip()))


def _has_post(site: Site, text: str, span: tuple[int, int], near: frozenset[int]) -> bool:
    """Whether a post stands right before a name, or behind it in brackets or after a comma or a dash."""
    start, end = span
    before = _CLAUSE.split(text[max(start - _BESIDE, 0) : start])[-1]
    behind = text[end : end + _BESIDE].lstrip()
    behind = re.split(r"[;).]", behind[1:], maxsplit=1)[0] if behind[:1] in {"(", ",", "—", "–", "-"} else ""
    return any(not near.isdisjoint(site.line(part)[1]) for part in (before, behind) if part)

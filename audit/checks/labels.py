"""Labelled values: ``Label: value``, a table row, a definition list, a heading with what stands under it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from audit.checks.documents import sections_of
from audit.checks.grains import has_blanks, is_filler
from audit.checks.owners import OF_OFFICES, is_offices
from audit.checks.parts import says_again
from audit.checks.phones import only_hotlines
from audit.checks.sight import Sight, block_at, falling
from audit.checks.values import COUNTED, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Labelled

_LEAD = 40
_BESIDE = 3
"""Strength of a value that stands in one block with its label: the surest."""
_BEHIND = 12
"""Characters between a label and a word that belongs to it."""
_LABEL_SIZE = 140
_ALONE = 0.5
"""Share of a line that a label takes where its value stands in the next one: a longer line tells a story."""
_SEPARATED = re.compile(
    r"[^0-9A-Za-zА-Яа-яЁё]{0,3}[:–—-]|(?:\s+[\w«»\"„“.№-]+){0,5}?\s+(?:явля[ею]тся|выступа[ею]т|осуществля[ею]т|стал[аои]?"
    r"|выбран[аоы]?|назначен[аоы]?|составля[ею]т|составил[аои]?|име[ею]тся|отсутству[ею]т|располага[ею]тся)\b"
    r"|(?:[^:\w]*+\w++){1,5}[^:\w]*+:|(?:\s+\w++){1,3}\s+[–—]\s",
    re.IGNORECASE,
)
"""What parts a label from its value in one line, at some words' distance: a colon, a dash, «является».

Words are taken whole: cut at every letter, a line without a colon would cost the fifth power of its length."""
_WORD = re.compile(r"[0-9A-Za-zА-Яа-яЁё]+")
_SENTENCE_END = re.compile(r"""(?:(?<=[А-Яа-яЁё»")][А-Яа-яЁё»")])|(?<=\d)|(?<=\d\s[гГ]))[.!?;…]\s+""")
"""Where a sentence ends: behind a word, and not behind an initial."""
_CLAUSE = (",", ";", "(")
_PERSON = 40
_SENTENCE = 240
"""Characters of a sentence that are looked at behind its label."""
_GAP = 24
"""Characters before a label in which its sentence may begin."""
_DATE_BEHIND = re.compile(
    r"\W{0,3}(?:в\s+)?(?:(?:0?[1-9]|[12]\d|3[01])[./]\d\d?[./](?:19|20)\d\d|(?:\d{1,2}\s+[а-яё]{3,8}\s+)?(?:18|19|20)\d\d)\b",
    re.IGNORECASE,
)
"""A date, or a year, right behind the word for what happened then."""
_ADDRESS = 200
_HOUSE = re.compile(
    r"[а-яё]{3,}(?:ская|цкая|ная|вая|лая|рая|ных|ской|ская|ого|ина|ева|ова)\s*,?\s+(?:д(?:ом|\.)?\s*)?\d{1,3}(?!\d)",
    re.IGNORECASE,
)
"""A street without its word, with a house: behind «Адрес» it can be nothing else."""
_BARE_HOURS = re.compile(
    r"(?<![\d.,])(?:0?[5-9]|1\d|2[0-3])\s?[-–—]\s?(?:1\d|2[0-4])(?![\d.,]\d|\s?[-–—]\d|\s*(?:кл|лет|год|мес|чел|руб|каб|груп"
    r"|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|%))",
    re.IGNORECASE,
)
"""Hours without minutes: behind «Часы приёма» «9–13» can be nothing else."""
_OWN_NAME = re.compile(r"^\s*(?:[А-ЯЁа-яё]+\s+){1,3}«[^–—:;.]{3,60}»\s+")
"""Whose founder is named, between the label and the body: «Учредитель МБУК «ДК «Искра» Администрация города»."""
_NAMES = ("text", "name", "body")
"""Kinds of value without a form of their own."""
_COLONS = (":", "–", "—")
_COLON = re.compile(r"[:–—]")
_DEFINES = re.compile(
    r"[–—-]\s*это\s+(?:\w+\s+)?(?:совокупност|требовани|документ|систем|комплекс|процесс|деятельност|набор|норм|правил|то\b)",
    re.IGNORECASE,
)
"""How a sentence goes on that says what the label means: «Стандарты — это совокупность требований»."""
_NUMBER = re.compile(r"[–—]\s*\d+\s+(?:рабоч|календарн|дн|час|мину|месяц|недел|лет|год)")
"""A dash and a span of time: how long, and no value of a label in the middle of a sentence."""


def labelled(site: Site, rule: Labelled) -> Iterator[Sight]:
    """Each place where a label stands near the start of a block, with the value that follows it."""
    every = _labelled(site, rule)
    if rule.value == "phone":  # «Полезные телефоны» of the whole country are nobody's own
        every = (sight for sight in every if not only_hotlines(sight.proof[-1].text, site.wording.hotlines))
    return falling(every, _BESIDE)


def _labelled(site: Site, rule: Labelled) -> Iterator[Sight]:
    without, lesser = frozenset(site.numbers(rule.without)), frozenset(site.numbers(rule.lesser))
    inside = sections_of(site, rule.sections)
    for view, index, number in itertools.chain(site.blocks(rule.labels), site.in_papers(rule.labels)):
        block = view.page.blocks[index]
        line = view.lines[index]
        if block.region == "nav" or (inside is not None and view.number not in inside):
            continue
        if rule.value in OF_OFFICES and view.number < site.papers.first and is_offices(site, view, index):
            continue
        start, end = site.span(number, line)
        if _is_another(site, view, index, (start, end), without, lesser):
            continue
        if rule.colon:
            sight = _inside(site, view, index, rule.value, (start, end), _COLONS)
        elif start > _LEAD:
            sight = _inside(site, view, index, rule.value, (start, end))
            sight = sight or _sentence(site, view, index, rule.value, start, end)
        else:
            sight = _value(site, view, index, rule.value, start, end) if start >= 0 else None
        if sight is not None and view.number < site.papers.first:
            yield sight
        elif sight is not None and sight.verdict == "met":  # inside a document, and who looks for it there?
            yield Sight("partial", "elsewhere", sight.proof)


def _is_another(
    site: Site, view: View, index: int, span: tuple[int, int], without: frozenset[int], lesser: frozenset[int],
) -> bool:  # fmt: skip
    """Whether what stands right behind a label, or what it is a part of, makes it another thing."""
    start, end = span
    line, found = view.lines[index], view.found[index]
    if (barred := without.intersection(found)) and _followed(site, line[end:], barred):
        return True
    around = (site.span(number, line) for number in lesser.intersection(found))
    return any(first <= start < last for first, last in around)


def _value(
    site: Site, view: View, index: int, kind: str, start: int, end: int,
) -> Sight | None:  # fmt: skip
    """The sight at one label; None where the block is no label at all (a story that begins with the word)."""
    block = view.page.blocks[index]
    proof = block_at(view, index)
    rest = _after(block.text, view.lines[index], end)
    parted = _SEPARATED.match(_SENTENCE_END.split(_tail(block.text, view.lines[index], end)[:_SENTENCE], maxsplit=1)[0])
    if parted and start and "," in parted.group():
        parted = None  # of a sentence that does not begin with the label a later part has the colon
    loose = kind not in _NAMES or parted or (kind == "text" and COUNTED.search(block.text))
    loose = loose or (kind in ("name", "body") and _names_whom(site, rest))
    if rest and loose and _good(kind, rest) and not is_filler(site, view, index):
        return Sight("met", None, (proof,), _BESIDE)
    # A telephone or a date is known by itself; a text is a value in the next line only where the label stands alone.
    alone = kind not in _NAMES or view.cell(index) or block.level or block.text.endswith(":")
    # What a link names is where it leads to, and not in the next paragraph: «Лицензия» above «Смета на 2026 год».
    leads = block.links and not rest and not view.cell(index) and kind in ("number", "date")
    if leads or len(block.text) > _LABEL_SIZE or not (alone or end - start >= _ALONE * len(view.lines[index])):
        return None
    followers = value_blocks(view, index)
    if kind == "body":  # of a list of titles the next one is no value
        followers = list(itertools.takewhile(lambda other: not _begins_paper(site, view.lines[other]), followers))
    for other in followers:
        # «[Наименование учредителя]» is no label but a blank itself.
        if is_filler(site, view, other) or has_blanks(block.text):
            return Sight("missing", "placeholder", (block_at(view, other),))
        if kind in _NAMES and says_again(site, view.lines[other], view.lines[index]):
            continue
        if _good(kind, view.page.blocks[other].text) or _file_value(site, view, other, kind):
            return Sight("met", None, (proof, block_at(view, other)), 2)
    if followers and kind in _NAMES:
        return None
    return Sight("missing", "bare_heading", (proof,)) if block.text.endswith(":") else None


def _begins_paper(site: Site, line: str) -> bool:
    """Whether a line begins as the name of a paper: «Правила посещения»."""
    return site.wording.is_paper(line.split(" ", 1)[0])


def _followed(site: Site, rest: str, barred: Iterable[int]) -> bool:
    """Whether one of the words that make the label another thing stands right behind it."""
    return any(0 <= site.matcher.span(number, rest)[0] <= _BEHIND for number in barred)


def _inside(
    site: Site, view: View, index: int, kind: str, span: tuple[int, int], signs: tuple[str, ...] = (":",),
) -> Sight | None:  # fmt: skip
    """A label in the middle of a paragraph: only with a colon right behind it."""
    start, end = span
    tail = _tail(view.page.blocks[index].text, view.lines[index], end).lstrip()
    if not tail.startswith(signs) or not _good(kind, tail[1:200]) or is_filler(site, view, index):
        return None
    # «Стандарты — это совокупность …»; «Жалобу на качество услуг рассматривают … — 10 дней»
    if (kind in _NAMES and _DEFINES.match(tail)) or (kind == "text" and start > _LEAD and _NUMBER.match(tail)):
        return None
    return Sight("met", None, (block_at(view, index),), 2)


def _sentence(site: Site, view: View, index: int, kind: str, start: int, end: int) -> Sight | None:
    """A label that begins a sentence in the middle of a paragraph: «… № 14. Учредитель — администрация города».

    A date may also stand right behind its label: «… создано 01.09.1974», «… открыта в 1961 году».
    """
    text, line = view.page.blocks[index].text, view.lines[index]
    tail = _SENTENCE_END.split(_tail(text, line, end)[:_SENTENCE], maxsplit=1)[0]
    if kind == "date":
        good = _DATE_BEHIND.match(tail) is not None
    elif _begins(text, line, start):
        parted = _SEPARATED.match(tail)
        good = parted is not None and _good(kind, tail[parted.end() :].strip())
        good = good or (kind == "name" and _names_whom(site, tail.strip()))
    else:
        good = False
    return Sight("met", None, (block_at(view, index),), 2) if good and not is_filler(site, view, index) else None


def _names_whom(site: Site, text: str) -> bool:
    """Whether a text begins with a person or a body above, so that nothing need part it from its label."""
    if holds("person", text[:_PERSON]):
        return True
    line, found = site.line(_OWN_NAME.sub("", text[:_ADDRESS]))
    return any(site.span(number, line)[0] == 0 for number in site.wording.superiors.intersection(found))


def _begins(text: str, line: str, start: int) -> bool:
    """Whether a sentence begins with the label, or with one word before it: «Наш учредитель — …»."""
    words = len(line[:start].split())
    first = next(itertools.islice(_WORD.finditer(text), words, None), None)
    before = text[max(first.start() - _GAP, 0) : first.start()] if first else ""
    if before.rstrip().endswith(_CLAUSE):
        return True  # «(дата регистрации 04.07.1997, учредитель — департамент)»
    ends = list(_SENTENCE_END.finditer(before))
    return bool(ends) and len(before[ends[-1].end() :].split()) <= 1


def _file_value(site: Site, view: View, index: int, kind: str) -> bool:
    """A file in the place of a text value (a licence under «Лицензия»)."""
    page = view.page
    return kind == "text" and any(site.file_kind(page.links[number].url) for number in page.blocks[index].links)


def _tail(text: str, line: str, end: int) -> str:
    """The text behind the label's words."""
    words = len(line[:end].split())
    last = next(itertools.islice(_WORD.finditer(text), words - 1, None), None) if words else None
    return text[last.end() :] if last else ""


def _after(text: str, line: str, end: int) -> str:
    """What stands behind the label in its own block: after a colon or dash, else after the label's words."""
    words = len(line[:end].split())
    if (found := _COLON.search(text)) and len(_WORD.findall(text, 0, found.start())) >= words:
        return text[found.end() :].strip()
    return _tail(text, line, end).strip(" :–—-.,")


def value_blocks(view: View, index: int) -> list[int]:
    """Blocks where the value of the label at ``index`` may stand: the rest of its row, its column, or what follows."""
    page = view.page
    cell = view.cell(index)
    found: list[int] = []
    if cell:
        for other in range(index + 1, min(index + 60, len(page.blocks))):
            there = view.cell(other)
            if there is None or there[0] != cell[0]:
                break
            same_row = there[1] == cell[1] and there[2] > cell[2]
            below = cell[1] == 0 and there[2] == cell[2] and there[1] in (1, 2)
            if same_row or below or there[:3] == cell:
                found.append(other)
        return found[:6]
    level = page.blocks[index].level
    for other in range(index + 1, min(index + 5, len(page.blocks))):
        block = page.blocks[other]
        if block.level and (not level or block.level <= level) and block.text.endswith(":"):
            break
        if block.hidden or (block.level and level and block.level <= level and level < 7):  # noqa: PLR2004  7: bold
            break
        if view.own[index] and not view.own[other]:
            break  # the footer
        found.append(other)
    return found


def _good(kind: str, text: str) -> bool:
    """Whether a text is a value of its kind."""
    if kind == "text":
        return len(text) >= 3 or text[:1].isdigit()  # noqa: PLR2004  «нет» is an answer, and so is «0»
    if kind in ("name", "body"):
        return len(text.split()) >= 2 and len(text) >= 8  # noqa: PLR2004  a name has two words
    if kind == "address" and _HOUSE.search(text[:_ADDRESS]):
        return True
    if kind == "hours" and _BARE_HOURS.search(text[:_ADDRESS]):
        return True
    return holds(kind, text)

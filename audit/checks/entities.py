"""Things with a form of their own: phones, e-mails, addresses, hours, persons, the organisation's own name."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from audit.checks.sight import Sight
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.site import Site, View
    from checklists.schema import Entity

_LOOK = 2000
"""Characters of a block that are looked at."""
_LABEL = 60
_OWN_SHARE = 0.34
_MONTH = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
VALUE_PATTERNS: dict[str, re.Pattern[str]] = {
    "date": re.compile(rf"\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)?\d\d\b|\b\d{{1,2}}\s+(?:{_MONTH})\w*\s+(?:18|19|20)\d\d|\b(?:18|19|20)\d\d\b", re.IGNORECASE),
    "phone": re.compile(r"(?:\+7|\b8)[\s(–—-]*\d{3,5}[\s)–—-]*\d[\d\s–—-]{3,9}\d|\(\d{3,5}\)\s*\d[\d\s–—-]{3,8}\d|\b\d{1,3}[–—-]\d\d[–—-]\d\d\b"),
    "email": re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(собака\)|&#64;)\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
    "address": re.compile(
        r"(?:\bул(?:ица|ице|\.)|\bпр(?:оспект|-кт|-т|\.|осп\.)|\bпер(?:еулок|\.)|\bб(?:ульвар|-р)\b|\bшоссе\b|\bпл(?:ощадь|\.)"
        r"|\bнаб(?:ережная|\.)|\bмкр|\bмикрорайон|\bтракт\b|\bпроезд\b|\bалле[яи]\b|\bлини[яи]\b|\bквартал|\bкв-л)"
        r"[^;|]{0,60}?\d+|\b(?:с|п|д|пос|дер|ст|село|поселок|посёлок|деревня)\.?\s+[А-ЯЁ][а-яё-]+[^;|]{0,40}?\bд(?:ом|\.)\s*\d+"
        r"|\b[А-ЯЁ][а-яё]+(?:ская|цкая|ной|ная|ный|ский|ого)?\s+(?:ул\.?|улица|проспект|пр\.|переулок|пер\.|шоссе|наб\.?|площадь)\s*,?\s*(?:д\.?|дом)?\s*\d+", re.IGNORECASE),
    "hours": re.compile(
        r"\b\d{1,2}\s?[.:-]\s?\d\d\s*(?:ч(?:ас)?\.?\s*)?(?:[-–—]|до|по)\s*\d{1,2}\s?[.:-]\s?\d\d|\bс\s+\d{1,2}(?:[.:-]\d\d)?\s*(?:ч\w*\.?\s*)?до\s+\d{1,2}"
        r"|\bкруглосуточно\b", re.IGNORECASE),
    "person": re.compile(
        r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|ич|кызы|оглы)\w{0,2}\b"
        r"|\b[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|ич)\w{0,2}\s+[А-ЯЁ][а-яё]+"
        r"|\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+"
        r"|\b[А-ЯЁ]{3,}\s+[А-ЯЁ][А-ЯЁа-яё]+\s+[А-ЯЁ][А-ЯЁа-яё]+(?:ВИЧ|ВНА|ИЧ|вич|вна|ична|ич)\b"),
    "number": re.compile(r"\d"),
    "url": re.compile(r"https?://|www\.|\b[\w-]+\.(?:ru|рф|su|com|org)\b", re.IGNORECASE),
}  # fmt: skip
_FORMS = (
    "учреждени", "организаци", "общество", "институт", "университет", "школ", "колледж", "центр", "детск", "больниц",
    "поликлиник", "библиотек", "музе", "театр", "предпринимател", "гимнази", "лице", "академи", "клуб",
)  # fmt: skip
_LEGAL = re.compile(
    r"(?:муниципальн|государственн|областн|краев|республиканск|федеральн|бюджетн|казенн|автономн|частн|некоммерческ"
    r"|акционерн|ограниченной ответственностью|индивидуальный предпринимател|филиал)",
)
_SAMPLE = re.compile(
    r"0{3}[\s-]*0{2}[\s-]*0{2}$|1{3}[\s-]*1{2}[\s-]*1{2}$|123[\s-]*45[\s-]*67$|@(?:example|site|domain|email)\.(?:com|ru|org)$"
)
"""Phones and e-mails that builders of templates write: 000-00-00, info@example.com."""
_SHORT_LEGAL = re.compile(
    r"\b(?:(?:фг|ог|кг|рг|гк|[гмосрк])?[бак]|фг|ог|[гмосрк])(?:дпоу|поу|доу|дод|оу|уз|ук|усо|у)\b"
    r"|\b(?:ип|ооо|оао|зао|пао|ао|ано|чоу|ноу|нчоу|чу|тсж|бук|буз)\b",
)
"""Abbreviations of legal forms, as charters use them."""
_COMMON = frozenset(
    "муниципальное государственное бюджетное казенное автономное областное учреждение образовательное общеобразовательное"  # noqa: SIM905
    " дошкольное культуры здравоохранения социального обслуживания населения города района области края республики имени"
    " федеральное краевое профессиональное дополнительного образования средняя основная общеобразовательная".split(),
)


def entity(site: Site, rule: Entity) -> list[Sight]:
    """Each block (up to a bound per page) that holds the thing, near the words asked for."""
    if rule.entity == "name":
        return own_name(site)
    near = site.numbers(rule.near)
    sights = []
    for view in site.views:
        places = _places(view, near) if near else range(len(view.page.blocks))
        found = _first(site, view, rule, places)
        if found:
            proof = tuple(site.block_proof(view, index) for index in found[:3])
            sights.append(Sight(verdict="met", reason=None, proof=proof, strength=_strength(view, found[0])))
        elif not near and rule.entity in ("phone", "email"):
            sights += _link_sight(site, view, rule.entity)
        if len(sights) >= 5:  # noqa: PLR2004  more copies prove nothing new
            break
    return sights


def _strength(view: View, index: int) -> int:
    return 1 + view.own[index]


def _link_sight(site: Site, view: View, kind: str) -> list[Sight]:
    scheme = {"phone": "tel:", "email": "mailto:"}[kind]
    for number, link in enumerate(view.page.links):
        if link.href.lower().startswith(scheme) and len(link.href) > len(scheme) + 4:
            return [Sight(verdict="met", reason=None, proof=(site.proof(view, f"link {number}", link.href),))]
    return []


def _places(view: View, near: list[int]) -> list[int]:
    """Blocks within reach of the near words: their own block, the next four, the rest of the row, under the heading."""
    places: set[int] = set()
    for number in near:
        for index in view.hits.get(number, ()):
            block = view.page.blocks[index]
            reach = 12 if block.level or view.cell(index) else 5
            places.update(
                range(max(index - 1, 0) if not block.level else index, min(index + reach, len(view.page.blocks)))
            )
    return sorted(places)


def _first(site: Site, view: View, rule: Entity, places: list[int] | range) -> list[int]:
    blocks = view.page.blocks
    found = []
    for index in places:
        block = blocks[index]
        if block.hidden or (not rule.tables and view.cell(index)):
            continue
        if site.once(rule.entity, block.text, _TESTS[rule.entity]):
            found.append(index)
            if len(found) >= rule.least:
                return found
    return []


def holds(kind: str, text: str) -> bool:
    """Whether a text holds a thing of a kind; phones and e-mails of templates don't count."""
    match = VALUE_PATTERNS[kind].search(text[:_LOOK])
    return bool(match) and not (kind in ("phone", "email") and match and _SAMPLE.search(match.group()))


_TESTS = {kind: functools.partial(holds, kind) for kind in VALUE_PATTERNS}


def foreign_views(site: Site, labels: Iterable[str]) -> set[int]:
    """Numbers of pages that state the full name of another organisation: a template's leftovers.

    Such is a value of the labels (or ``itemprop=fullName``) with a legal form and next to none of the words that tell
    the organisation of the registry from others.
    """
    wanted = {
        stem
        for stem in _telling(site.subject.name)
        if not any(form.startswith(stem) or stem.startswith(form[:5]) for form in _FORMS)
    }
    if len(wanted) < 2:  # noqa: PLR2004  too little to tell by
        return set()
    named = [(view, site.line(prop.text)[0]) for view, prop in site.props.get("fullname", ())]
    for view, index, number in site.blocks(labels):
        line = view.lines[index]
        if site.matcher.span(number, line)[0] == 0:
            below = view.lines[index + 1] if index + 1 < len(view.lines) else ""
            named.append((view, f"{line} {below}" if len(line) < _LABEL else line))
    return {view.number for view, line in named if _another(line, wanted)}


def _another(line: str, wanted: set[str]) -> bool:
    have = {word[:5] for word in line.split()}
    spelled = bool(_LEGAL.search(line) and any(form in line for form in _FORMS)) or bool(_SHORT_LEGAL.search(line))
    return spelled and len(wanted & have) < _OWN_SHARE * len(wanted)


def own_name(site: Site) -> list[Sight]:
    """The organisation's own full name: its legal form spelled out with most of the words that tell it from others."""
    wanted = _telling(site.subject.name)
    short = normal(site.subject.short_name)
    sights: list[Sight] = []
    if not wanted:
        return sights
    for view in site.views:
        for index, line in enumerate(view.lines):
            if len(line) < 6 or len(line) > 600:  # noqa: PLR2004  a name is a line, not a page
                continue
            sight = _name_sight(site, view, index, line, wanted, short)
            if sight is not None:
                sights.append(sight)
        if sum(sight.verdict == "met" for sight in sights) >= 3:  # noqa: PLR2004  more copies prove nothing new
            break
    return sights


def _telling(name: str) -> set[str]:
    """Stems of the words of a name that tell the organisation from others."""
    return {word[:5] for word in normal(name).split() if (len(word) > 2 or word.isdigit()) and word not in _COMMON}


def _name_sight(site: Site, view: View, index: int, line: str, wanted: set[str], short: str) -> Sight | None:
    have = {word[:5] for word in line.split()}
    share = len(wanted & have) / len(wanted)
    proof = (site.block_proof(view, index),)
    spelled = bool(_LEGAL.search(line)) and any(form in line for form in _FORMS)
    spelled = spelled or bool(_SHORT_LEGAL.search(line))
    if share >= 0.7 and spelled:
        return Sight(verdict="met", reason=None, proof=proof, strength=1 + view.own[index])
    if (share >= 0.7 or (len(short) > 3 and short in line)) and len(line) < 300:  # noqa: PLR2004
        return Sight(verdict="partial", reason="part", proof=proof)
    return None

"""Things with a form of their own: phones, e-mails, addresses, hours, persons, the organisation's own name."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from audit.checks.given_names import named
from audit.checks.grains import is_sample
from audit.checks.names import own_name
from audit.checks.owners import is_anothers_email
from audit.checks.phones import only_hotlines
from audit.checks.sight import Sight, Spot, block_at, falling
from audit.checks.staffing import staff_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Entity

_LOOK = 2000
"""Characters of a block that are looked at."""
_ENTRY = 250
"""Characters of an entry of a list: a paragraph that names people is a story, not a list of the staff."""
_HEADINGS = range(1, 7)
"""Levels of headings in markup."""
_LIST = 8
"""Blocks that an entry of a list may take: a card with portrait, post, degree and courses."""
_FIRST = 160
"""Characters at the start of a paragraph in which it names whom it is about."""
_MONTH = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
COUNTED = re.compile(
    r"(?:[:–—]|(?<!\w)-)\s*(?!(?:19|20)\d\d\b)\d[\d\s]{0,12}(?:\s(?![кмkm][бb]|стр)\w{1,12}\.?)?$", re.IGNORECASE
)
"""How a line ends that says how many: «… за счёт бюджета — 3 места»; years are no number of anything."""
_PATRONYMIC = (
    r"(?!\w*(?:уровн|сновн|духовн|церковн|верховн|словн|виновн|готовн|кровн|любовн|островн|чиновн|дневн|душевн|царевн"
    r"|деревн|древн|плачевн|гневн|напевн))[а-яё]+"
    r"(?:[оеё]вич|ьич|[кмт]ич|[оеё]вич(?:а|у|ем|е)|(?:[оеё]вн|льиничн|[мк]иничн|икитичн|аввичн)(?:а|ы|е|у|ой))\b"
)
"""By this a person is known in small letters and capitals alike; words like «уровне», «основной» apart."""
_SURNAME = r"[а-яё-]+(?:(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е)?|[сц]к(?:ий|ая|ого|ому|им|ую)|ко|ук|юк|як|ич|ян|дзе|швили|ец)"
"""Most surnames end so: with initials in small letters only these are told from «т. е.» in a sentence."""
_ACTING = r"(?<!им\.\s)(?<!им\.)(?<!имени\s)(?!(?i:и\.\s?о\.\s?(?:дире|завед|глав|руков|нача|ректор|предс|зам)))"
"""«И. о. директора» is nobody's initials, and who a thing is named after is not of it."""
_INITIALS = r"[а-яё]\.\s?[а-яё]\."
VALUE_PATTERNS: dict[str, re.Pattern[str]] = {
    "date": re.compile(
        rf"\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)?\d\d\b|\b\d{{1,2}}\s+(?:{_MONTH})\w*\s+(?:18|19|20)\d\d"
        r"|\b(?:18|19|20)\d\d\b", re.IGNORECASE),
    "phone": re.compile(
        r"(?:\+7|\b8)[\s(–—-]*\d{3,5}[\s)–—-]*\d[\d\s–—-]{3,9}\d|\(\d{3,5}\)\s*\d[\d\s–—-]{3,8}\d"
        r"|\b\d{1,3}[–—-]\d\d[–—-]\d\d\b"),
    "email": re.compile(
        r"[\w.+-]{1,64}\s?(?:@|[(\[]\s?(?:at|собака|собачка|dog)\s?[)\]]|&#64;)\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
    "address": re.compile(
        r"(?:\bул(?:ица|ице|\.)|\bпр(?:оспект|-кт|-т|\.|осп\.)|\bпер(?:еулок|\.)|\bб(?:ульвар|-р)\b|\bшоссе\b|\bпл(?:ощадь|\.)"
        r"|\bнаб(?:ережная|\.)|\bмкр|\bмикрорайон|\bтракт\b|\bпроезд\b|\bалле[яи]\b|\bлини[яи]\b|\bквартал|\bкв-л)"
        r"[^;|]{0,60}?(?<!\d)(?<!\d[:.])\d+(?!\d)(?![:.]\d\d(?!\d))|\b(?:с|п|д|пос|дер|ст|село|поселок|посёлок|деревня)\.?\s+[А-ЯЁ][а-яё-]+[^;|]{0,40}?\bд(?:ом|\.)\s*\d+"
        r"|\b(?:тупик|спуск|съезд|просека|слобода|пр-д|заезд|взвоз|вал|кольцо|городок)\s?,?\s*(?:д(?:ом|\.)\s*)?\d{1,3}(?![\d%])"
        r"|\b(?:г|с|п|пос|дер|ст|пгт|рп|х)\.\s?(?-i:[А-ЯЁ])[\w-]+,\s*(?-i:[А-ЯЁ])(?!кол|ице|ел\b)[а-яё-]+(?:\s[А-ЯЁа-яё]{3,})?,?\s*"
        r"(?:д\.?\s?|дом\s)?\d{1,3}(?:\s?[а-я])?(?![\d-])"
        r"|\b[А-ЯЁ][а-яё]+(?:ская|цкая|ной|ная|ный|ский|ого)?\s+(?:ул\.?|улица|проспект|пр\.|переулок|пер\.|шоссе"
        r"|наб\.?|площадь)\s*,?\s*(?:д\.?|дом)?\s*\d+", re.IGNORECASE),
    "street": re.compile(
        r"\b(?:ул(?:ица|ице|\.)|пр(?:оспекте?|-кт|\.)|пер(?:еулок|еулке|\.)|б(?:ульваре?|-р)|шоссе|наб(?:ережная|ережной|\.))"
        r"\s*[А-ЯЁ][а-яё]{3,}|\b[А-ЯЁ][а-яё]+(?:ая|ой|ый|ом)\s+(?:улиц[ае]|набережн\w+|переул\w+|бульваре?)"),
    "hours": re.compile(
        r"\b\d{1,2}\s?[.:-]\s?\d\d\s*(?:ч(?:ас)?\.?\s*)?(?:[-–—]|до|по)\s*\d{1,2}\s?[.:-]\s?\d\d|\bс\s+\d{1,2}(?:[.:-]\d\d)?\s*(?:ч\w*\.?\s*)?до\s+\d{1,2}"
        r"|\b(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ауы]|четверг|пятниц[ауы]|суббот[ауы]|воскресень[ея]|будн[ия]\w*"
        r"|ежедневно)\b[^\n\d]{0,25}\b\d{1,2}\s?[-–—]\s?\d{1,2}\b(?!\s?(?:руб|лет|чел|мес|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|\.\d\d\.))"
        r"|\b(?:пн|вт|ср|чт|пт|сб|вс)\b[.:,]?\s*(?:с\s+)?\d{1,2}\s?(?:[-–—]|до)\s?\d{1,2}\b(?![./]\d|\s?[а-я]{3})"
        r"|\bс\s+(?:шести|семи|восьми|девяти|десяти|одиннадцати|двенадцати)(?:\s+тридцати)?\s+(?:час\w*\s+)?до\s+[а-яё]{4,}"
        r"|\bс\s+\w{1,12}\s+(?:час\w*\s+)?утра\s+до\s|\bначало\s+(?:\w+\s+)?(?:занятий|уроков|работы|смены)\W{1,4}(?:в\s+)?\d{1,2}\s?[.:ч]"
        r"|\bкруглосуточно\b|\bкруглосуточн(?:ый|ая|ое)\b(?!\s+[а-яё])", re.IGNORECASE),
    "person": re.compile(
        rf"{_ACTING}(?:"
        r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|(?:и|в)шна|ич|кызы|оглы)\w{0,2}\b"
        r"|\b[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|(?:и|в)шна|ич)\w{0,2}\s+[А-ЯЁ][а-яё]+"
        r"|\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+"
        rf"|(?i:\b[а-яё-]{{3,}}\s+[а-яё]{{2,}}\s+{_PATRONYMIC}|\b[а-яё]{{2,}}\s+{_PATRONYMIC}\s+[а-яё-]{{3,}}"
        r"|\b[а-яё]{2,}\s+[а-яё]{2,}\s+(?:кызы|оглы)\b"
        rf"|\b{_SURNAME}\s+{_INITIALS}(?!\s?[а-яё]\.)|\b(?!т\.\s?[едпкнч]){_INITIALS}\s?{_SURNAME}\b))"),
    "price": re.compile(
        r"\d\s?(?:₽|руб(?:л[еяьи]\w{0,2})?\b|р\.|р\b)|(?:цена|стоимость|плата|билет\w*)\W{1,3}(?:от\s)?\d{2,}",
        re.IGNORECASE),
    "number": re.compile(r"\d"),
    "url": re.compile(r"https?://|www\.|\b[\w-]+\.(?:ru|рф|su|com|org)\b", re.IGNORECASE),
}  # fmt: skip
_SHORT_NAME = 80
"""Characters of a given name with its patronymic, and more."""
_GIVEN = re.compile(rf"[А-ЯЁ][а-яё]+\s+(?i:{_PATRONYMIC})")
_ONE_PATRONYMIC = re.compile(rf"(?i:{_PATRONYMIC})")
_ONE_WORD = re.compile(r"[А-ЯЁ][А-ЯЁа-яё-]{2,30}")
_SAMPLE = re.compile(
    r"0{3}[\s-]*0{2}[\s-]*0{2}$|1{3}[\s-]*1{2}[\s-]*1{2}$|123[\s-]*45[\s-]*67$"
    r"|@(?:(?:my|your|test|vash|moy)?[-_]?(?:site|website|sajt|sayt|domain|domen|email|mail-?name|company|shop|organization)"
    r"|example|sample|template|test|test-?mail|name)\.(?:com|ru|org|net|рф|loc|local)$|^(?:your|name|vasha?|primer|example)[-_.]?(?:e?mail|name|pochta)?@",
    re.IGNORECASE,
)
"""Phones and e-mails that builders of templates write: 000-00-00, info@example.com, hello@mysite.com."""


_ANY_DIGIT = re.compile(r"\d").search
_TIME = re.compile(r"\d\s*(?:[.:–—-]|[чЧ]|[дД][оО])").search
_WORDS_OF_HOURS = ("утра", "круглосуточн")
_PART_OF_NAME = re.compile(r"вич|вна|вны|вне|вну|вно|ьич|кич|мич|тич|ичн|ишн|вшн|кызы|оглы").search
_POINTS = re.compile(r"\w\.\s?\w\.").search


def _may_be_hours(text: str) -> object:
    return _TIME(text) or any(word in text.lower() for word in _WORDS_OF_HOURS)


def _may_be_person(text: str) -> object:
    return _PART_OF_NAME(text.lower()) or ("." in text and _POINTS(text))


_NEEDS: dict[str, Callable[[str], object]] = {
    "date": _ANY_DIGIT, "phone": _ANY_DIGIT, "address": _ANY_DIGIT, "number": _ANY_DIGIT, "price": _ANY_DIGIT,
    "hours": _may_be_hours,
    "person": _may_be_person,
    "email": re.compile(r"@|[(\[]\s?(?:at|соба|dog)|&#64;", re.IGNORECASE).search,
    "url": re.compile(r"[.:]").search,
}  # fmt: skip
"""What stands in every thing of a kind and in few texts: seen sooner than that there is no such thing."""
_NOT_NOUGHT = re.compile(r"[1-9]")
"""A price of nothing but noughts waits to be filled in."""
_ALONE_ON_PAGE = frozenset({"price", "street"})
"""Things that need no word beside them on a page that is called after them."""
_ENOUGH = 5
"""So many pages with the thing prove it; more prove nothing new."""
_OWN = 3
"""Strength of a thing in a block that is the page's own; one less in what pages share."""
_BEFORE = 3
"""Blocks before a thing in which may stand whose it is."""
_ALONE = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
_REST = re.compile(r"[а-яё]+\s+[а-яё]+(?:вич|вна|ична|(?:и|в)шна|ич)\b", re.IGNORECASE)
"""A surname in a line of its own, and the rest of the name in the next."""
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def entity(site: Site, rule: Entity) -> Iterator[Sight]:
    """Each block (up to a bound per page) that holds the thing, near the words asked for."""
    return falling(own_name(site) if rule.entity == "name" else _entity(site, rule), _OWN)


def _entity(site: Site, rule: Entity) -> Iterator[Sight]:
    near, others = frozenset(site.numbers(rule.near)), frozenset(site.numbers(rule.others))
    barred = frozenset(site.numbers(rule.without))
    pages, seen = site.numbers(rule.pages), 0
    called = {view for number in pages for view in site.named_after.get(number, ())}
    if rule.prose:
        yield from staff_told(site, rule, VALUE_PATTERNS["person"])
        return
    for view in site.holding(near) if near and not (called and rule.entity in _ALONE_ON_PAGE) else site.views:
        if rule.least > 1 and site.is_story(view):
            continue  # who took part in an event is no list of anybody
        places = _places(view, near, barred) if near else range(len(view.page.blocks))
        if view.number in called:
            places = range(len(view.page.blocks))
        found = others and _first(site, view, rule, places, barred | others)
        found = found or _first(site, view, rule, places, barred)
        if found:
            seen += 1
            strength = 0 if _anothers(site, view, found[0], others) else _OWN - 1 + view.own[found[0]]
            if rule.entity == "person" and strength and _YEAR.search(view.page.blocks[found[0]].text):
                strength = 1  # who was named in a year is of its history
            yield Sight("met", None, tuple(block_at(view, index) for index in dict.fromkeys(found[:3])), strength)
        elif not near and rule.entity in ("phone", "email"):
            for sight in _link_sight(site, view, rule.entity):
                seen += 1
                yield sight
        if seen >= _ENOUGH:
            break


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
            if kind == "email" and _is_told_of_another(site, view, link.block):
                continue
            return [Sight("met", None, (Spot(view, f"link {number}", link.href),))]
    return []


def _is_told_of_another(site: Site, view: View, index: int) -> bool:
    if not 0 <= index < len(view.page.blocks):
        return False
    return is_anothers_email(site, view, view.page.blocks[index].text, VALUE_PATTERNS["email"])


def _places(view: View, near: frozenset[int], barred: frozenset[int]) -> list[int]:
    """Blocks within reach of the near words: their own block, the next four, the rest of the row, under the heading."""
    places: set[int] = set()
    blocks = view.page.blocks
    for index, phrases in enumerate(view.found):
        if not phrases or near.isdisjoint(phrases) or not barred.isdisjoint(phrases):
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
    known = site.tested(_TESTS[rule.entity])
    if rule.entity != "person":  # most texts hold nothing of the kind: they are left out first
        places = [index for index in places if known[blocks[index].text]]
    found = []
    for index in places:
        block = blocks[index]
        if rule.least > 1 and len(block.text) > _ENTRY:
            continue
        # In a paragraph only who is named first is who it is about.
        text = block.text if rule.entity != "person" or len(block.text) <= _ENTRY else block.text[:_FIRST]
        if block.hidden or not barred.isdisjoint(view.found[index]):
            continue
        if rule.entity == "person" and index and _REST.match(text) and _ALONE.fullmatch(blocks[index - 1].text):
            text = f"{blocks[index - 1].text} {text}"  # a card with the surname in a line of its own
        holding = known[text] or (
            rule.entity == "person" and (in_lines(view, index) or site.wording.names_person(text[:_ENTRY]))
        )
        if holding and rule.entity == "email" and is_anothers_email(site, view, text, VALUE_PATTERNS["email"]):
            continue
        if holding and rule.entity == "phone" and only_hotlines(text, site.wording.hotlines):
            continue
        if holding and (rule.tables or not view.cell(index)) and not is_sample(site, view, index):
            found += [index] * (min(_many(rule.entity, text), rule.least) if rule.least > 1 else 1)
            # People of a list stand together; on a long page of talk there are as many, far from one another.
            if len(found) >= rule.least and index - found[-rule.least] <= _LIST * rule.least:
                return found[-rule.least :]
    return []


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


def holds(kind: str, text: str) -> bool:
    """Whether a text holds a thing of a kind; phones and e-mails of templates don't count."""
    if kind == "person" and named(text[:_LOOK]):
        return True
    if kind in _NEEDS and not _NEEDS[kind](text):
        return False
    found = VALUE_PATTERNS[kind].finditer(text[:_LOOK])
    if kind == "price":
        return any(_NOT_NOUGHT.search(text[max(match.start() - 12, 0) : match.end()]) for match in found)
    if kind in ("phone", "email"):
        return any(not _SAMPLE.search(match.group()) for match in found)
    return next(found, None) is not None


_TESTS = {kind: functools.partial(holds, kind) for kind in VALUE_PATTERNS}

"""Values with a form of their own: how a phone, an address, hours, a person or a price is written. Reads text alone."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from audit.checks.given_names import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from audit.site import Site

_LOOK = 2000
"""Characters of a block that are looked at."""
_MONTH = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
COUNTED = re.compile(
    r"(?:[:–—]|(?<!\w)-)\s*(?!(?:19|20)\d\d\b)\d[\d\s]{0,12}(?:\s(?![кмkm][бb]|стр)\w{1,12}\.?)?$", re.IGNORECASE
)
"""How a line ends that says how many: «… за счёт бюджета — 3 места»; years are no number of anything."""
PATRONYMIC = (
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
        r"\b\d{1,2}\s?[.:-]\s?\d\d\s*(?:ч(?:ас)?\.?\s*)?(?:[-–—]|до|по)\s*\d{1,2}\s?[.:-]\s?\d\d|\bс\s+\d{1,2}(?:[.:-]\d\d|\s(?:00|15|30|45))?\s*(?:ч\w*\.?\s*)?до\s+\d{1,2}"
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
        rf"|(?i:\b[а-яё-]{{3,}}\s+[а-яё]{{2,}}\s+{PATRONYMIC}|\b[а-яё]{{2,}}\s+{PATRONYMIC}\s+[а-яё-]{{3,}}"
        r"|\b[а-яё]{2,}\s+[а-яё]{2,}\s+(?:кызы|оглы)\b"
        rf"|\b{_SURNAME}\s+{_INITIALS}(?!\s?[а-яё]\.)|\b(?!т\.\s?[едпкнч]){_INITIALS}\s?{_SURNAME}\b))"),
    "price": re.compile(
        r"\d\s?(?:₽|руб(?:л[еяьи]\w{0,2})?\b|р\.|р\b)|(?:цена|стоимость|плата|билет\w*)\W{1,3}(?:от\s)?\d{2,}",
        re.IGNORECASE),
    "number": re.compile(r"\d"),
    "url": re.compile(r"https?://|www\.|\b[\w-]+\.(?:ru|рф|su|com|org)\b", re.IGNORECASE),
}  # fmt: skip
_SAMPLE = re.compile(
    r"0{3}[\s-]*0{2}[\s-]*0{2}$|1{3}[\s-]*1{2}[\s-]*1{2}$|123[\s-]*45[\s-]*67$"
    r"|@(?:(?:my|your|test|vash|moy)?[-_]?(?:site|website|sajt|sayt|domain|domen|email|mail-?name|company|shop|organization)"
    r"|example|sample|template|test|test-?mail|name)\.(?:com|ru|org|net|рф|loc|local)$|^(?:your|name|vasha?|primer|example)[-_.]?(?:e?mail|name|pochta)?@",
    re.IGNORECASE,
)
"""Phones and e-mails that builders of templates write: 000-00-00, info@example.com, hello@mysite.com."""


_AREA = re.compile(
    r"(?:общ|полезн|жил)\w+\s+площад|(?:площад\w*|\bпл\.)[^;|]{0,60}?\d[\d\s.,]*(?:тыс|кв\b|м\b|м2|м²|га\b|метр)",
    re.IGNORECASE,
)
"""How large something is, and no square with a house."""
_SIZED = 9
"""Characters around an address in which that may stand, and too few for what is said of another: «полезная »."""
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


def holds(kind: str, text: str) -> bool:
    """Whether a text holds a thing of a kind; phones and e-mails of templates don't count."""
    if kind == "person" and named(text[:_LOOK]):
        return True
    if kind in _NEEDS and not _NEEDS[kind](text):
        return False
    found = VALUE_PATTERNS[kind].finditer(text[:_LOOK])
    if kind == "price":
        return any(_NOT_NOUGHT.search(text[max(match.start() - 12, 0) : match.end()]) for match in found)
    if kind == "address":
        return any(not _AREA.search(text[max(match.start() - _SIZED, 0) : match.end() + _SIZED]) for match in found)
    if kind in ("phone", "email"):
        return any(not _SAMPLE.search(match.group()) for match in found)
    return next(found, None) is not None


_TESTS = {kind: functools.partial(holds, kind) for kind in VALUE_PATTERNS}


def shown(site: Site, kind: str) -> Mapping[str, bool]:
    """Whether a text holds a thing of a kind, by the text; each is looked at once a site."""
    return site.tested(_TESTS[kind])

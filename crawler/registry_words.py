"""The words of registries: headers, sectors and kinds as operators write them, to ours. Pure tables; knows no file."""

from __future__ import annotations

import re

from crawler.text import normal

_ASIDE = re.compile(r"\([^)]*\)")
"""What a header adds to its name."""
_WHOSE = ("", " организации", " учреждения", " оо", " образовательной организации", " медицинской организации")


def _of(*names: str) -> tuple[str, ...]:
    """Names of a column with and without whose it is."""
    return tuple(name + whose for name in names for whose in _WHOSE)


COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "ид", "код", "идентификатор", "код организации", "organisation id", "organization id"),
    "name": (
        *_of("наименование", "полное наименование", "название", "полное название"),
        "организация",
        "учреждение",
        "name",
        "full name",
        "organisation",
        "organization",
    ),
    "short_name": (*_of("краткое наименование", "сокращенное наименование", "краткое название"), "short name"),
    "sector": ("сфера", "отрасль", "сектор", "сфера деятельности", "sector", "field"),
    "kind": (*_of("вид"), "тип", "тип организации", "kind", "type"),
    "municipality": (
        "муниципальное образование",
        "муниципалитет",
        "район",
        "городской округ",
        "муниципальный район",
        "муниципальный округ",
        "municipality",
        "district",
    ),
    "region": ("регион", "субъект", "субъект рф", "субъект российской федерации", "область", "region"),
    "site": (
        *_of("сайт", "официальный сайт", "адрес сайта", "адрес официального сайта", "ссылка на сайт", "веб сайт"),
        *("ссылка на официальный сайт", "интернет сайт", "интернет адрес", "url сайта", "url адрес", "адрес сайта url"),
        *("сайт в сети интернет", "адрес сайта в сети интернет", "официальный сайт в сети интернет"),
        *("адрес официального сайта в сети интернет", "url", "site", "website", "web site", "official site"),
    ),
    "second_site": ("второй сайт", "дополнительный сайт", "сайт 2", "second site", "site 2"),
    "founder_level": ("уровень учредителя", "учредитель уровень", "уровень", "founder level", "founders level"),
    "legal_type": ("тип учреждения", "тип государственного учреждения", "организационно правовая форма", "legal type"),
    "branch_of": ("филиал", "филиал организации", "головная организация", "branch of", "parent organisation"),
    "consent": (
        "согласие на тестовое обращение",
        "согласие на проверку обращением",
        "тестовое обращение",
        "consent to a test appeal",
        "consent",
        "test appeal",
    ),
    "checked_on": ("дата проверки", "дата обследования", "checked on", "date of checking", "check date"),
    "inn": (*_of("инн"), "inn", "tax id"),
}
"""Our columns, and the headers that mean them as ``crawler.text.normal`` spells them."""

SECTORS: dict[str, tuple[str, ...]] = {
    "education": ("образование", "сфера образования", "образовательные организации", "просвещение"),
    "health": ("здравоохранение", "охрана здоровья", "медицина", "сфера охраны здоровья", "healthcare", "health care"),
    "social": (
        "социальное обслуживание",
        "соцобслуживание",
        "социальная сфера",
        "социальная защита",
        "соцзащита",
        "сфера социального обслуживания",
        "social services",
        "social care",
    ),
    "culture": ("культура", "сфера культуры", "культура и искусство"),
    "sport": ("спорт", "физическая культура и спорт", "физкультура и спорт", "sports"),
    "mse": ("мсэ", "медико социальная экспертиза", "бюро мсэ", "учреждения мсэ", "medical and social examination"),
    "housing": ("жкх", "жилищно коммунальное хозяйство", "управление домами", "жилье", "жилищная сфера", "utilities"),
}
"""Canonical sectors and the words for them."""

KINDS: dict[str, tuple[str, ...]] = {
    "school": ("школа", "общеобразовательная организация", "сош", "оош", "гимназия", "лицей", "общее образование"),
    "kindergarten": ("детский сад", "доу", "дошкольная организация", "дошкольное образование", "сад", "preschool"),
    "college": ("колледж", "техникум", "спо", "училище", "профессиональная организация"),
    "university": ("вуз", "университет", "институт", "академия", "высшее образование"),
    "additional": (
        "дополнительное образование",
        "удо",
        "учреждение дополнительного образования",
        "организация дополнительного образования",
        "дом детского творчества",
        "school of arts",
    ),
    "hospital": ("больница", "стационар", "госпиталь", "црб", "роддом", "родильный дом", "перинатальный центр"),
    "polyclinic": ("поликлиника", "амбулатория", "амбулаторная", "женская консультация", "clinic"),
    "dental": ("стоматология", "стоматологическая поликлиника", "dentistry"),
    "ambulance": ("скорая помощь", "станция скорой помощи", "скорая медицинская помощь"),
    "sanatorium": ("санаторий",),
    "social": ("социальное обслуживание", "социальная"),
    "social_centre": ("кцсон", "комплексный центр", "центр социального обслуживания"),
    "social_home_care": ("обслуживание на дому", "на дому", "надомное обслуживание"),
    "residential": ("дом интернат", "интернат", "пансионат", "стационарное обслуживание", "пни", "residential care"),
    "culture": ("культура", "учреждение культуры", "культурный центр", "парк", "парк культуры"),
    "museum": ("музей", "музей заповедник", "выставочный зал", "галерея"),
    "library": ("библиотека", "цбс", "библиотечная система"),
    "club": ("клуб", "дом культуры", "дк", "дворец культуры", "центр досуга", "сдк", "культурно досуговое"),
    "performing_arts": ("театр", "филармония", "цирк", "концертный зал", "концертная организация", "theatre"),
    "cinema": ("кинотеатр", "кино"),
    "zoo": ("зоопарк",),
    "sport": ("спорт", "физкультура", "спортивный комплекс", "фок", "стадион", "бассейн"),
    "sport_school": ("спортивная школа", "дюсш", "сшор", "сш"),
    "mse": ("мсэ", "бюро", "бюро медико социальной экспертизы", "бюро мсэ"),
    "manager": ("управляющая компания", "ук", "management company"),
    "owners_association": ("тсж", "тсн", "жск", "товарищество собственников жилья", "homeowners association"),
}
"""Canonical kinds and the words for them; an unknown word stays as it is and ``registry check`` tells it."""

LEGAL_TYPES: dict[str, tuple[str, ...]] = {
    "state": ("казенное", "казенная", "гку", "мку", "фку"),
    "budgetary": ("бюджетное", "бюджетная", "гбу", "мбу", "фгбу"),
    "autonomous": ("автономное", "автономная", "гау", "мау", "фгау"),
    "private": ("частное", "частная", "негосударственное", "чоу", "ооо", "ип", "ано"),
}
"""Canonical legal types of institutions: казённое, бюджетное, автономное, частное."""

LEVELS: dict[str, tuple[str, ...]] = {
    "federal": ("федеральный", "федерация", "рф", "федеральное"),
    "regional": ("региональный", "субъект", "областной", "краевой", "республиканский", "субъект рф", "региональное"),
    "municipal": ("муниципальный", "местный", "муниципалитет", "муниципальное"),
    "private": ("частный", "негосударственный", "частное"),
}
"""Canonical levels of founders."""

YES = frozenset({"да", "yes", "true", "1", "есть", "согласие", "согласна", "согласен", "y", "д"})
NO = frozenset({"", "нет", "no", "false", "0", "n", "н"})


def _reverse(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    words = {word: name for name, many in table.items() for word in many}
    return words | {normal(name.replace("_", " ")): name for name in table}


_COLUMNS, _SECTORS, _KINDS = _reverse(COLUMNS), _reverse(SECTORS), _reverse(KINDS)
_LEGAL, _LEVELS = _reverse(LEGAL_TYPES), _reverse(LEVELS)


def column(header: str) -> str | None:
    """Our name of a column, or None for one that is not ours (kept in ``extra``).

    >>> column("Официальный сайт (при наличии)"), column("Сайт учредителя")
    ('site', None)
    """
    return _COLUMNS.get(normal(header)) or _COLUMNS.get(normal(_ASIDE.sub(" ", header)))


def sector(word: str) -> str | None:
    """The canonical sector of a word, or None."""
    return _SECTORS.get(normal(word))


def kind(word: str) -> str:
    """The canonical kind of a word; a word that is not in the table comes back with ``_`` for spaces."""
    spelt = normal(word)
    return _KINDS.get(spelt) or spelt.replace(" ", "_")


def legal_type(word: str) -> str:
    """The canonical legal type of an institution, found in a word or in the name of its form; else as written."""
    return _first(word, _LEGAL)


def founder_level(word: str) -> str:
    """The canonical level of a founder; else as written."""
    return _first(word, _LEVELS)


def _first(word: str, table: dict[str, str]) -> str:
    spelt = normal(word)
    return table.get(spelt) or next((table[part] for part in spelt.split() if part in table), word.strip())


_LETTERS = str.maketrans(
    dict(
        zip(
            "абвгдезийклмнопрстуфыэё",
            "abvgdeziiklmnoprstufyee",
            strict=True,
        ),
    )
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia"},
)


def slug(name: str) -> str:
    """A stable id out of a name: transliterated as in passports, words joined by ``-``, at most 60 characters.

    >>> slug("МБОУ «Школа № 5» г. Кострома")
    'mbou-shkola-5-g-kostroma'
    """
    latin = normal(name).translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:60].strip("-")

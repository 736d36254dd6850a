"""The interface's words in one language, out of reports/lang/*.po, and how numbers and dates are written in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
_FOLDER = Path(__file__).parent / "lang"
_FULL = 100
_FORMS = ("one", "few", "many", "other")
"""Plural forms in the order of a catalogue, as Unicode names them (CLDR); a language has some of them."""

_REMEMBERED = 4096
"""Numbers whose form is looked up once."""

Message = str | list[str]


@cache
def messages(lang: str) -> Mapping[str, Message]:
    """Every message of one language by its dotted key, which is its msgid; a list holds the plural forms."""
    with (_FOLDER / f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    return {
        message.id if isinstance(message.id, str) else message.id[0]:
        message.string if isinstance(message.string, str) else list(message.string or ())
        for message in catalogue if message.id
    }  # fmt: skip


@cache
def _forms(lang: str) -> tuple[str, ...]:
    has = Locale.parse(lang).plural_form.tags | {_FORMS[-1]}
    return tuple(form for form in _FORMS if form in has)


@lru_cache(_REMEMBERED)
def _form(lang: str, number: int) -> int:
    """Which of a message's forms goes with a number."""
    return _forms(lang).index(Locale.parse(lang).plural_form(number))


@cache
def _day(lang: str, day: dt.date) -> str:
    return format_date(day, "d MMMM y", locale=lang).replace(" ", "\u00a0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The words of one language. Gives plain strings: escaping is the template's."""

    lang: str

    def __call__(self, key: str, /, **values: object) -> str:
        """Look up a message and fill in its ``{names}``; raises KeyError for a key that is not in the catalogue."""
        text = messages(self.lang)[key]
        if not isinstance(text, str):
            raise KeyError(key)
        return text.format(**values) if values else text

    def known(self, section: str, word: str | None) -> str:
        """Look up ``section.word``; a word that the catalogue does not know stands for itself."""
        text = messages(self.lang).get(f"{section}.{word}")
        return text if isinstance(text, str) else (word or "")

    def has(self, key: str) -> bool:
        """Whether the catalogue has a message."""
        return key in messages(self.lang)

    def plural(self, key: str, number: int) -> str:
        """Look up a message in the form that goes with ``number`` and fill the number in as ``{n}``."""
        forms = messages(self.lang)[key]
        return forms[min(_form(self.lang, number), len(forms) - 1)].format(n=self.whole(number))

    def whole(self, number: int) -> str:
        """Write a whole number with thin no-break spaces between thousands."""
        return f"{number:,}".replace(",", "\u202f")

    def number(self, number: Decimal | int) -> str:
        """Write a number with the digits that it has."""
        text = f"{Decimal(number).normalize():f}"
        return text.replace(".", ",") if self.lang == "ru" else text

    def points(self, number: Decimal, digits: int = 0) -> str:
        """Write points, rounded half up; as whole points 100 only where nothing is missing."""
        value = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        if not digits and value == _FULL > number:
            value -= 1
        text = str(value)
        return text.replace(".", ",") if self.lang == "ru" else text

    def percent(self, share: Decimal) -> str:
        """Write a share from 0 to 1 as whole per cent; 100 only where nothing is missing."""
        value = (share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        if value == _FULL and share < 1:
            value = Decimal(99)
        return f"{value}\u00a0%" if self.lang == "ru" else f"{value}%"

    def interval(self, low: Decimal, high: Decimal, digits: int) -> str:
        """Write an interval of points, or one number where both ends are written alike."""
        ends = dict.fromkeys((self.points(low, digits), self.points(high, digits)))
        return "–".join(ends)

    def megabytes(self, size: int) -> str:
        """Write a number of bytes as megabytes with one digit."""
        return self("number.megabytes", n=self.points(Decimal(size) / 1_000_000, 1))

    def date(self, day: str | dt.date) -> str:
        """Write a day (or the day of an ISO 8601 moment, in UTC) in words."""
        if isinstance(day, str):
            day = dt.date.fromisoformat(day[:10])
        return _day(self.lang, day)

    def days(self, start: str, end: str | None) -> str:
        """Write the days from one moment to another: ``12–13 May 2026``, one date where it is one day."""
        last = end or start
        if start[:10] == last[:10]:
            return self.date(start)
        if start[:7] == last[:7]:
            return f"{int(start[8:10])}\u2060–\u2060{self.date(last)}"
        return f"{self.date(start)}\u00a0– {self.date(last)}"

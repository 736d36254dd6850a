"""The interface's words in one language, out of reports/lang/*.toml, and how numbers and dates are written in it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

LANGUAGES = ("ru", "en")
_FOLDER = Path(__file__).parent / "lang"
_TEENS = range(11, 15)
_FEW = range(2, 5)

Message = str | list[str]


@cache
def messages(lang: str) -> Mapping[str, Message]:
    """Every message of one language by its dotted key; a list holds the plural forms."""
    tree = tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, keys in tree.items() for key, text in keys.items()}


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
        return forms[self._form(number)].format(n=self.whole(number))

    def _form(self, number: int) -> int:
        if self.lang == "en":
            return int(number != 1)
        if number % 10 == 1 and number % 100 not in _TEENS:
            return 0
        return 1 if number % 10 in _FEW and number % 100 not in _TEENS else 2

    def whole(self, number: int) -> str:
        """Write a whole number with thin no-break spaces between thousands."""
        return f"{number:,}".replace(",", "\u202f")

    def number(self, number: Decimal | int) -> str:
        """Write a number with the digits that it has."""
        text = f"{Decimal(number).normalize():f}"
        return text.replace(".", ",") if self.lang == "ru" else text

    def points(self, number: Decimal, digits: int = 0) -> str:
        """Write points, rounded half up."""
        text = str(number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))
        return text.replace(".", ",") if self.lang == "ru" else text

    def percent(self, share: Decimal) -> str:
        """Write a share from 0 to 1 as whole per cent; 100 only where nothing is missing."""
        value = (share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        if value == 100 and share < 1:  # noqa: PLR2004
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
        month = messages(self.lang)["date.months"][day.month - 1]
        return f"{day.day}\u00a0{month}\u00a0{day.year}"

    def days(self, start: str, end: str | None) -> str:
        """Write the days from one moment to another: ``12–13 May 2026``, one date where it is one day."""
        last = end or start
        if start[:10] == last[:10]:
            return self.date(start)
        if start[:7] == last[:7]:
            return f"{int(start[8:10])}\u2060–\u2060{self.date(last)}"
        return f"{self.date(start)}\u00a0– {self.date(last)}"

"""One cell as people write it to a plain value: text, day, number, yes or no; knows neither files nor organisations."""

from __future__ import annotations

import datetime as dt
import functools
import re
from decimal import Decimal

from crawler.table_file import FORMULA
from crawler.text import normal

MAX_TEXT = 300
TOTALS = "a row of totals; what is counted are the rows above"
NO_VALUE = "a formula without a stored value; open the file in a spreadsheet and save, or paste values"

_DAY = re.compile(
    r"(?:(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4}|\d\d)|(?P<y2>\d{4})[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2}))"
    r"(?: ?г\.?)?(?:[T ,]+(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: ?(?:Z|GMT|UTC)?(?:[+-]\d{1,2}(?::?\d\d)?)?)?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_SERIALS = (36_526, 73_051)
"""01.01.2000 to 01.01.2100, as Excel counts days from 30.12.1899."""
_EXCEL = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?([eE][+-]?\d{1,2})?", re.ASCII)
_SPAN = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)", re.ASCII)
_TOTALS = re.compile(r"(итого|всего|total|среднее|средний балл|сумма|grand total)\b")

_YES = frozenset({"да", "yes", "true", "1", "есть", "имеется", "в наличии", "+", "д", "y", "v", "✓", "✔", "истина"})
_NO = frozenset({"нет", "no", "false", "0", "отсутствует", "не имеется", "н", "n", "-", "–", "—", "ложь"})
_OUTSIDE = frozenset({"не применимо", "неприменимо", "не требуется", "not applicable", "n/a", "н/п"})
"""Said of a condition that is not in the norm of an organisation."""
_NONE = _OUTSIDE | {"", "не оценивали"}


class CellError(Exception):
    """A cell that cannot be read: its column's id and why; the row is left out.

    ``aside``: that says nothing against the file as a whole.
    """

    def __init__(self, column: str, reason: str, *, aside: bool = False) -> None:
        super().__init__(reason)
        self.column, self.reason, self.aside = column, reason, aside


def spelt(cell: str) -> str:
    """A cell as words are compared: spaces folded, lower case, е for ё, no full stop at the end."""
    return " ".join(cell.split()).lower().replace("ё", "е").rstrip(" .;,!")


def plain(column: str, cell: str, most: int = MAX_TEXT) -> str:
    """A cell's text, spaces folded. Raises CellError for a formula without a value and for more than ``most``."""
    if cell == FORMULA:
        raise CellError(column, NO_VALUE)
    text = " ".join(cell.replace("\ufeff", "").split())
    if len(text) > most:
        raise CellError(column, f"longer than {most} characters; shorten it")
    return text


def total(cell: str) -> bool:
    """Whether a cell begins a row of totals: «Итого», «ВСЕГО по району»."""
    return bool(_TOTALS.match(spelt(cell)))


def moment(column: str, cell: str) -> str:
    """A day, or a day and an hour where the cell has one, in ISO 8601; empty for an empty cell. Raises CellError.

    A bare number of five digits is a day as Excel counts them: so dates look where a column lost its format.
    """
    text = cell.strip()
    if not text:
        return ""
    if match := _DAY.fullmatch(text):
        try:
            return _iso(match)
        except ValueError as error:
            raise CellError(column, f"«{text[:40]}» is no date: {error}") from error
    if (serial := _SERIAL.fullmatch(text)) and _SERIALS[0] <= int(serial.group(1)) < _SERIALS[1]:
        return (_EXCEL + dt.timedelta(days=int(serial.group(1)))).isoformat()
    raise CellError(column, f"«{plain(column, cell)[:40]}» is no date; write 31.03.2026 or 2026-03-31")


def serial(cell: str) -> bool:
    """Whether ``moment`` reads a cell as Excel's number of a day."""
    match = _SERIAL.fullmatch(cell.strip())
    return match is not None and _SERIALS[0] <= int(match.group(1)) < _SERIALS[1]


def _iso(match: re.Match[str]) -> str:
    year = int(match["y"] or match["y2"])
    day = _day(year + 2000 if year < 100 else year, int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))  # noqa: PLR2004
    if match["h"] is None:
        return day
    hour = int(match["h"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    return f"{day}T{dt.time(hour, int(match['min']), int(match['s'] or 0)).isoformat()}"


@functools.lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> str:
    return dt.date(year, month, day).isoformat()


def number(column: str, cell: str, *, least: Decimal | None = Decimal(0)) -> str:
    """An exact decimal as a measure's text; empty for an empty cell. Raises CellError for none, or under ``least``."""
    text = plain(column, cell)
    if not text:
        return ""
    written = re.sub(r"\s", "", text).removesuffix("%").replace(",", ".")
    if not _NUMBER.fullmatch(written):
        more = ": the spreadsheet took a number for a date; format the column as text" if _DAY.fullmatch(text) else ""
        raise CellError(column, f"«{text[:40]}» is no number{more or '; write 45 or 4,5'}")
    value = Decimal(written)
    if least is not None and value < least:
        raise CellError(column, f"«{text[:40]}» is less than {least}")
    whole = format(value.normalize(), "f")
    if len(whole.replace("-", "").replace(".", "")) > 18:  # noqa: PLR2004 (what a measure's text holds)
        raise CellError(column, f"«{text[:40]}» has more than 18 digits")
    return whole


def count(column: str, cell: str) -> str:
    """A whole number from 0; empty for an empty cell. Raises CellError."""
    if cell.rstrip().endswith("%"):
        raise CellError(column, f"«{cell.strip()[:40]}» is a share; write how many people, not per cent")
    text = number(column, cell)
    if "." in text:
        raise CellError(column, f"«{cell.strip()[:40]}» is no count: people and things are whole")
    return text


def outside(cell: str) -> bool:
    """Whether a cell says that the condition is not asked of this organisation; an empty one says nothing."""
    text = spelt(cell)
    return text in _OUTSIDE or normal(text) in _OUTSIDE


def yes(column: str, cell: str) -> bool | None:
    """Yes or no; None where it was not assessed. Raises CellError."""
    text = spelt(plain(column, cell))
    if text in _NONE or normal(text) in _NONE:
        return None
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellError(column, f"«{text[:40]}» is neither «да» nor «нет»; leave it empty where it was not assessed")


def seconds(column: str, cell: str) -> int | None:
    """Seconds: 240, 4:00, 0:04:00; None for an empty cell. Raises CellError."""
    text = plain(column, cell)
    if not text:
        return None
    if match := _SPAN.fullmatch(text):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + rest
    value = Decimal(number(column, text))
    return min(int(value), 10**9)


def files(cell: str) -> tuple[str, ...]:
    """Names of files, parted by semicolons."""
    names = (" ".join(one.split()) for one in re.split(r"[;\n]", cell))
    return tuple(name[:MAX_TEXT] for name in names if name)


SOURCES = {
    "paper": ("paper", "бумага", "на бумаге", "бумажная анкета", "анкетирование", "бумажный", "анкета"),
    "telephone": ("telephone", "phone", "телефон", "по телефону", "телефонный опрос", "звонок", "телефонный"),
    "online": ("online", "онлайн", "интернет", "в интернете", "сайт", "электронная анкета", "интернет опрос", "qr код"),
}
"""How people are asked, and the words for it in normal form."""


def source(column: str, cell: str) -> str:
    """paper, telephone or online; empty for an empty cell. Raises CellError."""
    word = normal(cell)
    if not word:
        return ""
    found = next((name for name, words in SOURCES.items() if word in words), None)
    if found is None:
        raise CellError(column, f"«{cell.strip()[:40]}» is no way to ask; write: на бумаге, телефон, онлайн")
    return found

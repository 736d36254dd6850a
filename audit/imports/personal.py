"""Personal data in a table of respondents: knows it by headers and by what stands in the cells; keeps none of it.

Respondents are asked anonymously (675н), and personal data need a ground of their own (152-ФЗ): a column that holds
names, telephones or e-mails is refused, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.text import normal

_HEADERS = re.compile(
    r"\b(фио|ф и о|фамили\w*|отчеств\w*|имя|телефон\w*|мобильн\w*|e ?mail|емейл|эл почта|почта|снилс|паспорт\w*|"
    r"электронн\w* (почт\w*|адрес\w*)|дата рождения|адрес (проживания|регистрации|места)|домашний адрес|ip адрес|ip|"
    r"username|user name|full name|first name|last name|surname|your name|phone|телеграм\w*|telegram|никнейм|"
    r"страница вк|законн\w* представител\w*|м[еэ]йл|имейл|mail|инициалы|день рождения|whats ?app|в[ао]т?сапп?|viber|"
    r"вайбер|skype|скайп|мессенджер\w*|соцсет\w*|контактн\w* (номер|данн\w*|лиц\w*|информаци\w*)|контакты|"
    r"как к вам обра\w*|как с вами связ\w*|ваш\w* адрес|birthday|date of birth)\b"
)
_SHORT = 5
"""Words of a header that is a label; longer ones are questions, and only what stands under them counts."""
_NOT = re.compile(r"\b(организаци|учрежден|сайт|интервьюер|organi[sz]|site)")
_CELLS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+"
    r"|(\+7|8|7)[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}|9\d{9}|\(?\d{3,5}\)?[\s-]\d{2,3}-\d\d-\d\d"
    r"|\d{3}-\d{3}-\d{3}[ -]\d{2}"
    r"|[а-яё-]{2,30} [а-яё-]{2,20} [а-яё]{2,20}(вич|вна|чна|оглы|кызы)|[а-яё]{2,20} [а-яё]{2,20}(вич|вна|чна)"
    r"|[а-яё-]{2,30} [а-яё]\. ?[а-яё]\.?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_TELEPHONE = re.compile(
    r"(?<!\d)(\+7|8|7)[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"
    r"|(?<!\d)9\d\d[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"
)
"""With its first digit, or a mobile one without."""
_PERSON = re.compile(
    r"[А-ЯЁ][а-яё-]{1,29} [А-ЯЁ][а-яё-]{1,29}( [А-ЯЁ][а-яё-]{1,29})?"
    r"|[А-ЯЁ][а-яё]{1,20}(ова|ева|ёва|ина|ына|ская|цкая|ский|цкий|[её]в|ов|ин|ын|енко)"
)
"""A name without a patronymic, or a surname of the usual endings: in a column of codes it is a person's."""
_INSIDE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d\s()-]{8,}\d", re.ASCII)
_QUOTED = re.compile("«([^»]*)»")
_SHARE = 5
"""One cell in so many is enough to call a column personal."""


@dataclass(slots=True, kw_only=True)
class _Column:
    header: str
    named: bool
    codes: bool
    """Whether numbers or codes are expected: they are kept, so that not even a surname may stand there."""
    seen: int = 0
    personal: int = 0

    @property
    def refused(self) -> bool:
        """Whether it holds personal data: by its header and anything in it, or by what stands in it."""
        if self.named and self.seen:
            return True
        return bool(self.personal) and (self.personal == self.seen or self.personal >= max(2, self.seen // _SHARE))


class Personal:
    """Watches the columns that may hold personal data while rows go by."""

    def __init__(self, headers: Sequence[str], watched: Sequence[int], labels: Sequence[int]) -> None:
        """Watch the columns at ``watched``: those of ``labels`` for their headers too, the others hold codes."""
        self.columns = {
            at: _Column(header=headers[at], named=at in labels and named(headers[at]), codes=at not in labels)
            for at in watched
        }
        self._watched = tuple(self.columns.items())

    def see(self, cells: Sequence[str]) -> None:
        """Look at one row."""
        for at, column in self._watched:
            cell = cells[at]
            if cell and not cell.isspace():
                column.seen += 1
                if not column.named and (holds(cell) or tells(cell) or (column.codes and is_name(cell))):
                    column.personal += 1

    def refused(self) -> list[str]:
        """Headers of the columns with personal data."""
        return [column.header or "(no header)" for column in self.columns.values() if column.refused]


def named(header: str) -> bool:
    """Whether a header is the label of personal data: «ФИО», «Ваш телефон»; not a question that mentions one."""
    words = normal(" ".join(header.split()))
    return bool(_HEADERS.search(words)) and len(words.split()) <= _SHORT and not _NOT.search(words)


def holds(cell: str) -> bool:
    """Whether a cell is nothing but a telephone, an e-mail, a СНИЛС or a name with patronymic or initials."""
    text = " ".join(cell.split())
    return len(text) <= 100 and bool(_CELLS.fullmatch(text))  # noqa: PLR2004 (no name is longer)


def tells(cell: str) -> bool:
    """Whether an e-mail or a mobile telephone stands somewhere in a cell."""
    return bool(_TELEPHONE.search(cell)) or ("@" in cell and bool(_MAIL.search(cell)))


def is_name(cell: str) -> bool:
    """Whether a cell is a name without a patronymic, or a surname alone: «Анна Лесная», «Лесная»."""
    return bool(_PERSON.fullmatch(" ".join(cell.split())))


def masked(text: str) -> str:
    """A text with personal data taken out, so that a report of bad rows holds none."""
    if holds(text):
        return "…"
    quoted = _QUOTED.sub(lambda match: "«…»" if holds(match.group(1)) else match.group(), text)
    return _INSIDE.sub("…", quoted)


def told(headers: Sequence[str]) -> str:
    """What is said of a file with personal data, and what to do."""
    columns = ", ".join(f"«{header[:60]}»" for header in headers)
    return (
        f"{columns}: personal data (152-ФЗ). Respondents are asked anonymously, and nothing was imported. Make a copy"
        " of the file, delete these columns in it (a number or code may tell respondents apart), and import the copy."
    )

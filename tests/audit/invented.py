"""Invented pages: makes HTML out of the phrases of the check-lists, things that stand beside them, and plain markup.

What a page says is drawn from a Random; so is how it is built. Most make little sense, and that is their use: a rule
must not hang on how sense is written down.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

VALUES = (
    "Ольхина Вера Павловна, директор", "8 (49900) 2-17-17", "sosna@school.example", "Сосновка, ул. Мира, д. 5",
    "пн-пт 8:00-17:00", "от 12.03.2025", "Отсутствует", "Раздел в разработке", "Клёнов И. С., Рябинина А. Л.",
    "Администрация Сосновского района", "План на 2025 год", "12 мест", "Скачать", "Подробнее", "2019", "по заявлению",
    'Муниципальное бюджетное общеобразовательное учреждение "Сосновская средняя школа 7"', "Наименование",
    "Учитель физики Дубов П. А.", "Есть ли у вас места? Да, есть.", "Федеральный закон от 29.12.2012 273-ФЗ", "-",
    "Вход свободный для всех жителей района и гостей, которые приехали к нам увидеть лес, реку, поле и луг.",
)  # fmt: skip
_ADDRESSES = ("/f/a.pdf", "/f/b.docx", "/gone/y.pdf", "/dalshe/", "/gone/x/", "#", "", "https://bus.gov.ru/info")
_TITLES = (1, 2, 2, 3)


class Pages:
    """A maker of pages."""

    def __init__(self, phrases: Sequence[str], luck: random.Random) -> None:
        """``phrases`` as written in check-lists."""
        self.phrases, self.luck = phrases, luck

    def page(self) -> str:
        """A whole document."""
        body = "\n".join(self._block(0) for _ in range(self.luck.randint(2, 9)))
        return (
            f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{self._line()}</title></head><body>'
            f'<nav><ul><li><a href="/">Главная</a></li></ul></nav><main>{body}</main></body></html>'
        )

    def _phrase(self) -> str:
        words = self.luck.choice(self.phrases).replace("=", "").replace("*", "").split()
        said = " ".join(self.luck.choice(word.split("|")) for word in words)
        return said[0].upper() + said[1:]

    def _line(self) -> str:
        luck = self.luck
        if luck.random() < 0.5:
            return luck.choice(VALUES)
        said = self._phrase()
        if luck.random() < 0.4:
            return said + luck.choice((": ", " - ", " ")) + luck.choice(VALUES)
        return said + luck.choice(("", "", "", ":", ".", " школы"))

    def _inside(self) -> str:
        line = self._line()
        address = self.luck.choice(_ADDRESSES)
        return self.luck.choice((
            line, line, line, f'<a class="x" href="{address}" title="Подсказка">{line}</a>',
            f'{line} <a id="y" href="{address}">Скачать</a>', f"<b>{line}</b>",
        ))  # fmt: skip

    def _block(self, depth: int) -> str:
        return self.luck.choice((
            self._heading, self._heading, self._paragraph, self._paragraph, self._paragraph, self._list, self._table,
            self._terms, self._form, self._parts if depth < 2 else self._paragraph,
        ))(depth)  # fmt: skip

    def _heading(self, _: int) -> str:
        level = self.luck.choice(_TITLES)
        return f"<h{level}>{self._line()}</h{level}>"

    def _paragraph(self, _: int) -> str:
        return self.luck.choice(("<p>{}</p>", "<p>{}<br>{}</p>", "<div>{}</div>")).format(
            self._inside(), self._inside()
        )

    def _list(self, _: int) -> str:
        ways = ("<li>{}</li>", "<li>{}</li>", "<li>{}<p>{}</p></li>", "<li>{}<ul><li>{}</li></ul></li>")
        entries = (self.luck.choice(ways).format(self._inside(), self._inside()) for _ in range(4))
        return "<ul>" + "".join(list(entries)[: self.luck.randint(1, 4)]) + "</ul>"

    def _table(self, _: int) -> str:
        columns = range(self.luck.randint(2, 4))
        head = "".join(f"<th>{self._line()}</th>" for _ in columns)
        rows = ("".join(f"<td>{self._inside()}</td>" for _ in columns) for _ in range(self.luck.randint(1, 3)))
        return f"<table><tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    def _terms(self, _: int) -> str:
        return "<dl>" + f"<dt>{self._line()}</dt><dd>{self._inside()}</dd>" * self.luck.randint(1, 2) + "</dl>"

    def _form(self, _: int) -> str:
        return (
            f'<form class="f" action="/send" method="post"><p>{self._line()}</p>'
            f'<textarea name="text" placeholder="{self._phrase()}"></textarea></form>'
        )

    def _parts(self, depth: int) -> str:
        return '<div class="c" id="d">' + "".join(self._block(depth + 1) for _ in range(3)) + "</div>"

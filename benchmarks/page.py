"""One synthetic page: reads its number and the phrases that it must hold, gives HTML; knows no check-list and no file.

The page is fixed: 60 links, 3 tables, 1 form, about 50,000 bytes of UTF-8. The links of all pages make a tree from page
0, so that a crawl reaches every page; what no child needs leads somewhere into the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

from benchmarks import prose

SIZE = 50_000
"""Bytes of a page; the last sentence may go beyond."""
LINKS, TABLES, FORMS = 60, 3, 1
_ROWS = 10
_MENU = (
    ("Главная", "/"),
    ("Сведения об образовательной организации", "/sveden/"),
    ("Основные сведения", "/sveden/common/"),
    ("Структура и органы управления", "/sveden/struct/"),
    ("Документы", "/sveden/document/"),
    ("Образование", "/sveden/education/"),
    ("Руководство", "/sveden/managers/"),
    ("Педагогический состав", "/sveden/employees/"),
    ("Материально-техническое обеспечение", "/sveden/objects/"),
    ("Платные услуги", "/sveden/paid_edu/"),
    ("Финансово-хозяйственная деятельность", "/sveden/budget/"),
    ("Вакантные места", "/sveden/vacant/"),
    ("Доступная среда", "/sveden/ovz/"),
    ("Новости", "/novosti/"),
    ("Фотографии", "/foto/"),
    ("Расписание", "/raspisanie/"),
    ("Питание", "/pitanie/"),
    ("Родителям", "/roditelyam/"),
    ("Ученикам", "/uchenikam/"),
    ("Вопросы и ответы", "/faq/"),
    ("Обратная связь", "/obratnaya-svyaz/"),
    ("Контакты", "/kontakty/"),
    ("Музей", "/muzej/"),
    ("Карта сайта", "/karta-sajta/"),
)
_CRUMBS = 3
_ELSEWHERE = (
    ("Госуслуги", "https://portal.example/"),
    ("Министерство", "https://ministry.example/"),
    ("Независимая оценка", "https://ocenka.example/org/7"),
    ("Мы в сообществе", "https://social.example/school7"),
    ("school7@school.example", "mailto:school7@school.example"),
    ("8 (000) 000-00-07", "tel:+70000000007"),
)
_BODY_LINKS = LINKS - len(_MENU) - _CRUMBS - len(_ELSEWHERE)
_HEAD = """<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="description" content="{title}">
<link rel="stylesheet" href="/static/style.css?v=7"><script src="/static/app.js" defer></script>
<style>.nav li{{display:inline-block;margin:0 8px}}table{{border-collapse:collapse}}td{{border:1px solid #ccc}}</style>
<script>window.app={{page:{number},lang:"ru",on:function(f){{addEventListener("DOMContentLoaded",f)}}}};</script>
</head><body class="page page-{number}">
<header class="header"><div class="logo"><img src="/static/logo.png" alt="Школа № 7 посёлка Заречье" width="64">
<span>МБОУ «Школа № 7 посёлка Заречье»</span></div></header>
"""


def path_of(number: int) -> str:
    """The path of page ``number``: 0 is the home page, then those of the menu, then notes."""
    if number < len(_MENU):
        return _MENU[number][1]
    return f"/novosti/{number // 50}/zametka-{number:05}.html"


def targets(number: int, count: int) -> list[int]:
    """The pages that the text of page ``number`` leads to: its children in the tree, then pages all over the site."""
    first = number * _BODY_LINKS + 1
    return [
        child if child < count else (number * 7919 + place * 104_729) % count
        for place, child in enumerate(range(first, first + _BODY_LINKS))
    ]


def page(number: int, count: int, phrases: Sequence[str]) -> bytes:
    """Page ``number`` of a site of ``count`` pages, with every one of ``phrases`` in its text."""
    chance = Random(f"page {number}")  # noqa: S311 (the same page every time is what is wanted)
    left = list(phrases)
    chance.shuffle(left)
    title = f"{prose.sentence(chance)[:60].rstrip(' ,.')} № {number}"
    links = [_link(target, chance) for target in targets(number, count)]
    parts = [_HEAD.format(title=escape(title), number=number), _menu(count), _crumbs(number, count)]
    parts.append(f'<main class="content"><h1>{escape(title)}</h1>\n')
    parts += [_table(left, chance, table) for table in range(TABLES)]
    parts.append(_form(number, left))
    ending = _footer()
    parts += _sections(left, links, chance)
    size = len("".join([*parts, ending]).encode())
    while size < SIZE:
        more = f"<p>{prose.sentence(chance)} {prose.sentence(chance)}</p>\n"
        size += len(more.encode())
        parts.append(more)
    return "".join([*parts, ending]).encode()


def _menu(count: int) -> str:
    rows = (
        f'<li class="nav-item"><a class="nav-link" href="{path_of(number % count)}">{text}</a></li>\n'
        for number, (text, _) in enumerate(_MENU)
    )
    return f'<nav class="nav main-menu"><ul>\n{"".join(rows)}</ul></nav>\n'


def _crumbs(number: int, count: int) -> str:
    steps = (("Школа", 0), ("Новости", 13 % count), ("Предыдущая запись", (number - 1) % count))
    links = " → ".join(f'<a href="{path_of(to)}">{text}</a>' for text, to in steps)
    return f'<div class="breadcrumbs">{links}</div>\n'


def _link(target: int, chance: Random) -> str:
    text = prose.sentence(chance)[:50].rstrip(" ,.")
    return f'<a class="more" href="{path_of(target)}" title="Запись {target}">{text} — {target}</a>'


def _take(left: list[str]) -> str:
    return escape(left.pop()) if left else "прочее"


def _table(left: list[str], chance: Random, table: int) -> str:
    rows = "".join(
        f"<tr><td>{row}</td><td>{_take(left)}</td><td>{prose.name(chance)}, {chance.randrange(100, 999)}</td></tr>\n"
        for row in range(1, _ROWS + 1)
    )
    head = f"<tr><th>№</th><th>{_take(left)}</th><th>Кто, каб.</th></tr>\n"
    return f'<h2>{_take(left)}</h2>\n<table class="table table-{table}">\n{head}{rows}</table>\n'


def _form(number: int, left: list[str]) -> str:
    return (
        f'<form class="feedback" method="post" action="/send/{number}">\n'
        f'<label>{_take(left)} <input type="text" name="name" placeholder="Как к вам обращаться"></label>\n'
        '<label>Адрес <input type="email" name="email"></label>\n'
        '<textarea name="message" rows="5" placeholder="Текст"></textarea><button type="submit">Отправить</button>\n'
        "</form>\n"
    )


def _sections(left: list[str], links: list[str], chance: Random) -> list[str]:
    """Headings, lists and paragraphs until every phrase and link stands."""
    parts = []
    while left or links:
        parts.append(f'<div class="section"><h3>{_take(left)}</h3>\n')
        parts.append("<ul>" + "".join(f"<li>{_take(left)}</li>\n" for _ in range(min(8, len(left)))) + "</ul>\n")
        told = " ".join(prose.around(_take(left), chance) for _ in range(min(4, len(left))))
        link = links.pop() if links else ""
        parts.append(f"<p>{told} {link}</p></div>\n")
    return parts


def _footer() -> str:
    links = "".join(f'<li><a href="{href}">{text}</a></li>\n' for text, href in _ELSEWHERE)
    return f'</main>\n<footer class="footer"><ul>\n{links}</ul><p>© Школа № 7</p></footer>\n</body></html>\n'

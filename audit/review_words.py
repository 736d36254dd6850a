"""The words of review files in Russian and English: headers, verdicts, reasons. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from audit.finding import Verdict
from audit.ties import fold

if TYPE_CHECKING:  # help of the commands needs these words, not the database
    from audit.reviews import Withdrawn

Lang = Literal["ru", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)

Column = Literal[
    "name", "title", "machine", "why", "quote", "link", "decision", "reason", "reviewer", "earlier", "org", "item",
    "digest",
]  # fmt: skip

HEADERS: Mapping[Lang, Mapping[Column, str]] = {
    "ru": {
        "name": "Организация", "title": "Пункт", "machine": "Вывод программы", "why": "Почему", "quote": "Цитата",
        "link": "Ссылка", "decision": "Решение", "reason": "Обоснование", "reviewer": "Кто решил",
        "earlier": "Прежнее решение", "org": "Код организации", "item": "Код пункта", "digest": "Отпечаток",
    },
    "en": {
        "name": "Organisation", "title": "Item", "machine": "Machine's verdict", "why": "Why", "quote": "Quote",
        "link": "Link", "decision": "Decision", "reason": "Reason", "reviewer": "Reviewer",
        "earlier": "Earlier decision", "org": "Organisation id", "item": "Item id", "digest": "Digest",
    },
}  # fmt: skip
"""Headers by column, in the order of the sheet."""

NEEDED: tuple[Column, ...] = ("decision", "reason", "reviewer", "org", "item", "digest")
"""Columns without which a file cannot be read back."""

VERDICTS: Mapping[Lang, Mapping[Verdict | Withdrawn, str]] = {
    "ru": {
        "met": "есть", "partial": "частично", "missing": "нет", "not_applicable": "не требуется",
        "not_checked": "нельзя проверить", "withdrawn": "снять решение",
    },
    "en": {
        "met": "met", "partial": "partial", "missing": "missing", "not_applicable": "not applicable",
        "not_checked": "not checked", "withdrawn": "withdraw",
    },
}  # fmt: skip
"""What the drop-down offers; no commas, and together under 255 characters: Excel's bounds for such a list."""

REASONS: Mapping[str, str] = {
    "dns": "адрес сайта не найден", "tls": "ошибка сертификата", "timeout": "сайт не ответил вовремя",
    "refused": "сайт не принял соединение", "http_error": "сайт ответил ошибкой", "blocked": "сайт не пустил программу",
    "robots": "запрещено в robots.txt", "login": "закрыто входом", "budget": "не успели прочитать",
    "too_large": "файл слишком большой", "too_deep": "страница слишком сложная", "image_only": "скан без текста",
    "encrypted": "файл под паролем", "corrupt": "файл повреждён", "no_reader": "формат не читается",
    "no_browser": "нужен браузер", "browser_failed": "браузер не справился", "not_found": "не увидели",
    "placeholder": "заготовка вместо сведений", "bare_heading": "пустой заголовок",
    "dead_link": "ссылка никуда не ведёт", "named_only": "названо, но ссылки нет", "little": "слишком мало сведений",
    "stale": "устарело", "foreign": "сведения другой организации", "elsewhere": "внутри другого документа",
    "mentioned": "только упоминается", "news": "только в новости", "part": "только часть", "no_site": "нет сайта",
    "captcha": "нужна капча", "behind_send": "дальше — после отправки",
    "unfilled": "форма не приняла проверочный текст", "unopened": "не удалось открыть или нажать",
    "unloaded": "не загрузились сценарии", "unclear": "адрес отправки ответил неясно",
    "no_names": "серверы имён не ответили", "members": "пишут только после входа",
    "not_talked": "чужая служба, туда не писали", "not_tried": "этого не пробовали",
    "not_sent": "без разрешения не отправляли", "offsite": "ссылка ведёт на другой сайт",
    "dead_address": "адрес отправки отвечает «нет такого»", "silent": "кнопка ничего не делает",
    "pretends": "пишет «принято», но не отправляет",
    "disabled": "кнопка не нажимается", "wordless": "текст обращения не отправляется",
    "mailto": "открывает почтовую программу", "no_mail_host": "домен не принимает почту",
    "no_number": "номер не настоящий", "tel_differs": "ссылка набирает другой номер",
    "no_answers": "вопросы без ответов", "no_change": "нажатие ничего не меняет",
    "spacing": "меняются только промежутки и шрифт",
    "undelivered": "сервер не принял обращение",
}  # fmt: skip
"""Reasons of findings in Russian; their English is the id itself."""

GUIDE: Mapping[Lang, tuple[str, ...]] = {
    "ru": (
        "Как решать",
        (
            "Каждая строка — один вывод программы. Откройте ссылку, посмотрите и заполните три столбца: «Решение»"
            " (выберите из списка), «Обоснование» (что и где Вы увидели) и «Кто решил» (имя и фамилия). Все три нужны."
        ),
        "Строки без решения остаются за программой: оставьте их пустыми.",
        (
            "есть — сведения опубликованы; частично — опубликована часть, или они устарели; нет — сведений нет;"
            " не требуется — закон не ждёт их от этой организации; нельзя проверить — посмотреть не удалось."
        ),
        "снять решение — Ваше прежнее решение больше не считается, снова считается вывод программы.",
        "Строки можно сортировать, скрывать и удалять; три последних столбца не меняйте: по ним строка узнаётся.",
        "Имя и обоснование будут видны в отчёте.",
    ),
    "en": (
        "How to decide",
        (
            "Each row is one finding of the machine. Open the link, look, and fill in three columns: Decision"
            " (choose from the list), Reason (what you saw and where) and Reviewer (your name). All three are needed."
        ),
        "Rows without a decision stay the machine's: leave them empty.",
        (
            "met — the information is published; partial — a part is, or it is stale; missing — it is not there;"
            " not applicable — the law does not ask it of this organisation; not checked — you could not look."
        ),
        "withdraw — your earlier decision counts no more, the machine's verdict counts again.",
        "Rows may be sorted, hidden and deleted; leave the last three columns as they are: they tell which row it is.",
        "Name and reason will be shown in the report.",
    ),
}

_COLUMNS = {fold(word): column for words in HEADERS.values() for column, word in words.items()}
_VERDICTS = {fold(word): verdict for words in VERDICTS.values() for verdict, word in words.items()}


def column(header: str) -> Column | None:
    """The column that a header names, in either language."""
    return _COLUMNS.get(fold(header))


def verdict(word: str) -> Verdict | Withdrawn | None:
    """The verdict that a cell names, in either language or by its id."""
    return _VERDICTS.get(fold(word.replace("_", " ")))


def reason(name: str | None, lang: Lang) -> str:
    """A finding's reason in words."""
    return REASONS.get(name or "", name or "") if lang == "ru" else (name or "").replace("_", " ")

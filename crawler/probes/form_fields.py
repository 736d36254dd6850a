"""Which form of a page is for writing to the organisation, and what goes into its fields; knows no browser, no law.

Reads what forms.js says of a document and the words of a plan. What a page says is checked for its shape here: the
script runs among the page's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from crawler.probes.words import FormWords
from crawler.text import normal

MARK = "Glasnost"
"""Stands in the text: plain letters survive every way of writing a request."""
TEXT = f"Проверка работы формы. {MARK}, автоматическая проверка. Отвечать не нужно."
NAME = "Автоматическая проверка"
EMAIL = "proverka@example.org"
"""A domain that belongs to nobody (RFC 2606)."""
PHONE = "+7 900 000-00-00"
DATE = "2026-01-01"

_FORMS, _FIELDS, _LINE, _TEXT = 20, 60, 200, 2000
_WRITING = ("textarea", "editable")
_LOOSE = "loose"
"""The kind of a button that is none in the markup: a link to nowhere, a box with a telling name."""
_LETTERS = ("text", "search", "email", "tel", "url", "number", "textarea", "editable")
_PERSON = re.compile(r"имя|фамили|отчество|фио|name|фамілія", re.IGNORECASE)
_MAIL = re.compile(r"e-?mail|почт", re.IGNORECASE)
_PHONE = re.compile(r"phone|tel\b|телефон", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha|капч|код (?:с|на) картин|проверочн\w+ (?:код|слов)|символы с", re.IGNORECASE)
_PUZZLE = re.compile(
    r"не (?:я )?робот|ползун|сколько будет|решите пример|проверочный вопрос|анти-?спам|\d ?[+×*] ?\d+ ?=", re.IGNORECASE
)
"""Checks for people that pages make themselves."""
_CONSENT = re.compile(r"согла[сш]|персональн|политик", re.IGNORECASE)
_BY_SENDING = re.compile(r"нажима|отправля|by (?:clicking|sending|pressing)", re.IGNORECASE)
"""«Нажимая кнопку, вы соглашаетесь»: nothing is to be ticked."""
_POLICY = re.compile(r"персональн|политик|конфиденциальн|privacy", re.IGNORECASE)
_SEND = re.compile(r"отправ|послать|подать|написать|задать|send|submit|готово", re.IGNORECASE)
_ONWARD = re.compile(r"далее|дальше|продолж|следующ|next", re.IGNORECASE)
_BACK = re.compile(r"очист|сброс|отмен|назад|закрыть|reset|cancel|back|×", re.IGNORECASE)
_THANKS = re.compile(
    r"спасибо|благодар|(?:отправлен|принят|получен|доставлен)[оаы]?\b|успешно|thank|success|has been (?:sent|received)",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"\bне\s*(?:был[оаи]?\s+)?(?:отправ|принят|получ|удал|достав|заполн)|ошибк|попробуйте|повторите|error|fail|invalid",
    re.IGNORECASE,
)
_VALUES = {
    "textarea": TEXT, "editable": TEXT, "email": EMAIL, "tel": PHONE, "url": "https://example.org/", "date": DATE,
    "datetime-local": DATE + "T12:00", "time": "12:00", "month": DATE[:7], "number": "1",
}  # fmt: skip


class Field(NamedTuple):
    """A field as the browser shows it."""

    kind: str
    """textarea, select, editable, or the type of the input."""
    name: str
    words: str
    """What names it in the markup: label, aria-label, placeholder, title."""
    beside: str
    """The words before it, where a reader would look for its label."""
    required: bool
    seen: bool
    off: bool
    """Disabled or read-only."""
    pattern: str
    least: str
    bare: bool
    """Without a name: what is written in it is never sent by the form itself."""


class Button(NamedTuple):
    """Something to press in a form."""

    text: str
    kind: str
    off: bool
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A form, or fields with a button that no form is around."""

    number: int
    """As ``data-glasnost-form`` says."""
    action: str
    """As written."""
    method: str
    form: bool
    marks: str
    text: str
    heading: str
    title: str
    captcha: str
    """What kind of check for people it has; empty where none was seen."""
    drawn: bool
    """Whether it has boxes, lists or sliders that the page drew itself, which we cannot set."""
    links: tuple[tuple[str, str], ...]
    """Words and address."""
    fields: tuple[Field, ...] = field(default=())
    buttons: tuple[Button, ...] = field(default=())

    @property
    def writing(self) -> bool:
        """Whether it has a field for many lines."""
        return any(one.kind in _WRITING and not one.off for one in self.fields)

    @property
    def bare(self) -> bool:
        """Whether the text that a reader writes has no name to be sent under."""
        return any(one.bare and one.seen and one.kind in _WRITING for one in self.fields)

    @property
    def seen(self) -> bool:
        """Whether a reader sees a field of it to write in."""
        return any(one.seen and one.kind in _LETTERS for one in self.fields)

    @property
    def login(self) -> bool:
        """Whether it asks for a password."""
        return any(one.kind == "password" for one in self.fields)

    @property
    def policy(self) -> str:
        """The address of its link to how personal data are treated; empty where it has none."""
        return next((url for text, url in self.links if _POLICY.search(f"{text} {url}")), "")

    @property
    def consent(self) -> bool:
        """Whether a box to tick asks for consent."""
        return any(one.kind == "checkbox" and _CONSENT.search(f"{one.words} {one.beside}") for one in self.fields)

    @property
    def asks_unboxed(self) -> bool:
        """Whether it asks for consent with something that is no box of the browser's."""
        boxed = any(one.kind == "checkbox" for one in self.fields)
        return not boxed and _CONSENT.search(self.text) is not None and _BY_SENDING.search(self.text) is None

    @property
    def nameless(self) -> int:
        """Visible fields to write in that nothing in the markup names."""
        return sum(one.seen and one.kind in _LETTERS and not one.words for one in self.fields)


def read(found: object) -> tuple[Seen, ...]:
    """What forms.js said, whatever the page made of it: bounded and of the right types."""
    return tuple(_form(number, one) for number, one in enumerate(_rows(found)[:_FORMS]))


def choose(forms: Sequence[Seen], words: FormWords) -> Seen | None:
    """The form that is for writing to the organisation; a visible one rather than a hidden one; None where none is."""
    ranked = [(fit, one.seen, -one.number, one) for one in forms if (fit := _fit(one, words))]
    return max(ranked, key=lambda row: row[:3])[3] if ranked else None


def value(one: Field, text: str = TEXT) -> str:
    """What to write into a field, ``text`` where it asks for a message; empty where it is left alone."""
    told = f"{one.name} {one.words} {one.beside}"
    if one.kind not in (*_LETTERS, *_VALUES) or _CAPTCHA.search(told) or _PUZZLE.search(told):
        return ""
    if one.kind == "number" and re.fullmatch(r"-?\d{1,9}", one.least):
        return one.least
    if one.kind in _VALUES:
        return _VALUES[one.kind] if one.kind not in _WRITING else text
    if _MAIL.search(told):
        return EMAIL
    if _PHONE.search(told):
        return PHONE
    return NAME if one.pattern or _PERSON.search(told) else text


def ticked(one: Field) -> bool:
    """Whether a box is to be ticked: what is required, and consent."""
    return one.kind == "checkbox" and (one.required or bool(_CONSENT.search(f"{one.words} {one.beside} {one.name}")))


def pressed(made: Seen) -> int | None:
    """The number of the button that sends the form, or leads to its next step; None where it shows none."""
    ranked = [(rank, number) for number, one in enumerate(made.buttons) if one.seen and (rank := _rank(made, one))]
    return min(ranked, key=lambda row: (-row[0], row[1]))[1] if ranked else None


def guarded(made: Seen) -> str:
    """What kind of check for people a form has: the script's own word, or a field that asks for a code."""
    if made.captcha:
        return made.captcha
    code = any(one.seen and _CAPTCHA.search(f"{one.name} {one.words}") for one in made.fields)
    return "captcha" if code else "puzzle" if _PUZZLE.search(made.text) else ""


def thanks(lines: Sequence[str]) -> bool:
    """Whether a page says that it took a message, and nothing else."""
    return any(map(_THANKS.search, lines)) and not any(map(_FAULT.search, lines))


def fits(words: tuple[str, ...], text: str) -> bool:
    """Whether one of the patterns stands in a text."""
    return bool(words and text and _compiled(words).search(normal(text)))


def _fit(made: Seen, words: FormWords) -> int:
    """How well a form fits: 3 by its own words, 2 by those around it, 1 by words of any form; 0 where it does not."""
    own = " ".join((made.marks, made.text, *(f"{one.name} {one.words} {one.beside}" for one in made.fields),
                    *(one.text for one in made.buttons)))  # fmt: skip
    around = f"{made.heading} {made.title}"
    if not made.writing or made.login or fits(words.without, own):
        return 0
    if fits(words.words, own):
        return 3
    if fits(words.others, f"{own} {around}"):
        return 0
    return 2 if fits(words.words, around) else int(fits(words.weak, f"{own} {around}"))


def _rank(made: Seen, one: Button) -> int:
    sends = _SEND.search(one.text) is not None
    if _BACK.search(one.text):
        return 0
    if one.kind == _LOOSE:
        return 3 if sends else 0
    if sends:
        return 5
    if one.kind in ("submit", "image"):
        return 4
    return 2 if _ONWARD.search(one.text) else int(not made.form or one.kind == "button")


@lru_cache(maxsize=32)
def _compiled(words: tuple[str, ...]) -> Any:  # noqa: ANN401 (re2 has no types)
    return re2.compile("|".join(words))


def _form(number: int, row: Mapping[str, Any]) -> Seen:
    return Seen(
        number=number, action=_text(row, "action", _TEXT), method=_text(row, "method").upper(),
        form=bool(row.get("form")), marks=_text(row, "marks"), text=_text(row, "text", _TEXT),
        heading=_text(row, "heading"), title=_text(row, "title"), captcha=_text(row, "captcha", 30),
        drawn=bool(row.get("drawn")),
        links=tuple((_text(one, "text"), _text(one, "url", 500)) for one in _rows(row.get("links"))[:_FORMS]),
        fields=tuple(map(_field, _rows(row.get("fields"))[:_FIELDS])),
        buttons=tuple(
            Button(_text(one, "text"), _text(one, "kind"), bool(one.get("off")), bool(one.get("seen")))
            for one in _rows(row.get("buttons"))[:_FORMS]
        ),
    )  # fmt: skip


def _field(row: Mapping[str, Any]) -> Field:
    kind, name, words, beside = (_text(row, key) for key in ("kind", "name", "words", "beside"))
    required, seen, off = (bool(row.get(key)) for key in ("required", "seen", "off"))
    pattern, least = _text(row, "pattern"), _text(row, "least")
    return Field(kind, name, words, beside, required, seen, off, pattern, least, bool(row.get("bare")))


def _rows(found: object) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(row: Mapping[str, Any], key: str, most: int = _LINE) -> str:
    found = row.get(key)
    return found[:most].encode("utf-8", "replace").decode() if isinstance(found, str) else ""

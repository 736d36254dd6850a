"""On what terms a form takes a message: reads its fields and the words in it, as HTTP or the browser gave them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.sight import Sight, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View
    from crawler.page import Form

_WRITTEN = frozenset({"text", "search", "email", "tel", "textarea", "url", "number"})
_CONSENT = re.compile(r"соглас", re.IGNORECASE)
_POLICY = re.compile(r"персональн|политик\w* (?:обработк|конфиденц)|privacy", re.IGNORECASE)
_CLICKS = 3
"""Links from the home page within which a visitor finds a form."""
_REACH = 12
"""Blocks behind the beginning of a form in which its link to the policy may stand."""


def terms(site: Site, present: Sight) -> Iterator[Sight]:
    """Met, or partial with what lacks: near the home page, fields named, consent, policy, HTTPS, no registration."""
    del site
    for spot in present.proof:
        kind, _, number = spot.place.partition(" ")
        if kind != "form":
            continue
        lacks = tuple(_lacks(spot.view, spot.view.page.forms[int(number)]))
        quote = "; ".join(lacks) if lacks else spot.text
        verdict, reason = ("partial", "part") if lacks else ("met", None)
        yield Sight(verdict, reason, (Spot(spot.view, f"terms {number}", quote),))  # type: ignore[arg-type]


def _lacks(view: View, made: Form) -> Iterator[str]:
    """What a form lacks, in words for its owner."""
    if view.entry.depth > _CLICKS:
        yield f"от главной страницы до формы {view.entry.depth} переходов"
    nameless = sum(one.kind in _WRITTEN and not one.words for one in made.fields)
    if nameless:
        yield f"полей без подписи в разметке: {nameless}"
    if not any(one.kind == "checkbox" for one in made.fields) and not _CONSENT.search(made.text):
        yield "нет согласия на обработку персональных данных"
    near = set(range(made.block, made.block + _REACH))
    if not any(_POLICY.search(f"{link.text} {link.url}") for link in view.page.links if link.block in near):
        yield "рядом нет ссылки на политику обработки персональных данных"
    if not view.page.url.startswith("https:") or (made.action or "").startswith("http:"):
        yield "страница или отправка без HTTPS"
    if any(one.kind == "password" for one in made.fields):
        yield "нужна регистрация"

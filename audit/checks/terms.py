"""On what terms a form takes a message: reads its fields and the words in it, as HTTP or the browser gave them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audit.checks.sight import Sight, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audit.site import Site
    from audit.view import View
    from crawler.page import Form

_WRITTEN = frozenset({"text", "search", "email", "tel", "textarea", "url", "number"})
_CONSENT = re.compile(r"согла[сш]", re.IGNORECASE)
_POLICY = re.compile(r"персональн|политик\w* (?:обработк|конфиденц)|privacy", re.IGNORECASE)
_CLICKS = 3
"""Links from the home page within which a visitor finds a form."""
_REACH = 12
"""Blocks behind the beginning of a form in which its link to the policy may stand."""


def terms(site: Site, present: Sight) -> Iterator[Sight]:
    """Met, or partial with what lacks: near the home page, fields named, consent, policy, HTTPS, no registration."""
    for spot in present.proof:
        kind, _, number = spot.place.partition(" ")
        if kind != "form":
            continue
        lacks = tuple(_lacks(spot.view, spot.view.page.forms[int(number)], _shown(site, spot.view)))
        quote = "; ".join(lacks) if lacks else spot.text
        verdict, reason = ("partial", "part") if lacks else ("met", None)
        yield Sight(verdict, reason, (Spot(spot.view, f"terms {number}", quote),))  # type: ignore[arg-type]


def _shown(site: Site, view: View) -> Mapping[str, Any]:
    """What the browser saw of the form of a page; empty where it tried none."""
    tried = (one.data for one in site.probes if one.kind == "form" and one.about == view.entry.url)
    return next((data for data in tried if data.get("fields")), {})


def _lacks(view: View, made: Form, shown: Mapping[str, Any]) -> Iterator[str]:
    """What a form lacks, in words for its owner: what markup and browser agree on."""
    if view.entry.depth > _CLICKS:
        yield f"от главной страницы до формы {view.entry.depth} переходов"
    nameless = sum(one.kind in _WRITTEN and not one.words for one in made.fields)
    seen = shown.get("nameless", nameless)  # fields that nobody sees need no name
    nameless = min(nameless, seen) if isinstance(seen, int) else nameless
    if nameless:
        yield f"полей без подписи в разметке: {nameless}"
    near = set(range(made.block, made.block + _REACH))
    said = " ".join([made.text, *(view.page.blocks[index].text for index in near if index < len(view.page.blocks))])
    asked = any(one.kind == "checkbox" for one in made.fields) or shown.get("consent")
    if not asked and not _CONSENT.search(said):
        yield "нет согласия на обработку персональных данных"
    policy = shown.get("policy") or any(
        _POLICY.search(f"{link.text} {link.url}") for link in view.page.links if link.block in near
    )
    if not policy:
        yield "рядом нет ссылки на политику обработки персональных данных"
    if not view.page.url.startswith("https:") or (made.action or "").startswith("http:"):
        yield "страница или отправка без HTTPS"
    if any(one.kind == "password" for one in made.fields):
        yield "нужна регистрация"

"""Whether what is there works: reads the probes of a crawl and the pages, gives sights; tries nothing itself.

A thing that could not be tried is never called broken: the reason is then one of NOT_CHECKED, and «met» and «partial»
of another place come before it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from audit.checks.entities import VALUE_PATTERNS
from audit.checks.phones import differs, real
from audit.checks.sight import Sight, Spot
from audit.checks.terms import terms
from audit.finding import NOT_CHECKED

if TYPE_CHECKING:
    from audit.site import Site
    from checklists.schema import Works
    from crawler.probes.record import Probed

_GONE = (404, 410)
_ERROR = 400
_ANSWER = 20
"""Characters of a line from which it answers something."""
_ANSWERED = 2
_FORM: Mapping[str, tuple[str, str | None]] = {
    "wordless": ("missing", "wordless"), "mailto": ("partial", "mailto"), "behind_send": ("missing", "behind_send"),
    "captcha": ("missing", "captcha"), "unfilled": ("missing", "unfilled"), "silent": ("missing", "silent"),
    "disabled": ("missing", "disabled"), "unopened": ("missing", "unopened"), "login": ("missing", "login"),
}  # fmt: skip
"""Outcome of a form → verdict and reason; a reason of NOT_CHECKED makes the finding not_checked."""
_SIGHT = {"changes": ("met", None), "no_change": ("missing", "no_change"), "no_control": ("missing", "unopened")}
_MAIL = {"takes": ("met", None), "refuses": ("missing", "no_mail_host"), "no_domain": ("missing", "no_mail_host"),
         "unknown": ("missing", "dns")}  # fmt: skip
_DOMAIN = re.compile(r"@\s?([\w.-]+)")


def works(site: Site, rule: Works, present: Sight | None) -> Sight | None:
    """The best sight of a thing's functioning; None where the thing itself was not seen."""
    if present is None or present.verdict == "missing":
        return None
    return min(WORKS[rule.what](site, present), key=_rank, default=None)


def _rank(sight: Sight) -> int:
    """What works first, then what could not be tried, then what is broken."""
    if sight.verdict != "missing":
        return 0 if sight.verdict == "met" else 1
    return 2 if sight.reason in NOT_CHECKED else 3


def _probes(site: Site, kind: str, present: Sight) -> Iterator[tuple[Probed, Sight | None]]:
    """The probes of a kind on pages that we read; with a sight where one could not be made. None at all: not tried."""
    for one in site.probes:
        if one.kind == kind and one.about in site.by_url:
            yield one, _unmade(one, present) if one.data.get("reason") else None


def _unmade(one: Probed, present: Sight) -> Sight:
    reason = str(one.data.get("reason", ""))
    return Sight("missing", reason if reason in NOT_CHECKED else "browser_failed", present.proof)


def _untried(present: Sight, reason: str = "not_tried") -> Sight:
    return Sight("missing", reason, present.proof)


def _sight(site: Site, one: Probed, told: tuple[str, str | None], quote: str) -> Sight:
    view = site.by_url[one.about]
    return Sight(told[0], told[1], (Spot(view, f"probe {one.kind}", quote),))  # type: ignore[arg-type]


def _form(site: Site, present: Sight) -> Iterator[Sight]:
    tried = False
    for one, fault in _probes(site, "form", present):
        tried = True
        outcome = str(one.data.get("outcome", ""))
        if fault is not None:
            yield fault
        elif outcome == "ready":
            yield _sight(site, one, _alive(one.data.get("alive")), _sent(one.data))
        elif outcome in _FORM:
            yield _sight(site, one, _FORM[outcome], _told(one.data))
    if not tried:
        yield _untried(present)


def _alive(alive: object) -> tuple[str, str | None]:
    """What the address of a form says of it; messages of a WebSocket have none to ask."""
    told = alive if isinstance(alive, dict) else {}
    reason = str(told.get("reason", ""))
    if told.get("status") in _GONE or (reason == "dns" and told.get("denied") is True):
        return "missing", "dead_address"
    if reason:
        return "missing", reason if reason in NOT_CHECKED else "http_error"
    return "met", None


def _sent(data: Mapping[str, Any]) -> str:
    sent, alive = data.get("sent") or {}, data.get("alive") or {}
    asked = f" · {alive['asked']} {alive.get('status') or alive.get('reason')}" if alive.get("asked") else ""
    captcha = f" · {data['captcha']}" if data.get("captcha") else ""
    return f"{sent.get('method')} {sent.get('url')}{asked}{captcha}"


def _told(data: Mapping[str, Any]) -> str:
    parts = (data.get("heading"), data.get("button"), *(data.get("messages") or ()), data.get("captcha"))
    return " · ".join(str(part) for part in parts if part) or str(data.get("action") or data.get("outcome"))


def _delivered(site: Site, present: Sight) -> Iterator[Sight]:
    answers = [one for one in site.probes if one.kind == "answer" and one.about in site.by_url]
    for one in answers:
        if one.data.get("reason"):
            yield _unmade(one, present)
            continue
        if one.data.get("outcome") != "sent":  # our hand failed, or nobody answered in time: no fault is shown
            yield _untried(present, "timeout" if one.data.get("outcome") == "unanswered" else "not_sent")
            continue
        status = one.data.get("status")
        good = isinstance(status, int) and status < _ERROR
        yield _sight(site, one, ("met", None) if good else ("missing", "undelivered"), str(one.data.get("text", "")))
    if not answers:
        yield _untried(present, "not_sent")


def _low_vision(site: Site, present: Sight) -> Iterator[Sight]:
    tried = False
    for one, fault in _probes(site, "low_vision", present):
        tried = True
        before, after = one.data.get("before") or {}, one.data.get("after") or {}
        sizes = (
            f"{before.get('size')} → {after.get('size')} px · {before.get('contrast')} → {after.get('contrast')} : 1"
        )
        quote = " · ".join(str(part) for part in (one.data.get("control"), sizes if after else "") if part)
        yield fault or _sight(site, one, _SIGHT.get(str(one.data.get("outcome")), ("missing", "unopened")), quote)
    if not tried:
        yield _untried(present)


def _mail(site: Site, present: Sight) -> Iterator[Sight]:
    """The domains of the addresses that were seen, else those of any address of the site."""
    named = {domain.strip(".").lower() for spot in present.proof for domain in _DOMAIN.findall(spot.text)}
    found = [one for one in site.probes if one.kind == "mail"]
    found = [one for one in found if one.about in named] or found
    for one in found:
        verdict, reason = _MAIL.get(str(one.data.get("state")), ("missing", "dns"))
        hosts = ", ".join(map(str, one.data.get("hosts") or ()))
        quote = f"MX {one.about}: {hosts or one.data.get('state')}"
        spot = Spot(present.proof[0].view, f"probe mail {one.about}", quote)
        yield Sight(verdict, reason, (spot,))  # type: ignore[arg-type]
    if not found:
        yield _untried(present)


def _phone(site: Site, present: Sight) -> Iterator[Sight]:
    for view in site.views:
        for index, link in enumerate(view.page.links):
            if link.href.lower().startswith("tel:") and differs(link.href, link.text):
                yield Sight("partial", "tel_differs", (Spot(view, f"link {index}", link.text),))
                return
    for spot in present.proof:
        numbers = [match.group() for match in VALUE_PATTERNS["phone"].finditer(spot.text)]
        if any(map(real, numbers)):
            yield Sight("met", None, (spot,))
        elif numbers:
            yield Sight("missing", "no_number", (spot,))


def _faq(site: Site, present: Sight) -> Iterator[Sight]:
    del site
    view = present.proof[0].view
    lines = [block.text.strip() for index, block in enumerate(view.page.blocks) if view.own[index]]
    answered = [
        line for line, behind in itertools.pairwise(lines)
        if line.endswith("?") and len(behind) >= _ANSWER and not behind.endswith("?")
    ]  # fmt: skip
    verdict, reason = ("met", None) if len(answered) >= _ANSWERED else ("missing", "no_answers")
    if len(answered) == 1:
        verdict, reason = "partial", "little"
    yield Sight(verdict, reason, present.proof)  # type: ignore[arg-type]


def _consultation(site: Site, present: Sight) -> Iterator[Sight]:
    """A page to ask a specialist works as its form does; a chat of others was not talked to."""
    pages = {spot.view.entry.url for spot in present.proof}
    if any(one.kind == "form" and one.about in pages for one in site.probes):
        yield from (one for one in _form(site, present) if one.proof[0].view.entry.url in pages)
    else:
        yield _untried(present)


def _questionnaire(site: Site, present: Sight) -> Iterator[Sight]:
    links = {one.about: one for one in site.probes if one.kind == "link"}
    for spot in present.proof:
        kind, _, number = spot.place.partition(" ")
        url = site.resolve(spot.view.page.links[int(number)].url) if kind == "link" else spot.view.entry.url
        entry, probe = site.ledger.get(url), links.get(url)
        if probe is not None:
            told = _alive(probe.data)
            quote = f"{spot.text} · {probe.data.get('status') or probe.data.get('reason')}"
            yield Sight(told[0], "dead_link" if told[1] == "dead_address" else told[1],  # type: ignore[arg-type]
                        (Spot(spot.view, f"probe link {url}", quote),))  # fmt: skip
        elif entry is not None and entry.state == "fetched":
            yield Sight("met", None, (spot,))
        elif entry is not None and entry.reason == "gone":
            yield Sight("missing", "dead_link", (spot,))
        else:
            yield _untried(present)


WORKS: Mapping[str, Callable[[Site, Sight], Iterator[Sight]]] = {
    "terms": terms, "form": _form, "delivered": _delivered, "phone": _phone, "email": _mail, "faq": _faq,
    "consultation": _consultation, "questionnaire": _questionnaire, "low_vision": _low_vision,
}  # fmt: skip
"""What is asked of a thing → what tells whether it is so."""

"""Whether what is there works: reads the probes of a crawl and the pages, gives sights; tries nothing itself.

A thing that could not be tried is never called broken: the reason is then one of NOT_CHECKED, and «met» and «partial»
of another place come before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audit.checks.contacts import mail, phone
from audit.checks.questions import answered
from audit.checks.sight import Sight, Spot, untried
from audit.checks.terms import terms
from audit.finding import NOT_CHECKED

if TYPE_CHECKING:
    from audit.site import Site
    from checklists.rule import Works
    from crawler.probes.record import Probed

_GONE = (404, 410)
_ERROR, _FAULT = 400, 500
_FORM: Mapping[str, tuple[str, str | None]] = {
    "wordless": ("missing", "wordless"), "mailto": ("partial", "mailto"), "behind_send": ("missing", "behind_send"),
    "captcha": ("missing", "captcha"), "unfilled": ("missing", "unfilled"), "silent": ("missing", "silent"),
    "disabled": ("missing", "disabled"), "pretends": ("missing", "pretends"), "unopened": ("missing", "unopened"),
    "login": ("missing", "members"),
}  # fmt: skip
"""Outcome of a form → verdict and reason; a reason of NOT_CHECKED makes the finding not_checked."""
_SIGHT = {"changes": ("met", None), "no_change": ("missing", "no_change"), "no_control": ("missing", "unopened"),
          "elsewhere": ("missing", "unopened"), "dead": ("missing", "dead_link"),
          "spacing": ("partial", "spacing")}  # fmt: skip
_WANTING = ("silent", "disabled", "wordless", "pretends", "no_change", "spacing")
"""Outcomes that may come of scripts that did not: then they are no fault of the site."""
_WIDGETS = ("source", "mark")
_MESSENGERS = ("t.me", "wa.me", "vk.me", "max.ru", "api.whatsapp.com", "telegram.me")
"""Where the account stands in the address: one without it leads to nobody."""


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


def _sight(site: Site, one: Probed, told: tuple[str, str | None], quote: str) -> Sight:
    view = site.by_url[one.about]
    return Sight(told[0], told[1], (Spot(view, f"probe {one.kind}", quote),))  # type: ignore[arg-type]


def _form(site: Site, present: Sight) -> Iterator[Sight]:
    tried = told = False
    for one, fault in _probes(site, "form", present):
        tried = True
        outcome = str(one.data.get("outcome", ""))
        told = told or fault is not None or outcome == "ready" or outcome in _FORM
        if fault is not None:
            yield fault
        elif outcome == "ready":
            yield _sight(site, one, _alive(one.data.get("alive")), _sent(one.data))
        elif outcome in _FORM:
            yield _sight(site, one, _for_want(one, outcome) or _FORM[outcome], _told(one.data))
    if not told:  # the pages that were tried showed no form, or none was tried
        yield untried(present, "unopened" if tried else "not_talked" if _elsewhere(site, present) else "not_tried")


def _elsewhere(site: Site, present: Sight) -> bool:
    """Whether a thing is a service of others: a widget, or a link to another host."""
    spot = present.proof[0]
    kind, _, number = spot.place.partition(" ")
    entry = site.entry(spot.view.page.links[int(number)]) if kind == "link" else None
    return kind in _WIDGETS or (entry is not None and entry.reason == "offsite")


def _for_want(one: Probed, outcome: str) -> tuple[str, str | None] | None:
    """What is said where scripts of the page did not come: that it does not work may be our network's doing."""
    return ("missing", "unloaded") if one.data.get("unloaded") and outcome in _WANTING else None


def _alive(alive: object) -> tuple[str, str | None]:
    """What the address of a form says of it; messages of a WebSocket have none to ask."""
    told = alive if isinstance(alive, dict) else {}
    reason = str(told.get("reason", ""))
    if told.get("status") in _GONE or (reason == "dns" and told.get("denied") is True):
        return "missing", "dead_address"
    if reason == "dns":
        return "missing", "no_names"
    if reason:
        return "missing", reason if reason in NOT_CHECKED else "http_error"
    return "met", None


def _sent(data: Mapping[str, Any]) -> str:
    sent, alive = data.get("sent") or {}, data.get("alive") or {}
    asked = f" · {alive['asked']} {alive.get('status') or alive.get('reason')}" if alive.get("asked") else ""
    captcha = f" · {data['captcha']}" if data.get("captcha") else ""
    return f"{sent.get('method')} {sent.get('url')}{asked}{captcha}"


def _told(data: Mapping[str, Any]) -> str:
    unloaded = tuple(data.get("unloaded") or ())[:1]
    parts = (data.get("heading"), data.get("button"), *(data.get("messages") or ()), data.get("captcha"), *unloaded)
    return " · ".join(str(part) for part in parts if part) or str(data.get("action") or data.get("outcome"))


def _delivered(site: Site, present: Sight) -> Iterator[Sight]:
    answers = [one for one in site.probes if one.kind == "answer" and one.about in site.by_url]
    for one in answers:
        if one.data.get("reason"):
            yield _unmade(one, present)
            continue
        if one.data.get("outcome") != "sent":  # our hand failed, or nobody answered in time: no fault is shown
            yield untried(present, "timeout" if one.data.get("outcome") == "unanswered" else "not_sent")
            continue
        status = one.data.get("status")
        good = isinstance(status, int) and status < _ERROR
        yield _sight(site, one, ("met", None) if good else ("missing", "undelivered"), str(one.data.get("text", "")))
    if not answers:
        yield untried(present, "not_sent")


def _low_vision(site: Site, present: Sight) -> Iterator[Sight]:
    tried = False
    for one, fault in _probes(site, "low_vision", present):
        tried = True
        before, after = one.data.get("before") or {}, one.data.get("after") or {}
        outcome = str(one.data.get("outcome"))
        want = _for_want(one, outcome)
        unloaded = tuple(one.data.get("unloaded") or ())[:1] if want else ()
        sizes = (
            f"{before.get('size')} → {after.get('size')} px · {before.get('contrast')} → {after.get('contrast')} : 1"
        )
        quote = " · ".join(str(part) for part in (one.data.get("control"), sizes if after else "", *unloaded) if part)
        yield fault or _sight(site, one, want or _SIGHT.get(outcome, ("missing", "unopened")), quote)
    if not tried:
        yield untried(present)


def _consultation(site: Site, present: Sight) -> Iterator[Sight]:
    """A page to ask a specialist works as its form does; nobody wrote to a chat or a messenger.

    Only the page that a link of the consultation leads to is accused for its form: elsewhere the form is another's.
    """
    spot = present.proof[0]
    kind, _, number = spot.place.partition(" ")
    link = spot.view.page.links[int(number)] if kind == "link" else None
    if link is not None and _nobodys(link.url):
        yield Sight("missing", "dead_link", (spot,))
        return
    target = site.target(link) if link is not None else None
    page = target or spot.view
    made = [] if kind in _WIDGETS else list(_form(site, present))
    own = [one for one in made if one.proof[0].view is page and one.proof[0].place == "probe form"]
    if target is None or target is spot.view:
        own = [one for one in own if one.verdict != "missing"]
    if not own and any(entry.kind == "textarea" for form in page.page.forms for entry in form.fields):
        own = [one for one in made if one.reason in NOT_CHECKED]
    yield from own or [untried(present, "not_talked")]


def _nobodys(url: str) -> bool:
    """Whether an address of a messenger names no account: «https://t.me/»."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host in _MESSENGERS and not parts.path.strip("/") and not parts.query


def _questionnaire(site: Site, present: Sight) -> Iterator[Sight]:
    links = {one.about: one for one in site.probes if one.kind == "link"}
    for spot in present.proof:
        kind, _, number = spot.place.partition(" ")
        url = site.resolve(spot.view.page.links[int(number)].url) if kind == "link" else spot.view.entry.url
        entry, probe = site.ledger.get(url), links.get(url)
        if probe is not None:
            told = _opens(probe.data)
            quote = f"{spot.text} · {probe.data.get('status') or probe.data.get('reason')}"
            yield Sight(told[0], told[1], (Spot(spot.view, f"probe link {url}", quote),))  # type: ignore[arg-type]
        elif entry is not None and entry.state == "fetched":
            yield Sight("met", None, (spot,))
        elif entry is not None and entry.reason == "gone":
            yield Sight("missing", "dead_link", (spot,))
        else:
            reason = entry.reason if entry is not None else ""
            yield untried(present, reason if reason in NOT_CHECKED else "not_tried")


def _opens(probe: Mapping[str, Any]) -> tuple[str, str | None]:
    """What the answer of a page says: one that refuses a program, or fails now, may open for a visitor."""
    verdict, reason = _alive(probe)
    status = probe.get("status")
    if reason == "dead_address":
        return verdict, "dead_link"
    if isinstance(status, int) and status >= _ERROR:
        return "missing", "http_error" if status >= _FAULT else "blocked"
    return verdict, reason


WORKS: Mapping[str, Callable[[Site, Sight], Iterator[Sight]]] = {
    "terms": terms, "form": _form, "delivered": _delivered, "phone": phone, "email": mail, "faq": answered,
    "consultation": _consultation, "questionnaire": _questionnaire, "low_vision": _low_vision,
}  # fmt: skip
"""What is asked of a thing → what tells whether it is so."""

"""Pages left over from another organisation's site: tells pages of another place by addresses and e-mails.

A page is told as another's only where two signs agree and none speaks against it: the address that it gives as its
own is in a city that the rest of the site does not know, and its e-mail has a domain that stands nowhere else, it
spells out another name, or, being the page of contacts, it has telephones of another zone. A founder, a department, a
partner has another city and another domain by right: a page that speaks of such bodies is left alone, and so is one
with any word of the organisation's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.checks.phones import digits
from audit.checks.values import VALUE_PATTERNS, shown
from audit.wording import stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View

_CITY = re.compile(r"(?<!19\d\d )(?<!20\d\d )\b(?:г|гор|город) ([а-я]{3,})")
"""A city in normal form; what stands behind a year is «год»."""
_MAIL = re.compile(r"[\w.+-]@([\w-]+(?:\.[\w-]+)+)")
_WARD = re.compile(r"\bотделени\w*")
"""A ward or a part of a clinic, and no body beside it."""
_CONTACTS = ("контакты", "наши контакты", "контактная информация")
"""Headings of the page with the contacts of the whole house; a branch's page is called after its town."""
_PLACES = "348"
"""How numbers of the telephones of places begin; mobile ones begin with 9."""
_TITLES = (1, 2)
_NATIONAL, _ZONE = 10, 3
"""Digits of a whole number, and of them those of its zone."""
_LABEL = 60
"""Characters of a label whose address stands in the next block."""
_ALIKE = 3
"""Letters by which a city and its district are one: «Псков», «Псковский»."""
_SAME_SHARE = 0.7
"""Share of the telling words of a name from which a page holds that name."""


def pages_elsewhere(site: Site) -> frozenset[str]:
    """Addresses of pages that give another city and another e-mail or name than everywhere else."""
    here = site.wording.place(site.subject.municipality)
    around = here | site.wording.place(site.subject.region) | site.wording.own(site.subject.name)
    if not here:
        return frozenset()
    at_home: set[int] = set()
    away: dict[int, View] = {}
    for view, line in _addresses(site):
        words = stems(line.split())
        if not words.isdisjoint(here) or any(_alike(city, here) for city in _CITY.findall(line)):
            at_home.add(view.number)
        elif (
            (cities := _CITY.findall(line))
            and words.isdisjoint(around)
            and not any(_alike(city, around) for city in cities)
        ):
            away[view.number] = view
    if at_home.issuperset(away) or not (at_home or _frame_at_home(site, around)):
        return frozenset()
    suspects = [view for number, view in away.items() if number not in at_home and _is_strange(site, view, around)]
    mails = _mails(site) if suspects else {}
    return frozenset(
        view.entry.url
        for view in suspects
        if _other_name(site, view) or _other_mail(site, view, mails) or _other_zone(site, view)
    )


def _addresses(site: Site) -> Iterator[tuple[View, str]]:
    """What stands behind a label of an address, with the label, or is marked as one."""
    for view, prop in site.props.get("address", ()):
        yield view, site.line(prop.text)[0]
    for view, index, number in site.blocks(site.wording.address_labels):
        line = view.lines[index]
        if site.span(number, line)[0] == 0:
            below = view.lines[index + 1] if index + 1 < len(view.lines) else ""
            yield view, f"{line} {below}" if len(line) < _LABEL else line


def _alike(city: str, places: frozenset[str]) -> bool:
    return any(city[:_ALIKE] == place[:_ALIKE] for place in places)


def _is_strange(site: Site, view: View, around: frozenset[str]) -> bool:
    """Whether nothing of the page's own speaks of the organisation's place or name, or of a body beside it."""
    name = site.wording.telling(site.subject.name)
    short = site.line(site.subject.short_name)[0]
    for index, line in enumerate(view.lines):
        if not view.own[index]:
            continue
        words = stems(line.split())
        if site.wording.names_others(_WARD.sub("", line)) or not words.isdisjoint(around):
            return False
        if len(name & words) >= _SAME_SHARE * len(name) or (short and short in line):
            return False
    return True


def _frame_at_home(site: Site, around: frozenset[str]) -> bool:
    """Whether an address in what pages share stands in our place, or right behind a line with its name."""
    known = shown(site, "address")
    return any(
        not view.own[index]
        and known[block.text]
        and not stems(" ".join(view.lines[max(index - 1, 0) : index + 1]).split()).isdisjoint(around)
        for view in site.views[:1]
        for index, block in enumerate(view.page.blocks)
    )


def _other_zone(site: Site, view: View) -> bool:
    """Whether the page of contacts has telephones of another zone than all that the site shares, and of no other."""
    levels = zip(view.lines, view.page.blocks, strict=True)
    if not any(line in _CONTACTS and block.level in _TITLES for line, block in levels):
        return False
    mine, shared = _zones(site, view, own=True), _zones(site, view, own=False)
    return bool(mine and shared) and mine.isdisjoint(shared)


def _zones(site: Site, view: View, *, own: bool) -> set[str]:
    """The zones of the telephones in the blocks that are the page's own, or in the others; mobile ones apart."""
    known = shown(site, "phone")
    texts = [block.text for mine, block in zip(view.own, view.page.blocks, strict=True) if bool(mine) is own]
    found = (digits(one.group()) for text in texts if known[text] for one in VALUE_PATTERNS["phone"].finditer(text))
    return {one[:_ZONE] for one in found if len(one) == _NATIONAL and one[0] in _PLACES and one[:_ZONE] != "800"}


def _other_name(site: Site, view: View) -> bool:
    """Whether the page spells out a name: that it is none of ours is known by then."""
    return any(view.own[index] and site.wording.has_legal_form(line) for index, line in enumerate(view.lines))


def _mails(site: Site) -> dict[str, set[int]]:
    """Each domain of e-mails with the numbers of the views that show it."""
    found: dict[str, set[int]] = {}
    for view in site.views:
        for block in view.page.blocks:
            for domain in _MAIL.findall(block.text) if "@" in block.text else ():
                found.setdefault(domain.lower(), set()).add(view.number)
    return found


def _other_mail(site: Site, view: View, mails: dict[str, set[int]]) -> bool:
    """Whether the page's e-mails are of a domain that stands nowhere else, on a site that has others."""
    mine = {domain for domain, views in mails.items() if view.number in views}
    if not mine or not any(views - {view.number} for views in mails.values()):
        return False
    return all(
        mails[domain] == {view.number} and not site.wording.is_public(domain) and not _same(domain, view.entry.url)
        for domain in mine
    )


def _same(domain: str, url: str) -> bool:
    """Whether an e-mail's domain is the site's own, or one is part of the other."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host == domain or host.endswith("." + domain) or domain.endswith("." + host)

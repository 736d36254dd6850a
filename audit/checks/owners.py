"""Whose an e-mail, a telephone or hours are: reads the words before them, tells a founder's, a ministry's, a partner's.

Knows no items.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.wording import stems

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_BEFORE = 90
"""Characters before an e-mail in which may stand whose it is."""
_EDGE = re.compile(r"[.;|(](?=\s)|\(|\)")
"""Where what is said of one ends: a full stop, a bracket; «ул. Мира» has a full stop too, and is put right below."""
_SHORTENED = re.compile(r"\b(?:ул|пр|пл|пер|наб|г|с|п|пос|д|дер|ст|тел|эл|каб|обл|р|стр|корп|кв|им)\.", re.IGNORECASE)
"""Shortened words, whose full stop ends nothing."""
OF_OFFICES = ("email", "phone", "hours")
"""What pages give of offices of the state as of the organisation itself."""
_HEADINGS = range(1, 7)
_GROUP = 8
"""Blocks from the name of an office to the last of its contacts."""
_BEGINS = 30
"""Characters before an office's name in a line that begins with it: «Территориальный орган …»."""
_WHO = 2
"""Blocks before reception hours that may say whose they are."""
_TELLS = re.compile(r"[уая]ет\b|проводит|\bприглаш")
"""A word that tells what somebody does: «Прокуратура разъясняет» is a title and no name."""
_FOUNDER = ("учредител", "наш учредител")
_RECEPTION = re.compile(r"\bприем")


def is_offices(site: Site, view: View, index: int) -> bool:
    """Whether a block gives the contacts of an office of the state, told by its name at the head of the little group.

    Where the group, or the line itself, names anything that may be the organisation, the contacts are its own: under
    «Министерство …» many a page goes on with «ГБУ «Больница № 1»» and its address.
    """
    if not view.own[index] or view.page.blocks[index].region == "header" or _may_be_ours(site, view, index):
        return False
    if _begins_with_office(site, view, index) or _receives(site, view, index):
        return True
    for at in range(index - 1, max(index - _GROUP, -1), -1):
        if view.page.blocks[at].level and _begins_with_office(site, view, at):
            return not (_may_be_ours(site, view, at) or _goes_on_as_ours(site, view, index))
        if view.page.blocks[at].level in _HEADINGS or _may_be_ours(site, view, at):
            break
    return False


def _goes_on_as_ours(site: Site, view: View, index: int) -> bool:
    """Whether the group names what may be ours behind a block: under a letterhead a page ends «Директор: …»."""
    for at in range(index + 1, min(index + _GROUP, len(view.page.blocks))):
        if view.page.blocks[at].level:
            return False
        if _may_be_ours(site, view, at):
            return True
    return False


def _begins_with_office(site: Site, view: View, index: int) -> bool:
    line = view.lines[index]
    if line.startswith(_FOUNDER) or site.wording.is_paper(line.split(" ", 1)[0]):
        return False  # «Приказ министерства …»; behind the founder's name a page goes on with what is ours
    spans = (site.span(number, line) for number in site.wording.offices.intersection(view.found[index]))
    return any(0 <= start <= _BEGINS and not _TELLS.search(line, end) for start, end in spans)


def _receives(site: Site, view: View, index: int) -> bool:
    """Whether a line tells when an office receives, or stands right behind a line that says who receives there."""
    return _RECEPTION.search(view.lines[index]) is not None and any(
        _RECEPTION.search(view.lines[at])
        and not site.wording.offices.isdisjoint(view.found[at])
        and not _may_be_ours(site, view, at)
        for at in range(max(index - _WHO, 0), index + 1)
    )


def _may_be_ours(site: Site, view: View, index: int) -> bool:
    """Whether a line has a word for organisations, one that tells ours from others, or a post of the house."""
    ours, found = site.memo("own words", None, lambda: _own_words(site)), view.found[index]
    if not site.wording.house.isdisjoint(found) and site.wording.offices.isdisjoint(found):
        return True  # «Директор департамента» has none
    return site.wording.names_body(view.lines[index]) or not ours.isdisjoint(stems(view.lines[index].split()))


def _own_words(site: Site) -> frozenset[str]:
    """Stems of the organisation's name, its place and numbers apart: its founder has those too."""
    around = site.wording.place(site.subject.municipality) | site.wording.place(site.subject.region)
    own = site.wording.own(site.subject.name) & site.wording.place(site.subject.name)  # «городская» tells nobody apart
    return frozenset(stem for stem in own - around if not stem.isdigit())


def is_anothers_email(site: Site, view: View, text: str, pattern: re.Pattern[str]) -> bool:
    """Whether each e-mail of a text is told as that of a body beside the organisation, or of who built the site.

    One of the site's own domain is the organisation's, whatever stands before it. In the news whoever the
    story is about may stand in any sentence of it.
    """
    found = list(pattern.finditer(text))
    return bool(found) and all(_is_anothers(site, view, text, match) for match in found)


def _is_anothers(site: Site, view: View, text: str, match: re.Match[str]) -> bool:
    domain = re.split(r"[@)\]]", match.group())[-1].strip().lower()
    host = (urlsplit(site.views[0].entry.url).hostname or "").removeprefix("www.") if site.views else ""
    if host and (host == domain or domain.endswith("." + host) or host.endswith("." + domain)):
        return False
    if site.is_story(view):  # what is told of there stands in another sentence: «Пишите ему: …»
        return not site.wording.is_public(domain) and not site.wording.strangers.isdisjoint(site.line(text)[1])
    before = _SHORTENED.sub(lambda one: one.group()[:-1] + " ", text[: match.start()])[-_BEFORE:]
    phrases = site.line(_EDGE.split(before)[-1])[1]
    return not site.wording.strangers.isdisjoint(phrases)

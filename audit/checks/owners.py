"""Whose an e-mail is: reads the words before it, tells a founder's, a partner's, a site builder's. Knows no items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_BEFORE = 90
"""Characters before an e-mail in which may stand whose it is."""
_EDGE = re.compile(r"[.;|(](?=\s)|\(|\)")
"""Where what is said of one ends: a full stop, a bracket; «ул. Мира» has a full stop too, and is put right below."""
_SHORTENED = re.compile(r"\b(?:ул|пр|пл|пер|наб|г|с|п|пос|д|дер|ст|тел|эл|каб|обл|р|стр|корп|кв|им)\.", re.IGNORECASE)
"""Shortened words, whose full stop ends nothing."""


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

"""Microdata of the section «Сведения об образовательной организации»: elements with ``itemprop`` and what is in them.

Source: Rosobrnadzor, methodical recommendations 9.0.0 (2025), chapter 5. A mark without content proves nothing, and
what a browser hides is not published (order 1493, п. 27).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.grains import says_filler
from audit.checks.sight import Sight, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View
    from checklists.rule import Microdata
    from crawler.page import Prop


_ENOUGH = 20
"""A hundred teachers are marked alike: after so many the first that is met is proof enough."""


def microdata(site: Site, rule: Microdata) -> Iterator[Sight]:
    """Visible marks of one of the names, within the parent where one is asked for. All that are met are alike."""
    parent = rule.parent.lower() if rule.parent else None
    judged = 0
    for name in rule.itemprop:
        for view, prop in site.props.get(name.lower(), ()):
            if prop.hidden or (parent and parent not in (above.lower() for above in prop.parents)):
                continue
            sight = _judge(site, view, prop)
            judged += 1
            yield sight
            if sight.verdict == "met" and judged >= _ENOUGH:
                return


def _judge(site: Site, view: View, prop: Prop) -> Sight:
    line, found = site.line(prop.text)
    links = [view.page.links[number] for number in prop.links]
    named = prop.text or next(filter(None, (link.text or link.title or link.href for link in links)), "")
    proof = (Spot(view, f"itemprop {prop.name}", named),)
    label = site.labels[line] and not any(site.file_kind(link.url) for link in links)
    if label or says_filler(site, line, found):
        return Sight("missing", "placeholder", proof)
    if links and all(_dead(site, link.url) for link in links) and len(line) < 200:  # noqa: PLR2004  only a name
        return Sight("partial", "dead_link", proof, 4)
    if (line or links) and not _DASHES.fullmatch(prop.text):
        return Sight("met", None, proof, 6)
    return Sight("missing", "bare_heading", proof)


_DASHES = re.compile(r"(?:(?:19|20)\d\d\s*)?[–—-][\s–—-]*")
"""A row of a table that has its year at most, and dashes for values."""


def _dead(site: Site, url: str) -> bool:
    if not url:
        return True
    entry = site.ledger.get(site.resolve(url))
    return entry is not None and entry.reason == "gone"

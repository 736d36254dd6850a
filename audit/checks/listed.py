"""Names between signs in one line («Устав / Смета / Правила»): tells those that are links from those that are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from audit.checks.grains import grain, is_filler
from crawler.text import normal

if TYPE_CHECKING:
    from audit.site import Site
    from audit.view import View

_SIGNS = re.compile(r"\s[/|·•]\s|\s?[·•|]\s?|;\s|\n")
"""What parts the names of a list in one line."""
_SENTENCES = re.compile(r"\s[/|·•]\s|[.;!?](?:\s+|$)|\n")
"""What parts a title from what stands around it in a footer."""
_ELSEWHERE = re.compile(r"\s[–—-]\s|:\s+\S")
"""What makes a sentence of a title: «Обратная связь — в ВК»."""
_SHARE = 0.7
"""Share of a part from which the phrase is all that it says."""


class Part(NamedTuple):
    """A part of a line with a phrase and without a link."""

    title: bool
    """Whether the phrase begins the part."""


def unlinked(site: Site, view: View, index: int, number: int) -> Part | None:
    """The part of a list in one line that holds the phrase, if the line's links stand in other parts."""
    text = view.page.blocks[index].text
    if _SIGNS.search(text) is None or grain(site, view, index).kind == "trail":
        return None
    names = [view.page.links[link].text for link in view.page.blocks[index].links]
    parts = [(part, *site.line(part)) for part in _SIGNS.split(text)]
    held = [(part, line) for part, line, found in parts if number in found]
    plain = [line for part, line in held if not any(name and name in part for name in names)]
    # «Лицензия: нужна для массажа; лицензия № 5 (скачать)»: told twice, linked once.
    if not plain or len(plain) < len(held) or any(number in site.line(name)[1] for name in names):
        return None
    return Part(site.span(number, plain[0])[0] == 0)


def is_plain_title(site: Site, view: View, index: int, number: int) -> bool:
    """Whether a phrase stands as a title of its own where a link was to be: in a list, in a footer, in a line."""
    block = view.page.blocks[index]
    if block.level or is_filler(site, view, index) or grain(site, view, index).kind == "trail":
        return False
    if any(number in site.line(view.page.links[link].text)[1] for link in block.links):
        return False
    for part in _SENTENCES.split(block.text):
        line = normal(part)
        start, end = site.span(number, line)
        if (
            start == 0
            and end >= _SHARE * len(line)
            and not _ELSEWHERE.search(part)
            and not part.rstrip().endswith((":", "?"))
        ):
            return True
    return False

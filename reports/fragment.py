"""Examples of microdata to paste: an item's rule in, HTML source out (as text, to be escaped). Must not know pages."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from checklists.rule import Microdata, Rule
from reports.texts import Texts

_LINK = "Link"


def microdata_in(rule: Rule) -> Iterator[Microdata]:
    """Yield every microdata rule inside a resolved rule, at any depth."""
    if rule.microdata:
        yield rule.microdata
    inner = (*rule.any_of, *rule.all_of, *([rule.fresh.of] if rule.fresh else []))
    for one in inner:
        yield from microdata_in(one)


def fragment(rule: Rule, title: str, texts: Texts) -> str | None:
    """Write an example for the first microdata rule of a resolved rule; None where the item has no microdata.

    Names that end in ``Link`` mark a link to a file or page, the others mark text; a name with a parent stands in it.
    """
    found = next(microdata_in(rule), None)
    if found is None:
        return None
    name = found.itemprop[0]
    if name.endswith(_LINK):
        inner = f'<a itemprop="{name}" href="{escape(texts("card.fragment_href"))}">{escape(title)}</a>'
    else:
        inner = f'<span itemprop="{name}">{escape(texts("card.fragment_value"))}</span>'
    return f'<div itemprop="{found.parent}">\n  {inner}\n</div>' if found.parent else inner

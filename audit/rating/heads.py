"""Who answers for an organisation, its municipality and its region: reads the registry's own columns. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.registry import Organisation

COLUMNS = {
    "organisation": ("руководитель", "руководитель организации", "директор", "заведующий", "head", "director"),
    "municipality": (
        "глава муниципального образования", "глава муниципалитета", "глава района", "глава города",
        "ответственный в муниципалитете", "head of municipality",
    ),
    "region": ("глава региона", "губернатор", "ответственный в регионе", "head of region"),
}  # fmt: skip
"""Level → headers of the registry that name who answers there, as ``crawler.text.normal`` spells them."""


class Heads(NamedTuple):
    """Names as the registry has them; empty where it names nobody."""

    organisation: str = ""
    municipality: str = ""
    region: str = ""


def head_of(orgs: Iterable[Organisation], level: str) -> str:
    """Who answers for a municipality or region by the rows of its organisations; they may name several."""
    if level not in ("municipality", "region"):
        return ""
    names = (getattr(heads(org), level) for org in orgs)
    return "; ".join(dict.fromkeys(name for name in names if name))


def heads(org: Organisation) -> Heads:
    """Who answers for one organisation, on each level."""
    cells = {normal(header): cell for header, cell in org.extra.items()}
    return Heads(*(next((cells[one] for one in COLUMNS[level] if one in cells), "") for level in Heads._fields))

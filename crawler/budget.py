"""How much of a site one visit may still ask for: counts requests against the plan; knows no network and no page."""

from __future__ import annotations

from collections import Counter

from crawler import order, urls
from crawler.plan import Plan
from crawler.store import Row, Tally

_ASKED = 2
"""Requests to a page or document of budget: a site of dead links ends too."""
_MORE = 50
"""Requests besides those."""


class Budget:
    """The budget of one visit."""

    def __init__(self, plan: Plan, *, exhaustive: bool = False) -> None:
        """Begin with nothing spent. ``exhaustive``: documents that no topic asks for are wanted too."""
        self._plan, self._never = plan, order.NEVER - exhaustive
        self._asked = Counter[bool]()

    def spend(self, row: Row) -> bool:
        """Count a request; True where it looks like one for a document."""
        document = urls.extension(row.url) in urls.DOCUMENTS
        self._asked[document] += 1
        return document

    def over(self, row: Row, tally: Tally, minutes: float) -> bool:
        """Whether nothing is left for an address; ``minutes``: spent on the site so far."""
        plan = self._plan
        if document := urls.extension(row.url) in urls.DOCUMENTS:
            over = row.priority <= self._never or tally.documents >= plan.max_documents
        else:
            over = tally.pages >= plan.max_pages
        most = plan.max_documents if document else plan.max_pages
        over = over or self._asked[document] >= _ASKED * most + _MORE
        return over or tally.bytes >= plan.max_bytes or minutes >= plan.max_minutes

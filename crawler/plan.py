"""What a crawl looks for and how far it may go: plain data made from a check-list by others; knows no law."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from crawler.probes.words import Probes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a link to a topic looks like."""

    topic: str
    pattern: str
    """A regular expression that Python and RE2 both read, matched anywhere in ``crawler.text.normal(link text)``."""
    paths: tuple[str, ...] = ()
    """Last parts of the path that mean the topic, lower case, without extension: ``struct``, ``common``."""
    priority: int = 0
    """0–99; the higher is fetched the earlier among links that fit a topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The hints and the budget of one crawl. The defaults reach every topic page of an ordinary site of a school."""

    hints: tuple[Hint, ...] = ()
    addresses: tuple[str, ...] = ()
    """Paths where an act says that pages stand (``/sveden/common/``): asked for even where no link leads there."""
    probes: Probes = field(default_factory=Probes)
    """What is tried on the pages that were fetched; nothing where it has no words."""
    max_pages: int = 300
    """HTML pages."""
    max_documents: int = 100
    """Files (PDF, DOCX, …) linked from a page of a topic, or by a link that fits one."""
    max_bytes: int = 64 * 1024 * 1024
    """As received, all answers together."""
    max_minutes: float = 15.0
    """Spent on the site in one run, waiting for its turn apart; what is left is then skipped for the budget."""
    max_urls: int = 20_000
    """Addresses kept in the ledger; those met beyond are only counted."""

    def to_json(self) -> str:
        """The plan as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read a plan of the archive. Raises ValueError, TypeError or KeyError where it is not one."""
        data = json.loads(text)
        hints = tuple(Hint(**{**hint, "paths": tuple(hint["paths"])}) for hint in data.pop("hints"))
        probes = Probes.from_dict(data.pop("probes", {}))
        return cls(hints=hints, addresses=tuple(data.pop("addresses", ())), probes=probes, **data)

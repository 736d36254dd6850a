"""What a crawl looks for and how far it may go: plain data made from a check-list by others; knows no law."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


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
class FormWords:
    """How the form to write to an organisation is known. Patterns as in ``Hint``, one for each phrase."""

    words: tuple[str, ...] = ()
    """Any of them tells the purpose."""
    weak: tuple[str, ...] = ()
    """Words of any form: enough where nothing of ``others`` is about."""
    others: tuple[str, ...] = ()
    """Words of forms for another purpose; a form that says one of ``words`` itself is for it all the same."""
    without: tuple[str, ...] = ()
    """A form that says one of these is never one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowVisionWords:
    """How the version for poor sight is known."""

    phrases: tuple[str, ...] = ()
    """Patterns as in ``Hint`` for the words of what starts it."""
    parts: tuple[str, ...] = ()
    """Substrings of its ids, classes, addresses and pictures, lower case."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Known products, each with substrings of the addresses and names that give it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The hints and the budget of one crawl. The defaults reach every topic page of an ordinary site of a school."""

    hints: tuple[Hint, ...] = ()
    addresses: tuple[str, ...] = ()
    """Paths where an act says that pages stand (``/sveden/common/``): asked for even where no link leads there."""
    form: FormWords = FormWords()
    """No form is tried where it has no words."""
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
        form = FormWords(**{name: tuple(words) for name, words in data.pop("form", {}).items()})
        return cls(hints=hints, addresses=tuple(data.pop("addresses", ())), form=form, **data)

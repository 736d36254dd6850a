"""The shapes of the check-list files. Reads plain mappings, gives frozen models; knows neither files nor pages."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from checklists.rule import Rule
from checklists.strict import Bilingual, Name, Phrases, Strict


class Basis(Strict):
    """Where the law asks for an item: an act of acts.yaml and the clause in it."""

    act: Name
    clause: str


class Hints(Strict):
    """Where a person would look: words of links and parts of paths."""

    phrases: Phrases = ()
    paths: tuple[str, ...] = ()


class Item(Strict):
    """One required (or observed) thing."""

    id: Name
    title: Bilingual
    basis: tuple[Basis, ...] = ()
    topics: tuple[Name, ...] = Field(min_length=1)
    kinds: tuple[Name, ...] = ()
    """Kinds of organisation that the item is for; empty: all kinds of the sector."""
    except_kinds: tuple[Name, ...] = ()
    required: bool = True
    required_in: tuple[Name, ...] = ()
    """Sectors whose law asks for the item; in the others it is only observed. Empty: all."""
    norm: bool = False
    """Counted in Инорм-сайт of 344н."""
    channel: Name | None = None
    """Counted as a remote channel of indicator 1.2 under this name."""
    functions: bool = False
    """About the functioning of the channel, not its presence: 1.2 counts channels that function."""
    weight: Literal["essential", "obligatory", "recommended"] = "obligatory"
    status: Literal["confirmed", "from_memory", "draft"]
    source: str = ""
    """What the status rests on: the mark of the fact sheet, the page of a document."""
    since: dt.date | None = None
    until: dt.date | None = None
    """Last day in force."""
    replaces: Name | None = None
    """The item of the edition before that this one continues: it must end on the day before this one begins."""
    conditional: bool = False
    """«При наличии»: what is not found is not_applicable, never missing."""
    conditional_kinds: tuple[Name, ...] = ()
    """Kinds of organisation for which the item is «при наличии», where for the others it is not."""
    public_only: bool = False
    """Asked of state and municipal organisations; for one that its name tells to be private it is «при наличии»."""
    rule: Rule
    hints: Hints = Hints()
    advice: Bilingual | None = None

    def if_any(self, kind: str, *, private: bool) -> bool:
        """Whether the item is «при наличии» for a kind of organisation, or for one that is ``private``."""
        return self.conditional or kind in self.conditional_kinds or (private and self.public_only)

    def in_force(self, on: dt.date) -> bool:
        """Whether the law of a day has the item."""
        return not ((self.since and on < self.since) or (self.until and on > self.until))


class Checklist(Strict):
    """One file of items: a sector's list, or the common one that every sector has besides its own."""

    id: Name
    title: Bilingual
    sectors: tuple[Name, ...]
    """Empty: for every sector."""
    addresses: tuple[str, ...] = ()
    """Paths that an act prescribes for its pages, from the site's root."""
    items: tuple[Item, ...]

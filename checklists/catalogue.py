"""Everything the check-lists say, joined and ready to ask. Reads no files; must not know YAML or pages."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from checklists.measures import Measures
from checklists.rule import Rule
from checklists.schema import Checklist, Item
from checklists.strict import Bilingual, Name, Strict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checklists.infometer import Infometer
    from checklists.language import Language
    from checklists.methodology import Methodology
    from checklists.microdata import Microdata
    from checklists.products import Accessibility, Product

ONE_DAY = dt.timedelta(days=1)


class Topic(Strict):
    """What items of all sectors are about, so that sectors can be compared."""

    id: Name
    title: Bilingual
    definition: Bilingual
    """What counts as published, in a sentence or two."""
    roll: Literal["any", "most", "all", "own"]
    """How verdicts of items become the topic's: the best, the most frequent, the worst, or the best of ``items``."""
    education_only: bool = False
    items: tuple[Name, ...] = ()
    """With ``own``: the items that decide; the others only inform."""


class Act(Strict):
    """A legal act that items rest on."""

    id: Name
    short: Bilingual
    """As a report cites it: «приказ Рособрнадзора № 1493»."""
    title: Bilingual
    number: str
    date: dt.date | None = None
    since: dt.date | None = None
    """First day in force; none: before anything we check."""
    until: dt.date | None = None
    """Last day in force; none: not known to end."""
    url: str = ""
    status: Literal["confirmed", "from_memory", "draft"]
    source: str = ""

    def in_force(self, on: dt.date) -> bool:
        """Whether the act binds on a day."""
        return not ((self.since and on < self.since) or (self.until and on > self.until))


class Follows(Strict):
    """Another sector's check-list that a kind takes instead of its own, from a day on."""

    sector: Name
    since: dt.date | None = None


class Kind(Strict):
    """A kind of organisation inside a sector, and the words that registries write for it."""

    id: Name
    title: Bilingual
    words: tuple[str, ...] = ()
    follows: Follows | None = None


class Sector(Strict):
    """A sector with its kinds. The first kind has the sector's own id and stands for «kind not told»."""

    id: Name
    title: Bilingual
    words: tuple[str, ...] = ()
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All check-lists of one folder. Made by checklists.load.load."""

    topics: Mapping[str, Topic]
    acts: Mapping[str, Act]
    rules: Mapping[str, Rule]
    """Named rules, as written: they may ``use`` one another."""
    sectors: Mapping[str, Sector]
    lists: Mapping[str, Checklist]
    language: Language
    methodology: Methodology
    microdata: Microdata
    digest: str
    """``sha256:HEX`` of the files: two catalogues with the same digest say the same."""
    infometer: Infometer | None = None
    """None where the catalogue was made without that method."""
    products: tuple[Product, ...] = ()
    """Ready-made things that sites put on their pages."""
    accessibility: Accessibility | None = None
    measures: Measures = field(default_factory=Measures)
    """What is measured beside the site."""
    added: Mapping[str, Checklist] = field(default_factory=dict)
    """Lists that an operator added to those of Glasnost, as written. Here among ``lists`` their items are observed
    only: what a council asks beside the law is counted apart and moves neither scores nor topics."""

    @property
    def items(self) -> dict[str, Item]:
        """All items of all lists and editions by id, in the order of the files."""
        return {item.id: item for checklist in self.lists.values() for item in checklist.items}

    def added_for(self, sector: str, kind: str, on: dt.date) -> dict[str, tuple[Item, ...]]:
        """The points of each added list that are asked of a kind of organisation on a day, by the list's id."""
        mine = {item.id for item in self.items_for(sector, kind, on)}
        return {
            name: points
            for name, checklist in self.added.items()
            if (points := tuple(item for item in checklist.items if item.required and item.id in mine))
        }

    @property
    def added_items(self) -> frozenset[str]:
        """The items of the lists that an operator added."""
        return frozenset(item.id for checklist in self.added.values() for item in checklist.items)

    @property
    def kinds(self) -> dict[str, Kind]:
        """All kinds of all sectors by id; where two sectors share an id, the first one's."""
        found: dict[str, Kind] = {}
        for sector in self.sectors.values():
            for kind in sector.kinds:
                found.setdefault(kind.id, kind)
        return found

    def known(self) -> dict[str, tuple[str, ...]]:
        """Each word for a sector, with the words for its kinds; all lower case. For checking a registry."""
        table: dict[str, tuple[str, ...]] = {}
        for sector in self.sectors.values():
            words = tuple(word for kind in sector.kinds for word in (kind.id, *kind.words))
            for name in (sector.id, *sector.words):
                spelt = [(fold(word), fold(word).replace(" ", "_")) for word in words]  # so registries keep kinds
                table[fold(name)] = tuple(dict.fromkeys(itertools.chain.from_iterable(spelt)))
        return table

    def sector(self, word: str) -> Sector | None:
        """The sector that ``word`` names, in Russian or English; None where nothing is known."""
        wanted = fold(word)
        for sector in self.sectors.values():
            if wanted in map(fold, (sector.id, *sector.words)):
                return sector
        return None

    def kind(self, sector: str, word: str) -> Kind | None:
        """The kind that ``word`` names in ``sector``; None where nothing is known."""
        found, wanted = self.sector(sector), {fold(word), fold(word.replace("_", " "))}
        for kind in found.kinds if found else ():
            if not wanted.isdisjoint(map(fold, (kind.id, *kind.words))):
                return kind
        return None

    def items_for(self, sector: str, kind: str, on: dt.date) -> tuple[Item, ...]:
        """The items in force on a day for a kind of organisation: its sector's, then the common ones.

        Sector and kind may be given in any word that kinds.yaml knows. An unknown sector gets the common items alone,
        an unknown kind what is asked of every kind. A common item whose topics the sector's list already decides by
        required items is kept with ``required: false``, so that every topic is decided and nothing is scored twice.
        Of several acts that an item rests on, those that were not in force on the day are left out.
        """
        found_sector, found_kind = self.sector(sector), self.kind(sector, kind)
        kind_id = found_kind.id if found_kind else ""
        sector_id = found_sector.id if found_sector else ""
        follows = found_kind.follows if found_kind else None
        if follows and (follows.since is None or follows.since <= on):
            sector_id = follows.sector
        own = [item for item in self._listed(sector_id, own=True) if applies(item, kind_id, on)]
        decided = {topic for item in own if item.required for topic in item.topics}
        common = [item for item in self._listed("", own=False) if applies(item, kind_id, on)]
        items = (*own, *(_common(item, sector_id, decided) for item in common))
        return tuple(self.cited(item, on) for item in items)

    def cited(self, item: Item, on: dt.date) -> Item:
        """The item with the acts of the day; with all of them where none was in force, for then the list is late."""
        basis = tuple(one for one in item.basis if self.acts[one.act].in_force(on))
        return item.model_copy(update={"basis": basis}) if basis and basis != item.basis else item

    def resolve(self, rule: Rule) -> Rule:
        """The rule with every ``use`` replaced by the named rule, at any depth. Raises KeyError for an unknown name."""
        if rule.use is not None:
            named = self.resolve(self.rules[rule.use])
            return named if rule.at_most == "met" else named.model_copy(update={"at_most": rule.at_most})
        if rule.fresh is not None:
            return rule.model_copy(update={"fresh": rule.fresh.model_copy(update={"of": self.resolve(rule.fresh.of)})})
        if rule.works is not None:
            return rule.model_copy(update={"works": rule.works.model_copy(update={"of": self.resolve(rule.works.of)})})
        for name in ("any_of", "all_of"):
            if inner := getattr(rule, name):
                return rule.model_copy(update={name: tuple(self.resolve(one) for one in inner)})
        return rule

    def edition(self, on: dt.date) -> str:
        """The edition in force on a day: the last day up to it on which any item came or went, or ``first``."""
        changes = set[dt.date]()
        for item in self.items.values():
            changes.update([item.since] if item.since else [], [item.until + ONE_DAY] if item.until else [])
        past = [change for change in changes if change <= on]
        return max(past).isoformat() if past else "first"

    def _listed(self, sector: str, *, own: bool) -> list[Item]:
        """Items of the lists for ``sector``, or of the lists that name no sector: those are for all."""
        return [
            item
            for checklist in self.lists.values()
            if (sector in checklist.sectors if own else not checklist.sectors)
            for item in checklist.items
        ]


def applies(item: Item, kind: str, on: dt.date) -> bool:
    """Whether an item is in force on a day for a kind of organisation."""
    return item.in_force(on) and (not item.kinds or kind in item.kinds) and kind not in item.except_kinds


def asked(item: Item, sector: str) -> bool:
    """Whether the law asks a sector for an item: else it is only observed there."""
    return item.required and (not item.required_in or sector in item.required_in)


def fold(word: str) -> str:
    """One spelling for words of a registry: lower case, ё as е, single spaces.

    >>> fold(" Учреждение  КУЛЬТУРЫ ")
    'учреждение культуры'
    """
    return " ".join(word.lower().replace("ё", "е").split())


def _common(item: Item, sector: str, decided: set[str]) -> Item:
    """A common item as a sector has it: only observed where its law does not ask, or its own items are scored."""
    scored = asked(item, sector) and not decided.issuperset(item.topics)
    return item if item.required is scored else item.model_copy(update={"required": False})

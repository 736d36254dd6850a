"""Who publishes what: one byte a verdict, organisation by organisation. Knows no HTML and no words; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.finding import VERDICTS, Finding, Verdict
from audit.topics import roll_up
from checklists.catalogue import Catalogue
from checklists.schema import Item
from reports.read import Organisation

SHOWN: tuple[Verdict, ...] = ("met", "partial", "missing", "not_checked")
"""Verdicts whose organisations are named; those of whom the thing is not asked are only counted."""
_CODES: Mapping[str, int] = {verdict: code for code, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of one kind of organisation, shared by all of that kind."""

    items: Mapping[str, int]
    """Item → its place in the bytes."""
    required: frozenset[str]
    topics: Mapping[str, int]
    deciding: Mapping[str, str]
    """Topic → the item that a link should lead to."""


class One(NamedTuple):
    """One organisation with all its verdicts."""

    org: str
    name: str
    municipality: str
    sector: str
    page: str
    asked: Asked
    verdicts: bytes
    """By item, as indexes into VERDICTS."""
    topics: bytes


Packed = tuple[list[One], dict[tuple[str, ...], Asked]]


class Told(NamedTuple):
    """What one organisation publishes of one item or topic."""

    one: One
    verdict: Verdict
    item: str
    """The card of its page to link to."""


class Tally(NamedTuple):
    """How many organisations have each verdict."""

    met: int = 0
    partial: int = 0
    missing: int = 0
    not_applicable: int = 0
    not_checked: int = 0

    @property
    def checked(self) -> int:
        """Those about which it is known."""
        return self.met + self.partial + self.missing

    @property
    def all(self) -> int:
        """Everybody."""
        return self.checked + self.not_applicable + self.not_checked


class Subject(NamedTuple):
    """One item or one topic with everybody whom it concerns, by municipality, sector and name."""

    id: str
    told: Sequence[Told]
    beside: int = 0
    """Organisations whose sites were looked at for it too, though no law asks them: not among those above."""

    @property
    def tally(self) -> Tally:
        """Of everybody."""
        return tally(self.told)

    @property
    def sectors(self) -> list[tuple[str, Tally]]:
        """Sector by sector, the largest first."""
        parts = split(self.told, lambda one: one.one.sector)
        return sorted(((name, tally(of)) for name, of in parts), key=lambda part: (-part[1].all, part[0]))

    @property
    def municipalities(self) -> list[tuple[str, Sequence[Told]]]:
        """Municipality by municipality, by name."""
        return split(self.told, lambda one: one.one.municipality)


@dataclass(slots=True, kw_only=True)
class Published:
    """Collects verdicts while organisations pass by; ten thousand of them take some megabytes."""

    catalogue: Catalogue
    _all: list[One] = field(default_factory=list)
    _asked: dict[tuple[str, ...], Asked] = field(default_factory=dict)
    _ordered: int = 0
    """How many of them are sorted already."""

    def add(
        self, org: Organisation, sector: str, page: str, items: Sequence[Item], findings: Mapping[str, Finding]
    ) -> None:
        """Keep what was found about one organisation; what was never audited is not checked."""
        asked = self._share(items)
        codes = bytes(_CODES[findings[name].verdict if name in findings else "not_checked"] for name in asked.items)
        topics = bytearray([_CODES["not_checked"]]) * len(asked.topics)
        for found in roll_up(org.id, items, findings, self.catalogue) if findings else ():
            topics[asked.topics[found.topic]] = _CODES[found.verdict]
        self._all.append(
            One(
                org=org.id, name=org.short_name, municipality=org.municipality, sector=sector, page=page, asked=asked,
                verdicts=codes, topics=bytes(topics),
            )
        )  # fmt: skip

    def packed(self) -> Packed:
        """What was collected, for another process."""
        return self._all, self._asked

    def absorb(self, packed: Packed) -> None:
        """Take in what another process collected; what is asked is shared with what is here."""
        every, asked = packed
        keys = {id(one): key for key, one in asked.items()}
        for one in every:
            key = keys[id(one.asked)]
            self._all.append(one._replace(asked=self._asked.setdefault(key, one.asked)))

    def _share(self, items: Sequence[Item]) -> Asked:
        key = tuple(f"{item.id} {item.required:d}" for item in items)
        if key not in self._asked:
            about = {name for item in items for name in item.topics}
            topics = [topic for topic in self.catalogue.topics.values() if topic.id in about]
            self._asked[key] = Asked(
                items={item.id: place for place, item in enumerate(items)},
                required=frozenset(item.id for item in items if item.required),
                topics={topic.id: place for place, topic in enumerate(topics)},
                deciding={topic.id: _deciding(topic.id, topic.items, items) for topic in topics},
            )
        return self._asked[key]

    @property
    def items(self) -> list[str]:
        """Items that anybody is asked for, by id."""
        return sorted({name for asked in self._asked.values() for name in asked.items})

    @property
    def topics(self) -> list[str]:
        """Topics that anybody's items are about, in the order of the check-lists."""
        used = {name for asked in self._asked.values() for name in asked.topics}
        return [name for name in self.catalogue.topics if name in used]

    def item(self, name: str) -> Subject:
        """Everybody of whom the law asks an item; where it asks nobody, everybody whose site was looked at for it."""
        told = [
            Told(one, VERDICTS[one.verdicts[one.asked.items[name]]], name)
            for one in self._sorted() if name in one.asked.items
        ]  # fmt: skip
        asked = [one for one in told if name in one.one.asked.required] or told
        return Subject(name, asked, len(told) - len(asked))

    def topic(self, name: str) -> Subject:
        """Everybody who is asked for anything about a topic."""
        told = (
            Told(one, VERDICTS[one.topics[one.asked.topics[name]]], one.asked.deciding[name])
            for one in self._sorted() if name in one.asked.topics
        )  # fmt: skip
        return Subject(name, list(told))

    def required(self, item: str) -> frozenset[str]:
        """Sectors of which the law asks an item."""
        return frozenset(one.sector for one in self._all if item in one.asked.required)

    def _sorted(self) -> Iterator[One]:
        """By municipality, sector and name."""
        if self._ordered != len(self._all):
            self._all.sort(key=_place)
            self._ordered = len(self._all)
        return iter(self._all)


def _place(one: One) -> tuple[bool, str, str, str, str]:
    return not one.municipality, one.municipality, one.sector, one.name.casefold(), one.org


def _deciding(topic: str, own: Sequence[str], items: Sequence[Item]) -> str:
    """The item by which a topic is decided, else the first that is about it, required ones before others."""
    about = sorted((item for item in items if topic in item.topics), key=lambda item: not item.required)
    return next((item.id for item in about if item.id in own), about[0].id)


def tally(told: Sequence[Told]) -> Tally:
    """Count verdicts."""
    found = Counter[str](one.verdict for one in told)
    return Tally(**{verdict: found[verdict] for verdict in Tally._fields})


def split(told: Sequence[Told], key: Callable[[Told], str]) -> list[tuple[str, Sequence[Told]]]:
    """Sort into parts by what ``key`` says, in the order met."""
    parts: dict[str, list[Told]] = {}
    for one in told:
        parts.setdefault(key(one), []).append(one)
    return list(parts.items())

"""What is another on two sides: takes two sides, gives changes by organisation and item. Writes nothing.

A verdict that differs is a change of the site only where both sides could look and asked the same. Otherwise it is told
apart: the item came or went, its rule is another, it applies to one side only, or somebody could not look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from reports.links import host

if TYPE_CHECKING:
    from audit.finding import Finding
    from checklists.schema import Item
    from reports.comparison.sides import Side
    from reports.read import Organisation

Kind = Literal["repaired", "better", "worse", "rule", "applies", "added", "removed", "not_compared"]
KINDS: tuple[Kind, ...] = ("worse", "repaired", "better", "rule", "applies", "added", "removed", "not_compared")
"""In the order in which they are told; what stayed as it was is only counted."""
SITE: frozenset[Kind] = frozenset({"repaired", "better", "worse"})
"""Those that the organisation answers for."""
_RANK = {"missing": 0, "partial": 1, "met": 2}
_WORDS = frozenset({"title", "advice", "source", "status", "basis", "topics"})
"""Of an item: what does not decide its verdict."""


class Change(NamedTuple):
    """One item of one organisation."""

    item: str
    kind: Kind
    before: Finding | None
    after: Finding | None

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things; both may say that they could not look, for one reason."""
        if self.kind != "not_compared" or self.before is None or self.after is None:
            return True
        return (self.before.verdict, self.before.reason) != (self.after.verdict, self.after.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One organisation on both sides, or on one of them."""

    before: Organisation | None
    after: Organisation | None
    score_before: Decimal | None = None
    score_after: Decimal | None = None
    changes: tuple[Change, ...] = ()
    """In the order of KINDS, then of items."""
    same: int = 0
    """Items with the same verdict on both sides."""

    @property
    def org(self) -> Organisation:
        """The later side's, or what there is."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  a pair has one side at least
        return found

    def of(self, kind: Kind) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        one_side = self.before is None or self.after is None
        return one_side or self.score_before != self.score_after or any(change.differs for change in self.changes)

    @property
    def telling(self) -> bool:
        """Whether there is anything to say of it: a difference, or something that could not be compared."""
        return self.differs or bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanges:
    """How the check-lists of the two sides differ, by item id."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Those whose rule, weight or duty is another."""

    @property
    def differs(self) -> bool:
        """Whether they do."""
        return bool(self.added or self.removed or self.changed)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counted up while pairs pass by."""

    pairs: int = 0
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)
    same: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    items: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many organisations repaired an item, or lost it: (item, kind)."""
    differs: bool = False

    def add(self, pair: Pair) -> None:
        """Count a pair."""
        if pair.after is None:
            self.only_before.append(pair.org.id)
        elif pair.before is None:
            self.only_after.append(pair.org.id)
        else:
            self.pairs += 1
        self.same += pair.same
        self.kinds.update(change.kind for change in pair.changes)
        self.items.update((change.item, change.kind) for change in pair.changes if change.kind in SITE)
        self.differs = self.differs or pair.differs


class Comparison:
    """Two sides, the earlier first."""

    def __init__(self, before: Side, after: Side) -> None:
        """Take them."""
        self.before, self.after = before, after
        self._alike: dict[tuple[str, bool, bool], bool] = {}

    def pairs(self) -> Iterator[Pair]:
        """Every organisation once, in the order of the later side, then those that are gone. One at a time."""
        partners = self._partners
        taken = set(partners.values())
        for org in self.after.organisations.values():
            yield self._pair(self.before.organisations.get(partners.get(org.id, "")), org)
        for org in self.before.organisations.values():
            if org.id not in taken:
                yield self._pair(org, None)

    @cached_property
    def _partners(self) -> dict[str, str]:
        """Later id → earlier id: the same id, else the same ИНН, else the same site, where that tells one of them."""
        found = {org: org for org in self.after.organisations if org in self.before.organisations}
        for keys in (_by_inn, _by_site):
            earlier, later = keys(self.before), keys(self.after)
            taken = set(found.values())
            for key, orgs in later.items():
                others = earlier.get(key, [])
                if len(orgs) == len(others) == 1 and orgs[0] not in found and others[0] not in taken:
                    found[orgs[0]] = others[0]
        return found

    def _pair(self, before: Organisation | None, after: Organisation | None) -> Pair:
        if before is None or after is None:
            return Pair(
                before=before, after=after,
                score_before=self.before.openness(before.id) if before else None,
                score_after=self.after.openness(after.id) if after else None,
            )  # fmt: skip
        old, new = self.before.findings(before.id), self.after.findings(after.id)
        asked = self.before.items(before), self.after.items(after)
        changes, same = list[Change](), 0
        for item in sorted({*old, *new}):
            kind = self._kind(old.get(item), new.get(item), asked[0].get(item), asked[1].get(item))
            if kind is None:
                same += 1
            else:
                changes.append(Change(item, kind, old.get(item), new.get(item)))
        return Pair(
            before=before,
            after=after,
            score_before=self.before.openness(before.id),
            score_after=self.after.openness(after.id),
            changes=tuple(sorted(changes, key=lambda change: (KINDS.index(change.kind), change.item))),
            same=same,
        )

    def _kind(self, old: Finding | None, new: Finding | None, was: Item | None, now: Item | None) -> Kind | None:
        """How a finding changed; None where both sides say the same."""
        if old is None or new is None:
            return "added" if old is None else "removed"
        if "not_checked" in (old.verdict, new.verdict):
            return "not_compared"
        if old.verdict == new.verdict:
            return None
        if not (was and now and self._same_rule(was, now)):
            return "rule"
        return _of_site(old.verdict, new.verdict)

    def _same_rule(self, was: Item, now: Item) -> bool:
        key = was.id, was.required, now.required
        if key not in self._alike:
            self._alike[key] = self._decides(self.before, was) == self._decides(self.after, now)
        return self._alike[key]

    def _decides(self, side: Side, item: Item) -> tuple[object, ...]:
        """What of an item its verdict, its weight and its duty rest on."""
        return item.model_dump(exclude={*_WORDS, "rule"}), side.catalogue.resolve(item.rule).model_dump()

    def lists(self) -> ListChanges:
        """How the check-lists differ, items out of force left out."""
        old, new = (_in_force(side) for side in (self.before, self.after))
        return ListChanges(
            added=tuple(sorted(new.keys() - old.keys())),
            removed=tuple(sorted(old.keys() - new.keys())),
            changed=tuple(
                item for item in sorted(new.keys() & old.keys())
                if self._decides(self.before, old[item]) != self._decides(self.after, new[item])
            ),
        )  # fmt: skip


def _of_site(old: str, new: str) -> Kind:
    """How two verdicts differ that the same rule gave."""
    if "not_applicable" in (old, new):
        return "applies"
    if _RANK[new] < _RANK[old]:
        return "worse"
    return "repaired" if new == "met" else "better"


def _in_force(side: Side) -> dict[str, Item]:
    return {name: item for name, item in side.catalogue.items.items() if item.in_force(side.as_of)}


def _by_inn(side: Side) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for org in side.organisations:
        if inn := side.inns.get(org):
            found.setdefault(inn, []).append(org)
    return found


def _by_site(side: Side) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for org in side.organisations.values():
        if name := host(org.site):
            found.setdefault(name.removeprefix("www."), []).append(org.id)
    return found

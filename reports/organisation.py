"""What the page of one organisation says: its items and findings sorted into groups. Must not know HTML or words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.finding import Finding, Verdict
from checklists.schema import Item
from reports.links import distinct

WEIGHTS = ("essential", "obligatory", "recommended")
"""Heaviest first: the order of repair."""

_UNKNOWN = "unknown"
_PERSON = "person"
_NOT_AUDITED = "not_audited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item with what was found for it."""

    item: Item
    finding: Finding | None
    """None where the audit has not decided the item yet."""

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict; an item without a finding was not checked."""
        return self.finding.verdict if self.finding else "not_checked"

    @property
    def reason(self) -> str:
        """The finding's reason as a key of the texts."""
        if self.finding is None:
            return _NOT_AUDITED
        return self.finding.reason or (_PERSON if self.finding.decided_by == "person" else _UNKNOWN)

    @property
    def unread(self) -> str:
        """The address that kept us from deciding; empty where none is told."""
        if self.finding is None:
            return ""
        return next((one.url for one in self.finding.evidence), next(iter(self.finding.looked), ""))

    @property
    def marked(self) -> bool:
        """Whether any of the evidence is microdata."""
        return any(one.place.startswith("itemprop") for one in (self.finding.evidence if self.finding else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """All items of one organisation, each in exactly one group."""

    missing: tuple[Entry, ...]
    partial: tuple[Entry, ...]
    found: tuple[Entry, ...]
    not_checked: tuple[tuple[str, tuple[Entry, ...]], ...]
    """By reason, the commonest first."""
    not_applicable: tuple[Entry, ...]
    observed: tuple[Entry, ...]
    """Items that are not required, whatever their verdict."""
    added: Mapping[str, tuple[Entry, ...]]
    """Points of lists that the operator added, by the list's id, in the list's order."""
    strangers: int
    """Findings for items that the list in force does not have."""

    @property
    def gaps(self) -> tuple[Entry, ...]:
        """What to repair, in order: heavier items first, what is missing before what is there in part."""
        return tuple(sorted((*self.missing, *self.partial), key=_weight))

    @property
    def looked(self) -> list[str]:
        """Every address where a gap was searched for, once."""
        return distinct(gap.finding.looked for gap in self.gaps if gap.finding)


def group(
    items: Sequence[Item], findings: Mapping[str, Finding], added: Mapping[str, Sequence[Item]] | None = None,
) -> Groups:  # fmt: skip
    """Sort the items in force and their findings; the order inside a group is by weight, then the list's own.

    ``added``: the points of an operator's own lists, which stand apart.
    """
    apart = {item.id for points in (added or {}).values() for item in points}
    mine = (Entry(item=item, finding=findings.get(item.id)) for item in items if item.id not in apart)
    entries = sorted(mine, key=_weight)
    required = [entry for entry in entries if entry.item.required]
    return Groups(
        missing=_with(required, "missing"),
        partial=_with(required, "partial"),
        found=_with(required, "met"),
        not_checked=_by_reason(_with(required, "not_checked")),
        not_applicable=_with(required, "not_applicable"),
        observed=tuple(entry for entry in entries if not entry.item.required),
        added={
            name: tuple(Entry(item=item, finding=findings.get(item.id)) for item in points)
            for name, points in (added or {}).items()
        },
        strangers=len(findings.keys() - {item.id for item in items}),
    )


def _weight(entry: Entry) -> int:
    return WEIGHTS.index(entry.item.weight)


def _with(entries: Iterable[Entry], verdict: Verdict) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.verdict == verdict)


def _by_reason(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    numbers = Counter(entry.reason for entry in entries)
    return tuple(
        (reason, tuple(entry for entry in entries if entry.reason == reason)) for reason, _ in numbers.most_common()
    )

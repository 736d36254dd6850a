"""Several measures of one name become the facts that formulas take. Pure; the order of measures never matters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from audit.measures import Measure, number
from audit.rating.value import Fact, Source
from audit.ties import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from checklists.measures import MeasureKind, Measures

Facts = dict[str, tuple[Fact, ...]]
"""Name → its facts: one, or with ``each`` one a person."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The measures of one organisation in one import, or in several; shards add up in any order and number."""

    measures: frozenset[Measure] = frozenset()

    def __or__(self, other: Shard) -> Shard:
        """Both together; what is in both counts once."""
        return Shard(self.measures | other.measures)


def facts(shard: Shard, known: Measures) -> Facts:
    """What the measures of one organisation say together; names that measures.yaml does not know are left out."""
    named: dict[str, list[Measure]] = {}
    for one in sorted(shard.measures, key=order):
        named.setdefault(one.name, []).append(one)
    found: Facts = {}
    for name, several in sorted(named.items()):
        kind = known.kind(name)
        if kind is not None:
            found[name] = _MERGES[kind.merge](kind, several)
    for block in known.blocks:
        _count(found, block.id, [f"{block.id}.{one}" for one in block.conditions])
    return found


def order(one: Measure) -> tuple[object, ...]:
    """The newest last; ties are broken by everything else, so that any order of the same measures ends alike."""
    texts = (one.source, one.value, one.of or "", one.evidence)
    return (one.measured_on, one.batch, one.row or 0, fold(one.measured_by), one.measured_by, *texts)


def _sum(kind: MeasureKind, several: list[Measure]) -> tuple[Fact, ...]:
    asked = sum((number(one.of or "0") for one in several), Fraction(0))
    value = sum((number(one.value) for one in several), Fraction(0))
    if kind.id != "survey.respondents":  # of more people than were planned all were asked
        value = min(value, asked)
    return (Fact(name=several[0].name, low=value, high=value, known=value, of=asked, by=_sources(several)),)


def _newest(kind: MeasureKind, several: list[Measure]) -> tuple[Fact, ...]:
    return (_fact(kind, several[-1]),)


def _each(kind: MeasureKind, several: list[Measure]) -> tuple[Fact, ...]:
    last = {fold(one.measured_by): one for one in several}
    return tuple(_fact(kind, last[who]) for who in sorted(last))


_MERGES: Mapping[str, Callable[[MeasureKind, list[Measure]], tuple[Fact, ...]]] = {
    "sum": _sum, "newest": _newest, "each": _each,
}  # fmt: skip


def _fact(kind: MeasureKind, one: Measure) -> Fact:
    value = number(one.value)
    of = None if one.of is None else number(one.of)
    if kind.unit == "yes":
        value = Fraction(value > 0)
    elif kind.unit != "days" and of is not None:
        value = min(value, of)  # more than is required, or can be had, counts for all of it
    return Fact(name=one.name, low=value, high=value, known=value, of=of, by=_sources([one]))


def _count(found: Facts, block: str, conditions: list[str]) -> None:
    """Conditions that were marked one by one decide over a number that came ready."""
    told = [found[name][0] for name in conditions if name in found]
    marked = [one for one in told if one.of != 0]  # 0 of 0: not in the norm of this organisation
    if marked:
        value = sum((one.low for one in marked), Fraction(0))
        by = _unique(source for one in told for source in one.by)
        left, of = len(conditions) - len(told), Fraction(len(marked))
        found[block] = (Fact(name=block, low=value, high=value, known=value, of=of, by=by, unmarked=left),)


def _sources(several: Iterable[Measure]) -> tuple[Source, ...]:
    return _unique(Source(one.source, one.measured_by, one.measured_on, one.evidence) for one in several)


def _unique(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(set(sources)))

"""How one thing that can be repaired stands: out of a finding, or of measured numbers. Pure; knows no plans.

A thing is an item of the check-lists or a measure (checklists/measures.yaml); its key is that id. Thresholds are ours:
no act says from which share of satisfied people nothing is left to mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from audit.rating.value import few, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.finding import Finding
    from audit.rating.value import Fact
    from checklists.catalogue import Catalogue
    from checklists.schema import Item

ENOUGH = Fraction(4, 5)
"""Share of satisfied respondents from which nothing is proposed."""
_WORTH = {"met": 2, "partial": 1, "missing": 0}

Change = Literal["done", "not_done", "worse", "unknown"]
"""What became of a thing that was to be repaired; unknown: it was not checked, or not measured, anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One thing at one time."""

    key: str
    title: str
    """What it is, in Russian."""
    act: str = ""
    """Where it is asked for."""
    advice: str = ""
    """What to do."""
    was: str
    """A verdict, or «27/50», or 1 and 0: exact, so that a later state can be compared."""
    told: str
    """The same for people."""
    evidence: str = ""
    """Where it was seen, or who measured it and when."""
    good: bool
    """Whether nothing is left to mend."""
    known: bool = True
    """False where it was not checked."""


def states(
    items: Sequence[Item], findings: Mapping[str, Finding], facts: Mapping[str, tuple[Fact, ...]], catalogue: Catalogue
) -> Iterator[State]:  # fmt: skip
    """Everything of one organisation that can be repaired: its required items, then what was measured."""
    for item in items:
        finding = findings.get(item.id)
        if item.required and finding is not None and finding.verdict != "not_applicable":
            yield _item(item, finding, catalogue)
    for name, several in facts.items():
        if (found := _measure(name, several[-1], catalogue)) is not None:
            yield found


_VERDICTS = {"met": "есть", "partial": "есть частично", "missing": "не нашли", "not_checked": "не смогли проверить"}


def _item(item: Item, finding: Finding, catalogue: Catalogue) -> State:
    acts = [f"{catalogue.acts[basis.act].short.ru}, {basis.clause}" for basis in item.basis]
    urls = [one.url for one in finding.evidence] or list(finding.looked)
    return State(
        key=item.id, title=item.title.ru, act="; ".join(acts), was=finding.verdict, told=_VERDICTS[finding.verdict],
        advice=item.advice.ru if item.advice else f"Разместить на сайте: {item.title.ru}", evidence=" ".join(urls[:2]),
        good=finding.verdict == "met", known=finding.verdict != "not_checked",
    )  # fmt: skip


def _measure(name: str, fact: Fact, catalogue: Catalogue) -> State | None:
    kind = catalogue.measures.kind(name)
    blocks = {block.id for block in catalogue.measures.blocks}
    if kind is None or name in blocks or not name.startswith(("survey.", "inspection.")) or fact.known is None:
        return None
    if name in ("survey.respondents", "survey.disabled") or fact.of == 0:
        return None
    if few(fact):
        return None
    value = fact.low
    if kind.unit == "yes":
        was, told, good, advice = str(value), "есть" if value else "нет", value > 0, f"Обеспечить: {kind.title.ru}"
    elif kind.unit == "days":
        was, good = f"{value}/{fact.of}", value <= (fact.of or 0)
        told = f"ждут {text(value, 1)} при сроке {fact.of}"
        advice = "Сократить ожидание до установленного срока"
    else:
        of = fact.of or Fraction(1)
        was, told = f"{value}/{of}", f"{value} из {of}"
        good = value >= (of * ENOUGH if kind.unit == "share" else of)
        begin = "Разобрать ответы и замечания" if kind.unit == "share" else "Дополнить"
        advice = f"{begin}: {kind.title.ru}"
    who = "; ".join(", ".join(filter(None, (*source[:3], *source.files))) for source in fact.by)
    return State(key=name, title=kind.title.ru, was=was, told=told, advice=advice, evidence=who, good=good)


def compare(was: str, now: State | None) -> Change:
    """What became of a thing that stood at ``was`` (State.was) when its plan was made."""
    if now is None or not now.known:
        return "unknown"
    if now.good:
        return "done"
    return "worse" if _worth(now.key, now.was) < _worth(now.key, was) else "not_done"


def _worth(key: str, was: str) -> Fraction:
    """More is better: verdicts in their order, shares by size, waiting against its term the other way round."""
    if was in _WORTH:
        return Fraction(_WORTH[was])
    if was == "not_checked":
        return Fraction(0)
    value, _, of = was.partition("/")
    share = Fraction(value) / Fraction(of) if of and Fraction(of) else Fraction(value)
    return -share if key.startswith("inspection.waiting") else share

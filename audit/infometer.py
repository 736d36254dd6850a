"""From findings to Infometer's openness and its seven factors. Pure arithmetic; knows no database and no page.

Source: checklists/infometer.yaml. A factor that the evidence does not show is not computed: it stands at its least
coefficient in the lower end of the result and at its greatest in the upper one, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.finding import Finding
from checklists.catalogue import Catalogue
from checklists.infometer import FACTORS, Factor
from checklists.references import rules_in
from checklists.schema import Item

HUNDRED = Decimal(100)
_TEXT = frozenset({"labelled", "entity", "mention", "prose", "table"})
_BESIDE = frozenset({"microdata", "fresh", "any_of", "all_of"})
"""An item whose rule has kinds of _TEXT, and besides them of these alone, is seen in the text of a page: it is no link
to a file and no page full of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """One factor over the items of one organisation."""

    factor: Factor
    items: int
    """For how many items it was computed."""
    mean: Decimal | None
    """Its mean coefficient over them, from 0 to 1; None where it was computed for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    """Infometer's openness of one site."""

    low: Decimal
    """Points from 0 to 100 if all that was not computed were at its worst."""
    high: Decimal
    """The same at its best."""
    items: int
    """Required items that concern the organisation."""
    factors: tuple[Computed, ...]
    """In the order of the method."""


class Infometer:
    """The method over one catalogue; remembers what it asked of each item."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take rules and coefficients from ``catalogue``. Raises ValueError where it has none of the method's."""
        if catalogue.infometer is None:
            raise ValueError("the catalogue was made without infometer.yaml")
        self._catalogue, self._how = catalogue, catalogue.infometer
        self._kinds: dict[str, frozenset[str]] = {}
        self._products: dict[frozenset[tuple[Factor, int]], tuple[Decimal, Decimal]] = {}

    def openness(
        self, items: Sequence[Item], findings: Mapping[str, Finding], clicks: Mapping[str, int]
    ) -> Openness | None:  # fmt: skip
        """The result over required items with findings; None where none concerns the organisation or was checked.

        ``clicks``: see ``audit.clicks``.
        """
        asked = [
            (item, findings[item.id])
            for item in items
            if item.required and item.id in findings and findings[item.id].verdict != "not_applicable"
        ]
        total = sum((self._how.weights[item.weight] for item, _ in asked), Decimal(0))
        if not total or all(finding.verdict == "not_checked" for _, finding in asked):
            return None
        seen: dict[Factor, list[Decimal]] = {name: [] for name in FACTORS}
        low = high = Decimal(0)
        for item, finding in asked:
            marks = self.marks(item, finding, clicks)
            worst, best = self._ends(marks)
            low += self._how.weights[item.weight] * worst
            high += self._how.weights[item.weight] * best
            for name, mark in marks.items():
                seen[name].append(self._how.coefficients[name][mark])
        return Openness(
            low=HUNDRED * low / total,
            high=HUNDRED * high / total,
            items=len(asked),
            factors=tuple(
                Computed(factor=name, items=len(some), mean=sum(some, Decimal(0)) / len(some) if some else None)
                for name, some in seen.items()
            ),
        )

    def marks(self, item: Item, finding: Finding, clicks: Mapping[str, int]) -> dict[Factor, int]:
        """The marks that the evidence shows; of what was not found nothing else is marked."""
        said: dict[Factor, str] = {"found": finding.verdict}
        if finding.verdict in ("met", "partial"):
            told = "met" if finding.verdict == "met" else finding.reason or ""
            kinds = self._kinds_of(item)
            said["complete"] = told
            if "fresh" in kinds:
                said["topical"] = told
            text = kinds & _TEXT and kinds <= _TEXT | _BESIDE
            if text and any(
                one.how in ("http", "browser") and one.place.startswith(("block", "itemprop"))
                for one in finding.evidence
            ):
                said["hypertext"] = "page"
            ways = [clicks[one.url] for one in finding.evidence if one.url in clicks]
            if finding.verdict == "met" and ways:
                said["accessible"] = str(min(ways))
            hows = {one.how for one in finding.evidence}
            if "document" in hows:
                said["document"] = "file"
            if "ocr" in hows:
                said["image"] = "picture"
        given = {name: self._how.marks.get(name, {}).get(word) for name, word in said.items()}
        return {name: mark for name, mark in given.items() if mark is not None}

    def _ends(self, marks: Mapping[Factor, int]) -> tuple[Decimal, Decimal]:
        """The product of the factors with what is not computed at its least, and at its greatest."""
        key = frozenset(marks.items())
        if key not in self._products:
            low = high = Decimal(1)
            for name, coefficients in self._how.coefficients.items():
                known = [coefficients[marks[name]]] if name in marks else list(coefficients.values())
                low *= min(known)
                high *= max(known)
            self._products[key] = low, high
        return self._products[key]

    def _kinds_of(self, item: Item) -> frozenset[str]:
        if item.id not in self._kinds:
            rule = self._catalogue.resolve(item.rule)
            self._kinds[item.id] = frozenset(kind for _, inner in rules_in(rule) for kind in inner.kinds())
        return self._kinds[item.id]

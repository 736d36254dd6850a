"""One organisation's rating: indicators, then criteria, then the total, as a methodology's edition says. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.rating.formulas import Case, RatingError, evaluate
from audit.rating.value import Value, gone, mean, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.rating.value import Fact
    from checklists.method import Applied, Edition, Method, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What of an organisation decides how it is counted."""

    id: str
    sector: str
    """Canonical."""
    kind: str
    no_site: bool = False
    criteria: tuple[str, ...] = ()
    """Criteria by which this one is rated, where the registry says so; empty: as the methodology has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One organisation by one methodology. A part that does not concern the organisation is not in it."""

    indicators: Mapping[str, Value]
    criteria: Mapping[str, Value]
    total: Value

    def parts(self) -> dict[str, Value]:
        """Everything by id: indicators, criteria, ``total``."""
        return {**self.indicators, **self.criteria, "total": self.total}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A methodology on a day, with the settings of a campaign."""

    method: Method
    edition: Edition
    settings: Settings
    given: Mapping[str, Value] = field(default_factory=dict)
    """Indicators or criteria taken as they are, not counted: published results, counted on from there."""

    def rates(self, sector: str) -> bool:
        """Whether the methodology rates this sector."""
        return not self.method.sectors or sector in self.method.sectors

    def rate(self, subject: Subject, facts: Mapping[str, tuple[Fact, ...]]) -> Rating:
        """Count one organisation. Raises RatingError where a setting says so."""
        case = Case(name=subject.id, facts=facts, settings=self.settings, no_site=subject.no_site)
        applied = self.applied(subject)
        made: dict[str, dict[str, Value]] = {"indicators": {}, "criteria": {}}
        for level, values in made.items():
            for part in getattr(self.edition, level):
                variant = part.variant(subject.sector, subject.kind)
                if variant is None:
                    continue
                value = self.given[part.id] if part.id in self.given else evaluate(case, variant.formula)
                if level == "criteria" and applied and part.id not in applied:
                    value = gone("not_applied")
                values[part.id] = case.parts[part.id] = self._staged(value)
        total = self.edition.total
        return Rating(**made, total=self._staged(evaluate(case, total)) if total else mean(()))

    def applied(self, subject: Subject) -> tuple[str, ...]:
        """The criteria by which an organisation is rated; empty: all. Raises RatingError for one that is none."""
        if subject.criteria:
            known = {part.id for part in self.edition.criteria}
            for strange in [one for one in subject.criteria if known and one not in known]:
                raise RatingError(
                    f"{subject.id}: «Применяемые критерии» of the registry names {strange}: write some of"
                    f" {', '.join(sorted(known))}, parted by commas."
                )
            return subject.criteria
        rule = self.applied_rule(subject)
        return rule.criteria if rule else ()

    def applied_rule(self, subject: Subject) -> Applied | None:
        """The methodology's own limit for a kind of organisation, where the settings do not lift it."""
        if self.settings.applied_criteria == "all":
            return None
        for one in self.edition.applied:
            if (not one.sectors or subject.sector in one.sectors) and (not one.kinds or subject.kind in one.kinds):
                return one
        return None

    def _staged(self, value: Value) -> Value:
        return rounded(value, self.method.places) if self.settings.rounding == "staged" else value

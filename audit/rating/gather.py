"""What is known of each organisation of a campaign: measures from their table, the site's part from findings.

Reads the database, writes nothing. A person's decision about a finding beats the machine's (audit.reviews), and a
measure that a person brought beats the findings.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from audit.clicks import load_clicks
from audit.infometer import Infometer
from audit.listing import load_findings, load_verdicts
from audit.measures import in_force
from audit.rating.merge import Facts, Shard, facts
from audit.rating.rate import Subject
from audit.rating.value import Fact, Source
from audit.scoring import channels, openness, site_items
from crawler import campaigns
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

    from audit.finding import Finding
    from audit.measures import Measure
    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.registry import Organisation

LOW_VISION = "common.low_vision"
"""The item whose verdict is the alternative version of the site in 3.2."""
SITE_VERSION = "inspection.equal.site_version"
_EQUAL = "inspection.equal"
SCORES = ("site.infometer", "site.openness")
"""Numbers about the site that a methodology may take as they are."""
CRITERIA_COLUMNS = frozenset({"применяемые критерии", "критерии нок", "applied criteria"})
"""Headers of the registry's column that says by which criteria an organisation is rated: «K1, K3» or «1, 3»."""


class Gathered:
    """One campaign, organisation by organisation."""

    def __init__(self, db: Database, catalogue: Catalogue, campaign: str, *, scores: bool = True) -> None:
        """Open a campaign; ``scores``: whether anybody counts the site's own scores. Raises CampaignError."""
        self._db, self._catalogue, self.campaign = db, catalogue, campaign
        self._as_of = campaigns.get(db, campaign).as_of
        self._infometer = Infometer(catalogue) if catalogue.infometer else None
        self._scored = scores
        self._load = load_findings if scores else load_verdicts
        self._asked: dict[tuple[str, str], Sequence[Item]] = {}
        self.organisations = campaigns.organisations(db, campaign)
        self._no_site = {
            row["org"]
            for row in db.query("SELECT org FROM crawls WHERE campaign = ? AND state = 'no_site'", [campaign])
        }

    def subject(self, org: Organisation) -> Subject:
        """How an organisation is counted. A sport school is one of education, as its check-list has it."""
        sector = self._catalogue.sector(org.sector)
        kind = self._catalogue.kind(org.sector, org.kind)
        follows = kind.follows if kind else None
        taken = follows.sector if follows and (follows.since is None or follows.since <= self._as_of) else None
        return Subject(
            id=org.id,
            sector=taken or (sector.id if sector else org.sector),
            kind=kind.id if kind else org.kind,
            no_site=org.id in self._no_site or not org.site,
            criteria=_criteria(org.extra),
        )

    def facts(
        self, org: Organisation, measures: Iterable[Measure] | None = None,
        findings: Mapping[str, Finding] | None = None,
    ) -> Facts:  # fmt: skip
        """Everything measured of one organisation, by name.

        ``measures`` and ``findings`` (as ``load_findings`` reads them): in place of those of the database.
        """
        found = self._site(org, self._load(self._db, self.campaign, org.id) if findings is None else findings)
        every = in_force(self._db, self.campaign, org.id) if measures is None else measures
        measured = facts(Shard(frozenset(every)), self._catalogue.measures)
        version = found.pop(SITE_VERSION, None)
        found.update(measured)
        if version and SITE_VERSION not in measured:
            _add_version(found, version[0], len(self._conditions))
        return found

    @property
    def _conditions(self) -> Mapping[str, object]:
        return next((one.conditions for one in self._catalogue.measures.blocks if one.id == _EQUAL), {})

    def _items(self, org: Organisation) -> Sequence[Item]:
        """What is asked of an organisation, looked up once for each kind."""
        key = org.sector, org.kind
        if key not in self._asked:
            self._asked[key] = self._catalogue.items_for(*key, self._as_of)
        return self._asked[key]

    def _site(self, org: Organisation, findings: Mapping[str, Finding]) -> Facts:
        items = self._items(org)
        verdicts = {item: finding.verdict for item, finding in findings.items()}
        made: list[Fact] = []
        if (counted := site_items(items, verdicts, self._catalogue.methodology)) is not None:
            by = _who([findings[item.id] for item in items if item.norm and item.id in findings])
            made.append(_fact("site.items", Fraction(counted.sure), counted.unchecked, counted.of, by))
        if found := channels(items, verdicts):
            told = [verdict for verdict in found.values() if verdict != "not_applicable"]
            by = _who([findings[item.id] for item in items if item.channel and item.id in findings])
            met, unchecked = told.count("met"), told.count("not_checked")
            known = Fraction(met) if unchecked < len(told) else None  # what was seen, not a share of it
            seen = _fact("site.channels", Fraction(met), unchecked, len(told), by, known)
            made.append(replace(seen, unmarked=0))  # every way was looked at; some cannot be asked of it
        version = findings.get(LOW_VISION)
        if version and (version.verdict != "not_applicable" or version.reason == "no_site"):
            unknown = version.verdict == "not_checked"
            made.append(_fact(SITE_VERSION, Fraction(version.verdict == "met"), unknown, 1, _who([version])))
        if self._scored:  # the dearest of all, and no methodology of the state counts them
            made += self._scores(items, findings, load_clicks(self._db, self.campaign, org.id))
        return {one.name: (one,) for one in made}

    def _scores(
        self, items: Sequence[Item], findings: Mapping[str, Finding], clicks: Mapping[str, int]
    ) -> Iterator[Fact]:  # fmt: skip
        """Numbers about the site from 0 to 100 that a methodology may take as they are."""
        by, hundred = _who(list(findings.values())), Fraction(100)
        found = self._infometer.openness(items, findings, clicks) if self._infometer else None
        if found is not None:
            decided = {name: one for name, one in findings.items() if one.verdict != "not_checked"}
            seen = self._infometer.openness(items, decided, clicks) if self._infometer else None
            low, high = Fraction(found.low), Fraction(found.high)
            known = Fraction(seen.low) if seen else None
            yield Fact(name="site.infometer", low=low, high=high, known=known, of=hundred, by=by)
        rows = [(one.weight, findings[one.id].verdict) for one in items if one.required and one.id in findings]
        points = openness(rows, self._catalogue.methodology)
        if points is not None:
            number = Fraction(points)
            weights = self._catalogue.methodology.openness.weights
            asked = [(Fraction(weights[weight]), verdict) for weight, verdict in rows if verdict != "not_applicable"]
            open_ = sum(weight for weight, verdict in asked if verdict == "not_checked")
            share = Fraction(open_) / sum(weight for weight, _ in asked)
            low = number * (1 - share)
            yield Fact(name="site.openness", low=low, high=low + 100 * share, known=number, of=hundred, by=by)


def _fact(
    name: str, sure: Fraction, unchecked: int, of: int, by: tuple[Source, ...], known: Fraction | None = None
) -> Fact:  # fmt: skip
    """A count some of which was not checked; by the data at hand it is the same share of all as of what was."""
    if known is None and of > unchecked:
        known = sure * of / (of - unchecked)
    return Fact(name=name, low=sure, high=sure + unchecked, known=known, of=Fraction(of), by=by)


def _add_version(found: Facts, version: Fact, conditions: int) -> None:
    """The site's version joins what an inspector assessed of equal access, unless that has all the conditions."""
    found[SITE_VERSION] = (version,)
    counted = next(iter(found.get(_EQUAL, ())), None)
    if counted is None or counted.of is None or counted.of >= conditions or version.known is None:
        return
    total = counted.low + version.known
    found[_EQUAL] = (
        Fact(
            name=_EQUAL, low=total, high=total, known=total, of=counted.of + 1,
            by=tuple(dict.fromkeys((*counted.by, *version.by))),
            unmarked=None if counted.unmarked is None else counted.unmarked - 1,
        ),
    )  # fmt: skip


def _who(findings: Sequence[Finding]) -> tuple[Source, ...]:
    """The machine, and each person whose decision counts among these findings."""
    people = {
        Source("review", one.review.reviewer, one.review.decided_at[:10])
        for one in findings
        if one.review is not None and one.review.in_force
    }
    machine = any(one.decided_by != "person" for one in findings)
    return (*((Source("findings"),) if machine else ()), *sorted(people))


def _criteria(extra: Mapping[str, str]) -> tuple[str, ...]:
    cell = next((cell for header, cell in extra.items() if normal(header) in CRITERIA_COLUMNS), "")
    words = cell.upper().replace("К", "K").replace(";", " ").replace(",", " ").split()
    return tuple(word if word.startswith("K") else f"K{word}" for word in words)

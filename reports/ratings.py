"""What the pages say of the full rating: puts ratings, places and who measured together. Knows no HTML and no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Self

from sqlite_utils import Database

from audit.finding import Finding
from audit.rating.campaign import CampaignRating, Rated, before
from audit.rating.heads import Heads, heads
from audit.rating.levels import Group, change, grade, groups, ranks, since, total
from audit.rating.rate import Counting, Rating
from audit.rating.value import Fact, Source, Value, few, units
from checklists.catalogue import Catalogue
from checklists.method import Grade, Part
from checklists.methods import method
from crawler import campaigns
from crawler.registry import Organisation
from reports.crew import Crew, parts

METHOD = "mintrud-344n"
"""The methodology of the pages."""


class Who(NamedTuple):
    """One who measured, in one way or several."""

    hows: tuple[str, ...]
    by: str
    """Empty: the program."""
    on: str
    """The last day; empty where it is not told."""
    files: tuple[str, ...] = ()
    """Names of photographs or papers that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator, criterion or total as a page shows it."""

    part: Part | None
    """None for the total."""
    value: Value
    level: str
    """indicator, criterion, total."""
    facts: tuple[Fact, ...] = ()
    """What it was counted of; nothing that too few people answered."""
    by: tuple[Who, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether too few people answered for the number to be published."""
        return any(few(fact) for fact in self.value.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The rating of one organisation."""

    lines: tuple[Line, ...]
    """Each criterion, then its indicators; the total is not among them."""
    total: Value
    grade: Grade | None
    place: int | None
    of: int
    """Organisations of its sector that have a total, in full or in part."""
    sector: str
    change: Decimal | None
    since: str
    """The campaign that the change is counted from."""
    heads: Heads
    criteria: tuple[str, ...]
    """By which alone it is rated; empty: by all."""
    by_registry: bool
    """Whether it is the registry that says so, and not the methodology."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation in the table of its sector."""

    rated: Rated
    place: int | None
    grade: Grade | None
    change: Decimal | None

    @property
    def parts(self) -> Mapping[str, Value]:
        """Its numbers by id."""
        return self.rated.rating.parts() if self.rated.rating else {}


class Ratings:
    """The full rating of a campaign, for its pages."""

    def __init__(self, db: Database, catalogue: Catalogue, made: CampaignRating, crew: Crew | None = None) -> None:
        """Rate everybody once; what each number was counted of is counted again for its own page.

        A ``crew`` shares the work.
        """
        self._made = made

        def rate(campaign: CampaignRating) -> Iterator[Rated]:
            if not _measured(db, campaign.campaign):  # then no total is whole, and there is nothing to compare with
                return iter(())
            if crew is None:
                return (one.slim() for one in campaign.rated())
            some = crew.each(lambda orgs: [campaign.rate(one).slim() for one in orgs], parts(campaign.organisations))
            return (one for part in some for one in part)

        ours = {one.id: one for one in made.organisations}
        self.rated = tuple(_written(one, ours) for one in rate(made))
        orgs = {one.org.id: one for one in self.rated if one.rating}
        self._before = {
            org: (name, _total(rating))
            for org, (name, rating) in before(
                db, catalogue, made.campaign, made.counting.method, orgs, rate=rate
            ).items()
        }
        self._by_id = {one.org.id: one for one in self.rated}
        self._places: dict[str, int] = {}
        self._of: dict[str, int] = {}
        for sector in self.sectors:
            mine = {one.org.id: total(one) for one in self._of_sector(sector)}
            found = ranks(mine, made.places, available=False)
            self._places |= found
            self._of[sector] = sum(value.state in ("measured", "part") for value in mine.values())

    @classmethod
    def of(cls, db: Database, catalogue: Catalogue, campaign: str, crew: Crew | None = None) -> Self | None:
        """The rating of a campaign; None where nothing but its sites was measured, or the method is not in force."""
        how = method(METHOD)
        if not _measured(db, campaign) or how.edition(campaigns.get(db, campaign).as_of) is None:
            return None
        return cls(db, catalogue, CampaignRating(db, catalogue, campaign, how), crew)

    @property
    def how(self) -> Counting:
        """The methodology and its settings."""
        return self._made.counting

    @property
    def sectors(self) -> list[str]:
        """Sectors that were rated, by id."""
        return sorted({one.subject.sector for one in self.rated if one.rating})

    @property
    def compared(self) -> bool:
        """Whether anybody was rated in a campaign before."""
        return bool(self._before)

    @property
    def whole(self) -> int:
        """Organisations whose total was measured in full."""
        return sum(total(one).state == "measured" for one in self.rated)

    @property
    def others(self) -> int:
        """Organisations that the methodology does not rate."""
        return sum(one.rating is None for one in self.rated)

    def table(self, sector: str) -> list[Entry]:
        """The organisations of a sector: those with a place first, then by name."""
        found = [self._entry(one) for one in self._of_sector(sector)]
        last = len(found) + 1
        return sorted(found, key=lambda one: (one.place or last, one.rated.org.short_name or one.rated.org.name))

    def groups(self) -> tuple[list[Group], list[Group], list[Group]]:
        """Municipalities, regions, and everything with its sectors."""
        mean_of = self.how.settings.mean
        return (
            groups(self.rated, "municipality", mean_of, by_sector=False),
            groups(self.rated, "region", mean_of, by_sector=False),
            groups(self.rated, "overall", mean_of, by_sector=True),
        )

    def order(self, rows: Sequence[Group]) -> list[int | None]:
        """The place of each municipality or region among the others; nothing where there is one, or of sectors."""
        if len(rows) < 2 or any(one.level == "overall" for one in rows):  # noqa: PLR2004 (alone there is no place)
            return []
        table = {str(number): one.parts["total"] for number, one in enumerate(rows)}
        found = ranks(table, self._made.places, available=False)
        return [found.get(str(number)) for number in range(len(rows))]

    def since(self, one: Group) -> tuple[str, Decimal] | None:
        """The campaign before, and how the mean of a place differs from that of the same organisations then."""
        found = since(one, self._before, self._made.places, available=False)
        return None if found is None else (found[0], decimal(found[1], self._made.places))

    def grade(self, value: Value) -> Grade | None:
        """The grade of a total."""
        return grade(value, self.how.method.grades, self._made.places, available=False)

    def in_full(self, org: str) -> Rated | None:
        """One organisation with its indicators and what each number was counted of; None where nobody rated it."""
        light = self._by_id.get(org)
        return self._made.rate(light.org) if light and light.rating else None

    def page(self, org: str, findings: Mapping[str, Finding] | None = None) -> Page | None:
        """One organisation with what each number was counted of; None where the methodology does not rate it.

        ``findings``: its own as ``load_findings`` reads them, where they are at hand.
        """
        light = self._by_id.get(org)
        if light is None or light.rating is None:
            return None
        one = self._made.rate(light.org, findings=findings)
        if one.rating is None:
            return None
        entry = self._entry(light)
        earlier = self._before.get(org)
        return Page(
            lines=tuple(_lines(one.rating, self.how)), total=one.rating.total, grade=entry.grade, place=entry.place,
            of=self._of[one.subject.sector], sector=one.subject.sector, change=entry.change, heads=heads(one.org),
            since=earlier[0] if earlier else "", criteria=self.how.applied(one.subject),
            by_registry=bool(one.subject.criteria),
        )  # fmt: skip

    def _of_sector(self, sector: str) -> list[Rated]:
        return [one for one in self.rated if one.rating and one.subject.sector == sector]

    def _entry(self, one: Rated) -> Entry:
        earlier = self._before.get(one.org.id)
        found = (
            change(one.rating, earlier[1] if earlier else None, self._made.places, available=False)
            if one.rating
            else None
        )
        return Entry(
            rated=one, place=self._places.get(one.org.id), grade=self.grade(total(one)),
            change=None if found is None else decimal(found, self._made.places),
        )  # fmt: skip


def _measured(db: Database, campaign: str) -> bool:
    """Whether anything but its sites was measured in a campaign."""
    sql = "SELECT 1 FROM measures m JOIN batches b ON b.id = m.batch WHERE m.campaign = ? AND b.superseded_by IS NULL"
    return bool(list(db.query(sql + " LIMIT 1", [campaign])))


def _written(one: Rated, orgs: Mapping[str, Organisation]) -> Rated:
    """Without what no table of many organisations shows: indicators stand on the organisation's own page.

    ``orgs``: ours, in the place of those that came out of other processes, so that each is held once.
    """
    rating = one.rating and replace(one.rating, indicators={})
    return replace(one, org=orgs[one.org.id], rating=rating)


def _total(rating: Rating) -> Rating:
    return replace(rating, indicators={}, criteria={})


def _lines(rating: Rating, how: Counting) -> list[Line]:
    """Criteria with their indicators under them; indicators that no criterion takes come first."""
    found: list[Line] = []
    under: dict[str, list[Part]] = {part.id: [] for part in how.edition.criteria}
    for part in how.edition.indicators:
        owner = f"K{part.id.partition('.')[0]}"
        under.setdefault(owner if owner in under else "", []).append(part)
    for part in under.pop("", []):
        found += _line(part, rating.indicators, "indicator")
    for part in how.edition.criteria:
        found += _line(part, rating.criteria, "criterion")
        found += [line for one in under[part.id] for line in _line(one, rating.indicators, "indicator")]
    return found


def _line(part: Part, values: Mapping[str, Value], level: str) -> Sequence[Line]:
    value = values.get(part.id)
    if value is None:
        return ()
    shown = tuple(fact for fact in value.facts if not few(fact))
    return (Line(part=part, value=value, level=level, facts=shown, by=_who(value.facts)),)


def _who(facts: Sequence[Fact]) -> tuple[Who, ...]:
    """Everybody who measured, once each."""
    found: dict[tuple[bool, str], list[Source]] = {}
    for source in dict.fromkeys(source for fact in facts for source in fact.by):
        found.setdefault((source.how == "findings", source.by), []).append(source)
    return tuple(
        Who(
            tuple(dict.fromkeys(one.how for one in several)),
            by,
            max(one.on for one in several),
            tuple(dict.fromkeys(name for one in several for name in one.files)),
        )
        for (_, by), several in found.items()
    )


def decimal(number: Fraction, places: int) -> Decimal:
    """A fraction as a decimal, rounded half up, for what writes numbers in words of a language."""
    return Decimal(units(number, places)).scaleb(-places)

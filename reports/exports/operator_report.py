"""The operator's report: what a campaign says, in words for a template. Reads a campaign, writes one DOCX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from reports.exports.opened import Found, Opened
from reports.exports.progress import passing
from reports.exports.report_rating import rating_words
from reports.exports.report_values import (
    NONE,
    Detail,
    DetailGap,
    GapLine,
    OrganisationLine,
    PlaceLine,
    ReasonLine,
    Report,
    SectorLine,
    short,
)  # fmt: skip
from reports.office import fill
from reports.summary import Row, Spread, Tally

if TYPE_CHECKING:
    import datetime as dt

    from checklists.schema import Item
    from reports.organisation import Entry

DOCUMENTS = Path(__file__).parents[1] / "documents"
DETAILED = 100
"""Organisations up to which each has a part of its own, unless asked otherwise: a longer document nobody opens."""
MOST = 500
"""Organisations up to which each can have a part: five hundred take 300 MB while the document is made."""
LISTED = 1000
"""Organisations up to which all stand in tables; beyond it the workbook has them."""
FIRST = 50
"""Rows of a sector's table of ratings where there are more organisations than LISTED."""


class Asked(NamedTuple):
    """How the report is to be."""

    written_on: dt.date
    operator: str = ""
    council: str = ""
    details: bool | None = None
    """None: as many organisations allow."""


def template_of(lang: str) -> Path:
    """Our template."""
    return DOCUMENTS / f"report-{lang}.docx"


def write_report(opened: Opened, path: Path, template: Path | None, asked: Asked) -> Path:
    """Fill in the template. Raises ClickException where it cannot."""
    report = make_report(opened, asked)
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    fill(template or template_of(opened.texts.lang), path, values)
    return path


def make_report(opened: Opened, asked: Asked) -> Report:
    """Put everything together; holds gaps in words only where each organisation has a part of its own.

    Raises ClickException where such parts are asked for and organisations are too many.
    """
    tally, reasons, details = Tally(), Reasons(), list[Detail]()
    detailed = opened.organisations <= DETAILED if asked.details is None else asked.details
    if detailed and opened.organisations > MOST:
        raise click.ClickException(
            f"{opened.organisations} organisations are too many for a part each: at most {MOST}. A document for each:"
            " glasnost letters --docx"
        )
    for found in passing(opened.found(), "docx", opened.organisations):
        tally.add(found.org, opened.site.sector_id(found.org.sector), found.groups)
        reasons.add(found)
        if detailed:
            details.append(_detail(opened, found))
    t, how = opened.texts, opened.site.catalogue.methodology.openness
    mean, most = tally.mean(), FIRST if len(tally.rows) > LISTED else LISTED
    return Report(
        campaign=opened.campaign, as_of=t.date(opened.site.as_of), edition=opened.site.edition,
        written_on=t.date(asked.written_on), operator=asked.operator, council=asked.council,
        regions=", ".join(sorted({row.org.region for row in tally.rows if row.org.region})),
        organisations=len(tally.rows), scored=len(tally.scored), mean=points(opened, mean),
        gap_number=sum(row.gap_number for row in tally.rows), unchecked_number=sum(reasons.items.values()),
        weights=tuple((t.known("weight", name), t.number(value)) for name, value in how.weights.items()),
        partial=t.number(how.partial), sectors=tuple(_sector(opened, one) for one in tally.spreads()),
        municipalities=tuple(_places(opened, tally)), gaps=tuple(_common(opened, tally)),
        table=_table(opened, tally.rows),
        reasons=tuple(reasons.lines(opened)), unread=tuple(_unread(opened, tally.problems()))[:LISTED],
        details=tuple(details), rating=rating_words(opened, opened.ratings, most) if opened.ratings else None,
    )  # fmt: skip


class Reasons:
    """Counts why items could not be checked while organisations pass by."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.items: Counter[str] = Counter()
        self._organisations: Counter[str] = Counter()

    def add(self, found: Found) -> None:
        """Count one organisation in."""
        for reason, entries in found.groups.not_checked:
            self.items[reason] += len(entries)
            self._organisations[reason] += 1

    def lines(self, opened: Opened) -> Iterable[ReasonLine]:
        """In words, the commonest first."""
        t = opened.texts
        for reason, number in self.items.most_common():
            means = t.known("not_checked_means", reason)
            yield ReasonLine(t.known("not_checked", reason), means, number, self._organisations[reason])


def points(opened: Opened, number: Decimal | None) -> str:
    """Points with one digit; a dash for none."""
    return NONE if number is None else opened.texts.points(number, 1)


def _share(opened: Opened, share: Decimal | None) -> str:
    return NONE if share is None else opened.texts.percent(share)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.org.municipality, row.org.short_name.casefold(), row.org.id))


def _sector(opened: Opened, one: Spread) -> SectorLine:
    ends = [one.rows[0].openness, one.rows[-1].openness] if one.rows else [None, None]
    lowest, highest = (points(opened, end) for end in ends)
    return SectorLine(
        opened.site.sector(one.sector), str(len(one.rows) + one.unscored), lowest, points(opened, one.median), highest,
        str(one.unscored),
    )  # fmt: skip


def _places(opened: Opened, tally: Tally) -> Iterable[PlaceLine]:
    for one in tally.listings():
        if one.by == "municipality":
            scored = sum(row.openness is not None for row in one.rows)
            yield PlaceLine(short(one.name) or NONE, str(len(one.rows)), str(scored), points(opened, one.mean))


def _common(opened: Opened, tally: Tally) -> Iterable[GapLine]:
    for gap in tally.common_gaps():
        numbers = (str(number) for number in (gap.missing, gap.partial, gap.checked))
        yield GapLine(opened.site.said(gap.item.title), _law(opened, gap.item), *numbers)


def _law(opened: Opened, item: Item) -> str:
    return ". ".join(filter(None, ("; ".join(opened.site.laws(item)), opened.site.doubt(item))))


def _line(opened: Opened, number: int, row: Row) -> OrganisationLine:
    unchecked = sum(many for _, many in row.unchecked)
    return OrganisationLine(
        number, short(row.org.short_name), short(row.org.municipality), opened.site.sector(row.org.sector),
        points(opened, row.openness), _share(opened, row.checked), row.gap_number, unchecked,
    )  # fmt: skip


def _table(opened: Opened, rows: Sequence[Row]) -> tuple[OrganisationLine, ...]:
    if len(rows) > LISTED:
        return ()
    return tuple(_line(opened, number, row) for number, row in enumerate(_sorted(rows), start=1))


def _unread(opened: Opened, rows: Sequence[Row]) -> Iterable[tuple[str, str, str]]:
    t = opened.texts
    for row in rows:
        crawl = row.org.crawl
        if crawl is None or crawl.state != "done":
            state = t.known("crawl_state", crawl.state if crawl else "pending")
            why = t.known("not_checked", crawl.reason) if crawl and crawl.reason else ""
            yield short(row.org.short_name), row.org.site or NONE, f"{state}: {why}" if why else state


def _detail(opened: Opened, found: Found) -> Detail:
    org, t = found.org, opened.texts
    score = org.score
    return Detail(
        name=short(org.name), municipality=short(org.municipality), site=short(org.site) or NONE,
        openness=points(opened, score.openness if score else None),
        checked=_share(opened, score.checked if score else None),
        gaps=tuple(_gap(opened, entry) for entry in found.groups.gaps),
        unchecked=tuple((t.known("not_checked", why), len(several)) for why, several in found.groups.not_checked),
    )  # fmt: skip


def _gap(opened: Opened, entry: Entry) -> DetailGap:
    t, item = opened.texts, entry.item
    mend = opened.site.said(item.advice) if item.advice else t("card.mend_default")
    seen = t.known("seen", entry.reason)
    return DetailGap(
        opened.site.said(item.title), t.known("verdict", entry.verdict), seen, _law(opened, item), mend
    )  # fmt: skip

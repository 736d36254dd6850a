"""The summary of a quarter or a year: puts campaigns together, as words for a template and as CSV. Writes files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audit.rating.value import text
from reports.exports.campaign_summary import CampaignSummary, RatingMean, Tally, summarise
from reports.exports.progress import passing
from reports.exports.report_values import NONE, short
from reports.exports.streams import Row, write_csv
from reports.exports.term import Term, in_term
from reports.office import fill
from reports.texts import Texts

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from sqlite_utils import Database

    from checklists.catalogue import Catalogue

DOCUMENTS = Path(__file__).parents[1] / "documents"
COMMON = 10
"""Items that were closed or opened most often, named in the document."""
_STAGES = {
    "draft": "exports_term.stage_draft", "sent": "exports_term.stage_sent", "final": "exports_term.stage_final",
}  # fmt: skip
_PLACES = 2
"""Decimals of ratings."""


class Asked(NamedTuple):
    """How the summary is to be."""

    lang: str
    written_on: dt.date
    body: str = ""
    """The coordinating body."""
    operator: str = ""
    template: Path | None = None


def write_summary(db: Database, catalogue: Catalogue, home: Path, out: Path, term: Term, asked: Asked) -> list[Path]:
    """Write the summary of a term and give its files. Raises ClickException where the term has no campaign."""
    found = in_term(db, term)
    summaries = [summarise(db, catalogue, home, one) for one in passing(found, "summary", len(found))]
    words = _Words(Texts(lang=asked.lang), catalogue)
    paths = [out / f"summary-{term.name}{end}" for end in (".docx", ".csv", "-municipalities.csv")]
    template = asked.template or DOCUMENTS / f"summary-{asked.lang}.docx"
    fill(template, paths[0], words.values(term, asked, summaries))
    rows = [_row(one) for one in summaries]
    write_csv(paths[1], list(rows[0]), rows)
    write_csv(paths[2], list(_place("", "", Tally())), _by_place(summaries))
    return paths


def _by_place(summaries: list[CampaignSummary]) -> Iterator[Row]:
    for one in summaries:
        for name, tally in one.places.items():
            yield _place(one.name, name, tally)


def _row(one: CampaignSummary) -> Row:
    """A line of the CSV; names of columns never change."""
    whole = next(iter(one.ratings), None)
    return {
        "campaign": one.name, "as_of": one.as_of.isoformat(), "stage": one.stage, "compared_with": one.before,
        **_counts(one.all), **{f"objections_{name}": number for name, number in one.objections._asdict().items()},
        "rated": whole.organisations if whole else None, "measured_in_full": whole.measured if whole else None,
        "rating_mean_low": _end(whole, 0), "rating_mean_high": _end(whole, 1),
    }  # fmt: skip


def _place(campaign: str, name: str, tally: Tally) -> Row:
    return {"campaign": campaign, "municipality": name, **_counts(tally)}


def _counts(tally: Tally) -> Mapping[str, int | str | None]:
    names = ("organisations", "read", "unread", "no_site", "gaps", "unchecked", "compared", "closed", "opened")
    mean = tally.mean
    return {
        **{name: getattr(tally, name) for name in names},
        **({} if tally.compared else {"closed": None, "opened": None}),  # nobody knows
        "scored": len(tally.scores),
        "openness_mean": None if mean is None else f"{mean:.2f}",
    }


def _end(one: RatingMean | None, end: int) -> str | None:
    if one is None or one.total.absent:
        return None
    return text((one.total.low, one.total.high)[end], _PLACES)


class _Words:
    """Numbers in the words of a language, for the template (docs/reports.md lists the names)."""

    def __init__(self, texts: Texts, catalogue: Catalogue) -> None:
        self.t, self._catalogue = texts, catalogue

    def values(self, term: Term, asked: Asked, summaries: list[CampaignSummary]) -> dict[str, object]:
        """Everything that the template may name."""
        t = self.t
        key = "exports_term.quarter" if term.quarter else "exports_term.year"
        return {
            "term": t(key, year=term.year, quarter=term.quarter or ""),
            "written_on": t.date(asked.written_on),
            "body": asked.body,
            "operator": asked.operator,
            "campaigns": [self._campaign(one) for one in summaries],
            "closed": sum(one.all.closed for one in summaries),
            "opened": sum(one.all.opened for one in summaries),
            "objections": sum(one.objections.received for one in summaries),
            "organisations": sum(one.all.organisations for one in summaries),
        }

    def _campaign(self, one: CampaignSummary) -> dict[str, object]:
        t = self.t
        return {
            "name": one.name, "as_of": t.date(one.as_of), "stage": t(_STAGES[one.stage]),
            "before": one.before, "total": self._tally(one.all),
            "municipalities": [
                {"name": short(name) or NONE} | self._tally(tally) for name, tally in one.places.items()
            ],
            "closed": self._items(one, "closed"), "opened": self._items(one, "opened"),
            "objections": one.objections._asdict(),
            "ratings": [
                {
                    "sector": self._sector(rated.sector), "organisations": rated.organisations,
                    "measured": rated.measured, "total": self._total(rated),
                }
                for rated in one.ratings
            ],
        }  # fmt: skip

    def _tally(self, tally: Tally) -> dict[str, object]:
        found = {name: NONE if value is None else value for name, value in _counts(tally).items()}
        return {**found, "mean": self._points(tally.mean)}

    def _points(self, number: Decimal | None) -> str:
        return NONE if number is None else self.t.points(number, 1)

    def _total(self, one: RatingMean) -> str:
        ends = dict.fromkeys(end for end in (_end(one, 0), _end(one, 1)) if end)
        told = "–".join(ends) or NONE
        return told.replace(".", ",") if self.t.lang == "ru" else told

    def _items(self, one: CampaignSummary, kind: str) -> list[dict[str, object]]:
        found = [(number, item) for (item, what), number in one.items.items() if what == kind]
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        return [{"title": self._title(item), "number": number} for number, item in found[:COMMON]]

    def _title(self, id_: str) -> str:
        item = self._catalogue.items.get(id_)
        if item is None:
            return id_
        return item.title.ru if self.t.lang == "ru" else item.title.en

    def _sector(self, word: str) -> str:
        found = self._catalogue.sector(word) if word else None
        if found is None:
            return word or self.t("rating.all")
        return found.title.ru if self.t.lang == "ru" else found.title.en

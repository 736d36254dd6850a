"""The sheets of what was found: openness, gaps with links, what could not be checked, findings. Counts nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from reports.exports.sheet import Book, Cell, Column, Sheet
from reports.links import href, shown, within

if TYPE_CHECKING:
    from audit.finding import Finding
    from checklists.schema import Item
    from reports.exports.opened import Found, Opened
    from reports.organisation import Entry
    from reports.read import Score

_LOOKED = 5
"""Addresses of a gap in its cell."""


class FindingSheets:
    """Four tables, filled one organisation at a time."""

    def __init__(self, opened: Opened, book: Book, *, findings: bool) -> None:
        """Start them; the last one only where ``findings`` are wanted."""
        self._opened, self._t = opened, opened.texts
        t = self._t
        who = [
            Column(t("exports_xlsx.organisation"), 34, "wrap"), Column(t("exports_xlsx.municipality"), 20, "wrap"),
        ]  # fmt: skip
        self.openness = Sheet(book, t("exports_xlsx.sheet_openness"), [*who, *self._openness_columns()], height=60)
        self.gaps = Sheet(book, t("exports_xlsx.sheet_gaps"), [*who, *self._gap_columns()], printed=8)
        self.unchecked = Sheet(book, t("exports_xlsx.sheet_unchecked"), [*who, *self._unchecked_columns()])
        self.findings = (
            Sheet(book, t("exports_xlsx.sheet_findings"), [*who, *self._finding_columns()]) if findings else None
        )
        self.reasons: Counter[str] = Counter()
        """How many required items could not be checked for which reason, in words."""

    def add(self, found: Found) -> None:
        """Write one organisation."""
        org, groups, site = found.org, found.groups, self._opened.site
        who: list[Cell] = [org.short_name, org.municipality]
        crawl = org.crawl
        self.openness.add([
            *who, found.inn, site.sector(org.sector), site.kind(org.sector, org.kind), org.site,
            _moment(crawl.finished_at or crawl.started_at) if crawl else None,
            crawl.pages if crawl else None, *_score(org.score),
        ])  # fmt: skip
        for entry in groups.gaps:
            self.gaps.add([*who, *self._gap(entry)])
        for reason, entries in groups.not_checked:
            said = self._t.known("not_checked", reason)
            self.reasons[said] += len(entries)
            means = self._t.known("not_checked_means", reason)
            for entry in entries:
                self.unchecked.add([*who, said, site.said(entry.item.title), entry.unread, means])
        if self.findings is not None:
            unchecked = (one for _, several in groups.not_checked for one in several)
            for entry in (*groups.gaps, *groups.found, *unchecked, *groups.not_applicable, *groups.observed):
                self.findings.add([*who, *self._finding(entry)])

    def end(self) -> None:
        """Close the tables."""
        for sheet in self.sheets:
            sheet.end()

    @property
    def sheets(self) -> list[Sheet]:
        """All that there are, in their order."""
        return [self.openness, self.gaps, self.unchecked, *([self.findings] if self.findings else [])]

    def _openness_columns(self) -> list[Column]:
        t = self._t
        counts = ("met", "partial", "missing", "not_checked", "not_applicable")
        return [
            Column(t("exports_xlsx.inn"), 13), Column(t("index.sector"), 16, "wrap"),
            Column(t("exports_xlsx.kind"), 18, "wrap"), Column(t("exports_xlsx.site"), 30, "link"),
            Column(t("exports_xlsx.checked_at"), 15, "moment"), Column(t("exports_xlsx.pages"), 9, "whole"),
            Column(t("exports_xlsx.openness"), 11, "points"), Column(t("exports_xlsx.checked"), 11, "share"),
            Column(t("exports_xlsx.required"), 12, "whole"),
            *(Column(t.known("verdict", name), 12, "whole") for name in counts),
        ]  # fmt: skip

    def _gap_columns(self) -> list[Column]:
        t = self._t
        return [
            Column(t("index.gap"), 40, "wrap"), Column(t("exports_xlsx.verdict"), 13, "wrap"),
            Column(t("exports_xlsx.weight"), 15, "wrap"), Column(t("exports_xlsx.law"), 34, "wrap"),
            Column(t("exports_xlsx.seen"), 34, "wrap"), Column(t("exports_xlsx.mend"), 44, "wrap"),
            Column(t("exports_xlsx.quote"), 34, "wrap"), Column(t("exports_xlsx.page"), 34, "link"),
            Column(t("exports_xlsx.law_link"), 28, "link"), Column(t("exports_xlsx.looked"), 50, "wrap"),
        ]  # fmt: skip

    def _unchecked_columns(self) -> list[Column]:
        t = self._t
        return [
            Column(t("exports_xlsx.reason"), 34, "wrap"), Column(t("index.gap"), 44, "wrap"),
            Column(t("exports_xlsx.page"), 40), Column(t("exports_xlsx.means"), 60, "wrap"),
        ]  # fmt: skip

    def _finding_columns(self) -> list[Column]:
        t = self._t
        return [
            Column(t("index.gap"), 40, "wrap"), Column(t("exports_xlsx.code"), 22), Column(t("exports_xlsx.asked"), 14),
            Column(t("exports_xlsx.verdict"), 14, "wrap"), Column(t("exports_xlsx.seen"), 34, "wrap"),
            Column(t("exports_xlsx.quote"), 40, "wrap"), Column(t("exports_xlsx.page"), 34),
            Column(t("exports_xlsx.seen_at"), 15, "moment"), Column(t("exports_xlsx.decided_by"), 22, "wrap"),
        ]  # fmt: skip

    def _gap(self, entry: Entry) -> list[Cell]:
        site, item, finding = self._opened.site, entry.item, entry.finding
        seen = next(iter(finding.evidence), None) if finding else None
        acts = [site.catalogue.acts.get(one.act) for one in item.basis]
        link = next((act.url for act in acts if act and act.url and href(act.url)), "")
        looked = within(finding.looked, number=_LOOKED, characters=2000) if finding else ()
        return [
            site.said(item.title), self._t.known("verdict", entry.verdict), self._t.known("weight", item.weight),
            "\n".join(filter(None, (*site.laws(item), site.doubt(item)))), self._t.known("seen", entry.reason),
            self._mend(item),
            seen.quote if seen else "", seen.url if seen else "", link, "\n".join(map(shown, looked)),
        ]  # fmt: skip

    def _mend(self, item: Item) -> str:
        return self._opened.site.said(item.advice) if item.advice else self._t("card.mend_default")

    def _finding(self, entry: Entry) -> list[Cell]:
        t, finding = self._t, entry.finding
        seen = next(iter(finding.evidence), None) if finding else None
        section = "not_checked" if entry.verdict == "not_checked" else "seen"
        why = t.known(section, entry.reason) if finding is None or finding.reason else ""
        return [
            self._opened.site.said(entry.item.title), entry.item.id,
            t("rating.yes" if entry.item.required else "rating.no"), t.known("verdict", entry.verdict), why,
            seen.quote if seen else "", seen.url if seen else entry.unread, _moment(seen.fetched_at) if seen else None,
            self._decider(finding),
        ]  # fmt: skip

    def _decider(self, finding: Finding | None) -> str:
        if finding is None:
            return ""
        if finding.review is not None and finding.review.in_force:
            return finding.review.reviewer
        return self._t("exports_xlsx.machine")


def _score(score: Score | None) -> list[Cell]:
    if score is None:
        return [None] * 8
    names = ("required", "met", "partial", "missing", "not_checked", "not_applicable")
    return [score.openness, score.checked, *(score.counts.get(name) for name in names)]


def _moment(text: str | None) -> dt.datetime | None:
    """An ISO 8601 moment as Excel has it: UTC, without a zone."""
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment

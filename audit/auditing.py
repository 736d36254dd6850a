"""From the archive to findings: reads archives and check-lists, writes table findings. No network, no clock."""

from __future__ import annotations

import contextlib
import gc
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from audit.beside import beside, store_beside
from audit.checks.copies import copied_blocks
from audit.checks.names import foreign_pages
from audit.checks.samples import sample_pages
from audit.checks.strangers import pages_elsewhere
from audit.database import connect
from audit.derived import Texts, texts_of
from audit.finding import NOT_CHECKED, Finding
from audit.marking import store_counts
from audit.matching import Matcher
from audit.microdata import Count, count, sections
from audit.pages import Answers, pages_of
from audit.phrases import every
from audit.site import Site, Subject
from audit.verdicts import Unread, decide
from audit.view import file_kind
from audit.wording import Wording
from checklists.load import catalogue_of
from crawler import campaigns, stages
from crawler.archive import Archive, ArchiveError, read
from crawler.urls import normalise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.registry import Organisation

_YEAR = re.compile(r"20\d\d")


def audit(
    home: Path, campaign: str, *, orgs: Sequence[str] = (), told: Callable[[str, int, int], None] | None = None,
    broken: Callable[[ArchiveError], None] | None = None, catalogue: Catalogue | None = None,
) -> int:  # fmt: skip
    """Audit the crawls of a campaign that are done and store their findings; gives how many were audited.

    ``told`` hears of each organisation: its id, its number, how many there are. Where an archive was cut or changed its
    organisation is not_checked (``corrupt``) and the others are audited; then ``broken`` hears of it, or, without it,
    the first ArchiveError is raised at the end. ``catalogue``: other check-lists than those that come with Glasnost.
    Raises CampaignError where there is no such campaign, StageError where it is final.
    """
    db = connect(home)
    with contextlib.closing(db.conn):
        as_of = campaigns.get(db, campaign).as_of
        stages.keep_final(db, campaign)
        catalogue = catalogue or catalogue_of(home)
        matcher = Matcher(every(catalogue))
        wording = Wording(catalogue, matcher)
        rows = campaigns.organisations(db, campaign, orgs)
        crawls = {row["org"]: row for row in db.query("SELECT * FROM crawls WHERE campaign = ?", [campaign])}
        done, faults = 0, list[ArchiveError]()
        with paused_gc():
            for number, org in enumerate(rows, start=1):
                items = catalogue.items_for(org.sector, org.kind, as_of)
                crawl, counts = crawls.get(org.id, {"state": "pending"}), list[Count]()
                about: dict[str, Any] = {}
                if crawl["state"] in ("pending", "running"):
                    continue
                if crawl["state"] == "no_site":
                    findings = no_site(org, items, private=wording.is_private(org.name))
                elif not crawl["archive"]:
                    findings = not_reached(org, items, crawl["reason"])
                else:
                    try:
                        answers = Answers()
                        archive = read(home / crawl["archive"], crawl["archive_end"] or None, answers.take)
                        findings = audit_site(
                            archive, org, items, catalogue, matcher, org.checked_on or as_of,
                            answers=answers, wording=wording, texts=texts_of(archive.path), counts=counts,
                            about=about,
                        )  # fmt: skip
                    except ArchiveError as error:
                        findings = not_reached(org, items, "corrupt")
                        (broken or faults.append)(error)
                store(db, campaign, org.id, findings)
                store_counts(db, campaign, org.id, counts)
                store_beside(db, campaign, org.id, about)
                done += 1
                if told is not None:
                    told(org.id, number, len(rows))
    if faults:
        raise faults[0]
    return done


@contextlib.contextmanager
def paused_gc() -> Iterator[None]:
    """Let reference counts alone free memory: pages make objects by the thousand and no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def no_site(org: Organisation, items: Sequence[Item], *, private: bool = False) -> list[Finding]:
    """An organisation without a site publishes nothing: each required item is missing, the others are not asked."""
    return [
        Finding(
            org=org.id,
            item=item.id,
            verdict="missing" if item.required and not item.if_any(org.kind, private=private) else "not_applicable",
            reason="no_site",
            evidence=(),
            looked=(),
        )
        for item in items
    ]


def not_reached(org: Organisation, items: Sequence[Item], reason: str) -> list[Finding]:
    """A crawl that left no archive tells nothing about the site; ``reason`` is the crawl's own."""
    told = reason if reason in NOT_CHECKED else "budget"
    return [
        Finding(org=org.id, item=item.id, verdict="not_checked", reason=told, evidence=(), looked=()) for item in items
    ]


def audit_site(  # noqa: PLR0913  what was kept of the archive comes apart, to be let go of
    archive: Archive, org: Organisation, items: Sequence[Item], catalogue: Catalogue, matcher: Matcher, today: dt.date,
    *, answers: Answers | None = None, wording: Wording | None = None, texts: Texts | None = None,
    counts: list[Count] | None = None, about: dict[str, Any] | None = None,
) -> list[Finding]:  # fmt: skip
    """The findings of one archive: a pure function of its arguments.

    ``answers``: what was kept of the archive when it was read; else it is read for them. ``wording``: one that was
    made of the catalogue and the matcher; else it is made. ``texts``: those derived of its documents; none else.
    ``counts`` is filled with audit.microdata's, ``about`` with what audit.beside tells.
    """
    pages, failed = pages_of(archive, answers)
    ledger = [failed.get(entry.url, entry) for entry in archive.ledger]
    if counts is not None:
        counts += count(sections(items, catalogue), catalogue.microdata, pages, ledger, archive.renderings)
    if about is not None:
        seen = (page for page, _ in pages)
        about.update(beside(archive.probes, seen, catalogue.accessibility, catalogue.products))
    subject = Subject(
        org=org.id,
        name=org.name,
        short_name=org.short_name,
        municipality=org.municipality,
        region=org.region,
        kind=org.kind,
        sector=org.sector,
    )
    site = Site(subject, pages, ledger, matcher, wording or Wording(catalogue, matcher), today, texts or Texts({}))
    site.renderings, site.probes = archive.renderings, archive.probes
    site.changed = {
        entry.url: int(year[0])
        for entry in ledger
        if (year := _YEAR.search(archive.changed.get(entry.offset or 0, ""))) and file_kind(entry.url)
    }
    site.cut = frozenset(entry.url for entry in ledger if archive.cut and entry.offset in archive.cut)
    site.foreign, site.samples = foreign_pages(site) | pages_elsewhere(site), sample_pages(site)
    site.copies = copied_blocks(site)
    homes = [normalise(home) or home for home in (org.site, org.second_site) if home]
    without = Unread(site, homes, int(archive.crawl.get("links_beyond", 0)))
    return [decide(site, item, catalogue, without) for item in items]


def store(db: Database, campaign: str, org: str, findings: Sequence[Finding]) -> None:
    """Replace the findings of one organisation in one transaction."""
    rows = [
        (
            campaign, org, finding.item, finding.verdict, finding.reason,
            json.dumps([asdict(evidence) for evidence in finding.evidence], ensure_ascii=False),
            json.dumps(finding.looked, ensure_ascii=False),
            finding.decided_by,
        )
        for finding in findings
    ]  # fmt: skip
    with db.atomic():
        db.execute("DELETE FROM findings WHERE campaign = ? AND org = ?", [campaign, org])
        db.conn.executemany("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


__all__ = ["ArchiveError", "audit", "audit_site", "pages_of"]

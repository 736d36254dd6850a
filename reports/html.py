"""Writes the report as static pages: reads the database, gives a folder; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
from sqlite_utils import Database

from audit.beside import read_beside
from audit.clicks import load_clicks
from audit.database import connect
from audit.infometer import Infometer
from audit.listing import load_findings
from audit.marking import read_counts
from audit.objections import by_item
from audit.repairs.keeping import before
from audit.repairs.progress import Repairs
from checklists.catalogue import Catalogue
from checklists.load import catalogue_of
from crawler import campaigns
from reports import published as published_
from reports import summary
from reports.address import base_url, qr
from reports.crew import Crew, parts
from reports.front_page import write_front
from reports.history import History, earlier
from reports.links import host
from reports.marks import marks
from reports.method import write_method
from reports.pages import Site
from reports.pictures import write_pictures
from reports.poster import file_of, write_poster
from reports.progress import write_progress
from reports.publish import renewed
from reports.published import Published
from reports.ratings import Ratings
from reports.read import (
    Organisation,
    archive_digest,
    read_certificates,
    read_kinds,
    read_ledger,
    read_organisations,
    read_renderings,
    shortened,
)
from reports.standing import Standing
from reports.summary import ORDERS, PAGE, Listing, Tally
from reports.texts import LANGUAGES, Texts
from reports.who import write_topics

FIRST = 5
"""Gaps in the list of what to repair first."""
LIMIT = 290_000
"""Bytes of an organisation's page, from which it gives up detail."""
BY = ("municipality", "sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much a page tells of each gap; the whole list of addresses stands once, further down."""

    full: int
    """Gaps with an example to paste; the others have it in the list of items."""
    urls: int
    quotes: int
    """Pieces of evidence, and of how many characters each quote at most."""
    quote: int
    characters: int
    """All addresses of the list further down together."""


DETAILS = (
    Detail(full=1000, urls=5, quotes=3, quote=300, characters=20_000),
    Detail(full=30, urls=3, quotes=1, quote=300, characters=10_000),
    Detail(full=0, urls=1, quotes=1, quote=100, characters=6_000),
    Detail(full=0, urls=0, quotes=0, quote=100, characters=6_000),
)
"""From the fullest page to the shortest: the first that fits LIMIT is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What an organisation's page compares it with: itself before, and its neighbours."""

    history: History
    standing: Standing


def write(home: Path, campaign: str, out: Path, lang: str = "ru", contact: str = "", base: str = "") -> Path:
    """Write the report of a campaign into ``out``, in the place of an earlier one, and give the path of its index.html.

    ``contact`` says where objections go and till when; ``base`` is the folder's address on the web. Same database,
    archives and check-lists: same bytes.
    Raises ClickException for an unknown campaign or language, an address that is none, or a
    folder that cannot be written.
    """
    db = connect(home)
    with closing(db.conn):
        lists = catalogue_of(home)
        with renewed(out):
            return write_pages(db, lists, home=home, campaign=campaign, out=out, lang=lang, contact=contact, base=base)


def write_pages(
    db: Database, catalogue: Catalogue, *, home: Path, campaign: str, out: Path, lang: str, contact: str = "",
    base: str = "",
) -> Path:  # fmt: skip
    """Do what ``write`` says with an open database and loaded check-lists. Holds one organisation at a time."""
    if lang not in LANGUAGES:
        raise click.ClickException(f"No texts in language {lang!r}. Languages: {', '.join(LANGUAGES)}.")
    about = campaigns.get(db, campaign)
    ids = [row["org"] for row in db.query("select org from campaign_orgs where campaign = ? order by org", [campaign])]
    crew = Crew.of(db, home, len(ids))
    site = Site(
        out=out, campaign=about.name, as_of=about.as_of, catalogue=catalogue, texts=Texts(lang=lang), contact=contact,
        base=base_url(base), infometer=Infometer(catalogue) if catalogue.infometer else None,
        ratings=Ratings.of(db, catalogue, campaign, crew),
        followed=Repairs(db, catalogue, campaign) if before(db, campaign) else None,
    )  # fmt: skip
    tally, published = Tally(), Published(catalogue=catalogue)
    past = Past(
        history=History(db, catalogue, campaign, site.ratings.how.method if site.ratings else None),
        standing=Standing(shortened(read_organisations(db, campaign)), site.sector_id),
    )

    def write_part(part: Sequence[str]) -> tuple[summary.Packed, published_.Packed]:
        mine, told = Tally(), Published(catalogue=catalogue)
        for org in shortened(read_organisations(db, campaign, part[0], part[-1])):
            _write_organisation(site, db, home, org, mine, told, past)
        return mine.packed(), told.packed()

    items = catalogue.items
    for counted, told in crew.each(write_part, parts(ids)):
        tally.absorb(counted, items)
        published.absorb(told)
    listings = tally.listings()
    for _ in crew.each(lambda listing: _write_list(site, listing), listings):
        pass
    write_topics(site, published, items, crew)
    write_method(site, db, tally, published, crew)
    _write_rating(site, tally)
    write_progress(site, db, tally)
    return write_front(site, db, tally, listings)


def _write_organisation(
    site: Site, db: Database, home: Path, org: Organisation, tally: Tally, published: Published, past: Past
) -> None:
    sector = site.sector_id(org.sector)
    items, findings = site.items(org.sector, org.kind), load_findings(db, site.campaign, org.id)
    groups = site.groups(org.sector, org.kind, findings)
    tally.add(org, sector, groups)
    path = tally.rows[-1].page
    published.add(org, sector, path, items, findings)
    rating = site.ratings.page(org.id, findings) if site.ratings else None
    history = past.history.of(org, items, findings, rating.total if rating else None)
    code = qr(site.address(path)) if site.base else ""
    write_poster(site, org, path, groups, history, rating, code)
    objections = by_item(db, site.campaign, org.id)
    values = {
        "org": org,
        "history": history,
        "before": earlier(history),
        "places": [(by, place) for by in BY if (place := getattr(past.standing, by)(org))],
        "poster": file_of(path),
        "address": site.address(path),
        "code": code,
        "own": host(org.site),
        "groups": groups,
        "first": groups.gaps[:FIRST],
        "read": read_kinds(db, site.campaign, org.id),
        "ledger": read_ledger(db, site.campaign, org.id),
        "certificates": read_certificates(db, site.campaign, org.id),
        "renderings": read_renderings(db, site.campaign, org.id),
        "digest": archive_digest(home, org.crawl) if org.crawl else None,
        "infometer": site.infometer.openness(items, findings, load_clicks(db, site.campaign, org.id))
        if site.infometer
        else None,
        "objections": objections,
        "told": objections.keys() | {name for name, finding in findings.items() if finding.review},
        "marks": marks(read_counts(db, site.campaign, org.id), site.catalogue.microdata),
        "beside": read_beside(db, site.campaign, org.id),
        "pictures": write_pictures(db, home, site.campaign, org.id, site.out, path),
        "rating": rating,
        "repairs": site.repairs(org.id),
        "points": {name: site.points_of(entries) for name, entries in groups.added.items()},
        "lists": {
            "sector": Listing.of("sector", sector),
            "municipality": Listing.of("municipality", org.municipality),
        },
    }
    for detail in DETAILS:
        data = site.render("organisation.html", path, **values, detail=detail).encode()
        if len(data) <= LIMIT:
            break
    site.save(path, data)


def _write_list(site: Site, listing: Listing) -> None:
    for order in ORDERS:
        pages = listing.pages(order)
        for number, rows in enumerate(pages, start=1):
            site.write(
                "list.html", f"lists/{listing.file(order, number)}", listing=listing, order=order, rows=rows,
                number=number, pages=len(pages),
            )  # fmt: skip


def _write_rating(site: Site, tally: Tally) -> None:
    """The page of the rating; where there are many organisations, each sector's table has pages of its own."""
    ratings = site.ratings
    if ratings is None:
        return
    pages = {row.org.id: row.page for row in tally.rows}
    tables = []
    for sector in ratings.sectors:
        rows, files = ratings.table(sector), []
        cut = parts(rows, PAGE)
        for number, part in enumerate(cut if len(ratings.rated) > PAGE else (), start=1):
            files.append(f"lists/rating-{sector}-{number}.html")
            site.write(
                "rating_list.html", files[-1], ratings=ratings, sector=sector, rows=part, number=number,
                all=len(cut), pages=pages,
            )  # fmt: skip
        tables.append((sector, files, rows))
    municipalities, regions, overall = ratings.groups()
    site.write(
        "rating.html", "rating.html", ratings=ratings, municipalities=municipalities, regions=regions,
        overall=overall, tables=tables, pages=pages,
    )  # fmt: skip

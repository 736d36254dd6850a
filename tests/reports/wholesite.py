"""Every kind of page that Glasnost writes, out of one small database: for tests that look at all kinds."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from audit.beside import store_beside
from audit.database import connect
from audit.marking import store_counts
from audit.measures import Batch, put
from audit.microdata import Count
from audit.repairs.keeping import Repair
from audit.repairs.keeping import put as keep_repairs
from checklists.catalogue import Catalogue
from checklists.load import shipped
from crawler.picture_files import store as keep_pictures
from reports.comparison.changes import Comparison
from reports.comparison.page import write as write_diff
from reports.comparison.sides import Side
from reports.crew import LARGE
from reports.html import write_pages
from reports.letters import Sender, write_letters
from reports.read import read_organisations
from reports.texts import Texts
from tests.audit.rating.made import measures
from tests.audit.rating.test_campaign import FULL
from tests.reports.conftest import AS_OF, SCHOOL, Store, fill, score_data
from tests.reports.test_beside import ACCESS, URL, WEBP

MANY = 250
"""Organisations that make lists of several pages; the names of so many take more than one page of an item, too."""
LONG = 'Муниципальное бюджетное учреждение "" ' + '"" ' * 200
"""A name of which pages show the beginning, all of signs that are escaped."""
_PAGES = {
    "front": "index.html", "items": "items.html", "topics": "topics.html", "method": "method.html",
    "rating": "rating.html", "crawls": "crawls.html", "list": "lists/all-name-2.html",
    "sector": "lists/rating-education-1.html", "organisation": "org/lesnaya.html", "unread": "org/mertvaya.html",
    "never": "org/muzej.html", "perfect": "org/rechnaya.html", "item": "items/edu.name.html",
    "names": "items/edu.name/1.html", "topic": "topics/phone.html", "poster": "poster/lesnaya.html",
    "blank poster": "poster/mertvaya.html",
}  # fmt: skip


def build(folder: Path, catalogue: Catalogue, lang: str) -> dict[str, Path]:
    """Write everything into ``folder`` and give a page of each kind, by name."""
    catalogue = replace(
        catalogue, infometer=shipped().infometer, accessibility=shipped().accessibility, products=shipped().products,
        microdata=shipped().microdata, measures=shipped().measures,
    )  # fmt: skip
    out = folder / lang
    with contextlib.closing((db := connect(folder / "home")).conn):
        db.table("campaigns").insert({"name": "spring", "as_of": AS_OF.isoformat(), "created_at": "2026-04-01"})
        store = fill(Store(folder / "home", db))
        _more(store)
        write_pages(
            db, catalogue, home=store.home, campaign="spring", out=out, lang=lang, base="https://sovet.example/"
        )
        sender = Sender(
            name="Общественный совет", contact="sovet@example.org", written_on=AS_OF, answer_by=dt.date(2026, 6, 15)
        )
        write_letters(db, catalogue, "spring", out / "letters", sender, lang=lang, orgs=["lesnaya"])
        sides = [_side(store, catalogue, name) for name in ("winter", "spring")]
        write_diff(Comparison(*sides), out / "diff.html", Texts(lang=lang))
    pages = {kind: out / path for kind, path in _PAGES.items()}
    pages["region"] = _region(folder / "region", catalogue, out / "region", lang)
    return pages | {"letter": out / "letters" / "lesnaya.html", "diff": out / "diff.html"}


def _region(home: Path, catalogue: Catalogue, out: Path, lang: str) -> Path:
    """The front page of so many organisations that it shows no single ones; every third could not be checked."""
    with contextlib.closing((db := connect(home)).conn):
        db.table("campaigns").insert({"name": "spring", "as_of": AS_OF.isoformat(), "created_at": "2026-04-01"})
        store = Store(home, db)
        for number in range(LARGE + 9):
            store.organisation(
                f"o-{number}", municipality=f"Район {number % 31}", sector=("education", "culture")[number % 2]
            )
            store.score(f"o-{number}", score_data(None if number % 3 == 0 else str(number % 101), met=number % 3))
            if number % 40 == 0:
                store.finding(f"o-{number}", "edu.plan", "missing", "not_found")
        return write_pages(db, catalogue, home=home, campaign="spring", out=out, lang=lang)


def _side(store: Store, catalogue: Catalogue, name: str) -> Side:
    return Side(
        name=name, campaign=name, as_of=AS_OF, catalogue=catalogue, db=store.db, inns={},
        organisations={one.id: one for one in read_organisations(store.db, name)},
    )  # fmt: skip


def _more(store: Store) -> None:
    """What a page can hold beside findings: pictures, probes, microdata, a rating, a plan, a campaign before."""
    store_beside(store.db, "spring", "lesnaya", {"accessibility": ACCESS, "products": [{"id": "pos", "page": URL}]})
    pictures = [(URL, "", WEBP), ("https://lesnaya.example/docs", "Устав 1999 года", WEBP + b"x")]
    keep_pictures(store.db, store.home, "spring", "lesnaya", pictures, "glasnost")
    marked = [
        Count(
            section=one.section, no=one.no, name=one.itemprop, parent=one.parent, count=len(one.itemprop) % 2, page=URL
        )
        for one in shipped().microdata.names
    ]
    store_counts(store.db, "spring", "lesnaya", marked)
    store.db.table("certificates").insert(
        {"campaign": "spring", "org": "lesnaya", "host": "lesnaya.example", "kind": "expired", "issuer": "Лес",
         "valid_until": "2026-01-01"}
    )  # fmt: skip
    for number in range(MANY):
        store.organisation(f"many-{number}", short_name=f"{LONG} {number}", municipality=f"Район {number % 7}")
        for item in SCHOOL:
            store.finding(f"many-{number}", item.id, ("met", "missing", "partial")[number % 3], "stale")
        store.score(f"many-{number}", score_data(str(number % 101), met=3, missing=3))
    rows = [one._replace(org="lesnaya", measured_by="ООО «Опрос»", measured_on="2026-04-20") for one in measures(FULL)]
    put(store.db, Batch(campaign="spring", kind="survey", file="a", digest="a", imported_at="x"), rows)
    _winter(store)


def _winter(store: Store) -> None:
    store.db.table("campaigns").insert({"name": "winter", "as_of": "2025-12-01", "created_at": "2025-12-01"})
    store.db.table("campaign_orgs").insert({"campaign": "winter", "org": "lesnaya"})
    store.db.execute(
        "insert into findings (campaign, org, item, verdict, reason, evidence, looked, decided_by)"
        " select 'winter', org, item, 'missing', 'not_found', '[]', '[]', 'machine' from findings where org = 'lesnaya'"
    )
    data = json.dumps(score_data("10", met=1, missing=5))
    store.db.table("scores").insert({"campaign": "winter", "org": "lesnaya", "data": data})
    plan = Repair("winter", "lesnaya", "survey.overall", "Поставить скамьи", "2026-03-01", "А. П. Лесная", "3/10")
    keep_repairs(store.db, [plan], "2025-12-20T10:00:00+00:00")

"""Other people's text in every place of the database, and each page of the report opened in a real browser."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from audit.beside import store_beside
from audit.measures import Batch, put
from checklists.catalogue import Catalogue
from checklists.load import shipped
from reports.html import write_pages
from tests.audit.rating.made import measures
from tests.audit.rating.test_campaign import FULL
from tests.reports.conftest import Store, seen
from tests.reports.pagecheck import check
from tests.reports.test_beside import ACCESS
from tests.reports.test_browser import watch

pytestmark = pytest.mark.slow

BAD = (
    "</title></style></script></svg></pre></textarea>--><script>window.hit=1</script>"
    "<img src=https://evil.example/x onerror=\"window.hit=1\">\"' onmouseover='window.hit=1' {{ 7*7 }} {% raw %}"
    "<svg onload=window.hit=1><a href=javascript:alert(1)>&lt;b&gt; \u202e\u0000\ufffe="
)
URL = "javascript:window.hit=1//https://evil.example/"

SCHEMES = "all => [...new Set(all.map(one => new URL(one.getAttribute('href'), document.baseURI).protocol))]"
"""Links of SVG too, which tell no protocol of their own."""


def spoil(store: Store) -> None:
    """Put hostile text wherever a site, a registry or a person can put any."""
    db = store.db
    text = BAD.replace("\u0000", "")
    db.execute(
        "update organisations set name = ?, short_name = id || ?, municipality = ?, region = ?, site = ?, kind = ?",
        [text, text, text, text, URL, text],
    )
    db.execute("update crawls set reason = ?, archive = ?", [text, text])
    db.execute("update urls set reason = ?, state = ?", [text, text])
    proof = seen(URL, text, place=text)
    evidence = json.dumps([{name: getattr(proof, name) for name in proof.__slots__}])
    looked = json.dumps([URL, text, "https://evil.example/" + text])
    db.execute("update findings set evidence = ?, looked = ?, reason = ?", [evidence, looked, text])
    db.table("certificates").insert(
        {"campaign": "spring", "org": "lesnaya", "host": text, "kind": "expired", "issuer": text,
         "valid_until": "2026-01-01"}
    )  # fmt: skip
    store_beside(db, "spring", "lesnaya", {"accessibility": ACCESS, "products": [{"id": "pos", "page": URL}]})
    rows = [one._replace(org="lesnaya", measured_by=text, measured_on="2026-05-01") for one in measures(FULL)]
    put(db, Batch(campaign="spring", kind="survey", file="a", digest="a", imported_at="x"), rows)
    db.table("campaigns").insert({"name": "winter", "as_of": "2025-12-01", "created_at": "2025-12-01"})
    db.table("campaign_orgs").insert({"campaign": "winter", "org": "lesnaya"})


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_no_page_does_what_other_peoples_text_says(
    campaign: Store, catalogue: Catalogue, tmp_path: Path, browser: Browser, lang: str
) -> None:
    spoil(campaign)
    catalogue = dataclasses.replace(catalogue, measures=shipped().measures, products=shipped().products)
    write_pages(
        campaign.db, catalogue, home=campaign.home, campaign="spring", out=tmp_path / "out", lang=lang,
        base="https://sovet.example/", contact=BAD,
    )  # fmt: skip
    page = browser.new_page()
    wrong = watch(page)
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    paths = sorted((tmp_path / "out").rglob("*.html"))
    assert {path.parent.name for path in paths} >= {"out", "org", "poster", "items", "topics", "lists"}
    for path in paths:
        page.goto(path.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        page.eval_on_selector_all("main *", "all => all.forEach(one => one.dispatchEvent(new Event('mouseover')))")
        assert page.evaluate("window.hit") is None, path.name
        schemes = page.eval_on_selector_all("a[href]", SCHEMES)
        assert set(schemes) <= {"file:", "http:", "https:"}, path.name
        assert check(path).wrong == [], path.name
    page.close()
    assert wrong == []

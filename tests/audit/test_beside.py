"""What is told beside the items: points of accessibility, products, and which pictures are wanted."""

from __future__ import annotations

from typing import Any

import pytest

from audit.auditing import audit_site
from audit.beside import beside
from audit.matching import Matcher
from audit.pages import pages_of
from audit.pictures import place
from checklists.catalogue import Catalogue
from checklists.load import shipped
from checklists.products import Product
from tests.audit.made import HOME, ORG, TODAY, Crawl, html

RULE = {"id": "image-alt", "impact": "critical", "number": 2, "places": [["<img src=a.png>", "img"]]}


def told(crawl: Crawl, catalogue: Catalogue, body: str = "<p>Школа</p>") -> dict[str, Any]:
    crawl.page(HOME, html(body), "Школа", via="start", parent="")
    archive = crawl.archive()
    pages = [page for page, _ in pages_of(archive)[0]]
    return beside(archive.probes, pages, catalogue.accessibility, catalogue.products)


def test_each_point_has_what_axe_says_of_it(crawl: Crawl, catalogue: Catalogue) -> None:
    data = {"broken": [RULE], "kept": ["document-title"], "unsure": [], "engine": "4.12.1"}
    crawl.probe("accessibility", HOME, data)
    crawl.probe("accessibility", HOME + "docs", data)
    found = told(crawl, catalogue)["accessibility"]
    points = {one["id"]: one for one in found["points"]}
    assert found["pages"] == [HOME, HOME + "docs"]
    assert points["alternatives"]["verdict"] == "missing"
    assert points["alternatives"]["broken"][0]["number"] == 4
    assert points["titles"]["verdict"] == "met"
    assert {points[name]["verdict"] for name in ("documents", "captcha", "hover", "font")} == {"not_checked"}


def test_without_a_browser_the_reason_is_told(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.probe("accessibility", HOME, {"reason": "no_browser"})
    found = told(crawl, catalogue)["accessibility"]
    assert (found["reason"], found["pages"]) == ("no_browser", [])


def test_products_are_named_as_what_they_are(crawl: Crawl, catalogue: Catalogue) -> None:
    body = """<script src="https://pos.gosuslugi.ru/bin/script.min.js"></script><a class="bvi-open" href="#">Вид</a>
    <iframe src="https://bus.gov.ru/widget"></iframe><script src="//code.jivo.example/w"></script>"""
    assert {one["id"] for one in told(crawl, catalogue, body)["products"]} == {"pos", "bvi", "bus_gov", "jivo"}


def test_accessibility_changes_no_finding(crawl: Crawl, catalogue: Catalogue, matcher: Matcher) -> None:
    crawl.page(HOME, html("<p>Школа</p>"), "Школа", via="start", parent="")
    crawl.probe("accessibility", HOME, {"broken": [RULE], "kept": []})
    archive = crawl.archive()
    items = catalogue.items_for("education", "school", TODAY)
    about: dict[str, Any] = {}
    found = audit_site(archive, ORG, items, catalogue, matcher, TODAY, about=about)
    assert about["accessibility"]["points"]
    assert not [one for one in found if one.evidence and one.evidence[0].how == "probe"]


def test_the_place_of_a_gap_is_its_fragment_else_where_we_looked() -> None:
    proof = {"how": "http", "url": HOME + "plan", "quote": "План на 2024 год " * 9}
    assert place("partial", [proof], []) == (HOME + "plan", ("План на 2024 год " * 9)[:60])
    assert place("missing", [], [HOME, HOME + "docs"]) == (HOME, "")
    assert place("partial", [proof | {"how": "document"}], [HOME]) is None


@pytest.mark.parametrize("product", shipped().products, ids=lambda one: str(one.id))
def test_every_product_is_known_by_its_first_name(product: Product, crawl: Crawl, catalogue: Catalogue) -> None:
    found = told(crawl, catalogue, f'<script src="https://cdn.example/{product.parts[0]}/a.js"></script>')["products"]
    assert product.id in {one["id"] for one in found}
    assert len(found) <= 2

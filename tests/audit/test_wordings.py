"""Families of wordings: what editors say or build in many ways, seen alike; and what only looks like it.

tests/fixtures/wordings.yaml has, for an item, bodies of pages by the verdict that a careful person gives. A body may
name files (they answer, but those called «gone») and pages (they answer 404).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.auditing import audit_site
from audit.matching import Matcher
from audit.view import file_kind
from checklists.catalogue import Catalogue
from checklists.source import read_yaml
from crawler.page import read_page
from tests.audit.made import HOME, HTML, ORG, TODAY, Crawl, html

FIXTURES = Path(__file__).parent.parent / "fixtures" / "wordings.yaml"
START = "<h1>Дом над рекой</h1><p>Здесь рады каждому, кто пришёл с добром и любопытством.</p>"


def wordings() -> Iterator[Any]:
    # A key given twice would hide its first rows: this reader refuses it.
    for item, verdicts in read_yaml(FIXTURES).data.items():
        for verdict, bodies in verdicts.items():
            for body in bodies:
                yield pytest.param(item, verdict, body, id=f"{item}-{verdict}-{body[:50]}")


@pytest.mark.parametrize(("item", "verdict", "body"), wordings())
def test_a_wording_gets_the_verdict_of_a_careful_person(
    item: str, verdict: str, body: str, catalogue: Catalogue, matcher: Matcher, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "site.warc.gz")
    page = html(body)
    title = "Страница"
    crawl.page(HOME, html(START + "<a href='/p/1'>Страница</a>"), title, via="start")
    crawl.page(HOME + "p/1", page, title, via="a", parent=HOME)
    for link in read_page(page.encode(), HTML, HOME + "p/1").links:
        if file_kind(link.url) and link.url.startswith(HOME) and "gone" not in link.url:
            crawl.page(link.url, b"%PDF-1.4", link.text, content_type="application/pdf")
        elif link.url.startswith(HOME):
            crawl.entry(link.url, "failed", "gone", link.text, status=404)
    asked = [catalogue.items[item]]
    found = audit_site(crawl.archive(), ORG, asked, catalogue, matcher, TODAY)[0]
    assert found.verdict == verdict, (found.reason, [one.quote for one in found.evidence])

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from audit.matching import Matcher
from audit.phrases import every
from benchmarks import items, page, site, written
from checklists.load import load
from crawler.page import Page, read_page
from crawler.text import normal

ORIGIN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def phrases() -> tuple[str, ...]:
    return every(load())


@pytest.fixture(scope="module")
def bodies(phrases: tuple[str, ...]) -> dict[str, bytes]:
    return dict(site.pages(40, phrases))


@pytest.fixture(scope="module")
def facts(bodies: dict[str, bytes]) -> dict[str, Page]:
    return {path: read_page(body, "text/html; charset=utf-8", ORIGIN + path) for path, body in bodies.items()}


def test_the_same_check_lists_give_the_same_bytes(bodies: dict[str, bytes], phrases: tuple[str, ...]) -> None:
    assert dict(site.pages(40, phrases)) == bodies


def test_pages_differ(bodies: dict[str, bytes]) -> None:
    assert len(bodies) == len(set(bodies.values())) == 40


def test_a_page_is_of_the_fixed_make(bodies: dict[str, bytes], facts: dict[str, Page]) -> None:
    for path, body in bodies.items():
        # Two fifths of all phrases alone take more than the 50 KB; as lists grow, a page grows with them.
        assert page.SIZE <= len(body) <= page.SIZE * 1.5
        assert len(facts[path].links) == page.LINKS == 60
        assert len(re.findall(rb"<table\b", body)) == page.TABLES == 3
        assert len(facts[path].forms) == page.FORMS == 1


def test_two_fifths_of_the_phrases_stand_on_a_page(facts: dict[str, Page], phrases: tuple[str, ...]) -> None:
    matcher = Matcher(phrases)
    for one in facts.values():
        found = {number for block in one.blocks for number in matcher.hits(normal(block.text))}
        assert site.SHARE <= len(found) / len(phrases) <= site.SHARE + 0.02


def test_a_crawl_from_the_home_page_reaches_all(facts: dict[str, Page]) -> None:
    reached, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop()
        near = {urljoin(ORIGIN + path, link.href).removeprefix(ORIGIN) for link in facts[path].links}
        waiting += near & facts.keys() - reached
        reached |= near & facts.keys()
    assert reached == facts.keys()


def test_a_link_leads_to_the_site_or_to_a_name_that_nobody_has(facts: dict[str, Page]) -> None:
    for one in facts.values():
        for link in one.links:
            inside = link.url.removeprefix(ORIGIN) in facts
            assert inside or link.href.startswith(("mailto:", "tel:")) or ".example/" in link.href


def test_a_site_is_written_once(tmp_path: Path) -> None:
    site.write(tmp_path / "site", 3)
    home = tmp_path / "site" / "index.html"
    first = home.stat().st_mtime_ns
    site.write(tmp_path / "site", 3)
    assert home.stat().st_mtime_ns == first
    assert written.paths(tmp_path / "site") == ["/", "/sveden/", "/sveden/common/"]
    site.write(tmp_path / "site", 2)
    assert written.paths(tmp_path / "site") == ["/", "/sveden/"]
    assert not (tmp_path / "site" / "sveden" / "common").exists()


def test_twice_the_items_have_new_phrases_that_stand_nowhere(phrases: tuple[str, ...], facts: dict[str, Page]) -> None:
    once = load()
    twice = items.doubled(once)
    assert len(twice.items) == 2 * len(once.items)
    new = set(every(twice)) - set(phrases)
    assert len(new) > 0.9 * len(phrases)
    matcher = Matcher(sorted(new))
    lines = {normal(block.text) for made in facts.values() for block in made.blocks}
    assert not any(matcher.hits(line) for line in lines)

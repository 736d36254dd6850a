"""The search of a large report, in a real browser and from a disk: as a council member opens a folder that was sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from checklists.catalogue import Catalogue
from reports.html import write_pages
from tests.reports.conftest import Store
from tests.reports.test_browser import watch
from tests.reports.test_front import fill

pytestmark = pytest.mark.slow

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028\"'`${7*7}"
MANY = 400


@pytest.fixture
def out(store: Store, catalogue: Catalogue, tmp_path: Path) -> Path:
    """A report of many schools, one of them with a name of an enemy's making."""
    fill(store, MANY)
    store.db.execute(
        "update organisations set name = ?, short_name = ?, municipality = ? where id = 'school-00007'", [HOSTILE] * 3
    )
    store.db.execute("update organisations set short_name = 'Гимназия «Ёлочка»' where id = 'school-00011'")
    store.db.conn.commit()
    write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    return tmp_path / "out"


def test_organisations_are_found_by_any_part_of_their_name(out: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    wrong = watch(page)
    page.goto((out / "index.html").as_uri())
    found, output = "#found li a", page.locator("#find output")
    assert page.locator("script[src]").count() == 0, "nothing is loaded before somebody searches"
    page.fill("#find input", "елочка гимназ")
    page.wait_for_selector(found)
    assert page.locator(found).all_inner_texts() == ["Гимназия «Ёлочка»"]
    assert page.inner_text("#find output") == "Нашли: 1"
    page.fill("#find input", "школа")
    expect(output).to_have_text(f"Нашли: {MANY - 1}. Показаны первые 50: уточните запрос.")
    assert page.locator(found).count() == 50
    page.fill("#find input", "onerror")
    expect(output).to_have_text("Нашли: 1")
    assert page.locator(found).text_content() == HOSTILE
    assert page.locator("#found img").count() == 0
    page.fill("#find input", "нет такого")
    expect(output).to_have_text("Ничего не нашли. Попробуйте другое слово из названия.")
    page.fill("#find input", "елочка")
    expect(output).to_have_text("Нашли: 1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/org/school-00011.html")
    assert wrong == []
    page.close()


def test_without_javascript_everybody_is_reached_through_lists(out: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((out / "index.html").as_uri())
    assert not page.is_visible("#find")
    page.click("#places-table tbody th a >> nth=0")
    assert page.url.endswith("-score.html")
    page.goto((out / "index.html").as_uri())
    page.click("#table ~ p a >> nth=0")
    seen: set[str] = set()
    while True:
        seen.update(page.eval_on_selector_all("#orgs tbody th a", "all => all.map(one => one.getAttribute('href'))"))
        here = page.locator("nav.pages [aria-current=page]")
        following = page.locator("nav.pages li:has([aria-current=page]) + li a")
        assert here.count() == 1
        if not following.count():
            break
        following.click()
    assert len(seen) == MANY
    context.close()


def test_what_is_searched_is_data_and_nothing_else(out: Path) -> None:
    for path in (out / "search").iterdir():
        text = path.read_text(encoding="utf-8")
        assert text.startswith("glasnost([")
        assert text.endswith("])\n")
        assert "<" not in text
        assert "\u2028" not in text
        rows = json.loads(text[len("glasnost(") : -2])
        assert all(isinstance(cell, str) for row in rows for cell in row)
    assert HOSTILE in {row[0] for row in rows}

"""The pages in a real browser: what a reader sees on a telephone and on a screen, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

import reports
from reports.pages import asset
from tests.reports.conftest import Write
from tests.reports.test_html import pages

pytestmark = pytest.mark.slow

CSS = (Path(reports.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
ENOUGH = 4.5
"""Contrast that WCAG 2 asks of text."""


def watch(page: Page) -> list[str]:
    """Collect what a static page should never do."""
    wrong: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        wrong.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith("file:"):
            wrong.append(f"request: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", on_request)
    return wrong


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_every_page_fits_the_screen_and_asks_for_nothing(
    report: Write, browser: Browser, width: int, scheme: str
) -> None:
    out = report()
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    wrong = watch(page)
    for path in pages(out):
        page.goto(path.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    assert wrong == []
    page.close()


def test_the_table_sorts_and_filters_in_place(report: Write, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    wrong = watch(page)
    page.goto((report() / "index.html").as_uri())
    names = "all => all.filter(row => !row.hidden).map(row => row.cells[0].dataset.v)"
    rows = "#orgs tbody tr"
    assert page.eval_on_selector_all(rows, names)[0] == "Школа rechnaya"
    page.click("#orgs thead th:nth-child(1) a")
    assert page.eval_on_selector_all(rows, names)[0] == "Школа lesnaya"
    page.click("#orgs thead th:nth-child(1) a")
    assert page.eval_on_selector_all(rows, names)[-1] == "Школа lesnaya"
    page.click("#orgs thead th:nth-child(4) a")
    assert page.eval_on_selector_all(rows, names)[0] == "Школа lesnaya"
    page.select_option("select[name=m]", "Речной район")
    assert page.eval_on_selector_all(rows, names) == ["Школа rechnaya"]
    assert page.inner_text("#orgs output") == "Показано организаций: 1"
    page.select_option("select[name=m]", "")
    page.fill("input[name=q]", "мерт")
    assert page.eval_on_selector_all(rows, names) == []
    page.fill("input[name=q]", "MERT")
    assert page.eval_on_selector_all(rows, names) == ["Школа mertvaya"]
    page.fill("input[name=q]", " ЛЁСНОЙ  «школа»")
    assert page.eval_on_selector_all(rows, names) == ["Школа lesnaya", "Школа mertvaya"]
    assert wrong == []
    page.close()


LEFT = """() => {
  const letters = document.getElementById("x").firstChild, range = document.createRange();
  return [0, 1, 2].map(at => {
    range.setStart(letters, at);
    range.setEnd(letters, at + 1);
    return range.getBoundingClientRect().left;
  });
}"""
"""Where each letter of a word begins."""


@pytest.mark.parametrize("around", ["<span>{}</span>", "<q>{}</q>", "<a href='x'>{}</a>"])
def test_words_that_turn_the_writing_turn_nothing_after_them(browser: Browser, around: str) -> None:
    style, _ = asset("style.css")
    page = browser.new_page()
    said = around.format("плохой \u202e отзыв")
    page.set_content(f"<style>{style}</style><p>«{said}» Вывод программы: <b id=x>нет</b></p>")
    places = page.evaluate(LEFT)
    assert places == sorted(places)
    page.close()


def test_without_javascript_the_heads_lead_to_ordered_lists(report: Write, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((report() / "index.html").as_uri())
    assert not page.is_visible("#orgs form")
    page.click("#orgs thead th:nth-child(1) a")
    assert page.url.endswith("/lists/all-name.html")
    assert page.inner_text("#orgs tbody th >> nth=0").startswith("Школа lesnaya")
    context.close()


def test_a_link_to_a_card_opens_what_is_folded(report: Write, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{(report() / 'org' / 'lesnaya.html').as_uri()}#edu.name")
    assert page.is_visible('[id="edu.name"]')
    page.close()


def test_everything_is_reached_by_keyboard_and_its_focus_is_seen(report: Write, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((report() / "org" / "lesnaya.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_every_control_has_a_name(report: Write, browser: Browser) -> None:
    page = browser.new_page()
    for path in pages(report()):
        page.goto(path.as_uri())
        nameless = page.eval_on_selector_all(
            "a, input, select, summary, nav, section, form",
            """all => all.filter(one => {
                 const by = one.getAttribute("aria-labelledby");
                 const label = one.getAttribute("aria-label") || (by && document.getElementById(by)?.textContent)
                   || (one.labels && one.labels[0]?.textContent) || one.textContent;
                 return !label.trim();
               }).map(one => one.outerHTML.slice(0, 100))""",
        )
        assert nameless == [], path.name
    page.close()


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_stands_out(scheme: str) -> None:
    start, end = (0, "@media") if scheme == "light" else (CSS.index("prefers-color-scheme: dark"), "* {")
    theme = colours(CSS[start : CSS.index(end, start)])
    for behind in ("paper", "soft"):
        for name in ("ink", "quiet", "link", "met", "partial", "missing", "not_checked", "not_applicable"):
            dark, light = sorted((luminance(theme[name]), luminance(theme[behind])))
            assert (light + 0.05) / (dark + 0.05) >= ENOUGH, (name, behind)

"""Pages that a browser showed, or could not: what the audit reads of them, and what it says of those it cannot read."""

from __future__ import annotations

import pytest

from audit.finding import NOT_CHECKED, Finding
from checklists.catalogue import Catalogue
from crawler.rendering import NEEDLESS, OUTCOMES, RENDERED
from tests.audit.made import HOME, LATER, WHEN, Crawl, audited, html, item, only

FRAME = html('<div id="app"></div><script src="/app.js"></script>')
MENU = (
    '<nav><a href="/struct">Структура школы</a><a href="/news">Новости</a></nav>'
    + "<p>Школа у реки ждёт детей.</p>" * 9
)
STRUCTURE = html("<h1>Структура школы</h1><p>Педагогический совет, общее собрание, методический отдел.</p>" * 4)
ITEM = item({"section": {"titles": ["структура"], "paths": ["struct"]}})
FAULTS = tuple(one for one in OUTCOMES if one not in (RENDERED, NEEDLESS, "redirect"))


def find(crawl: Crawl, catalogue: Catalogue) -> Finding:
    return audited(crawl.archive(), [ITEM], only(catalogue, [ITEM]))[ITEM.id]


def test_the_tree_is_read_and_the_evidence_points_to_it(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, html(MENU), via="start", parent="")
    entry = crawl.page(HOME + "struct", FRAME, "Структура школы")
    shown = crawl.shown(entry, STRUCTURE)
    archive = crawl.archive()
    found = audited(archive, [ITEM], only(catalogue, [ITEM]))[ITEM.id]
    assert found.verdict == "met"
    (proof,) = {(one.url, one.offset, one.digest, one.fetched_at, one.how) for one in found.evidence}
    assert proof == (HOME + "struct", shown.offset, shown.digest, LATER, "browser")
    assert shown.offset is not None
    assert archive.response(shown.offset).body.decode() == STRUCTURE


def test_a_page_read_without_the_browser_says_so(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, html(MENU), via="start", parent="")
    crawl.page(HOME + "struct", STRUCTURE, "Структура школы")
    found = find(crawl, catalogue)
    assert {(one.how, one.fetched_at) for one in found.evidence} == {("http", WHEN)}


@pytest.mark.parametrize("outcome", FAULTS)
def test_what_the_browser_could_not_show_is_not_checked(outcome: str, crawl: Crawl, catalogue: Catalogue) -> None:
    assert outcome in NOT_CHECKED
    crawl.page(HOME, html(MENU), via="start", parent="")
    crawl.shown(crawl.page(HOME + "struct", FRAME, "Структура школы"), outcome=outcome)
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason, found.looked) == ("not_checked", outcome, (HOME + "struct",))


@pytest.mark.parametrize("outcome", FAULTS)
def test_a_home_page_that_no_browser_showed_keeps_every_item(
    outcome: str, crawl: Crawl, catalogue: Catalogue,
) -> None:  # fmt: skip
    crawl.shown(
        crawl.page(HOME, html("<nav></nav>" + "<p>Школа у реки.</p>" * 30), via="start"), why="menu", outcome=outcome
    )
    found = find(crawl, catalogue)
    assert (found.verdict, found.reason) == ("not_checked", outcome)


@pytest.mark.parametrize("outcome", [RENDERED, NEEDLESS])
def test_a_frame_that_a_browser_shows_no_better_is_what_it_is(
    outcome: str, crawl: Crawl, catalogue: Catalogue,
) -> None:  # fmt: skip
    crawl.page(HOME, html(MENU), via="start", parent="")
    entry = crawl.page(HOME + "struct", FRAME, "Структура школы")
    crawl.shown(entry, FRAME if outcome == RENDERED else "", outcome=outcome)
    assert find(crawl, catalogue).verdict == "missing"

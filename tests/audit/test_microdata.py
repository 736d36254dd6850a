"""Rosobrnadzor's algorithm, step by step, on small pages that go through a real archive and the real reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.auditing import audit
from audit.database import connect
from audit.marking import read_counts
from audit.microdata import Count, count, sections
from audit.pages import pages_of
from checklists.catalogue import Catalogue
from tests.audit.made import HOME, ORG, TODAY, Crawl, html
from tests.audit.test_auditing import put

COMMON = HOME + "sveden/common"
FOUNDER = '<div itemprop="uchredLaw">{}</div>'
NAME = '<p itemprop="nameUchred">Администрация района</p>'


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    made = Crawl(tmp_path / "one.warc.gz")
    made.page(HOME, html("<h1>Сосновская школа</h1>"), via="start")
    return made


def counted(crawl: Crawl, catalogue: Catalogue) -> dict[tuple[str, str | None, str], Count]:
    """The rows by subsection, parent and name."""
    archive = crawl.archive()
    pages, _ = pages_of(archive)
    places = sections(catalogue.items_for("education", "school", TODAY), catalogue)
    rows = count(places, catalogue.microdata, pages, archive.ledger)
    assert len(rows) == 216
    return {(row.section, row.parent, row.name): row for row in rows}


def common(crawl: Crawl, catalogue: Catalogue, body: str, name: str, parent: str | None = None) -> Count:
    """The row of a name of «Основные сведения» whose page has this body."""
    crawl.page(COMMON, html(body))
    return counted(crawl, catalogue)["common", parent, name]


def test_only_lists_with_addresses_of_the_section_are_counted(catalogue: Catalogue) -> None:
    assert len(sections(catalogue.items_for("education", "kindergarten", TODAY), catalogue)) == 14
    assert sections(catalogue.items_for("culture", "museum", TODAY), catalogue) == {}
    assert count({}, catalogue.microdata, [], []) == []


def test_a_root_tag_is_counted_and_another_is_not_found(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(COMMON, html('<p itemprop="telephone">2-14-36</p><p itemprop="telephone">2-14-37</p>'))
    rows = counted(crawl, catalogue)
    assert rows["common", None, "telephone"].count == 2
    assert rows["common", None, "telephone"].page == COMMON
    assert (rows["common", None, "email"].count, rows["common", None, "email"].reason) == (0, "")


@pytest.mark.parametrize("inside", [NAME, f'<section class="wide"><div>{NAME}</div></section>'])
def test_a_child_needs_not_be_the_next_descendant(crawl: Crawl, catalogue: Catalogue, inside: str) -> None:
    assert common(crawl, catalogue, FOUNDER.format(inside), "nameUchred", "uchredLaw").count == 1


def test_a_child_behind_its_main_tag_is_the_wrong_structure(crawl: Crawl, catalogue: Catalogue) -> None:
    row = common(crawl, catalogue, FOUNDER.format("Учредитель") + NAME, "nameUchred", "uchredLaw")
    assert (row.count, row.outside) == (0, 1)


def test_the_nearest_fitting_ancestor_is_taken_not_the_nearest(crawl: Crawl, catalogue: Catalogue) -> None:
    body = FOUNDER.format(f'<div itemprop="address"><div itemprop="brand">{NAME}</div></div>')
    assert common(crawl, catalogue, body, "nameUchred", "uchredLaw").count == 1


def test_one_name_under_several_main_tags_goes_to_the_nearer(crawl: Crawl, catalogue: Catalogue) -> None:
    link = '<a itemprop="divisionClauseDocLink" href="/p.pdf">Положение</a>'
    crawl.page(
        HOME + "sveden/struct/",
        html(f'<div itemprop="structOrgUprav">{link}<div itemprop="filInfo">{link}{link}</div></div>'),
    )
    rows = counted(crawl, catalogue)
    found = [rows["struct", parent, "divisionClauseDocLink"].count for parent in ("structOrgUprav", "filInfo")]
    assert found == [1, 2]
    assert rows["struct", "repInfo", "divisionClauseDocLink"].count == 0


def test_a_tag_inside_a_tag_that_is_no_parent_of_its_own_is_a_root(crawl: Crawl, catalogue: Catalogue) -> None:
    body = FOUNDER.format('<p itemprop="telephone">2-14-36</p>')
    assert common(crawl, catalogue, body, "telephone").count == 1


def test_names_of_another_subsection_drop_out(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(COMMON, html('<p itemprop="ustavDocLink">Устав</p>'))
    crawl.page(HOME + "sveden/document", html("<p>Документы</p>"))
    rows = counted(crawl, catalogue)
    assert rows["document", None, "ustavDocLink"].count == 0
    assert ("common", None, "ustavDocLink") not in rows


@pytest.mark.parametrize("written", ["fullname", "FullName", "fullName shortName"])
def test_a_signature_is_taken_to_the_letter(crawl: Crawl, catalogue: Catalogue, written: str) -> None:
    assert common(crawl, catalogue, f'<p itemprop="{written}">Школа</p>', "fullName").count == 0


def test_pages_that_addref_leads_to_are_added(crawl: Crawl, catalogue: Catalogue) -> None:
    links = '<a itemprop="addRef" href="/more/1">Ещё</a><ul itemprop="addRef"><li><a href="/more/2">Ещё</a></ul>'
    crawl.page(COMMON, html(f'<p itemprop="email">a@sosna.example</p>{links}'))
    for number in (1, 2):
        further = '<a itemprop="addRef" href="/more/3">дальше</a>'
        crawl.page(f"{HOME}more/{number}", html(f'<p itemprop="email">{number}@sosna.example</p>{further}'))
    crawl.page(f"{HOME}more/3", html('<p itemprop="email">c@sosna.example</p>'))
    assert counted(crawl, catalogue)["common", None, "email"].count == 3


def test_an_extra_page_that_could_not_be_read_leaves_not_found_open(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(COMMON, html('<p itemprop="email">a@sosna.example</p><a itemprop="addRef" href="/more">Ещё</a>'))
    crawl.entry(HOME + "more", "failed", "timeout")
    rows = counted(crawl, catalogue)
    assert rows["common", None, "email"].count == 1
    assert (rows["common", None, "fullName"].count, rows["common", None, "fullName"].reason) == (None, "timeout")


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        ("failed", "gone", (0, "gone")),
        ("failed", "timeout", (None, "timeout")),
        ("skipped", "budget", (None, "budget")),
    ],
)
def test_a_page_that_was_not_read_is_not_a_page_without_marks(
    crawl: Crawl, catalogue: Catalogue, state: str, reason: str, expected: tuple[int | None, str]
) -> None:
    crawl.entry(COMMON, state, reason)  # type: ignore[arg-type]
    rows = counted(crawl, catalogue)
    assert (rows["common", None, "email"].count, rows["common", None, "email"].reason) == expected
    assert (rows["budget", None, "volume"].count, rows["budget", None, "volume"].reason) == (None, "not_met")


def test_a_frame_around_a_program_is_not_a_page_without_marks(crawl: Crawl, catalogue: Catalogue) -> None:
    shell = '<div id="root">Загрузка…</div><script src="/app.js"></script>'
    row = common(crawl, catalogue, shell, "email")
    assert (row.count, row.reason) == (None, "no_browser")


@pytest.mark.parametrize("path", ["sveden/common/", "sveden/common/index.php", "school/sveden/Common.html"])
def test_spellings_of_the_address(crawl: Crawl, catalogue: Catalogue, path: str) -> None:
    crawl.page(HOME + path, html('<p itemprop="email">a@sosna.example</p>'))
    assert counted(crawl, catalogue)["common", None, "email"].count == 1


def test_a_redirect_is_followed_and_the_shorter_address_wins(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME + "en/sveden/common", html("<p>In English</p>"))
    crawl.entry(COMMON, "skipped", "redirect", redirect_to=HOME + "about")
    crawl.page(HOME + "about", html('<p itemprop="email">a@sosna.example</p>'))
    row = counted(crawl, catalogue)["common", None, "email"]
    assert (row.count, row.page) == (1, COMMON)


def test_another_site_is_not_the_subsection(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.entry("https://other.example/sveden/common", "skipped", "offsite")
    assert counted(crawl, catalogue)["common", None, "email"].reason == "not_met"


def test_marks_on_other_pages_are_told(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME + "contacts", html('<p itemprop="email">a@sosna.example</p>'))
    row = common(crawl, catalogue, "<p>Пусто</p>", "email")
    assert (row.count, row.elsewhere) == (0, 1)


def test_older_names_are_taken_with_a_warning(crawl: Crawl, catalogue: Catalogue) -> None:
    old = '<div itemprop="founderInfo"><p itemprop="nameFounder">Администрация</p></div>'
    crawl.page(COMMON, html(old + FOUNDER.format(NAME)))
    rows = counted(crawl, catalogue)
    assert (rows["common", None, "uchredLaw"].count, rows["common", None, "uchredLaw"].older) == (
        2, (("founderInfo", 1),),
    )  # fmt: skip
    child = rows["common", "uchredLaw", "nameUchred"]
    assert (child.count, child.older) == (2, (("nameFounder", 1),))


def test_hidden_marks_are_counted_and_told(crawl: Crawl, catalogue: Catalogue) -> None:
    row = common(crawl, catalogue, '<div style="display:none"><p itemprop="email">a@b.example</p></div>', "email")
    assert (row.count, row.hidden) == (1, 1)


def test_the_counts_are_stored_with_the_findings_and_again_the_same(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    audit(tmp_path, "spring")
    db = connect(tmp_path)
    first = read_counts(db, "spring", ORG.id)
    assert len(first) == 216
    struct = next(row for row in first if row.name == "structOrgUprav")
    assert (struct.count, struct.page) == (0, HOME + "sveden/struct")
    assert {row.reason for row in first if row.section == "common"} == {"timeout"}
    db.close()
    audit(tmp_path, "spring")
    db = connect(tmp_path)
    assert read_counts(db, "spring", ORG.id) == first
    db.close()

"""The audit of whole campaigns: what is read of an archive, what is stored, and that twice is the same to the byte."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit.auditing import audit, audit_site, no_site, paused_gc
from audit.database import connect
from audit.matching import Matcher
from audit.pages import Answers, pages_of
from audit.wording import Wording
from checklists.catalogue import Catalogue
from crawler import campaigns
from crawler.archive import ArchiveError, read
from crawler.content import MAX_PAGE
from crawler.registry import Organisation
from tests.audit.made import HOME, HTML, ORG, TODAY, Crawl, audited, html, item
from tests.conftest import ROOT, Demo

BODY = """
<header><a href="/">Сосновская школа</a></header>
<nav><a href="/sveden/common">Основные сведения</a> <a href="/sveden/struct">Структура</a>
<a href="/docs">Документы</a></nav>
<h1>Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»</h1>
<p>Адрес: 690000, Приморская область, с. Сосновка, ул. Лесная, 3. Телефон: 8 (49900) 2-14-36, shkola@sosna.example</p>
<p>Режим работы: понедельник – пятница с 8:00 до 17:00.</p><p>Директор: Кедрова Анна Лукинична</p>
"""
STRUCTURE = (
    "<h1>Структура и органы управления</h1><ul><li>Педагогический совет</li><li>Общее собрание работников</li></ul>"
)


def put(home: Path, org: Organisation, *, state: str, crawl: bool = True, campaign: str = "spring") -> Path:
    """An organisation with its crawl in the database of ``home``."""
    path = home / "archive" / campaign / f"{org.id}.warc.gz"
    db = connect(home)
    row = {"id": org.id, "name": org.name, "short_name": org.short_name, "sector": org.sector, "kind": org.kind}
    db.table("organisations").upsert(row | {"site": org.site}, pk="id")
    campaigns.ensure(db, campaign, TODAY, [org.id])
    if crawl:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Crawl(path)
        made.page(HOME, html(BODY), "Школа", via="start")
        made.page(HOME + "sveden/struct", html(STRUCTURE), "Структура")
        made.page(HOME + "docs", html('<h1>Документы</h1><a href="/ustav.pdf">Устав</a>'), "Документы")
        made.entry(HOME + "sveden/common", "failed", "timeout", "Основные сведения")
        made.entry(HOME + "ustav.pdf", "skipped", "budget", "Устав")
        made.archive()
    archive = str(path.relative_to(home)) if crawl else ""
    sql = "UPDATE crawls SET state = ?, archive = ?, archive_end = ?, reason = 'dns' WHERE org = ?"
    with db.atomic():
        db.execute(sql, [state, archive, path.stat().st_size if crawl else 0, org.id])
    db.close()
    return path


def table(home: Path, campaign: str = "spring") -> list[tuple[object, ...]]:
    """The findings as they stand, in the order of their key."""
    db = connect(home)
    rows = list(db.conn.execute("SELECT * FROM findings WHERE campaign = ? ORDER BY org, item", [campaign]))
    db.close()
    return rows


def test_findings_of_a_crawl_are_stored(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    heard: list[tuple[str, int, int]] = []
    assert audit(tmp_path, "spring", told=lambda *what: heard.append(what)) == 1
    assert heard == [("sosna", 1, 1)]
    found = {str(row[2]): row for row in table(tmp_path)}
    assert found["common.phone"][3] == "met"
    proof = json.loads(str(found["common.phone"][5]))[0]
    assert "2-14-36" in proof["quote"]
    assert (proof["url"], proof["how"], proof["fetched_at"][:10]) == (HOME, "http", "2026-04-14")
    assert found["common.head"][3] == "met"
    assert found["common.structure"][3] in {"met", "partial"}
    assert found["common.faq"][3:5] == ("missing", "not_found")
    assert {row[7] for row in found.values()} == {"machine"}


def test_only_the_organisations_asked_for_are_audited(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    put(tmp_path, replace(ORG, id="elka"), state="done")
    assert audit(tmp_path, "spring", orgs=["elka"]) == 1
    assert {row[1] for row in table(tmp_path)} == {"elka"}


@pytest.mark.parametrize("state", ["pending", "running"])
def test_a_crawl_that_is_not_over_is_not_audited(state: str, tmp_path: Path) -> None:
    put(tmp_path, ORG, state=state)
    assert audit(tmp_path, "spring") == 0
    assert table(tmp_path) == []


def test_an_empty_cell_for_the_site_is_missing(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, replace(ORG, site=""), state="no_site", crawl=False)
    audit(tmp_path, "spring")
    found = {str(row[2]): row[3:5] for row in table(tmp_path)}
    for one in catalogue.items_for("education", "school", TODAY):
        asked = one.required and not one.if_any("school", private=False)
        assert found[one.id] == (("missing" if asked else "not_applicable"), "no_site"), one.id


def test_no_site_is_not_asked_for_what_is_optional() -> None:
    items = [
        item({"mention": {"phrases": ["устав"]}}, "a"),
        item({"mention": {"phrases": ["устав"]}}, "b", required=False),
        item({"mention": {"phrases": ["устав"]}}, "c", conditional=True),
    ]
    verdicts = {found.item: (found.verdict, found.reason, found.looked) for found in no_site(ORG, items)}
    assert verdicts == {
        "a": ("missing", "no_site", ()),
        "b": ("not_applicable", "no_site", ()),
        "c": ("not_applicable", "no_site", ()),
    }


def test_no_site_is_not_asked_for_the_duties_of_others() -> None:
    items = [
        item({"mention": {"phrases": ["меню"]}}, "public", public_only=True),
        item({"mention": {"phrases": ["приём"]}}, "kind", conditional_kinds=["school"]),
    ]
    found = {one.item: one.verdict for one in no_site(ORG, items)}
    assert found == {"public": "missing", "kind": "not_applicable"}
    assert {one.item: one.verdict for one in no_site(ORG, items, private=True)}["public"] == "not_applicable"


def test_a_private_organisation_is_known_by_its_name(catalogue: Catalogue, matcher: Matcher) -> None:
    wording = Wording(catalogue, matcher)
    private = ("ООО «Белая ромашка»", "Частное учреждение «Росток»", "ИП Мельник О. С.", "АНО ДПО «Мастер»")
    public = (
        ORG.name,
        "ГБУЗ «Районная больница»",
        "Муниципальное автономное учреждение «Парк»",
        "ФКУ «ГБ МСЭ»",
        "ГБУ Ненецкого АО",
    )
    assert all(map(wording.is_private, private))
    assert not any(map(wording.is_private, public))


def test_a_failed_crawl_without_an_archive_accuses_nobody(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="failed", crawl=False)
    audit(tmp_path, "spring")
    assert {row[3:5] for row in table(tmp_path)} == {("not_checked", "dns")}


def test_auditing_again_replaces_what_was_found(tmp_path: Path) -> None:
    path = put(tmp_path, ORG, state="done")
    audit(tmp_path, "spring")
    first = table(tmp_path)
    audit(tmp_path, "spring")
    assert table(tmp_path) == first
    made = Crawl(path)
    made.page(HOME, html("<p>Переезжаем.</p>"), via="start")
    made.archive()
    db = connect(tmp_path)
    with db.atomic():
        db.execute("UPDATE crawls SET archive_end = ?", [path.stat().st_size])
    db.close()
    audit(tmp_path, "spring")
    again = table(tmp_path)
    assert len(again) == len(first)
    assert again != first


def test_a_cut_archive_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    path = put(tmp_path, ORG, state="done")
    audit(tmp_path, "spring")
    before = table(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(ArchiveError, match=r"sosna\.warc\.gz"):
        audit(tmp_path, "spring")
    db = connect(tmp_path)
    told = {(row["verdict"], row["reason"]) for row in db.query("SELECT verdict, reason FROM findings")}
    db.close()
    assert told == {("not_checked", "corrupt")}
    path.write_bytes(whole)
    audit(tmp_path, "spring")
    assert table(tmp_path) == before


def test_an_unknown_campaign_is_told(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    with pytest.raises(campaigns.CampaignError):
        audit(tmp_path, "autumn")


# -- what is a page ----------------------------------------------------------------------------------------------------


def test_pages_are_html_that_was_answered_with_200(crawl: Crawl) -> None:
    crawl.page(HOME, html("дом"), via="start")
    crawl.page(HOME + "x", html("xhtml"), content_type="application/xhtml+xml")
    crawl.page(HOME + "bare", html("без типа"), content_type="")
    crawl.page(HOME + "error", html("нет"), status=404)
    crawl.page(HOME + "robots.txt", "User-agent: *", content_type="text/plain", via="robots")
    crawl.page(HOME + "a.pdf", b"%PDF-1.4", content_type="application/pdf")
    crawl.page(HOME + "sitemap.xml", "<urlset></urlset>", content_type="application/xml", via="sitemap")
    crawl.page(HOME + "to", html("переезд"), redirect_to=HOME)
    pages, failed = pages_of(crawl.archive())
    assert [entry.url for _, entry in pages] == [HOME, HOME + "x", HOME + "bare"]
    assert [page.url for page, _ in pages] == [HOME, HOME + "x", HOME + "bare"]
    assert failed == {}


def test_a_page_that_nests_too_deeply_is_told_beside_the_others(crawl: Crawl) -> None:
    crawl.page(HOME, html("дом"), via="start")
    crawl.page(HOME + "deep", "<b>" * 200_000)
    crawl.page(HOME + "next", html("дальше"))
    pages, failed = pages_of(crawl.archive())
    assert [entry.url for _, entry in pages] == [HOME, HOME + "next"]
    assert {url: (entry.state, entry.reason) for url, entry in failed.items()} == {
        HOME + "deep": ("failed", "too_deep"),
    }


def test_a_page_too_large_to_read_is_told_beside_the_others(crawl: Crawl) -> None:
    crawl.page(HOME, html("дом"), via="start")
    crawl.page(HOME + "large", html("<p>Школа.</p>" * (MAX_PAGE // 13)))
    pages, failed = pages_of(crawl.archive())
    assert [entry.url for _, entry in pages] == [HOME]
    assert {url: (entry.state, entry.reason) for url, entry in failed.items()} == {
        HOME + "large": ("failed", "too_large"),
    }


def test_what_is_the_same_on_two_pages_is_kept_once(crawl: Crawl) -> None:
    menu = '<nav><a href="/struct">Структура</a></nav>'
    for path in ("", "a"):
        crawl.page(HOME + path, html(f"{menu}<div><p>Расписание</p><p>{path or 'дом'}</p></div>"))
    (one, _), (other, _) = pages_of(crawl.archive())[0]
    assert one.blocks[0] is other.blocks[0]
    assert one.blocks[1] is other.blocks[1]
    assert one.links[0] is other.links[0]
    assert one.blocks != other.blocks


def test_answers_kept_while_reading_give_the_same_findings(
    crawl: Crawl, catalogue: Catalogue, matcher: Matcher
) -> None:
    crawl.page(HOME, html('<a href="/struct">Структура</a>'), via="start")
    crawl.page(HOME + "struct", html(STRUCTURE), "Структура")
    crawl.page(HOME + "old", html(STRUCTURE), redirect_to=HOME)
    archive = crawl.archive()
    answers = Answers()
    read(archive.path, None, answers.take)
    items = catalogue.items_for("education", "school", TODAY)
    kept = audit_site(archive, ORG, items, catalogue, matcher, TODAY, answers=answers)
    assert kept == audit_site(archive, ORG, items, catalogue, matcher, TODAY)


def test_a_site_is_let_go_without_a_collection(crawl: Crawl, catalogue: Catalogue, matcher: Matcher) -> None:
    crawl.page(HOME, html(BODY), via="start")
    crawl.page(HOME + "sveden/struct", html(STRUCTURE), "Структура")
    archive = crawl.archive()
    items = catalogue.items_for("education", "school", TODAY)
    with paused_gc():
        audit_site(archive, ORG, items, catalogue, matcher, TODAY)
        gc.collect()
        audit_site(archive, ORG, items, catalogue, matcher, TODAY)
        assert gc.collect() == 0


def test_a_record_that_the_ledger_does_not_know_is_not_read(
    crawl: Crawl, catalogue: Catalogue, matcher: Matcher
) -> None:
    crawl.page(HOME, html("<p>Школа.</p>"), via="start")
    crawl.page(HOME + "struct", html(STRUCTURE), "Структура")
    crawl.entries.pop()
    items = [one for one in catalogue.items_for("education", "school", TODAY) if one.id == "common.structure"]
    found = audited(crawl.archive(), items, catalogue, matcher)["common.structure"]
    assert found.verdict == "missing"
    assert found.looked == (HOME,)


# -- twice the same ----------------------------------------------------------------------------------------------------

DUMP = """
import hashlib, sys
from pathlib import Path
from audit.auditing import audit
from audit.database import connect
home = Path(sys.argv[1])
audit(home, sys.argv[2])
rows = connect(home).conn.execute("SELECT * FROM findings WHERE campaign = ? ORDER BY org, item", [sys.argv[2]])
print(hashlib.sha256(repr(list(rows)).encode()).hexdigest())
"""


def audited_apart(home: Path, campaign: str, seed: str) -> str:
    """The digest of the findings that a process of its own makes."""
    done = subprocess.run(
        [sys.executable, "-c", DUMP, str(home), campaign],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def digest(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.slow
def test_twice_is_the_same_to_the_byte_whatever_the_order_of_sets(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    audit(tmp_path, "spring")
    here = digest(table(tmp_path))
    assert audited_apart(tmp_path, "spring", "1") == here
    assert audited_apart(tmp_path, "spring", "4242") == here


@pytest.mark.slow
def test_the_demo_audited_again_gives_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    home = demo.copied(tmp_path / "home")
    db = connect(home)
    name = campaigns.latest(db)
    db.close()
    first = digest(table(home, name))
    assert audited_apart(home, name, "7") == first
    assert audited_apart(home, name, "77") == first


def test_the_type_of_a_page_may_carry_anything_after_it(crawl: Crawl) -> None:
    crawl.page(HOME, html("дом").encode("cp1251"), content_type="Text/HTML ; Charset=Windows-1251", via="start")
    pages, _ = pages_of(crawl.archive())
    assert [block.text for block in pages[0][0].blocks] == ["дом"]
    assert HTML.startswith("text/html")

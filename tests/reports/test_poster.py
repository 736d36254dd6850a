"""The poster and the codes: what they say, that they are read back as written, and that a sheet is a sheet."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import click
import pypdfium2
import pytest
import segno
from playwright.sync_api import Browser

from audit.measures import Batch, put
from checklists.catalogue import Catalogue
from checklists.load import shipped
from reports.address import LONGEST, base_url, qr
from reports.html import write_pages
from tests.audit.rating.made import measures
from tests.audit.rating.test_campaign import FULL
from tests.reports.conftest import SCHOOL, Store, Write, make_item, score_data
from tests.reports.pagecheck import check
from tests.reports.test_html import text_of

BASE = "https://sovet.example/otkrytost"
A4 = (595, 842)
"""Points."""


def test_the_poster_says_in_plain_words_what_was_found(report: Write) -> None:
    said = text_of(report(base=BASE) / "poster" / "lesnaya.html")
    for words in (
        "Школа lesnaya", "49 из 100", "Проверено 83 % обязательных сведений", "2 Найдено 1 Найдено частично 2 Не нашли",
        "Чего не хватает прежде всего План финансово-хозяйственной деятельности",
        "sovet.example/otkrytost/org/lesnaya.html", "bus.gov.ru",
    ):  # fmt: skip
        assert words in said, words


def test_a_site_that_could_not_be_read_is_not_checked_and_nothing_worse(report: Write) -> None:
    said = text_of(report() / "poster" / "mertvaya.html")
    assert "Сайт не проверен Причина: имя сайта не находится в сети. Это не значит, что сведений на нём нет." in said
    assert "Чего не хватает" not in said
    assert "Найдено" not in said


def test_without_an_address_there_is_no_code_and_the_page_says_how_to_get_one(report: Write) -> None:
    out = report()
    for path in (out / "org" / "lesnaya.html", out / "poster" / "lesnaya.html"):
        assert 'class="qr"' not in path.read_text("utf-8")
        assert "glasnost report html --base-url" in text_of(path)
    assert "--base-url" not in text_of(report(base=BASE, name="two") / "org" / "lesnaya.html")


def test_the_code_holds_the_address_of_the_organisations_own_page(report: Write) -> None:
    drawn = str(qr(f"{BASE}/org/lesnaya.html"))
    for folder in ("org", "poster"):
        assert drawn in (report(base=BASE, name=folder) / folder / "lesnaya.html").read_text("utf-8")
    modules = [list(row) for row in segno.make_qr(f"{BASE}/org/lesnaya.html", error="m", boost_error=False).matrix]
    assert dark(drawn) == {(x, y) for y, row in enumerate(modules) for x, bit in enumerate(row) if bit}


def dark(svg: str) -> set[tuple[int, int]]:
    """The dark modules, read back out of the drawing, without its margin of four."""
    path = svg.rpartition(' d="')[2].partition('"')[0].replace("h", " h").replace("m", " m")
    found, x, y = set[tuple[int, int]](), 0.0, 0.0
    for word in path.split(" "):
        if word[:1] == "M":
            x, y = float(word[1:]), 0.0
        elif word[:1] == "m":
            x += float(word[1:])
        elif word[:1] == "h":
            found.update((int(x) + step - 4, int(y) - 4) for step in range(int(word[1:])))
            x += float(word[1:])
        elif word:
            y += float(word)
    return found


def test_an_address_too_long_to_type_gives_way_to_the_reports_own(report: Write) -> None:
    base = "https://sovet.example/otkrytost-saitov-2026/"
    said = text_of(report(base=base) / "poster" / "lesnaya.html")
    assert "sovet.example/otkrytost-saitov-2026/org/lesnaya.html" in said
    base = "https://sovet.example/otkrytost-saitov-2026/oblast-i-gorod/"
    said = text_of(report(name="long", base=base) / "poster" / "lesnaya.html")
    assert "sovet.example/otkrytost-saitov-2026/oblast-i-gorod/ " in said
    assert "…" not in said.partition("Наведите камеру")[2].partition("Как пожаловаться")[0]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("https://sovet.example", "https://sovet.example/"),
        ("http://sovet.example:8080/a/b/", "http://sovet.example:8080/a/b/"),
        ("https://СОВЕТ.рф/отчёт 1/", "https://xn--b1agzli.xn--p1ai/%D0%BE%D1%82%D1%87%D1%91%D1%82%201/"),
        ("http://[::1]/x", "http://[::1]/x/"),
    ],
)
def test_an_address_is_made_fit_for_a_code(text: str, made: str) -> None:
    assert base_url(text) == made
    assert base_url(made) == made


@pytest.mark.parametrize(
    "text",
    ["sovet.example", "ftp://sovet.example/", "javascript:alert(1)", "https://", "https://a:b@sovet.example/",
     "https://sovet.example/?x=1", "https://sovet.example/#x", "https://sovet.example/index.html",
     "https://sovet.example/a\x07", "https://sovet.example:x/", "https://" + "а" * 70 + ".рф/",
     "https://sovet.example/" + "a" * LONGEST],
)  # fmt: skip
def test_what_is_no_address_of_a_folder_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        base_url(text)


def test_no_report_is_begun_with_a_wrong_address(report: Write, tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match="is no address"):
        report(base="sovet.example")
    assert not (tmp_path / "out").exists()


def crowded(store: Store, catalogue: Catalogue) -> Catalogue:
    """Everything as long as it gets: the name, the gaps, the address, the numbers."""
    long = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа с углублённым изучением» " * 4
    items = tuple(make_item(f"edu.item{n}", f"{long} {n}", rule=SCHOOL[0].rule) for n in range(9))
    store.organisation("long", short_name=long, municipality=long, site="https://" + "long-" * 30 + ".example/")
    store.crawl("long")
    for item in items:
        store.finding("long", item.id, "missing", "not_found")
    data = score_data("100", met=1234, partial=1234, missing=1234, not_checked=1234)
    store.score("long", data)
    store.db.table("campaigns").insert({"name": "winter", "as_of": "2025-12-01", "created_at": "2025-12-01"})
    store.db.table("campaign_orgs").insert({"campaign": "winter", "org": "long"})
    store.db.execute("insert into scores select 'winter', org, data from scores")
    rows = [one._replace(org="long", measured_by="Анна", measured_on="2026-05-01") for one in measures(FULL)]
    put(store.db, Batch(campaign="spring", kind="survey", file="a", digest="a", imported_at="x"), rows)
    education = catalogue.lists["education"].model_copy(update={"items": items})
    return dataclasses.replace(catalogue, lists={"education": education}, measures=shipped().measures)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("base", ["", f"{BASE}/{'adres-' * 20}"])
def test_a_poster_is_one_sheet_and_nothing_of_it_is_cut_off(
    campaign: Store, catalogue: Catalogue, tmp_path: Path, browser: Browser, lang: str, base: str
) -> None:
    catalogue = crowded(campaign, catalogue)
    out = tmp_path / "out"
    write_pages(
        campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang=lang, base=base, contact="ж" * 500
    )
    assert re.search(r"100[.,]00", text_of(out / "poster" / "long.html")), "the rating takes a line too"
    page = browser.new_page()
    page.emulate_media(media="print")
    for path in sorted((out / "poster").iterdir()):
        assert check(path).wrong == []
        page.goto(path.as_uri())
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(document) == 1, path.name
        assert tuple(map(round, document[0].get_size())) == A4
        ends = "all => all.map(one => one.getBoundingClientRect().bottom)"
        sheet = page.eval_on_selector(".sheet", "one => one.getBoundingClientRect().bottom")
        last = max(page.eval_on_selector_all(".sheet > *, .sheet footer p", ends))
        assert last <= sheet, path.name
    page.close()

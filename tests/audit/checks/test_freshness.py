"""How old a thing is: from what is said of it, its file's name, its text and the server's date. Today is April 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.checks.freshness import years
from audit.derived import Derived, Texts
from checklists.catalogue import Catalogue
from tests.audit.conftest import See
from tests.audit.made import HOME, Crawl, audited, html, item, only

PLAN = {"fresh": {"years": 1, "of": {"document": {"names": ["план работы"]}}}}
SECTION = {"fresh": {"years": 1, "of": {"section": {"titles": ["финансы"], "min_text": 20}}}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("на 2026 год", {2026}),
        ("2025–2026 учебный год", {2025, 2026}),
        ("2025/26", {2025, 2026}),
        ("от 12.03.25", {2025}),
        ("март 2024 г.", {2024}),
        ("pfhd_2025.pdf", {2025}),
        ("20250312-plan.pdf", {2025}),
        ("тел. 8 (49900) 2-17-17, каб. 2145", set()),
        ("ИНН 2020123456", set()),
        ("план", set()),
    ],
)
def test_years(text: str, told: set[int]) -> None:
    assert years(text) == told


@pytest.mark.parametrize(
    ("link", "verdict"),
    [
        ('<a href="/plan.pdf">План работы на 2025–2026 учебный год</a>', "met"),
        ('<a href="/plan.pdf">План работы на 2021 год</a>', "partial"),
        ('<a href="/plan_2021.pdf">План работы</a>', "partial"),
        ('<a href="/plan_2021.pdf">План работы на 2026 год</a>', "met"),
        ('<a href="/20210901.pdf">План работы</a>', "partial"),
        ('<a href="/plan.pdf">План работы</a>', "met"),
        ('<a href="/plan.pdf">План работы от 01.09.21</a>', "partial"),
    ],
)
def test_words_tell_before_the_name_of_a_file(link: str, verdict: str, see: See) -> None:
    found = see(PLAN, f"<p>{link}</p>")
    assert (found.verdict, found.reason) == (verdict, "stale" if verdict == "partial" else None)


@pytest.mark.parametrize(
    ("modified", "text", "verdict"),
    [
        ("Wed, 01 Sep 2021 10:00:00 GMT", "", "partial"),
        ("Wed, 03 Sep 2025 10:00:00 GMT", "", "met"),
        ("Wed, 03 Sep 2025 10:00:00 GMT", "План работы школы на 2021 год", "partial"),
        ("Wed, 01 Sep 2021 10:00:00 GMT", "План работы школы на 2026 год", "met"),
        ("", "", "met"),
    ],
)
def test_a_file_tells_its_own_age(
    modified: str, text: str, verdict: str, crawl: Crawl, catalogue: Catalogue, tmp_path: Path
) -> None:
    del tmp_path
    url = HOME + "plan.pdf"
    crawl.page(HOME, html('<p><a href="/plan.pdf">План работы</a></p>'), via="start", parent="")
    entry = crawl.page(url, b"%PDF-1.4", "План работы", content_type="application/pdf", modified=modified)
    derived = Derived(
        url=url, offset=entry.offset or 0, digest=entry.digest, state="text", kind="pdf", said_kind="pdf", text=text,
        cut=False, pages=1, how="text", tool="none", ocr_tool="", note="",
    )  # fmt: skip
    asked = item(PLAN)
    texts = Texts({derived.offset: derived} if text else {})
    assert audited(crawl.archive(), [asked], only(catalogue, [asked]), texts=texts)[asked.id].verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ('<p>Наши деньги.</p><a href="/a.pdf">Смета на 2019 год</a> <a href="/b.pdf">Отчёт за 2020 год</a>', "partial"),
        ('<p>Наши деньги.</p><p><a href="/a.pdf">Смета на 2019 год</a></p><p><a href="/b.pdf">Отчёт</a></p>', "met"),
        ("<p>Наши деньги на 2026 год: тысяча.</p><p><a href='/a.pdf'>Смета на 2019 год</a></p>", "met"),
        (
            "<p>Деньги мы тратим, как велели в 2012 году, и: бережно, на книги и поездки.</p><p>Остаток сберегаем.</p>",
            "met",
        ),
    ],
)
def test_a_section_is_as_old_as_its_newest_file_or_period(body: str, verdict: str, see: See) -> None:
    found = see(SECTION, {"": "<h1>Школа</h1>", "fin": f"<h1>Финансы</h1>{body}"})
    assert found.verdict == verdict, found


def test_the_moment_in_a_builders_address_is_no_year_of_what_stands_there(see: See) -> None:
    page = '<h1>Финансы</h1><p><a href="/plan.pdf">План работы</a></p>'
    address = "index.php/2013-11-05-10-00-11/finansy"
    assert see(PLAN, {"": f'<a href="/{address}">Финансы</a>', address: page}).verdict == "met"
    assert see(PLAN, {"": '<a href="/2013/finansy">Финансы</a>', "2013/finansy": page}).verdict == "partial"

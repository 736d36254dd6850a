"""The table of marked tags on an organisation's page: what it says, that it is small, and that it is not the score."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from audit.marking import store_counts
from audit.microdata import Count
from checklists.catalogue import Catalogue
from checklists.load import shipped
from reports.html import write_pages
from reports.marks import TITLE, marks
from tests.reports.conftest import Store
from tests.reports.pagecheck import check

PAGE = "https://lesnaya.example/sveden/common"


def made(no: str, name: str, count: int | None, parent: str | None = None, **more: object) -> Count:
    return Count(section="common", no=no, name=name, parent=parent, count=count, page=PAGE, **more)  # type: ignore[arg-type]


COUNTS = [
    made("2", "fullName", 1),
    made("3", "shortName", 0, elsewhere=4),
    made("5", "uchredLaw", 2, older=(("founderInfo", 2),)),
    made("5.1", "nameUchred", 0, "uchredLaw", outside=3),
    made("8", "telephone", 5, hidden=1),
    made("1", "copy", None, reason="not_met")._replace(section="struct", page=""),
    made("1", "copy", None, reason="no_browser")._replace(section="document", page=""),
]


def test_sorted_by_subsection_with_what_each_name_marks() -> None:
    found = marks(COUNTS, shipped().microdata)
    assert found is not None
    assert [(one.id, one.found, len(one.rows)) for one in found.subsections] == [
        ("common", 3, 5), ("struct", 0, 1), ("document", 0, 1),
    ]  # fmt: skip
    assert (found.found, found.absent, found.unknown) == (3, 2, 2)
    name, short, founder, *_ = found.subsections[0].rows
    assert (name.title, name.star, short.star) == ("О полном наименовании образовательной организации", False, True)
    assert founder.title == "Сведения о каждом учредителе образовательной организации"
    assert all(len(row.title) <= TITLE + 1 for one in found.subsections for row in one.rows)
    assert marks([], shipped().microdata) is None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "ru",
            (
                "Микроразметка по алгоритму Рособрнадзора", "В оценку открытости эта таблица не входит",
                "Имён найдено: 3 из 7; не найдено: 2; не проверено: 2.", "uchredLaw › nameUchred",
                "не найден; вне главного тега: 3, не считается",
                "прежнее имя founderInfo: 2, замените на нынешнее", "скрыто от посетителя: 1",
                "на других страницах сайта: 4, не считается", "не проверено: адрес страницы не запрашивали",
                "не проверено: страница собирается сценарием",
                "Структура и органы управления образовательной организацией",
            ),
        ),
        (
            "en",
            ("Microdata by Rosobrnadzor's algorithm", "not part of the openness score", "older name founderInfo: 2"),
        ),
    ],
)  # fmt: skip
def test_the_page_says_it(
    campaign: Store, catalogue: Catalogue, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    store_counts(campaign.db, "spring", "lesnaya", COUNTS)
    out = tmp_path / "out"
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang=lang)
    page = check(out / "org" / "lesnaya.html")
    said = " ".join(page.text.replace("\u00a0", " ").split())
    assert page.wrong == []
    for word in words:
        assert word in said
    assert words[0] not in check(out / "org" / "rechnaya.html").text, "not counted, not shown"


def test_all_names_of_the_recommendations_stay_small(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    table = shipped().microdata
    catalogue = dataclasses.replace(catalogue, microdata=table)
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=tmp_path / "a", lang="ru")
    counts = [
        Count(
            section=one.section, no=one.no, name=one.itemprop, parent=one.parent, count=0, outside=9, elsewhere=9,
            page=PAGE,
        )
        for one in table.names
    ]  # fmt: skip
    store_counts(campaign.db, "spring", "lesnaya", counts)
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=tmp_path / "b", lang="ru")
    before, after = ((tmp_path / name / "org" / "lesnaya.html").stat().st_size for name in "ab")
    assert after - before < 90_000

"""Pages of another organisation: told by two signs that agree, and never where a founder or partner is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.auditing import audit_site
from audit.matching import Matcher
from audit.phrases import every
from checklists.catalogue import Catalogue
from tests.audit.made import HOME, ORG, TODAY, Crawl, html, item, only

RULE = {"section": {"titles": ["расписание"], "min_text": 20}}
OWN = "<h1>Контакты</h1><p>Адрес: Сосновский район, п. Сосновка, ул. Лесная, д. 3</p><p>shkola@sosna.example</p>"
LESSONS = "<h1>Расписание</h1><p>Уроки начинаются в восемь, кружки работают после обеда.</p>"
CITY = "<p>Адрес: г. Заозёрск, ул. Мира, д. 5</p>"
MAIL = "<p>gimnaziya@zaozersk-gim.example</p>"
NAME = "<p>Муниципальное автономное учреждение «Гимназия Заозёрья»</p>"
FOUNDER = "<p>Учредитель гимназии — городская дума</p>"


@pytest.mark.parametrize(
    ("page", "foreign"),
    [
        (LESSONS + CITY + MAIL, True),
        (LESSONS + CITY + NAME, True),
        (LESSONS + "<table><tr><td>Место нахождения</td><td>г. Заозёрск, пр. Мира, 5</td></tr></table>" + MAIL, True),
        (LESSONS + CITY, False),
        (LESSONS + MAIL, False),
        (LESSONS + CITY + "<p>zaozersk@mail.ru</p>", False),
        (LESSONS + CITY + "<p>shkola@sosna.example</p>", False),
        (LESSONS + CITY + MAIL + FOUNDER, False),
        (LESSONS + CITY + MAIL + "<p>Наша Сосновская школа ездила в гости</p>", False),
        (LESSONS + "<p>Адрес: Приморская область, г. Заозёрск, ул. Мира, д. 5</p>" + MAIL, False),
        (LESSONS + "<p>Адрес: г. Сосновск, ул. Мира, д. 5</p>" + MAIL, False),
        (LESSONS + "<p>Открыта в 1975 г. адрес: 2020 г. октябрь</p>" + MAIL, False),
    ],
)
def test_two_signs_of_another_place(page: str, foreign: bool, catalogue: Catalogue, tmp_path: Path) -> None:  # noqa: FBT001
    assert reason({"": "<h1>Школа</h1>", "kontakty": OWN, "p": page}, catalogue, tmp_path) == (
        "foreign" if foreign else None
    )


def test_a_site_that_never_gives_its_own_place_is_not_accused(catalogue: Catalogue, tmp_path: Path) -> None:
    """The registry may know the district by another name than the site does."""
    own = OWN.replace("Сосновский район, п. Сосновка", "г. Заозёрск")
    assert reason({"": "<h1>Школа</h1>", "kontakty": own, "p": LESSONS + CITY + MAIL}, catalogue, tmp_path) is None


def reason(pages: dict[str, str], catalogue: Catalogue, folder: Path) -> str | None:
    """Why the timetable isn't met; None where it is."""
    crawl, asked = Crawl(folder / "site.warc.gz"), item(RULE)
    for path, body in pages.items():
        crawl.page(HOME + path, html(body), via="a" if path else "start")
    mine = only(catalogue, [asked])
    found = audit_site(crawl.archive(), ORG, [asked], mine, Matcher(every(mine)), TODAY)[0]
    assert found.verdict == ("missing" if found.reason else "met")
    return found.reason


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("Муниципальное бюджетное учреждение «Заозёрский лицей имени Берёзкина»", True),
        ("МБОУ «Сосновская средняя школа № 7»", False),
        ("Сосновская школа", False),
    ],
)
def test_another_full_name_tells_by_itself(name: str, foreign: bool, catalogue: Catalogue, tmp_path: Path) -> None:  # noqa: FBT001
    page = LESSONS + f"<p>Полное наименование: {name}</p>"
    expected = "foreign" if foreign else None
    assert reason({"": "<h1>Школа</h1>", "kontakty": OWN, "p": page}, catalogue, tmp_path) == expected


@pytest.mark.parametrize(
    ("heading", "phone", "foreign"),
    [
        ("Контакты", "8 (86141) 3-33-22", True),
        ("Контакты", "8 (49905) 3-33-22", False),
        ("Контакты", "8 (916) 133-32-22", False),
        ("Заозёрск", "8 (86141) 3-33-22", False),
    ],
)
def test_contacts_of_another_town_and_zone(
    heading: str,
    phone: str,
    foreign: bool,  # noqa: FBT001
    catalogue: Catalogue,
    tmp_path: Path,
) -> None:
    """A branch has its town and telephone by right; what is called the contacts gives the house's own."""
    frame = "<header><p>Сосновский район, п. Сосновка, ул. Лесная, д. 3</p><p>8 (49900) 2-14-36</p></header>"
    others = {path: f"{frame}<h1>Школа {path}</h1><p>Здесь учатся с {path}.</p>" for path in ("", "a", "b", "c")}
    page = f"{frame}<h1>{heading}</h1>{LESSONS}{CITY}<p>{phone}</p>"
    assert reason({**others, "p": page}, catalogue, tmp_path) == ("foreign" if foreign else None)

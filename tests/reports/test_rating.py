"""The pages of the full rating, written from a real database and read back."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from pathlib import Path

import pytest

from audit.database import connect
from audit.listing import load_findings
from audit.measures import Batch, put
from audit.rating.formulas import RatingError
from audit.rating.settings import change
from audit.repairs.keeping import Repair
from audit.repairs.keeping import put as keep
from checklists.load import catalogue_of
from checklists.methods import methods
from crawler import campaigns
from reports.html import write
from reports.ratings import Ratings
from tests.audit.rating.made import DAY, measures
from tests.audit.rating.test_campaign import FULL
from tests.reports.pagecheck import check

ORGS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("s1", "education", "school", "Сосновка", {"Директор": "Анна <Лесная>", "Глава района": "Пётр Речной"}),
    ("s2", "education", "school", "Речное", {}),
    ("t1", "culture", "performing_arts", "Речное", {}),
    ("h1", "housing", "manager", "Речное", {}),
)


def home(path: Path, *, measured: bool = True) -> Path:
    """A home folder with four organisations, three of them measured in different ways."""
    with contextlib.closing((db := connect(path)).conn):
        for id_, sector, kind, place, extra in ORGS:
            db.table("organisations").insert({
                "id": id_, "name": f"Организация {id_}", "sector": sector, "kind": kind, "municipality": place,
                "region": "Заозёрская область", "site": f"https://{id_}.example/", "extra": json.dumps(extra),
            })  # fmt: skip
        campaigns.ensure(db, "may", DAY, [one[0] for one in ORGS])
        tables = {
            "s1": FULL | {"survey.access_satisfied": (2, 3), "survey.overall": (9, 10)},
            "s2": {"survey.comfort": (1, 2), "survey.access_satisfied": (0, 0)},
            "t1": FULL,
        }
        for org, table in tables.items() if measured else ():
            rows = [
                one._replace(org=org, source="paper" if one.name.startswith("survey") else "inspection",
                             measured_by="ООО «Опрос» & К°", measured_on="2026-05-01")
                for one in measures(table)
            ]  # fmt: skip
            put(db, Batch(campaign="may", kind="survey", file=org, digest=org, imported_at="x"), rows)
    return path


def said(page: Path) -> str:
    """The page's text, on one line."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split()).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rating")
    return write(home(folder), "may", folder / "ru").parent


def page_of(out: Path, org: str) -> str:
    return said(next(path for path in (out / "org").iterdir() if f"Организация {org}" in path.read_text("utf-8")))


def test_the_organisations_page_tells_every_number_and_who_measured_it(out: Path) -> None:
    text = page_of(out, "s1")
    # K3 = 90, K5 = 95; s2 has no place
    assert "Полный рейтинг 97,00 из 100 — отлично, место 1 из 2 в отрасли «Образование»." in text
    assert "5.3 Удовлетворены условиями в целом 90,00 Удовлетворены условиями в целом: 9 из 10" in text
    assert "опрос на бумаге: ООО «Опрос» &amp; К°, 1 мая 2026" in text
    assert "Анна &lt;Лесная&gt;" in text
    assert "Отвечает в муниципалитете Пётр Речной" in text
    assert "2.2" not in text.partition("Полный рейтинг")[2].partition("Как считали")[0]


def test_answers_of_fewer_than_five_people_are_not_published(out: Path) -> None:
    row = page_of(out, "s1").partition("3.3 ")[2].partition("K4")[0]
    assert "ответили меньше пяти человек: число не публикуется" in row
    assert "2 из 3" not in row
    assert "66,67" not in row
    assert "3.3 Инвалиды, удовлетворённые доступностью 100,00" in page_of(out, "t1")  # five of five may be told


def test_answers_that_the_campaign_leaves_out_are_told_so_and_in_no_number(tmp_path: Path) -> None:
    home(tmp_path)
    with contextlib.closing((db := connect(tmp_path)).conn):
        change(db, "may", methods()["mintrud-344n"], ["small_groups=without"])
    text = page_of(write(tmp_path, "may", tmp_path / "ru").parent, "s1")
    assert "ответили меньше пяти человек: показатель не учитывается" in text.partition("3.3 ")[2].partition("K4")[0]
    assert "K3 Доступность услуг для инвалидов 100,00" in text  # of 3.1 and 3.2 alone
    assert "Ответы меньше пяти человек не учитываются" in text


def test_what_is_unmeasured_is_said_so_and_gives_no_place(out: Path) -> None:
    text = page_of(out, "s2")
    assert "Полный рейтинг 5,00–95,00 из 100 ." in text
    assert "По имеющимся данным — 50,00." in text
    assert "среди опрошенных нет людей с инвалидностью" in text
    assert "не измерено" in text
    assert "место" not in text.partition("Полный рейтинг")[2].partition("Критерии и показатели")[0]


def test_photographs_of_an_inspection_are_named(tmp_path: Path) -> None:
    home(tmp_path)
    with contextlib.closing((db := connect(tmp_path)).conn):
        files = tuple(f"<стенд>-{number}.jpg" for number in range(6))
        (stand,) = measures({"inspection.stand_items": (8, 10)})
        stand = stand._replace(org="s2", source="inspection", measured_by="Анна", measured_on="2026-05-03")
        rows = [stand._replace(evidence=files)]
        put(db, Batch(campaign="may", kind="inspection", file="i", digest="i", imported_at="x"), rows)
    text = page_of(write(tmp_path, "may", tmp_path / "ru").parent, "s2")
    assert "осмотр: Анна, 3 мая 2026 (снимки и файлы: &lt;стенд&gt;-0.jpg, &lt;стенд&gt;-1.jpg" in text
    assert "-3.jpg …)" in text


def test_performing_arts_are_told_to_have_two_criteria(out: Path) -> None:
    text = page_of(out, "t1")
    assert "оцениваются только по критериям K1, K3" in text
    assert "K2 Комфортность условий не применяется к этой организации" in text


@pytest.mark.parametrize(
    ("org", "criteria", "named"),
    [("s1", "1, 3", "K1, K3"), ("t1", "K1, K2, K3, K4, K5", "K1, K2, K3, K4, K5"), ("t1", "1-5", "")],
)
def test_criteria_that_the_registry_chose_are_told_as_its_own(
    tmp_path: Path, org: str, criteria: str, named: str
) -> None:
    home(tmp_path)
    with contextlib.closing((db := connect(tmp_path)).conn):
        extra = json.dumps({"Применяемые критерии": criteria}, ensure_ascii=False)
        db.execute("UPDATE organisations SET extra = ? WHERE id = ?", [extra, org])
        db.conn.commit()
    if not named:
        with pytest.raises(RatingError, match="names K1-5: write some of K1, K2, K3, K4, K5"):
            write(tmp_path, "may", tmp_path / "ru")
        return
    text = page_of(write(tmp_path, "may", tmp_path / "ru").parent, org)
    assert f"Эта организация оценена только по критериям {named}: так указано в реестре." in text
    assert "Организации этого вида" not in text


def test_a_sector_that_is_not_rated_has_no_section(out: Path) -> None:
    assert "Полный рейтинг" not in page_of(out, "h1")


def test_the_rating_page_has_a_table_per_sector_places_and_settings(out: Path) -> None:
    text = said(out / "rating.html")
    assert "Измерено полностью: 2 из 3" in text
    assert "Не оцениваются по этой методике: 1 организация других отраслей." in text
    assert "Нет опрошенных с инвалидностью показатель не учитывается" in text
    assert "408н" in text
    assert "1 Организация s1 97,00 отлично" in text
    assert "— Организация s2 5,00–95,00" in text
    assert "— Речное 1 из 2" in text  # one of its two has no total
    assert "1 Сосновка 1 из 1 97,00 отлично" in text
    assert "K1 — Открытость и доступность информации; K2 —" in text
    assert "Изменение" not in text  # nobody was rated before
    assert "K5 Кто отвечает" in text.partition("По муниципальным образованиям")[2]
    assert "Пётр Речной" in text.partition("По муниципальным образованиям")[2].partition("По регионам")[0]
    assert "Кто отвечает" not in text.partition("По регионам")[2]  # nobody is named there
    assert (out / "index.html").read_text("utf-8").count('href="rating.html"') == 1


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_pages_are_sound(tmp_path: Path, lang: str) -> None:
    folder = write(home(tmp_path), "may", tmp_path / lang, lang).parent
    for path in (folder / "rating.html", *(folder / "org").iterdir()):
        assert check(path).wrong == [], path.name


def test_without_measures_there_is_no_rating(tmp_path: Path) -> None:
    folder = write(home(tmp_path, measured=False), "may", tmp_path / "ru").parent
    assert not (folder / "rating.html").exists()
    assert "rating.html" not in (folder / "index.html").read_text("utf-8")
    assert "Полный рейтинг" not in page_of(folder, "s1")


def test_what_became_of_a_plan_stands_on_the_page(tmp_path: Path) -> None:
    home(tmp_path)
    with contextlib.closing((db := connect(tmp_path)).conn):
        campaigns.ensure(db, "june", DAY + dt.timedelta(days=60), ["s1"])
        rows = [one._replace(org="s1", measured_by="Анна", measured_on="2026-12-01") for one in measures(FULL)]
        put(db, Batch(campaign="june", kind="survey", file="june", digest="june", imported_at="x"), rows)
        plan = Repair("may", "s1", "survey.overall", "Поставить <скамьи>", "2026-11-01", "А. П. Лесная", "3/10")
        other = plan._replace(key="inspection.access.ramps", what="Построить пандус", was="0")
        keep(db, [plan, other], "2026-10-20T10:00:00+00:00")
    page = write(tmp_path, "june", tmp_path / "ru").parent
    text = page_of(page, "s1")
    assert "Поставить &lt;скамьи&gt; план после проверки «may» 1 ноября 2026 А. П. Лесная сделано 10 из 10 Анна" in text
    assert "Построить пандус план после проверки «may» 1 ноября 2026 А. П. Лесная не проверено заново" in text
    assert "По сравнению с проверкой «may»: ▲ 3,00" in text  # 97 then, 100 now
    whole = said(page / "rating.html")
    assert whole.count("▲ 3,00 лучше") == whole.count("▲ 3,00") == 5  # all, sector, municipality, region, school
    for path in (page / "rating.html", *(page / "org").iterdir()):
        assert check(path).wrong == []


def test_many_organisations_are_split_into_pages(tmp_path: Path) -> None:
    with contextlib.closing((db := connect(tmp_path)).conn):
        row = {"sector": "culture", "kind": "museum", "municipality": "Речное", "region": "Область"}
        db.table("organisations").insert_all(
            {"id": f"m{n:03}", "name": f"Музей {n:03}", "site": f"https://m{n}.example/", **row} for n in range(151)
        )
        campaigns.ensure(db, "may", DAY, [f"m{n:03}" for n in range(151)])
        rows = [one._replace(org="m007", measured_by="Анна") for one in measures(FULL)]
        put(db, Batch(campaign="may", kind="survey", file="a", digest="a", imported_at="x"), rows)
    folder = write(tmp_path, "may", tmp_path / "ru").parent
    assert "1 Музей 007 100,00 отлично" in said(folder / "lists" / "rating-culture-1.html")
    assert "Музей 150" in said(folder / "lists" / "rating-culture-2.html")
    assert "Музей 150" not in said(folder / "rating.html")
    assert 'href="lists/rating-culture-2.html"' in (folder / "rating.html").read_text("utf-8")
    for name in ("rating.html", "lists/rating-culture-1.html", "lists/rating-culture-2.html"):
        assert check(folder / name).wrong == []
        assert (folder / name).stat().st_size < 300_000


def test_findings_at_hand_rate_as_those_of_the_database(tmp_path: Path) -> None:
    path = home(tmp_path)
    with contextlib.closing((db := connect(path)).conn):
        catalogue = catalogue_of(path)
        items = catalogue.items_for("education", "school", DAY)
        verdicts = ("met", "missing", "not_checked", "partial", "not_applicable")
        db.table("findings").insert_all(
            {"campaign": "may", "org": "s1", "item": item.id, "verdict": verdicts[number % 5], "reason": None,
             "evidence": '[{"url": "https://s1.example/", "offset": 1, "digest": null, "place": "block 1",'
                         f' "quote": "{item.id}", "fetched_at": null, "how": "http"}}]' if number % 3 else "[]",
             "looked": '["https://s1.example/a", "https://s1.example/b"]' if number % 2 else "[]",
             "decided_by": "machine"}
            for number, item in enumerate(items)
        )  # fmt: skip
        found = load_findings(db, "may", "s1")
        assert [len(found[item.id].evidence) for item in items] == [int(n % 3 > 0) for n in range(len(items))]
        assert [len(found[item.id].looked) for item in items] == [2 * (n % 2) for n in range(len(items))]
        assert all(one.quote == item for item, finding in found.items() for one in finding.evidence)
        made = Ratings.of(db, catalogue, "may")
        assert made
        assert made.page("s1", found) == made.page("s1") != made.page("s1", {})

"""The pages that say who publishes an item or topic: small ones read back, large ones measured."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from audit.finding import VERDICTS, Finding
from checklists.catalogue import Catalogue
from checklists.schema import Checklist
from reports.crew import Crew
from reports.html import write_pages
from reports.pages import Site
from reports.published import SHOWN, Asked, One, Published, Subject, Told
from reports.read import Organisation
from reports.texts import Texts
from reports.who import ROOM, _row, _section, spread, write_items, write_topics
from tests.reports.conftest import AS_OF, COMMON, SCHOOL, Store, Write, both, make_item
from tests.reports.pagecheck import check
from tests.reports.test_html import text_of

LIMIT = 300_000


def test_an_items_page_says_who_publishes_it_and_who_does_not(report: Write) -> None:
    said = text_of(report() / "items" / "edu.plan.html")
    assert "Публикуют 1 из 2 проверенных. Не смогли проверить — 1: это не значит, что сведений нет." in said
    assert "ПП РФ № 1802, п. 3" in said
    assert 'itemprop="finPlanDocLink"' in said
    assert "образование 1 0 1 1 0 3 Все 1 0 1 1 0 3" in said
    assert "Лесной район 0 0 1 1 0 2" in said
    assert "Речной район 1 0 0 0 0 1" in said
    names = said[said.index("Организации поимённо") :]
    assert "Лесной район Не нашли 1 Школа lesnaya Не смогли проверить 1 Школа mertvaya" in names
    assert "Речной район Найдено 1 Школа rechnaya" in names


def test_it_leads_to_the_very_card(report: Write) -> None:
    html = (report() / "items" / "edu.plan.html").read_text("utf-8")
    assert '<a href="../org/lesnaya.html#edu.plan">Школа lesnaya</a>' in html


def test_what_is_not_required_of_an_organisation_is_counted_and_not_named(report: Write) -> None:
    said = text_of(report() / "items" / "edu.hostel.html")
    assert "Не требуется: 1 организация." in said
    assert "Школа lesnaya" not in said


def test_those_of_whom_no_law_asks_an_item_are_not_named_among_those_who_lack_it(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    """The front page counts a gap where the law asks for it; the item's page says the same numbers."""
    asked = make_item("common.phone", "Контактный телефон", channel="phone", topics=("phone",))
    own = Checklist(id="culture", title=both("К", "C"), sectors=("culture",), items=(
        make_item("cult.phone", "Телефон музея", topics=("phone",)),
    ))  # fmt: skip
    lists = {**catalogue.lists, "culture": own}
    catalogue = dataclasses.replace(catalogue, lists=lists)
    assert not {one.id: one for one in catalogue.items_for("culture", "", AS_OF)}[asked.id].required
    campaign.finding("muzej", "common.phone", "missing", "not_found")
    out = tmp_path / "out"
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang="ru")
    said = text_of(out / "items" / "common.phone.html")
    assert "Публикуют 2 из 2 проверенных" in said
    assert "Закон требует этого только в сферах: образование." in said
    assert "Ещё посмотрели для сведения, хотя закон этого не требует: 1 организация; здесь их нет." in said
    assert "Музей" not in said


def test_an_item_that_is_only_observed_says_so(report: Write) -> None:
    assert "Закон этого от организаций обхода не требует" in text_of(report() / "items" / "common.faq.html")


def test_a_topics_page_rolls_items_up_and_links_to_the_item_that_decides(report: Write) -> None:
    out = report()
    said = text_of(out / "topics" / "topic.html")
    assert "засчитывается худший из них" in said
    assert "Публикуют 1 из 2 проверенных" in said
    html = (out / "topics" / "phone.html").read_text("utf-8")
    assert '<a href="../org/rechnaya.html#common.phone">Школа rechnaya</a>' in html
    assert "Телефон Публикуют: 2 Частично: 0 Не нашли: 0 Не смогли проверить: 2" in text_of(out / "topics.html")


def test_the_list_of_items_and_the_cards_lead_there(report: Write) -> None:
    out = report()
    assert "Публикуют: 1 из 2" in text_of(out / "items.html")
    assert '<a href="items/edu.plan.html">' in (out / "items.html").read_text("utf-8")
    assert '<a href="../items/edu.plan.html">у кого это есть</a>' in (out / "org" / "lesnaya.html").read_text("utf-8")


def told(names: dict[str, list[tuple[str, int]]]) -> Subject:
    """A subject out of municipality → (name, verdict)."""
    asked = Asked(items={"a.b": 0}, required=frozenset(), topics={}, deciding={})
    found = [
        Told(One(f"{place}-{at}", name, place, "s", f"org/{at}.html", asked, b"", b""), VERDICTS[verdict], "a.b")
        for place, mine in names.items()
        for at, (name, verdict) in enumerate(mine)
    ]
    return Subject("a.b", found)


NAME = st.sampled_from(["Школа", "<&'\"" * 60, "ж" * 400])
PLACE = st.lists(st.tuples(NAME, st.integers(0, 4)), max_size=9).map(lambda some: some * 70)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from([f"Район {n}" for n in range(9)] + ["", "<b>"]), PLACE.filter(bool), min_size=1))
def test_everybody_is_named_once_and_every_page_has_room(names: dict[str, list[tuple[str, int]]]) -> None:
    subject = told(names)
    layout = spread(subject, "items/a.b")
    shown = [one.one.org for part in layout.parts for section in part.sections for _, of in section.named for one in of]
    assert Counter(shown) == Counter(one.one.org for one in subject.told if one.verdict in SHOWN)
    for part in layout.parts:
        rows = sum(_row(one, 0) for one in part.sections) if len(layout.parts) == 1 or not layout.table else 0
        assert sum(map(_section, part.sections)) + rows <= ROOM
        assert len({(one.number, one.again) for one in part.sections}) == len(part.sections)
    assert sorted(one.number for _, one in layout.rows) == list(range(1, len(names) + 1))


@pytest.mark.slow
@pytest.mark.parametrize("places", [1, 60, 3000])
def test_ten_thousand_organisations_fit_on_pages(catalogue: Catalogue, tmp_path: Path, places: int) -> None:
    items = (*SCHOOL, *COMMON)
    published = Published(catalogue=dataclasses.replace(catalogue))
    for number in range(10_000):
        org = Organisation(
            id=f"school-{number}", name="", short_name=f"Муниципальное учреждение «Школа № {number}» <Лесного> района",
            sector="education", kind="school", municipality=f"Лесной & Речной муниципальный район {number % places}",
            region="", site="", checked_on=None, crawl=None, score=None,
        )  # fmt: skip
        findings = {
            item.id: Finding(org=org.id, item=item.id, verdict=VERDICTS[(number + at) % 5], reason=None, evidence=(),
                             looked=())
            for at, item in enumerate(items)
        }  # fmt: skip
        published.add(org, ("education", "culture")[number % 2], f"org/school-{number}.html", items, findings)
    site = Site(out=tmp_path, campaign="spring", as_of=AS_OF, catalogue=catalogue, texts=Texts(lang="ru"))
    crew = Crew(db=Database(memory=True), home=tmp_path, hands=1)
    write_items(site, published, catalogue.items, crew)
    write_topics(site, published, catalogue.items, crew)
    named = Counter[str]()
    for path in tmp_path.rglob("*.html"):
        assert path.stat().st_size < LIMIT, path
        html = path.read_text("utf-8")
        if path.is_relative_to(tmp_path / "items" / "edu.plan"):
            assert check(path).wrong == []
            named.update(re.findall(r"org/(school-\d+)\.html", html))
    assert len(named) == 8_000  # of the others it is not asked
    assert set(named.values()) == {1}
    ids = {path: set(check(path).ids) for path in (tmp_path / "items" / "edu.plan").iterdir()}
    for link in check(tmp_path / "items" / "edu.plan.html").hrefs:
        file, _, anchor = (link["href"] or "").partition("#m-")
        if anchor:
            assert f"m-{anchor}" in ids[(tmp_path / "items" / file).resolve()]

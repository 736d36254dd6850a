from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

from audit.marking import store_counts
from audit.microdata import Count
from checklists.catalogue import Catalogue
from checklists.load import shipped
from reports.html import write, write_pages
from tests.reports.conftest import COMMON, SCHOOL, Store, Write, make_item, score_data, seen
from tests.reports.pagecheck import check

LIMIT = 300_000
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'&amp;</style>"


def pages(out: Path) -> list[Path]:
    return sorted(out.rglob("*.html"))


def bytes_of(out: Path) -> dict[str, str]:
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in pages(out)}


def text_of(path: Path) -> str:
    return " ".join(check(path).text.replace("\u00a0", " ").split())


def test_every_organisation_has_a_page(report: Write) -> None:
    out = report()
    assert {path.stem for path in (out / "org").iterdir()} == {"lesnaya", "rechnaya", "mertvaya", "muzej"}


def test_the_same_database_gives_the_same_bytes(report: Write) -> None:
    assert bytes_of(report(name="one")) == bytes_of(report(name="two"))


def test_pages_of_an_earlier_report_do_not_stay(campaign: Store, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(campaign.home, "spring", out)
    (out / "CNAME").write_text("sovet.example", "utf-8")
    (out / "org" / "notes.txt").write_text("our own", "utf-8")
    before = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    campaign.db.execute("DELETE FROM campaign_orgs WHERE org = 'rechnaya'")
    campaign.db.conn.commit()
    write(campaign.home, "spring", out)
    gone = before - {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"org/rechnaya.html", "poster/rechnaya.html"} < gone
    assert not {"CNAME", "org/notes.txt", "index.html", "org/lesnaya.html"} & gone
    fresh = tmp_path / "fresh"
    write(campaign.home, "spring", fresh)
    ours = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*") if path.suffix != ".txt"}
    assert ours == {path.relative_to(fresh).as_posix(): path.read_bytes() for path in fresh.rglob("*.*")}


def test_a_folder_that_holds_no_report_is_left_alone(campaign: Store, tmp_path: Path) -> None:
    own = tmp_path / "site" / "org" / "mine.html"
    own.parent.mkdir(parents=True)
    own.write_text("not ours", "utf-8")
    write(campaign.home, "spring", tmp_path / "site")
    assert own.read_text("utf-8") == "not ours"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_page_is_well_built(report: Write, lang: str) -> None:
    for path in pages(report(lang)):
        page = check(path)
        assert page.wrong == [], path.name
        assert page.styles == 0, "the security policy would drop it"
        assert f'<html lang="{lang}">' in path.read_text(encoding="utf-8")


def test_every_link_inside_the_report_leads_somewhere(report: Write) -> None:
    out = report()
    ids = {path: set(check(path).ids) for path in pages(out)}
    for path in ids:
        for link in check(path).hrefs:
            href = link["href"] or ""
            if urlsplit(href).scheme:
                assert link.get("rel") == "noopener noreferrer nofollow", href
                assert urlsplit(href).scheme in {"http", "https"}
                continue
            file, _, anchor = href.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target in ids, (path, href)
            assert not anchor or unquote(anchor) in ids[target], (path, href)


def test_an_organisation_page_says_what_to_mend_and_where_we_looked(report: Write) -> None:
    path = report() / "org" / "lesnaya.html"
    said = text_of(path)
    for words in (
        "lesnaya.example/ — проверен 12\u2060–\u206013 мая 2026",
        "49 из 100",
        "Проверено 83 % обязательных сведений",
        "12\u2060–\u206013 мая 2026, прочитана 1 страница, не удалось проверить 1 пункт из 6",
        "ПП РФ № 1802, п. 3",
        "Разместите документ с текстовым слоем.",
        '<a itemprop="finPlanDocLink" href="адрес-файла-или-страницы">План финансово-хозяйственной деятельности</a>',
        " /документы",
        "«Устав 1999 года»",
        "судим по ссылке: файл не открывали",
        "запись архива 4242, sha256 abababababababab…",
        "Сведения есть, но устарели.",
        "Сайт запретил роботам читать эти страницы",
        "50,0–75,0",
        "Считаются способы, которые работают",
        "бесконечный календарь",
        "1 страница, 1 документ, 12,3 МБ",
        "archive/spring/lesnaya.warc.gz",
        hashlib.sha256(b"warc" * 100).hexdigest(),
        "Пункт перечня — черновик",
        "Это ошибка?",
    ):
        assert words in said, words
    assert {item.id for item in (*SCHOOL, *COMMON)} <= set(check(path).ids), "each item has an address of its own"


def test_gaps_are_ordered_by_weight(report: Write) -> None:
    said = text_of(report() / "org" / "lesnaya.html")
    first = said[said.index("Исправить в первую очередь") :]
    places = [first.index(words) for words in ("План финансово", "Устав", "Правила внутреннего")]
    assert places == sorted(places)


def test_what_could_not_be_checked_is_never_called_missing(report: Write) -> None:
    path = report() / "org" / "mertvaya.html"
    said = text_of(path)
    assert "Оценки нет" in said
    assert "Имя сайта не находится в сети" in said
    assert "Не нашли" not in said.replace("не нашли.", "")
    assert "Не смогли проверить (7)" in said
    assert "Исправить в первую очередь" not in said


def test_a_site_that_nobody_crawled_has_a_page_too(report: Write) -> None:
    said = text_of(report() / "org" / "muzej.html")
    assert "Сайт ещё не оценивали." in said
    assert "Этот сайт ещё не обходили." in said
    assert "сайт в реестре не указан" in said


def test_the_index_leads_with_the_main_number(report: Write) -> None:
    said = text_of(report() / "index.html")
    assert (
        "Средняя оценка открытости — 74 из 100. Оценены сайты 2 из 4 организаций. 2 сайта оценить не удалось." in said
    )
    assert "прочитаны не все страницы: кончился запас на один сайт" in said
    assert "имя сайта не находится в сети (не удался)" in said
    assert "не смогли проверить 7 пунктов: имя сайта не находится в сети" in said


def test_lists_stand_in_every_order_and_for_every_sector_and_municipality(report: Write) -> None:
    names = [path.name for path in (report() / "lists").iterdir()]
    assert len(names) == 4 * (1 + 2 + 3)
    for order in ("score", "name", "checked", "gaps"):
        assert f"all-{order}.html" in names


def test_a_score_that_rests_on_little_comes_after_the_others(campaign: Store, report: Write) -> None:
    campaign.db.execute("delete from scores where org = 'rechnaya'")
    campaign.score("rechnaya", score_data("100", met=1, not_checked=6))
    said = text_of(report() / "lists" / "all-score.html")
    assert said.index("Школа lesnaya") < said.index("Школа rechnaya") < said.index("Школа mertvaya")
    assert "100 сравнивать нельзя" in said
    assert "меньше 80 %" in text_of(report() / "method.html")


def test_the_english_report_has_no_russian_of_ours(report: Write, campaign: Store) -> None:
    campaign.db.execute("update organisations set name = id, short_name = id, municipality = '', region = ''")
    campaign.db.execute("update findings set evidence = '[]', looked = '[]'")
    for path in pages(report("en")):
        russian = sorted(set(check(path).text.replace("п. 3", "")) & set("абвгдежзийклмнопрстуфхцчшщъыьэюя"))
        assert not russian, (path.name, russian)


def test_the_methodology_names_every_reason(report: Write) -> None:
    said = text_of(report() / "method.html")
    assert "документ — картинка без текста" in said
    assert "кончился запас страниц" in said
    assert "подтверждено источником 6" in said


def test_contact_stands_under_the_mistake(report: Write) -> None:
    assert "rating@example.org" in text_of(report(contact="rating@example.org") / "org" / "lesnaya.html")


def test_hostile_text_is_shown_and_never_obeyed(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    store.organisation(HOSTILE, name=HOSTILE, short_name=HOSTILE, municipality=HOSTILE, region=HOSTILE, site=HOSTILE)
    store.db.execute("update organisations set sector = ?, kind = ?", [HOSTILE, HOSTILE])
    store.organisation("two", site="javascript:alert(1)", municipality=HOSTILE)
    store.crawl("two", state=HOSTILE, reason=HOSTILE, archive=HOSTILE)
    store.url("two", HOSTILE, HOSTILE, HOSTILE)
    proof = seen("javascript:alert(1)", HOSTILE)
    store.finding("two", "edu.plan", "partial", HOSTILE, evidence=[proof], looked=[HOSTILE, "javascript:alert(1)"])
    store.finding("two", "edu.name", "met", evidence=[proof])
    store.finding("two", "edu.charter", "not_checked", HOSTILE, evidence=[proof])
    store.finding("two", "common.faq", "met", evidence=[proof])
    store.score(
        "two",
        score_data("50", met=1, partial=1) | {"remote_1_2": {"low": "0", "high": "30", "channels": {HOSTILE: "met"}}},
    )
    out = tmp_path / "out"
    write_pages(store.db, catalogue, home=store.home, campaign="spring", out=out, lang="ru", contact=HOSTILE)
    for path in pages(out):
        page = check(path)
        assert page.wrong == [], path.name
        assert page.seen.count("script") == (path.parent.name == "lists" or path.name == "index.html")
        assert "img" not in page.seen
        assert "javascript:" not in {urlsplit(link["href"] or "").scheme + ":" for link in page.hrefs}
    assert HOSTILE in check(out / "org" / "two.html").text


@pytest.mark.parametrize("verdict", ["missing", "partial", "met", "not_checked"])
def test_a_page_of_130_items_stays_small(store: Store, catalogue: Catalogue, tmp_path: Path, verdict: str) -> None:
    items = tuple(
        make_item(
            f"edu.item{n}", "Очень длинное название обязательных сведений " * 2, rule=SCHOOL[0].rule, required=n > 20,
            advice=SCHOOL[0].advice, basis=SCHOOL[0].basis * 2,
        )
        for n in range(130)
    )  # fmt: skip
    catalogue = dataclasses.replace(catalogue, infometer=shipped().infometer)
    education = catalogue.lists["education"].model_copy(update={"items": items})
    catalogue = dataclasses.replace(catalogue, lists={"education": education})
    store.organisation("long")
    store.crawl("long")
    address = "https://long.example/" + "%D0%B4%D0%BE%D0%BA" * 12
    proofs = [seen(address, "ж" * 300)] * 3
    for item in items:
        looked = [f"{address}/{item.id}/{n}" for n in range(20)]
        store.finding("long", item.id, verdict, "stale", evidence=proofs, looked=looked)  # type: ignore[arg-type]
    store.score("long", score_data("50", met=100))
    marked = [
        Count(
            section=one.section, no=one.no, name=one.itemprop, parent=one.parent, count=0, page=address * 4, outside=9,
            hidden=9, elsewhere=9, older=(("older", 9),),
        )
        for one in shipped().microdata.names
    ]  # fmt: skip
    store_counts(store.db, "spring", "long", marked)
    write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    for path in pages(tmp_path / "out"):
        assert path.stat().st_size < LIMIT, (path.name, path.stat().st_size)


def test_five_hundred_organisations_are_split_into_pages(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    for number in range(500):
        name = f"Муниципальное бюджетное учреждение «Школа № {number}» Лесного муниципального района"
        store.organisation(f"school-{number}", short_name=name)
        for item in SCHOOL:
            store.finding(f"school-{number}", item.id, "missing", "not_found")
        store.score(f"school-{number}", score_data(str(number % 101), missing=6))
    out = tmp_path / "out"
    write_pages(store.db, catalogue, home=store.home, campaign="spring", out=out, lang="ru")
    assert max(path.stat().st_size for path in pages(out)) < LIMIT
    assert (out / "lists" / "all-name-4.html").is_file()
    assert not (out / "lists" / "all-name-5.html").exists()
    shown = [check(out / "lists" / f"all-name{part}.html").text.count("Школа №") for part in ("", "-2", "-3", "-4")]
    assert sum(shown) == 500


def test_names_of_ten_thousand_characters_make_no_large_page(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    campaign.db.execute("update organisations set name = ?, short_name = ?, municipality = ?", ["<Ж" * 5000] * 3)
    out = tmp_path / "out"
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang="ru")
    assert max(path.stat().st_size for path in pages(out)) < LIMIT / 2
    said = text_of(out / "org" / "lesnaya.html")
    assert "<Ж<Ж<… " in said
    assert "Место 2 из 2 в муниципальном образовании." in said
    assert check(out / "org" / "lesnaya.html").wrong == []


def test_an_empty_campaign_is_said_to_be_empty(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    index = write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="ru")
    assert "В этом обходе нет ни одной организации." in text_of(index)


def test_mistakes_of_the_user_are_named(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match=r"There is no campaign «autumn»\. Campaigns: spring"):
        write_pages(store.db, catalogue, home=store.home, campaign="autumn", out=tmp_path / "out", lang="ru")
    with pytest.raises(click.ClickException, match="No texts in language 'de'"):
        write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "out", lang="de")
    (tmp_path / "file").write_text("")
    with pytest.raises(click.ClickException, match="Cannot write the report"):
        write_pages(store.db, catalogue, home=store.home, campaign="spring", out=tmp_path / "file", lang="ru")


def test_a_finding_that_the_list_does_not_know_is_told(campaign: Store, report: Write) -> None:
    campaign.finding("lesnaya", "edu.abolished", "met")
    assert "ещё по 1 пункту, которого нет в действующем перечне" in text_of(report() / "org" / "lesnaya.html")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("Открытость по методике «Инфометра»", "В расчёте 7 пунктов", "Навигационная доступность не посчитан")),
        ("en", ("Openness by Infometer's method", "Counted: 7 items", "Navigation not computed")),
    ],
)
def test_infometers_criteria_stand_apart_with_what_was_not_computed(
    campaign: Store, catalogue: Catalogue, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    catalogue = dataclasses.replace(catalogue, infometer=shipped().infometer)
    out = tmp_path / "out"
    write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang=lang)
    said = text_of(out / "org" / "rechnaya.html")
    for word in words:
        assert word in said
    assert check(out / "org" / "rechnaya.html").wrong == []
    assert words[0] not in text_of(out / "org" / "muzej.html"), "no findings, no number"


def test_the_protocol_of_a_server_of_another_age_is_told(campaign: Store, report: Write) -> None:
    row = {"campaign": "spring", "org": "lesnaya", "issuer": "УЦ", "valid_until": "2027-01-01", "detail": ""}
    campaign.db.table("certificates").insert_all([
        row | {"host": "old.example", "kind": "outdated", "protocol": "TLS 1.0"},
        row | {"host": "new.example", "kind": "valid", "protocol": "TLS 1.3"},
    ])  # fmt: skip
    pages = [path.read_text("utf-8") for path in report().rglob("*.html")]
    assert any("современный браузер сайт не откроет (TLS 1.0)" in text for text in pages)
    assert not any("TLS 1.3" in text for text in pages)

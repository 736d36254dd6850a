"""Evidence stands in the archive: every quote is found again at its record, on pages made at random and in crawls."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit.auditing import audit_site
from audit.database import connect
from audit.finding import Evidence, Finding
from audit.matching import Matcher
from audit.phrases import every
from checklists.catalogue import Catalogue
from checklists.load import load
from crawler import campaigns
from crawler.archive import Archive, read
from crawler.page import Page, read_page
from tests.audit.made import HOME, ORG, TODAY, Crawl, html
from tests.conftest import Demo

PIECES = (
    "<h1>Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»</h1>",
    '<p itemprop="fullName">МБОУ «Сосновская средняя школа № 7»</p>',
    '<p itemprop="fullName"></p>',
    '<div itemprop="uchredLaw"><span itemprop="nameUchred">Администрация Сосновского района</span></div>',
    '<a itemprop="ustavDocLink" href="/files/ustav.pdf"></a>',
    '<a itemprop="ustavDocLink" href="/files/ustav.pdf"><img src="/i/pdf.png" alt="Устав"></a>',
    '<a itemprop="localActStud" href="#">Правила внутреннего распорядка</a>',
    "<p>Адрес: 690000, Приморская область, с. Сосновка, ул. Лесная, д. 3</p>",
    "<p>Телефон: <b>8 (49900)&nbsp;2-14-36</b>, факс (49900) 2-14-37</p>",
    '<a href="tel:+74990021436"><img src="/i/phone.png"></a>',
    '<a href="mailto:shkola@sosna.example"><img src="/i/mail.svg"></a>',
    (
        "<table><tr><th>Режим работы</th><td>пн – пт с 8:00 до 17:00</td></tr><tr><td>Учредитель</td><td>Администрация"
        " Сосновского района</td></tr></table>"
    ),
    (
        "<table><tr><th>ФИО</th><th>Должность</th><th>Образование</th></tr>"
        "<tr><td>Кедрова Анна Лукинична</td><td>учитель</td><td>высшее</td></tr></table>"
    ),
    "<h2>Структура и органы управления</h2><ul><li>Педагогический совет</li><li>Общее собрание</li></ul>",
    "<h2>Структура</h2>",
    "<h2>Противодействие коррупции</h2><p>Раздел находится в разработке.</p>",
    "<p>Директор: Кедрова Анна Лукинична</p><p>Учитель Елова Мария Петровна</p><p>Учитель Пихтин Олег Ильич</p>",
    (
        '<p><a href="/files/ustav.pdf">Устав школы</a> <a href="/files/lic.pdf">Лицензия на образовательную'
        " деятельность</a></p>"
    ),
    '<p><a href="">Правила приёма</a> <a href="#">План финансово-хозяйственной деятельности</a></p>',
    '<p>Отчёт о самообследовании <a href="/files/r.docx" title="Отчёт о результатах деятельности">скачать</a></p>',
    (
        '<form action="/send" class="feedback"><h3>Напишите нам</h3><input name="name" placeholder="Ваше имя">'
        '<textarea name="text" placeholder="Текст обращения"></textarea><button>Отправить</button></form>'
    ),
    '<form id="obr"><textarea name="message"></textarea></form>',
    '<div><input placeholder="Почта"><textarea title="Задать вопрос"></textarea></div>',
    '<a href="https://bus.gov.ru/x"><img src="/i/bus.gov.png"></a>',
    '<a class="bvi-open" href="#">Версия для слабовидящих</a>',
    '<script src="https://code.jivo.example/jivosite.js"></script>',
    '<button onclick="openChat()">Онлайн-консультант</button>',
    "<h2>Часто задаваемые вопросы</h2><p>Вопрос: когда приём? Ответ: с первого апреля по тридцатое июня. "
    + "Да. " * 90,
    "<p>" + "Платные услуги не оказываются. " * 30 + "</p>",
    "<h2>Финансово-хозяйственная деятельность</h2><p>План ФХД на 2025 год, отчёт об исполнении за 2024 год.</p>",
    "<p>&lt;НАЗВАНИЕ ОРГАНИЗАЦИИ&gt; находится по адресу _____ &amp; [адрес]</p>",
    '<iframe src="https://forms.yandex.example/u/1/" title="Анкета получателя услуг"></iframe>',
    '<div style="display:none"><p>Телефон: 8 (49900) 2-14-36</p></div>',
    "<nav><a href='/docs'>Документы</a><a href='/contacts'>Контакты</a></nav>",
    "<p>Вакантные места для приёма и перевода отсутствуют.</p>",
)
"""What sites are made of: most kinds of evidence, whole, empty, dead or filled with nothing."""
PATHS = ("", "sveden/common", "sveden/struct", "sveden/document", "contacts", "uslugi", "faq", "news/1")
TITLES = ("Школа", "Контакты", "Структура", "Часто задаваемые вопросы", "")


@functools.cache
def lists() -> tuple[Catalogue, Matcher]:
    catalogue = load()
    return catalogue, Matcher(every(catalogue))


def texts(page: Page) -> Iterable[str]:
    """Everything on a page that evidence may quote."""
    yield page.title
    yield from (block.text for block in page.blocks)
    yield from (picture.alt for picture in page.pictures)
    for link in page.links:
        yield from (link.text, link.title, link.href)
    for form in page.forms:
        yield from (form.text, form.marks, " ".join(field.words for field in form.fields))
    yield from (prop.text for prop in page.props)
    yield from page.sources
    yield from page.marks


def faults(archive: Archive, findings: Iterable[Finding]) -> list[str]:
    """What is wrong with the evidence of some findings; empty where all of it holds."""
    pages: dict[int, tuple[Page, str, str]] = {}
    known = {entry.url for entry in archive.ledger}
    wrong = []
    for finding in findings:
        if finding.verdict == "missing" and finding.reason != "no_site" and not finding.looked:
            wrong.append(f"{finding.item}: missing, and nobody looked")
        wrong += [f"{finding.item}: {url} is in no ledger" for url in finding.looked if url not in known]
        for proof in finding.evidence:
            wrong += [f"{finding.item}: {fault}" for fault in _faults(archive, proof, pages)]
    return wrong


def _faults(archive: Archive, proof: Evidence, pages: dict[int, tuple[Page, str, str]]) -> list[str]:
    if proof.offset is None:
        return [] if any(entry.url == proof.url for entry in archive.ledger) else [f"{proof.url} is in no ledger"]
    if proof.how == "probe" and not proof.place.startswith("terms"):
        made = {(one.offset, one.digest) for one in archive.probes}
        return [] if (proof.offset, proof.digest) in made else [f"no probe stands at {proof.offset}"]
    if proof.offset not in pages:
        answer = archive.response(proof.offset)
        pages[proof.offset] = read_page(answer.body, answer.content_type, answer.url), answer.digest, answer.url
    page, digest, url = pages[proof.offset]
    wrong = []
    if digest != proof.digest:
        wrong.append("the digest is another record's")
    if url != proof.url:
        wrong.append(f"{proof.url} is not the address at its record, {url}")
    if len(proof.quote) > 300:
        wrong.append(f"a quote of {len(proof.quote)} characters")
    if proof.how != "probe" and not any(proof.quote in text for text in texts(page)):
        wrong.append(f"«{proof.quote}» stands nowhere on {url} ({proof.place})")
    return wrong


def check(pages: list[tuple[str, str, list[str]]]) -> list[str]:
    catalogue, matcher = lists()
    with tempfile.TemporaryDirectory() as folder:
        crawl = Crawl(Path(folder) / "sosna.warc.gz")
        for path, title, pieces in pages:
            crawl.page(HOME + path, html("\n".join(pieces), title), title, via="a" if path else "start")
        archive = crawl.archive()
        items = catalogue.items_for("education", "school", TODAY)
        return faults(archive, audit_site(archive, ORG, items, catalogue, matcher, TODAY))


site = st.lists(st.sampled_from(PATHS), unique=True, min_size=1, max_size=4).flatmap(
    lambda paths: st.tuples(
        *(
            st.tuples(st.just(path), st.sampled_from(TITLES), st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
            for path in paths
        )
    )
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(site)
@example(tuple((path, "Школа", list(PIECES)) for path in ("", "sveden/common")))
@example(tuple((path, "Школа", [piece]) for path, piece in zip(PATHS, PIECES, strict=False)))
def test_every_quote_stands_in_the_text_at_its_record(pages: tuple[tuple[str, str, list[str]], ...]) -> None:
    assert check(list(pages)) == []


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_by_itself_is_quoted_truly(piece: str) -> None:
    assert check([("", "Школа", [piece]), ("sveden/common", "", [piece])]) == []


def faults_of(home: Path) -> list[str]:
    """The faults of all findings over the archives of the latest campaign in a home folder."""
    catalogue, matcher = lists()
    db = connect(home)
    name = campaigns.latest(db)
    day = campaigns.get(db, name).as_of
    rows = {row["org"]: row for row in db.query("SELECT * FROM crawls WHERE campaign = ? AND archive != ''", [name])}
    orgs = [org for org in campaigns.organisations(db, name) if org.id in rows]
    db.close()
    wrong, seen = [], 0
    for org in orgs:
        archive = read(home / rows[org.id]["archive"], rows[org.id]["archive_end"] or None)
        items = catalogue.items_for(org.sector, org.kind, day)
        findings = audit_site(archive, org, items, catalogue, matcher, org.checked_on or day)
        seen += sum(len(finding.evidence) for finding in findings)
        wrong += [f"{org.id}: {fault}" for fault in faults(archive, findings)]
    assert seen
    return wrong


@pytest.mark.slow
def test_every_quote_of_the_demo_stands_in_its_archive(demo: Demo) -> None:
    assert faults_of(demo.home) == []


@pytest.mark.slow
def test_every_quote_of_real_sites_stands_in_their_archive() -> None:
    home = os.environ.get("GLASNOST_TEST_HOME")
    if not home:
        pytest.skip("GLASNOST_TEST_HOME names no home folder of a finished run over real sites")
    assert faults_of(Path(home)) == []

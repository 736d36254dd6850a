"""A whole crawl of a small site with its probes: what stands in the archive, and what the site was asked."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler import database
from crawler.archive import path_of, probes_in
from crawler.conductor import CrawlOptions
from crawler.crawling import crawl
from crawler.pictures import Wanted, take
from crawler.plan import Hint, Plan
from crawler.probes.words import FormWords, LinkWords, LowVisionWords, Probes
from tests.conftest import needs_browser
from tests.crawler.conftest import Campaign, Reply, Serve, Site, page
from tests.crawler.probes.conftest import PAGES
from tests.crawler.test_browsing import chromiums

pytestmark = pytest.mark.slow

PROBES = Probes(
    form=FormWords(words=("обращени", "обратная связь")),
    low_vision=LowVisionWords(phrases=("слабовидящ",)),
    questionnaire=LinkWords(phrases=("анкета",)),
    accessibility=("image-alt", "html-has-lang", "document-title"),
)
HOME = """<img src=x.png><p>school@nowhere.invalid</p>
<a href="#" onclick="document.body.style.fontSize = '30px'">Для слабовидящих</a>"""
PLAN = Plan(hints=(Hint(topic="contacts", pattern="контакты", paths=("contacts",), priority=50),), probes=PROBES)


def read(name: str) -> Reply:
    return Reply(body=(PAGES / name).read_bytes())


@pytest.fixture
def site(serve: Serve) -> Site:
    other = serve({"/robots.txt": Reply(status=404), "/anketa": page(title="Анкета")})
    return serve({
        "/": page("/feedback|Обратная связь", "/contacts|Контакты", f"{other.origin}/anketa|Анкета", text=HOME),
        "/feedback": read("forms/broken-action.html"),
        "/contacts": page(title="Контакты"),
    })  # fmt: skip


def probes(campaign: Campaign) -> dict[tuple[str, str], dict[str, Any]]:
    found = campaign.archive("school").probes
    return {(one.kind, urlsplit(one.about).path.strip("/") if "://" in one.about else one.about): dict(one.data)
            for one in found}  # fmt: skip


@needs_browser
def test_a_visit_tries_what_it_met_and_asks_the_forms_address_only_whether_it_lives(
    campaign: Campaign, site: Site
) -> None:
    campaign.add(school=site.origin)
    campaign.crawl(PLAN)
    found = probes(campaign)
    form = found["form", "feedback"]
    assert form["outcome"] == "ready"
    assert [line for line in site.asked if " " in line] == ["HEAD /gone/send.php", "OPTIONS /gone/send.php"]
    assert form["alive"] == {"url": f"{site.origin}/gone/send.php", "asked": "HEAD", "status": 404, "reason": ""}
    assert found["low_vision", ""]["outcome"] == "changes"
    assert [one["id"] for one in found["accessibility", ""]["broken"]] == ["html-has-lang", "image-alt"]
    assert found["accessibility", "contacts"]["kept"]
    assert found["link", "anketa"]["status"] == 200
    assert found["mail", "nowhere.invalid"]["state"] in ("no_domain", "unknown")


def goes_on(campaign: Campaign) -> None:
    """As a kill at the very end of the crawl leaves it."""
    db = database.connect(campaign.home)
    db.execute("UPDATE crawls SET state = 'running'")
    db.conn.commit()
    db.close()


@needs_browser
def test_a_crawl_that_goes_on_tries_nothing_again(campaign: Campaign, site: Site) -> None:
    campaign.add(school=site.origin)
    campaign.crawl(PLAN)
    before, asked, times = probes(campaign), list(site.asked), campaign.archive("school").probes
    assert {kind for kind, _ in before} == {"form", "low_vision", "accessibility", "link", "mail"}
    goes_on(campaign)
    campaign.crawl(PLAN)
    assert site.asked == asked
    assert probes(campaign) == before
    assert [one.made_at for one in campaign.archive("school").probes] == [one.made_at for one in times]


@needs_browser
def test_a_form_that_was_ready_before_the_stop_is_sent_after_it_once(campaign: Campaign, serve: Serve) -> None:
    site = posting(serve)
    campaign.add(school=site.origin)
    db = database.connect(campaign.home)
    db.execute("UPDATE organisations SET consent = 1")
    db.conn.commit()
    plan = Plan(probes=Probes(form=CONSENT))
    campaign.crawl(plan)
    shown = site.asked.count("/feedback")
    for _ in range(2):
        goes_on(campaign)
        campaign.crawl(plan, submit_forms=True, contact="Иванов, audit@example.org")
    assert site.asked.count("POST /send/plain") == 1
    assert site.asked.count("/feedback") == shown + 1, "shown once more to be sent, and not to be tried"


def test_probes_that_were_over_at_a_stop_are_not_made_again(campaign: Campaign, serve: Serve) -> None:
    paths = [f"/anketa{number}" for number in range(3)]
    other = serve({"/robots.txt": Reply(status=404), **{path: page(title="Анкета") for path in paths}}, seconds=1.2)
    site = serve({"/": page(*(f"{other.origin}{path}|Анкета" for path in paths))})
    campaign.add(school=site.origin)
    options = CrawlOptions(allow_private=True, delay=0.0, browser="none")

    def run(until: Callable[[], bool]) -> None:
        crawl(campaign.home, "test", plans=lambda _: PLAN, options=options, until=until)

    run(lambda: "/anketa1" in other.asked)
    first = set(probes_in(path_of(campaign.home, "test", "school"), 1 << 30))
    assert ("link", f"{other.origin}/anketa0") in first
    assert ("link", f"{other.origin}/anketa2") not in first, "the stop came too late to show anything"
    run(lambda: False)
    made = {(one.kind, one.about) for one in campaign.archive("school").probes}
    assert {("link", other.origin + path) for path in paths} <= made
    again = {path for path in paths if other.asked.count(path) > 1}
    assert not {path for path in again if ("link", other.origin + path) in first}
    assert len(again) <= 1, "the one that the stop broke off"


@needs_browser
def test_a_page_that_is_refused_when_it_is_tried_was_not_tried(campaign: Campaign, site: Site) -> None:
    form, home = site.routes["/feedback"], site.routes["/"]
    assert isinstance(form, Reply)
    assert isinstance(home, Reply)
    site.routes["/feedback"] = changing(form, Reply(status=502, body=b"<h1>502</h1>"))
    site.routes["/"] = changing(home, Reply(status=403, body="<h1>Доступ запрещён</h1>".encode()))
    campaign.add(school=site.origin)
    campaign.crawl(PLAN)
    found = probes(campaign)
    reasons = [found[kind].get("reason") for kind in (("form", "feedback"), ("low_vision", ""), ("accessibility", ""))]
    assert reasons == ["http_error", "blocked", "blocked"]


BARRED = Reply(body=b"User-agent: *\nDisallow: /secret\n", kind="text/plain")


def changing(first: Reply, later: Reply) -> Callable[[str], Reply]:
    """One answer to the crawl, another to the browser that comes after it."""
    answers = iter([first])
    return lambda _: next(answers, later)


@pytest.mark.parametrize("later", [Reply(status=302, headers={"Location": "/secret"}), page(text=(
    "<h1>Школа</h1><p>Режим работы: с 8 до 17.</p><script>setTimeout(() => location = '/secret', 50)</script>"
))])  # fmt: skip
@needs_browser
def test_a_page_that_leads_past_robots_txt_is_kept_from_it(campaign: Campaign, serve: Serve, later: Reply) -> None:
    site = serve({"/robots.txt": BARRED, "/secret": page(title="Тайна")})
    site.routes["/"] = changing(page(text="<p>Школа</p>"), later)
    campaign.add(school=site.origin)
    campaign.crawl(PLAN)
    assert site.counts["/secret"] == 0
    found = probes(campaign)["accessibility", ""]
    assert found["reason"] == "robots" if later.status == 302 else "broken" in found
    before = site.counts["/"]
    wanted = {"school": [Wanted(site.origin + "/")]}
    taken = take(database.connect(campaign.home), campaign.home, "test", wanted, allow_private=True, delay=0)
    assert (taken, site.counts["/secret"], site.counts["/"]) == (int(later.status == 200), 0, before + 1)


SENDS_ITSELF = """<img src=x.png><a href="#" onclick="document.body.style.fontSize = '30px'">Для слабовидящих</a>
<form action=/sent method=post target=w><textarea name=text placeholder="Ваше обращение"></textarea>
<button>Отправить</button></form><iframe name=w></iframe>
<script>setTimeout(() => { const one = document.forms[0]; one.submit();
setTimeout(() => { one.target = ''; one.submit() }, 50) }, 50)</script>"""


@needs_browser
def test_a_page_that_sends_its_form_by_itself_is_kept_from_it(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/": page(text=SENDS_ITSELF), "/sent": page(title="Спасибо")})
    campaign.add(school=site.origin)
    campaign.crawl(PLAN, browser="all")
    wanted = {"school": [Wanted(site.origin + "/")]}
    assert take(database.connect(campaign.home), campaign.home, "test", wanted, allow_private=True, delay=0) == 1
    assert [line for line in site.asked if line.endswith("/sent")] == ["HEAD /sent"]
    found = probes(campaign)
    assert found["form", ""]["outcome"] == "ready"
    assert found["low_vision", ""]["outcome"] == "changes"
    assert "broken" in found["accessibility", ""]


@needs_browser
def test_a_page_that_leads_where_it_may_is_followed(campaign: Campaign, serve: Serve) -> None:
    site = serve({"/robots.txt": BARRED, "/open": page(title="Другая")})
    site.routes["/"] = changing(page(), Reply(status=302, headers={"Location": "/open"}))
    campaign.add(school=site.origin)
    campaign.crawl(PLAN)
    assert site.counts["/open"] > 0
    assert "reason" not in probes(campaign)["accessibility", ""]


def test_without_a_browser_the_records_say_so(campaign: Campaign, site: Site) -> None:
    campaign.add(school=site.origin)
    campaign.crawl(PLAN, browser="none")
    found = probes(campaign)
    assert found["form", "feedback"] == {"reason": "no_browser", "url": f"{site.origin}/feedback"}
    assert found["low_vision", ""]["reason"] == "no_browser"
    assert found["link", "anketa"]["status"] == 200


def test_a_plan_without_words_tries_nothing(campaign: Campaign, site: Site) -> None:
    campaign.add(school=site.origin)
    campaign.crawl(Plan())
    assert probes(campaign) == {}
    assert "/anketa" not in " ".join(site.asked)


CONSENT = FormWords(words=("обращени",))


def posting(serve: Serve) -> Site:
    return serve({
        "/": page("/feedback|Обращения граждан"),
        "/feedback": read("forms/plain.html"),
        "/send/plain": Reply(body="<h1>Спасибо, обращение принято</h1>".encode()),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("consent", "submit", "sent"), [(True, True, 1), (True, False, 0), (False, True, 0), (False, False, 0)]
)
@needs_browser
def test_a_form_is_sent_once_and_only_where_all_agree(
    campaign: Campaign, serve: Serve, *, consent: bool, submit: bool, sent: int
) -> None:
    site = posting(serve)
    campaign.add(school=site.origin)
    db = database.connect(campaign.home)
    db.execute("UPDATE organisations SET consent = ?", [int(consent)])
    db.conn.commit()
    plan = Plan(probes=Probes(form=CONSENT))
    for _ in range(2):
        campaign.crawl(plan, submit_forms=submit, contact="Иванов, audit@example.org")
        db.execute("UPDATE crawls SET state = 'pending', archive_end = 0")
        db.conn.commit()
    assert site.asked.count("POST /send/plain") == sent
    if sent:
        assert db.execute("SELECT count(*) FROM submissions").fetchone() == (1,)


@needs_browser
def test_the_answer_to_a_sent_form_is_archived(campaign: Campaign, serve: Serve) -> None:
    site = posting(serve)
    campaign.add(school=site.origin)
    db = database.connect(campaign.home)
    db.execute("UPDATE organisations SET consent = 1")
    db.conn.commit()
    campaign.crawl(Plan(probes=Probes(form=CONSENT)), submit_forms=True, contact="Иванов, audit@example.org")
    answer = probes(campaign)["answer", "feedback"]
    assert (answer["outcome"], answer["status"]) == ("sent", 200)
    assert "обращение принято" in answer["text"]
    assert answer["operator"] == "Иванов, audit@example.org"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
@needs_browser
def test_a_page_that_names_no_encoding_is_tried_in_the_one_it_is_read_in(
    encoding: str, campaign: Campaign, serve: Serve
) -> None:
    text = (PAGES / "forms" / "plain.html").read_text("utf-8").replace("<meta charset=utf-8>", "")
    site = serve({
        "/": page("/feedback|Обращения граждан"), "/feedback": Reply(body=text.encode(encoding), kind="text/html"),
    })  # fmt: skip
    campaign.add(school=site.origin)
    campaign.crawl(Plan(probes=Probes(form=CONSENT)))
    form = probes(campaign)["form", "feedback"]
    assert (form["outcome"], form["button"]) == ("ready", "Отправить")


@pytest.mark.parametrize(
    ("options", "status", "reason"), [(200, 200, ""), (404, 404, ""), (405, 405, "unclear"), (501, 501, "unclear")]
)
@needs_browser
def test_an_address_that_knows_no_head_is_asked_for_its_options(
    options: int, status: int, reason: str, campaign: Campaign, serve: Serve
) -> None:
    asked: list[Site] = []

    def answer(path: str) -> Reply:
        del path
        return Reply(status=options if asked[0].asked[-1].startswith("OPTIONS") else 404)

    asked.append(serve({
        "/": page("/feedback|Обращения граждан"), "/feedback": read("forms/plain.html"), "/send/plain": answer,
    }))  # fmt: skip
    campaign.add(school=asked[0].origin)
    campaign.crawl(Plan(probes=Probes(form=CONSENT)))
    alive = probes(campaign)["form", "feedback"]["alive"]
    assert (alive["status"], alive["reason"]) == (status, reason)


@needs_browser
def test_a_form_whose_address_is_dead_does_not_end_the_search(campaign: Campaign, serve: Serve) -> None:
    site = serve({
        "/": page("/feedback|Обращения граждан", "/other|Обращения граждан в другой отдел"),
        "/feedback": read("forms/broken-action.html"), "/other": read("forms/plain.html"),
        "/send/plain": page(),
    })  # fmt: skip
    campaign.add(school=site.origin)
    campaign.crawl(Plan(probes=Probes(form=CONSENT)))
    found = probes(campaign)
    assert [found["form", name]["alive"]["status"] for name in ("feedback", "other")] == [404, 200]


@needs_browser
def test_a_browser_that_is_killed_while_a_form_is_tried_is_told_and_the_next_probe_has_another(
    campaign: Campaign, serve: Serve
) -> None:

    def killing(path: str) -> Reply:
        del path
        for process in chromiums():
            os.kill(process, signal.SIGKILL)
        return read("forms/slow.html")

    site = serve({"/": page("/feedback|Обращения граждан", text=HOME)})
    campaign.add(school=site.origin)
    site.routes["/late.js"] = killing
    body = read("forms/slow.html").body.replace(b"</body>", b"<script src=/late.js></script></body>")
    site.routes["/feedback"] = Reply(body=body)
    campaign.crawl(PLAN)
    found = probes(campaign)
    assert found["form", "feedback"]["reason"] == "browser_failed"
    assert found["low_vision", ""]["outcome"] == "changes"
    assert campaign.reasons("school")["/feedback"] == "fetched"

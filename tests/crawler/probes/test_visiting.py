"""A whole crawl of a small site with its probes: what stands in the archive, and what the site was asked."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler import database
from crawler.plan import Hint, Plan
from crawler.probes.words import FormWords, LinkWords, LowVisionWords, Probes
from tests.crawler.conftest import Campaign, Reply, Serve, Site, page
from tests.crawler.probes.conftest import PAGES

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


def test_a_visit_tries_what_it_met_and_asks_the_forms_address_only_whether_it_lives(
    campaign: Campaign, site: Site
) -> None:
    if not shutil.which("chromium-headless-shell"):
        pytest.skip("no browser")
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
def test_a_form_is_sent_once_and_only_where_all_agree(
    campaign: Campaign, serve: Serve, *, consent: bool, submit: bool, sent: int
) -> None:
    if not shutil.which("chromium-headless-shell"):
        pytest.skip("no browser")
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


def test_the_answer_to_a_sent_form_is_archived(campaign: Campaign, serve: Serve) -> None:
    if not shutil.which("chromium-headless-shell"):
        pytest.skip("no browser")
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

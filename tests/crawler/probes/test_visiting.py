"""A whole crawl of a small site with its probes: what stands in the archive, and what the site was asked."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urlsplit

import pytest

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

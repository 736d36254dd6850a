from __future__ import annotations

import gzip

from tests.crawler.conftest import Campaign, Reply, Serve, page

ROBOTS = Reply(body=b"User-agent: *\nDisallow: /closed/\nSitemap: /map.xml\n", kind="text/plain")


def test_a_small_site_is_archived_with_every_address_in_the_ledger(serve: Serve, campaign: Campaign) -> None:
    site = serve(
        {
            "/": page(
                "/about", "/charter.pdf|Устав", "/poem.pdf", "/closed/x", "/photo.jpg", "http://other.example/", "/gone"
            ),
            "/about": page("/", "mailto:a@b.example"),
            "/charter.pdf": Reply(body=b"%PDF-1.4 x", kind="application/pdf"),
            "/robots.txt": ROBOTS,
        },
    )
    campaign.add(a=site.origin + "/")
    summary = campaign.crawl()
    assert (summary.done, summary.failed, summary.pages, summary.documents) == (1, 0, 2, 1)
    assert campaign.reasons("a") == {
        "/robots.txt": "fetched",
        "/": "fetched",
        "/map.xml": "failed gone",
        "/about": "fetched",
        "/charter.pdf": "fetched",
        "/poem.pdf": "skipped budget",
        "/closed/x": "skipped robots",
        "/photo.jpg": "skipped media",
        "http://other.example/": "skipped offsite",
        "/gone": "failed gone",
    }
    read = campaign.archive("a")
    assert [answer.url.removeprefix(site.origin) for answer in read.responses()] == [
        "/robots.txt",
        "/",
        "/charter.pdf",
        "/about",
    ]
    entry = campaign.ledger("a")["/charter.pdf"]
    assert entry.link_text == "Устав"
    assert entry.parent == site.origin + "/"
    assert entry.offset is not None
    assert read.response(entry.offset).body == b"%PDF-1.4 x"
    assert read.crawl["state"] == "done"
    assert read.plan is not None
    assert max(site.counts.values()) == 1
    assert all("GlasnostBot" in agent for agent in site.agents)


def test_crawling_again_asks_nothing(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/a"), "/a": page()})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    before = len(site.asked)
    again = campaign.crawl()
    assert len(site.asked) == before
    assert (again.done, again.pages) == (0, 0)


def test_two_crawls_of_one_site_meet_the_same_in_the_same_order(serve: Serve, campaign: Campaign) -> None:
    routes = {f"/{n}": page(f"/{n * 2}", f"/{n * 3}", f"/{n * 3}?sort=name", f"/{n}.pdf|Устав {n}") for n in range(60)}
    home = {"/": page("/1", "/2", "/charter")}
    campaign.add(a=serve(home | routes).origin + "/", b=serve(home | routes).origin + "/")
    campaign.crawl()
    orders = [list(campaign.reasons(org).items()) for org in "ab"]
    assert orders[0] == orders[1]
    assert len(orders[0]) > 50


def test_topics_come_before_the_rest(serve: Serve, campaign: Campaign) -> None:
    news = [f"/news/{n}" for n in range(20)]
    site = serve({"/": page(*news, "/x|Устав"), "/x": page(), **dict.fromkeys(news, page())})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert site.asked[:4] == ["/robots.txt", "/", "/sitemap.xml", "/x"]


def test_the_budget_of_pages_ends_a_visit_and_is_told(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(*(f"/{n}" for n in range(30))), **{f"/{n}": page(text=str(n)) for n in range(30)}})
    campaign.add(a=site.origin + "/")
    assert campaign.crawl(max_pages=10).pages == 10
    assert sum(reason == "skipped budget" for reason in campaign.reasons("a").values()) == 21


def test_exhaustive_takes_documents_that_no_topic_asks_for(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/menu.pdf|Разное"), "/menu.pdf": Reply(body=b"%PDF-1.4", kind="application/pdf")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/menu.pdf"] == "skipped budget"
    campaign.add(b=site.origin + "/")
    campaign.crawl(exhaustive=True)
    assert campaign.reasons("b")["/menu.pdf"] == "fetched"


def test_an_organisation_without_a_site_is_settled_without_a_request(campaign: Campaign) -> None:
    campaign.add(a="")
    assert campaign.crawl().no_site == 1


def test_broken_and_encoded_bodies_stand_as_received(serve: Serve, campaign: Campaign) -> None:
    packed = gzip.compress(page("/next").body)
    site = serve(
        {"/": Reply(body=packed, headers={"Content-Encoding": "gzip"}), "/next": Reply(body=b"<p>cut", chunk=5)}
    )
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    first, second = list(campaign.archive("a").responses())
    assert first.body == page("/next").body
    assert first.header("content-encoding") == "gzip"
    assert second.body == b"<p>cut"

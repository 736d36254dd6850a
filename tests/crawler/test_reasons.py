"""Why an address could not be read: each reason of the ledger, and what politeness asks."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from crawler import database
from crawler.conductor import CrawlOptions
from crawler.crawling import crawl
from crawler.plan import Plan
from tests.crawler.conftest import HINT, Campaign, Reply, Serve, Site, page


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less before trying again."""
    for module in ("asking", "patience"):
        monkeypatch.setattr(f"crawler.{module}.RETRY_WAITS", (0.05, 0.1))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "login"),
        (403, "blocked"),
        (404, "gone"),
        (410, "gone"),
        (429, "blocked"),
        (451, "blocked"),
        (500, "http_error"),
    ],
)
def test_a_home_page_that_answers_with_an_error(serve: Serve, campaign: Campaign, status: int, reason: str) -> None:
    site = serve({"/": Reply(status=status)})
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().failed == 1
    read = campaign.archive("a")
    assert (read.crawl["state"], read.crawl["reason"]) == ("failed", reason)
    assert campaign.ledger("a")["/"].status == status


def test_a_site_that_is_not_there_leaves_an_archive_with_its_reason(campaign: Campaign) -> None:
    with socket.socket() as free:
        free.bind(("127.0.2.99", 0))
        port = free.getsockname()[1]
    campaign.add(refused=f"http://127.0.2.99:{port}/", dns="http://no-such-name.invalid/")
    assert campaign.crawl().failed == 2
    assert {org: campaign.archive(org).crawl["reason"] for org in ("refused", "dns")} == {
        "refused": "refused",
        "dns": "dns",
    }
    assert "https://" not in str(campaign.reasons("dns"))
    assert any("www.no-such-name.invalid" in entry.url for entry in campaign.archive("dns").ledger)


def test_a_server_that_says_nothing_times_out(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.visit.PAGE_SECONDS", 0.3)
    with socket.create_server(("127.0.2.98", 0), backlog=20) as silent:
        campaign.add(a=f"http://127.0.2.98:{silent.getsockname()[1]}/")
        monkeypatch.setattr("crawler.asking.Asker.get.__kwdefaults__", {"seconds": 0.3, "method": "GET"})
        campaign.crawl()
    assert campaign.archive("a").crawl["reason"] == "timeout"


def test_an_invalid_certificate_is_noted_and_the_content_read(campaign: Campaign, tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            cert,
            "-days",
            "1",
            "-subj",
            "/CN=x",
        ],
        check=True,
        capture_output=True,
    )
    site = Site("127.0.2.97", {"/": page(text="read")})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    try:
        campaign.add(a=site.origin.replace("http:", "https:") + "/")
        assert campaign.crawl().pages == 1
    finally:
        site.close()
    assert campaign.archive("a").crawl["certificate"]["127.0.2.97"]["kind"] == "self_signed"


def test_plain_http_on_a_port_of_https_is_tls(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page()})
    campaign.add(a=site.origin.replace("http:", "https:") + "/")
    campaign.crawl()
    assert campaign.archive("a").crawl["reason"] == "tls"


# -- robots.txt -------------------------------------------------------------------------------------------------------


def test_robots_that_forbid_everything_are_obeyed(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(), "/robots.txt": Reply(body=b"User-agent: GlasnostBot\nDisallow: /", kind="text/plain")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert site.asked == ["/robots.txt"]
    assert campaign.archive("a").crawl["reason"] == "robots"


def test_robots_that_cannot_be_had_forbid_and_absent_ones_allow(serve: Serve, campaign: Campaign) -> None:
    broken = serve({"/": page(), "/robots.txt": Reply(status=500)})
    absent = serve({"/": page(), "/robots.txt": Reply(status=403)})
    campaign.add(broken=broken.origin + "/", absent=absent.origin + "/")
    assert campaign.crawl().done == 1
    assert set(broken.asked) == {"/robots.txt"}
    assert campaign.archive("broken").crawl["reason"] == "robots"


def test_robots_are_asked_once_and_read_from_the_archive_after_a_stop(serve: Serve, campaign: Campaign) -> None:
    robots = Reply(body=b"User-agent: *\nDisallow: /closed", kind="text/plain")
    site = serve({"/": page("/closed"), "/robots.txt": robots})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    db = database.connect(campaign.home)
    db.execute("UPDATE crawls SET state = 'running'")
    db.execute("UPDATE urls SET state = 'queued' WHERE url LIKE '%/closed'")
    db.close()
    campaign.crawl()
    assert site.counts == {"/robots.txt": 1, "/": 1, "/sitemap.xml": 1}
    assert campaign.reasons("a")["/closed"] == "skipped robots"


# -- politeness -------------------------------------------------------------------------------------------------------


def test_retry_after_is_obeyed(serve: Serve, campaign: Campaign) -> None:
    answers = iter([Reply(status=503, headers={"Retry-After": "1"})])
    site = serve({"/": page("/busy"), "/busy": lambda _: next(answers, page(text="now"))})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/busy"] == "fetched"
    first, second = (when for when, path in zip(site.times, site.asked, strict=True) if path == "/busy")
    assert second - first >= 1.0


def test_a_long_retry_after_ends_the_visit(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/x", "/y"), "/x": Reply(status=429, headers={"Retry-After": "86400"}), "/y": page()})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/x"] == "failed blocked"
    assert campaign.reasons("a")["/y"] == "failed blocked"
    assert "/y" not in site.asked


def test_what_fails_in_passing_is_tried_again_and_a_document_is_not(serve: Serve, campaign: Campaign) -> None:
    answers = iter([Reply(status=502)])
    site = serve(
        {
            "/": page("/flaky", "/charter.pdf|Устав", "/never"),
            "/flaky": lambda _: next(answers, page(text="now")),
            "/charter.pdf": Reply(status=503),
            "/never": Reply(status=500),
        },
    )
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert (reasons["/flaky"], reasons["/charter.pdf"], reasons["/never"]) == (
        "fetched",
        "failed http_error",
        "failed http_error",
    )
    assert (site.counts["/flaky"], site.counts["/charter.pdf"], site.counts["/never"]) == (2, 1, 3)


def test_a_delay_lies_between_requests_to_one_host(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/a"), "/a": page(text="a")})
    campaign.add(a=site.origin + "/")
    campaign.crawl(delay=0.15)
    assert all(later - sooner >= 0.15 for sooner, later in itertools.pairwise(site.times))


def test_at_most_two_requests_at_a_time_go_to_one_address(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.guard.addresses_of", lambda _: ("127.0.2.96",))  # six names of one server
    lock, under_way, most = threading.Lock(), [0], [0]

    def slow(path: str) -> Reply:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        threading.Event().wait(0.05)
        with lock:
            under_way[0] -= 1
        return page(text=path)

    sites = [Site("127.0.2.96", dict.fromkeys(("/", "/robots.txt", "/sitemap.xml"), slow)) for _ in range(6)]
    campaign.add(**{f"s{number}": f"http://s{number}.example:{site.port}/" for number, site in enumerate(sites)})
    campaign.crawl()
    for site in sites:
        site.close()
    assert most[0] == 2
    assert sum(len(site.asked) for site in sites) == 18


def test_organisations_of_one_host_keep_to_their_folders(serve: Serve, campaign: Campaign) -> None:
    site = serve(
        {"/one/": page("/two/", "/one/a"), "/one/a": page(text="a"), "/two/": page("/two/b"), "/two/b": page(text="b")}
    )
    campaign.add(one=site.origin + "/one/", two=site.origin + "/two/")
    campaign.crawl()
    assert campaign.reasons("one")["/two/"] == "skipped offsite"
    assert campaign.reasons("one")["/one/a"] == "fetched"
    assert max(site.counts[path] for path in ("/one/", "/two/", "/one/a", "/two/b")) == 1


def test_the_operator_s_contact_is_told(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page()})
    campaign.add(a=site.origin + "/")
    campaign.crawl(contact="audit@council.example\r\nX-Evil: 1")
    assert len(site.agents) == 1
    assert "contact: audit@council.example" in site.agents.pop()


# -- sitemaps ---------------------------------------------------------------------------------------------------------


def test_nested_and_packed_sitemaps_are_read_and_entities_are_not(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page()})
    places = (f"<sitemap><loc>{place}</loc></sitemap>" for place in (f"{site.origin}/one.xml.gz", "/two.xml"))
    index = f"<sitemapindex>{''.join(places)}</sitemapindex>"
    one = f"<urlset><url><loc>{site.origin}/from-one</loc></url><url><loc>http://other.example/</loc></url></urlset>"
    two = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>/&e;</loc></url><url><loc>/from-two'
    )
    site.routes |= {
        "/sitemap.xml": Reply(body=index.encode(), kind="application/xml"),
        "/one.xml.gz": Reply(body=gzip.compress(one.encode()), kind="application/gzip"),
        "/two.xml": Reply(body=two.encode(), kind="application/xml"),
        "/from-one": page(text="1"),
    }
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert reasons["/from-one"] == "fetched"
    assert reasons["http://other.example/"] == "skipped offsite"
    assert campaign.ledger("a")["/from-one"].via == "listed"
    hostname = Path("/etc/hostname").read_text().strip()
    assert not any(hostname in path for path in site.asked)


def test_a_sitemap_is_followed_to_where_it_is_and_a_page_is_a_page(serve: Serve, campaign: Campaign) -> None:
    """WordPress sends /sitemap.xml on to its own; others send whatever they do not know to a page."""
    listed = Reply(body=b"<urlset><url><loc>/deep</loc></url></urlset>", kind="application/xml")
    one = serve({"/": page(), "/wp-sitemap.xml": listed, "/deep": page(text="deep")})
    one.routes["/sitemap.xml"] = Reply(status=301, headers={"Location": "/wp-sitemap.xml"})
    two = serve({"/": page(), "/map/": page("/below"), "/below": page(text="below")})
    two.routes["/sitemap.xml"] = Reply(status=302, headers={"Location": "/map/"})
    campaign.add(one=one.origin + "/", two=two.origin + "/")
    campaign.crawl()
    assert campaign.reasons("one")["/deep"] == "fetched"
    assert campaign.ledger("one")["/wp-sitemap.xml"].via == "sitemap"
    assert campaign.reasons("two")["/below"] == "fetched"


# -- hosts that several share -----------------------------------------------------------------------------------------


def test_one_of_those_who_share_a_host_keeps_to_its_folder_alone_too(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/one/": page("/two/", "/one/a"), "/one/a": page(text="a"), "/two/": page(), "/sveden/": page()})
    campaign.add(one=site.origin + "/one/", two=site.origin + "/two/")
    plan = Plan(hints=(HINT,), addresses=("/sveden/",))
    options = CrawlOptions(allow_private=True, delay=0.0)
    crawl(campaign.home, "test", plans=lambda _: plan, orgs=["one"], options=options)
    reasons = campaign.reasons("one")
    assert (reasons["/two/"], reasons["/one/a"]) == ("skipped offsite", "fetched")
    assert "/sveden/" not in site.asked, "what an act prescribes is asked of its own folder, not of the host"
    assert "/one/sveden/" in site.asked


def test_a_folder_may_be_written_without_its_slash(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/one": page("/two", "/one/a", "/oneself"), "/one/a": page(text="a"), "/two": page()})
    campaign.add(one=site.origin + "/one", two=site.origin + "/two")
    campaign.crawl()
    reasons = campaign.reasons("one")
    assert (reasons["/one"], reasons["/one/a"]) == ("fetched", "fetched")
    assert (reasons["/two"], reasons["/oneself"]) == ("skipped offsite", "skipped offsite")

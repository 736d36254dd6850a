"""What hostile or broken sites do, and what the ledger says of it."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from crawler.content import MAX_PAGE
from crawler.plan import Plan
from tests.crawler.conftest import HINT, Campaign, Reply, Serve, page

TOO_DEEP = b"<div>" * 200_000 + b"x" + b"</div>" * 200_000


def moved(target: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": target})


def test_one_page_nested_without_end_costs_the_others_nothing(serve: Serve, campaign: Campaign) -> None:
    bad = serve({"/": page("/deep"), "/deep": Reply(body=TOO_DEEP)})
    good = [serve({"/": page("/a"), "/a": page()}) for _ in range(3)]
    campaign.add(bad=bad.origin + "/", **{f"good{n}": site.origin + "/" for n, site in enumerate(good)})
    summary = campaign.crawl()
    assert (summary.done, summary.pages) == (4, 7)
    assert campaign.reasons("bad")["/deep"] == "failed too_deep"


@pytest.mark.parametrize("window", [15, -15])
def test_a_bomb_is_too_large_and_not_unpacked(serve: Serve, campaign: Campaign, window: int) -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, window)
    bomb = b"".join(pack.compress(bytes(1 << 20)) for _ in range(60)) + pack.flush()
    site = serve({"/": page("/bomb"), "/bomb": Reply(body=bomb, headers={"Content-Encoding": "deflate"})})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/bomb"] == "failed too_large"


def test_an_answer_over_the_limit_is_not_read(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/big"), "/big": Reply(body=bytes(21 << 20))})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")["/big"] == "failed too_large"


def test_media_without_a_telling_name_is_not_read(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page("/film"), "/film": Reply(body=bytes(5 << 20), kind="video/mp4")})
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().bytes < 1 << 20
    assert campaign.reasons("a")["/film"] == "skipped media"


def test_redirects_are_followed_within_a_bound_and_told(serve: Serve, campaign: Campaign) -> None:
    chain = {f"/r{n}": moved(f"/r{n + 1}") for n in range(30)}
    site = serve({"/": page("/old", "/loop", "/self", "/r0"), "/old": moved("/new"), "/new": page(text="new"),
                  "/loop": moved("/pool"), "/pool": moved("/loop"), "/self": moved("/self"), **chain})  # fmt: skip
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    found, reasons = campaign.ledger("a"), campaign.reasons("a")
    assert reasons["/old"] == "skipped redirect"
    assert found["/old"].redirect_to == site.origin + "/new"
    assert (found["/new"].via, found["/new"].state) == ("redirect", "fetched")
    assert reasons["/self"] == "failed redirect"
    assert reasons["/r10"] == "failed redirect"
    assert "/r12" not in reasons
    assert max(site.counts.values()) == 1


def test_a_home_page_that_moved_takes_the_crawl_with_it(serve: Serve, campaign: Campaign) -> None:
    new = serve({"/": page("/about"), "/about": page(text="about")})
    old = serve({"/": moved(new.origin + "/", 301)})
    campaign.add(a=old.origin + "/")
    assert campaign.crawl().pages == 2
    assert campaign.archive("a").crawl["moved_to"] == new.origin + "/"


def test_a_meta_refresh_is_followed_through_the_queue(serve: Serve, campaign: Campaign) -> None:
    shell = Reply(body=b'<html><head><meta http-equiv="refresh" content="0; url=/real"></head></html>')
    site = serve({"/": shell, "/real": page("/about"), "/about": page(text="about")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.ledger("a")["/real"].via == "refresh"
    assert campaign.reasons("a")["/about"] == "fetched"


def test_links_with_base_frames_and_scripts_are_met(serve: Serve, campaign: Campaign) -> None:
    body = """<html><head><base href="/sub/"></head><body><a href="one">1</a><iframe src="two"></iframe>
    <div onclick="location.href='three'">3</div><button data-href="four">4</button></body></html>"""
    site = serve(
        {"/": Reply(body=body.encode()), **{f"/sub/{n}": page(text=n) for n in ("one", "two", "three", "four")}}
    )
    campaign.add(a=site.origin + "/")
    assert campaign.crawl().pages == 5
    assert campaign.ledger("a")["/sub/two"].via == "frame"


def test_traps_are_cut_and_told(serve: Serve, campaign: Campaign) -> None:
    def calendar(path: str) -> Reply:
        number = int(path.rpartition("=")[2])
        return page(f"/events?month={number + 1}", f"/events?month={number + 2}", text=path)

    months = {f"/events?month={n}": calendar for n in range(200)}
    sorts = [f"/list?sort={key}" for key in "abcdefgh"]
    site = serve({"/": page("/events?month=0", "/page?PHPSESSID=0123456789abcdef", "/x/y/x/y/x/y/", *sorts),
                  "/page": page(text="page"), **months, **{one: page(text=one) for one in sorts}})  # fmt: skip
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert reasons["/page?PHPSESSID=0123456789abcdef"] == "skipped trap:session"
    assert reasons["/page"] == "fetched"
    assert reasons["/x/y/x/y/x/y/"] == "skipped trap:depth"
    assert sum(reason == "skipped trap:facet" for reason in reasons.values()) == 5
    months_asked = [path for path in site.asked if path.startswith("/events")]
    assert len(months_asked) == 12
    assert "skipped trap:calendar" in reasons.values()


def test_hostile_names_and_addresses_do_no_harm(serve: Serve, campaign: Campaign) -> None:
    keys = "&".join(f"a{n}=1" for n in range(99))
    hostile = [
        *("http://[::1", "http://a..b/", "http://x:99999/", "//", "http://%00/", "http:///x", "\u202e/x", "a\r\nb: c"),
        *("http://" + "a" * 300 + ".example/", "/" + "x" * 5000, "/\ud83d", f"?{keys}"),
        *("javascript:alert(1)", "data:text/html,x", "ftp://x.example/f"),
    ]
    body = "".join(f"<a href='{href}'>{href[:50]}\0</a>" for href in hostile).encode("utf-8", "surrogatepass")
    site = serve({"/": Reply(body=body + page("/after").body), "/after": page(text="after")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert reasons["/after"] == "fetched"
    assert reasons["ftp://x.example/f"] == "skipped scheme"
    assert "skipped trap:length" in reasons.values()


def test_headers_cannot_begin_a_record_of_their_own(serve: Serve, campaign: Campaign) -> None:
    evil = "x\rWARC-Type: warcinfo\r\rHTTP/1.1 200 OK"
    site = serve({"/": Reply(body=page("/a").body, headers={"X-Evil": evil}), "/a": page(text="a")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    first = next(campaign.archive("a").responses())
    assert first.status == 200
    assert "\r" not in first.header("x-evil")


def test_letters_of_a_query_are_sent_in_the_encoding_of_the_page(serve: Serve, campaign: Campaign) -> None:
    body = "<meta charset=windows-1251><a href='/поиск?что=устав'>x</a>".encode("windows-1251")
    wanted = "/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA?%F7%F2%EE=%F3%F1%F2%E0%E2"
    site = serve({"/": Reply(body=body, kind="text/html"), wanted: page(text="found")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")[wanted] == "fetched"


def test_a_ledger_has_room_for_so_many_addresses(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(*(f"/{n}" for n in range(100)))})
    campaign.add(a=site.origin + "/")
    campaign.crawl(Plan(hints=(HINT,), max_urls=20))
    assert len(campaign.reasons("a")) == 20
    assert campaign.archive("a").crawl["links_beyond"] == 83


# -- addresses outside the public internet ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelt", ["127.0.2.1", "0x7f000201", "2130706945", "0177.0.2.1", "[::ffff:127.0.2.1]", "localhost"]
)
def test_a_private_address_is_refused_however_it_is_spelt(campaign: Campaign, serve: Serve, spelt: str) -> None:
    site = serve({"/": page()})
    campaign.add(a=f"http://{spelt}:{site.port}/")
    campaign.crawl(allow_private=False)
    assert site.asked == []
    assert campaign.archive("a").crawl["reason"] == "private"


def test_a_redirect_into_a_private_network_is_refused(
    serve: Serve,
    campaign: Campaign,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = serve({"/": page(text="secret")})
    site = serve({"/": page("/out"), "/out": moved(secret.origin + "/")})
    public = site.origin.partition("//")[2].partition(":")[0]
    # The one address that this machine can serve on is made to pass for a public one.
    monkeypatch.setattr("crawler.guard.is_public", lambda address: address == public)
    campaign.add(a=site.origin + "/", b=serve({"/": moved(secret.origin + "/")}).origin + "/")
    campaign.crawl(allow_private=False)
    assert secret.asked == []
    assert campaign.reasons("a")[secret.origin + "/"] == "skipped offsite"
    assert campaign.archive("b").crawl["reason"] == "private"


def test_a_home_page_that_redirects_into_a_private_network_is_refused(
    serve: Serve,
    campaign: Campaign,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = serve({"/": page(text="secret")})
    site = serve({"/": moved(secret.origin + "/"), "/robots.txt": moved(secret.origin + "/robots.txt")})
    public = site.origin.partition("//")[2].partition(":")[0]
    monkeypatch.setattr("crawler.guard.is_public", lambda address: address == public)
    campaign.add(a=site.origin + "/")
    campaign.crawl(allow_private=False)
    assert secret.asked == []
    assert campaign.archive("a").crawl["state"] == "failed"


@pytest.mark.parametrize(
    ("sent", "asked"),
    [("/о-школе".encode(), "/%D0%BE-%D1%88%D0%BA%D0%BE%D0%BB%D0%B5"), ("/устав".encode("cp1251"), "/%F3%F1%F2%E0%E2")],
)
def test_letters_of_a_redirect_are_read_as_browsers_read_them(
    serve: Serve, campaign: Campaign, sent: bytes, asked: str
) -> None:
    site = serve({"/": page("/old"), asked: page(text="here")})
    site.routes["/old"] = Reply(status=302, headers={"Location": sent.decode("latin-1")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert campaign.reasons("a")[asked] == "fetched"


def test_a_page_larger_than_anybody_reads_is_not_taken_apart(serve: Serve, campaign: Campaign) -> None:
    picture = b"<img src='data:image/png;base64," + b"QUJD" * (MAX_PAGE // 4) + b"'>"
    home = Reply(body=b"<html><a href=/x>x</a><div>" * 1500 + picture + "<a href=/y>Устав</a>".encode())
    site = serve({"/": home, "/x": page(text="x"), "/y": page(text="y")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    found, reasons = campaign.ledger("a"), campaign.reasons("a")
    assert reasons["/"] == "failed too_large"  # neither by the parser, which would find it too deep
    assert (reasons["/x"], reasons["/y"]) == ("fetched", "fetched")
    assert (found["/y"].link_text, found["/y"].parent) == ("Устав", site.origin + "/")
    assert [one.url for one in campaign.archive("a").responses()] == [site.origin + path for path in ("/y", "/x")]


def test_links_to_strangers_leave_room_for_the_own_pages_of_a_hacked_site(serve: Serve, campaign: Campaign) -> None:
    strangers = [f"http://s{number}.example/" for number in range(100)]
    site = serve({"/": page(*strangers, "http://disk.example/1|Устав", "/own"), "/own": page(text="own")})
    campaign.add(a=site.origin + "/")
    campaign.crawl(Plan(hints=(HINT,), max_urls=20))
    reasons, told = campaign.reasons("a"), campaign.archive("a").crawl
    assert (reasons["/own"], reasons["http://disk.example/1"]) == ("fetched", "skipped offsite")
    assert (told["links_beyond"], told["links_unkept"]) == (0, 90)


def test_office_files_without_a_type_are_documents(serve: Serve, campaign: Campaign) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        pack.writestr("[Content_Types].xml", "<Types/>")
    nameless = Reply(body=made.getvalue(), kind="application/octet-stream")
    site = serve(
        {"/": page("/charter.docx|Устав", "/get.php?id=5|Устав", "/photos.zip|Фото"), "/get.php?id=5": nameless}
    )
    site.routes["/charter.docx"] = Reply(body=made.getvalue() + b" ", kind="application/zip")
    campaign.add(a=site.origin + "/")
    summary = campaign.crawl()
    reasons = campaign.reasons("a")
    assert (reasons["/charter.docx"], reasons["/get.php?id=5"]) == ("fetched", "fetched")
    assert summary.documents == 2


def test_a_page_of_a_social_network_is_not_the_network(
    serve: Serve, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve({"/": page("/club1|Клуб")})
    monkeypatch.setattr("crawler.urls._CORNERS", frozenset({site.origin.partition("://")[2]}))
    site.routes |= {"/club1": page("/club1/about", "/stranger"), "/club1/about": page(text="a"), "/stranger": page()}
    campaign.add(a=site.origin + "/club1")
    campaign.crawl()
    reasons = campaign.reasons("a")
    assert (reasons["/club1/about"], reasons["/stranger"]) == ("fetched", "skipped offsite")

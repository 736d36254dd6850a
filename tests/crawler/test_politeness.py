from __future__ import annotations

import asyncio
import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.conductor import spread
from crawler.politeness import Closed, Gate, platform_of, retry_after, server_of
from crawler.registry import Organisation
from tests.crawler.conftest import Campaign, Reply, Serve, Site, page

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 40, 999999999.0),
    ],
)
def test_what_retry_after_asks(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_sites_of_a_platform_share_a_server() -> None:
    assert server_of("school1.edumsko.ru", ("192.0.2.1",)) == "edumsko.ru"
    assert server_of("school1.example", ("192.0.2.1",)) == "192.0.2.1"
    assert platform_of("notedumsko.ru") == ""


def test_a_gate_forgets_who_left() -> None:
    async def visit() -> Gate:
        gate = Gate(0.0)
        for host in ("a", "b"):
            gate.enter(host, "192.0.2.1")
        async with gate.turn("a", "192.0.2.1"):
            pass
        for host in ("a", "b"):
            gate.leave(host, "192.0.2.1")
        return gate

    gate = asyncio.run(visit())
    assert not any((gate._hosts, gate._servers, gate._ready, gate._users))  # noqa: SLF001


def test_platforms_take_turns() -> None:
    def org(name: str, site: str) -> Organisation:
        return Organisation(id=name, name=name, sector="education", site=site, extra={})

    many = [org(f"p{n}", f"http://s{n}.edumsko.ru/") for n in range(4)]
    order = spread([*many, org("x", "http://x.example/"), org("y", "http://y.example/")])
    assert [one.id for one in order] == ["p0", "x", "y", "p1", "p2", "p3"]


DATES = st.from_regex(
    r"(Thu, )?\d{1,3} (Jan|Feb|Dec) \d{1,30} \d\d:\d\d(:\d{1,12})? ([+-]\d{4,20}|GMT)", fullmatch=True
)


@given(st.text() | DATES)
@example("Thu, 01 Jan 99999999999 00:00:00 GMT")
def test_whatever_retry_after_says_is_read_or_passed_over(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


HOST = ("a.example", "192.0.2.1")


def test_what_asks_for_less_takes_nothing_back() -> None:
    async def visit() -> list[float]:
        gate, now = Gate(0.0), asyncio.get_running_loop().time
        gate.enter(*HOST)
        began = now()
        gate.pause("a.example", 0.3)
        gate.pause("a.example", 0.0)
        async with gate.turn(*HOST):
            first = now() - began
            gate.pause("a.example", 0.3)  # another visit of the same host was told so meanwhile
        async with gate.turn(*HOST):
            return [first, now() - began]

    first, second = asyncio.run(visit())
    assert first >= 0.3
    assert second >= 0.6


def test_a_pause_reaches_whoever_waits_already() -> None:
    async def visit() -> float:
        gate, now = Gate(0.0), asyncio.get_running_loop().time
        gate.enter(*HOST)

        async def other() -> float:
            async with gate.turn(*HOST):
                return now()

        gate.pause("a.example", 0.1)
        waiting, began = asyncio.create_task(other()), now()
        await asyncio.sleep(0.05)
        gate.pause("a.example", 0.4)
        return await waiting - began

    assert asyncio.run(visit()) >= 0.4


def test_a_closed_host_lets_nobody_in_and_keeps_no_place_of_its_server() -> None:
    async def visit() -> None:
        gate = Gate(0.0)
        gate.enter(*HOST)
        gate.enter("b.example", "192.0.2.1")
        gate.close("a.example", 3600.0)
        gate.close("a.example", 0.0)
        for _ in range(3):
            with pytest.raises(Closed):
                async with gate.turn(*HOST):
                    pass
        async with gate.turn("b.example", "192.0.2.1"):
            pass

    asyncio.run(visit())


# -- as servers see it ------------------------------------------------------------------------------------------------


def gaps(site: Site) -> list[float]:
    """Seconds between requests."""
    return [later - sooner for sooner, later in itertools.pairwise(site.times)]


def test_a_retry_after_of_nothing_does_not_shorten_the_delay(serve: Serve, campaign: Campaign) -> None:
    busy = Reply(status=503, headers={"Retry-After": "0"})
    pages, robots = iter([busy]), iter([busy])
    site = serve({"/": page("/x"), "/x": lambda _: next(pages, page(text="x")),
                  "/robots.txt": lambda _: next(robots, Reply(status=404))})  # fmt: skip
    campaign.add(a=site.origin + "/")
    campaign.crawl(delay=0.8)
    assert site.counts == {"/robots.txt": 2, "/": 1, "/sitemap.xml": 1, "/x": 2}
    assert min(gaps(site)) >= 0.8


def test_crawl_delay_holds_from_robots_txt_on(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/": page(), "/robots.txt": Reply(body=b"User-agent: *\nCrawl-delay: 0,4", kind="text/plain")})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert len(site.times) == 3
    assert min(gaps(site)) >= 0.4


def test_a_host_that_asks_for_a_long_rest_has_it_from_all_its_organisations(serve: Serve, campaign: Campaign) -> None:
    closed = Reply(status=429, headers={"Retry-After": "86400"})
    site = serve({"/a/": closed, "/b/": closed, "/robots.txt": Reply(status=404)})
    campaign.add(a=site.origin + "/a/", b=site.origin + "/b/")
    campaign.crawl()
    assert site.counts["/a/"] + site.counts["/b/"] == 1
    assert [campaign.archive(org).crawl["reason"] for org in "ab"] == ["blocked", "blocked"]


def test_a_robots_txt_that_asks_for_a_long_rest_is_asked_once(serve: Serve, campaign: Campaign) -> None:
    site = serve({"/robots.txt": Reply(status=503, headers={"Retry-After": "86400"})})
    campaign.add(a=site.origin + "/a/", b=site.origin + "/b/")
    campaign.crawl()
    assert site.asked == ["/robots.txt"]


def test_a_check_of_the_browser_that_asks_for_a_rest_is_not_shown_at_once(serve: Serve, campaign: Campaign) -> None:
    check = b"<title>Just a moment...</title><p>Checking your browser</p><script src='/c.js'></script>"
    refusal = Reply(body=check, status=503, headers={"Retry-After": "86400"})
    site = serve({"/": page("/x"), "/x": refusal})
    campaign.add(a=site.origin + "/")
    campaign.crawl()
    assert site.counts["/x"] == 1
    assert campaign.reasons("a")["/x"] == "failed http_error"

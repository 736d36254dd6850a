from __future__ import annotations

from crawler import robots
from crawler.robots import MAX_DELAY, parse, unreachable


def test_our_own_group_comes_before_that_of_all() -> None:
    rules = parse(b"User-agent: *\nDisallow: /\n\nUser-agent: GlasnostBot\nDisallow: /x\nAllow: /x/y\nCrawl-delay: 2\n")
    assert rules.allow("http://a.example/")
    assert not rules.allow("http://a.example/x")
    assert rules.allow("http://a.example/x/y")
    assert rules.delay() == 2.0


def test_wildcards_and_letters() -> None:
    rules = parse("User-agent: *\nDisallow: /*?print=\nDisallow: /поиск$\n".encode())
    assert not rules.allow("http://a.example/page?print=1")
    assert not rules.allow("http://a.example/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA")
    assert rules.allow("http://a.example/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA/x")


def test_a_page_in_the_place_of_robots_allows_all_and_nonsense_too() -> None:
    assert parse(b"  <!DOCTYPE html><html>Disallow: /").allow("http://a.example/")
    assert parse(bytes(range(256)) * 50).allow("http://a.example/")
    assert parse(b"").allow("http://a.example/")


def test_only_the_first_half_megabyte_is_read() -> None:
    assert parse(b"#" * robots.MAX_BYTES + b"\nUser-agent: *\nDisallow: /").allow("http://a.example/")


def test_delays_and_sitemaps_are_bounded() -> None:
    rules = parse(b"User-agent: *\nCrawl-delay: 86400\n" + b"Sitemap: /s.xml\n" * 100)
    assert rules.delay() == MAX_DELAY
    assert len(rules.sitemaps()) == 20


def test_what_cannot_be_had_forbids_all_and_says_why() -> None:
    rules = unreachable("timeout")
    assert not rules.allow("http://a.example/")
    assert rules.reason == "timeout"

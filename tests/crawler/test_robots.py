from __future__ import annotations

import pytest

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


def test_the_half_rule_where_a_large_file_is_cut_is_none() -> None:
    rules = b"User-agent: *\nDisallow: /closed\n"
    filler = b"#" * (robots.MAX_BYTES - len(rules) - len("Disallow: /")) + b"\n"
    parsed = parse(rules + filler[1:] + b"Disallow: /secret\n")
    assert not parsed.allow("http://a.example/closed")
    assert parsed.allow("http://a.example/open")


@pytest.mark.parametrize("mark", ["\ufeff\ufeff", "\ufeff", ""])
@pytest.mark.parametrize("name", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rules_are_found_however_the_file_is_saved(mark: str, name: str, end: str) -> None:
    rules = parse(f"{mark}User-agent: *{end}Disallow: /{end}".encode(name))
    assert not rules.allow("http://a.example/")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("Crawl-delay: 2,5", 2.5), ("crawl-delay : 3", 3.0), ("Request-rate: 1/10", 10.0), ("Request-rate: 2/1m", 30.0),
     ("Crawl-delay: -1", 0.0), ("Crawl-delay: inf", 0.0), ("Crawl-delay: 4\nRequest-rate: 1/2", 4.0)],
)  # fmt: skip
def test_what_a_site_asks_for_between_requests(asked: str, seconds: float) -> None:
    assert parse(f"User-agent: *\n{asked}\n".encode()).delay() == seconds


def test_delays_and_sitemaps_are_bounded() -> None:
    rules = parse(b"User-agent: *\nCrawl-delay: 86400\n" + b"Sitemap: /s.xml\n" * 100)
    assert rules.delay() == MAX_DELAY
    assert len(rules.sitemaps()) == 20


def test_what_cannot_be_had_forbids_all_and_says_why() -> None:
    rules = unreachable("timeout")
    assert not rules.allow("http://a.example/")
    assert rules.reason == "timeout"

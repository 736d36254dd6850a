from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("marks", ["", "\ufeff", "\ufeff\ufeff"])
def test_rules_are_seen_whatever_editor_saved_them(encoding: str, marks: str) -> None:
    rules = parse(f"{marks}User-agent: *\r\nDisallow: /отдел/\r\n".encode(encoding))
    assert not rules.allow("http://a.example/%D0%BE%D1%82%D0%B4%D0%B5%D0%BB/1")
    assert rules.allow("http://a.example/")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_rule_that_the_limit_cuts_is_no_other_rule(end: str) -> None:
    start = f"User-agent: *{end}Disallow: /a{end}"
    fill = "#" * (robots.MAX_BYTES - len(start) - len(end) - len("Disallow: /")) + end
    rules = parse((start + fill + "Disallow: /secret" + end).encode())
    assert rules.allow("http://a.example/"), "Disallow: / is what the cut left of it"
    assert not rules.allow("http://a.example/a")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 2,5", 2.5), ("Crawl-delay: 0.5", 0.5), ("crawl delay 10 s # slow", 10.0),
        ("Request-rate: 1/5", 5.0), ("Request-rate: 30/1m 0800-1800", 2.0), ("Request-rate: 0/5", 0.0),
        ("Crawl-delay: 1\nRequest-rate: 1/4", 4.0), ("Crawl-delay: 9\nRequest-rate: 1/4", 9.0),
        ("Request-rate: 1/" + "9" * 999, MAX_DELAY), ("Request-rate: " + "9" * 999 + "/1", 0.0),
        ("Crawl-delay: nan", 0.0), ("Crawl-delay: -1", 0.0), ("Crawl-delay: soon", 0.0),
    ],
)  # fmt: skip
def test_delays_as_they_are_written(line: str, seconds: float) -> None:
    assert parse(f"User-agent: *\n{line}\n".encode()).delay() == seconds


def test_names_of_others_close_our_group_and_ours_may_have_a_version() -> None:
    rules = parse(b"User-agent: Other\nDisallow: /\nUser-agent: glasnostbot/1.0 # we\nDisallow: /x\nUser-agents: a\n")
    assert not rules.allow("http://a.example/x")
    assert rules.allow("http://a.example/y")
    rules = parse(b"User-agent: *\nDisallow: /x\nUseragent: Other/2\nUser-agent: Third\nDisallow: /\nCrawl-delay: 9")
    assert not rules.allow("http://a.example/x")
    assert rules.allow("http://a.example/y")
    assert rules.delay() == 0.0


def test_a_crowd_of_names_costs_no_more_than_its_lines() -> None:
    crowd = "".join(f"{what}{n}\n" for what in ("User-agent: bot", "Disallow: /") for n in range(12_000))
    tracemalloc.start()  # Protego kept a list of every rule for each name: 144 million entries
    try:
        assert parse((crowd + "User-agent: *\nDisallow: /x").encode()).allow("http://a.example/1")
        assert tracemalloc.get_traced_memory()[1] < 60 << 20
    finally:
        tracemalloc.stop()


def test_a_rule_of_many_wildcards_ends() -> None:
    rules = parse(b"User-agent: *\nDisallow: /" + b"*1" * 12 + b"*Z")  # CVE-2026-55520: Protego before 0.6.2
    assert rules.allow("http://a.example/" + "1" * 60)


@given(st.binary(max_size=300), st.sampled_from([b"", b"User-agent: *\n", b"\xff\xfe", b"\0"]))
def test_any_bytes_are_survived(body: bytes, start: bytes) -> None:
    rules = parse(start + body)
    assert 0.0 <= rules.delay() <= MAX_DELAY
    assert rules.allow("http://a.example/") in (True, False)

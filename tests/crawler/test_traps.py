from __future__ import annotations

import pytest

from crawler.traps import KINDS, Traps, without_session


def kinds(*addresses: str) -> list[str]:
    traps = Traps()
    return [traps.kind(address, 1) for address in addresses]


def test_calendars_end_after_a_year_of_months() -> None:
    found = kinds(*(f"http://a.example/events?month={n}&year=2026" for n in range(20)))
    assert found == [""] * 12 + ["calendar"] * 8
    assert kinds(*(f"http://a.example/calendar/2026-{n}" for n in range(20))).count("calendar") == 8
    assert kinds(*(f"http://a.example/kalendar/2026/{n}" for n in range(20))).count("calendar") == 8
    assert kinds(*(f"http://a.example/raspisanie-sobytij/{n}.2026" for n in range(20))).count("calendar") == 8
    assert set(kinds(*(f"http://kalendar.example/{n}" for n in range(20)))) == {""}
    assert set(kinds(*(f"http://a.example/kalendarnyj-uchebnyj-grafik/{n}" for n in range(20)))) == {""}


def test_news_by_their_days_are_no_calendar() -> None:
    assert set(kinds(*(f"http://a.example/news/2026/03/{n}/title" for n in range(200)))) == {""}


def test_filters_end_and_articles_do_not() -> None:
    combined = [f"http://a.example/shop?{'&'.join(f'f{k}=1' for k in range(n, n + 3))}" for n in range(40)]
    assert kinds(*combined).count("facet") == 25
    articles = [f"http://a.example/index.php?option=com_content&view=article&id={n}" for n in range(300)]
    assert set(kinds(*articles)) == {""}
    assert set(kinds(*(f"http://a.example/?id={n}" for n in range(2000)))) == {""}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://a.example/x/y/x/y/x/y", "depth"),
        ("http://a.example/" + "/".join(map(str, range(14))), "depth"),
        ("http://a.example/" + "x" * 3000, "length"),
        ("http://a.example/x;jsessionid=0123456789ABCDEF", "session"),
        ("http://a.example/x?a=1&sid=0123456789abcdef", "session"),
        ("http://a.example/x?sid=12", ""),
        ("http://a.example/sveden/document/a.html", ""),
    ],
)
def test_kinds(address: str, kind: str) -> None:
    assert kinds(address) == [kind]
    assert kind in ("", *KINDS)


def test_depth_counts_links_too() -> None:
    assert Traps().kind("http://a.example/", 26) == "depth"


@pytest.mark.parametrize(
    "part", ["?PHPSESSID=0123456789abcdef", "?PHPSESSID=0123456789abcdef&b=1", "?b=1&sid=0123456789abcdef"]
)
def test_an_address_without_its_session_is_the_page_itself(part: str) -> None:
    bare = without_session("http://a.example/x" + part)
    assert bare == ("http://a.example/x?b=1" if "b=1" in part else "http://a.example/x")

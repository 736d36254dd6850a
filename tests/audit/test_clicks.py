"""Clicks from the home page, by the ways that a ledger tells."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from audit.clicks import Way, clicks

SITE = "http://a.example"


def way(path: str, parent: str, via: str, depth: int) -> Way:
    """A way between two paths of a site."""
    return Way(SITE + path, SITE + parent, via, depth)


HOME = way("/", "", "start", 0)


def reached(ways: Iterable[Way]) -> dict[str, int]:
    """Clicks by path."""
    return {url.removeprefix(SITE): number for url, number in clicks(ways).items()}


def test_what_a_reader_does_nothing_for_is_no_click() -> None:
    ways = [
        HOME,
        way("/home", "/", "redirect", 0),
        way("/staff", "/home", "a", 1),
        way("/staff/list", "/staff", "frame", 2),
        way("/staff/list.pdf", "/staff/list", "onclick", 3),
    ]
    assert reached(reversed(ways)) == {"/": 0, "/home": 0, "/staff": 1, "/staff/list": 1, "/staff/list.pdf": 2}


def test_addresses_that_nobody_clicks_on_have_none_and_neither_have_those_below() -> None:
    ways = [
        HOME,
        way("/site-map", "/", "listed", 1),
        way("/about", "/", "prescribed", 1),
        way("/root", "/", "a", 0),
        way("/about/more", "/about", "a", 2),
        way("/lost", "/elsewhere", "a", 3),
    ]
    assert reached(ways) == {"/": 0}


def test_a_second_address_of_the_home_page_begins_anew() -> None:
    assert reached([way("/b", "/", "start", 0), way("/", "", "start", 0), way("/c", "/b", "a", 1)])["/c"] == 1


def test_another_spelling_of_an_address_is_the_same_page() -> None:
    ways = [HOME, way("/staff", "/map", "listed", 1), Way("https://www.a.example/staff", SITE + "/", "a", 1)]
    assert reached(ways)["/staff"] == 1


NAMES = st.sampled_from(("/a", "/b", "/c", "/d", "/e"))
WAYS = st.builds(way, NAMES, NAMES, st.sampled_from(("start", "a", "redirect", "listed")), st.integers(0, 3))


@given(st.lists(WAYS, max_size=8, unique_by=lambda one: one.url))
def test_order_does_not_matter_and_rings_end(ways: list[Way]) -> None:
    found = clicks(ways)
    assert found == clicks(reversed(ways))
    for one in ways:
        if one.via == "start":
            assert found[one.url] == 0
        elif one.url in found:
            assert found[one.url] == found[one.parent] + (one.via == "a")

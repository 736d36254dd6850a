from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import links


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://files.example/x", "//host.example/x", "/path", "http://[bad", "",
     "https://a.example/\u202egnp.exe", "vbscript:x", " https://a.example/", "https://"],
)  # fmt: skip
def test_only_http_addresses_are_linked(url: str) -> None:
    assert links.href(url) is None


@pytest.mark.parametrize("url", ["http://a.example/", "https://школа.example/устав?x=1", "https://a.example/%D1%83"])
def test_web_addresses_are_linked_as_they_are(url: str) -> None:
    assert links.href(url) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/%D1%83%D1%81%D1%82%D0%B0%D0%B2", "a.example/устав"),
        ("https://xn--80a1acny.example/", "почта.example/"),
        ("https://xn--a.example/", "xn--a.example/"),
        ("http://a.example/%FF%FE", "a.example/%FF%FE"),
        ("http://a.example/%E2%80%AEgnp.exe", "a.example/%E2%80%AEgnp.exe"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_are_shown_in_letters(url: str, shown: str) -> None:
    assert links.shown(url) == shown


@given(st.text(max_size=400), st.integers(12, 100))
def test_a_shown_address_is_never_longer_than_the_limit(url: str, limit: int) -> None:
    assert len(links.shown("https://a.example/" + url, limit)) <= limit + 1


@given(st.lists(st.text(max_size=50), min_size=1), st.integers(1, 9), st.integers(0, 200))
def test_within_gives_a_start_of_the_list_in_bounds(urls: list[str], number: int, characters: int) -> None:
    taken = links.within(urls, number=number, characters=characters)
    assert taken == urls[: len(taken)]
    assert 1 <= len(taken) <= number
    assert len(taken) == 1 or sum(map(len, taken)) <= characters


def test_distinct_keeps_the_first_of_each() -> None:
    assert links.distinct([["b", "a"], ["a", "c"]]) == ["b", "a", "c"]


@pytest.mark.parametrize("org", ["../../etc/passwd", "A", "школа", "a/b", "a b", "", "x" * 200, "a.b"])
def test_file_names_are_safe_whatever_the_id(org: str) -> None:
    name = links.file_name(org)
    assert name.isascii()
    assert not set(name) & set('/\\ :*?"<>|')
    assert name == name.lower()
    assert len(name) < 100


def test_file_names_differ_by_case_and_keep_plain_ids() -> None:
    assert links.file_name("school-7") == "school-7.html"
    assert len({links.file_name("abc"), links.file_name("Abc"), links.file_name("ABC")}) == 3

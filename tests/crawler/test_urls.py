from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import urls
from crawler.urls import Scope, normalise


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTP://A.Example:80/%7ex", "http://a.example/~x"),
        ("https://a.example:443/x#top", "https://a.example/x"),
        ("http://школа1.рф/о нас", "http://xn--1-7sb3aeo2d.xn--p1ai/%D0%BE%20%D0%BD%D0%B0%D1%81"),
        ("http://a.example/a/./b/../c/", "http://a.example/a/c/"),
        ("http://a.example/%zz%d0%be", "http://a.example/%25zz%D0%BE"),
        ("http://u:p@a.example/?utm_source=x&b=1", "http://a.example/?b=1"),
        ("http://a.example/?b=1&yclid=5", "http://a.example/?b=1"),
        ("http://a.example\\x\t/y\n", "http://a.example/x/y"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://127.0.1.1:8765/index.html", "http://127.0.1.1:8765/index.html"),
        ("http://a.example./x", "http://a.example/x"),
        ("mailto:a@b.example", None),
        ("http://a..b/", None),
        ("http://a.example:99999/", None),
        ("http://[::1/", None),
        ("http:///x", None),
        ("//a.example/", None),
        ("http://" + "ы" * 80 + ".рф/", None),
    ],
)
def test_spelling(written: str, spelt: str | None) -> None:
    assert normalise(written) == spelt


def test_a_query_is_written_in_the_encoding_of_its_page() -> None:
    assert normalise("?что=1", "http://a.example/п", "windows-1251") == "http://a.example/%D0%BF?%F7%F2%EE=1"
    assert normalise("?x=☃", "http://a.example/", "windows-1251") == "http://a.example/?x=&%239731;"
    assert normalise("/x?ы", "http://a.example/", "no-such-encoding") == "http://a.example/x?%D1%8B"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_spelling_twice_changes_nothing(path: str, query: str, start: str) -> None:
    made = normalise(f"http://a.example/{path}?{query}")
    if made is not None:
        assert normalise(made) == made
        assert made.isascii()
        assert not set(made) & set(' \r\n\t\0<>"')
    other = normalise(start)
    assert other is None or normalise(other) == other


@given(st.text(max_size=60), st.sampled_from(["http://a.example/b/c?d", "https://школа.рф/"]))
def test_whatever_is_joined_stays_http(href: str, base: str) -> None:
    made = normalise(href, base)
    assert made is None or made.startswith(("http://", "https://"))


def test_parts_of_addresses() -> None:
    assert urls.authority("http://a.example:8080/x/y") == "http://a.example:8080"
    assert urls.host("http://[::1]:8080/") == "::1"
    assert urls.key("https://www.a.example/x") == urls.key("http://a.example/x")
    assert urls.extension("http://a.example/x/y.PDF?z=1.html") == "pdf"
    assert urls.extension("http://a.example/x.y/z") == ""
    assert urls.last_part("http://a.example/sveden/Common/index.html") == "common"
    assert urls.last_part("http://a.example/sveden/struct.html") == "struct"
    assert urls.last_part("http://a.example/") == ""


def test_whose_an_address_is() -> None:
    scope = Scope.of("http://www.a.example/", "http://b.example:8080/x")
    assert scope.holds("https://a.example/y")
    assert scope.holds("http://b.example:8080/")
    assert not scope.holds("http://b.example/")
    assert not scope.holds("http://x.a.example/")
    assert scope.subdomain("http://x.a.example/")
    assert not scope.subdomain("http://xa.example/")
    assert not Scope.of("http://127.0.0.1/").subdomain("http://x.127.0.0.1/")
    assert Scope.of("http://a.example/one/", folder="/one/").holds("http://a.example/one/x")
    assert not Scope.of("http://a.example/one/", folder="/one/").holds("http://a.example/two/")

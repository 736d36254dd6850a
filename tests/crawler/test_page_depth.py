"""Pages that nest without end are refused before they are parsed; ends left out, and what is no tag, do not count."""

from __future__ import annotations

import time

import pytest

from crawler.page import MAX_OPEN, TooDeep, open_elements, read_page

URL = "https://sosna.example/"
KIND = "text/html; charset=utf-8"
MANY = 200_000
LISTS = "elements whose end may be left out can nest; at 200,000 the parser takes minutes"


def xfail(body: bytes, reason: str) -> object:
    """A page that is read wrongly as yet."""
    return pytest.param(body, marks=pytest.mark.xfail(reason=reason))


def refused(body: bytes) -> bool:
    try:
        read_page(body, KIND, URL)
    except TooDeep:
        return True
    return False


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * MANY,
        b"<div>" * MANY + b"</div>" * MANY,
        b"<DIV class='a'>\n" * MANY,
        b"<b><i>" * MANY,
        b"<p>a</p>" * 1000 + b"<section>" * MANY,
        b"<ul><li>" * MANY,
        b"<table><tr><td>" * MANY,
        b"<font>" * MANY,
        b"<my-element>" * MANY,
        b"<span>" * (MAX_OPEN + 50) + b"x",
    ],
    ids=lambda body: body[:18].decode(),
)
def test_what_nests_without_end_is_refused_at_once(body: bytes) -> None:
    began = time.process_time()
    assert refused(body)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "body",
    [
        b"<p>a" * 5000,
        b"<ul>" + b"<li>a" * 5000,
        b"<dl>" + b"<dt>a<dd>b" * 5000,
        b"<table>" + b"<tr><td>a<td>b" * 5000,
        b"<select>" + b"<option>a" * 5000,
        b"a<br>" * 5000,
        b"<img src=a>" * 5000,
        b"<input>" * 5000 + b"<hr>" * 5000,
        b"<div><p>a</div>" * 5000,
        b"<div><div>a</div></div>" * 5000,
        b"<div>" * 500 + b"a" + b"</div>" * 500,
    ],
    ids=lambda body: body[:18].decode(),
)
def test_ends_left_out_are_no_depth(body: bytes) -> None:
    page = read_page(body, KIND, URL)
    assert page.blocks or page.forms or page.images == ()


def test_open_elements_by_hand() -> None:
    deep = b"<div>" * 1500 + b"</div>" * 1500
    assert open_elements(deep) == 1500
    assert open_elements(deep + deep) == 1500
    assert open_elements(b"<p>" * 3000) == 0
    assert open_elements(b"") == 0


@pytest.mark.parametrize(
    "body",
    [
        b"<script>" + b"if(i<n&&j<m){}" * 2000 + b"</script><p>a",
        b"<textarea>" + b"<div>" * 2000 + b"</textarea><p>a",
        b"<!-- " + b"<div>" * 2000 + b" --><p>a",
        b"<p title='" + b"<div>" * 2000 + b"'>a",
        b"<svg>" + b"<path d='M0 0'/>" * 2000 + b"</svg><p>a",
        xfail(b"<p><span>a</p>" * 2000, "an end that is left out is not made up for by the end of what is around it"),
    ],
    ids=["script", "textarea", "comment", "attribute", "drawing", "spans"],
)
def test_what_is_no_depth_is_read(body: bytes) -> None:
    assert {block.text for block in read_page(body, KIND, URL).blocks} == {"a"}


@pytest.mark.parametrize(
    "body",
    [
        b"<div></x>" * 5000,
        b"<div title='</div>'>" * 5000,
        b"<script></div></script><div>" * 5000,
        xfail(b"<li><dd>" * 5000, LISTS),
        xfail(b"<rt>" * 5000, LISTS),
        xfail(b"<optgroup>" * 5000, LISTS),
        xfail(b"\xff\xfe" + ("<div>" * 5000).encode("utf-16-le"), "tags are looked for in bytes, not in text"),
        b"<!-->" + b"<div>" * 5000,
    ],
    ids=["stray ends", "attribute", "script", "lists", "ruby", "options", "utf-16", "comment"],
)
def test_no_trick_hides_depth(body: bytes) -> None:
    assert refused(body)


@pytest.mark.parametrize("piece", [b"<a ", b"<a b='", b"<!--", b"<script>", b"<p>", b"</", b"<a b=\"<c d='"])
def test_the_count_is_linear_in_the_page(piece: bytes) -> None:
    """Four times as much takes four times as long, not sixteen."""

    def seconds(times: int) -> float:
        began = time.process_time()
        open_elements(piece * times)
        return time.process_time() - began

    assert seconds(8000) < 10 * max(seconds(2000), 0.005)

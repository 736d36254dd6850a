"""Pages that nest without end are refused before they are parsed; ends left out, and what is no tag, do not count."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.page import MAX_OPEN, TooDeep, open_elements, read_page
from crawler.page_depth import script_end

URL = "https://sosna.example/"
KIND = "text/html; charset=utf-8"
MANY = 200_000


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
    assert page.blocks or page.forms or page.pictures


def test_open_elements_by_hand() -> None:
    assert open_elements("<div>" * 900 + "</div>" * 900) <= 900
    assert open_elements("<div>" * 1500 + "</div>" * 1500) > MAX_OPEN
    assert open_elements(("<div>" * 600 + "</div>" * 600) * 3) <= 600
    assert open_elements("<p>" * 3000) == 1
    assert open_elements("") == 0


@pytest.mark.parametrize(
    "body",
    [
        b"<script>" + b"if(i<n&&j<m){}" * 2000 + b"</script><p>a",
        b"<textarea>" + b"<div>" * 2000 + b"</textarea><p>a",
        b"<!-- " + b"<div>" * 2000 + b" --><p>a",
        b"<p title='" + b"<div>" * 2000 + b"'>a",
        b"<svg>" + b"<path d='M0 0'/>" * 2000 + b"</svg><p>a",
        b"<p><span>a</p>" * 2000,
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
        b"<li><dd>" * 5000,
        b"<rt>" * 5000,
        b"<optgroup>" * 5000,
        b"\xff\xfe" + ("<div>" * 5000).encode("utf-16-le"),
        b"<!-->" + b"<div>" * 5000,
        b"<!-- --!>" + b"<div>" * 5000 + b"-->",
        b'<i =">' + b"<div>" * 5000 + b'">',
        b"<div><? </div>" * 5000,
        b"<div><script></scriptx></div></script>" * 5000,
        b"<div><script><!--<script></script></div></script>--></script>" * 5000,
        b"<span><div></span><p></div>" * 5000,
        b"<form><div></form>" * 5000,
        b"<svg><g x=/>" * 5000,
        b"<table><td>" * 5000,
        b"<select><div>" * 5000,
        b"".join(b"<p><font id=%d>a</p>b" % number for number in range(5000)),
        b"<p>" + b"".join(b"<b id=%d>" % number for number in range(900)) + b"</p><p>a</p>" * 20_000,
    ],
    ids=[
        "stray ends",
        "attribute",
        "script",
        "lists",
        "ruby",
        "options",
        "utf-16",
        "comment",
        "comment's end",
        "quote",
        "comment of a kind",
        "script's end",
        "script in a script",
        "misnested",
        "form",
        "drawing",
        "cells",
        "select",
        "formatting",
        "opened again in blocks",
    ],
)
def test_no_trick_hides_depth(body: bytes) -> None:
    assert refused(body)


@pytest.mark.parametrize("piece", [b"<a ", b"<a b='", b"<!--", b"<script>", b"<p>", b"</", b"<a b=\"<c d='"])
def test_the_count_is_linear_in_the_page(piece: bytes) -> None:
    """Four times as much takes four times as long, not sixteen."""

    def seconds(times: int) -> float:
        began = time.process_time()
        open_elements((piece * times).decode())
        return time.process_time() - began

    assert seconds(8000) < 10 * max(seconds(2000), 0.005)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("a</script>", 1),
        ("a</scripts></SCRIPT >", 11),
        ("<!-- </script>", 5),
        ("<!--<script></script></script>", 21),
        ("<!--<script>--></script>", 15),
        ("<!--><script></script>", 13),
        ("a", 1),
    ],
)
def test_where_a_script_ends(text: str, end: int) -> None:
    assert script_end(text, 0) == end
    (script,) = LexborHTMLParser(f"<script>{text}</script>").css("script")
    assert script.text() == text[:end]


NAMES = (  # noqa: SIM905
    "div p span b i a font li ul ol dd dt dl table tr td th tbody caption colgroup col button select option optgroup"
    " h1 h2 form object nobr svg math g"
    " desc foreignObject style script textarea br input hr ruby rt rtc center noscript"
).split()
RAW = re.compile("<(script|style)[^>]*>.*?</\\1>|<!--.*?-->", re.DOTALL)
CHILDLESS = {"br", "input", "hr", "col"}


def depth(page: str) -> int:
    """Elements inside each other in what the parser makes of a page, body and html apart."""
    deep = most = 0
    written = RAW.sub("", LexborHTMLParser(page).html or "")
    for end, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", written):
        if end:
            deep -= 1
        elif name not in CHILDLESS:
            deep += 1
            most = max(most, deep)
    return most - 2


def soups(pieces: st.SearchStrategy[str], times: int) -> st.SearchStrategy[str]:
    return st.lists(pieces, min_size=2, max_size=14).map(lambda soup: "<body>" + "".join(soup) * times)


names = st.sampled_from(NAMES)
start = st.builds("<{}{}>".format, names, st.sampled_from(["", "", " id=1", " id=2", "/"]))
piece = st.one_of(start, start, names.map("</{}>".format), st.sampled_from(["a", "\n", " "]))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(soups(piece, 1500))
@example("<body>" + "</br><div><br></br>" * 1500)
@example("<body>" + "<div><img></img>" * 1500)
@example("<body>" + "<div><<i></i>b></b>" * 1500)
@example("<body>" + "<div></<i></i>b>" * 1500)
def test_what_nests_too_deep_is_refused_whatever_it_is_made_of(page: str) -> None:
    """A page that is let through is never deeper than the bound; a hundred are left for elements without words."""
    if open_elements(page) <= MAX_OPEN:
        assert depth(page) <= MAX_OPEN + 100


BROKEN = (
    "<p>a",
    "<li>a",
    "<td>a",
    "<tr><td>a",
    "<p><span>a</p>",
    "</div>",
    "</p>",
    "</b>",
    "</td>",
    "<dd>a<dt>b",
    "<div>a</div>",
    "<p><b>a</b></p>",
    "<ul><li>a</ul>",
    "<table><tr><td>a</table>",
    "<a href=/x>a",
    "<br>",
    "<h2>a</h2>",
    "<select><option>a<option>b</select>",
    "<p><i>a</p>",
    "<center>a</center>",
    "<svg><path d='a'/></svg>",
)


@settings(deadline=None, max_examples=100)
@given(soups(st.sampled_from(BROKEN), 400))
def test_ordinary_faults_are_never_too_deep(page: str) -> None:
    counted = open_elements(page)
    assert counted <= max(depth(page), 60) or depth(page) > MAX_OPEN

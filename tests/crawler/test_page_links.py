from __future__ import annotations

from pathlib import Path

import pytest

from crawler.page import TooDeep, read_page
from crawler.page_links import read_links
from tests.conftest import ROOT

DEMO = sorted((ROOT / "data" / "demo" / "sites").rglob("*.html"))
URL = "http://a.example/dir/page"


@pytest.mark.parametrize("path", DEMO, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_light_reading_finds_the_links_of_the_full_one(path: Path) -> None:
    full, light = read_page(path.read_bytes(), "text/html", URL), read_links(path.read_bytes(), "text/html", URL)
    assert [(link.url, link.href, link.text, link.title, link.rel, link.via) for link in light.links] == [
        (link.url, link.href, link.text, link.title, link.rel, link.via) for link in full.links
    ]
    assert (light.encoding, light.canonical, light.refresh) == (full.encoding, full.canonical, full.refresh)


def test_ways_to_lead_away() -> None:
    body = b"""<base href="/b/"><link rel=canonical href=c><meta http-equiv=Refresh content="3; URL='r'">
    <a href=one> One  <b>two</b></a><a onclick="window.open('two')">2</a><a href="#">none</a><a name=x>anchor</a>
    <map><area href=three alt=Three></map><iframe src=four title=Four></iframe><img onclick="location='five'" alt=Five>
    <div data-href=six>6</div><a href=seven><img alt=Seven></a><a href=eight title=Eight></a><a href=tel:1>t</a>"""
    found = read_links(body, "", URL)
    assert [(link.url.removeprefix("http://a.example"), link.text, link.via) for link in found.links] == [
        ("/b/one", "One two", "a"),
        ("/b/two", "2", "a"),
        ("", "none", "a"),
        ("/b/three", "Three", "area"),
        ("/b/four", "Four", "frame"),
        ("/b/five", "Five", "onclick"),
        ("/b/six", "6", "data-href"),
        ("/b/seven", "Seven", "a"),
        ("/b/eight", "Eight", "a"),
        ("tel:1", "t", "a"),
    ]
    assert (found.canonical, found.refresh) == ("http://a.example/b/c", "http://a.example/b/r")


def test_regions_are_told_where_they_are_asked_for() -> None:
    body = b"<nav><a href=/menu>m</a></nav><p><a href=/text>t</a>"
    assert [link.region for link in read_links(body, "", URL, regions=True).links] == ["nav", "main"]


def test_nested_handlers_are_read_in_time() -> None:
    body = b"<div onclick=\"location='x'\">" * 900 + b"<p>words</p>" * 60_000 + b"</div>" * 900
    assert len(read_links(body, "", URL).links) == 900


@pytest.mark.parametrize("regions", [True, False])
def test_a_page_nested_without_end_is_refused(regions: bool) -> None:  # noqa: FBT001
    with pytest.raises(TooDeep):
        read_links(b"<div>" * 200_000, "", URL, regions=regions)


@pytest.mark.parametrize(
    "body",
    [
        "<base target=_top><base href=/one/><base href=/two/><a href=x>1</a>",
        "<meta http-equiv=refresh content='0;/new'>",
        "<template><a href=/x>a</a><div onclick=\"location='/y'\">b</div></template><a href=/z>c</a>",
        "<p>a<plaintext><a href=/x>b</a>",
        "<script><!--<script><a href=/x></script><a href=/y>--></script><a href=/z>c</a>",
    ],
)
def test_both_readings_agree_on_odd_pages(body: str) -> None:
    full, light = read_page(body.encode(), "text/html", URL), read_links(body.encode(), "text/html", URL)
    assert [link.url for link in light.links if link.url != URL] == [link.url for link in full.links]
    assert light.refresh == full.refresh

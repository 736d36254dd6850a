from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.large_pages import MAX_LINKS, read_large
from crawler.page_links import read_links

DEMO = sorted(Path(__file__).parents[2].glob("data/demo/**/*.html"))
URL = "http://a.example/folder/page"


@pytest.mark.parametrize("path", DEMO, ids=lambda path: "-".join(path.parts[-2:]))
def test_a_page_leads_where_the_parser_sees_it_lead(path: Path) -> None:
    body = path.read_bytes()
    seen = [(link.url, link.via) for link in read_links(body, "text/html", URL).links if link.via in ("a", "frame")]
    told = {link.url: link for link in read_large(body, "text/html", URL).links}
    assert [(url, via) for url, via in seen if url and url not in told] == []


def test_words_letters_bases_and_frames() -> None:
    body = """<meta charset=windows-1251><base href="/b/"><!-- <a href=old>x</a> --><script>"<a href=no>"</script>
    <A title='a > b' HREF='one?a=1&amp;b=2' class=x> <img src=/i.png> Устав <b>школы</b>\n</A><a name=top>x</a>
    <a href="javascript:go()">x</a><a href=/two>О школе</a><area href="three"><iframe src=four></iframe>""".encode(
        "cp1251"
    )
    page = read_large(body, "text/html", URL)
    assert [(link.url, link.text, link.via) for link in page.links] == [
        ("http://a.example/b/one?a=1&b=2", "Устав школы", "a"),
        ("", "x", "a"),
        ("http://a.example/two", "О школе", "a"),
        ("http://a.example/b/three", "", "area"),
        ("http://a.example/b/four", "", "frame"),
    ]
    assert page.encoding == "cp1251"


@pytest.mark.parametrize("load", [b"<a ", b"<!--", b"<script>", b"<a href=", b"<a href='", b"<", b"<a href=x>", b"</a"])
def test_no_page_is_read_twice(load: bytes) -> None:
    """Seconds where it is linear; hours where it is not."""
    assert len(read_large(load * (8_000_000 // len(load)), "", URL).links) <= MAX_LINKS


@given(st.lists(st.sampled_from(
    ["<a", " href=", "/x", "'", '"', ">", "<", "</a>", "<!--", "-->", "<script>", "</script>", "<base", "ж", "&#0;"],
)).map("".join))  # fmt: skip
def test_any_markup_is_survived(text: str) -> None:
    assert isinstance(read_large(text.encode(), "", URL).links, tuple)

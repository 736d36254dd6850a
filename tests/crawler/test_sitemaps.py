from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decoding import TooLarge
from crawler.sitemaps import MAX_BYTES, read

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_pages_and_nested_sitemaps() -> None:
    found = read(
        f"<urlset {NAMESPACE}><url><loc> /a </loc><lastmod>2026</lastmod></url><url><loc>/b</loc></url>".encode(), 9
    )
    assert (found.pages, found.nested) == (("/a", "/b"), ())
    found = read(
        f"<?xml version='1.0'?><sitemapindex {NAMESPACE}><sitemap><loc>/s</loc></sitemap></sitemapindex>".encode(), 9
    )
    assert (found.pages, found.nested) == ((), ("/s",))


def test_text_and_packed_sitemaps() -> None:
    assert read(b"http://a.example/1\nnonsense\nhttp://a.example/2\n", 9).pages == (
        "http://a.example/1",
        "http://a.example/2",
    )
    assert read(gzip.compress(b"<urlset><url><loc>/a</loc></url></urlset>"), 9).pages == ("/a",)


def test_no_more_is_read_than_there_is_room_for() -> None:
    body = b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(1000)) + b"</urlset>"
    assert len(read(body, 10).pages) == 10


def test_what_is_no_sitemap_is_left_soon() -> None:
    assert read(b"<urlset>" + b"<a/>" * 400 + b"<url><loc>/a</loc></url></urlset>", 9).pages == ("/a",)
    assert read(b"<urlset>" + b"<a/>" * 4000 + b"<url><loc>/a</loc></url></urlset>", 9).pages == ()
    assert read(b"<!-- a --><urlset><!-- b --><url><loc>/a</loc></url></urlset>", 9).pages == ("/a",)


def test_bombs_are_refused_and_entities_not_resolved() -> None:
    with pytest.raises(TooLarge):
        read(gzip.compress(bytes(MAX_BYTES * 2)), 9)
    laughs = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    assert all(len(page) < 1000 for page in read(laughs + b"]><urlset><url><loc>/&j;</loc></url></urlset>", 9).pages)
    outside = b'<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&e;</loc></url></urlset>'
    assert "root" not in str(read(outside, 9))


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(body: bytes) -> None:
    assert read(body, 9) == read(body, 9)
    assert read(b"<urlset><url><loc>" + body, 9) is not None

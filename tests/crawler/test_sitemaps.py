from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16", "koi8-r"])
def test_sitemaps_are_read_in_the_encoding_that_they_name(encoding: str) -> None:
    body = f"<?xml version='1.0' encoding='{encoding}'?><urlset {NAMESPACE}><url><loc>/школа?a=1&amp;b=2</loc></url>"
    assert read(body.encode(encoding), 9).pages == ("/школа?a=1&b=2",)


def test_only_the_words_of_an_address_are_one() -> None:
    body = (
        b"<urlset> x <url> y <loc>\n<!-- old --><![CDATA[/a?b&c]]> </loc><lastmod>2026</lastmod></url><loc/></urlset>"
    )
    assert read(body, 9).pages == ("/a?b&c",)


def test_a_sitemap_that_names_more_says_so() -> None:
    urls = b"<urlset>" + b"<url><loc>/a</loc></url>" * 3
    lines = b"http://a.example/\n" * 3
    assert [read(body, room).cut for body in (urls, lines) for room in (2, 3)] == [True, False, True, False]
    assert len(read(lines, 2).pages) == 2
    assert read(urls, 0).pages == ()


FILL = MAX_BYTES - 100
LOADS = {
    "elements": b"<urlset>" + b"<a/>" * (FILL // 4),
    "comments": b"<urlset>" + b"<!---->" * (FILL // 7),
    "instructions": b"<urlset>" + b"<?a?>" * (FILL // 5),
    "references": b"<urlset>" + b"&b;" * (FILL // 3),
    "depth": b"<a>" * (FILL // 3),
    "lines": b"x\n" * (FILL // 2),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process held at most")
@pytest.mark.parametrize("kind", LOADS)
def test_no_tree_grows_whatever_a_sitemap_holds(kind: str) -> None:
    # In a process of its own, since only the system sees what libxml2 holds: 16 KB packed took 450 MB.
    code = (
        "import gzip, sys; from crawler.decoding import TooLarge; from crawler.sitemaps import read\n"
        "def most(): return int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])\n"
        "body = gzip.decompress(sys.stdin.buffer.read()); before = most()\n"
        "try: read(body, 20_000)\n"
        "except TooLarge: pass\n"
        "print((most() - before) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=gzip.compress(LOADS[kind]), capture_output=True, check=True
    )
    assert int(done.stdout) < 60

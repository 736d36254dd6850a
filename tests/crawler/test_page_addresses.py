"""Links of a page in every form that pages give them, and the words by which a reader knows them."""

from __future__ import annotations

import pytest

from crawler.page import Link, read_page

URL = "https://sosna.example/a/b/page.html?x=1"
ROOT = "https://sosna.example"


def links(body: str) -> tuple[Link, ...]:
    return read_page(body.encode(), "text/html; charset=utf-8", URL).links


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/struct", "/struct"),
        ("struct", "/a/b/struct"),
        ("../struct", "/a/struct"),
        ("/a/../struct", "/struct"),
        ("/./struct", "/struct"),
        ("?y=2", "/a/b/page.html?y=2"),
        (" /struct ", "/struct"),
        ("/struct#top", "/struct"),
        ("/s?a=1&amp;b=2", "/s?a=1&b=2"),
        ("/s?a=1&b=2", "/s?a=1&b=2"),
        ("/структура", "/структура"),
        ("//sosna.example/x", "/x"),
    ],
)
def test_addresses_are_absolute(href: str, url: str) -> None:
    (link,) = links(f'<a href="{href}">x</a>')
    assert link.url == ROOT + url


@pytest.mark.parametrize(
    "href", ["", "#", "#top", " # ", "javascript:void(0)", "JavaScript: go()", "data:text/html,x", "about:blank"]
)
def test_what_leads_nowhere_has_no_address(href: str) -> None:
    (link,) = links(f'<a href="{href}">Устав</a>')
    assert (link.url, link.href, link.text) == ("", href.strip(), "Устав")


@pytest.mark.parametrize(
    "href", ["mailto:a@sosna.example", "tel:+74990021436", "ftp://sosna.example/x", "https://other.example/y"]
)
def test_other_schemes_and_sites_stay(href: str) -> None:
    assert links(f"<a href='{href}'>x</a>")[0].url == href


@pytest.mark.parametrize(
    "href", ["http://[bad", "http://a b/", "//", "http://", "\\\\x\\y", "http://x:99999/", "%%%", "http://]"]
)
def test_bad_addresses_break_nothing(href: str) -> None:
    (link,) = links(f'<a href="{href}">x</a>')
    assert link.href == href


def test_a_base_moves_relative_addresses() -> None:
    body = '<base href="/site/"><a href="x">1</a><a href="/y">2</a><form action="z"><textarea></textarea></form>'
    page = read_page(body.encode(), "text/html", URL)
    assert [link.url for link in page.links] == [ROOT + "/site/x", ROOT + "/y"]
    assert page.forms[0].action == ROOT + "/site/z"
    assert page.base == ROOT + "/site/"


def test_a_base_elsewhere() -> None:
    body = '<base href="https://cdn.example/p/"><a href="/y">1</a><a href="z">2</a><link rel=canonical href="c">'
    page = read_page(body.encode(), "text/html", URL)
    assert [link.url for link in page.links] == ["https://cdn.example/y", "https://cdn.example/p/z"]
    assert page.canonical == "https://cdn.example/p/c"


def test_the_first_base_counts() -> None:
    """HTML standard, 4.2.3: a page has one; a browser takes the first with an address."""
    assert (
        links('<base target="_top"><base href="/one/"><base href="/two/"><a href="x">1</a>')[0].url == ROOT + "/one/x"
    )


@pytest.mark.parametrize("base", ["", "http://[bad", "javascript:x", "#"])
def test_a_base_that_is_none_changes_nothing(base: str) -> None:
    assert links(f'<base href="{base}"><a href="x">1</a>')[0].url == ROOT + "/a/b/x"


@pytest.mark.parametrize(
    ("body", "url", "via"),
    [
        ("<a onclick=\"location.href='/x'\">1</a>", "/x", "a"),
        ("<div onclick=\"window.open('/x', '_blank')\">1</div>", "/x", "onclick"),
        ("<td onclick=\"document.location = '/x'\">", "", ""),
        ("<button onclick=\"location.assign('/x')\">1</button>", "/x", "onclick"),
        ("<span onclick='window.location=&quot;/x&quot;'>1</span>", "/x", "onclick"),
        ("<li data-href='/x'>1</li>", "/x", "data-href"),
        ("<a data-href='/x'>1</a>", "/x", "a"),
        ("<a href='#' data-href='/x'>1</a>", "/x", "a"),
        ("<a href='' onclick=\"location.href='/x'\">1</a>", "/x", "a"),
        ("<a href='javascript:void(0);' onclick=\"window.open('/x')\">1</a>", "/x", "a"),
        ("<a href=\"javascript:location.href='/x'\">1</a>", "/x", "a"),
        ("<a href='/x' onclick=\"location.href='/y'\" data-href='/z'>1</a>", "/x", "a"),
        ("<map><area href='/x' alt='1'></map>", "/x", "area"),
        ("<iframe src='/x' title='1'></iframe>", "/x", "frame"),
        ("<iframe data-src='/x'></iframe>", "/x", "frame"),
        ("<frameset><frame src='/x'></frameset>", "/x", "frame"),
    ],
)
def test_other_ways_to_lead_away(body: str, url: str, via: str) -> None:
    found = links(body)
    if not url:
        assert found == ()
        return
    (link,) = found
    assert (link.url, link.via) == (ROOT + url, via)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<a href='/x'>Устав <b>школы</b></a>", "Устав школы"),
        ("<a href='/x'>Устав<br>школы</a>", "Устав школы"),
        ("<a href='/x'><span>Устав</span><span>школы</span></a>", "Уставшколы"),
        ("<a href='/x'><span>Устав</span> <span>школы</span></a>", "Устав школы"),
        ("<a href='/x'><div>Устав</div><div>школы</div></a>", None),
        ("<a href='/x'><img src='/i/Ustav.PNG' alt='Устав'></a>", "Устав"),
        ("<a href='/x'><img src='/i/u.png' title='Устав'></a>", "Устав"),
        ("<a href='/x'><img alt='рисунок'>Устав</a>", None),
        ("<a href='/x' title='Устав'></a>", "Устав"),
        ("<a href='/x' aria-label='Устав'><i class='icon'></i></a>", "Устав"),
        ("<a href='/x'>\n  Устав\t школы\n</a>", "Устав школы"),
        ("<p>Вот <a href='/x'>Устав</a>!", "Устав"),
        ("<a href='/x'>Устав<script>нет()</script></a>", "Устав"),
        ("<a href='/x'><svg><title>нет</title></svg>Устав</a>", "Устав"),
        ("<a href='/x'></a>", ""),
        ("<a href='/x'><p>Устав</p>школы</a>", "Устав школы"),
    ],
)
def test_the_words_of_a_link(body: str, words: str | None) -> None:
    (link,) = links(body)
    if words is None:
        assert "Устав" in link.text
    else:
        assert link.text == words


def test_a_picture_gives_its_file_name() -> None:
    (link,) = links("<a href='https://bus.gov.example'><img src='/i/BUS.gov.png?1'></a>")
    assert link.image.startswith("bus.gov.png")


def test_a_link_ends_where_the_next_begins() -> None:
    first, second = links("<a href='/x'>Один <a href='/y'>Два</a>")
    assert (first.text, second.text) == ("Один", "Два")


def test_links_know_their_block_and_blocks_their_links() -> None:
    page = read_page("<p>до</p><p>Вот <a href='/x'>один</a> и <a href='/y'>два</a></p>".encode(), "", URL)
    assert page.blocks[1].links == (0, 1)
    assert [link.block for link in page.links] == [1, 1]


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; url=/new", "/new"),
        ("0;URL='/new'", "/new"),
        ('5; Url = "new"', "/a/b/new"),
        ("0;/new", "/new"),
        ("30", None),
        ("", None),
    ],
)
def test_refresh(content: str, url: str | None) -> None:
    body = f"<meta http-equiv='Refresh' content='{content}'>" if "'" not in content else (
        f'<meta http-equiv="Refresh" content="{content}">'
    )  # fmt: skip
    assert read_page(body.encode(), "", URL).refresh == (url and ROOT + url)


def test_what_a_page_says_of_itself_is_absent_where_it_says_nothing() -> None:
    page = read_page(b"<p>x", "", URL)
    assert (page.canonical, page.refresh, page.title, page.description) == (None, None, "", "")

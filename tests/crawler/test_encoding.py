"""Bytes to text: what pages declare, what they send, and names that would break a careless decoder."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.encoding import decode

TEXT = "Сосновская школа: «Ёлочка», режим работы с 8:00 до 17:00 — ждём учеников и их родителей."
PLAIN = "Сосновская школа, Ёлочка, режим работы с 8:00 до 17:00, ждём учеников и их родителей."
"""The same in letters that every Cyrillic encoding has."""
HEAD = '<!DOCTYPE html><html><head><meta charset="{}"><title>Школа</title></head><body><p>'
OLD = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize("name", ["utf-8", "windows-1251", "koi8-r", "cp866", "utf-16"])
@pytest.mark.parametrize("kind", ["text/html; charset={}", 'text/html;charset="{}"', "TEXT/HTML; Charset = {}"])
def test_the_header_tells(name: str, kind: str) -> None:
    assert decode(PLAIN.encode(name), kind.format(name))[0].lstrip("\ufeff") == PLAIN


@pytest.mark.parametrize("name", ["utf-8", "windows-1251", "koi8-r", "cp866"])
@pytest.mark.parametrize(
    "head", [HEAD, OLD, "<META CHARSET={}>", "<html><head>\n<meta name=x content=y><meta charset='{}'>"]
)
def test_the_meta_tells(name: str, head: str) -> None:
    page = head.format(name) + PLAIN
    assert decode(page.encode(name), "text/html")[0] == page


@pytest.mark.parametrize("name", ["utf-8", "windows-1251", "koi8-r", "cp866"])
def test_what_nobody_tells_is_found_out(name: str) -> None:
    assert decode(PLAIN.encode(name), "text/html") == (PLAIN, codecs.lookup(name).name)


def test_the_header_is_before_the_meta() -> None:
    page = HEAD.format("windows-1251") + TEXT
    assert decode(page.encode(), "text/html; charset=utf-8") == (page, "utf-8")


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8"])
def test_utf_8_declared_and_windows_1251_sent(kind: str) -> None:
    page = HEAD.format("utf-8") + TEXT
    assert decode(page.encode("cp1251"), kind) == (page, "cp1251")


def test_a_few_bad_bytes_change_nothing() -> None:
    page = (HEAD.format("utf-8") + TEXT * 20).encode()
    spoilt = page[:400] + b"\xff\xfe" + page[400:2000] + b"\xd0" + page[2000:]
    text, name = decode(spoilt, "text/html; charset=utf-8")
    assert name == "utf-8"
    assert text.count("\ufffd") <= 6
    assert text.replace("\ufffd", "").count("Ёлочка") >= 18


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8"])
@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "cp866"])
def test_little_text_among_much_markup_counts(name: str, kind: str) -> None:
    page = "<title>Школа</title>" + "<div class='a b'><span></span></div>" * 2000 + PLAIN
    assert PLAIN in decode(page.encode(name), kind)[0]
    assert PLAIN in decode(("<style>" + "a { b: c }\n" * 9000 + "</style>" + PLAIN).encode(name), kind)[0]


def test_a_stray_byte_of_an_english_page_changes_nothing() -> None:
    assert decode(b"<p>plain words, a dash \x96 and more</p>", "text/html; charset=utf-8")[0].startswith(
        "<p>plain words"
    )


def test_a_page_cut_within_a_letter_is_still_utf_8() -> None:
    text, name = decode((HEAD.format("utf-8") + TEXT).encode()[:-2], "")
    assert name == "utf-8"
    assert TEXT[:-2] in text


@pytest.mark.parametrize(
    ("mark", "name"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_is_before_everything(mark: bytes, name: str) -> None:
    page = HEAD.format("windows-1251") + TEXT
    assert decode(mark + page.encode(name), "text/html; charset=koi8-r") == (page, name)


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
@pytest.mark.parametrize("before", [0, 5000])
@pytest.mark.parametrize("sent", ["cp1251", "utf-8"])
def test_russian_pages_that_declare_latin(declared: str, before: int, sent: str) -> None:
    """Servers add iso-8859-1 by themselves; the letters may begin behind a long head."""
    page = "<script>" + "x" * before + "</script>" + TEXT
    assert decode(page.encode(sent), f"text/html; charset={declared}") == (page, sent)


def test_an_english_page_stays_what_it_declares() -> None:
    assert decode(b"<p>School \x96 caf\xe9s</p>", "text/html; charset=windows-1252")[0].startswith("<p>School")
    assert decode(b"<p>School</p>", "text/html; charset=iso-8859-1") == ("<p>School</p>", "cp1252")


def test_a_meta_in_a_comment_says_nothing() -> None:
    page = '<!-- was: <meta charset="koi8-r"> --><meta charset="utf-8">' + TEXT
    assert decode(page.encode(), "text/html") == (page, "utf-8")


def test_a_meta_that_says_utf_16_was_read_as_ascii() -> None:
    """HTML standard, 13.2.3.2: whoever could read the meta reads no UTF-16."""
    page = HEAD.format("utf-16") + TEXT
    assert decode(page.encode(), "text/html") == (page, "utf-8")


STRANGE = (
    "rot13", "hex", "base64", "zlib", "bz2", "uu", "quopri", "idna", "punycode", "undefined", "unicode_escape",
    "raw_unicode_escape", "utf-7", "utf-32", "charmap", "oem", "mbcs", "x-user-defined", "unknown", "utf8mb4", "none",
    "UTF-8.", "юникод", "a" * 300, "win-1251", "..", "-", "string-escape", "utf_8_sig", "iso2022_kr",
)  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("sent", ["utf-8", "cp1251"])
def test_no_name_breaks_it(name: str, sent: str) -> None:
    """Python knows codecs that are no encodings of pages, and some of them raise whatever they like."""
    page = "<p>" + TEXT
    text, _ = decode(page.encode(sent), f"text/html; charset={name}")
    assert text.removeprefix("\ufeff") == page
    head = f"<meta charset='{name}'>"
    text, _ = decode(head.encode() + page.encode(sent), "")
    assert text.endswith(TEXT[-20:])


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300), st.sampled_from(["", "text/html", *(f"text/html; charset={name}" for name in STRANGE)]))
@example(b"", "")
@example(b"\xff\xfe\xd8", "")
@example(b"<meta charset=", "")
@example(b"\x00" * 50, "text/html; charset=utf-16")
def test_any_bytes_give_a_text(body: bytes, kind: str) -> None:
    text, name = decode(body, kind)
    assert isinstance(text, str)
    assert codecs.lookup(name)
    assert decode(body, kind) == (text, name)


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["text/html", "text/html; charset=utf-8"]))
def test_utf_8_comes_back_as_it_went(words: str, kind: str) -> None:
    page = HEAD.format("utf-8") + TEXT + words.encode("utf-8", "replace").decode()
    assert decode(page.encode(), kind) == (page, "utf-8")

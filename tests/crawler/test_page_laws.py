"""What never changes the reading of a page: the order of attributes, the case of tags, entities, white space."""

from __future__ import annotations

import random
import re
from html import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.page import Memory, Page, read_page

URL = "https://sosna.example/a/b"
TAGS = (
    "p",
    "div",
    "h2",
    "ul",
    "li",
    "span",
    "b",
    "table",
    "tr",
    "td",
    "nav",
    "footer",
    "a",
    "i",
    "form",
    "section",
    "br",
)
"""What trees are made of; the parser moves what cannot stand where it is put."""
WORDS = ("Устав", "школы", "Режим", "работы:", "8:00", "Ёлочка", "тел.", "и", "<5", "A&B", "«да»", 'об"ед', "it's")
NAMES = {
    "class": ("top", "content", "menu left"),
    "id": ("x1", "footer"),
    "title": ("Подсказка", "a > b"),
    "itemprop": ("fio",),
}


class Node:
    """An element that can be written in many ways; text where there is no tag."""

    def __init__(self, tag: str, attributes: dict[str, str], children: list[Node], text: str = "") -> None:
        self.tag, self.attributes, self.children, self.text = tag, attributes, children, text

    def write(self, dress: random.Random | None) -> str:
        """As HTML, plainly or in the way that ``dress`` chooses."""
        if not self.tag:
            return _text(self.text, dress)
        attributes = list(self.attributes.items())
        name = self.tag
        if dress:
            dress.shuffle(attributes)
            name = "".join(dress.choice((letter, letter.upper())) for letter in name)
        space = " " if not dress else dress.choice((" ", "\n", "\t  "))
        head = "".join(space + _attribute(key, value, dress) for key, value in attributes)
        if self.tag == "br":
            return f"<{name}{head}{'/' if dress and dress.random() < 0.5 else ''}>"
        inside = "".join(child.write(dress) for child in self.children)
        return f"<{name}{head}>{inside}</{name}{space if dress else ''}>"

    def __repr__(self) -> str:
        return self.write(None)


def _text(text: str, dress: random.Random | None) -> str:
    if not dress:
        return escape(text, quote=False)
    written = []
    for letter in text:
        if letter == " ":
            written.append(dress.choice((" ", "  ", "\n\t ", "\r\n")))
        elif letter in "<&":
            written.append(escape(letter))
        else:
            written.append(dress.choice((letter, letter, f"&#{ord(letter)};", f"&#x{ord(letter):X};")))
    return "".join(written)


def _attribute(key: str, value: str, dress: random.Random | None) -> str:
    if dress and dress.random() < 0.3:
        key = key.upper()
    if dress and dress.random() < 0.5 and "'" not in value:
        return f"{key}='{value}'"
    return f'{key}="{escape(value)}"'


text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda words: Node("", {}, [], " ".join(words)))
attributes = st.dictionaries(
    st.sampled_from(sorted(NAMES)), st.integers(0, 2), max_size=2
).map(lambda chosen: {key: NAMES[key][number % len(NAMES[key])] for key, number in chosen.items()})  # fmt: skip
node = st.recursive(
    text,
    lambda inner: st.builds(Node, st.sampled_from(TAGS), attributes, st.lists(inner, max_size=4)),
    max_leaves=14,
)
tree = st.lists(node, min_size=1, max_size=4)


def facts(page: Page) -> object:
    """All that must not change: marks apart, whose order in an element is the attributes'."""
    blocks = [(one.text, one.tag, one.level, one.region, one.cell, one.hidden, one.depth) for one in page.blocks]
    links = [(one.url, one.text, one.title) for one in page.links]
    return blocks, links, [(prop.name, prop.parents, prop.text) for prop in page.props], len(page.forms)


def read(nodes: list[Node], dress: random.Random | None = None) -> Page:
    body = "<!DOCTYPE html><body>" + "".join(one.write(dress) for one in nodes)
    return read_page(body.encode(), "text/html; charset=utf-8", URL)


@settings(deadline=None, max_examples=250)
@given(tree, st.integers(0, 2**32))
def test_dress_never_changes_the_reading(nodes: list[Node], seed: int) -> None:
    assert facts(read(nodes, random.Random(seed))) == facts(read(nodes))  # noqa: S311 - a way to write, no secret


@settings(deadline=None, max_examples=200)
@given(tree)
def test_every_word_is_read_once_and_in_order(nodes: list[Node]) -> None:
    """What the blocks hold together is what the tree held, where nothing is moved: no tables, links or forms."""

    def words(one: Node) -> str:
        if one.tag == "br":
            return ""
        return one.text + " " if not one.tag else "".join(words(child) for child in one.children)

    def plain(one: Node) -> bool:
        return one.tag not in {"table", "tr", "td", "a", "form", "li"} and all(plain(child) for child in one.children)

    kept = [one for one in nodes if plain(one)]
    seen = "".join(one.text for one in read(kept).blocks)
    assert re.sub(r"\s", "", seen) == re.sub(r"\s", "", "".join(words(one) for one in kept))


PIECES = (
    "< > </ /> <!-- --> <p> </p> <a^href= ' \" = & &# ; &amp текст ^ <script> </script> <style> </style> <table> <td>"
    " <svg> <![CDATA[ ]]> <? <title> </title> <textarea> </textarea> <select> <option> <form> <input^ itemprop=x^ \x00"
    " \ufeff <template> </template> <iframe> </iframe> <noscript> <frameset> <math> <br/> onclick=\"location='/x'\"^"
    " <div^ hidden^ <base^href=/> <xmp> </xmp> <image> \u2028"
).replace(" ", "\n").replace("^", " ").split("\n")  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(deadline=None, max_examples=400)
@given(hostile)
@example("<a href='x" * 50)
@example("<svg><style><a title='</style><img src=x>'>x")
def test_any_page_is_read(body: str) -> None:
    page = read_page(body.encode("utf-8", "replace"), "text/html; charset=utf-8", URL)
    for block in page.blocks:
        assert block.text == " ".join(block.text.split())
        assert block.text
        assert all(0 <= number < len(page.links) for number in block.links)
    for link in page.links:
        assert 0 <= link.block <= len(page.blocks) + 1
        assert link.text == " ".join(link.text.split())
    assert all(0 <= number < len(page.links) for prop in page.props for number in prop.links)
    assert read_page(body.encode("utf-8", "replace"), "text/html; charset=utf-8", URL) == page


def test_a_template_has_no_links() -> None:
    page = read_page(b"<p>a<template><a href=/x>b</a><form><textarea></textarea></form></template>", "text/html", URL)
    assert (page.links, page.forms) == ((), ())


def test_plaintext_is_text() -> None:
    page = read_page(b"<p>a<plaintext><a href=/x>b</a>", "text/html", URL)
    assert page.links == ()


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60))
def test_any_text_comes_back_as_it_was_written(words: str) -> None:
    escaped = escape(words)
    page = read_page(f"<p>{escaped}</p><p title=\"{escaped}\" id='z'>z".encode(), "text/html; charset=utf-8", URL)
    expected = " ".join(words.split())
    assert " ".join(block.text for block in page.blocks) == f"{expected} z".strip()
    again = read_page(f'<a href="/x" title="{escaped}">{escaped}</a>'.encode(), "text/html; charset=utf-8", URL)
    assert again.links[0].title == words


HEAD = (
    "<title>Школа</title><base href=/s/><nav class=menu><ul><li><a href=a>Устав</a><li class=on>"
    "<a href=/b>Школа</a></ul>"
    "</nav><script>if (a) { b('<div>x</div><p>') }</script><!-- <div><p>нет</p></div> -->"
    "<form><input name=q></form>"
)
FOOT = "<div id=footer><p>Адрес: <a href='?x=1'>Лесная</a></div><table><tr><td>8<td itemprop=fio>Елова</table>"
start = st.sampled_from(
    ["", HEAD, HEAD[:150], "<table><tr><td>" + HEAD, "<div itemprop=a>" + HEAD, "<a href=/x><div>" + HEAD]
)
end = st.sampled_from(["", FOOT, "</div></table>" + FOOT, FOOT + "<!-- <p>", "<script>'<p>" + FOOT])
middle = st.one_of(hostile, tree.map(lambda nodes: "".join(one.write(None) for one in nodes)))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(start, middle, end, st.sampled_from(["a", "b/c", "a?x=1"])), min_size=1, max_size=5))
def test_what_was_read_before_changes_nothing(pages: list[tuple[str, str, str, str]]) -> None:
    """Pages of a site share their pieces; each is read as if it were alone."""
    memory = Memory()
    for begin, inside, close, path in [*pages, *pages]:
        body, url = (begin + inside + close).encode("utf-8", "replace"), f"https://sosna.example/{path}"
        assert read_page(body, "text/html; charset=utf-8", url, memory=memory) == read_page(
            body, "text/html; charset=utf-8", url
        )


def test_a_memory_that_is_full_changes_nothing() -> None:
    bodies = [f"<div id=x{number}><p>{'слово ' * 40}{number}</p>{HEAD}</div>".encode() for number in range(30)]
    memory = Memory(room=20_000)
    for body in bodies:
        assert read_page(body, "", URL, memory=memory) == read_page(body, "", URL)


def test_a_script_in_the_name_of_an_attribute_is_none() -> None:
    first = b"<div><!-- a --><p>a</p></div>"
    odd = b"<div><p>a</p></div><div <script>b<p>c</p></div><!-- x --><script>'<p>d</p>'</script>"
    memory = Memory()
    for body in (first, first, odd, odd):
        assert read_page(body, "text/html", URL, memory=memory) == read_page(body, "text/html", URL)

"""What the matcher finds in a line is what each phrase's own pattern finds there, whatever the line."""

from __future__ import annotations

import functools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.matching import MAX_LINE, Lines, Matcher
from audit.phrases import every, naming, paths, phrases
from checklists.catalogue import Catalogue
from checklists.load import load
from checklists.phrases import pattern, tokens
from crawler.text import normal
from tests.audit.made import item, only


@functools.cache
def catalogue() -> Catalogue:
    return load()


@functools.cache
def matcher() -> Matcher:
    return Matcher(every(catalogue()))


@functools.cache
def patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern(phrase)) for phrase in matcher().phrases)


@functools.cache
def words() -> tuple[str, ...]:
    """The words of all phrases without their signs, and forms of them made by their endings."""
    bare = {word for phrase in matcher().phrases for token in tokens(phrase) for word in re.split("[|=*-]", token)}
    long = [word for word in bare if len(word) > 5]
    cut = {word[:-2] + ending for word in long for ending in ("", "ам", "ов", "ия", "ость", "его", "к", "ки", "ец")}
    return tuple(sorted(filter(None, map(normal, bare | cut | {"и", "о", "в", "1", "2026", "x"}))))


def found(line: str) -> tuple[int, ...]:
    return tuple(number for number, one in enumerate(patterns()) if one.search(line))


whole = st.deferred(lambda: st.sampled_from(matcher().phrases)).map(
    lambda phrase: normal(" ".join(token.split("|")[-1] for token in tokens(phrase)))
)
line = st.lists(st.deferred(lambda: st.sampled_from(words())) | whole, max_size=9).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(line)
def test_hits_are_what_each_pattern_finds(text: str) -> None:
    assert matcher().hits(text) == found(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_hits_are_the_same_in_any_text(text: str) -> None:
    assert matcher().hits(normal(text)) == found(normal(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(line, min_size=2, max_size=4))
def test_no_phrase_reaches_over_the_end_of_a_line(texts: list[str]) -> None:
    """A line read by itself gives no fewer phrases than in a text of lines, and none that begin in another."""
    for text in texts:
        assert set(matcher().hits(text)) <= set(matcher().hits(" ".join(texts)))


@settings(max_examples=150, deadline=None)
@given(line)
def test_a_span_is_where_the_phrase_stands(text: str) -> None:
    for number in matcher().hits(text)[:20]:
        start, end = matcher().span(number, text)
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        assert number in matcher().hits(text[start:end])
        assert start == 0 or text[start - 1] == " "
        assert end == len(text) or text[end] == " "


def test_every_phrase_finds_itself() -> None:
    for number, phrase in enumerate(matcher().phrases):
        text = normal(" ".join(re.sub("[=*]", "", token.split("|")[0]) for token in tokens(phrase)))
        assert number in matcher().hits(text), phrase


@pytest.mark.parametrize(
    ("phrase", "hit", "miss"),
    [
        ("режим работы", "Режим  РАБОТЫ:", "режим дня, работы нет"),
        ("правила приёма", "О правилах приема в школу", "правила, приказ о приёмной"),
        ("=устав", "Наш устав", "устава"),
        ("ф-и-о|фамилия", "Ф.И.О.", "фиолетовый"),
        ("ф-и-о|фамилия", "Фамилией", "имя"),
        ("платн* услуги", "платными услугами", "бесплатные услуги"),
        ("час", "час", "часто"),
        ("коды 1с", "код 1С", "код 2С"),
        ("телефон|факс директора", "факсы директору", "факс"),
    ],
)
def test_phrases_as_check_lists_write_them(phrase: str, hit: str, miss: str) -> None:
    one = Matcher([phrase])
    assert one.hits(normal(hit)) == (0,)
    assert one.hits(normal(miss)) == ()
    assert one.span(0, normal(miss)) == (-1, -1)


def test_a_matcher_of_nothing_finds_nothing() -> None:
    assert Matcher([]).hits("режим работы") == ()


def test_a_line_without_end_is_looked_at_up_to_a_bound() -> None:
    one = Matcher(["режим работы"])
    assert one.hits("слово " * (MAX_LINE // 6) + "режим работы") == ()
    assert one.hits("режим работы " + "слово " * MAX_LINE) == (0,)


def test_a_word_without_end_is_no_word_of_ours() -> None:
    assert Matcher(["кот*"]).hits("кот" + "о" * 500) == ()
    assert Matcher(["кот*"]).hits("кот" + "о" * 40) == (0,)


def test_a_line_is_folded_and_matched_once() -> None:
    lines = Lines(Matcher(["ёлка"]))
    first = lines.read("«ЁЛКИ»  в лесу")
    assert first == ("елки в лесу", (0,))
    assert lines.read("«ЁЛКИ»  в лесу") is first


def test_phrases_of_a_rule_are_followed_into_its_parts() -> None:
    one = item(
        {
            "any_of": [
                {"use": "named"},
                {"fresh": {"of": {"document": {"names": ["отчёт"], "without": ["проект"]}}}},
                {"all_of": [{"section": {"titles": ["устав"], "paths": ["Ustav", "/"], "words": ["статья"]}}]},
            ]
        },
        hints={"phrases": ["документы"], "paths": ["docs"]},
    )
    small = only(load(), [one], {"named": {"labelled": {"labels": ["лицензия"], "sections": ["сведения"]}}})
    assert set(phrases(one.rule, small)) == {"лицензия", "сведения", "отчёт", "проект", "устав", "статья"}
    assert naming(one, small) == ("документы", "лицензия", "отчёт", "устав")
    assert paths(one, small) == ("docs", "ustav")
    assert {"документы", "лицензия", "статья", "проект"} <= set(every(small))

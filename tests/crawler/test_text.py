"""The one spelling for text that is compared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text import normal


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Режим  работы: «Ёлочка»", "режим работы елочка"),
        ("  Ф.И.О.\tдиректора ", "ф и о директора"),
        ("8&nbsp;800", "8 nbsp 800"),
        ("онлайн-чат\u00a0и чат", "онлайн чат и чат"),
        ("образова\u00adтельно\u200bе", "образовательное"),
        ("прие\u0308м вакантныи\u0306", "прием вакантный"),
        ("Cведения o шкoле", "сведения o школе"),
        ("QR-код", "qr код"),
        ("QRкод", "qrкод"),
        ("Приём\n\n граждан ", "прием\nграждан"),
        ("№ 7", "7"),
        ("e-mail: Shkola@Sosna.example", "e mail shkola sosna example"),
        ("ПРИЁМ", "прием"),
        ("", ""),
        ("—", ""),
    ],
)
def test_normal(text: str, told: str) -> None:
    assert re.sub("\n+", "\n", normal(text)) == told


@settings(deadline=None)
@given(st.text())
def test_twice_is_once(text: str) -> None:
    once = normal(text)
    assert normal(once) == once


@settings(deadline=None)
@given(st.text())
def test_nothing_is_left_but_words(text: str) -> None:
    assert re.fullmatch(r"(?:[0-9a-zа-я]+(?:[ \n]+[0-9a-zа-я]+)*)?", normal(text).strip("\n"))
    assert "  " not in normal(text)


words = st.lists(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё0123456789xyz", min_size=1, max_size=9), max_size=8)


@settings(deadline=None)
@given(words, st.lists(st.sampled_from([" ", ", ", " — ", ".\t", "\u00a0", " («", "»: "]), min_size=8, max_size=8))
def test_case_yo_and_punctuation_do_not_matter(parts: list[str], signs: list[str]) -> None:
    plain = normal(" ".join(parts))
    dressed = "".join(part.upper() + sign for part, sign in zip(parts, signs, strict=False))
    assert normal(dressed) == plain


def test_a_word_of_a_million_letters_is_folded_in_one_pass() -> None:
    word = "а" * 1_000_000
    assert normal(word) == word
    assert normal("b" + word) == "в" + word

"""Prose: a paragraph that names several things at once, and paragraphs that only seem to."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

ORGANS = {"prose": {"words": ["педсовет", "общее собрание", "родительский комитет"], "without": ["протокол"]}}
TOLD = "Учёбу обсуждает педсовет, деньги — общее собрание."
FOUNDED = {"prose": {"words": ["учредил"], "near": ["администрация"], "least": 1, "sentence": True}}


def test_a_paragraph_that_names_enough(see: See) -> None:
    found = see(ORGANS, f"<p>{TOLD}</p>")
    assert (found.verdict, found.evidence[0].quote) == ("met", TOLD)
    assert see({"prose": {**ORGANS["prose"], "gives": "partial"}}, f"<p>{TOLD}</p>").verdict == "partial"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Учёбу обсуждает педсовет. Педсовету помогает завуч.</p>",  # one thing, twice
        "<p>Учёбу обсуждает педсовет.</p><p>Деньги — общее собрание.</p>",  # in two paragraphs
        "<p>Протокол: педсовет и общее собрание решили красить забор.</p>",
        "<h2>Педсовет, общее собрание</h2>",
        "<nav><p>Педсовет, общее собрание</p></nav>",
        "<p><a href='/1'>Педсовет</a>, <a href='/2'>общее собрание</a></p>",  # a menu
        f"<p style='display:none'>{TOLD}</p>",
        f"<p>{TOLD} Здесь будет текст раздела, следует разместить.</p>",
        f"<p>{TOLD * 50}</p>",  # an act, not a paragraph
    ],
)
def test_what_only_seems_to_tell(body: str, see: See) -> None:
    assert see(ORGANS, body).verdict == "missing"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Школе сто лет. Её учредила администрация района.", "met"),
        ("Завод учредил газету. Администрация района против.", "missing"),  # in two sentences
        ("Школу учредил П. П. Ломов, а содержит администрация.", "met"),  # initials end no sentence
    ],
)
def test_in_one_sentence(text: str, verdict: str, see: See) -> None:
    assert see(FOUNDED, f"<p>{text}</p>").verdict == verdict

from __future__ import annotations

import pytest

from crawler import order
from crawler.order import Phrases, Ranker, branches
from crawler.plan import Hint

HINTS = (
    Hint(
        topic="charter",
        pattern=r"(?:^|[ \n])устав[а-я]{0,2}(?:$|[ \n])|(?:^|[ \n])положение",
        paths=("charter",),
        priority=50,
    ),
    Hint(topic="staff", pattern=r"учител[а-я]*", priority=10),
)


def test_links_fit_by_text_title_and_path() -> None:
    ranker = Ranker(HINTS, Phrases())
    assert ranker.fit("http://a.example/x", "Наш УСТАВ!") == 51
    assert ranker.fit("http://a.example/x", "", "Положение о школе") == 51
    assert ranker.fit("http://a.example/x", "Учителя") == 11
    assert ranker.fit("http://a.example/docs/Charter.html", "") == 51
    assert ranker.fit("http://a.example/x", "Новости") == 0


def test_plans_share_phrases_and_keep_their_own_scores() -> None:
    phrases = Phrases()
    first = Ranker(HINTS[:1], phrases)
    second = Ranker((Hint(topic="charter", pattern=HINTS[0].pattern, priority=5), HINTS[1]), phrases)
    assert first.fit("http://a.example/", "Устав") == 51
    assert first.fit("http://a.example/", "Учителя") == 0
    assert second.fit("http://a.example/", "Устав") == 6
    assert second.fit("http://a.example/", "Учителя") == 11


def test_a_pattern_that_cannot_be_read_is_told() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Ranker((Hint(topic="x", pattern="a(b"),), Phrases())


def test_alternatives_are_split_at_the_top_only() -> None:
    assert branches(r"a(?:b|c)|[|(]d|e\|f") == ["a(?:b|c)", "[|(]d", r"e\|f"]


def test_the_order_of_the_design() -> None:
    def link(fit: int = 0, region: str = "main", *, home: bool = False, parent_fit: int = 0) -> int:
        return order.link(fit=fit, region=region, home=home, depth=1, parent_fit=parent_fit)

    ranks = [
        order.START,
        order.SITEMAP,
        link(51, "nav", home=True),
        link(0, "nav", home=True),
        link(51),
        link(11),
        order.named(fit=51),
        order.document(fit=51, parent_fit=0),
        order.document(fit=0, parent_fit=51),
        link(parent_fit=51),
        order.named(fit=0),
        link(),
        order.document(fit=0, parent_fit=0),
    ]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.chart import BAND, LINE, STACK, WIDTH, Bar, Dot, band, bars, binned, dots, stands_for

SCORES = st.lists(st.decimals(min_value=0, max_value=100, places=1), min_size=1, max_size=40)
HUNDRED = 346.2
"""Units from 0 to 100."""
HOSTILE = "\"><script>alert(1)</script>\x00\u202e&<b>'"


def drawn(markup: str) -> Element:
    return fromstring(markup)  # noqa: S314 - made by ourselves


def inside(root: Element) -> bool:
    _, _, width, height = map(float, root.get("viewBox", "").split())
    places = [(float(one.get("cx", 0)), float(one.get("cy", 0))) for one in root.iter("circle")]
    ends = [(float(one.get("x", 0)) + float(one.get("width", 0)), float(one.get("y", 0))) for one in root.iter("rect")]
    return width == WIDTH and all(0 <= x <= width and 0 <= y <= height for x, y in (*places, *ends))


@given(st.lists(st.decimals(min_value=0, max_value=100, places=1), min_size=1, max_size=12))
def test_a_bar_is_as_long_as_its_number_says(values: list[Decimal]) -> None:
    root = drawn(bars([Bar(f"Район {n}", one, str(one)) for n, one in enumerate(values)], "Районы"))
    rects = sorted(root.iter("rect"), key=lambda one: float(one.get("y", "")))
    assert [float(one.get("width", "")) for one in rects] == pytest.approx(
        [float(one) * HUNDRED / 100 for one in values], abs=0.1
    )
    texts = [one.text for one in root.iter("text") if one.get("class") == "value"]
    assert sorted(filter(None, texts)) == sorted(map(str, values))
    assert inside(root)


def test_how_it_was_stands_beside_how_it_is() -> None:
    rows = [Bar("Культура", Decimal(50), "40 → 50", before=Decimal(40)), Bar("Спорт", Decimal(30), "30")]
    root = drawn(bars(rows, "Изменение"))
    lengths = {one.get("class"): [] for one in root.iter("rect")}  # type: dict[str | None, list[float]]
    for one in root.iter("rect"):
        lengths[one.get("class")].append(round(float(one.get("width", "")) * 100 / HUNDRED))
    assert sorted(lengths["fill"]) == [30, 50]
    assert lengths["was"] == [40]
    tops = {one[0].text: float(one[0].get("y", "")) for one in root.iter("g") if one[0].tag == "text"}
    assert tops["Культура"] < tops["Спорт"], "the first row stands on top"


@given(SCORES)
def test_every_score_has_a_dot_and_none_covers_another(scores: list[Decimal]) -> None:
    root = drawn(dots([Dot(one, f"Школа: {one}", "org/x.html") for one in scores], "Школы"))
    places = Counter((one.get("cx"), one.get("cy")) for one in root.iter("circle"))
    assert sum(places.values()) == len(scores) == len(places)
    assert sorted(one.text for one in root.iter("title") if one.text) == sorted(f"Школа: {one}" for one in scores)
    assert inside(root)


@given(st.lists(SCORES, min_size=1, max_size=3))
def test_a_dot_stands_for_so_many_that_no_column_is_too_high(every: list[list[Decimal]]) -> None:
    number = stands_for([[*scores] * 7 for scores in every])
    if number > 1:
        columns = [Counter(band(one) for one in scores * 7) for scores in every]
        assert max(-(-many // number) for one in columns for many in one.values()) <= STACK


@given(SCORES, st.integers(2, 5))
def test_columns_of_dots_stand_for_everybody(scores: list[Decimal], number: int) -> None:
    counts = Counter(map(band, scores))
    root = drawn(binned([(start, many, f"{start}: {many}") for start, many in sorted(counts.items())], number, "Школы"))
    columns = Counter(one.get("cx") for one in root.iter("circle"))
    assert sorted(columns.values()) == sorted(-(-many // number) for many in counts.values())
    assert inside(root)


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_every_score_has_one_band(score: Decimal) -> None:
    assert band(score) <= score <= band(score) + BAND
    assert band(score) in range(0, 100, BAND)


def test_a_chart_brings_nothing_with_it() -> None:
    rows = [Bar(f"Красногвардейский муниципальный округ {n}", Decimal(n), str(n), f"lists/{n}.html") for n in range(10)]
    made = bars(rows, "Округа")
    assert len(made.encode()) < 4000
    for one in ("<script", "<style", "style=", "<!--", "pygal", "xlink", "target=", "http"):
        assert one not in made, one
    assert made == bars(rows, "Округа"), "the same each time"


def test_hostile_words_stay_words() -> None:
    for made in (
        bars([Bar(HOSTILE, Decimal(1), HOSTILE, "lists/x.html")], HOSTILE),
        dots([Dot(Decimal(1), HOSTILE, "org/x.html")], HOSTILE),
    ):
        root = drawn(made)
        assert {one.tag for one in root.iter()} <= {"svg", "g", "a", "path", "rect", "text", "title", "circle"}
        assert "alert(1)" in "".join(root.itertext())
        assert "\x00" not in made


@given(st.text(min_size=1, max_size=80), st.text(max_size=20))
def test_label_and_value_fit_one_line(label: str, said: str) -> None:
    root = drawn(bars([Bar(label, Decimal(50), said)], "x"))
    shown = [one.text or "" for one in root.iter("text") if one.get("class") in (None, "value")]
    assert sum(map(len, shown)) <= LINE
    assert shown[0].strip(" …")[:5] in label.replace("\n", " ") or not label.isprintable()

"""Versions for poor sight in a real browser: what pressing them changes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from crawler.probes.low_vision import compare, measured, try_low_vision
from crawler.probes.words import LowVisionWords
from crawler.proxy import Proxy
from tests.crawler.probes.conftest import PAGES, Counting, InBrowser

WORDS = LowVisionWords(
    phrases=("слабовидящ", "нарушением зрения"),
    marks=("bvi-open", "finevision", "isvek", "slabovid"),
    paths=("special=y",),
    images=("eye", "glaz"),
    families={"bvi": ("bvi.min", "bvi-open"), "uhpv": ("uhpv",), "finevision": ("finevision",), "isvek": ("isvek",),
              "bitrix": ("bx-special",)},
)  # fmt: skip
EXPECTED = {
    "link": ("changes", "", "larger"),
    "link-special": ("no_control", "", ""),
    "link-same": ("no_change", "", ""),
    "bvi": ("changes", "bvi", "larger recoloured"),
    "uhpv-zoom": ("changes", "uhpv", "larger"),
    "unknown-panel": ("changes", "", "larger"),
    "contrast-panel": ("changes", "", "recoloured"),
    "finevision-filter": ("changes", "finevision", "recoloured"),
    "bitrix-special": ("changes", "bitrix", "larger"),
    "dead-button": ("no_change", "isvek", ""),
    "none": ("no_control", "", ""),
    "story": ("no_control", "", ""),
    "open-panel": ("changes", "", "larger"),
    "blank": ("no_control", "", ""),
    "popup-form": ("no_change", "", ""),
    "lost-script": ("no_change", "", ""),
    "other-page": ("elsewhere", "", ""),
    "another": ("no_control", "", ""),
    "gone-link": ("dead", "", ""),
    "boxes": ("changes", "", "larger"),
    "window-open": ("changes", "", "larger"),
    "cookie-reload": ("changes", "", "larger"),
    "cookie-elsewhere": ("changes", "", "larger"),
    "sets-cookie": ("no_control", "", ""),
    "words-change": ("changes", "", "larger"),
    "spacing-only": ("spacing", "", ""),
    "box-filter": ("changes", "", "recoloured"),
    "select-panel": ("changes", "", "larger"),
    "range-panel": ("changes", "", "larger"),
    "mouse-down": ("changes", "", "larger"),
    "opens-windows": ("changes", "", "larger"),
    "slow-panel": ("changes", "", "larger"),
}


@pytest.fixture(scope="module")
def tried(server: Counting, in_browser: InBrowser[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    async def one(page: Page, proxy: Proxy, *, name: str) -> dict[str, Any]:
        del proxy
        return await try_low_vision(page, f"{server.url}/sight/{name}.html", WORDS)

    return in_browser({name: partial(one, name=name) for name in EXPECTED})


def test_every_page_of_the_folder_is_expected_to_give_something() -> None:
    assert {path.stem for path in (PAGES / "sight").glob("*.html")} == set(EXPECTED)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_what_pressing_changes(tried: dict[str, dict[str, Any]], name: str) -> None:
    found = tried[name]
    change = " ".join(word for word in ("larger", "recoloured") if found[word])
    assert (found["outcome"], found["family"], change) == EXPECTED[name], found


@pytest.mark.slow
def test_what_else_is_told_of_it(tried: dict[str, dict[str, Any]]) -> None:
    assert tried["unknown-panel"]["pressed"] == ("Для людей с нарушением зрения", "А+")
    assert (tried["unknown-panel"]["before"]["size"], tried["unknown-panel"]["after"]["size"]) == (14, 22)
    assert tried["link"]["led_to"].endswith("special=Y")
    assert tried["contrast-panel"]["after"]["contrast"] > 15
    assert tried["lost-script"]["unloaded"] == ("http://127.0.0.1:9/panel.js",)
    assert not tried["dead-button"]["unloaded"]
    assert tried["words-change"]["control"] == "Версия для слабовидящих"
    assert tried["boxes"]["pressed"][1:] == ("Ц", "A", "A", "A")


@given(st.lists(st.tuples(st.integers(1, 99), st.floats(1, 99), st.floats(1, 21), st.text(max_size=3))))
def test_a_page_that_did_not_change_is_never_called_changed(rows: list[tuple[int, float, float, str]]) -> None:
    look = measured([list(row) for row in rows])
    assert compare(look, look) == (False, False)


@given(st.recursive(st.none() | st.text() | st.integers() | st.floats(), st.lists, max_leaves=9))
def test_whatever_a_page_says_of_itself_is_taken(rows: object) -> None:
    assert sum(measured(rows).colours.values()) == pytest.approx(1) or not measured(rows).colours


@pytest.mark.slow
def test_no_form_is_sent_by_pressing(tried: dict[str, dict[str, Any]], server: Counting) -> None:
    assert tried["popup-form"]["outcome"] == "no_change"
    assert not [line for line in server.asked if not line.startswith("GET ")]

"""axe-core on real pages, and what is made of what a page says it found."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from checklists.load import load
from crawler.probes import picture as picture_of
from crawler.probes.accessibility import read, script, try_accessibility
from crawler.probes.picture import LIMIT, picture
from crawler.proxy import Proxy
from tests.crawler.probes.conftest import Counting, InBrowser

BAD = """<html><head><title></title><meta name=viewport content="user-scalable=no"></head><body><img src=a.png>
<a href=/x></a><p style="color:#aaa;background:#fff">Бледный текст, которого почти не видно.</p><input>
<marquee>!</marquee></body></html>"""
NAMES = ["broken", "kept", "nodes", "id", "number"]
GOOD = """<html lang=ru><head><title>Школа</title></head><body><main><h1>Школа</h1><p>Текст, который видно.</p>
<label>Имя <input></label><img src=a.png alt="Двор школы"><a href=/x>Документы школы</a></main></body></html>"""


@pytest.mark.slow
def test_rules_of_the_points_are_told_apart_on_pages(
    in_browser: InBrowser[dict[str, Any]], server: Counting, tmp_path: Path
) -> None:
    access = load().accessibility
    assert access is not None

    async def one(page: Page, proxy: Proxy, *, body: str) -> dict[str, Any]:
        proxy.shut()  # axe-core needs no network
        await page.set_content(body)
        return await try_accessibility(page, access.rules)

    made = in_browser({"bad": partial(one, body=BAD), "good": partial(one, body=GOOD)})
    broken = {rule["id"] for rule in made["bad"]["broken"]}
    assert broken >= {
        "document-title", "html-has-lang", "image-alt", "link-name", "color-contrast", "label", "marquee",
        "meta-viewport",
    }  # fmt: skip
    assert made["good"]["broken"] == ()
    assert {"document-title", "image-alt", "label", "color-contrast"} <= set(made["good"]["kept"])
    del server, tmp_path


def test_every_rule_that_a_point_names_is_one_of_axe() -> None:
    access = load().accessibility
    assert access is not None
    assert [rule for rule in access.rules if f'"{rule}"' not in script()] == []
    assert len(access.points) == 14


@pytest.mark.slow
def test_a_picture_is_small_and_of_the_place(in_browser: InBrowser[tuple[bytes | None, ...]], server: Counting) -> None:
    noise = "".join(
        f"<span style='color:hsl({n * 37 % 360},90%,{n % 80}%)'>ё{n * 7919 % 1000}</span> " for n in range(6000)
    )

    async def one(page: Page, proxy: Proxy) -> tuple[bytes | None, ...]:
        del proxy
        await page.set_content(f"<h1>Школа</h1>{noise}<p>План на <b>2024 год</b> устарел</p>")
        return await picture(page), await picture(page, "План на 2024 год"), await picture(page, "Бассейн")

    whole, place, nowhere = in_browser({"one": one})["one"]
    assert whole is not None
    assert place is not None
    assert whole[8:12] == place[8:12] == b"WEBP"
    assert len(whole) <= LIMIT
    assert len(place) <= LIMIT
    assert nowhere is None
    del server


PLACES = """<style>body{margin:0;font:16px/20px sans-serif}</style><header><p>План работы на год</p></header>
<nav><a href=/p>План работы на год</a></nav><div style="height:1000px"></div>
<div id=tall>Школа<br><span style="display:block;height:1500px"></span>План<br>работы на <b>год</b> есть</div>
<footer>План работы на год</footer>"""


@pytest.mark.slow
def test_the_place_of_words_is_where_they_are_read(in_browser: InBrowser[list[Any]], server: Counting) -> None:
    async def one(page: Page, proxy: Proxy) -> list[Any]:
        del proxy
        await page.set_content(PLACES)
        content = await page.evaluate(picture_of._FIND, "План работы на год")  # noqa: SLF001
        await page.evaluate("document.getElementById('tall').remove()")
        rest = await page.evaluate(picture_of._FIND, "План работы на год")  # noqa: SLF001
        frames = await page.evaluate("document.querySelectorAll('#glasnost-frame').length")
        return [content, rest, frames]

    content, rest, frames = in_browser({"one": one})["one"]
    assert 2500 < content[1] < 2700, "in the text, far down in a tall element, across a break and a tag"
    assert content[3] < 60
    assert rest[1] < 100, "where it stands only in header, menu and footer, the first of them"
    assert frames == 1
    del server


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["broken", "kept", "nodes", "id", "number"]), inner)
        ),
        max_leaves=12,
    )
)
def test_whatever_a_page_says_it_found_is_taken(found: object) -> None:
    told = read(found, "https://sosna.example/", "4")
    assert json.loads(json.dumps(dataclasses.asdict(told)))["engine"] == "4"  # it can be archived

"""One number is one number: front page, organisations, posters and items of the demo say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.reports.pagecheck import check

pytestmark = pytest.mark.slow


def said(path: Path) -> str:
    return " ".join(check(path).text.replace("\u00a0", " ").split())


def number(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None


def rows(demo: Demo) -> list[tuple[str, str]]:
    """The page of each organisation and its row in the table of the front page."""
    html = (demo.out / "index.html").read_text("utf-8")
    found = re.findall(r'<tr data-s=.*?href="(org/[^"]+)">(.*?)</tr>', html, re.DOTALL)
    return [(str(page), str(row)) for page, row in found]


def test_scores_and_gaps_of_each_organisation(demo: Demo) -> None:
    every = rows(demo)
    assert len(every) > 30
    for page, row in every:
        text, poster = said(demo.out / page), said(demo.out / page.replace("org/", "poster/"))
        score = number(r"<b>(\d+)</b>", row)
        for told in (text, poster):
            assert number(r"Открытость сайта (\d+) из 100", told) == score, page
        gaps = number(r'<td data-v="(\d+)">', row)
        assert gaps == sum(map(int, re.findall(r"(?:Не нашли|Найдено частично) \((\d+)\)", text))), page
        if score is not None:
            partly, missing = (number(rf"{word} (\d+)", text) or 0 for word in ("Найдено частично", "Не нашли"))
            assert gaps == partly + missing, page


def test_common_gaps_are_counted_as_on_the_items_own_pages(demo: Demo) -> None:
    html = (demo.out / "index.html").read_text("utf-8")
    gaps = re.findall(r'<tr><th scope="row"><a href="(items/[^"]+)">(.*?)</tr>', html, re.DOTALL)
    assert len(gaps) == 10
    for page, row in gaps:
        missing, partly, checked = map(int, re.findall(r"</span>(\d+)</td>", row))
        of = re.search(r"Все (\d+) (\d+) (\d+)", said(demo.out / page))
        assert of is not None, page
        assert [int(of[1]) + int(of[2]) + int(of[3]), int(of[2]), int(of[3])] == [checked, partly, missing], page

"""What repeats at the start and the end of pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.matching import Lines, Matcher
from audit.template import LEAST, mark_own, repeated
from audit.view import View
from crawler.ledger import LedgerEntry
from crawler.page import read_page
from tests.audit.made import HOME, HTML

PAGES = st.lists(st.lists(st.sampled_from("абв"), max_size=8), max_size=8)


def test_what_three_pages_share_is_their_template() -> None:
    pages = [["меню", "поиск", "о школе", "©"], ["меню", "поиск", "уроки", "©"], ["меню", "новости", "©"]]
    assert repeated(pages, "абв") == [(1, 1), (1, 1), (1, 1)]


def test_copies_of_a_page_share_their_content_and_no_template() -> None:
    pages = [["устав", "лицензия"]] * 5
    assert repeated(pages, "ааааа") == [(0, 0)] * 5


@given(PAGES)
def test_the_runs_never_overlap_and_are_shared(pages: list[list[str]]) -> None:
    for page, (head, tail) in zip(pages, repeated(pages, range(len(pages))), strict=True):
        assert head + tail <= len(page)
        assert head == 0 or sum(other[:head] == page[:head] for other in pages) >= LEAST
        assert tail == 0 or sum(other[len(other) - tail :] == page[len(page) - tail :] for other in pages) >= LEAST


def test_a_button_to_another_file_on_every_page_is_the_page_own() -> None:
    page = (
        '<header><p>Сосновка</p></header><main><h1>Раздел {n}</h1><p><a href="/f/{n}.pdf">Скачать</a></p></main>{foot}'
    )
    foot = '<p><a href="/f/policy.pdf">Скачать политику</a></p>'
    read = [read_page(page.format(n=n, foot=foot).encode(), HTML, f"{HOME}{n}") for n in range(6)]
    lines = Lines(Matcher(["раздел"]))
    views = [View(n, one, LedgerEntry(url=f"{HOME}{n}", state="fetched"), lines) for n, one in enumerate(read)]
    mark_own(views)
    assert [[block.text for block, own in zip(view.page.blocks, view.own, strict=True) if own] for view in views] == [
        [f"Раздел {n}", "Скачать"] for n in range(6)
    ]

"""What repeats at the start and the end of pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.template import LEAST, repeated

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

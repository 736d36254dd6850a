"""A document as a page that rules can read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.derived import Derived, document_page
from audit.reading.lines import clean
from tests.audit.made import HOME


def derived(text: str) -> Derived:
    return Derived(
        url=HOME + "a.doc", offset=1, digest="", state="text", kind="doc", said_kind="doc", text=text, cut=False,
        pages=0, how="text", tool="", ocr_tool="", note="",
    )  # fmt: skip


def test_page_of_a_document() -> None:
    page = document_page(derived("Устав\nИмя\tТелефон\nКедрова А. Л.\t\t2-14-36\nКонец\nа\tб"))
    assert [(block.text, block.cell) for block in page.blocks] == [
        ("Устав", None), ("Имя", (0, 0, 0)), ("Телефон", (0, 0, 1)), ("Кедрова А. Л.", (0, 1, 0)),
        ("2-14-36", (0, 1, 2)), ("Конец", None), ("а", (1, 0, 0)), ("б", (1, 0, 1)),
    ]  # fmt: skip
    assert page.url == HOME + "a.doc"


@given(st.lists(st.text().map(clean).filter(bool)))
def test_page_keeps_every_word(lines: list[str]) -> None:
    page = document_page(derived("\n".join(lines)))
    assert " ".join(block.text for block in page.blocks).split() == " ".join(lines).split()

"""Which pages of a site are tried, and whose mail hosts are asked for; no network."""

from __future__ import annotations

import pytest

from crawler.order import ranker
from crawler.probes.candidates import Candidates, choose
from crawler.probes.words import FormWords, Probes
from crawler.store import Row

ORIGIN = "https://sosna.example"
WORDS = Probes(form=FormWords(words=("обращени",)))


def chosen(pages: dict[str, bytes]) -> Candidates:
    """The candidates of a site of these pages; links to /feedback promise a form."""
    rows = [
        Row._make([f"{ORIGIN}{path}", *[""] * (len(Row._fields) - 1)])._replace(
            state="fetched", via="a", content_type="text/html", offset=number, seq=number, depth=number,
            link_text="Обращения граждан" if path.startswith("/feedback") else "",
        )
        for number, path in enumerate(pages)
    ]  # fmt: skip
    bodies = list(pages.values())
    return choose(rows, lambda row: bodies[row.offset or 0], WORDS, ranker(()), ORIGIN)


def test_words_alone_do_not_push_out_the_page_with_the_form() -> None:
    pages = {f"/feedback/{number}": b"<p>" for number in range(4)} | {"/o/form": b"<form><textarea></textarea></form>"}
    assert chosen(pages).forms == tuple(ORIGIN + path for path in ("/feedback/0", "/feedback/1", "/o/form"))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_domains_of_cyrillic_letters_are_asked_in_the_spelling_of_name_servers(encoding: str) -> None:
    body = "<p>Пишите: priem@сосна.рф, school@sosna.example, x@example.com, картинка@2x.png</p>".encode(encoding)
    assert chosen({"/": body}).domains == ("sosna.example", "xn--80azclb.xn--p1ai")


def test_domains_written_as_references_are_read() -> None:
    body = "".join(f"&#{ord(letter)};" for letter in "сосна.рф").encode()
    assert chosen({"/": b"<p>priem@" + body + b"</p>"}).domains == ("xn--80azclb.xn--p1ai",)

"""Which pages and names are worth a probe: rows and bodies as a visit leaves them."""

from __future__ import annotations

from crawler.order import ranker
from crawler.probes.candidates import Candidates, choose
from crawler.probes.words import FormWords, Probes
from crawler.store import Row

_HOME = "https://school.example.net/"


def _chosen(*bodies: bytes) -> Candidates:
    rows = [
        Row(_HOME if not place else f"{_HOME}page{place}/", place, "fetched", depth=min(place, 1), status=200,
            offset=place, content_type="text/html; charset=utf-8")
        for place in range(len(bodies))
    ]  # fmt: skip
    words = Probes(form=FormWords(words=("обращени[а-я]*",)))
    return choose(rows, lambda row: bodies[row.offset or 0], words, ranker(()), "https://school.example.net")


def test_mail_hosts_are_told_by_how_many_pages_say_them() -> None:
    chosen = _chosen(
        b"write to info@school.example.ru or INFO@School.Example.RU",
        "почта: priem@xn--80aaabbb.xn--p1ai, info@school.example.ru".encode(),
        b"<a href='mailto:a.b+c@obr.rayon.example.ru'>a.b+c@obr.rayon.example.ru</a> info@school.example.ru",
    )
    assert chosen.domains == ("school.example.ru", "obr.rayon.example.ru", "xn--80aaabbb.xn--p1ai")


def test_what_only_looks_like_a_mailbox_is_none() -> None:
    chosen = _chosen(
        b"@school.example.ru",  # nobody before it
        b"<img src='logo@2x.png'> <link href='a@b.css'> name (@telegram.example.ru) <b>@twitter.example.ru</b>",
        b"someone@example.com 1234@o42.ingest.sentry.io a@b",
    )
    assert chosen.domains == ()


def test_a_long_page_without_mailboxes_is_looked_through_at_once() -> None:
    """Letters without an @ are what pages are made of: a pattern that tries each of them takes minutes here."""
    assert _chosen(b"a" * 2_000_000 + b" a@b.example.ru").domains == ("b.example.ru",)


def test_the_page_with_a_field_to_write_in_is_the_form() -> None:
    chosen = _chosen(b"<h1>home</h1>", b"<form><textarea name=text></textarea></form>", b"<p>words</p>")
    assert chosen.home == _HOME
    assert chosen.forms == (f"{_HOME}page1/",)

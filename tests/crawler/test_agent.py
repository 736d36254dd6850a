"""What sites are told of us: a name that is honest, and a contact that a header can hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.agent import NAME, named
from tests.conftest import Glasnost

PLAIN = named()


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("audit@council.example", "; contact: audit@council.example)"),
        ("Общественный совет, audit@council.example", "; contact: audit@council.example)"),
        ("https://council.example/audit (page)", "; contact: https://council.example/audit page)"),
        ("+7 (900) 000-00-00", "; contact: +7 900 000-00-00)"),
        ("совет@дума.рф", ")"),
        ("", ")"),
    ],
)
def test_a_contact_is_told_as_far_as_a_header_holds_it(contact: str, told: str) -> None:
    assert named(contact) == PLAIN.removesuffix(")") + told


@given(st.text())
def test_no_contact_breaks_the_header(contact: str) -> None:
    made = named(contact)
    assert made.startswith(NAME)
    assert made.isascii()
    assert made.isprintable()
    assert made.count(")") == made.count("(") == 1


@pytest.mark.parametrize("command", [("run", "README.md"), ("crawl",), ("demo",), ("pictures",)])
def test_a_contact_that_nobody_would_be_told_is_refused(glasnost: Glasnost, command: tuple[str, ...]) -> None:
    done = glasnost("--home", "nowhere", *command, "--contact", "Общественный совет")
    assert done.returncode == 2
    assert "Latin letters" in done.stderr

"""Nothing that a reader doesn't see changes a verdict: attributes, wrappers, case, entities, encodings.

Each page is judged by every item in use, as it is and told in other bytes. The limits of the law: letters whose other
case is two letters (ß) or another alphabet's (İ) are not drawn, and surnames of a rare shape with nothing but initials
or a given name are known by their capitals.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.auditing import audit_site
from audit.matching import Matcher
from audit.wording import Wording
from checklists.catalogue import Catalogue
from tests.audit.fixtures import Fixture, archived, fixtures, in_use, org_of
from tests.audit.invented import Pages
from tests.audit.made import HTML, TODAY
from tests.audit.retold import ENCODINGS, encoded, recased, shuffled, with_entities, wrapped

Verdicts = Callable[..., dict[str, str]]
Retell = Callable[[str, random.Random], str]
EXAMPLES = 40
WAYS = pytest.mark.parametrize("retell", [shuffled, wrapped, recased, with_entities])
ENCODED = pytest.mark.parametrize("encoding", ENCODINGS)
pages = st.sampled_from(fixtures())
luck = st.integers(0, 2**32).map(random.Random)


@pytest.fixture(scope="module")
def verdicts(catalogue: Catalogue, matcher: Matcher) -> Verdicts:
    """The verdict of every item in use on the site of a fixture, its page in other bytes."""
    items, wording = list(in_use(catalogue)), Wording(catalogue, matcher)

    def judge(fixture: Fixture, body: bytes, content_type: str = HTML) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            archive = archived(fixture, Path(folder) / "site.warc.gz", body, content_type)
            found = audit_site(archive, org_of(fixture), items, catalogue, matcher, TODAY, wording=wording)
        return {finding.item: finding.verdict for finding in found}

    return judge


def invented(matcher: Matcher, luck: random.Random) -> Fixture:
    """A page made out of phrases."""
    page = Pages(matcher.phrases, luck).page()
    return replace(fixtures()[0], body=page.encode(), link="Страница", address="/stranica/")


@WAYS
@settings(deadline=None, max_examples=EXAMPLES)
@given(fixture=pages, luck=luck)
def test_how_a_page_is_written_changes_no_verdict(
    retell: Retell, fixture: Fixture, luck: random.Random, verdicts: Verdicts,
) -> None:  # fmt: skip
    again = retell(fixture.body.decode(), luck)
    assert verdicts(fixture, again.encode()) == verdicts(fixture, fixture.body)


@WAYS
@settings(deadline=None, max_examples=3 * EXAMPLES)
@given(luck=luck)
def test_how_any_page_is_written_changes_no_verdict(
    retell: Retell, luck: random.Random, verdicts: Verdicts, matcher: Matcher,
) -> None:  # fmt: skip
    fixture = invented(matcher, luck)
    again = retell(fixture.body.decode(), luck)
    assert verdicts(fixture, again.encode()) == verdicts(fixture, fixture.body)


@ENCODED
@settings(deadline=None, max_examples=EXAMPLES // 2)
@given(fixture=pages, luck=luck, told=st.booleans())
def test_the_encoding_changes_no_verdict(
    encoding: str, fixture: Fixture, luck: random.Random, told: bool, verdicts: Verdicts, matcher: Matcher,  # noqa: FBT001
) -> None:  # fmt: skip
    """Told by the header or by the page itself; where a page has a letter that the encoding lacks, by invented ones."""
    other = encoded(fixture.body.decode(), encoding)
    if other is None:
        fixture = invented(matcher, luck)
        other = encoded(fixture.body.decode(), encoding)
    assert other is not None
    header = f"text/html; charset={encoding.removesuffix('-sig')}" if told else "text/html"
    assert verdicts(fixture, other, header) == verdicts(fixture, fixture.body)


def test_the_ways_to_retell_do_change_the_bytes(matcher: Matcher) -> None:
    """A law over pages that stay as they are would always hold."""
    seeds = [random.Random(seed) for seed in range(5)]  # noqa: S311  a choice of pages, no secret
    page = invented(matcher, seeds[0]).body.decode()
    again = {way(page, seed) for way, seed in zip((shuffled, wrapped, recased, with_entities), seeds[1:], strict=True)}
    assert len(again - {page}) == 4
    assert page.encode() not in {encoded(page, name) for name in ENCODINGS[1:]} - {None}

"""Each item in use has pages for its verdicts, in its own words, in others' and with its words in another sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.matching import Matcher
from checklists.catalogue import Catalogue
from checklists.load import load
from tests.audit.fixtures import (
    OTHER_SENSE,
    OTHER_WORDS,
    Fixture,
    exceptions,
    fixtures,
    heard,
    in_use,
    judged,
    known,
    letters,
    spelled,
)  # fmt: skip

ITEMS = {item.id: item for item in in_use(load())}
VERDICTS = {"met", "partial", "missing", "not_applicable"}


def expected(item: str) -> set[str]:
    """What the folder of an item holds: verdicts, and the ends of names of the two hard pages."""
    absent = "not_applicable" if ITEMS[item].conditional else "missing"
    return {"met", "partial", absent, OTHER_WORDS, OTHER_SENSE}


def folder(name: str) -> str:
    """The item whose fixtures serve: the next edition's, where the rule is the same."""
    later = (item.id for item in ITEMS.values() if item.replaces == name and item.rule == ITEMS[name].rule)
    return next(later, name)


@pytest.mark.parametrize("name", ITEMS)
def test_every_item_in_use_has_its_fixtures(name: str) -> None:
    name = folder(name)
    mine = [fixture for fixture in fixtures() if fixture.item == name]
    has = {fixture.verdict for fixture in mine}
    has |= {end for end in (OTHER_WORDS, OTHER_SENSE) if any(end in fixture.path.stem for fixture in mine)}
    lacks = {lack for item, lack in exceptions() if item == name}
    assert expected(name) - has == lacks


def test_data_files_name_what_there_is() -> None:
    names = {str(fixture) for fixture in fixtures()}
    assert set(known()) <= names
    assert {item for item, _ in exceptions()} <= set(ITEMS)
    assert {fixture.item for fixture in fixtures()} <= set(ITEMS)
    assert {fixture.verdict for fixture in fixtures()} <= VERDICTS
    assert all(why for why in (*exceptions().values(), *known().values()))


@pytest.mark.parametrize("fixture", fixtures(), ids=str)
def test_a_page_gets_the_verdict_of_a_careful_person(
    fixture: Fixture, catalogue: Catalogue, matcher: Matcher, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if why := known().get(str(fixture)):
        request.applymarker(pytest.mark.xfail(reason=why, strict=True))
    found = judged(fixture, catalogue, matcher, tmp_path / "site.warc.gz")
    assert found.verdict == fixture.verdict, (found.reason, [evidence.quote for evidence in found.evidence])


@pytest.mark.parametrize("fixture", [one for one in fixtures() if OTHER_WORDS in one.path.stem], ids=str)
def test_a_page_in_other_words_has_no_phrase_to_the_letter(fixture: Fixture, catalogue: Catalogue) -> None:
    assert fixture.verdict == "met"
    found = letters(ITEMS[fixture.item], catalogue)
    lines = [spelled(line) for line in fixture.lines()]
    assert [phrase for phrase, one in found.items() if any(one.search(line) for line in lines)] == []


@pytest.mark.parametrize("fixture", [one for one in fixtures() if OTHER_SENSE in one.path.stem], ids=str)
def test_a_page_in_another_sense_has_a_phrase(fixture: Fixture, catalogue: Catalogue, matcher: Matcher) -> None:
    assert fixture.verdict in ("missing", "not_applicable")
    assert heard(ITEMS[fixture.item], fixture, catalogue, matcher)

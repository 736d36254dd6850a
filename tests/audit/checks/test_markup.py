"""Microdata: what is in a mark counts, and a mark alone counts for nothing."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

NAME = {"microdata": {"itemprop": ["fullName"]}}
FOUNDER = {"microdata": {"itemprop": ["nameUchred"], "parent": "uchredLaw"}}
CHARTER = {"microdata": {"itemprop": ["ustavDocLink"]}}


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ('<p itemprop="fullName">МБОУ «Сосновская средняя школа № 7»</p>', "met", None),
        ('<p itemprop="FULLNAME">МБОУ «Сосновская средняя школа № 7»</p>', "met", None),
        ('<p itemprop="fullName">отсутствует</p>', "met", None),
        ('<p itemprop="fullName"></p>', "missing", "bare_heading"),
        ('<p itemprop="fullName">   <b> </b></p>', "missing", "bare_heading"),
        ('<p itemprop="fullName">Полное наименование организации</p>', "missing", "placeholder"),
        ('<p itemprop="fullName">Информация будет размещена</p>', "missing", "placeholder"),
        ('<p itemprop="fullName">Текст по умолчанию</p>', "missing", "placeholder"),
        ('<p itemprop="fullName" hidden>МБОУ «Сосновская школа»</p>', "missing", "not_found"),
        ('<div style="display: none"><p itemprop="fullName">МБОУ «Сосновская школа»</p></div>', "missing", "not_found"),
        ('<meta itemprop="fullName" content="МБОУ «Сосновская школа»">', "missing", "not_found"),
        ('<p itemprop="shortName">МБОУ «Сосновская школа»</p>', "missing", "not_found"),
    ],
)
def test_a_marked_value(body: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(NAME, body)
    assert (found.verdict, found.reason) == (verdict, reason)
    if verdict == "met":
        assert found.evidence[0].place.lower() == "itemprop fullname"


@pytest.mark.parametrize(
    ("body", "verdict", "reason"),
    [
        ('<a itemprop="ustavDocLink" href="/ustav.pdf">Устав</a>', "met", None),
        ('<p itemprop="ustavDocLink"><a href="/ustav.pdf">Устав</a></p>', "met", None),
        ('<a itemprop="ustavDocLink" href="/ustav.pdf"><img src="/pdf.png"></a>', "met", None),
        ('<a itemprop="ustavDocLink" href="#">Устав</a>', "partial", "dead_link"),
        ('<a itemprop="ustavDocLink" href="">Устав</a>', "partial", "dead_link"),
        ('<a itemprop="ustavDocLink" href="/gone.pdf">Устав</a>', "partial", "dead_link"),
        ('<p itemprop="ustavDocLink"><a href="/gone.pdf">Устав</a> <a href="/b.pdf">и правки</a></p>', "met", None),
    ],
)
def test_a_marked_link(body: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(CHARTER, body, gone=("gone.pdf",))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_the_parent_is_any_above(see: See) -> None:
    name = '<span itemprop="nameUchred">Администрация Сосновского района</span>'
    assert see(FOUNDER, f'<div itemprop="uchredLaw"><div itemprop="x"><p>{name}</p></div></div>').verdict == "met"
    assert see(FOUNDER, f'<div itemprop="filInfo">{name}</div>').reason == "not_found"
    assert see(FOUNDER, name).reason == "not_found"


def test_a_mark_with_content_beats_an_empty_one(see: See) -> None:
    body = '<p itemprop="fullName"></p><p itemprop="fullName">МБОУ «Сосновская средняя школа № 7»</p>'
    found = see(NAME, body)
    assert (found.verdict, found.evidence[0].quote) == ("met", "МБОУ «Сосновская средняя школа № 7»")

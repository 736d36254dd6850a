"""How rules combine, and that the kinds in the schema are the kinds that are seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.names import foreign_pages
from audit.checks.rules import KINDS
from audit.checks.sight import RANK, Sight, best, falling
from audit.derived import Texts
from audit.matching import Matcher
from audit.pages import pages_of
from audit.phrases import every
from audit.site import Site, Subject
from audit.wording import Wording
from benchmarks.site import pages
from checklists.catalogue import Catalogue
from checklists.rule import Rule
from tests.audit.conftest import See
from tests.audit.made import HOME, ORG, TODAY, Crawl

COMBINATORS = {"use", "fresh", "works", "any_of", "all_of"}
MET = {"mention": {"phrases": ["устав"], "gives": "met"}}
PARTIAL = {"mention": {"phrases": ["лицензия"]}}
MISSING = {"microdata": {"itemprop": ["fullName"]}}
NOTHING = {"mention": {"phrases": ["бассейн"]}}
PAGE = '<p>Устав принят в 2019 году.</p><p>Лицензия получена.</p><p itemprop="fullName"></p>'


def test_every_kind_of_the_schema_is_seen() -> None:
    assert set(Rule.model_fields) - {"at_most", "whole"} == set(KINDS) | COMBINATORS


@pytest.mark.parametrize(
    ("rules", "verdict", "reason"),
    [
        ([NOTHING, MISSING, PARTIAL, MET], "met", None),
        ([NOTHING, MISSING, PARTIAL], "partial", "mentioned"),
        ([NOTHING, MISSING], "missing", "bare_heading"),
        ([NOTHING], "missing", "not_found"),
    ],
)
def test_any_of_is_the_best(rules: list[object], verdict: str, reason: str | None, see: See) -> None:
    found = see({"any_of": rules}, PAGE)
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("rules", "verdict", "reason"),
    [
        ([MET, {"mention": {"phrases": ["лицензия"], "gives": "met"}}], "met", None),
        ([MET, PARTIAL], "partial", "part"),
        ([MET, MISSING], "partial", "part"),
        ([MET, NOTHING], "partial", "part"),
        ([PARTIAL, NOTHING], "partial", "part"),
        ([PARTIAL, PARTIAL], "partial", "mentioned"),
        ([MISSING, NOTHING], "missing", "bare_heading"),
        ([NOTHING, NOTHING], "missing", "not_found"),
    ],
)
def test_all_of_asks_for_each(rules: list[object], verdict: str, reason: str | None, see: See) -> None:
    found = see({"all_of": rules}, PAGE)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_all_of_that_is_met_proves_each_of_its_parts(see: See) -> None:
    found = see({"all_of": [MET, {"mention": {"phrases": ["лицензия"], "gives": "met"}}]}, PAGE)
    assert [proof.quote for proof in found.evidence] == ["Устав принят в 2019 году.", "Лицензия получена."]


def test_a_whole_is_nothing_where_a_part_of_it_is_not_met(see: See) -> None:
    assert see({"all_of": [MET, MET], "whole": True}, PAGE).verdict == "met"
    assert see({"all_of": [MET, MISSING]}, PAGE).verdict == "partial"
    assert see({"all_of": [MET, MISSING], "whole": True}, PAGE).verdict == "missing"
    assert see({"all_of": [MET, {**MET, "at_most": "partial"}], "whole": True}, PAGE).verdict == "missing"


def test_at_most_partial_keeps_a_rule_from_more(see: See) -> None:
    found = see({**MET, "at_most": "partial"}, PAGE)
    assert (found.verdict, found.reason) == ("partial", "part")
    assert found.evidence[0].quote == "Устав принят в 2019 году."
    assert see({**MISSING, "at_most": "partial"}, PAGE).verdict == "missing"
    assert see({"any_of": [{**MET, "at_most": "partial"}, MET]}, PAGE).verdict == "met"
    assert see({"any_of": [MET], "at_most": "partial"}, PAGE).verdict == "partial"


def test_use_is_the_rule_of_that_name(see: See) -> None:
    named = {"charter": MET, "papers": {"any_of": [{"use": "charter"}]}}
    assert see({"use": "papers"}, PAGE, rules=named).verdict == "met"
    assert see({"use": "papers", "at_most": "partial"}, PAGE, rules=named).verdict == "partial"
    assert see({"use": "papers"}, "<p>Школа.</p>", rules=named).verdict == "missing"


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("Отчёт о самообследовании за 2025 год", "met", None),
        ("Отчёт о самообследовании за 2022–2025 годы", "met", None),
        ("Отчёт о самообследовании за 2023 год", "partial", "stale"),
        ("Отчёт о самообследовании", "met", None),
        ("Отчёт за 1998 школьный день", "met", None),
        ("Нечто за 2023 год", "missing", "not_found"),
    ],
)
def test_fresh_is_told_by_the_years_it_names(text: str, verdict: str, reason: str | None, see: See) -> None:
    rule = {"fresh": {"of": {"mention": {"phrases": ["отчёт"], "gives": "met"}}, "years": 1}}
    found = see(rule, f"<p>{text}</p>")
    assert (found.verdict, found.reason) == (verdict, reason)


def test_fresh_takes_the_newest_of_what_it_finds(see: See) -> None:
    rule = {"fresh": {"of": {"document": {"names": ["отчёт о самообследовании"]}}, "years": 2}}
    old, new = (f'<p><a href="/o.pdf">Отчёт о самообследовании за {year} год</a></p>' for year in (2019, 2025))
    assert see(rule, old + new).verdict == "met"
    assert see(rule, old).reason == "stale"


sight = st.builds(
    Sight,
    verdict=st.sampled_from(list(RANK)),
    reason=st.none(),
    proof=st.just(()),
    strength=st.integers(-4, 8),
)


@settings(deadline=None)
@given(st.lists(sight, max_size=8))
def test_the_best_sight_is_the_first_of_the_highest(sights: list[Sight]) -> None:
    chosen = best(sights)
    if not sights:
        assert chosen is None
        return
    assert chosen is not None
    highest = max((RANK[one.verdict], one.strength) for one in sights)
    assert chosen is next(one for one in sights if (RANK[one.verdict], one.strength) == highest)


@settings(deadline=None)
@given(st.lists(sight, max_size=8), st.integers(0, 8))
def test_falling_sights_are_the_same_ones_with_the_strongest_met_first(sights: list[Sight], most: int) -> None:
    sights = [one._replace(strength=min(one.strength, most)) for one in sights]
    found = list(falling(sights, most))
    assert sorted(map(id, found)) == sorted(map(id, sights))
    met = [one for one in found if one.verdict == "met"]
    assert found[: len(met)] == met
    if met:
        assert met[0] is best(sights)
    assert found[len(met) :] == [one for one in sights if one.verdict != "met"]


def leaves(catalogue: Catalogue) -> list[Rule]:
    """All rules of all items that combine no others."""
    found, todo = [], [item.rule for item in catalogue.items.values()] + list(catalogue.rules.values())
    while todo:
        rule = todo.pop()
        todo += [
            *rule.any_of,
            *rule.all_of,
            *([rule.fresh.of] if rule.fresh else []),
            *([rule.works.of] if rule.works else []),
        ]
        if not COMBINATORS & set(rule.kinds()):
            found.append(rule)
    return found


def test_of_two_sights_that_are_met_the_stronger_comes_first(
    catalogue: Catalogue, matcher: Matcher, crawl: Crawl
) -> None:
    for path, body in pages(12, every(catalogue)):
        crawl.page(HOME + path.lstrip("/"), body)
    archive = crawl.archive()
    seen, _ = pages_of(archive)
    subject = Subject(org=ORG.id, name=ORG.name, short_name=ORG.short_name)
    site = Site(subject, seen, archive.ledger, matcher, Wording(catalogue, matcher), TODAY, Texts({}))
    site.foreign = foreign_pages(site)
    several = 0
    for rule in leaves(catalogue):
        kind = rule.kinds()[0]
        strengths = [one.strength for one in KINDS[kind](site, getattr(rule, kind)) if one.verdict == "met"]
        assert strengths == sorted(strengths, reverse=True), rule
        several += len(set(strengths)) > 1
    assert several

"""Infometer's seven factors, by examples reckoned by hand, and what must hold whatever the findings are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from audit.auditing import audit
from audit.commands import score
from audit.finding import SEEN, VERDICTS, Evidence, Finding
from audit.infometer import Infometer
from checklists.catalogue import Catalogue
from checklists.infometer import FACTORS
from checklists.infometer import Infometer as Method
from checklists.load import shipped
from checklists.schema import Item
from tests.audit.made import HOME, ORG, WHEN, item
from tests.audit.test_auditing import put

PHONE = {"entity": {"entity": "phone"}}
CHARTER = {"document": {"names": ["устав"]}}
REPORT = {"fresh": {"of": {"section": {"titles": ["отчёт"]}}}}
HOWS = ("http", "browser", "document", "link", "ocr")


def proof(how: str = "http", place: str = "block 3") -> Evidence:
    return Evidence(url=HOME, offset=1, digest="sha256:00", place=place, quote="2-14-36", fetched_at=WHEN, how=how)  # type: ignore[arg-type]


def finding(name: str, verdict: str, reason: str | None = None, *evidence: Evidence) -> Finding:
    return Finding(org=ORG.id, item=name, verdict=verdict, reason=reason, evidence=evidence, looked=())  # type: ignore[arg-type]


def marks(rule: dict[str, Any], *told: Any, clicks: int | None = None) -> dict[Any, int]:  # noqa: ANN401 - of a finding
    ways = {} if clicks is None else {HOME: clicks}
    return Infometer(shipped()).marks(item(rule, "i"), finding("i", *told), ways)


def test_all_seven_factors_have_coefficients() -> None:
    method = shipped().infometer
    assert method is not None
    assert tuple(method.coefficients) == FACTORS
    assert all(max(one.values()) == 1 for one in method.coefficients.values()), "an irrelevant factor is 1"


def test_what_evidence_shows_is_marked_and_nothing_else() -> None:
    assert marks(PHONE, "met", None, proof()) == {"found": 1, "complete": 3, "hypertext": 1}
    assert marks(PHONE, "met", None, proof("document")) == {"found": 1, "complete": 3, "document": 1}
    assert marks(PHONE, "met", None, proof("ocr")) == {"found": 1, "complete": 3, "image": 1}
    marked = {"any_of": [{"microdata": {"itemprop": ["telephone"]}}, PHONE]}
    assert marks(marked, "met", None, proof(place="itemprop telephone"))["hypertext"] == 1
    assert "hypertext" not in marks(
        {"microdata": {"itemprop": ["telephone"]}}, "met", None, proof(place="itemprop telephone")
    )
    assert marks(CHARTER, "met", None, proof()) == {"found": 1, "complete": 3}, "a link to a file is not the text"
    assert marks(CHARTER, "partial", "named_only", proof()) == {"found": 1, "complete": 1}
    assert marks(PHONE, "partial", "foreign", proof()) == {"found": 1, "hypertext": 1}
    assert marks(PHONE, "missing", "not_found") == {"found": 0}
    assert marks(PHONE, "not_checked", "timeout") == {}


def test_topicality_is_told_only_where_the_law_sets_a_term() -> None:
    assert marks(REPORT, "met", None)["topical"] == 3
    assert marks(REPORT, "partial", "stale") == {"found": 1, "topical": 1}
    assert "topical" not in marks(PHONE, "met", None)


def test_few_clicks_are_marked_and_many_are_never_said() -> None:
    assert [marks(PHONE, "met", None, proof(), clicks=number).get("accessible") for number in (0, 2, 3)] == [3, 3, None]
    assert "accessible" not in marks(PHONE, "partial", "foreign", proof(), clicks=1), "the right place is not known"


def test_the_openness_by_hand() -> None:
    items = [
        item(PHONE, "a", weight="essential"),
        item(CHARTER, "b", weight="obligatory"),
        item(PHONE, "c", weight="recommended"),
        item(PHONE, "d", weight="essential"),
        item(PHONE, "e", required=False),
    ]
    found = {
        "a": finding("a", "met", None, proof()),  # known: found, complete, hypertext
        "b": finding("b", "missing", "not_found"),
        "c": finding("c", "not_checked", "timeout"),
        "d": finding("d", "not_applicable"),
        "e": finding("e", "met"),
    }
    result = Infometer(shipped()).openness(items, found, {})
    assert result is not None
    assert result.items == 3
    # a: 0.7 · 0.9 · 0.85 · 0.95 = 0.508725 at worst, 1 at best; b: 0; c: from 0 to 1; weights 3 + 2 + 1.
    assert result.low == Decimal(100) * 3 * Decimal("0.508725") / 6
    assert result.high == Decimal(100) * 4 / 6
    computed = {one.factor: (one.items, one.mean) for one in result.factors}
    assert computed["found"] == (2, Decimal("0.5"))
    assert computed["complete"] == (1, Decimal(1))
    assert computed["accessible"] == (0, None)


def test_nothing_asked_gives_no_result() -> None:
    items = [item(PHONE, "a")]
    assert Infometer(shipped()).openness(items, {}, {}) is None
    assert Infometer(shipped()).openness(items, {"a": finding("a", "not_applicable")}, {}) is None
    assert Infometer(shipped()).openness(items, {"a": finding("a", "not_checked", "dns")}, {}) is None


def test_a_catalogue_without_the_method_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match=r"infometer\.yaml"):
        Infometer(replace(catalogue, infometer=None))


TOLD = st.tuples(
    st.sampled_from(VERDICTS), st.sampled_from((None, *SEEN)), st.lists(st.sampled_from(HOWS), max_size=2),
    st.sampled_from((PHONE, CHARTER, REPORT)), st.sampled_from(("essential", "obligatory", "recommended")),
)  # fmt: skip


@given(st.lists(TOLD, max_size=6))
def test_the_ends_keep_their_order_and_more_knowledge_never_widens(told: list[Any]) -> None:
    items: list[Item] = []
    found: dict[str, Finding] = {}
    for number, (verdict, reason, hows, rule, weight) in enumerate(told):
        items.append(item(rule, f"i{number}", weight=weight))
        found[f"i{number}"] = finding(f"i{number}", verdict, reason, *map(proof, hows))
    method = Infometer(shipped())
    result = method.openness(items, found, {})
    if result is None:
        return
    assert 0 <= result.low <= result.high <= 100
    without = {name: replace(one, evidence=()) for name, one in found.items()}
    wider = method.openness(items, without, {})
    assert wider is not None
    assert wider.low <= result.low
    assert result.high <= wider.high


def test_the_method_refuses_marks_without_a_coefficient() -> None:
    data = {"weights": {}, "coefficients": {name: {"1": 1} for name in FACTORS}, "marks": {"found": {"met": 2}}}
    with pytest.raises(ValueError, match="found: mark 2 has no coefficient"):
        Method.model_validate(data)
    with pytest.raises(ValueError, match="no coefficients of image"):
        Method.model_validate(data | {"coefficients": {name: {"1": 1} for name in FACTORS[:-1]}})


def test_the_command_prints_it_and_stores_nothing(tmp_path: Path) -> None:
    put(tmp_path, ORG, state="done")
    audit(tmp_path, "spring")
    done = CliRunner().invoke(score, ["--methodology", "infometer"], obj=tmp_path)
    assert done.exit_code == 0, done.output
    row = next(line for line in done.output.splitlines() if ORG.id in line)
    assert "–" in row
    assert "—" in row, "navigation is not computed"

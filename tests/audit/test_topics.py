"""How verdicts of items become one of a topic: any, most, all, own; by tables, and what holds for all of them."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.auditing import store
from audit.checks.sight import RANK
from audit.database import connect
from audit.finding import VERDICTS, Evidence, Finding, Verdict
from audit.listing import load_findings, rows, write
from audit.topics import TopicFinding, roll_up
from checklists.catalogue import Catalogue, Topic
from checklists.load import load
from checklists.strict import Bilingual
from crawler import campaigns
from tests.audit.made import HOME, ORG, TODAY, item

RULE = {"mention": {"phrases": ["устав"]}}
Roll = Literal["any", "most", "all", "own"]
SHORT: dict[str, Verdict] = {
    "+": "met",
    "~": "partial",
    "-": "missing",
    "?": "not_checked",
    "0": "not_applicable",
}


@functools.cache
def lists() -> Catalogue:
    return load()


def proof(url: str) -> Evidence:
    return Evidence(
        url=url, offset=1, digest="sha256:0", place="block 0", quote="Устав", fetched_at=None, how="http"
    )  # fmt: skip


def rolled(verdicts: str, roll: Roll, own: tuple[str, ...] = ()) -> TopicFinding:
    """The topic over items i0, i1, … with these verdicts."""
    items = [item(RULE, f"i{number}") for number in range(len(verdicts))]
    found = {}
    for number, sign in enumerate(verdicts):
        seen = (proof(f"{HOME}{number}"),) if sign in "+~" else ()
        looked = (f"{HOME}looked/{number}",) if sign in "-?" else ()
        reason = {"?": "timeout", "-": "not_found", "~": "little"}.get(sign)
        found[f"i{number}"] = Finding(
            org="sosna", item=f"i{number}", verdict=SHORT[sign], reason=reason, evidence=seen, looked=looked
        )
    both = Bilingual(ru="Т", en="T")
    topic = Topic(id="structure", title=both, definition=both, roll=roll, items=own)
    catalogue = replace(lists(), topics={"structure": topic})
    (made,) = roll_up("sosna", items, found, catalogue)
    return made


@pytest.mark.parametrize(
    ("roll", "verdicts", "told", "url"),
    [
        ("any", "-~+", "met", "2"),
        ("any", "-~", "partial", "1"),
        ("any", "--", "missing", None),
        ("any", "?-", "missing", None),
        ("any", "??", "not_checked", "looked/0"),
        ("any", "0?", "not_checked", "looked/1"),
        ("any", "?0", "not_checked", "looked/0"),
        ("all", "+~+", "partial", "1"),
        ("all", "++-", "missing", None),
        ("all", "++", "met", "0"),
        ("all", "++?", "met", "0"),
        ("most", "+--", "missing", None),
        ("most", "++-", "met", "0"),
        ("most", "+-", "met", "0"),
        ("most", "~-", "partial", "0"),
        ("most", "-??", "missing", None),
        ("most", "0", "not_applicable", None),
    ],
)
def test_roll_ups(roll: Roll, verdicts: str, told: str, url: str | None) -> None:
    found = rolled(verdicts, roll)
    assert (found.verdict, found.url) == (told, url if url is None else HOME + url)
    assert found.items == tuple(f"i{number}" for number in range(len(verdicts)))


def test_own_items_decide_and_the_others_inform() -> None:
    found = rolled("-+~", "own", ("i0", "i2"))
    assert (found.verdict, found.items, found.reason) == ("partial", ("i0", "i2"), "little")
    assert rolled("-+~", "own", ("another",)).verdict == "met"


@settings(deadline=None)
@given(st.text("+~-?0", min_size=1, max_size=8), st.sampled_from(["any", "most", "all", "own"]))
def test_not_checked_only_where_nothing_was_decided(verdicts: str, roll: Roll) -> None:
    found = rolled(verdicts, roll)
    decided = [SHORT[sign] for sign in verdicts if sign in "+~-"]
    assert (found.verdict in RANK) is bool(decided)
    if decided:
        assert found.verdict in decided
    if found.verdict == "not_checked":
        assert found.reason == "timeout"


@settings(deadline=None)
@given(st.text("+~-", min_size=1, max_size=8))
def test_any_is_never_below_most_and_most_never_below_all(verdicts: str) -> None:
    best, usual, worst = (RANK[rolled(verdicts, roll).verdict] for roll in ("any", "most", "all"))
    assert best >= usual >= worst


def test_all_topics_are_decided_where_all_items_are(catalogue: Catalogue) -> None:
    for sector, kind in (("education", "school"), ("health", "hospital"), ("culture", "library"), ("social", "social")):
        items = catalogue.items_for(sector, kind, TODAY)
        found = {
            one.id: Finding(org="x", item=one.id, verdict="met", reason=None, evidence=(proof(HOME),), looked=())
            for one in items
        }
        topics = roll_up("x", items, found, catalogue)
        assert {topic.verdict for topic in topics} == {"met"}
        common = {topic.id for topic in catalogue.topics.values() if not topic.education_only}
        assert common <= {topic.topic for topic in topics}, sector
        assert len(common) == 24
    assert len(catalogue.topics) == 38


# -- rows for people and programs --------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A home folder with the findings of one school, every verdict among them."""
    db = connect(tmp_path)
    db.table("organisations").insert({"id": "sosna", "name": ORG.name, "sector": "education", "kind": "school"})
    campaigns.ensure(db, "spring", TODAY, ["sosna"])
    items = catalogue.items_for("education", "school", TODAY)
    findings = [
        Finding(
            org="sosna", item=one.id, verdict=VERDICTS[number % 5], reason="timeout" if number % 5 == 4 else None,
            evidence=(proof(HOME + "«ёлка»"),) if number % 5 == 0 else (), looked=(HOME,),
        )
        for number, one in enumerate(items)
    ]  # fmt: skip
    store(db, "spring", "sosna", findings)
    assert load_findings(db, "spring", "sosna") == {finding.item: finding for finding in findings}
    db.close()
    return tmp_path


def test_a_row_an_item_and_a_row_a_topic(home: Path, catalogue: Catalogue) -> None:
    db = connect(home)
    by_item, by_topic = list(rows(db, catalogue, "spring", "item")), list(rows(db, catalogue, "spring", "topic"))
    db.close()
    items = catalogue.items_for("education", "school", TODAY)
    assert [row["item"] for row in by_item] == [one.id for one in items]
    assert by_item[0]["url"] == HOME + "«ёлка»"
    assert set(by_topic[0]) == {"org", "topic", "verdict", "url", "reason", "items"}
    assert len(by_topic) == 38


@pytest.mark.parametrize("by", ["item", "topic"])
def test_the_same_in_every_form(by: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home, "spring", by, "jsonl")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    write(home, "spring", by, "csv")
    table = capsys.readouterr().out.splitlines()
    assert table[0].split(",")[:2] == ["org", by]
    assert len(table) == len(lines) + 1
    write(home, "spring", by, "table")
    assert "spring" in capsys.readouterr().out
    assert len({(line["org"], line[by]) for line in lines}) == len(lines)

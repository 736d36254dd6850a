"""The demo: its sites are as their sources make them, and the program finds on them what a careful person reads."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from http.client import HTTPConnection
from pathlib import Path

import pytest

import glasnost_demo
from tests.conftest import ROOT, Demo, Glasnost, needs_browser
from tools import demo_variants

FOLDER = ROOT / "data" / "demo"
VERDICTS = {"met", "partial", "missing", "not_applicable", "not_checked"}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


EXPECTED: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
"""Organisation → topic → verdict and reason."""
for _row in rows("expected.csv"):
    EXPECTED[_row["org"]][_row["topic"]] = (_row["verdict"], _row["reason"])


def test_variants_are_as_the_script_makes_them() -> None:
    stale = [path for path, content in demo_variants.made() if (FOLDER / "sites" / path).read_bytes() != content]
    assert stale == [], "run tools/demo_variants.py"


def test_every_organisation_has_a_site_and_expected_findings() -> None:
    registry = rows("registry.csv")
    addresses = {row["address"] for row in rows("sites.csv")}
    assert {re.findall(r"//([\d.]+):", row["Сайт"])[0] for row in registry} <= addresses
    assert [row["id"] for row in registry if row["id"] not in EXPECTED] == []
    topics = set(EXPECTED["school"])
    assert len(topics) == 38
    for org, expected in EXPECTED.items():
        assert len(expected) in {24, 38}, org
        assert set(expected) <= topics
        assert {verdict for verdict, _ in expected.values()} <= VERDICTS


def test_people_and_places_are_invented() -> None:
    for path in (FOLDER / "sites").rglob("*.html"):
        text = path.read_bytes().decode("windows-1251" if "school-1251" in path.parts else "utf-8")
        for domain in re.findall(r"[\w.-]+@([\w.-]+\w)", text):
            assert domain.endswith(".example"), path
        for code in re.findall(r"8 \((\d+)\)", text):
            assert code in {"49900", "49901", "49911", "800"}, path


Found = dict[str, dict[str, tuple[str, str]]]


def findings(glasnost: Glasnost, home: Path) -> Found:
    done = glasnost("--home", home, "findings", "--by", "topic", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    table: Found = defaultdict(dict)
    for line in done.stdout.splitlines():
        row = json.loads(line)
        table[row["org"]][row["topic"]] = (row["verdict"], row["reason"] or "")
    return table


@pytest.fixture(scope="module")
def found(demo: Demo, glasnost: Glasnost) -> Found:
    return findings(glasnost, demo.home)


@pytest.mark.slow
@pytest.mark.parametrize(
    "org", [pytest.param(org, marks=[needs_browser] if org == "school-js" else []) for org in EXPECTED]
)
def test_findings_are_what_a_person_reads(org: str, found: Found) -> None:
    wrong = []
    for topic, (verdict, reason) in EXPECTED[org].items():
        seen, why = found[org].get(topic, ("nothing", ""))
        if seen != verdict or (reason and why != reason):
            wrong.append(f"{topic}: {seen} {why}, a person says {verdict} {reason}")
    assert wrong == []


@pytest.mark.slow
def test_dress_does_not_change_the_verdict(found: Found) -> None:
    assert found["school-plain"] == found["school"]
    assert found["school-1251"] == found["school"]


@needs_browser
@pytest.mark.slow
def test_content_that_comes_by_javascript_is_seen_the_same(found: Found) -> None:
    assert found["school-js"] == found["school"]


@pytest.mark.slow
def test_demo_prints_scores_and_writes_a_page_for_each(demo: Demo) -> None:
    assert (demo.out / "index.html").is_file()
    assert str((demo.out / "index.html").resolve()) in re.sub(r"\s+", "", demo.printed)
    for row in rows("registry.csv"):
        assert row["Краткое наименование"] in demo.printed, row["id"]
        assert any(row["id"] in path.as_posix() for path in demo.out.rglob("*.html")), row["id"]


@pytest.mark.slow
def test_sites_that_gave_nothing_have_no_score(demo: Demo, glasnost: Glasnost) -> None:
    done = glasnost("--home", demo.home, "findings", "--by", "item", "--format", "jsonl")
    items = [json.loads(line) for line in done.stdout.splitlines()]
    for org in ("club", "college"):
        verdicts = {row["verdict"] for row in items if row["org"] == org}
        assert "missing" not in verdicts, org
        assert "met" not in verdicts, org


def test_folder_holds_what_the_table_of_sites_names() -> None:
    for row in rows("sites.csv"):
        for name in row["folders"].split():
            assert Path(FOLDER / "sites" / name / "index.html").is_file()


@pytest.mark.slow
def test_stages_one_by_one_give_what_the_demo_gives(found: Found, glasnost: Glasnost, tmp_path: Path) -> None:
    home = tmp_path / "home"
    registry = tmp_path / "towns.csv"
    with glasnost_demo.serve(0) as text:
        registry.write_text(text, "utf-8")
        online: list[tuple[str | Path, ...]] = [
            ("registry", "import", registry),
            ("registry", "check"),
            ("campaign", "new", "autumn", "--as-of", "2026-10-15", "--registry-filter", "kind=school|mse"),
            ("crawl", "--allow-private", "--delay", "0"),
        ]
        for command in online:
            done = glasnost("--home", home, *command)
            assert done.returncode == 0, done.stdout + done.stderr
    offline: list[tuple[str | Path, ...]] = [("audit",), ("score",), ("report", "html", "--out", tmp_path / "out")]
    for command in offline:
        done = glasnost("--home", home, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    seen = findings(glasnost, home)
    assert {"school", "school-plain", "school-js", "school-1251", "mse"} < set(seen)
    assert seen == {org: found[org] for org in seen}
    assert (tmp_path / "out" / "index.html").is_file()


def asked(origin: str, method: str, path: str) -> tuple[int, bytes]:
    line = HTTPConnection(origin.removeprefix("http://"), timeout=10)
    line.request(method, path)
    answer = line.getresponse()
    return answer.status, answer.read()


def test_forms_and_versions_work_on_most_sites_of_the_demo_and_not_on_all() -> None:
    with glasnost_demo.serve(0) as registry:
        found = dict(re.findall(r"^([\w-]+);.*?(http://127[\d.]+:\d+)", registry, re.MULTILINE))
        school, broken = found["school"], found["library-z"]
        assert asked(school, "HEAD", "/priem/otpravit")[0] == 405
        assert asked(broken, "HEAD", "/priem/otpravit")[0] == 404
        assert asked(broken, "OPTIONS", "/priem/otpravit")[0] == 404
        plain, version = (asked(school, "GET", path)[1] for path in ("/", "/?special=1"))
        assert b"font-size: 150%" not in plain
        assert b"font-size: 150%" in version
        assert asked(broken, "GET", "/?special=1")[1] == asked(broken, "GET", "/")[1]

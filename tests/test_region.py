"""The demo's region: made the same each time, with gaps that the audit finds, and rated in full."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import glasnost_demo
import glasnost_people as people
import glasnost_region as region
from audit.imports.columns import headers
from checklists.load import shipped
from crawler import registry_words as words
from tests.conftest import Demo, Glasnost

FOLDER = glasnost_demo.files()
ADDRESSES = {kin.id: f"http://127.0.2.{31 + number}:8790/" for number, kin in enumerate(region.MADE)}
REGISTRY = region.registry((FOLDER / "registry.csv").read_text("utf-8"), ADDRESSES)
SURVEY = people.survey(REGISTRY, headers("survey"))


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def test_forty_organisations_of_six_sectors_in_five_municipalities() -> None:
    rows = [row for row in region.organisations(REGISTRY) if row["Сфера"] != people.NOT_RATED]
    assert len(rows) == 40
    assert len({row["id"] for row in rows}) == 40
    assert len({row["Наименование"] for row in rows}) == 40
    assert len({row["Сфера"] for row in rows}) == 6
    assert len({row["Муниципальное образование"] for row in rows}) == 5
    assert all(row[head] for row in rows for head in region.HEADS)


@pytest.mark.parametrize("kin", region.MADE, ids=lambda kin: kin.id)
def test_a_made_site_lacks_its_gaps_and_names_no_other_town(kin: region.Kin, tmp_path: Path) -> None:
    region.write(kin, FOLDER / "sites", tmp_path / "one")
    region.write(kin, FOLDER / "sites", tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    for page in region.GAPS[kin.base]:
        assert (FOLDER / "sites" / kin.base / page).is_file()
        assert (tmp_path / "one" / page).is_file() == (page not in region.gaps(kin))
    home = (tmp_path / "one" / "index.html").read_text("utf-8")
    assert ("ветлореченск" in home) == (kin.town == "Светлореченск")


def test_tax_numbers_are_right_and_nobodys() -> None:
    """Check digits as the tax service reckons them; no region has the code 00."""
    numbers = [row["ИНН"] for row in region.organisations(REGISTRY)]
    assert len(set(numbers)) == len(numbers) == 41
    for number in numbers:
        first, *digits = map(int, number)
        weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
        total = sum(digit * weight for digit, weight in zip((first, *digits), weights, strict=False))
        assert number.startswith("00")
        assert int(number[-1]) == total % 11 % 10
        assert len(number) == 10


def test_what_an_inspector_counted_by_hand_has_the_norm_of_the_check_lists() -> None:
    rows = {row["Организация"]: row for row in csv.DictReader(
        io.StringIO(people.inspection(REGISTRY, headers("inspection"))), delimiter=";")}  # fmt: skip
    kinds = {row["id"]: (row["Сфера"], row["Вид"]) for row in region.organisations(REGISTRY)}
    header = headers("inspection")
    counted = [org for org, row in rows.items() if row[header["site.items:of"]]]
    assert sorted(counted) == ["club", "college"]
    for org in counted:
        sector, kind = kinds[org]
        items = shipped().items_for(str(words.sector(sector)), words.kind(kind), dt.date(2026, 10, 15))
        assert rows[org][header["site.items:of"]] == str(sum(item.norm for item in items)), org
        assert rows[org][header["site.channels:of"]] == str(len({item.channel for item in items if item.channel}))


def test_some_sites_have_gaps_and_some_have_none() -> None:
    numbers = Counter(len(region.gaps(kin)) for kin in region.MADE)
    assert numbers[0] >= 3
    assert sum(number for count, number in numbers.items() if count >= 2) >= 5


def test_thirty_to_sixty_respondents_and_one_inspection_each() -> None:
    assert people.survey(REGISTRY, headers("survey")) == SURVEY
    asked = Counter(row["Организация"] for row in csv.DictReader(io.StringIO(SURVEY), delimiter=";"))
    assert len(asked) == 40
    assert all(30 <= number <= 60 for number in asked.values())
    seen = [*csv.DictReader(io.StringIO(people.inspection(REGISTRY, headers("inspection"))), delimiter=";")]
    assert {row["Организация"] for row in seen} == set(asked)
    assert len(seen) == 40
    assert {row["Кто проверял"] for row in seen} == set(people.INSPECTORS)


@pytest.mark.slow
def test_the_audit_finds_the_known_gaps_and_no_more(demo: Demo, glasnost: Glasnost) -> None:
    done = glasnost("--home", demo.home, "findings", "--by", "item", "--format", "jsonl")
    verdicts = {(row["org"], row["item"]): row["verdict"] for row in map(json.loads, done.stdout.splitlines())}
    for kin in region.MADE:
        known = {item for items in region.gaps(kin).values() for item in items}
        for page, items in region.GAPS[kin.base].items():
            for item in items:
                assert verdicts[kin.base, item] == "met", (kin.base, item)
                wanted = ("missing", "partial") if item in known else ("met",)
                assert verdicts[kin.id, item] in wanted, (kin.id, page, item)


@pytest.mark.slow
def test_the_demo_ends_in_a_full_rating(demo: Demo, glasnost: Glasnost) -> None:
    done = glasnost("--home", demo.home, "rating", "--format", "jsonl")
    rows = {row["org"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert len(rows) == 40
    assert {row["state"] for row in rows.values()} == {"measured"}
    assert all(40 <= float(row["total"]) <= 100 for row in rows.values())
    assert rows["theatre"]["K2"] == "n/a"
    assert rows["theatre"]["1.2"] == "0.00"
    for org in ("club", "college"):  # what the program could not check, and an inspector counted
        assert {by["how"] for fact in rows[org]["made_of"]["1.2"] for by in fact["by"]} == {"inspection"}
    for org in (org for org in rows if org.startswith("library")):  # somebody wrote into the chat
        how = {by["how"] for fact in rows[org]["made_of"]["1.2"] for by in fact["by"]}
        assert how == {"findings", "review"}, org
    assert all(people.OPERATOR in row["measured_by"] for row in rows.values())
    assert rows["school"]["head_region"] == region.GOVERNOR
    assert (demo.out / "rating.html").is_file()
    towns = glasnost("--home", demo.home, "rating", "--level", "municipality", "--format", "jsonl")
    assert len(towns.stdout.splitlines()) == 5


QUESTIONS = {
    "2.3": "comfort", "4.1": "polite_first", "4.2": "polite_service", "5.1": "recommend", "5.2": "organisation",
    "5.3": "overall", "4.3": "polite_remote",
}  # fmt: skip


@pytest.mark.slow
def test_indicators_of_the_survey_are_those_counted_from_its_file(demo: Demo, glasnost: Glasnost) -> None:
    """Counted here apart from the imports and the engine: rows of the file, «да» of all that answered."""
    header = headers("survey")
    answers: dict[tuple[str, str], Counter[str]] = {}
    for row in csv.DictReader(io.StringIO(SURVEY), delimiter=";"):
        for question in (*QUESTIONS.values(), "stand_satisfied", "site_satisfied"):
            answers.setdefault((row["Организация"], question), Counter())[row[header[question]]] += 1

    def share(org: str, question: str) -> Decimal:
        found = answers[org, question]
        return Decimal(100 * found["да"]) / (found["да"] + found["нет"])

    def written(number: Decimal) -> str:
        return str(number.quantize(Decimal("0.01"), ROUND_HALF_UP))

    done = glasnost("--home", demo.home, "rating", "--format", "jsonl")
    for row in map(json.loads, done.stdout.splitlines()):
        org = row["org"]
        for indicator, question in QUESTIONS.items():
            assert row[indicator] == written(share(org, question)), (org, indicator)
        if org != "theatre":
            both = share(org, "stand_satisfied") + share(org, "site_satisfied")
            assert row["1.3"] == written(both / 2), org
        assert {by["how"] for fact in row["made_of"]["5.3"] for by in fact["by"]} == {"paper", "online", "telephone"}


CONDITIONS = {"2.1": "inspection.comfort.", "3.1": "inspection.access.", "3.2": "inspection.equal."}


def waited(seen: dict[str, str], header: dict[str, str]) -> Fraction:
    """Points of the waiting time against its term, as the steps of norms.md A.2 have them."""
    days, term = (Fraction(seen[header[f"inspection.waiting:{end}"]]) for end in ("value", "of"))
    if days > term:
        return Fraction(0)
    return Fraction(100 if days * 2 <= term else {0: 10, 1: 20, 2: 40}.get(int(term - days), 60))


WAITS = {"здравоохранение", "МСЭ"}


def criteria(p: dict[str, Fraction], channels: Fraction, disabled: Fraction | None, sector: str) -> dict[str, Fraction]:
    """Weights of norms.md A.1 in tenths; without disabled respondents those of 3.1 and 3.2 add up to 1."""
    waits = sector in WAITS or sector == "социальное обслуживание"
    return {
        "K1": (3 * p["1.1"] + 3 * min(Fraction(100), channels) + 4 * p["1.3"]) / 10,
        "K2": (3 * p["2.1"] + 4 * p["2.2"] + 3 * p["2.3"]) / 10 if waits else (p["2.1"] + p["2.3"]) / 2,
        "K3": (3 * p["3.1"] + 4 * p["3.2"] + 3 * (disabled or 0)) / (7 if disabled is None else 10),
        "K4": (4 * p["4.1"] + 4 * p["4.2"] + 2 * p["4.3"]) / 10,
        "K5": (3 * p["5.1"] + 2 * p["5.2"] + 5 * p["5.3"]) / 10,
    }


@pytest.mark.slow
def test_every_criterion_and_total_is_that_counted_from_the_files(demo: Demo, glasnost: Glasnost) -> None:
    """Once more from the two files, apart from imports and engine; of the site only what was counted there is taken."""
    asked, looked = headers("survey"), headers("inspection")
    answers: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(SURVEY), delimiter=";"):
        answers.setdefault(row["Организация"], []).append(row)
    visits = csv.DictReader(io.StringIO(people.inspection(REGISTRY, looked)), delimiter=";")
    seen = {row["Организация"]: row for row in visits}
    sectors = {row["id"]: row["Сфера"] for row in region.organisations(REGISTRY)}

    def share(org: str, question: str, among: str = "") -> Fraction | None:
        mine = [row[asked[question]] for row in answers[org] if not among or row[asked[among]] == "да"]
        return Fraction(100 * mine.count("да"), len(mine)) if mine else None

    done = glasnost("--home", demo.home, "rating", "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 40
    for row in rows:
        org, made = row["org"], {fact["name"]: fact for facts in row["made_of"].values() for fact in facts}
        site, channels = made["site.items"], Fraction(made["site.channels"]["low"])
        marks = {name: sum(seen[org][looked[one]] == "да" for one in looked if one.startswith(start))
                 for name, start in CONDITIONS.items()}  # fmt: skip
        if looked_at := made.get("inspection.equal"):
            marks["3.2"] = int(looked_at["low"])  # with the version of the site, which the audit saw
        stand = Fraction(seen[org][looked["inspection.stand_items:value"]])
        stand /= Fraction(seen[org][looked["inspection.stand_items:of"]])
        p = {name: Fraction(min(100, 20 * number)) for name, number in marks.items()}
        used = [share(org, f"{what}_satisfied", f"used_{what}") for what in ("stand", "site")]
        p["1.1"] = 50 * (stand + Fraction(site["low"]) / Fraction(site["of"]))
        p["1.3"] = sum((one or Fraction(0) for one in used), Fraction(0)) / 2  # the theatre has no site
        p |= {name: share(org, question) or Fraction(0) for name, question in QUESTIONS.items()}
        p["4.3"] = share(org, "polite_remote", "used_remote") or Fraction(0)
        disabled, timely = share(org, "access_satisfied", "disabled"), share(org, "timely") or Fraction(0)
        p["2.2"] = (timely + waited(seen[org], looked)) / 2 if sectors[org] in WAITS else timely
        k = criteria(p, 30 * channels, disabled, sectors[org])
        k = {name: k[name] for name in ("K1", "K3")} if org == "theatre" else k
        k["total"] = sum(k.values(), Fraction(0)) / len(k)
        for name, number in k.items():
            written = Decimal(number.numerator) / Decimal(number.denominator)
            assert row[name] == str(written.quantize(Decimal("0.01"), ROUND_HALF_UP)), (org, name)

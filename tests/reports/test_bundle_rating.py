"""A bundle has the inputs of the rating without people, its methodology and the rating; verify counts it anew."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from audit.database import connect
from audit.measures import Batch, Measure, put
from audit.rating.campaign import CampaignRating
from audit.rating.settings import change
from audit.rating.value import text
from checklists.load import shipped
from checklists.methods import methods
from reports.bundles import layout
from reports.bundles.packing import pack
from reports.bundles.result import Verification
from reports.bundles.subjects import Order
from reports.bundles.verifying import verify
from tests.audit.made import ORG
from tests.reports.bundling import DEAD, flip, make_home, rewrite

METHOD = f"{layout.METHODS}mintrud-344n.yaml"
MEASURES = layout.own(ORG.id, layout.MEASURES)
RATING = layout.own(ORG.id, layout.RATING)
SURVEY: Mapping[str, tuple[str, str]] = {
    "survey.respondents": ("41", "40"), "survey.stand_satisfied": ("30", "33"), "survey.site_satisfied": ("20", "21"),
    "survey.comfort": ("30", "41"), "survey.access_satisfied": ("3", "4"), "survey.polite_first": ("40", "41"),
    "survey.polite_service": ("41", "41"), "survey.polite_remote": ("7", "9"), "survey.recommend": ("38", "41"),
    "survey.organisation": ("37", "41"), "survey.overall": ("39", "41"),
}  # fmt: skip
INSPECTION: Mapping[str, tuple[str, str | None]] = {
    "inspection.stand_items": ("9", "12"), "inspection.comfort.rest_area": ("1", None),
    "inspection.comfort.water": ("0", None), "inspection.comfort.toilets": ("1", None),
    "inspection.comfort.navigation": ("0", None), "inspection.comfort.sanitary_state": ("0", "0"),
    "inspection.comfort.transport": ("1", None), "inspection.comfort.booking": ("0", None),
    "site.channels": ("3", "4"), "inspection.access": ("3", "5"), "inspection.equal": ("4", "6"),
}  # fmt: skip


def measured(home: Path) -> None:
    with contextlib.closing((db := connect(home)).conn):
        for kind, table, by in (("survey", SURVEY, "ООО «Опрос»"), ("inspection", INSPECTION, "Елова Вера")):
            about = (kind, by, "2026-05-01", ("фото-7.jpg",))
            rows = [Measure(ORG.id, name, value, of, *about) for name, (value, of) in table.items()]
            assert put(db, Batch(campaign="spring", kind=kind, file=kind, digest=kind, imported_at="x"), rows)
        parts = [("paper", ("2", "3")), ("online", ("5", "8"))]  # of one question; the first alone is too small
        rows = [Measure(ORG.id, "survey.timely", *numbers, how, "Опрос") for how, numbers in parts]
        assert put(db, Batch(campaign="spring", kind="survey", file="t", digest="t", imported_at="x"), rows)


@pytest.fixture(scope="module")
def rated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_home(tmp_path_factory.mktemp("rated") / "home")
    measured(home)
    return home


@pytest.fixture(scope="module")
def made(rated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("bundle") / "b.wacz"
    pack(rated_home, Order(campaign="spring"), path)
    return path.read_bytes()


@pytest.fixture
def bundle(made: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "spring.wacz"
    path.write_bytes(made)
    return path


def parts(path: Path, org: str = ORG.id) -> dict[str, dict[str, object]]:
    return dict(json.loads(zipfile.ZipFile(path).read(layout.own(org, layout.RATING)))["parts"])


def numbers(home: Path, method: str = "mintrud-344n") -> dict[str, str]:
    """The rating as the database gives it, all measures taken."""
    with contextlib.closing((db := connect(home)).conn):
        rated = CampaignRating(db, shipped(), "spring", methods()[method]).rated()
        one = next(one for one in rated if one.org.id == ORG.id)
    assert one.rating is not None
    return {name: text(value.low, 2) for name, value in one.rating.parts().items()}


def told(found: Verification) -> list[str]:
    return [str(one) for one in found.problems]


def test_the_rating_is_counted_anew_out_of_the_bundle_alone(rated_home: Path, bundle: Path) -> None:
    found = verify(bundle)
    assert told(found) == []
    assert found.ratings == 2
    assert "Ratings counted anew: 2." in list(found.lines())
    said, real = parts(bundle), numbers(rated_home)
    withheld = {name for name, one in said.items() if one["withheld"]}
    assert withheld == {"3.3", "K3", "total"}
    for name, one in said.items():
        assert name in withheld or f"{float(eval_(one['low'])):.2f}" == real[name], name
    # by hand: (100 · 30/33 + 100 · 20/21) / 2
    assert (said["1.3"]["low"], said["K4"]["low"]) == ("21500/231", str(said["K4"]["known"]))
    assert [said[name]["shown"] for name in ("3.3", "K3", "total")] == [None, real["K3"], real["total"]]
    assert any(line.startswith(f"rating of {ORG.id}: 3.3, K3, total rest on") for line in found.not_checked)


def eval_(number: object) -> float:
    above, _, below = str(number).partition("/")
    return int(above) / int(below or 1)


def test_people_and_small_groups_are_not_in_it(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as found:
        everything = b"".join(found.read(name) for name in found.namelist() if name.startswith("glasnost/org")).decode()
        rows = [json.loads(line) for line in found.read(MEASURES).splitlines()]
    for word in ("Елова", "Опрос", "фото-7"):
        assert word not in everything
    access = next(row for row in rows if row["name"] == "survey.access_satisfied")
    assert (access["value"], access["of"], access["withheld"]) == (None, None, True)
    (timely,) = [row for row in rows if row["name"] == "survey.timely"]
    assert (timely["value"], timely["of"], timely["source"]) == ("7", "11", "online, paper")
    assert {row["by"] for row in rows if row["kind"] == "inspection"} == {1}


def test_a_bundle_with_evidence_only_has_its_rating_too(rated_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "e.wacz"
    pack(rated_home, Order(campaign="spring", evidence_only=True), path)
    found = verify(path)
    assert told(found) == []
    assert found.ratings == 2


def test_where_only_sites_were_looked_at_there_is_no_rating(whole: Path) -> None:
    names = zipfile.ZipFile(whole).namelist()
    assert not [name for name in names if "rating" in name or name.startswith(layout.METHODS)]
    assert verify(whole).ratings == 0


@pytest.mark.parametrize("name", [MEASURES, METHOD, RATING, layout.RATED])
@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_one_changed_byte_is_named(bundle: Path, name: str, place: float) -> None:
    rewrite(bundle, {name: lambda data: flip(int(len(data) * place))(data)}, sealed=False)
    assert name in {one.path for one in verify(bundle).problems}


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        (MEASURES, '"value": "38"', '"value": "39"', "5.1 is 3800/41; the measures and findings give 3900/41"),
        (MEASURES, '"value": "3", "of": "5"', '"value": "4", "of": "5"', "3.1 is 60; the measures and findings give"),
        (MEASURES, '"value": "38"', '"value": "-8"', "survey.recommend: below zero"),
        (MEASURES, '"value": "38"', '"value": "xx"', "«xx» is no number"),
        (METHOD, '{part: "5.1", weight: 0.3}, {part: "5.2", weight: 0.2}',
         '{part: "5.1", weight: 0.2}, {part: "5.2", weight: 0.3}', "K5 is"),
        (METHOD, '{part: "5.1", weight: 0.3}', '{part: "5.1", weight: 0.2}', "weights add up to 1, these to 0.9"),
        (METHOD, "id: mintrud-344n", "id: mintrud-344", "is the methodology mintrud-344"),
        (RATING, '"state": "measured"', '"state": "part"', "(part)"),
        (layout.RATED, '"norms": "separate"', '"norms": "single"', "1.1 is"),
        (layout.RATED, '"norms": "separate"', '"norms": "none"', "settings.norms"),
        (layout.RATED, "mintrud-344n", "mintrud-344m", "mintrud-344m.yaml: is not there"),
    ],
)  # fmt: skip
def test_what_fits_the_manifest_is_told_by_counting(bundle: Path, name: str, old: str, new: str, what: str) -> None:
    rewrite(bundle, {name: replaced(old, new)})
    found = verify(bundle)
    assert any(what in line for line in told(found)), told(found)


def test_a_printed_number_that_the_published_measures_rule_out_is_told(bundle: Path) -> None:
    total = str(parts(bundle)["total"]["shown"])
    assert float(total) < 99
    rewrite(bundle, {RATING: replaced(f'"shown": "{total}"', '"shown": "99.99"')})
    assert any("total is printed as 99.99" in line for line in told(verify(bundle)))


def test_the_settings_of_the_campaign_and_other_methodologies_of_several_experts(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    measured(home)
    with contextlib.closing((db := connect(home)).conn):
        rows = [
            Measure(ORG.id, f"council.{item}", points, "3", "expert", by)
            for by, points in (("Пихтова", "3"), ("Елова", "1"), ("Кедрова", "1")) for item in ("a", "b")
        ]  # fmt: skip
        assert put(db, Batch(campaign="spring", kind="points", file="p", digest="p", imported_at="x"), rows)
        change(db, "spring", methods()["mintrud-344n"], ["no_answers=zero"])
        db.execute("UPDATE organisations SET extra = ? WHERE id = ?", ['{"Критерии НОК": "1, 3"}', ORG.id])
        db.conn.commit()
    path = tmp_path / "a.wacz"
    pack(home, Order(campaign="spring"), path)
    assert told(verify(path)) == []
    assert parts(path)["K5"]["absent"] == "not_applied"
    assert json.loads(zipfile.ZipFile(path).read(layout.RATED))["settings"]["no_answers"] == "zero"
    pack(home, Order(campaign="spring", methodology="altai-2015"), path)
    found = verify(path)
    assert told(found) == []
    assert parts(path)["total"]["known"] is not None
    lines = [json.loads(line) for line in zipfile.ZipFile(path).read(MEASURES).splitlines()]
    assert len({line["by"] for line in lines if line["name"].startswith("council")}) == 3
    assert f"{eval_(parts(path)['total']['low']):.2f}" == numbers(home, "altai-2015")["total"]


def test_an_organisation_that_does_not_answer_has_its_rating_too(bundle: Path) -> None:
    assert parts(bundle, DEAD.id)["total"]["state"] in ("part", "missing")

"""A campaign in a real database: what findings and people give, levels, places, settings, the command itself."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from audit.auditing import store
from audit.database import connect
from audit.finding import Finding, Verdict
from audit.measures import Batch, put
from audit.rating.campaign import CampaignRating, Rated
from audit.rating.gather import LOW_VISION
from audit.rating.heads import heads
from audit.rating.levels import change, grade, groups, ranks
from audit.rating.value import Value, exact, missing, text
from checklists.load import shipped
from checklists.methods import methods
from crawler import campaigns
from glasnost import cli
from tests.audit.rating.made import DAY, measures, told

FULL = {
    "inspection.stand_items": (10, 10), "survey.stand_satisfied": (10, 10), "survey.site_satisfied": (10, 10),
    "inspection.comfort": (5, 6), "survey.comfort": (10, 10), "inspection.access": (5, 5),
    "inspection.equal": (5, 5), "survey.access_satisfied": (5, 5), "survey.polite_first": (10, 10),
    "survey.polite_service": (10, 10), "survey.polite_remote": (10, 10), "survey.recommend": (10, 10),
    "survey.organisation": (10, 10), "survey.overall": (10, 10), "survey.timely": (10, 10),
    "site.items": (1, 1), "site.channels": (4, 4),
}  # fmt: skip
ORGS: tuple[tuple[str, str, str, str, str, dict[str, str]], ...] = (
    ("s1", "education", "school", "Сосновка", "https://s1.example/", {"Директор": "Анна Лесная"}),
    ("s2", "education", "school", "Сосновка", "https://s2.example/", {}),
    ("s3", "education", "school", "Речное", "", {"Применяемые критерии": "1, 3"}),
    ("m1", "culture", "museum", "Речное", "https://m1.example/", {}),
    ("h1", "housing", "manager", "Речное", "https://h1.example/", {}),
    ("w1", "sport", "sport_school", "Речное", "https://w1.example/", {}),
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing((db := connect(tmp_path)).conn):
        for id_, sector, kind, place, site, extra in ORGS:
            db.table("organisations").insert({
                "id": id_, "name": f"Организация {id_}", "sector": sector, "kind": kind, "municipality": place,
                "region": "Заозёрская область", "site": site, "extra": json.dumps(extra),
            })  # fmt: skip
        campaigns.ensure(db, "may", DAY, [one[0] for one in ORGS])
        yield db


def measured(db: Database, org: str, table: Mapping[str, object], campaign: str = "may", by: str = "Анна") -> None:
    rows = [one._replace(org=org, measured_by=by, measured_on="2026-05-01") for one in measures(table)]
    batch = Batch(
        campaign=campaign, kind="survey", file=f"{org}-{campaign}", digest=f"{org}{campaign}", imported_at="x"
    )
    assert put(db, batch, rows)


def found(db: Database, org: str, verdicts: Mapping[str, Verdict], reason: str | None = None) -> None:
    """Findings for every item in force: met where not told otherwise."""
    row = next(one for one in ORGS if one[0] == org)
    items = shipped().items_for(row[1], row[2], DAY)
    made = [
        Finding(org=org, item=item.id, verdict=verdicts.get(item.id, "met"), reason=reason, evidence=(), looked=())
        for item in items
    ]
    store(db, "may", org, made)


def rating(db: Database, campaign: str = "may", method: str = "mintrud-344n") -> dict[str, Rated]:
    made = CampaignRating(db, shipped(), campaign, methods()[method])
    return {one.org.id: one for one in made.rated()}


def parts(db: Database, org: str) -> dict[str, str]:
    one = rating(db)[org].rating
    assert one is not None
    return {name: told(value) for name, value in one.parts().items()}


def test_findings_give_the_site_the_channels_and_the_version_for_the_visually_impaired(db: Database) -> None:
    norm = [item.id for item in shipped().items_for("education", "school", DAY) if item.norm]
    channels = [item for item in shipped().items_for("education", "school", DAY) if item.channel]
    others = [item.id for item in channels if item.channel != channels[0].channel]
    verdicts: dict[str, Verdict] = {norm[0]: "missing", norm[1]: "partial", norm[2]: "not_applicable"}
    verdicts |= dict.fromkeys(others, "missing")
    found(db, "s1", verdicts)
    measured(db, "s1", {"inspection.stand_items": (10, 10), "inspection.equal": (4, 5)})
    share = Fraction(len(norm) - 3, len(norm) - 1)
    told_here = parts(db, "s1")
    assert told_here["1.1"] == str(50 + 50 * share)
    assert told_here["1.2"] == "30"
    assert told_here["3.2"] == "100"  # four by the inspector, the fifth by the audit
    found(db, "s1", verdicts | {LOW_VISION: "missing", norm[0]: "not_checked"})
    told_here = parts(db, "s1")
    assert told_here["1.1"] == f"{50 + 50 * share}..{50 + 50 * (share + Fraction(1, len(norm) - 1))}"
    assert told_here["3.2"] == "80"


def test_what_a_person_measured_beats_the_findings(db: Database) -> None:
    found(db, "s1", {})
    measured(db, "s1", {"site.items": (1, 2), "site.channels": (0, 6), "inspection.stand_items": (1, 1),
                        "inspection.equal.site_version": 0, "inspection.equal.staff": 1})  # fmt: skip
    told_here = parts(db, "s1")
    assert (told_here["1.1"], told_here["1.2"], told_here["3.2"]) == ("75", "0", "20..100")


def test_an_organisation_without_a_site_has_zero_and_one_not_reached_is_unknown(db: Database) -> None:
    found(db, "s3", dict.fromkeys([item.id for item in shipped().items_for("education", "school", DAY)], "missing"))
    measured(db, "s3", {"inspection.stand_items": (1, 1), "survey.stand_satisfied": (1, 1),
                        "survey.site_satisfied": (0, 0)})  # fmt: skip
    told_here = parts(db, "s3")
    assert (told_here["1.1"], told_here["1.2"], told_here["1.3"]) == ("50", "0", "50")
    assert (told_here["K2"], told_here["total"]) == (
        "not_applied",
        "35/2..135/2",
    )  # by two criteria, as the registry says
    every = [item.id for item in shipped().items_for("education", "school", DAY)]
    found(db, "s1", dict.fromkeys(every, "not_checked"), "timeout")
    assert parts(db, "s1")["1.2"] == "missing"
    assert parts(db, "s1")["total"] == "missing"


def test_sectors_that_the_order_does_not_rate_and_those_that_follow_another(db: Database) -> None:
    every = rating(db)
    assert every["h1"].rating is None
    assert every["w1"].subject.sector == "education"
    assert every["w1"].rating is not None


def test_means_of_organisations_and_of_sectors(db: Database) -> None:
    for org, comfort in (("s1", 10), ("s2", 0), ("w1", 8), ("m1", 4)):
        measured(db, org, {"survey.comfort": (comfort, 10)})
    every = list(rating(db).values())
    (region, culture, education) = groups(every, "region", "organisations", by_sector=True)
    assert (culture.sector, education.sector) == ("culture", "education")
    assert region.parts["2.3"].known == 55  # (100 + 0 + 80 + 40) / 4
    assert region.parts["2.3"].state == "part"  # s3 was not asked
    assert education.parts["2.3"].known == 60
    (by_sectors,) = groups(every, "overall", "sectors", by_sector=False)
    assert by_sectors.parts["2.3"].known == 50  # (60 + 40) / 2
    assert by_sectors.mean_of == "sectors"
    assert [one.place for one in groups(every, "municipality", "organisations", by_sector=False)] == [
        "Речное",
        "Сосновка",
    ]
    assert len(region.rated) == 5
    assert region.measured == 0


def test_places_are_shared_by_equal_numbers_as_written() -> None:
    totals = {"a": "90.004", "b": "90.001", "c": "95", "d": "89.994", "e": "1"}
    values = {name: exact(Fraction(number)) for name, number in totals.items()} | {"f": missing()}
    assert ranks(values, 2, available=False) == {"c": 1, "a": 2, "b": 2, "d": 4, "e": 5}


def test_nobody_is_first_of_those_whom_others_surely_surpass() -> None:
    """By hand: «above» is above 41.67 even at its worst, «over» may be either, «none» says nothing."""
    values = {"theatre": exact(Fraction("41.67")), "other": exact(Fraction(30)), "none": missing()}
    values["above"] = Value(low=Fraction("73.7"), high=Fraction("74.3"), known=Fraction("73.7"))
    values["over"] = Value(low=Fraction(40), high=Fraction(60), known=Fraction(50))
    assert ranks(values, 2, available=False) == {"theatre": 2, "other": 4}
    assert ranks(values, 2, available=True) == {"above": 1, "over": 2, "theatre": 3, "other": 4}


def test_who_answers_for_a_place(db: Database) -> None:
    heads_of = {"s1": "Пётр Речной", "s2": "Пётр Речной", "m1": "Анна Лесная", "w1": "Вера Лесная"}
    for org, name in heads_of.items():
        db.execute("UPDATE organisations SET extra = ? WHERE id = ?", [json.dumps({"Глава района": name}), org])
        measured(db, org, {"survey.comfort": (1, 2)})
    every = list(rating(db).values())
    towns = {one.place: one.head for one in groups(every, "municipality", "organisations", by_sector=False)}
    assert towns == {"Сосновка": "Пётр Речной", "Речное": "Анна Лесная; Вера Лесная"}
    (whole, *sectors) = groups(every, "overall", "organisations", by_sector=True)
    assert {one.head for one in (whole, *sectors)} == {""}


@pytest.mark.parametrize(
    ("points", "word"),
    [("0", "неудовлетворительно"), ("20", "неудовлетворительно"), ("20.004", "неудовлетворительно"),
     ("20.005", "ниже среднего"), ("40", "ниже среднего"), ("40.01", "удовлетворительно"), ("60", "удовлетворительно"),
     ("60.01", "хорошо"), ("80", "хорошо"), ("80.01", "отлично"), ("100", "отлично")],
)  # fmt: skip
def test_grades_are_half_open(points: str, word: str) -> None:
    got = grade(exact(Fraction(points)), methods()["mintrud-344n"].grades, 2, available=False)
    assert got is not None
    assert got.title.ru == word
    assert grade(missing(), methods()["mintrud-344n"].grades, 2, available=True) is None


def test_heads_are_read_from_the_registry(db: Database) -> None:
    assert heads(rating(db)["s1"].org).organisation == "Анна Лесная"
    assert heads(rating(db)["s2"].org) == ("", "", "")


def test_the_command_ranks_only_what_is_whole(db: Database, tmp_path: Path) -> None:
    runner = CliRunner()

    def rows(*words: str) -> dict[str, dict[str, object]]:
        done = runner.invoke(cli, ["--home", str(tmp_path), "rating", "--format", "jsonl", *words])
        assert done.exit_code == 0, done.output
        return {row.get("org") or row["municipality"]: row for row in map(json.loads, done.stdout.splitlines())}

    measured(db, "s1", FULL)
    measured(db, "s2", {"survey.comfort": (1, 2)})
    every = rows()
    assert (every["s1"]["total"], every["s1"]["place"], every["s1"]["grade"]) == ("100.00", 1, "отлично")
    assert every["s1"]["measured_by"] == ["Анна"]
    assert (every["s2"]["total"], every["s2"]["place"], every["s2"]["2.3"]) == ("5.00–95.00", None, "<5")
    assert every["s2"]["2.2"] == "n/a"
    assert every["m1"]["total"] == "—"
    assert "h1" not in every
    available = rows("--available")
    assert (available["s2"]["total"], available["s2"]["place"]) == ("50.00", 2)
    towns = rows("--level", "municipality", "--available")
    assert (towns["Сосновка"]["total"], towns["Сосновка"]["organisations"], towns["Сосновка"]["measured"]) == (
        "75.00",
        2,
        1,
    )
    assert towns["Речное"]["place"] is None


def test_the_change_since_the_last_campaign_of_each(db: Database, tmp_path: Path) -> None:
    measured(db, "s1", FULL)
    campaigns.ensure(db, "june", DAY + dt.timedelta(days=30), ["s2"])
    campaigns.ensure(db, "july", DAY + dt.timedelta(days=60), ["s1", "s2"])
    measured(db, "s1", FULL | {"survey.overall": (9, 10)}, "july")
    done = CliRunner().invoke(cli, ["--home", str(tmp_path), "rating", "--format", "csv"])
    (first, _) = csv.DictReader(io.StringIO(done.stdout))
    assert (first["org"], first["total"], first["change"], first["since"]) == ("s1", "99.00", "-1.00", "may")
    a, b = rating(db, "july")["s1"].rating, rating(db)["s1"].rating
    assert a is not None
    assert change(a, b, 2, available=False) == -1
    assert change(a, None, 2, available=False) is None


def test_the_change_of_a_place_is_that_of_the_same_organisations(db: Database, tmp_path: Path) -> None:
    def towns(*words: str) -> dict[str, dict[str, object]]:
        done = CliRunner().invoke(
            cli, ["--home", str(tmp_path), "rating", "--level", "municipality", "--format", "jsonl", *words]
        )
        return {row["municipality"]: row for row in map(json.loads, done.stdout.splitlines())}

    for org in ("s1", "s2", "w1"):
        measured(db, org, FULL)
    assert {row["change"] for row in towns().values()} == {None}
    campaigns.ensure(db, "july", DAY + dt.timedelta(days=60), ["s1", "s2", "w1", "m1"])
    for org, overall in (("s1", 9), ("s2", 8), ("w1", 0), ("m1", 0)):
        measured(db, org, FULL | {"survey.overall": (overall, 10)}, "july")
    found = towns()
    assert (found["Сосновка"]["change"], found["Сосновка"]["since"]) == ("-1.50", "may")  # (1 + 2) / 2
    assert found["Речное"]["change"] is None  # the museum was not rated then: other organisations, another mean


def test_settings_are_kept_for_the_campaign_and_shown(db: Database, tmp_path: Path) -> None:
    measured(db, "s1", FULL | {"survey.access_satisfied": (0, 0)})
    runner = CliRunner()

    def told_by(*words: str) -> str:
        return runner.invoke(cli, ["--home", str(tmp_path), "rating", *words]).output

    assert "no_disabled: renormalise" in told_by()
    assert "94.00" in told_by("--set", "no_disabled=zero")  # K3 = 70
    assert "no_disabled: zero" in told_by()
    assert "the setting no_disabled is «error»" in told_by("--set", "no_disabled=error")
    assert "100.00" in told_by("--set", "no_disabled=")
    assert "is no setting" in told_by("--set", "colour=red")
    assert "Input should be" in told_by("--set", "no_disabled=maybe")
    assert "408н" in told_by()
    assert "no methodology of this name" in told_by("--methodology", "nothing")


def test_an_own_methodology_is_yaml_alone(db: Database, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: own\ntitle: {ru: Своя, en: Own}\nstatus: draft\nplaces: 1\neditions:\n  - status: draft\n"
        "    total: {mean: [{share: {of: survey.comfort}}, {points: {of: inspection.comfort, each: 10}}]}\n",
        "utf-8",
    )
    measured(db, "s1", {"survey.comfort": (1, 2), "inspection.comfort": (3, 5)})
    done = CliRunner().invoke(cli, ["--home", str(tmp_path), "rating", "--methodology", str(own), "--format", "jsonl"])
    assert json.loads(done.stdout.splitlines()[0])["total"] == "40.0"


def test_the_other_schemes_count_points_of_people_and_targets(db: Database) -> None:
    rows = {"mystery.visit.stand": (3, 5), "mystery.call": (2, 5), "target.coverage": (60, 50)}
    measured(db, "s1", rows)
    one = rating(db, method="primorye-2013")["s1"].rating
    assert one is not None
    assert text(one.indicators["inspections"].low, 2) == "50.00"
    assert text(one.indicators["targets"].low, 2) == "100.00"
    assert text(one.total.low, 2) == "91.67"  # (3 + 2 + 50) / 60
    assert rating(db, method="altai-2015")["s1"].rating is not None
    found(db, "s1", {})
    infometer = rating(db, method="infometer")["s1"].rating
    assert infometer is not None
    assert infometer.total.state == "part"


def test_a_registry_that_is_imported_later_re_rates_no_final_campaign(db: Database, tmp_path: Path) -> None:
    measured(db, "s1", FULL)
    measured(db, "s2", FULL)
    runner = CliRunner()

    def told_by(*words: str) -> str:
        done = runner.invoke(cli, ["--home", str(tmp_path), *words])
        assert done.exit_code == 0, done.output
        return done.output

    levels = ("organisation", "municipality", "region", "overall")
    asked = [("rating", "--campaign", "may", "--level", level, "--format", "jsonl") for level in levels]
    told_by("campaign", "stage", "may", "final", "--who", "Анна")
    before = [told_by(*words) for words in asked]
    assert "Анна Лесная" in before[0]
    path = tmp_path / "later.csv"
    path.write_text(
        "id;Название;Сектор;Вид;Муниципалитет;Сайт;Директор\ns1;Музей;культура;музей;Речное;;Пётр Речной\n", "utf-8"
    )
    told_by("registry", "import", str(path))
    assert [told_by(*words) for words in asked] == before
    told_by("campaign", "stage", "may", "sent", "--who", "Анна", "--why", "суд")
    assert [told_by(*words) for words in asked] != before

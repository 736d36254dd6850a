from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from checklists.load import load
from reports.commands import report
from reports.texts import messages
from tests.conftest import Glasnost
from tests.reports.conftest import Store


def run(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(report, ["html", *arguments], obj=home)
    return done.exit_code, done.output


def test_the_latest_campaign_goes_into_the_home_folder(campaign: Store) -> None:
    code, said = run(campaign.home)
    index = campaign.home / "reports" / "spring" / "ru" / "index.html"
    assert (code, said.strip()) == (0, str(index))
    assert index.is_file()


def test_language_folder_and_contact_may_be_chosen(campaign: Store, tmp_path: Path) -> None:
    code, _ = run(
        campaign.home,
        "--campaign",
        "spring",
        "--lang",
        "en",
        "--out",
        str(tmp_path / "site"),
        "--contact",
        "a@b.example",
    )
    assert code == 0
    page = (tmp_path / "site" / "org" / "lesnaya.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "a@b.example" in page


def test_the_address_of_the_report_makes_codes_and_a_wrong_one_is_named(campaign: Store, tmp_path: Path) -> None:
    code, said = run(campaign.home, "--base-url", "sovet.example")
    assert code == 2
    assert "«sovet.example» is no address of the web. Write https://HOST/FOLDER/." in said
    code, _ = run(campaign.home, "--out", str(tmp_path / "site"), "--base-url", "https://sovet.example/a")
    assert code == 0
    assert "sovet.example/a/org/lesnaya.html" in (tmp_path / "site" / "org" / "lesnaya.html").read_text("utf-8")


def test_no_campaign_is_a_clear_error(campaign: Store, tmp_path: Path) -> None:
    assert run(campaign.home, "--campaign", "autumn")[0] == 1
    code, said = run(tmp_path / "empty")
    assert code == 1
    assert "There is no campaign yet." in said


def test_every_channel_and_weight_of_the_real_lists_has_words() -> None:
    catalogue = load()
    channels = {f"channel.{item.channel}" for item in catalogue.items.values() if item.channel}
    weights = {f"weight.{name}" for name in catalogue.methodology.openness.weights}
    assert channels | weights <= messages("ru").keys()


def test_run_and_schedules_make_codes_too(tmp_path: Path, glasnost: Glasnost) -> None:
    registry, home = tmp_path / "towns.csv", tmp_path / "home"
    registry.write_text("id;name;sector;site\nmuzej;Музей;culture;\n", "utf-8")
    done = glasnost("--home", home, "run", registry, "--base-url", "sovet.example")
    assert (done.returncode, home.exists()) == (2, False)
    assert "is no address of the web" in done.stderr
    address = "https://sovet.example/a"
    done = glasnost("--home", home, "run", registry, "--campaign", "spring", "--browser", "none", "--base-url", address)
    assert done.returncode == 0, done.stderr
    made = ("schedule", "add", "night", "--cron", "* * * * *", "--zone", "UTC", "--base-url")
    assert glasnost("--home", home, *made, f"{address}/x.html").returncode == 2
    assert glasnost("--home", home, *made, address).returncode == 0
    with closing(sqlite3.connect(home / "glasnost.db")) as db, db:
        db.execute("UPDATE schedules SET since = '2026-01-01T00:00:00+00:00'")
    done = glasnost("--home", home, "schedule", "run")
    assert done.returncode == 0, done.stderr
    for name in ("spring", "night"):
        poster = (home / "reports" / name / "ru" / "poster" / "muzej.html").read_text("utf-8")
        assert 'class="qr"' in poster
        assert "sovet.example/a/org/muzej.html" in poster

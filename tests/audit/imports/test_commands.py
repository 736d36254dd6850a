"""The commands as an operator runs them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.audit.imports.conftest import HEADER, REGISTRY, Desk, answered
from tests.conftest import Glasnost

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, glasnost: Glasnost) -> Path:
    (tmp_path / "registry.csv").write_text("\n".join(REGISTRY) + "\n", "utf-8")
    assert glasnost("--home", tmp_path, "registry", "import", tmp_path / "registry.csv").returncode == 0
    assert glasnost("--home", tmp_path, "campaign", "new", "may", "--as-of", "2026-05-01").returncode == 0
    return tmp_path


def test_from_the_template_to_the_list(home: Path, glasnost: Glasnost) -> None:
    from openpyxl import load_workbook

    path = home / "survey.xlsx"
    assert "21 columns" in glasnost("import", "template", "survey", path).stdout
    book = load_workbook(path)
    for row in (
        answered("Школа № 1", "y" * 15, 1),
        answered("Школа № 9", "y" * 15, 2),
        answered("school-2", "n" * 15, 3),
    ):
        book.worksheets[0].append(row)
    book.save(path)
    dry = glasnost("--home", home, "import", "survey", path, "--source", "phone", "--dry-run")
    assert dry.stdout.startswith("Dry run, nothing kept: 2 rows, 2 organisations, 26 measures, 1 bad rows left out")
    done = glasnost("--home", home, "import", "survey", path, "--source", "phone")
    assert done.returncode == 0
    assert done.stdout.startswith("Imported: 2 rows, 2 organisations, 26 measures, 1 bad rows left out")
    assert "survey.xlsx, row 3, column «Организация»: «Школа № 9» is no id, ИНН or exact name" in done.stderr
    report = home / "imports" / "survey-survey.csv"
    assert str(report) in done.stderr
    with report.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [*rows[0].values()][:6] == ["bad", "survey.xlsx", "3", "Организация", "", ""]
    assert {row["what"] for row in rows if row["organisation"] == "library"} == {"no_survey"}
    again = glasnost("--home", home, "import", "survey", path, "--source", "phone")
    assert again.stdout == "survey.xlsx is in force already (import #1): nothing changed.\n"
    listed = glasnost("--home", home, "import", "list").stdout
    assert listed.startswith("#1 survey survey.xlsx · may · ")
    assert "2 of 3 rows, 2 organisations, 26 measures" in listed
    assert listed.endswith("in force\n")


def test_a_refused_file_is_one_clear_answer(home: Path, glasnost: Glasnost) -> None:
    path = Desk(home, None).write("s.csv", [[*HEADER, "ФИО"], [*answered("school-1", "y" * 15), "А. Б."]])  # type: ignore[arg-type]
    done = glasnost("--home", home, "import", "survey", path)
    assert done.returncode == 1
    assert "«ФИО»: personal data (152-ФЗ)" in done.stderr
    assert "Traceback" not in done.stderr
    assert glasnost("--home", home, "import", "list").stdout == "Nothing was imported yet.\n"


def test_progress_of_a_long_survey_is_told(home: Path, glasnost: Glasnost) -> None:
    rows = (answered("school-1", "ynyyyynyyyyynyy", at) for at in range(100_001))
    done = glasnost("--home", home, "import", "survey", Desk(home, None).write("s.csv", [HEADER, *rows]))  # type: ignore[arg-type]
    assert done.returncode == 0
    assert "rows 100000" in done.stderr


def test_a_template_that_is_there_is_kept(tmp_path: Path, glasnost: Glasnost) -> None:
    (tmp_path / "t.xlsx").write_text("mine", "utf-8")
    assert "is there already" in glasnost("import", "template", "calls", tmp_path / "t.xlsx").stderr
    assert (tmp_path / "t.xlsx").read_text("utf-8") == "mine"

"""The commands of exports as a user types them: files where they were asked for, clear errors with exit code 1."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from glasnost import cli
from reports.commands import EXPORTS

WHO = (
    "--inn",
    "7700000000",
    "--publisher",
    "М",
    "--phone",
    "+7",
    "--email",
    "a@b.example",
    "--address",
    "https://x.example",
)


def run(home: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), "report", *map(str, words)])


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_each_command_writes_what_it_says(made: Path, tmp_path: Path, lang: str) -> None:
    for words, name in (
        (("xlsx",), "may.xlsx"), (("docx", "--date", "2026-11-01"), "may.docx"), (("bus-gov",), "may.json")
    ):  # fmt: skip
        done = run(made, *words, "--lang", lang, "--out", tmp_path / lang / name)
        assert done.exit_code == 0, done.output
        assert str(tmp_path / lang / name) in done.output
    assert openpyxl.load_workbook(tmp_path / lang / "may.xlsx").sheetnames[0] == {"ru": "О книге", "en": "About"}[lang]
    assert json.loads((tmp_path / lang / "may.json").read_text("utf-8"))["campaign"] == "may"
    done = run(made, "open-data", *WHO, "--lang", lang, "--out", tmp_path / lang / "open", "--date", "2026-11-01")
    assert done.exit_code == 0, done.output
    assert (tmp_path / lang / "open" / "7700000000-ratings" / "meta.csv").is_file()
    done = run(made, "summary", "--year", "2026", "--lang", lang, "--out", tmp_path / lang)
    assert done.exit_code == 0, done.output
    assert (tmp_path / lang / "summary-2026.csv").is_file()


def test_without_out_files_lie_in_the_home_folder(made: Path) -> None:
    done = run(made, "bus-gov", "--lang", "en")
    path = made / "reports" / "may-en-bus-gov.json"
    assert str(path) in done.output
    assert path.is_file()


@pytest.mark.parametrize("words", [
    ("xlsx",), ("docx",), ("bus-gov",), ("summary", "--year", "2026"), ("open-data", *WHO), ("pdf",),
])  # fmt: skip
def test_a_home_without_a_database_is_a_clear_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path / "none", *words)
    assert done.exit_code == 1
    assert "There is no database in" in done.output
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("words", [("xlsx",), ("docx",), ("bus-gov",), ("open-data", *WHO)])
def test_an_unknown_campaign_is_told_with_those_there_are(made: Path, words: tuple[str, ...]) -> None:
    done = run(made, *words, "--campaign", "never")
    assert done.exit_code == 1
    assert "«never». Campaigns: may" in done.output


def test_a_place_that_cannot_be_written_is_a_clear_error(made: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (("xlsx",), ("docx",), ("bus-gov",)):
        done = run(made, *words, "--out", tmp_path / "file" / "x")
        assert done.exit_code == 1, words
        assert "Cannot write" in done.output, words


def test_pdf_says_where_it_looked_for_a_report(made: Path) -> None:
    done = run(made, "pdf", "--lang", "en")
    assert done.exit_code == 1
    assert "Write one: glasnost report html" in done.output


def test_help_lists_every_export_without_importing_any() -> None:
    done = CliRunner().invoke(cli, ["report", "--help"])
    for name in ("html", *EXPORTS):
        assert name in done.output
    for name in EXPORTS:
        assert "Example: glasnost report" in CliRunner().invoke(cli, ["report", name, "--help"]).output

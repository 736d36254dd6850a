"""Methodologies and questionnaires are read by the lint: each fault with its file, line and key, all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from checklists.load import HERE
from glasnost import cli

METHOD = "methodologies/mintrud-344n.yaml"
FORM = "questionnaires/mintrud-675n.yaml"


@pytest.fixture
def whole(folder: Path) -> Path:
    """A copy of everything that comes with Glasnost, to be spoilt."""
    for name in ("methodologies", "questionnaires"):
        shutil.copytree(HERE / name, folder / name)
    return folder


def told(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["checklists", "lint", *map(str, words)])
    return done.exit_code, done.output


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first place of a text; gives its line."""
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_what_comes_with_glasnost_is_in_order(whole: Path) -> None:
    assert told() == (0, "The check-lists are in order.\n")
    assert told("--folder", whole) == (0, "The check-lists are in order.\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        (METHOD, "    status: from_memory\n    source: ", "    status: from_memory\n    sorce: ", "key «sorce»"),
        (METHOD, '{part: "1.1", weight: 0.3}', '{part: "1.1", weight: 0.2}', "weights add up to 1, these to 0.9"),
        (METHOD, '{part: "4.1", weight: 0.4}', '{part: "4.4", weight: 0.4}', "4.4 stands for nothing counted before"),
        (METHOD, "{share: {of: survey.comfort}}", "{share: {of: survey.comfrot}}", "did you mean survey.comfort"),
        (METHOD, "sectors: [health, mse]", "sectors: [helth, mse]", "did you mean health?"),
        (METHOD, "kinds: [performing_arts]", "kinds: [performing_art]", "did you mean performing_arts?"),
        (METHOD, "          - sectors: [culture, education]\n            formula: {weighted",
         "          - formula: {weighted", "never taken: the one before it is for all"),
        (METHOD, "no_disabled: renormalise", "no_disabled: renormalize", "no_disabled"),
        (METHOD, "id: mintrud-344n", "id: mintrud-344", "the file of mintrud-344 is mintrud-344.yaml"),
        (FORM, "    measure: survey.comfort\n", "    measure: survey.comfrot\n", "unknown measure survey.comfrot"),
        (FORM, "    measure: survey.comfort\n", "    measure: inspection.comfort\n", "no share of people"),
        (FORM, "    measure: survey.comfort\n", "    measure: survey.overall\n", "counts into survey.overall too"),
        (FORM, "    measure: survey.comfort\n", "", "no question counts into survey.comfort"),
        (FORM, "    asked_if: used_stand\n", "    asked_if: used_stnd\n", "there is no question used_stnd"),
        (FORM, "    asked_if: used_stand\n", "    asked_if: overall\n", "overall is not asked before"),
        (FORM, "    asked_if: used_stand\n", "    askd_if: used_stand\n", "did you mean asked_if?"),
        (FORM, "numbers: {culture: 2, education: 2", "numbers: {culture: 1, education: 2", "used_stand is number 1"),
        (FORM, '"конечно да"', '"Конечно да"', "the answer «Конечно да» can never be read"),
        (FORM, '"конечно да"', '"нет"', "one word cannot be two answers"),
        (FORM, "sample: {share: 0.4", "sample: {share: 4", "sample.share"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_file(whole: Path, name: str, old: str, new: str, what: str) -> None:
    spoil(whole, name, old, new)
    code, out = told("--folder", whole)
    assert code == 1
    assert any(what in line and ".yaml" in line for line in out.splitlines()), out


def test_file_line_and_key_of_several_faults_of_several_files_at_once(whole: Path) -> None:
    weights = spoil(whole, METHOD, '{part: "1.1", weight: 0.3}', '{part: "1.1", weight: 0.2}')
    key = spoil(whole, METHOD, "  - since: 2024-10-05\n", "  - sinse: 2024-10-05\n")
    answer = spoil(whole, FORM, "[[комфорт], [comfort]]", "[[комфорт], []]\n    measur: x")
    lines = told("--folder", whole)[1].splitlines()
    place = f"{whole / METHOD}:{weights - 1}: item K1: by.0.formula: "  # the formula's own key is a line above
    assert any(line.startswith(place) for line in lines), lines
    assert f"{whole / METHOD}:{key}: editions.1.sinse: unknown key «sinse»; did you mean since?" in lines
    assert any(line.startswith(f"{whole / FORM}:{answer + 1}: item comfort: measur: unknown key") for line in lines)


def test_files_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(
        "id: own\ntitle: {ru: Своя, en: Own}\nstatus: draft\neditions:\n"
        "  - {status: draft, total: {mean: [{share: {of: survey.nothing}}, {points: {of: target, each: 10}}]}}\n",
        "utf-8",
    )
    code, out = told(own)
    assert code == 1
    assert f"{own}:5: editions.0.total: unknown measure survey.nothing" in out
    own.write_text(own.read_text("utf-8").replace("survey.nothing", "survey.comfort"), "utf-8")
    assert told(own) == (0, "The files are in order.\n")
    other = tmp_path / "other.yaml"
    other.write_text("a: 1\n", "utf-8")
    assert "neither a methodology" in told(own, other)[1]
    other.write_text("id: other\nitems: []\n", "utf-8")
    assert f"glasnost checklists lint --folder {tmp_path}" in told(own, other)[1]


def test_a_folder_of_methodologies_alone_uses_the_tables_that_come_with_glasnost(tmp_path: Path) -> None:
    (tmp_path / "methodologies").mkdir()
    shutil.copy(HERE / "methodologies" / "altai-2015.yaml", tmp_path / "methodologies")
    assert told("--folder", tmp_path) == (0, "The check-lists are in order.\n")
    spoil(tmp_path, "methodologies/altai-2015.yaml", "status: draft", "status: drft")
    assert "altai-2015.yaml" in told("--folder", tmp_path)[1]

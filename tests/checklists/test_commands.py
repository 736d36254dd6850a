from pathlib import Path

import pytest
from click.testing import CliRunner

from checklists.commands import checklists


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "160"}).invoke(checklists, arguments, obj=Path("no-such-home"))
    return result.exit_code, result.output


def test_all_lists_in_brief() -> None:
    code, out = _run("list", "--on", "2026-05-01")
    assert code == 0
    assert "Здравоохранение" in out
    assert "по памяти" in out


def test_items_of_a_kind_in_english() -> None:
    code, out = _run("list", "--sector", "культура", "--kind", "музей", "--lang", "en", "--on", "2026-05-01")
    assert code == 0
    assert "culture.charter" in out
    assert "Charter" in out
    assert "observed" in out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("list", "--sector", "cultura"), "did you mean culture?"),
        (("list", "--sector", "culture", "--kind", "musem"), "did you mean museum?"),
        (("show", "edu.document.chater"), "did you mean edu.document.charter"),
    ],
)
def test_a_mistake_is_told_with_what_is_known(arguments: tuple[str, ...], what: str) -> None:
    code, out = _run(*arguments)
    assert code == 1
    assert what in out


def test_one_item_with_its_act_rule_and_advice() -> None:
    code, out = _run("show", "edu.document.charter")
    assert code == 0
    for part in ("№ 1493", "п. 9 «а»", "itemprop: [ustavDocLink]", "Разместите действующий устав", "подтверждён"):
        assert part in out


def test_an_item_of_one_edition_shows_its_days() -> None:
    _, out = _run("show", "edu.common.accreditation", "--lang", "en")
    assert "until 2026-02-28" in out
    assert "school, special school, college, university" in out


def test_lint_of_good_lists() -> None:
    assert _run("lint") == (0, "The check-lists are in order.\n")


def test_lint_of_bad_lists(folder: Path) -> None:
    (folder / "own.yaml").write_text("id: own\nitms: []\n", "utf-8")
    code, out = _run("lint", "--folder", str(folder))
    assert code == 1
    assert "own.yaml:" in out
    assert "1 problems" in out


@pytest.mark.parametrize("name", ["list", "show", "lint", "schema", "new"])
def test_every_command_has_an_example(name: str) -> None:
    code, out = _run(name, "--help")
    assert code == 0
    assert f"Example: glasnost checklists {name}" in out

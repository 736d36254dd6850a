"""Own lists: made empty, told what is left to fill in, and usable once filled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from checklists.blank import blank
from checklists.commands import checklists
from checklists.lint import lint
from checklists.load import HERE, digest, load
from checklists.source import CheckListError

DAY = dt.date(2026, 5, 1)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "160"}).invoke(checklists, arguments, obj=Path("no-such-home"))
    return result.exit_code, result.output


def filled(text: str) -> str:
    """Every point filled in: invented, as a person would."""
    return (
        text.replace('title: {ru: "", en: ""}', 'title: {ru: "Адрес приёмной", en: "Address of the office"}')
        .replace("topics: []", "topics: [address]")
        .replace('source: ""', 'source: "перечень совета, придуманный для проверки"')
        .replace("rule: {}", "rule: {use: address}")
    )


def test_an_empty_list_of_31_invents_nothing(tmp_path: Path) -> None:
    path = tmp_path / "own" / "council.yaml"
    code, out = run("new", "council", "--points", "31", "--out", str(path))
    assert code == 0
    assert "31 points to fill in" in out
    items = yaml.safe_load(path.read_text("utf-8"))["items"]
    assert [item["id"] for item in items] == [f"council.p{number:02}" for number in range(1, 32)]
    assert {item["status"] for item in items} == {"draft"}
    assert not any(item["topics"] or item["rule"] or item["title"]["ru"] or item["source"] for item in items)


def test_an_unfilled_list_is_told_and_not_taken(tmp_path: Path) -> None:
    (tmp_path / "council.yaml").write_text(blank("council", 2), "utf-8")
    code, out = run("lint", "--folder", str(tmp_path))
    assert code == 1
    assert "item council.p1" in out
    with pytest.raises(CheckListError, match="topics"):
        load(tmp_path)


def test_a_filled_list_is_in_order_and_used_with_folder(tmp_path: Path) -> None:
    (tmp_path / "council.yaml").write_text(filled(blank("council", 3)), "utf-8")
    assert run("lint", "--folder", str(tmp_path)) == (0, "The check-lists are in order.\n")
    code, out = run("list", "--sector", "culture", "--on", "2026-05-01", "--folder", str(tmp_path))
    assert code == 0
    assert "council.p1" in out
    assert "culture.charter" not in out
    assert run("show", "council.p2", "--folder", str(tmp_path))[0] == 0
    assert [item.id for item in load(tmp_path).items_for("culture", "museum", DAY)] == [
        "council.p1", "council.p2", "council.p3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("topics: [address]", "topics: [adress]", "did you mean address?"),
        ("rule: {use: address}", "rule: {use: adress}", "adress"),
        ('ru: "Адрес приёмной"', 'ru: " "', "the title is empty"),
        ('source: "перечень совета, придуманный для проверки"', 'source: ""', "status draft says what it rests on"),
    ],
)  # fmt: skip
def test_mistakes_in_an_own_list_are_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    text = filled(blank("council", 1))
    assert old in text
    (tmp_path / "council.yaml").write_text(text.replace(old, new, 1), "utf-8")
    problems = lint(tmp_path)
    assert len(problems) == 1
    assert what in problems[0].message


def test_the_digest_of_an_own_list_covers_what_it_borrows(tmp_path: Path) -> None:
    path = tmp_path / "council.yaml"
    path.write_text(filled(blank("council", 1)), "utf-8")
    first = digest(tmp_path)
    assert first not in (digest(HERE), "")
    path.write_text(filled(blank("council", 2)), "utf-8")
    assert digest(tmp_path) != first


@pytest.mark.parametrize(
    ("name", "file", "what"),
    [
        ("совет", "council.yaml", "is no id"),
        ("council", "council.txt", "NAME.yaml"),
        ("council", "topics.yaml", "NAME.yaml"),
        ("council", "there.yaml", "is there already"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str, file: str, what: str) -> None:
    (tmp_path / "there.yaml").write_text("kept", "utf-8")
    code, out = run("new", name, "--points", "31", "--out", str(tmp_path / file))
    assert code == 1
    assert what in out
    assert (tmp_path / "there.yaml").read_text("utf-8") == "kept"

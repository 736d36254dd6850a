"""Lists that an operator adds to a home folder: taken in whole or not at all, counted beside the law, let go again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from checklists.blank import blank
from checklists.commands import checklists
from checklists.load import FOLDER, HERE, catalogue_of, digest, shipped
from checklists.own import add, remove
from checklists.source import CheckListError
from tests.checklists.test_blank import filled

DAY = dt.date(2026, 5, 1)


def write(folder: Path, points: int = 3, name: str = "council") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(filled(blank(name, points)), "utf-8")
    return path


def test_a_home_without_lists_has_those_of_glasnost(tmp_path: Path) -> None:
    assert catalogue_of(tmp_path) is shipped()
    assert not shipped().added


def test_an_added_list_is_observed_and_counted_apart(tmp_path: Path) -> None:
    assert add(tmp_path, write(tmp_path / "mine")) == ("council", 3)
    catalogue = catalogue_of(tmp_path)
    assert catalogue_of(tmp_path) is catalogue
    assert catalogue.digest == digest(HERE, added=tmp_path / FOLDER) != shipped().digest
    assert catalogue.added_items == {"council.p1", "council.p2", "council.p3"}
    mine = [item for item in catalogue.items_for("culture", "museum", DAY) if item.id in catalogue.added_items]
    assert len(mine) == 3
    assert not any(item.required or item.norm or item.channel for item in mine)
    rest = [item for item in catalogue.items_for("culture", "museum", DAY) if item not in mine]
    assert rest == [*shipped().items_for("culture", "museum", DAY)]
    assert [len(points) for points in catalogue.added_for("culture", "museum", DAY).values()] == [3]
    assert all(item.required for item in catalogue.added_for("culture", "museum", DAY)["council"])


def test_a_list_for_one_sector_asks_no_other(tmp_path: Path) -> None:
    path = write(tmp_path / "mine")
    path.write_text(path.read_text("utf-8").replace("sectors: []", "sectors: [education]"), "utf-8")
    add(tmp_path, path)
    assert catalogue_of(tmp_path).added_for("culture", "museum", DAY) == {}
    assert [*catalogue_of(tmp_path).added_for("education", "school", DAY)] == ["council"]


def test_a_changed_list_is_read_anew(tmp_path: Path) -> None:
    add(tmp_path, write(tmp_path / "mine"))
    before = catalogue_of(tmp_path)
    assert add(tmp_path, write(tmp_path / "mine", points=5)) == ("council", 5)
    assert len(catalogue_of(tmp_path).added_items) == 5
    assert len(before.added_items) == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rule: {use: address}", "rule: {}", "council.yaml:24: item council.p1"),
        ("topics: [address]", "topics: [addres]", "item council.p1.*address"),
        ("id: council.p1", "id: edu.document.charter", "edu.document.charter"),
        ("id: council\n", "id: education\n", "education"),
    ],
)
def test_a_list_with_a_fault_changes_nothing(old: str, new: str, told: str, tmp_path: Path) -> None:
    add(tmp_path, write(tmp_path / "mine", name="other"))
    path = write(tmp_path / "mine")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(CheckListError, match=told) as refused:
        add(tmp_path, path)
    assert refused.value.file == path, "the file that the user knows, not its copy"
    assert [one.name for one in (tmp_path / FOLDER).iterdir()] == ["other.yaml"]
    assert [*catalogue_of(tmp_path).added] == ["other"]


def test_a_table_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text((HERE / "topics.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(CheckListError, match="name of a table"):
        add(tmp_path, path)


def test_removed_and_unknown(tmp_path: Path) -> None:
    add(tmp_path, write(tmp_path / "mine"))
    with pytest.raises(CheckListError, match="no list «board» was added; there are: council"):
        remove(tmp_path, "board")
    assert remove(tmp_path, "council") == "council"
    assert catalogue_of(tmp_path) is shipped()


def test_the_commands(tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner(env={"COLUMNS": "200"}).invoke(checklists, arguments, obj=tmp_path)
        return result.exit_code, result.output

    assert run("add", str(write(tmp_path / "mine")))[0] == 0
    assert "council.p2" in run("list", "--sector", "culture", "--on", "2026-05-01")[1]
    assert run("show", "council.p2")[0] == 0
    assert run("lint") == (0, "The check-lists are in order.\n")
    kept = tmp_path / FOLDER / "council.yaml"
    kept.write_text(kept.read_text("utf-8").replace("[address]", "[nothing]"), "utf-8")
    code, told = run("lint")
    assert code == 1
    assert "council.p1" in told
    kept.write_text(kept.read_text("utf-8").replace("[nothing]", "[address]"), "utf-8")
    assert run("remove", "council")[0] == 0
    assert run("remove", "council")[0] == 1

"""Nobody reviews or measures an organisation they are connected with: real tables, a real review file, the real CLI."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit import ties
from audit.database import connect
from audit.measures import Batch, Measure, in_force, put
from audit.reviews import ReviewError
from glasnost import cli
from tests.audit.made import ORG
from tests.audit.reviewing import NOW, PHONE, School, school


@pytest.fixture
def sosna(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path) as db:
        made = School(tmp_path, db)
        made.crawl()
        assert ties.add(db, ties.Tie(person="Пётр Лесной", org=ORG.id, how="завуч", noted_at=NOW))
        yield made


def test_a_connected_inspectors_measures_are_refused_whole(sosna: School) -> None:
    batch = Batch(campaign="spring", kind="inspection", file="a.csv", digest="x", imported_at=NOW)
    rows = [
        Measure(org="other", name="inspection.comfort", value="5", of="6", measured_by="Петр  лесной"),
        Measure(org=ORG.id, name="inspection.comfort", value="5", of="6", measured_by="Петр  лесной"),
    ]
    with pytest.raises(ties.TieError) as error:
        put(sosna.db, batch, rows)
    assert error.value.message == f"«Пётр Лесной» is connected with {ORG.id} (завуч) and cannot review or inspect it"
    assert not list(in_force(sosna.db, "spring"))
    assert put(sosna.db, batch, rows[:1]) == 1


def test_a_connected_reviewers_decision_is_a_bad_row(sosna: School) -> None:
    with pytest.raises(ReviewError, match="«Пётр Лесной» is connected with sosna"):
        sosna.decide(PHONE, "нет", who="пётр лесной")
    assert sosna.finding(PHONE).decided_by != "person"
    assert sosna.decide(PHONE, "нет", who="Анна Лесная").kept == 1
    assert sosna.finding(PHONE).decided_by == "person"


def test_the_command_marks_lists_and_removes(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--home", str(tmp_path), "ties", *words])
        return f"{result.exit_code} {result.output}"

    assert run("add", "Анна Речная", "school").startswith("1 Error: The registry has no organisation «school»")
    with contextlib.closing((db := connect(tmp_path)).conn):
        db.execute("INSERT INTO organisations (id, name, sector) VALUES ('school', 'Школа', 'education')")
        db.conn.commit()
        put(db, Batch(campaign="may", kind="survey", file="a", digest="a", imported_at=NOW),
            [Measure(org="school", name="survey.comfort", value="1", of="2", measured_by="анна речная")])  # fmt: skip
    told = run("add", "Анна Речная", "school", "--how", "мать ученика")
    assert "«Анна Речная» cannot review or inspect school" in told
    assert "measured school before" in told
    assert "«анна речная»" in run("add", "Речная А.", "school")  # as names are compared where they are refused
    assert "Removed" in run("remove", "Речная А.", "school")
    assert "Marked already" in run("add", "АННА РЕЧНАЯ", "school")
    assert "school\tАнна Речная\tмать ученика" in run("list")
    assert "Removed" in run("remove", "Анна Речная", "school")
    assert "are not marked" in run("remove", "Анна Речная", "school")
    assert "Nobody is marked" in run("list")

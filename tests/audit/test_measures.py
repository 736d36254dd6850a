"""Batches of measures in a real database: nothing twice, what is replaced stays, bad numbers keep nothing."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from audit.database import connect
from audit.measures import Batch, Measure, in_force, number, put


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = connect(tmp_path)
    yield db
    db.conn.close()


def batch(digest: str, file: str = "survey.csv", kind: str = "survey") -> Batch:
    return Batch(campaign="may", kind=kind, file=file, digest=digest, imported_at="2026-05-02T10:00:00+00:00")


def measure(value: str, org: str = "a", of: str | None = "50") -> Measure:
    return Measure(org=org, name="survey.comfort", value=value, of=of, evidence=("photo-1.jpg",), row=3)


def test_a_second_import_of_the_same_file_changes_nothing(db: Database) -> None:
    assert put(db, batch("one"), [measure("45")]) == 1
    assert put(db, batch("one"), [measure("45")]) is None
    assert put(db, batch("one", file="copy.csv"), [measure("45")]) is None
    assert [one._replace(batch=0) for one in in_force(db, "may")] == [measure("45")]


def test_a_changed_file_replaces_and_keeps_history(db: Database) -> None:
    put(db, batch("one"), [measure("45"), measure("40", org="b")])
    put(db, batch("other", file="phone.csv"), [measure("7", of="9")])
    assert put(db, batch("two"), [measure("46")]) == 3
    assert sorted((one.org, one.value, one.batch) for one in in_force(db, "may")) == [("a", "46", 3), ("a", "7", 2)]
    kept = db.query("SELECT m.value, b.superseded_by FROM measures m JOIN batches b ON b.id = m.batch ORDER BY m.id")
    assert [tuple(row.values()) for row in kept] == [("45", 3), ("40", 3), ("7", None), ("46", None)]


def test_the_first_file_may_come_back(db: Database) -> None:
    for digest in ("one", "two", "one"):
        put(db, batch(digest), [measure("45" if digest == "one" else "1")])
    assert [(one.value, one.batch) for one in in_force(db, "may")] == [("45", 3)]


@pytest.mark.parametrize("bad", ["", "много", "4,5", "1/0", "1/00", "1e9", "nan", " 4", "٤", "9" * 30])
def test_a_bad_number_keeps_nothing_of_its_batch(db: Database, bad: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        put(db, batch("one"), [measure("45"), measure(bad)])
    assert not list(in_force(db, "may"))
    assert db.table("batches").count == 0
    with pytest.raises(ValueError, match="is no number"):
        put(db, batch("one"), [measure("45", of=bad)])


def test_one_campaign_and_kind_do_not_touch_another(db: Database) -> None:
    put(db, batch("one"), [measure("45")])
    put(db, batch("two", kind="inspection"), [measure("3")])
    assert [one.value for one in in_force(db, "may", "a")] == ["45", "3"]
    assert not list(in_force(db, "june"))
    assert not list(in_force(db, "may", "zzz"))


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6))
def test_numbers_are_exact(given_number: Fraction) -> None:
    assert number(str(given_number)) == given_number


def test_nothing_is_measured_below_zero(db: Database) -> None:
    with pytest.raises(ValueError, match="below zero"):
        put(db, batch("one"), [measure("-1/2")])
    assert db.table("batches").count == 0

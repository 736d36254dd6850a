"""Work that several processes share: the same results as one gives, and the same faults."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import click
import pytest

from checklists.catalogue import Catalogue
from reports import crew
from reports.crew import LARGE, Crew, parts
from reports.html import write_pages
from tests.reports.conftest import Store
from tests.reports.test_front import fill


def many(store: Store) -> Crew:
    made = Crew.of(store.db, store.home, LARGE + 1)
    if made.hands == 1:
        pytest.skip("one core, or a system that cannot fork")
    return made


def test_results_come_in_the_order_of_what_was_given(store: Store) -> None:
    assert list(many(store).each(lambda one: one * one, range(50))) == [one * one for one in range(50)]


def test_each_process_reads_by_a_connection_of_its_own(store: Store) -> None:
    store.organisation("one")
    store.db.conn.commit()

    def read(_: int) -> tuple[int, int, int]:
        return os.getpid(), id(store.db.conn), store.db.table("organisations").count

    found = list(many(store).each(read, range(20)))
    assert os.getpid() not in {pid for pid, _, _ in found}
    assert id(store.db.conn) not in {conn for _, conn, _ in found}
    assert {number for _, _, number in found} == {1}
    assert store.db.table("organisations").count == 1


def test_a_fault_in_a_process_is_raised_here(store: Store) -> None:
    def fail(number: int) -> int:
        raise click.ClickException(f"part {number}")

    with pytest.raises(click.ClickException, match="part 0"):
        list(many(store).each(fail, range(4)))


def test_a_small_campaign_is_worked_on_here(store: Store) -> None:
    made = Crew.of(store.db, store.home, LARGE)
    assert list(made.each(lambda _: os.getpid(), range(3))) == [os.getpid()] * 3


def test_parts_hold_everybody_once() -> None:
    assert parts(range(7), 3) == [[0, 1, 2], [3, 4, 5], [6]]
    assert parts([]) == []


def test_the_same_bytes_come_out_of_one_process_and_of_several(
    store: Store, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, LARGE + 20)

    def written(name: str) -> dict[str, str]:
        out = tmp_path / name
        write_pages(store.db, catalogue, home=store.home, campaign="spring", out=out, lang="ru")
        files = [path for path in out.rglob("*") if path.is_file()]
        return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    shared = written("shared")
    monkeypatch.setattr(crew, "MOST", 1)
    assert Crew.of(store.db, store.home, LARGE + 1).hands == 1
    assert written("alone") == shared

"""Findings as CSV: other people's words are cells that a spreadsheet shows and does not reckon."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from audit.listing import write
from tests.audit.reviewing import School, school


def test_no_cell_of_the_table_begins_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with school(tmp_path / "home") as db:
        home = School(tmp_path / "home", db)
        home.crawl()
        sql = "UPDATE findings SET evidence = json_set(evidence, '$[0].quote', '=HYPERLINK(\"http://evil.example\")')"
        db.execute(f"{sql} WHERE verdict = 'met' AND evidence != '[]'")
        db.conn.commit()
        write(home.home, "spring", "item", "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert any(row["quote"] == '\'=HYPERLINK("http://evil.example")' for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row.values())

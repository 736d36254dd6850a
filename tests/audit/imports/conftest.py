from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlite_utils import Database

from audit.database import connect
from audit.imports.columns import Kind, headers
from audit.imports.keeping import Asked, Notes, Outcome
from audit.imports.run import take
from audit.measures import in_force
from crawler import campaigns, registry

REGISTRY = (
    "id;ИНН;Наименование;Краткое наименование;Сфера;Вид;Сайт;Численность обучающихся",
    "school-1;4400000001;МБОУ «Школа № 1 посёлка Заречье»;Школа № 1;education;school;;100",
    "school-2;4400000002;МБОУ «Школа № 2 посёлка Заречье»;Школа № 2;education;school;;2000",
    "library;0400000003;МБУК «Библиотека имени Лесной»;Библиотека;culture;library;;",
)
QUESTIONS = 15


@dataclass
class Desk:
    """A home folder with a campaign, and files put into it."""

    home: Path
    db: Database
    notes: Notes = field(default_factory=lambda: Notes(""))

    def write(self, name: str, rows: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ";") -> Path:
        """A CSV file, or an XLSX file by its name."""
        path = self.home / name
        if path.suffix == ".xlsx":
            from openpyxl import Workbook

            book = Workbook()
            sheet = book.active or book.create_sheet()
            for row in rows:
                sheet.append(list(row))
            book.save(path)
        else:
            with path.open("w", encoding=encoding, newline="") as stream:
                csv.writer(stream, delimiter=delimiter).writerows(rows)
        return path

    def take(self, path: Path, kind: Kind = "survey", **given: object) -> Outcome:
        """Import a file; its notes stay at hand."""
        self.notes = Notes(path.name)
        asked = Asked(**{"campaign": "may", "at": "2026-05-02T10:00:00+00:00"} | given)  # type: ignore[arg-type]
        return take(self.db, self.home, path, kind, asked, self.notes, lambda _rows: None)

    def found(self, org: str = "") -> dict[tuple[str, str], str]:
        """Organisation and measure → «value/of» of what is in force, sources together."""
        return {(one.org, one.name): f"{one.value}/{one.of}" for one in in_force(self.db, "may", org)}

    def kept(self) -> tuple[int, int]:
        """How many measures and respondents are in the databases, in force or not."""
        import sqlite3

        with sqlite3.connect(self.home / "respondents.db") as store:
            there = store.execute("SELECT name FROM sqlite_master WHERE name = 'respondents'").fetchone()
            many = store.execute("SELECT COUNT(*) FROM respondents").fetchone()[0] if there else 0
        return self.db.table("measures").count, many


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from made(tmp_path)


@pytest.fixture
def desks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    """A new desk at each call, for laws."""
    return lambda: next(made(tmp_path_factory.mktemp("desk")))


def made(folder: Path) -> Iterator[Desk]:
    (folder / "registry.csv").write_text("\n".join(REGISTRY) + "\n", "utf-8")
    db = connect(folder)
    ids = registry.import_file(db, folder / "registry.csv").ids
    campaigns.ensure(db, "may", dt.date(2026, 5, 1), ids)
    yield Desk(folder, db)
    db.conn.close()


HEADER = list(headers("survey").values())
LABELS = len(HEADER) - QUESTIONS
"""Columns before the questions."""


def answered(org: str, answers: Sequence[str], number: object = "", **labels: str) -> list[str]:
    """A row of a survey: «ynd- » a letter each question, in the order of the template."""
    words = {"y": "да", "n": "нет", "-": ""}
    known = {"number": str(number), "day": "31.03.2026", "source": "", "who": "", "seconds": ""} | labels
    return [org, *known.values(), *(words.get(letter, letter) for letter in answers)]

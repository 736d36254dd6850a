"""Writes a survey of many respondents, CSV or XLSX, for the benchmark of imports; knows no figures."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

ORGS = 500
_WORDS = ("Да", "да", "ДА", "Нет", "нет", "1", "0", "")


def lines(many: int) -> Iterator[list[str]]:
    """The header and ``many`` respondents, the same each time; the last row is one of totals."""
    from audit.imports.columns import headers  # here, so that who only asks for ORGS stays small

    asked = headers("survey")
    yield list(asked.values())
    chance = random.Random(675)  # noqa: S311 (invented answers, no secrets)
    labels = ("org", "respondent", "date", "source", "interviewer", "seconds")
    questions = len(asked) - len(labels)
    for number in range(1, many + 1):
        day = f"2026-03-{1 + number % 28:02} {8 + number % 12:02}:{number % 60:02}:{number * 7 % 60:02}"
        who = [f"school-{1 + number % ORGS:03}", str(number), day, "онлайн", str(number % 9), str(60 + number % 600)]
        yield who + chance.choices(_WORDS, (50, 20, 5, 8, 7, 5, 2, 3), k=questions)
    yield ["Итого", str(many)]


def write(path: Path, many: int) -> None:
    """Write CSV (windows-1251, semicolons) or XLSX by the name's ending."""
    if path.suffix == ".xlsx":
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Ответы")
        for line in lines(many):
            sheet.append(line)
        book.save(path)
        return
    with path.open("w", encoding="windows-1251", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines(many))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))

"""Large CSV and JSON files, written row by row: takes iterables, writes one file; knows nothing of what rows mean."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reports.exports.saving import whole
from reports.exports.wording import cell, plain

Value = str | int | float | bool | None
Row = Mapping[str, Value]


def write_csv(path: Path, heads: Sequence[str], rows: Iterable[Row], *, ours: bool = False) -> None:
    """Comma-separated, UTF-8 with a mark (BOM), as open data of federal bodies is.

    No cell begins a formula, unless all words are ``ours``: a passport's telephone begins with «+».
    """
    with whole(path) as new, new.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(heads)
        writer.writerows([_cell(row.get(head), ours=ours) for head in heads] for row in rows)


def write_json(path: Path, head: Mapping[str, object], name: str, rows: Iterable[Mapping[str, object]]) -> None:
    """One object: what ``head`` says, then ``name`` with a row a line. Without a head, an array of rows."""
    with whole(path) as new, new.open("w", encoding="utf-8", newline="\n") as file:
        start = "".join(f"{_dump(key)}: {_dump(value)},\n" for key, value in head.items())
        file.write(f"{{\n{start}{_dump(name)}: [" if name else "[")
        for number, row in enumerate(rows):
            file.write(f"{',' if number else ''}\n{_dump(row)}")
        file.write("\n]}\n" if name else "\n]\n")


def _cell(value: Value, *, ours: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return plain(value) if ours else cell(value)
    return str(value)


def _dump(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    """The same without what no text file should hold; marks that turn the writing stay out of JSON too."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value

"""Open data read back by the standard library: passports as the recommendations want them, the same rows twice."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import click
import pytest

from reports.exports.open_data import Days, write_open_data
from reports.exports.opened import opened
from reports.exports.passports import Publisher
from tests.reports.exports.made import KINDS, make

OURS = Publisher(
    inn="7700000000", name="Министерство «=1»", phone="+7 000 000-00-00", email="data@region.example",
    address="https://region.example/opendata",
)  # fmt: skip
DAY = dt.date(2026, 11, 1)
FILE = "data-20261101-structure-20261123"


def written(home: Path, out: Path, day: dt.date = DAY, lang: str = "ru") -> Path:
    with opened(home, "may", lang) as one:
        return write_open_data(one, out, OURS, Days(day, dt.date(2027, 11, 1))).parent


def read(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # as federal bodies' sets do
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    return read(folder / f"7700000000-{name}" / f"{FILE}.csv")


def objects(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"7700000000-{name}" / f"{FILE}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def out(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(made, tmp_path_factory.mktemp("open"))


def test_the_list_names_every_set_with_the_address_of_its_passport(out: Path) -> None:
    found = read(out / "list.csv")
    assert found[0] == {
        "property": "standardversion", "title": "Версия методических рекомендаций",
        "value": "http://opendata.gosmonitor.ru/standard/3.0", "format": "",
    }  # fmt: skip
    assert [row["property"] for row in found[1:]] == [
        f"7700000000-{name}" for name in ("organisations", "findings", "openness", "ratings")
    ]
    for row in found[1:]:
        assert (out / row["value"].removeprefix("https://region.example/opendata/")).is_file()


def test_a_passport_has_its_rows_in_the_order_of_the_recommendations(out: Path) -> None:
    found = read(out / "7700000000-findings" / "meta.csv")
    assert [row["property"] for row in found] == [
        "standardversion", "identifier", "title", "description", "creator", "created", "modified", "subject", "format",
        "provenance", "valid", "publishername", "publisherphone", "publishermbox", f"{FILE}.csv",
        "structure-20261123.csv",
    ]  # fmt: skip
    values = {row["property"]: row["value"] for row in found}
    assert values["identifier"] == "7700000000-findings"
    assert values["created"] == values["modified"] == "20261101"
    assert values["publisherphone"] == "+7 000 000-00-00"
    assert values[f"{FILE}.csv"] == f"{OURS.address}/7700000000-findings/{FILE}.csv"
    passport = json.loads((out / "7700000000-findings" / "meta.json").read_text("utf-8"))
    assert passport["publisher"] == {"name": OURS.name, "phone": OURS.phone, "mbox": OURS.email}
    assert [one["source"].rpartition(".")[2] for one in passport["data"]] == ["json", "csv"]
    assert len(passport["structure"]) == 1


@pytest.mark.parametrize("name", ["organisations", "findings", "openness", "ratings"])
def test_the_structure_describes_every_column_in_both_languages(out: Path, name: str) -> None:
    found = read(out / f"7700000000-{name}" / "structure-20261123.csv")
    assert list(found[0]) == ["field name", "english description", "russian description", "format"]
    assert [row["field name"] for row in found] == list(rows(out, name)[0])
    assert not [row for row in found if re.search("[а-яё]", row["english description"], re.IGNORECASE)]
    assert all(re.search("[а-яё]", row["russian description"], re.IGNORECASE) for row in found)


@pytest.mark.parametrize("name", ["organisations", "findings", "openness", "ratings"])
def test_both_forms_say_the_same(out: Path, name: str) -> None:
    table, told = rows(out, name), objects(out, name)
    assert len(table) == len(told) > 0
    for row, one in zip(table, told, strict=True):
        assert list(row) == list(one)
        for key, value in one.items():
            assert _text(value) == row[key].removeprefix("'")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return text if len(text) <= 32_000 else f"{text[:31_999]}…"  # a cell has its limit, JSON has none


def test_every_organisation_is_there_and_no_cell_is_a_formula(out: Path) -> None:
    assert {row["id"] for row in rows(out, "organisations")} == set(KINDS)
    for name in ("organisations", "findings", "openness", "ratings"):
        for row in rows(out, name):
            for cell in row.values():
                assert not cell.startswith(("=", "+", "@", "\t"))
                assert not re.search("[\x00-\x08\x0b\u202e]", cell)


def test_a_withheld_number_is_not_there_and_says_why(out: Path) -> None:
    row = next(row for row in rows(out, "ratings") if row["org"] == "s2")
    assert (row["i3_3_low"], row["i3_3_high"]) == ("", "")
    assert "3.3:withheld_few" in row["without_number"]
    assert "2.2:not_in_sector" in row["without_number"]
    part = next(row for row in rows(out, "ratings") if row["org"] == "s3")
    assert part["place_in_sector"] == ""
    assert float(part["total_low"]) < float(part["total_high"])


def test_another_publication_into_the_same_folder_keeps_the_first(made: Path, tmp_path: Path) -> None:
    written(made, tmp_path)
    written(made, tmp_path, dt.date(2026, 12, 1))
    values = {row["property"]: row["value"] for row in read(tmp_path / "7700000000-ratings" / "meta.csv")}
    assert (values["created"], values["modified"]) == ("20261101", "20261201")
    assert [name for name in values if name.startswith("data-")] == [
        "data-20261201-structure-20261123.csv", f"{FILE}.csv"
    ]  # fmt: skip


def test_without_a_rating_there_is_no_set_of_one(tmp_path: Path) -> None:
    out = written(make(tmp_path / "home", measured=False), tmp_path / "out", lang="en")
    assert len(read(out / "list.csv")) == 4
    assert not list(out.glob("*ratings"))


@pytest.mark.parametrize("wrong", [{"inn": "77"}, {"address": "region.example"}])
def test_what_no_passport_can_carry_is_refused(wrong: dict[str, str]) -> None:
    fields = {"inn": "7700000000", "name": "М", "phone": "1", "email": "a@b.example", "address": "https://x.example"}
    with pytest.raises(click.UsageError):
        Publisher(**(fields | wrong))

"""Passports of open data by the methodical recommendations 3.0: meta.csv, structure-*.csv, list.csv and their JSON.

Writes small files beside the data; knows no campaign. Names, columns and order are law/norms.md E.2; what of it is from
memory stands in docs/reports.md.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from reports.exports.saving import whole
from reports.exports.streams import write_csv

STANDARD = "http://opendata.gosmonitor.ru/standard/3.0"
_DATA = re.compile(r"data-(\d{8}(?:T\d{6})?)-structure-(\d{8}(?:T\d{6})?)\.(csv|json)")
_INN = re.compile(r"\d{10}|\d{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, and where."""

    inn: str
    name: str
    phone: str
    email: str
    address: str
    """http(s) address of the folder, without a slash at its end."""

    def __post_init__(self) -> None:
        """Raise UsageError for what no passport can carry."""
        if not _INN.fullmatch(self.inn):
            raise click.UsageError(f"«{self.inn}» is no INN: it has 10 or 12 digits.")
        if not re.fullmatch(r"https?://\S+", self.address):
            raise click.UsageError(f"«{self.address}» is no address: write https://…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """One set of data."""

    name: str
    title: str
    description: str
    subject: str
    """Key words, parted by commas."""
    provenance: str
    modified: str
    """YYYYMMDD."""
    valid: str
    """YYYYMMDD: till when the data is up to date."""
    fields: Sequence[Mapping[str, str]]
    """Rows of the structure: ``field name``, ``english description``, ``russian description``, ``format``."""


def data_name(date: str, structure: str, suffix: str) -> str:
    """The name of a file of data."""
    return f"data-{date}-structure-{structure}.{suffix}"


def identifier(publisher: Publisher, name: str) -> str:
    """``ИНН-name``."""
    return f"{publisher.inn}-{name}"


def write_passport(folder: Path, publisher: Publisher, one: Passport, structure: str) -> None:
    """Write structure, meta.csv and meta.json of a set; versions of the data that lie in its folder stay listed."""
    heads = ("field name", "english description", "russian description", "format")
    write_csv(folder / f"structure-{structure}.csv", heads, one.fields, ours=True)
    base = f"{publisher.address}/{identifier(publisher, one.name)}"
    versions = sorted((path.name for path in folder.iterdir() if _DATA.fullmatch(path.name)), reverse=True)
    tables = [name for name in versions if name.endswith(".csv")]
    structures = sorted({found[2] for name in versions if (found := _DATA.fullmatch(name))}, reverse=True)
    facts = _facts(publisher, one, _created(folder) or one.modified)
    links = [(name, f"{base}/{name}") for name in (*tables, *(f"structure-{day}.csv" for day in structures))]
    rows = [{"property": name, "value": value} for name, value in (*facts.items(), *links)]
    write_csv(folder / "meta.csv", ("property", "value"), rows, ours=True)
    _write_json(folder / "meta.json", facts, _parts(base, versions, structures, one), publisher)


def _facts(publisher: Publisher, one: Passport, created: str) -> dict[str, str]:
    """The passport's rows in the order of the recommendations."""
    return {
        "standardversion": STANDARD,
        "identifier": identifier(publisher, one.name),
        "title": one.title,
        "description": one.description,
        "creator": publisher.name,
        "created": created,
        "modified": one.modified,
        "subject": one.subject,
        "format": "CSV",
        "provenance": one.provenance,
        "valid": one.valid,
        "publishername": publisher.name,
        "publisherphone": publisher.phone,
        "publishermbox": publisher.email,
    }


def _created(folder: Path) -> str | None:
    """When the set was first published, by the passport that lies there; None where there is none to read."""
    try:
        with (folder / "meta.csv").open(encoding="utf-8-sig", newline="") as file:
            found = {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    created = found.get("created", "")
    return created if re.fullmatch(r"\d{8}", created) else None


def _parts(
    base: str, versions: Sequence[str], structures: Sequence[str], one: Passport
) -> dict[str, list[dict[str, str]]]:
    data = []
    for name in versions:
        found = _DATA.fullmatch(name)
        if found:
            data.append({
                "source": f"{base}/{name}", "format": found[3], "created": found[1], "structure": found[2],
                "provenance": one.provenance, "valid": one.valid,
            })  # fmt: skip
    return {
        "data": data,
        "structure": [{"source": f"{base}/structure-{day}.csv", "created": day} for day in structures],
    }


def _write_json(path: Path, facts: Mapping[str, str], parts: Mapping[str, object], publisher: Publisher) -> None:
    kept = {name: value for name, value in facts.items() if not name.startswith("publisher")}
    whom = {"name": publisher.name, "phone": publisher.phone, "mbox": publisher.email}
    with whole(path) as new:
        text = json.dumps({**kept, "publisher": whom, **parts}, ensure_ascii=False, indent=2)
        new.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_list(out: Path, publisher: Publisher, sets: Sequence[Passport], title: str) -> Path:
    """Write list.csv, the registry of the sets. ``title``: what the row of the standard is called."""
    path = out / "list.csv"
    rows: list[dict[str, str]] = [{"property": "standardversion", "title": title, "value": STANDARD, "format": ""}]
    for one in sets:
        name = identifier(publisher, one.name)
        link = f"{publisher.address}/{name}/meta.csv"
        rows.append({"property": name, "title": one.title, "value": link, "format": "csv"})
    write_csv(path, ("property", "title", "value", "format"), rows, ours=True)
    return path

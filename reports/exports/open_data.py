"""Open data of a campaign: each set as CSV and JSON with its passport. Reads a campaign, writes a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.exports.datasets import STRUCTURE, Dataset, Field, column, datasets, parts
from reports.exports.passports import Passport, Publisher, data_name, identifier, write_list, write_passport
from reports.exports.progress import passing
from reports.exports.streams import Row, write_csv, write_json
from reports.texts import Texts

if TYPE_CHECKING:
    from reports.exports.opened import Opened


class Days(NamedTuple):
    """The days of a publication."""

    published: dt.date
    valid: dt.date
    """Till when the data is up to date."""


def write_open_data(opened: Opened, out: Path, publisher: Publisher, days: Days) -> Path:
    """Write all sets below ``out`` and give the path of list.csv. Raises ClickException where it cannot."""
    passports = []
    for one in datasets(opened):
        folder = out / identifier(publisher, one.name)
        day = f"{days.published:%Y%m%d}"
        heads = [field.name for field in one.fields]
        write_csv(folder / data_name(day, STRUCTURE, "csv"), heads, _told(opened, one, "csv"))
        rows = ({head: row.get(head) for head in heads} for row in _told(opened, one, "json"))
        write_json(folder / data_name(day, STRUCTURE, "json"), {}, "", rows)
        passports.append(_passport(opened, one, days))
        write_passport(folder, publisher, passports[-1], STRUCTURE)
    return write_list(out, publisher, passports, Texts(lang="ru")("exports_data.standard"))


def _told(opened: Opened, one: Dataset, form: str) -> Iterator[Row]:
    return passing(one.rows(opened), f"{one.name}.{form}")


def _passport(opened: Opened, one: Dataset, days: Days) -> Passport:
    t = opened.texts
    return Passport(
        name=one.name,
        title=t(f"exports_data.{one.name}"),
        description=t("exports_data.description", campaign=opened.campaign, date=t.date(opened.site.as_of)),
        subject=t("exports_data.subject"),
        provenance=t("exports_data.provenance"),
        modified=f"{days.published:%Y%m%d}",
        valid=f"{days.valid:%Y%m%d}",
        fields=[_row(opened, field) for field in one.fields],
    )


def _row(opened: Opened, field: Field) -> Mapping[str, str]:
    russian, english = (_said(opened, Texts(lang=lang), field.name) for lang in ("ru", "en"))
    return {
        "field name": field.name,
        "english description": english,
        "russian description": russian,
        "format": field.form,
    }


def _said(opened: Opened, texts: Texts, name: str) -> str:
    """What a field holds; of criteria and indicators it follows from the methodology."""
    if texts.has(f"exports_field.{name}"):
        return texts(f"exports_field.{name}")
    start, _, end = name.rpartition("_")
    part = next(one for one in parts(opened) if column(one.id) == start)
    title = part.title.ru if texts.lang == "ru" else part.title.en
    return f"{part.id}. {title}: {texts(f'exports_field.{end}')}"

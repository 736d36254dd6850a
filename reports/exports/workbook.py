"""The workbook of a campaign: its first sheet, and the order of the others. Reads a campaign, writes one XLSX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from xlsxwriter.exceptions import XlsxFileError

from reports.exports.finding_sheets import FindingSheets
from reports.exports.mean_sheets import write_means
from reports.exports.progress import passing
from reports.exports.rating_sheets import RatingSheets
from reports.exports.saving import whole
from reports.exports.sheet import Book, lines
from reports.exports.wording import cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from reports.exports.opened import Opened

_WIDTHS = (42, 84)
_LINE = 14
WHOLE = 1000
"""Organisations up to which all findings have a sheet, unless asked otherwise: a hundred rows each."""


def write_workbook(opened: Opened, path: Path, *, findings: bool | None = None) -> Path:
    """Write the workbook, holding one organisation's findings at a time.

    ``findings``: whether there is a sheet of all; without it up to WHOLE organisations. Raises ClickException where the
    file cannot be written.
    """
    wanted = opened.organisations <= WHOLE if findings is None else findings
    try:
        with whole(path) as new:
            book = Book(str(new), opened.site.as_of)
            _fill(opened, book, findings=wanted)
            book.close()
    except XlsxFileError as error:
        raise click.ClickException(f"Cannot write {path}: {error}.") from error
    return path


def _fill(opened: Opened, book: Book, *, findings: bool) -> None:
    about = book.add(opened.texts("exports_xlsx.sheet_about"))
    sheets = []
    if opened.ratings is not None:
        over = RatingSheets(opened, opened.ratings, book)
        for one in passing(opened.rated(), "rating", opened.organisations):
            over.add(one)
        over.end()
        means = write_means(opened, opened.ratings, book, over)
        sheets += [over.rating.name, over.indicators.name, *(one.name for one in means), over.weights.sheet.name]
    found = FindingSheets(opened, book, findings=findings)
    for one_found in passing(opened.found(), "findings", opened.organisations):
        found.add(one_found)
    found.end()
    sheets += [one.name for one in found.sheets]
    _write_about(opened, book, about, sheets, found)


def _write_about(opened: Opened, book: Book, sheet: Worksheet, sheets: list[str], found: FindingSheets) -> None:
    """What the book is, how to read it, what stands where, why something could not be checked."""
    t, row = opened.texts, 0
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.write_string(row, 0, cell(t("exports_xlsx.title", campaign=opened.campaign)), book.format("title"))
    row += 2
    for name, said in _facts(opened):
        sheet.set_row(row, _LINE * max(lines(name, _WIDTHS[0]), lines(said, _WIDTHS[1])))
        sheet.write_string(row, 0, name, book.format("said"))
        sheet.write_string(row, 1, cell(said), book.format("said"))
        row += 1
    for title, told in _sections(opened, findings=found.findings is not None):
        row += 1
        sheet.write_string(row, 0, title, book.format("section"))
        for line in told:
            row += 1
            sheet.merge_range(row, 0, row, 1, "", book.format("said"))
            sheet.set_row(row, _LINE * lines(line, sum(_WIDTHS)))
            sheet.write_string(row, 0, line, book.format("said"))
        row += 1
    row += 1
    sheet.write_string(row, 0, t("exports_xlsx.contents"), book.format("section"))
    for name in sheets:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.format("inside"), name)
    if found.reasons:
        _write_reasons(opened, book, sheet, row + 2, found)


def _write_reasons(opened: Opened, book: Book, sheet: Worksheet, row: int, found: FindingSheets) -> None:
    sheet.write_string(row, 0, opened.texts("exports_xlsx.why_unchecked"), book.format("section"))
    for reason, number in found.reasons.most_common():
        row += 1
        sheet.set_row(row, _LINE * lines(reason, _WIDTHS[0]))
        sheet.write_string(row, 0, cell(reason), book.format("said"))
        sheet.write_number(row, 1, number, book.format("number"))


def _facts(opened: Opened) -> list[tuple[str, str]]:
    t, site = opened.texts, opened.site
    found = [
        (t("exports_xlsx.as_of"), t.date(site.as_of)),
        (t("exports_xlsx.edition"), site.edition),
        (t("index.number"), str(opened.organisations)),
    ]  # fmt: skip
    if opened.ratings is not None:
        how = opened.ratings.how
        found.append((t("exports_xlsx.method"), site.said(how.method.title)))
        found.append((t("exports_xlsx.status"), t.known("status", how.edition.status)))
        found += [(t.known("setting", name), t.known("setting_value", value)) for name, value in how.settings]
        found += [(t("exports_xlsx.remark"), site.said(note)) for note in (how.method.note, how.edition.note) if note]
    return found


def _sections(opened: Opened, *, findings: bool) -> list[tuple[str, list[str]]]:
    t = opened.texts
    reading = [t("exports_xlsx.read_unchecked")]
    if opened.ratings is not None:
        reading += [
            t("exports_xlsx.read_formulas"), t("exports_xlsx.read_interval"), t("exports_xlsx.read_few"),
            t("exports_xlsx.read_exact"),
        ]  # fmt: skip
    if not findings:
        reading.append(t("exports_xlsx.no_findings"))
    return [(t("exports_xlsx.how_to_read"), reading)]

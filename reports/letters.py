"""Writes one letter per organisation: reads the database, gives files for people to send. Sends and judges nothing.

A letter names each gap with its code, what was seen, where we looked, the act that asks for it and how to mend it, the
term for an answer and how to object. Beside it lies the form for objections that ``glasnost objections import`` reads.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from sqlite_utils import Database

from audit.listing import load_findings
from audit.objection_file import WORDS
from checklists.catalogue import Catalogue
from crawler import campaigns
from reports.exports.wording import cell
from reports.links import file_name, shown, within
from reports.organisation import Entry, Groups, group
from reports.pages import Site
from reports.read import Organisation, read_organisations
from reports.texts import LANGUAGES, Texts

_LOOKED = 5
"""Addresses of a gap that a letter names; the report has them all."""
_WIDTHS = (20, 30, 50, 25, 60, 25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose letters they are."""

    name: str
    contact: str
    """Where answers go, in the operator's words."""
    written_on: dt.date
    answer_by: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap in words, for a letter."""

    number: int
    code: str
    """The item's id: what an objection names."""
    title: str
    verdict: str
    saw: str
    quote: str
    """What stands on the site; empty where nothing was seen."""
    url: str
    """Where the quote stands."""
    looked: tuple[str, ...]
    laws: tuple[str, ...]
    doubt: str
    """That the basis is not compared with the law yet; empty where it is."""
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says; templates of an operator's own use these names."""

    org: Organisation
    sender: Sender
    gaps: tuple[Gap, ...]
    unchecked: int
    """Required items that could not be checked: no gaps."""
    found: int
    campaign: str
    as_of: str
    """In words, as the dates below."""
    written_on: str
    answer_by: str
    form: str
    """Name of the form for objections."""


def write_letters(
    db: Database, catalogue: Catalogue, campaign: str, out: Path, sender: Sender, *, lang: str = "ru",
    orgs: Sequence[str] = (), docx: Path | None = None,
) -> int:  # fmt: skip
    """Write the letters of a campaign into ``out``; gives how many. ``docx``: a template to make DOCX of as well.

    Raises CampaignError for an unknown campaign or organisation, ClickException for a folder that cannot be written or
    a template that cannot be filled in.
    """
    if lang not in LANGUAGES:
        raise click.ClickException(f"No texts in language {lang!r}. Languages: {', '.join(LANGUAGES)}.")
    about = campaigns.get(db, campaign)
    wanted = {org.id for org in campaigns.organisations(db, campaign, orgs)}
    site = Site(out=out, campaign=about.name, as_of=about.as_of, catalogue=catalogue, texts=Texts(lang=lang))
    rows = []
    for org in read_organisations(db, campaign):
        findings = load_findings(db, campaign, org.id) if org.id in wanted else {}
        if not findings:
            continue
        groups = group(site.items(org.sector, org.kind), findings)
        name = file_name(org.id)
        letter = _letter(site, org, groups, sender, name.replace(".html", "-objections.xlsx"))
        site.write("letter.html", name, letter=letter)
        _write_form(site, out / letter.form, org, letter.gaps)
        if docx is not None:
            from reports.letter_docx import write_docx  # python-docx takes 0.2 s that HTML does not need

            write_docx(docx, out / name.replace(".html", ".docx"), letter)
        rows.append((org.id, org.name, name, letter.form, str(len(letter.gaps))))
    _write_list(out, rows, keep=bool(orgs))
    return len(rows)


def _letter(site: Site, org: Organisation, groups: Groups, sender: Sender, form: str) -> Letter:
    t = site.texts
    return Letter(
        org=org,
        sender=sender,
        gaps=tuple(_gaps(site, groups.gaps)),
        unchecked=sum(len(entries) for _, entries in groups.not_checked),
        found=len(groups.found),
        campaign=site.campaign,
        as_of=t.date(site.as_of),
        written_on=t.date(sender.written_on),
        answer_by=t.date(sender.answer_by),
        form=form,
    )


def _gaps(site: Site, entries: Sequence[Entry]) -> Iterator[Gap]:
    t = site.texts
    for number, entry in enumerate(entries, start=1):
        item, finding = entry.item, entry.finding
        seen = next(iter(finding.evidence), None) if finding else None
        yield Gap(
            number=number,
            code=item.id,
            title=site.said(item.title),
            verdict=t("verdict." + entry.verdict),
            saw=t.known("seen", entry.reason),
            quote=seen.quote if seen else "",
            url=seen.url if seen else "",
            looked=tuple(shown(url) for url in within(finding.looked, number=_LOOKED, characters=600))
            if finding
            else (),
            laws=site.laws(item),
            doubt=site.doubt(item),
            mend=site.said(item.advice) if item.advice else t("card.mend_default"),
        )


def _write_form(site: Site, path: Path, org: Organisation, gaps: Sequence[Gap]) -> None:
    """The form for objections: a row for each gap, the last columns to fill in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = site.texts("letter.form_sheet")
    first = {column: words[0][:1].upper() + words[0][1:] for column, words in WORDS.items()}
    heads = (
        first["org"],
        first["item"],
        site.texts("letter.form_what"),
        *(first[one] for one in ("who", "why", "attachment")),
    )
    for place, (text, width) in enumerate(zip(heads, _WIDTHS, strict=True), start=1):
        sheet.cell(1, place, text).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, gap in enumerate(gaps, start=2):
        for place, text in enumerate((org.id, gap.code, gap.title), start=1):
            cell = sheet.cell(row, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"  # whatever a registry calls its organisations is no formula
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error


def _write_list(out: Path, rows: Sequence[tuple[str, ...]], *, keep: bool) -> None:
    """letters.csv: which file goes to whom, for a mail merge. ``keep``: with the letters that lie there already."""
    path = out / "letters.csv"
    try:
        if keep and path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as file:
                told = {row[0]: tuple(row) for row in list(csv.reader(file, delimiter=";"))[1:] if row}
            rows = sorted((told | {row[0]: row for row in rows}).values())
        out.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("org", "name", "letter", "form", "gaps"))
            writer.writerows([[cell(text) for text in row] for row in rows])
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error

"""Findings to a spreadsheet for a person to decide in: writes an XLSX file, adds to table shown.

Quotes and addresses come from other people's sites: every cell is written as text, so that none becomes a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from audit.review_choice import offers, sample
from audit.review_choice import unclear as is_unclear
from audit.review_words import GUIDE, HEADERS, VERDICTS, Column, Lang, reason
from audit.reviews import ReviewError
from audit.seen import keep, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet
    from sqlite_utils import Database

    from audit.review_choice import Offer
    from audit.seen import Shown
    from checklists.catalogue import Catalogue

MAX_ROWS = 100_000
_LINKS = 60_000
"""Links that one sheet may hold: Excel opens no more than 65 530."""
_LINK = 2_000
"""Characters of an address that Excel takes for a link."""
_CELL = 32_000
"""Characters of a cell; Excel's own bound is 32 767."""
_ACTIVE = ("=", "+", "-", "@", "\t")
"""Beginnings that a spreadsheet takes for a formula when the cell is typed anew."""
_WIDTHS: dict[Column, int] = {
    "name": 30, "title": 38, "machine": 14, "why": 20, "quote": 50, "link": 40, "decision": 16, "reason": 40,
    "reviewer": 20, "earlier": 40, "org": 16, "item": 24, "digest": 14,
}  # fmt: skip
_OURS = PatternFill("solid", fgColor="EEEEEE")
_THEIRS = PatternFill("solid", fgColor="FFF4CC")
_TO_FILL = frozenset({"decision", "reason", "reviewer"})
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)


def export(
    db: Database, catalogue: Catalogue, campaign: str, path: Path, *, lang: Lang = "ru", unclear: bool = False,
    number: int | None = None, seed: str = "1",
) -> int:  # fmt: skip
    """Write findings of a campaign for review and remember what was shown; gives how many.

    ``number`` and ``seed`` choose a sample, for which earlier decisions are not shown: reviewers should not see one
    another's. Raises ReviewError where there is nothing to write, too much, or no place for it.
    """
    found = [offer for offer in offers(db, catalogue, campaign) if not unclear or is_unclear(offer)]
    if not found:
        none = "nothing unclear is left" if unclear else "there are no findings yet; run: glasnost audit"
        raise ReviewError(f"Campaign {campaign}: {none}.")
    if number is not None:
        found = sample(found, number, seed)
    rows = [(offer, shown(db, campaign, offer.machine)) for offer in found]
    write(path, rows, lang, earlier=number is None)
    keep(db, (one for _, one in rows))
    return len(rows)


def write(path: Path, rows: Sequence[tuple[Offer, Shown]], lang: Lang, *, earlier: bool = True) -> None:
    """Write one row a finding; ``earlier`` shows what was decided before.

    Raises ReviewError where there are too many, or the file cannot be written.
    """
    if len(rows) > MAX_ROWS:
        raise ReviewError(f"{len(rows)} findings are too many for one sheet. Choose: --unclear or --sample N.")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = {"ru": "Решения", "en": "Decisions"}[lang]
    _head(sheet, HEADERS[lang])
    for number, (offer, seen) in enumerate(rows, start=2):
        for at, text in enumerate(_texts(offer, seen.digest, lang, earlier=earlier).values(), start=1):
            _put(sheet.cell(number, at), text, link=at == _at("link") and number <= _LINKS)
    _offer_verdicts(sheet, lang, len(rows) + 1)
    guide = book.create_sheet(GUIDE[lang][0])
    guide.column_dimensions["A"].width = 110
    for number, line in enumerate(GUIDE[lang], start=1):
        _put(guide.cell(number, 1), line)
    guide["A1"].font = _BOLD
    try:
        book.save(path)
    except OSError as error:
        raise ReviewError(f"Cannot write {path}: {error.strerror or error}.") from error


def _at(column: Column) -> int:
    return list(HEADERS["ru"]).index(column) + 1


def _head(sheet: Worksheet, words: Mapping[Column, str]) -> None:
    for at, (column, word) in enumerate(words.items(), start=1):
        cell = sheet.cell(1, at)
        _put(cell, word)
        cell.font, cell.fill = _BOLD, _THEIRS if column in _TO_FILL else _OURS
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[column]
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(words))}1"


def _put(cell: Cell | MergedCell, text: str, *, link: bool = False) -> None:
    if isinstance(cell, MergedCell):  # we merge none; openpyxl's types cannot know
        raise TypeError(cell.coordinate)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL] or None
    cell.alignment = _TOP
    if cell.value is None:
        return
    cell.data_type = "s"
    if str(cell.value).startswith(_ACTIVE):
        cell.quotePrefix = True  # stays text when a person edits the cell, too
    if link and str(cell.value).startswith(("http://", "https://")) and len(text) <= _LINK:
        cell.hyperlink = str(cell.value)


def _texts(offer: Offer, digest: str, lang: Lang, *, earlier: bool) -> dict[Column, str]:
    machine, title = offer.machine, offer.item.title
    first = machine.evidence[0] if machine.evidence else None
    return {
        "name": offer.org.short_name or offer.org.name,
        "title": title.ru if lang == "ru" else title.en,
        "machine": VERDICTS[lang][machine.verdict],
        "why": reason(machine.reason, lang),
        "quote": first.quote if first else "",
        "link": first.url if first else next(iter(machine.looked), offer.org.site),
        "decision": "",
        "reason": "",
        "reviewer": "",
        "earlier": _earlier(offer, lang) if earlier else "",
        "org": offer.org.id,
        "item": offer.item.id,
        "digest": digest,
    }


def _earlier(offer: Offer, lang: Lang) -> str:
    made = offer.review
    if made is None:
        return ""
    said = f"{made.reviewer}, {made.decided_at[:10]}: {VERDICTS[lang][made.verdict]} — {made.reason}"
    if made.in_force:
        return said
    return {"ru": "решено по прежней версии: ", "en": "decided about an earlier version: "}[lang] + said


def _offer_verdicts(sheet: Worksheet, lang: Lang, last: int) -> None:
    """Put the drop-down of verdicts into the column of decisions."""
    words = ",".join(VERDICTS[lang].values())
    wrong = {"ru": "Выберите решение из списка.", "en": "Choose a decision from the list."}[lang]
    check = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True, error=wrong)
    letter = get_column_letter(_at("decision"))
    check.add(f"{letter}2:{letter}{max(last, 2)}")
    sheet.add_data_validation(check)

"""Blank templates of import files: writes XLSX with columns, lists to choose from, and a sheet that explains."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audit.imports.columns import Column, Kind, Lang, columns
from audit.imports.table import letter
from checklists.load import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDE, _NARROW = 40, 16
_ROWS = 2_000
"""Rows for which lists to choose from are made."""
_YES: dict[Lang, str] = {"ru": '"да,нет"', "en": '"yes,no"'}
_WHAT: dict[Lang, str] = {"ru": '"звонок,посещение"', "en": '"call,visit"'}
_SOURCE: dict[Lang, str] = {"ru": '"на бумаге,телефон,онлайн"', "en": '"paper,telephone,online"'}

SHEETS: dict[Lang, tuple[str, str]] = {"ru": ("Данные", "Пояснения"), "en": ("Data", "Explanations")}
ABOUT: dict[Kind, dict[Lang, str]] = {
    "survey": {
        "ru": "Опрос: одна строка — одна анкета. Только «да» считается положительным ответом. Имён, телефонов и e-mail"
        " быть не должно: такой файл не примется (152-ФЗ).",
        "en": "Survey: one row is one questionnaire. Only ‘yes’ counts as positive. No names, telephones or e-mails:"
        " such a file is refused (152-ФЗ).",
    },
    "aggregates": {
        "ru": "Итоги опроса: одна строка — одна организация (или одна организация и способ опроса). В паре столбцов"
        " первый — сколько человек удовлетворены, второй — сколько ответили. Пустая пара: вопрос не задавали.",
        "en": "Counts of a survey: one row is one organisation (or one organisation and method). Of two columns, the"
        " first is how many were satisfied, the second how many answered. An empty pair: not asked.",
    },
    "inspection": {
        "ru": "Осмотр: одна строка — одно посещение организации. Пустая ячейка: условие не оценивали, и показатель"
        " лежит между двумя числами; «не применимо»: условие не входит в норму. Норму стенда можно не писать, если она"
        " загружена для вида организации (stand-norms).",
        "en": "Inspection: one row is one visit. An empty cell: not assessed, and the indicator lies between two"
        " numbers; ‘not applicable’: the condition is not in the norm. The stand's norm may be left empty where it is"
        " imported for the kind of organisation (stand-norms).",
    },
    "calls": {
        "ru": "Контрольные звонки и посещения: одна строка — одна оценка. Один звонок с тремя оценками — три строки.",
        "en": "Control calls and visits: one row is one mark. A call with three marks takes three rows.",
    },
    "targets": {
        "ru": "Целевые показатели ведомства: одна строка — один показатель организации.",
        "en": "Target indicators of a department: one row is one indicator of an organisation.",
    },
    "points": {
        "ru": "Баллы совета и экспертов: одна строка — один показатель организации у одного эксперта.",
        "en": "Points of a council or experts: one row is one indicator of an organisation by one expert.",
    },
    "stand-norms": {
        "ru": "Норма стенда: сколько сведений должно быть на стенде организации этого вида. Закон называет стенд"
        " только для социального обслуживания; в остальных сферах норму задаёт оператор. Пустая строка: нормы нет.",
        "en": "The stand's norm: how many items the stand of such an organisation must hold. The law names the stand"
        " for social services only; elsewhere the operator sets the norm. An empty row: none.",
    },
    "connections": {
        "ru": "Связи: эксперт или оператор, связанный с организацией, не может проверять её. Строка — одна связь.",
        "en": "Connections: an expert or operator connected with an organisation cannot inspect it. One row is one.",
    },
}
_HOW: dict[Lang, tuple[str, ...]] = {
    "ru": (
        "Столбцы можно переставлять и удалять; шапку не объединяйте и не переименовывайте.",
        "Формулы замените значениями; строку «Итого» не пишите.",
        "Проверить, не загружая: glasnost import {kind} ФАЙЛ --dry-run.",
    ),
    "en": (
        "Columns may be moved and deleted; do not merge or rename the headers.",
        "Replace formulas by values; write no row of totals.",
        "To try without importing: glasnost import {kind} FILE --dry-run.",
    ),
}


def write(kind: Kind, path: Path, lang: Lang = "ru") -> int:
    """Write the blank template of a kind; gives the number of its columns. An existing file is not overwritten."""
    from openpyxl import Workbook  # 0.2 s that other commands do not need

    shown = [one for one in columns(kind) if one.template]
    book = Workbook()
    sheet = book.active or book.create_sheet()
    _data(sheet, kind, shown, lang)
    _explain(book, kind, shown, lang)
    with path.open("xb") as stream:
        book.save(stream)
    return len(shown)


def _data(sheet: Worksheet, kind: Kind, shown: Sequence[Column], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.title = SHEETS[lang][0]
    sheet.append([one.header(lang) for one in shown])
    for at, one in enumerate(shown):
        cell = sheet.cell(row=1, column=at + 1)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter(at)].width = _WIDE if one.id in ("org", "name", "kind", "person") else _NARROW
        choice = {"source": _SOURCE, "what": _WHAT}.get(one.id) or (_YES if _is_mark(kind, one) else None)
        if choice:
            listed = DataValidation(type="list", formula1=choice[lang], allow_blank=True)
            listed.add(f"{letter(at)}2:{letter(at)}{_ROWS}")
            sheet.add_data_validation(listed)
        if one.id in ("org", "inn", "respondent"):
            sheet.column_dimensions[letter(at)].number_format = "@"  # an ИНН keeps its first zero
    sheet.freeze_panes = "B2"
    if kind == "stand-norms":
        for sector in shipped().sectors.values():
            for one_kind in sector.kinds:
                sheet.append([one_kind.id, None])


def _is_mark(kind: Kind, one: Column) -> bool:
    labels = {"org", "id", "inn", "date", "by", "evidence", "respondent", "interviewer", "seconds", "source"}
    return kind in ("survey", "inspection") and one.id not in labels and ":" not in one.id


def _explain(book: Workbook, kind: Kind, shown: Sequence[Column], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(SHEETS[lang][1])
    both: tuple[Lang, Lang] = ("ru", "en") if lang == "ru" else ("en", "ru")
    for each in both:
        sheet.append([ABOUT[kind][each]])
        for line in _HOW[each]:
            sheet.append([line.format(kind=kind)])
        sheet.append([])
    sheet.append(["Столбец / Column", "По-русски", "In English"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for one in shown:
        sheet.append([one.header(lang), one.hint("ru") or one.ru, one.hint("en") or one.en])
    for name, width in (("A", 60), ("B", 60), ("C", 60)):
        sheet.column_dimensions[name].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")

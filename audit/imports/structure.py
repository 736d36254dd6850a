"""Whether a survey is what its header says: what stood in wrong columns, what nobody asked; imports nothing."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence

from audit.imports.cells import CellError
from audit.imports.keeping import Notes, Outcome, enough
from audit.imports.organisations import Organisations
from audit.imports.personal import masked
from audit.imports.questions import Codes, Faults
from audit.imports.table import ImportRefused, Table, letter
from audit.measures import Measure
from checklists.questionnaire import Question, Questionnaire
from crawler.table_file import FORMULA

_LOOKED = 500
"""Rows without an organisation in which it is looked for elsewhere."""
_SHARE = 5
"""A column in which one cell in so many is no answer is not the question that its header says."""
_FEW = 2
_NAMED = 5
"""Organisations that one warning names."""
_SURE = 10
"""Questionnaires from which on an empty filter under answers is a shift, and no slip."""
_UNDER = """
SELECT COUNT(*) FILTER (WHERE substr(answers, ?, 1) <> '-'), COUNT(*) FILTER (WHERE substr(answers, ?, 1) <> '-')
FROM respondents WHERE part = ?
"""


class Columns:
    """Where organisations stand in rows that have none in their own column."""

    def __init__(self, table: Table, orgs: Organisations, own: Sequence[int]) -> None:
        """Begin with no rows."""
        self._table, self._orgs, self._own = table, orgs, frozenset(own)
        self._looked = 0
        self.elsewhere: Counter[int] = Counter()

    def see(self, cells: Sequence[str], error: CellError) -> None:
        """Look for the organisation of a bad row in its other columns."""
        if error.column not in ("org", "id", "inn") or self._looked >= _LOOKED:
            return
        self._looked += 1
        for at, cell in enumerate(cells):
            if at not in self._own and cell:
                try:
                    self._orgs.find(cell)
                except CellError:
                    continue
                self.elsewhere[at] += 1

    def told(self) -> str:
        """Where they stand, if they stand anywhere; else nothing."""
        if tall := self._tall():
            return f"cells with organisations are merged over several rows ({tall}): unmerge them, and fill every row"
        if not self.elsewhere:
            return ""
        at, times = self.elsewhere.most_common(1)[0]
        if times < max(1, self._looked // 2):
            return ""
        header = self._table.headers[at] if at < len(self._table.headers) else ""
        return f"organisations stand in column {letter(at)} («{header[:60]}»): the columns are shifted"

    def _tall(self) -> str:
        """Merged cells in the columns of organisations, the first ones; empty where there are none."""
        found = [
            f"{letter(left - 1)}{top}:{letter(right - 1)}{bottom}"
            for top, left, bottom, right in self._table.sheet.merged()
            if bottom > max(top, self._table.at) and left - 1 in self._own
        ]
        return ", ".join(found[: _FEW + 1])


def sound(table: Table, outcome: Outcome, faults: Faults, shape: Columns, codes: Codes) -> None:
    """Raise ImportRefused where the columns are not what the header says, or answers can be read in two ways."""
    if outcome.rows and (told := shape.told()) and outcome.kept < outcome.rows - outcome.kept:
        raise ImportRefused(f"{table.path}: {told}. Nothing was imported.")
    for name, bad in faults.bad.items():
        if bad >= max(_FEW, outcome.rows // _SHARE):
            raise ImportRefused(f"{table.path}: {_strange(table, outcome, faults, name)} Nothing was imported.")
        if faults.scale[name] >= max(_FEW, outcome.rows // 100):
            raise ImportRefused(
                f"{table.path}: column «{table.header(name)[:80]}» holds marks such as «{faults.example[name][:40]}»"
                " beside 1 and 2: a scale cannot be read as «да» and «нет». Nothing was imported."
            )
    if {"0", "2"} <= codes.met:
        raise ImportRefused(
            f"{table.path}: answers are written as 1, 0 and 2: is «нет» 0 or 2? Write «да» and «нет»."
            " Nothing was imported."
        )
    enough(table, outcome)


def filtered(
    store: sqlite3.Connection, part: int, table: Table, questions: Sequence[Question], outcome: Outcome
) -> None:
    """Raise ImportRefused where a filter is empty in every row and the question behind it answered: answers one off."""
    place = {one.id: at for at, one in enumerate(questions, start=1)}
    for one in questions:
        if one.asked_if not in place or outcome.kept < _SURE:
            continue
        before, after = store.execute(_UNDER, [place[one.asked_if], place[one.id], part]).fetchone()
        if not before and 2 * after > outcome.kept:
            raise ImportRefused(
                f"{table.path}: column {letter(table.columns[one.asked_if])} «{table.header(one.asked_if)[:80]}» is"
                f" empty in all {outcome.kept} rows, and {after} of them answer {letter(table.columns[one.id])}"
                f" «{table.header(one.id)[:80]}», which is asked of those who said «да» there: are the columns shifted?"
                " If that was not asked, delete its column. Nothing was imported."
            )


def _strange(table: Table, outcome: Outcome, faults: Faults, name: str) -> str:
    """What is wrong with a column of which many cells are no answers."""
    bad, example = faults.bad[name], faults.example[name]
    where = f"in column {letter(table.columns[name])} «{table.header(name)[:80]}» {bad} of {outcome.rows} cells"
    if example == FORMULA:
        return (
            f"{where} are formulas without stored values: open the file in a spreadsheet and save it, or paste values."
        )
    if faults.scale[name] > bad // 2:
        why = "it looks like a scale of marks, and the questionnaire knows only «да» and «нет»"
    else:
        why = "the columns are shifted, or the header is another's"
    shown = masked(" ".join(example.split())[:40])
    return f"{where} are neither «да» nor «нет», such as «{shown}»: {why}."


def unmeasured(form: Questionnaire, table: Table, lost: Sequence[Question], outcome: Outcome) -> None:
    """Tell which questions the file does not answer."""
    absent = [one for one in form.questions if one.template and one.id not in table.columns and one.measure]
    if absent:
        names = "; ".join(f"{one.title.ru} ({one.measure})" for one in absent)
        outcome.notes.warn("not_asked", f"no column for: {names}. These stay unmeasured")
    if foreign := table.foreign():
        outcome.notes.warn("columns", f"not read and not kept: {foreign}")
    for one in lost:
        outcome.notes.warn(
            "no_filter",
            f"«{table.header(one.id)[:100]}» has no column for «{one.asked_if}»: whom it was for is not known, so"
            f" that {one.measure} stays unmeasured",
        )


def unanswered(questions: Sequence[Question], found: Sequence[Measure], notes: Notes) -> None:
    """Tell which questions have a column and nobody's answer; organisations that lack the same stand together."""
    here: dict[str, set[str]] = defaultdict(set)
    for one in found:
        here[one.org].add(one.name)
    lacking: dict[str, list[str]] = defaultdict(list)
    for org, names in sorted(here.items()):
        lost = ", ".join(one.id for one in questions if one.measure and one.measure not in names)
        lacking[lost].append(org)
    for lost, orgs in lacking.items():
        if lost:
            named = ", ".join(orgs[:_NAMED]) + (f" and {len(orgs) - _NAMED} more" if len(orgs) > _NAMED else "")
            notes.warn("unanswered", f"{named}: nobody answered {lost}. These stay unmeasured")

"""A survey, respondent by respondent: reads a table of any length, keeps respondents and the measures counted of them.

A file is read once, a row at a time, in one transaction of the respondents' database; the measures are then counted
there, so that they do not depend on the order of rows. A batch in glasnost.db is what makes an import real: respondents
without one are taken away by the next import.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audit.imports import respondents, suspicion
from audit.imports.cells import NO_VALUE, TOTALS, CellError, moment, plain, seconds, serial, source, total
from audit.imports.columns import RESPONDENT
from audit.imports.earlier import ahead, beside
from audit.imports.keeping import Asked, Notes, Outcome, digest, in_force, keep, organisations
from audit.imports.organisations import Organisations
from audit.imports.personal import Personal, masked, told
from audit.imports.questions import DASH, NO, NONE, YES, Codes, Faults, known, lacking, unanswerable
from audit.imports.respondents import Respondent
from audit.imports.sample import Plans
from audit.imports.structure import Columns, filtered, sound, unanswered, unmeasured
from audit.imports.table import ImportRefused, Table, find
from audit.measures import Measure
from audit.ties import refused, unnamed
from checklists.questionnaire import Question, Questionnaire, questionnaire
from crawler.table_file import FORMULA

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

    from crawler.table_file import Row

_CHUNK = 10_000
"""Rows that are kept at once, and after which progress is told."""

Told = Callable[[int], None]
"""How many rows were read."""


def import_file(
    db: Database, home: Path, path: Path, asked: Asked, notes: Notes, told: Told = lambda _rows: None
) -> Outcome:
    """Import one file; the same file again changes nothing, a changed one of the same name replaces.

    Raises ImportRefused where nothing of it can be kept, crawler's TableError where it cannot be read.
    """
    form = questionnaire(asked.questionnaire)
    outcome = Outcome(kind="survey", campaign=asked.campaign, file=path.name, notes=notes)
    orgs = organisations(db, asked.campaign)
    settings = (asked.by, asked.source, asked.org, asked.sheet, asked.numbers)
    plans = Plans(db, asked.campaign, form, path.name)
    stamp = digest(path, "survey", form.model_dump(), *settings, orgs.stamp, sorted(plans.sizes.items()))
    outcome.batch = in_force(db, asked.campaign, "survey", stamp)
    outcome.same = outcome.batch is not None
    if outcome.same:
        return outcome
    table = find(path, known(form, asked.numbers, one_org=bool(asked.org)), _lacks(form, asked), asked.sheet)
    reader = _Reader(table, form, orgs, asked, outcome)
    kept = {(row["campaign"], row["digest"]) for row in db.query("SELECT campaign, digest FROM batches")}
    with respondents.opened(home, undo=asked.dry_run) as store:
        respondents.orphans(store, kept)
        part = respondents.begin(store, asked.campaign, stamp, path.name, form.id, json.dumps(reader.ids))
        _take(store, reader, part, told)
        reader.finish()
        respondents.resolve(store, part, dash=NO if "+" in reader.codes.met else NONE)
        filtered(store, part, table, reader.questions, outcome)
        found = measures(store, part, reader.questions, asked.by, plans)
        unanswered(reader.questions, found, notes)
        _independent(db, found, asked.by)
        beside(db, "survey", asked, path.name, found, notes)
        ahead(found, asked, notes)
        suspicion.look(db, store, part, form, reader.ids, found, outcome)
    outcome.orgs, outcome.measures = len({one.org for one in found}), len(found)
    if asked.dry_run:
        return outcome
    try:
        outcome.batch = keep(db, "survey", asked, path.name, stamp, found)
    finally:
        if outcome.batch is None:
            with respondents.opened(home) as store:
                respondents.drop(store, part)
    return outcome


def _lacks(form: Questionnaire, asked: Asked) -> Callable[[object], str]:
    return lambda columns: lacking(form, columns, one_org=bool(asked.org))  # type: ignore[arg-type]


def _take(store: sqlite3.Connection, reader: _Reader, part: int, told: Told) -> None:
    chunk: list[Respondent] = []
    for one in reader.respondents(part):
        chunk.append(one)
        if len(chunk) >= _CHUNK:
            respondents.add(store, chunk)
            chunk.clear()
            told(reader.outcome.rows)
    respondents.add(store, chunk)
    told(reader.outcome.rows)


def _independent(db: Database, found: Sequence[Measure], by: str) -> None:
    """Refuse a survey by somebody who is connected with an organisation in it, or by nobody where somebody is."""
    if not by and (why := unnamed(db, {one.org for one in found})):
        raise ImportRefused(f"{why}. Nothing was imported.")
    if by and (lines := refused(db, [(by, one.org) for one in found])):
        raise ImportRefused("\n".join([*dict.fromkeys(lines.values()), "Nothing was imported."]))


class _Reader:
    """Turns rows into respondents, one file through."""

    def __init__(self, table: Table, form: Questionnaire, orgs: Organisations, asked: Asked, outcome: Outcome) -> None:
        self.table, self.form, self.orgs, self.outcome = table, form, orgs, outcome
        lost = unanswerable(form, table.columns)
        self.questions = [one for one in form.questions if one.id in table.columns and one not in lost]
        self.ids = [one.id for one in self.questions]
        self.codes, self.faults = Codes(form), Faults()
        self._at = [table.columns[name] for name in self.ids]
        self._org_at = [(name, table.columns[name]) for name in ("id", "inn", "org") if name in table.columns]
        self._found: dict[tuple[str, ...], str] = {}
        self._labels = {one.id: table.columns.get(one.id, -1) for one in RESPONDENT}
        self._others = sorted(set(range(len(table.headers))) - set(self._at))
        """Places of what is no question: there a row of totals is known, where no column names organisations."""
        self._source, self._org = asked.source, _one_org(table, orgs, asked.org) if asked.org else ""
        self.serials, self._named = 0, bool(asked.by)
        self.watch = _watch(table, form)
        self.shape = Columns(table, orgs, [at for _, at in self._org_at])
        unmeasured(form, table, lost, outcome)

    def respondents(self, part: int) -> Iterator[Respondent]:
        """The good rows; bad ones go to the notes."""
        codes, at, see, width = self.codes, self._at, self.watch.see, len(self.table.headers)
        outcome, blank = self.outcome, NONE * len(at)
        for row in self.table.rows():
            outcome.rows += 1
            cells = row.cells
            see(cells)
            try:
                if len(cells) > width:
                    self.table.fits(row)
                org = self._whose(cells)
                try:
                    answers = "".join([codes[cells[place]] for place in at])
                except KeyError:
                    self._faulty(row)
                if answers == blank:
                    self._blank()
                labels = self._read(cells)
            except CellError as error:
                outcome.bad(self.table, row.number, CellError(error.column, masked(error.reason), aside=error.aside))
                self.shape.see(cells, error)
                continue
            outcome.kept += 1
            yield Respondent(part, row.number, org, answers, *labels)

    def _whose(self, cells: Sequence[str]) -> str:
        """The organisation of a row. Raises CellError."""
        if self._org:
            if any(total(cells[place]) for place in self._others):
                raise CellError("", TOTALS, aside=True)
            return self._org
        key = tuple([cells[place] for _, place in self._org_at])
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.orgs.row((name, cells[place]) for name, place in self._org_at)
        return found

    def _faulty(self, row: Row) -> None:
        """Raise CellError for the first cell of a row that is no answer; count all of them."""
        first: CellError | None = None
        for name, place in zip(self.ids, self._at, strict=True):
            cell = row.cells[place]
            try:
                self.codes[cell]
            except KeyError:
                self.faults.add(name, cell)
                shown = masked(" ".join(cell.split())[:40])
                reason = NO_VALUE if cell == FORMULA else f"«{shown}» is neither «да» nor «нет»"
                first = first or CellError(name, reason)
        if first is not None:
            raise first

    def _blank(self) -> None:
        """Raise CellError for a row without answers: who says nothing is no respondent, and fills no sample."""
        raise CellError("", "no question is answered in this row", aside=True)

    def _read(self, cells: Sequence[str]) -> tuple[str, str, int | None, str, str]:
        """Respondent, date, seconds, source and interviewer of a row. Raises CellError."""
        labels = self._labels
        number = plain("respondent", cells[labels["respondent"]]) if labels["respondent"] >= 0 else ""
        who = plain("interviewer", cells[labels["interviewer"]]) if labels["interviewer"] >= 0 else ""
        day, spent, how = "", None, self._source
        if labels["date"] >= 0:
            cell = cells[labels["date"]]
            day = moment("date", cell)
            self.serials += bool(day) and serial(cell)
        if labels["seconds"] >= 0:
            spent = seconds("seconds", cells[labels["seconds"]])
        if labels["source"] >= 0:
            how = source("source", cells[labels["source"]]) or how
        return number, day, spent, how, who

    def finish(self) -> None:
        """Say what the file as a whole is. Raises ImportRefused where it is not what its header says."""
        if columns := self.watch.refused():
            raise ImportRefused(f"{self.table.path}: {told(columns)}")
        sound(self.table, self.outcome, self.faults, self.shape, self.codes)
        if not self._named:
            self.outcome.notes.warn(
                "nobody", "who asked is not told: say --by NAME, so that every number says who measured it"
            )
        if self.serials:
            self.outcome.notes.warn(
                "dates",
                f"{self.serials} dates stand as bare numbers (45231 = 01.11.2023) and were read as Excel's days",
            )
        if self.table.unread:
            names = ", ".join(f"«{name}»" for name in self.table.unread)
            self.outcome.notes.warn(
                "sheets", f"read: «{self.table.sheet.name}»; not read, as it has no header: {names}"
            )


def _one_org(table: Table, orgs: Organisations, named: str) -> str:
    """The organisation that the whole file is about. Raises ImportRefused where the file itself names some."""
    if own := [name for name in ("id", "inn", "org") if name in table.columns]:
        raise ImportRefused(f"{table.path}: column «{table.header(own[0])}» names organisations: leave --org out.")
    try:
        return orgs.find(named)
    except CellError as error:
        raise ImportRefused(f"--org: {error.reason}.") from error


def _watch(table: Table, form: Questionnaire) -> Personal:
    """Watch every column that is neither a question nor the organisation."""
    read = [*(one.id for one in form.questions), "id", "inn", "org", "date", "source", "seconds"]
    ours = {table.columns[name] for name in read if name in table.columns}
    watched = [at for at in range(len(table.headers)) if at not in ours]
    mine = {table.columns.get("respondent"), table.columns.get("interviewer")}
    return Personal(table.headers, watched, [at for at in watched if at not in mine])


def measures(
    store: sqlite3.Connection, part: int, questions: Sequence[Question], by: str, plans: Plans
) -> list[Measure]:
    """Count the measures of a part: by organisation and source, each question among those whom it was for."""
    place = {one.id: at for at, one in enumerate(questions)}
    counts: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    last: dict[tuple[str, str], str] = defaultdict(str)
    for group in respondents.groups(store, part):
        key = (group.org, group.source)
        last[key] = max(last[key], group.last or "")
        tally = counts[key]
        tally["survey.respondents", "value"] += group.many
        for question in questions:
            answer = group.answers[place[question.id]]
            asked = question.asked_if is None or group.answers[place[question.asked_if]] == YES
            if question.asked_if and group.answers[place[question.asked_if]] == NO:
                tally[question.measure or "", "spared"] += group.many
            if question.measure and asked and answer not in (NONE, DASH):
                tally[question.measure, "of"] += group.many
                tally[question.measure, "value"] += group.many if answer == YES else 0
    found = []
    names = [one.measure for one in questions if one.measure]
    for (org, how), tally in counts.items():
        every = Measure(
            org=org,
            name="survey.respondents",
            value=str(tally["survey.respondents", "value"]),
            of=plans.once(org),
            source=how,
            measured_by=by,
            measured_on=last[org, how],
        )
        # 0 of 0 says that the question concerned nobody; one that nobody answered is not measured, and has no row
        told = [name for name in names if tally[name, "of"] or tally[name, "spared"]]
        counted = ((name, str(tally[name, "value"]), str(tally[name, "of"])) for name in told)
        found += [every, *(every._replace(name=name, value=value, of=of) for name, value, of in counted)]
    return found

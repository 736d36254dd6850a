"""Answers unlike people's: reads the respondents of a part and gives warnings; drops and changes nothing.

Bounds are settings of the questionnaire. Every check is a query over the part, so that the order of rows is nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from audit.imports.sample import Plans
from crawler import campaigns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sqlite_utils import Database

    from audit.imports.keeping import Notes, Outcome
    from audit.measures import Measure
    from checklists.questionnaire import Questionnaire

_REPEATED = """
SELECT org, respondent, COUNT(*) FROM respondents
WHERE part = ? AND respondent <> '' GROUP BY org, respondent HAVING COUNT(*) > 1 ORDER BY org, respondent
"""
_ELSEWHERE = """
SELECT org, SUM(here), MIN(other) FROM (
    SELECT org, SUM(part = :part) AS here, MIN(CASE WHEN part <> :part THEN part END) AS other FROM respondents
    WHERE part IN (SELECT value FROM json_each(:parts)) AND respondent <> '' GROUP BY org, respondent, answers
) WHERE here AND other IS NOT NULL GROUP BY org ORDER BY org
"""
"""One sorted pass over the parts: a join of two surveys of a million would never end."""
_SAME_SECOND = """
SELECT org, SUM(n - 1) FROM (
    SELECT org, COUNT(*) AS n FROM respondents
    WHERE part = ? AND length(answered_at) >= 19 GROUP BY org, answered_at, answers HAVING COUNT(*) > 1
) GROUP BY org ORDER BY org
"""
_UNIFORM = """
SELECT org, who, MAX(n), SUM(n) FROM (
    SELECT org, {who} AS who, COUNT(*) AS n FROM respondents WHERE part = ? GROUP BY org, {who}, answers
) GROUP BY org, who HAVING SUM(n) >= ? AND MAX(n) >= ? * SUM(n) ORDER BY org, who
"""
_FAST = """
SELECT org, COUNT(*), SUM(COUNT(*)) OVER () FROM respondents
WHERE part = ? AND seconds IS NOT NULL AND seconds < ? * length(replace(answers, '-', '')) GROUP BY org ORDER BY org
"""
_BURST = """
SELECT org, MAX(n), minute FROM (
    SELECT org, substr(answered_at, 1, 16) AS minute, COUNT(*) AS n FROM respondents
    WHERE part = ? AND length(answered_at) >= 16 GROUP BY org, minute
) GROUP BY org HAVING MAX(n) > ? ORDER BY org
"""
_AGAINST = """
SELECT COUNT(*) FILTER (WHERE substr(answers, ?, 1) = 'n'),
       COUNT(*) FILTER (WHERE substr(answers, ?, 1) = 'n' AND substr(answers, ?, 1) = 'y'),
       COUNT(*) FILTER (WHERE substr(answers, ?, 1) = '-' AND substr(answers, ?, 1) IN ('y', 'n'))
FROM respondents WHERE part = ?
"""
_ASKED = """
SELECT m.org, SUM(CAST(m.value AS INTEGER)) AS asked FROM measures m JOIN batches b ON b.id = m.batch
WHERE m.campaign = ? AND m.name = 'survey.respondents' AND b.superseded_by IS NULL
AND NOT (b.kind = 'survey' AND b.file = ?) GROUP BY m.org
"""


def look(
    db: Database, store: sqlite3.Connection, part: int, form: Questionnaire, ids: Sequence[str],
    found: Sequence[Measure], outcome: Outcome,
) -> None:  # fmt: skip
    """Put warnings about a part into the outcome's notes."""
    _repeats(db, store, part, outcome)
    _manner(store, part, form, outcome.notes)
    _contradictions(store, part, form, ids, outcome)
    _small(found, form, outcome.notes)
    here = dict(store.execute("SELECT org, COUNT(*) FROM respondents WHERE part = ? GROUP BY org", [part]).fetchall())
    _samples(db, form, here, outcome)


def _repeats(db: Database, store: sqlite3.Connection, part: int, outcome: Outcome) -> None:
    notes = outcome.notes
    for org, number, times in store.execute(_REPEATED, [part]):
        notes.warn("repeated", f"{org}: questionnaire «{number}» stands {times} times; all were counted", org)
    sql = "SELECT digest FROM batches WHERE campaign = ? AND kind = 'survey' AND superseded_by IS NULL AND file <> ?"
    digests = [row["digest"] for row in db.query(sql, [outcome.campaign, outcome.file])]
    sql = "SELECT id, file FROM parts WHERE campaign = ? AND digest IN (SELECT value FROM json_each(?))"
    others = dict(store.execute(sql, [outcome.campaign, json.dumps(digests)]).fetchall())
    asked = {"part": part, "parts": json.dumps([part, *others])}
    for org, times, other in store.execute(_ELSEWHERE, asked) if others else ():
        text = f"{org}: {times} questionnaires stand in {others[other]} too, with the same answers"
        notes.warn("repeated", text, org)
    for org, times in store.execute(_SAME_SECOND, [part]):
        notes.warn("same_second", f"{org}: {times} questionnaires repeat another of the same second and answers", org)


def _manner(store: sqlite3.Connection, part: int, form: Questionnaire, notes: Notes) -> None:
    checks = form.checks
    bounds = [part, checks.uniform_from, checks.uniform]
    for org, _, most, of in store.execute(_UNIFORM.format(who="''"), bounds):
        notes.warn("uniform", f"{org}: {most} of {of} questionnaires have the same answer to every question", org)
    for org, who, most, of in store.execute(_UNIFORM.format(who="interviewer"), bounds):
        if who:
            notes.warn("uniform", f"{org}: {most} of {of} questionnaires of interviewer «{who}» are all alike", org)
    for org, many, _ in store.execute(_FAST, [part, checks.fast]):
        notes.warn("fast", f"{org}: {many} questionnaires took less than {checks.fast} s an answer", org)
    for org, many, minute in store.execute(_BURST, [part, checks.burst]):
        notes.warn("burst", f"{org}: {many} questionnaires within one minute, {minute.replace('T', ' ')}", org)


def _contradictions(
    store: sqlite3.Connection, part: int, form: Questionnaire, ids: Sequence[str], outcome: Outcome
) -> None:
    """Answers of people to whom a question was not put: never counted; where they are many, columns may be shifted."""
    for one in form.questions:
        if one.id not in ids or not one.asked_if or one.asked_if not in ids:
            continue
        at, before = ids.index(one.id) + 1, ids.index(one.asked_if) + 1
        no, against, blank = store.execute(_AGAINST, [before, before, at, before, at, part]).fetchone()
        if blank:
            text = f"{blank} answered «{one.id}» and not «{one.asked_if}» before it; they are not counted there"
            outcome.notes.warn("no_filter_answer", text)
        if no and against > form.checks.contradictory * no:
            outcome.notes.warn(
                "contradictory",
                f"{against} of {no} who said «нет» to «{one.asked_if}» said «да» to «{one.id}»: are columns shifted?"
                " They are not counted there",
            )


def _small(found: Sequence[Measure], form: Questionnaire, notes: Notes) -> None:
    """Groups of few people: their answers count in the rating, and no report shows what they were."""
    asked: Counter[tuple[str, str]] = Counter()
    for one in found:
        if one.name != "survey.respondents":  # whose ``of`` is the plan
            asked[one.org, one.name] += int(one.of or 0)
    few: dict[str, list[str]] = {}
    for (org, name), many in asked.items():  # all ways of asking together, as the rating counts them
        if 0 < many < form.small:
            few.setdefault(org, []).append(f"{name} ({many})")
    for org, names in few.items():
        notes.warn(
            "small", f"{org}: fewer than {form.small} answered, so counted and not published: {', '.join(names)}", org
        )


def _samples(db: Database, form: Questionnaire, here: dict[str, int], outcome: Outcome) -> None:
    """Samples under the plan, and organisations without a survey, with what other files bring."""
    plans = Plans(db, outcome.campaign, form, outcome.file)
    asked = {row["org"]: int(row["asked"]) for row in db.query(_ASKED, [outcome.campaign, outcome.file])}
    for org in campaigns.organisations(db, outcome.campaign):
        many = here.get(org.id, 0) + asked.get(org.id, 0)
        size = plans.sizes.get(org.id, 0)
        if not many:
            outcome.notes.warn("no_survey", f"{org.id}: no questionnaires in this campaign yet", org.id)
        elif many < size:
            outcome.notes.warn("sample", f"{org.id}: {many} questionnaires of {size} planned", org.id)

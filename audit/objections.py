"""What organisations object to, and how it was answered: keeps its two tables; an answer that decides is a review.

An objection is about one finding of one campaign. It is open until a person answers it: accepted with a verdict, which
beats the machine as any review does, or rejected, which leaves the finding as it is. Who objected, and
in what words, stays in the database: letters name people. Pages show that there was one, who answered and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import click

from audit.finding import Verdict
from audit.listing import load_findings, machine_findings
from audit.reviews import Decision, acts, withdrawal
from audit.reviews import add as add_reviews
from audit.seen import keep, shown
from audit.ties import TieError, fold, refused
from crawler import stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlite_utils import Database

Outcome = Literal["accepted", "rejected"]


class ObjectionError(click.ClickException):
    """An objection that is not there, or cannot be kept or answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an objection was answered."""

    outcome: Outcome
    verdict: Verdict
    """The finding's verdict after it."""
    answered_by: str
    reason: str
    answered_at: str
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One organisation against one finding."""

    id: int
    """0 before it is kept."""
    campaign: str
    org: str
    item: str
    was: Verdict
    """The verdict that it is about."""
    who: str
    """Who wrote it; not shown on pages, and neither is ``why``."""
    why: str
    attachment: str
    """Name of a file that came with it; empty for none."""
    received_at: str
    """ISO 8601, UTC."""
    answer: Answer | None = None
    """The last one; None while it is open."""

    @property
    def changed(self) -> bool:
        """Whether the finding was corrected for it."""
        return self.answer is not None and self.answer.verdict != self.was


_ROWS = """
SELECT o.*, a.outcome, a.verdict, a.answered_by, a.reason, a.answered_at
FROM objections o
LEFT JOIN objection_answers a ON a.id = (SELECT max(id) FROM objection_answers WHERE objection = o.id)
WHERE o.campaign = :campaign AND :org IN ('', o.org)
ORDER BY o.id
"""


def listed(db: Database, campaign: str, org: str = "") -> list[Objection]:
    """The objections of a campaign in the order in which they came; of one organisation where it is named."""
    return [_objection(row) for row in db.query(_ROWS, {"campaign": campaign, "org": org})]


def by_item(db: Database, campaign: str, org: str) -> dict[str, list[Objection]]:
    """The objections of one organisation by item."""
    found: dict[str, list[Objection]] = {}
    for one in listed(db, campaign, org):
        found.setdefault(one.item, []).append(one)
    return found


def add(db: Database, objections: Iterable[Objection]) -> int:
    """Keep objections that are not there yet; gives how many were new. Raises StageError for a final campaign."""
    new = 0
    with db.atomic():
        for one in objections:
            stages.keep_final(db, one.campaign)
            key = [one.campaign, one.org, one.item, one.who, one.why]
            same = "SELECT 1 FROM objections WHERE campaign = ? AND org = ? AND item = ? AND who = ? AND why = ?"
            if list(db.query(same, key)):
                continue
            db.execute(
                "INSERT INTO objections (campaign, org, item, who, why, was, attachment, received_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [*key, one.was, one.attachment, one.received_at],
            )
            new += 1
    return new


def answer(db: Database, number: int, *, verdict: Verdict | None, by: str, reason: str, at: str) -> Objection:
    """Answer an objection: ``verdict`` is what the finding becomes, None rejects it. Gives the objection as it is now.

    An answer can be given again; the last one stands, and what the one before decided is withdrawn. Raises
    ObjectionError where there is no such objection or finding, or a name or a reason is missing; StageError for a final
    campaign; TieError where the answerer is connected with the organisation.
    """
    one = _get(db, number)
    stages.keep_final(db, one.campaign)
    if not any(map(str.isalpha, by)) or not any(map(str.isalpha, reason)):
        raise ObjectionError("An answer needs a name and a reason.")
    for message in refused(db, [(by, one.org)]).values():  # also where an objection is rejected, which is no review
        raise TieError(message)
    machine = machine_findings(db, one.campaign, one.org).get(one.item)
    if machine is None:
        raise ObjectionError(f"Campaign {one.campaign} has no finding {one.item} of {one.org} any more.")
    with db.atomic():
        _withdraw(db, one, reason=reason, at=at)
        review = None
        if verdict is not None:
            about = shown(db, one.campaign, machine)
            keep(db, [about])
            add_reviews(db, [Decision(shown=about, reviewer=by, verdict=verdict, reason=reason, decided_at=at)])
            review = next(iter(db.query("SELECT max(id) AS id FROM reviews")))["id"]
        stands = verdict or load_findings(db, one.campaign, one.org)[one.item].verdict
        db.execute(
            "INSERT INTO objection_answers (objection, outcome, verdict, answered_by, reason, answered_at, review)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [one.id, "rejected" if verdict is None else "accepted", stands, by, reason, at, review],
        )
    return _get(db, number)


def _withdraw(db: Database, one: Objection, *, reason: str, at: str) -> None:
    """Take back the review that an earlier answer made, unless its maker has decided something else since."""
    sql = """SELECT r.reviewer, r.decided_at FROM objection_answers a JOIN reviews r ON r.id = a.review
             WHERE a.id = (SELECT max(id) FROM objection_answers WHERE objection = ?)"""
    for made in db.query(sql, [one.id]):
        last = acts(db, one.campaign, one.org).get((one.org, one.item), {})
        mine = last.get(fold(made["reviewer"]))
        if mine is not None and mine.decided_at == made["decided_at"]:
            taken = withdrawal(last, made["reviewer"], reason=reason, at=at)
            add_reviews(db, [taken] if taken else [])


def opened(found: Sequence[Objection]) -> list[Objection]:
    """Those that nobody has answered."""
    return [one for one in found if one.answer is None]


def _get(db: Database, number: int) -> Objection:
    campaign = next(iter(db.query("SELECT campaign FROM objections WHERE id = ?", [number])), None)
    if campaign is None:
        raise ObjectionError(f"There is no objection {number}. See: glasnost objections list")
    return next(one for one in listed(db, campaign["campaign"]) if one.id == number)


def _objection(row: Mapping[str, object]) -> Objection:
    made = None
    if row["outcome"]:
        made = Answer(**{key: row[key] for key in Answer.__slots__})  # type: ignore[arg-type]
    columns = ("campaign", "org", "item", "who", "why", "attachment", "received_at")
    texts = {key: str(row[key]) for key in columns}
    return Objection(id=cast("int", row["id"]), was=cast("Verdict", row["was"]), answer=made, **texts)

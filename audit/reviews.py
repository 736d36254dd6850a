"""Decisions of people about findings: reads and adds to table reviews; must not know spreadsheets or laws.

The last decision of each reviewer stands until it is withdrawn. One made in a campaign holds in the campaigns after it
too, while the pages behind it are the same to the byte and the machine says the same as it did then: an unchanged page
may have grown stale under a later date. Within its own campaign only the pages matter, so that a re-audit keeps it.
A campaign that is final knows only what was decided before it became so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

import click

from audit.finding import Review, Verdict
from audit.seen import Shown, unchanged
from audit.ties import TieError, fold, refused
from crawler import campaigns, stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

    from audit.finding import Finding

Withdrawn = Literal["withdrawn"]
WITHDRAWN: Withdrawn = "withdrawn"
_SECOND = len("2026-04-15T10:00:00")
"""Characters of a moment in ISO 8601 up to its seconds; ledger and reviews write the zone differently, both UTC."""
_ALWAYS = "9999"
"""Later than every moment: a campaign that is not final takes in whatever is decided."""

_ROWS = """
SELECT s.*, r.reviewer, r.verdict AS decided, r.reason AS why, r.decided_at
FROM reviews r JOIN shown s ON s.digest = r.shown JOIN json_each(:campaigns) c ON c.value = s.campaign
WHERE (:org = '' OR s.org = :org) AND r.decided_at <= :until
ORDER BY c.key, r.id
"""


_ANY = "SELECT 1 FROM shown s JOIN reviews r ON r.shown = s.digest WHERE s.org = ? LIMIT 1"


class ReviewError(click.ClickException):
    """A decision that cannot be kept or withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One act of one person."""

    shown: Shown
    """What it is about."""
    reviewer: str
    verdict: Verdict | Withdrawn
    reason: str
    decided_at: str
    """ISO 8601, UTC."""

    @property
    def about(self) -> tuple[str, str]:
        """Organisation and item."""
        return self.shown.org, self.shown.item

    @property
    def who(self) -> str:
        """The reviewer's name as names are compared."""
        return fold(self.reviewer)


def add(db: Database, decisions: Iterable[Decision]) -> None:
    """Keep decisions in their order, all or none. What they are about must have been shown (audit.seen.keep).

    Raises audit.ties.TieError for a decision by somebody who is connected with the organisation (a withdrawal is never
    refused), StageError where one is about a campaign that is final.
    """
    decisions = list(decisions)
    for campaign in {one.shown.campaign for one in decisions}:
        stages.keep_final(db, campaign)
    made = [(one.reviewer, one.shown.org) for one in decisions if one.verdict != WITHDRAWN]
    for message in refused(db, made).values():
        raise TieError(message)
    rows = [(one.shown.digest, one.reviewer, one.verdict, one.reason, one.decided_at) for one in decisions]
    with db.atomic():
        db.conn.executemany(
            "INSERT INTO reviews (shown, reviewer, verdict, reason, decided_at) VALUES (?, ?, ?, ?, ?)", rows
        )


def acts(db: Database, campaign: str, org: str = "") -> dict[tuple[str, str], dict[str, Decision]]:
    """By organisation and item, the last act of each reviewer by folded name, withdrawals too, the newest last.

    Those of this campaign and of the campaigns before it; without ``org``, of all organisations.
    """
    last: dict[tuple[str, str], dict[str, Decision]] = {}
    for one in _every(db, campaign, org):
        mine = last.setdefault(one.about, {})
        mine.pop(one.who, None)  # so that the order is that of the last acts
        mine[one.who] = one
    return last


def standing(db: Database, campaign: str, org: str = "") -> dict[tuple[str, str], list[Decision]]:
    """What of ``acts`` is not withdrawn, the newest first."""
    found = {
        about: [one for one in reversed(mine.values()) if one.verdict != WITHDRAWN]
        for about, mine in acts(db, campaign, org).items()
    }
    return {about: made for about, made in found.items() if made}


def _every(db: Database, campaign: str, org: str) -> Iterator[Decision]:
    if org and not db.execute(_ANY, [org]).fetchone():  # of most organisations nobody has decided anything
        return
    upto = [*campaigns.before(db, campaign), campaign]
    until = stages.final_at(db, campaign) or _ALWAYS
    for row in db.query(_ROWS, {"campaigns": json.dumps(upto), "org": org, "until": until}):
        about = Shown(
            **{key: row[key] for key in ("campaign", "org", "item", "verdict", "reason")}, seen=json.loads(row["seen"])
        )
        yield Decision(
            shown=about,
            reviewer=row["reviewer"],
            verdict=row["decided"],
            reason=row["why"],
            decided_at=row["decided_at"],
        )


def holds(db: Database, campaign: str, decision: Decision, machine: str) -> bool:
    """Whether a decision counts in a campaign in which the machine says ``machine``."""
    if decision.shown.campaign != campaign and decision.shown.verdict != machine:
        return False
    if not unchanged(db, campaign, decision.shown):
        return False
    return decision.shown.verdict == machine or not _seen_since(db, campaign, decision)


def _seen_since(db: Database, campaign: str, decision: Decision) -> bool:
    """Whether the machine says otherwise now because of a page that was fetched after the decision: nobody saw it.

    A site that mends a gap in the middle of a campaign may do so on a page of its own.
    """
    query = "SELECT evidence FROM findings WHERE campaign = ? AND org = ? AND item = ?"
    for row in db.query(query, [campaign, *decision.about]):
        for one in json.loads(row["evidence"]):
            later = (one["fetched_at"] or "")[:_SECOND] > decision.decided_at[:_SECOND]
            if later and one["url"] not in decision.shown.seen:
                return True
    return False


def choose(db: Database, campaign: str, decisions: Sequence[Decision], machine: Verdict) -> Review | None:
    """The newest decision that is in force; where none is, the newest that was made about an earlier version."""
    for one in decisions:
        if holds(db, campaign, one, machine):
            return _review(one, machine, in_force=True)
    return _review(decisions[0], machine, in_force=False) if decisions else None


def _review(decision: Decision, machine: Verdict, *, in_force: bool) -> Review:
    return Review(
        reviewer=decision.reviewer,
        verdict=cast("Verdict", decision.verdict),  # what is withdrawn does not stand, see standing
        reason=decision.reason,
        decided_at=decision.decided_at,
        machine=machine,
        in_force=in_force,
    )


def reviewed(db: Database, campaign: str, org: str, findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """The findings of one organisation with what people decided about them; the machine's go in."""
    made = standing(db, campaign, org)
    if not made:
        return dict(findings)
    return {
        item: decide(finding, choose(db, campaign, made.get((org, item), ()), finding.verdict))
        for item, finding in findings.items()
    }


def decide(finding: Finding, review: Review | None) -> Finding:
    """The finding that a review makes out of the machine's."""
    if review is None or not review.in_force:
        return replace(finding, review=review)
    same = review.verdict == finding.verdict
    return replace(
        finding,
        verdict=review.verdict,
        reason=finding.reason if same else None,
        decided_by="person",
        review=review,
    )


def overrule(db: Database, campaign: str, verdicts: dict[str, dict[str, str]], org: str = "") -> None:
    """Put what people decided in the place of the machine's verdicts (organisation → item → verdict).

    With ``org``, only of this one: that asks far less of the database.
    """
    for (about, item), decisions in standing(db, campaign, org).items():
        machine = verdicts.get(about, {}).get(item)
        found = next((one for one in decisions if machine and holds(db, campaign, one, machine)), None)
        if found is not None:
            verdicts[about][item] = found.verdict


def withdrawal(last: Mapping[str, Decision], reviewer: str, *, reason: str, at: str) -> Decision | None:
    """The act by which a reviewer takes a decision back, out of the last acts about one finding.

    Gives None where it is withdrawn already; raises ReviewError where this reviewer decided nothing.
    """
    found = last.get(fold(reviewer))
    if found is None:
        names = ", ".join(f"«{one.reviewer}»" for one in last.values() if one.verdict != WITHDRAWN) or "nobody"
        raise ReviewError(f"«{reviewer}» has no decision here to withdraw; decided by: {names}")
    if found.verdict == WITHDRAWN:
        return None
    return Decision(shown=found.shown, reviewer=found.reviewer, verdict=WITHDRAWN, reason=reason, decided_at=at)

"""How far a campaign is: draft, sent to the organisations, final. Keeps table stages; knows no findings.

The last step stands; earlier ones stay, so that a campaign that was final once says who opened it again and why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast

import click
from sqlite_utils import Database

from crawler import campaigns

Stage = Literal["draft", "sent", "final"]
STAGES: tuple[Stage, ...] = ("draft", "sent", "final")


class StageError(click.ClickException):
    """A campaign that is final, or a step that cannot be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a campaign."""

    stage: Stage
    who: str
    why: str
    answer_by: dt.date | None
    """Until when organisations may answer; of a campaign that was sent."""
    at: str
    """ISO 8601, UTC."""


def steps(db: Database, campaign: str) -> tuple[Step, ...]:
    """The steps of a campaign, the first one first; a campaign without one is a draft."""
    return tuple(
        Step(
            stage=cast("Stage", row["stage"]),
            who=row["who"],
            why=row["why"],
            answer_by=dt.date.fromisoformat(row["answer_by"]) if row["answer_by"] else None,
            at=row["at"],
        )
        for row in db.query("SELECT * FROM stages WHERE campaign = ? ORDER BY id", [campaign])
    )


def stage(db: Database, campaign: str) -> Stage:
    """The stage of a campaign."""
    return next((one.stage for one in reversed(steps(db, campaign))), "draft")


def final_at(db: Database, campaign: str) -> str | None:
    """The moment from which a campaign is final (ISO 8601, UTC); None where it is not."""
    last = next(reversed(steps(db, campaign)), None)
    return last.at if last and last.stage == "final" else None


def answer_by(db: Database, campaign: str) -> dt.date | None:
    """Until when organisations may answer, as it was told last."""
    return next((one.answer_by for one in reversed(steps(db, campaign)) if one.answer_by), None)


def move(db: Database, campaign: str, step: Step) -> None:
    """Take a step. A final campaign keeps the registry's rows as they are; opened again, it follows the registry.

    Raises CampaignError for an unknown campaign, StageError where the step is none.
    """
    campaigns.get(db, campaign)
    now = stage(db, campaign)
    if now == "final" and step.stage != "final" and not (step.who and step.why):
        raise StageError(f"Campaign {campaign} is final. To open it again say who does and why.")
    if now == step.stage == "final":
        raise StageError(f"Campaign {campaign} is final already.")
    day = step.answer_by.isoformat() if step.answer_by else None
    with db.atomic():
        db.execute(
            "INSERT INTO stages (campaign, stage, who, why, answer_by, at) VALUES (?, ?, ?, ?, ?, ?)",
            [campaign, step.stage, step.who, step.why, day, step.at],
        )
        if step.stage == "final":
            campaigns.keep_rows(db, campaign)
        elif now == "final":
            campaigns.follow_registry(db, campaign)


def keep_final(db: Database, campaign: str) -> None:
    """Raise StageError where a campaign is final: what was published must not change under its readers."""
    if stage(db, campaign) == "final":
        raise StageError(
            f"Campaign {campaign} is final: nothing in it changes. To open it again: glasnost campaign stage {campaign}"
            ' sent --who NAME --why "…"'
        )

"""The commands objections and campaign stage: thin calls of the modules beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from pathlib import Path
from typing import cast

import click

from audit.finding import DECIDING, Verdict

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")


@click.group(epilog="Example: glasnost objections import answers.xlsx")
def objections() -> None:
    """What organisations object to: import, list, answer."""


@objections.command("import", epilog="Example: glasnost objections import school-1.xlsx --campaign spring-2026")
@click.argument("file", type=click.Path(path_type=Path))
@_campaign
@click.pass_obj
def import_(home: Path, file: Path, campaign: str | None) -> None:
    """Keep the objections of FILE (CSV or XLSX, the form that goes with a letter); importing it again changes nothing.

    Bad rows are told and left out; good rows are kept. An attachment is named, not read: keep it where you keep mail.
    """
    from audit.database import connect
    from audit.objection_file import read
    from audit.objections import add
    from crawler import campaigns, stages

    with contextlib.closing((db := connect(home)).conn):
        name = campaigns.get(db, campaign).name if campaign else campaigns.latest(db)
        found = read(db, name, file, _now())
        new = add(db, found.good)
        until = stages.answer_by(db, name)
    for bad in found.bad:
        click.echo(str(bad), err=True)
    parts = [f"{new} new", f"{len(found.good) - new} there already", f"{found.empty} rows without an objection"]
    if found.bad:
        parts.append(f"{len(found.bad)} bad rows left out")
    click.echo(f"Objections in {name}: {', '.join(parts)}")
    if until and found.good and dt.datetime.now().astimezone().date() > until:
        click.echo(f"The term for answers was {until}: these came after it.")
    if found.bad and not found.good:
        sys.exit(1)


@objections.command("list", epilog="Example: glasnost objections list --open")
@_campaign
@click.option("--open", "only_open", is_flag=True, help="Only those that nobody has answered.")
@click.option("--org", default="", help="Only of this organisation.")
@click.pass_obj
def list_(home: Path, campaign: str | None, org: str, *, only_open: bool) -> None:
    """Print objections: number, organisation, item, verdict then, who, why, attachment, answer."""
    from audit.database import connect
    from audit.objections import listed, opened
    from crawler import campaigns

    with contextlib.closing((db := connect(home)).conn):
        name = campaigns.get(db, campaign).name if campaign else campaigns.latest(db)
        found = listed(db, name, org)
    for one in opened(found) if only_open else found:
        made = one.answer
        told = f"{made.outcome}: {made.verdict}, {made.answered_by}: {made.reason}" if made else "open"
        line = (str(one.id), one.org, one.item, one.was, one.who, one.why, one.attachment or "-", told)
        click.echo("\t".join(_plain(cell) for cell in line))


@objections.command(
    epilog='Example: glasnost objections answer 3 --verdict met --by "Анна Лесная" --reason "it stands under Documents"'
)
@click.argument("number", type=int)
@click.option("--verdict", type=click.Choice(DECIDING), help="Accept: what the finding becomes.")
@click.option("--reject", is_flag=True, help="Leave the finding as it is.")
@click.option("--by", required=True, help="Who answers; shown in the report.")
@click.option("--reason", required=True, help="Why; shown in the report.")
@click.pass_obj
def answer(home: Path, number: int, verdict: str | None, by: str, reason: str, *, reject: bool) -> None:
    """Answer objection NUMBER; an accepted one is a review and beats the machine. The scores are counted anew."""
    if reject == (verdict is not None):
        raise click.UsageError("Choose one: --verdict or --reject.")
    from audit.database import connect
    from audit.objections import answer as give
    from audit.scoring import score_from

    with contextlib.closing((db := connect(home)).conn):
        one = give(db, number, verdict=cast("Verdict | None", verdict), by=by, reason=reason, at=_now())
    score_from(home, [one.campaign])  # a rejection may take back what an earlier answer decided
    click.echo(f"{number}: {one.org} {one.item}: {one.was} → {one.answer.verdict if one.answer else one.was}")


@click.command(epilog="Example: glasnost campaign stage spring-2026 sent --answer-by 2026-06-15")
@click.argument("name")
@click.argument("stage", required=False, type=click.Choice(["draft", "sent", "final"]))
@click.option("--answer-by", type=click.DateTime(["%Y-%m-%d"]), help="Until when organisations may answer.")
@click.option("--who", default="", help="Who takes the step.")
@click.option("--why", default="", help="Why; needed to open a final campaign again.")
@click.pass_obj
def stage(home: Path, name: str, stage: str | None, answer_by: dt.datetime | None, who: str, why: str) -> None:
    """Say how far campaign NAME is: draft, sent to the organisations, final. Without a stage, print its steps.

    A final campaign does not change: crawl, derive, audit, review and answers refuse it until it is opened again.
    """
    from audit.database import connect
    from audit.objections import ObjectionError, listed, opened
    from crawler import campaigns, stages

    with contextlib.closing((db := connect(home)).conn):
        campaigns.get(db, name)
        if stage is not None:
            waiting = opened(listed(db, name))
            if stage == "final" and waiting:
                raise ObjectionError(f"{len(waiting)} objections are open. See: glasnost objections list --open")
            day = answer_by.date() if answer_by else None
            step = stages.Step(stage=cast("stages.Stage", stage), who=who, why=why, answer_by=day, at=_now())
            stages.move(db, name, step)
        for one in stages.steps(db, name):
            until = f"answers until {one.answer_by}" if one.answer_by else ""
            click.echo("\t".join(filter(None, (one.at, one.stage, one.who, one.why, until))))
        click.echo(f"{name}: {stages.stage(db, name)}")


def _plain(text: str) -> str:
    """A cell for a terminal: what moves its cursor is left out."""
    return "".join(char for char in text if char.isprintable())


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

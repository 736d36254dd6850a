"""The command letters: options in, files out. Imports what is heavy only when it runs."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import click


class Options(NamedTuple):
    """What ``letters`` was asked for."""

    campaign: str | None
    out: Path
    sender: str
    contact: str
    answer_by: dt.datetime | None
    orgs: tuple[str, ...]
    docx: bool
    template: Path | None
    lang: str
    mark_sent: bool

    def filled(self) -> Path | None:
        """The DOCX to fill in: the operator's own, else ours where DOCX is wanted."""
        if self.template is None and self.docx:
            from reports.letter_docx import template_of

            return template_of(self.lang)
        return self.template


@click.command(
    epilog='Example: glasnost letters --out letters --from "Общественный совет" --contact sovet@example.org'
    " --answer-by 2026-06-15 --mark-sent",
)
@click.option("--campaign", help="Name of the campaign; the latest without it.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the letters.")
@click.option("--from", "sender", required=True, help="Whose letters they are.")
@click.option("--contact", required=True, help="Where answers go.")
@click.option(
    "--answer-by", type=click.DateTime(["%Y-%m-%d"]), help="Until when; without it, as the campaign was sent before."
)
@click.option("--org", "orgs", multiple=True, metavar="ID", help="Only this organisation; may be repeated.")
@click.option("--docx", is_flag=True, help="DOCX as well.")
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your own DOCX to fill in."
)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Their language.")
@click.option("--mark-sent", is_flag=True, help="Note that the campaign was sent, with its term.")
@click.pass_obj
def letters(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (Options names them)
    """Write one letter per organisation: its gaps, the term for an answer, how to object.

    Beside each letter lies the form that «glasnost objections import» reads, and letters.csv says which file goes to
    whom. Nothing is sent: that is your mail's work.
    """
    from audit.database import connect
    from checklists.load import catalogue_of
    from crawler import campaigns, stages
    from reports.letters import Sender, write_letters

    asked = Options(**options)
    with contextlib.closing((db := connect(home)).conn):
        name = campaigns.get(db, asked.campaign).name if asked.campaign else campaigns.latest(db)
        if asked.mark_sent:
            stages.keep_final(db, name)
        until = asked.answer_by.date() if asked.answer_by else stages.answer_by(db, name)
        if until is None:
            raise click.UsageError("Say until when organisations may answer: --answer-by 2026-06-15")
        now = dt.datetime.now().astimezone()
        about = Sender(name=asked.sender, contact=asked.contact, written_on=now.date(), answer_by=until)
        number = write_letters(
            db, catalogue_of(home), name, asked.out, about, lang=asked.lang, orgs=asked.orgs, docx=asked.filled()
        )
        if asked.mark_sent:
            at = now.astimezone(dt.UTC).isoformat(timespec="seconds")
            stages.move(db, name, stages.Step(stage="sent", who=asked.sender, why="", answer_by=until, at=at))
    click.echo(f"{asked.out}: {number} letters of campaign {name}, answers until {until}.")

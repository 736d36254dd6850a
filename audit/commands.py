"""The commands derive, audit, score and findings: thin calls of the modules beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")


def _name(home: Path, campaign: str | None) -> str:
    """The campaign asked for, or the latest."""
    import contextlib

    from audit.database import connect
    from crawler import campaigns

    db = connect(home)
    with contextlib.closing(db.conn):
        return campaigns.get(db, campaign).name if campaign else campaigns.latest(db)


@click.command(epilog="Example: glasnost derive --campaign spring-2026 --org school-1")
@_campaign
@click.option("--org", "orgs", multiple=True, help="Only this organisation; may be repeated.")
@click.option("--no-ocr", is_flag=True, help="Leave scans and pictures unread, even where Tesseract is installed.")
@click.option("--again", is_flag=True, help="Read every document anew, whatever was read before.")
@click.pass_obj
def derive(home: Path, campaign: str | None, orgs: tuple[str, ...], *, no_ocr: bool, again: bool) -> None:
    """Read the texts of archived documents once, so that the audit can look into them.

    PDF, DOCX, DOC, ODT, RTF, XLSX, XLS and ODS; where Tesseract with Russian is installed (tesseract-ocr-rus), the
    first pages of scans and pictures too. Started again, it reads only what is new or what newer tools read.
    """
    from audit import deriving
    from audit.progress import progress, summary
    from audit.reading.ocr import find

    ocr = None if no_ocr else find()
    if ocr is None and not no_ocr:
        click.echo("Tesseract with Russian is not installed: scans and pictures stay unread.", err=True)
    with progress() as told:
        tally = deriving.derive(home, _name(home, campaign), orgs=orgs, ocr=ocr, again=again, told=told)
    click.echo(summary(tally))


@click.command(epilog="Example: glasnost audit --campaign spring-2026 --org school-1")
@_campaign
@click.option("--org", "orgs", multiple=True, help="Only this organisation; may be repeated.")
@click.pass_obj
def audit(home: Path, campaign: str | None, orgs: tuple[str, ...]) -> None:
    """Check the archived sites against the check-lists; reads the archive only."""
    from audit import auditing
    from audit.scoring import score as count

    name = _name(home, campaign)
    done = auditing.audit(home, name, orgs=orgs, told=_told)
    count(home, name)
    click.echo(f"Audited {done} organisations of campaign {name}.")


def _told(org: str, number: int, of: int) -> None:
    click.echo(f"audit {number}/{of} {org}", err=True)


@click.command(epilog="Example: glasnost score --campaign spring-2026 --methodology infometer")
@_campaign
@click.option(
    "--methodology", type=click.Choice(["glasnost", "infometer"]), default="glasnost", show_default=True,
    help="glasnost: openness and indicators of 344n, stored. infometer: seven factors, printed.",
)  # fmt: skip
@click.pass_obj
def score(home: Path, campaign: str | None, methodology: str) -> None:
    """Count the points of each organisation from its findings."""
    from audit import factors, scoring

    name = _name(home, campaign)
    if methodology == "infometer":
        factors.write(home, name)
    else:
        click.echo(f"Scored {scoring.score(home, name)} organisations of campaign {name}.")


@click.command(epilog="Example: glasnost findings --by topic --format jsonl > findings.jsonl")
@_campaign
@click.option("--by", type=click.Choice(["item", "topic"]), default="item", show_default=True, help="Rows per what.")
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True, help="Form."
)
@click.option("--org", "orgs", multiple=True, help="Only this organisation; may be repeated.")
@click.pass_obj
def findings(home: Path, campaign: str | None, by: str, form: str, orgs: tuple[str, ...]) -> None:
    """Print one row per organisation and item, or topic."""
    from audit import listing

    listing.write(home, _name(home, campaign), by, form, orgs)

"""The commands derive, audit, score, findings and review: thin calls of the modules beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import click

from audit.review_words import Lang

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")


def _name(home: Path, campaign: str | None) -> str:
    """The campaign asked for, or the latest."""
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
@click.option("--reopen", "why", default="", metavar="WHY", help="Open a final campaign again, and say why.")
@click.option("--who", default="", help="Who opens it again.")
@click.pass_obj
def audit(home: Path, campaign: str | None, orgs: tuple[str, ...], why: str, who: str) -> None:
    """Check the archived sites against the check-lists; reads the archive only. A final campaign is left alone."""
    from audit import auditing
    from audit.scoring import score as count

    name = _name(home, campaign)
    if why:
        _reopen(home, name, who, why)
    done = auditing.audit(home, name, orgs=orgs, told=_told)
    count(home, name)
    click.echo(f"Audited {done} organisations of campaign {name}.")


def _reopen(home: Path, campaign: str, who: str, why: str) -> None:
    """Take a final campaign back to the stage in which it was sent; one that is not final stays as it is."""
    from audit.database import connect
    from crawler import stages

    with contextlib.closing((db := connect(home)).conn):
        if stages.stage(db, campaign) == "final":
            stages.move(db, campaign, stages.Step(stage="sent", who=who, why=why, answer_by=None, at=_now()))


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


@click.group(epilog="Example: glasnost review export to-check.xlsx --unclear")
def review() -> None:
    """What people decide about findings: export, import, withdraw, agreement."""


@review.command(
    "export",
    epilog="Example: glasnost review export to-check.xlsx --unclear\n\n"
    "For two people, neither shown the other's decisions: glasnost review export sample.xlsx --sample 200 --seed may",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_campaign
@click.option("--unclear", is_flag=True, help="Only findings that a person should look at.")
@click.option("--sample", "number", type=click.IntRange(min=1), metavar="N", help="N findings at random.")
@click.option("--seed", default="1", show_default=True, help="Word that chooses the sample: same word, same sample.")
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the file.")
@click.pass_obj
def export(
    home: Path, file: Path, campaign: str | None, number: int | None, seed: str, lang: str, *, unclear: bool
) -> None:  # fmt: skip
    """Write findings into FILE (XLSX), one a row, with columns for a decision, a reason and a name.

    Without options, all findings. --unclear: what could not be checked, what was found in part, or seen but not enough,
    what was seen by a link's words or in a picture alone, and what was decided about an earlier version of the site;
    what is decided already is left out. --sample: from all findings, earlier decisions not shown.
    """
    from audit.database import connect
    from audit.review_export import export as write
    from checklists.load import catalogue_of

    language: Lang = "en" if lang == "en" else "ru"
    if unclear and number:
        raise click.UsageError("Choose one: --unclear or --sample.")
    name = _name(home, campaign)
    with contextlib.closing((db := connect(home)).conn):
        written = write(db, catalogue_of(home), name, file, lang=language, unclear=unclear, number=number, seed=seed)
    click.echo(f"{file}: {written} findings of campaign {name}. Then: glasnost review import {file}")


@review.command("import", epilog="Example: glasnost review import to-check.xlsx")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_(home: Path, file: Path) -> None:
    """Keep the decisions of FILE and count the scores anew; importing it again changes nothing.

    A decision needs a name and a reason. Bad rows are told and left out; good rows are kept. «снять решение»
    (withdraw) in the column of decisions takes the named reviewer's decision back.
    """
    from audit.database import connect
    from audit.review_import import import_file
    from audit.scoring import score_from

    with contextlib.closing((db := connect(home)).conn):
        report = import_file(db, file, _now())
    for bad in report.bad:
        click.echo(str(bad), err=True)
    parts = [
        f"{report.kept} decisions kept", f"{report.withdrawn} withdrawn", f"{report.same} there already",
        f"{report.undecided} rows undecided",
    ]  # fmt: skip
    if report.bad:
        parts.append(f"{len(report.bad)} bad rows left out")
    click.echo(", ".join(parts))
    if report.earlier:
        click.echo(
            f"{report.earlier} of those kept are about an earlier version of the site: they do not count, and"
            " «glasnost review export --unclear» offers them again."
        )
    score_from(home, report.campaigns)


@review.command(epilog='Example: glasnost review withdraw school-1 edu.document.charter --reviewer "Анна Лесная" '
    '--reason "looked at another school"')  # fmt: skip
@click.argument("org")
@click.argument("item")
@click.option("--reviewer", required=True, help="Whose decision; letter case does not matter.")
@click.option("--reason", required=True, help="Why it is withdrawn.")
@_campaign
@click.pass_obj
def withdraw(home: Path, org: str, item: str, reviewer: str, reason: str, campaign: str | None) -> None:
    """Take back a decision about ITEM of the organisation ORG; the machine's verdict counts again."""
    from audit.database import connect
    from audit.reviews import acts, add, withdrawal
    from audit.scoring import score_from

    if not any(map(str.isalpha, reason)):
        raise click.UsageError("--reason is empty; say why the decision is withdrawn.")
    name = _name(home, campaign)
    with contextlib.closing((db := connect(home)).conn):
        last = acts(db, name, org).get((org, item), {})
        made = withdrawal(last, reviewer, reason=reason, at=_now())
        if made is None:
            click.echo("Withdrawn already.")
            return
        add(db, [made])
    score_from(home, [made.shown.campaign])
    click.echo(f"Withdrawn: {made.reviewer}'s decision about {item} of {org}.")


@review.command(epilog="Example: glasnost review agreement --campaign spring-2026")
@_campaign
@click.pass_obj
def agreement(home: Path, campaign: str | None) -> None:
    """Print how far the machine and reviewers agree, and each two reviewers: share and Cohen's kappa.

    Counted are findings that both sides decided as met, partial or missing; kappa has linear weights over missing <
    partial < met. The machine's verdicts are those of the last audit.
    """
    from audit.agreement import agreements, write
    from audit.database import connect

    name = _name(home, campaign)
    with contextlib.closing((db := connect(home)).conn):
        write(agreements(db, name), name)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

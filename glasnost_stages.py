"""Stages that more than one command goes through, and what the crawl is given by packages that it may not know.

Beside the front door: ``run``, ``demo``, ``crawl``, ``pictures`` and ``schedule run`` come here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # imported when they are used: --help must not wait for them
    from crawler.plan import Plan
    from crawler.registry import Organisation
    from crawler.schedule import Schedule
    from crawler.schedule_work import Until


def plans(home: Path, as_of: dt.date) -> Callable[[Organisation], Plan]:
    """What ``glasnost crawl`` looks for: made from check-lists, which the crawler's package may not know."""
    from audit import plan

    return plan.plans(home, as_of)


def address(text: str) -> str:
    """The address of a report's folder as QR codes have it. Raises BadParameter, see reports.address.base_url."""
    from reports.address import base_url

    return base_url(text)


def publish_anew(home: Path, made: Schedule, campaign: str, over: Until) -> None:
    """What ``glasnost schedule run`` does when a crawl is over; the report changes places when it is whole.

    ``over``: from now on no site may be asked, not even for a picture.
    """
    from crawler.lock import BusyError
    from reports import publish
    from reports.html import write

    def make(out: Path) -> Path:
        judge(home, campaign)
        try:
            take_pictures(
                home, campaign, allow_private=made.allow_private, delay=made.delay, contact=made.contact, over=over
            )
        except BusyError as error:  # somebody crawls by hand: the report must not wait for its pictures
            warn(error)
        return write(home, campaign, out, made.lang, base=made.base_url)

    publish.publish(home / "reports" / made.name / made.lang, make)


def sectors() -> dict[str, str]:
    """The sectors that registries may name: every word that kinds.yaml has for one, and its id."""
    from checklists.load import load
    from crawler.text import normal

    known = load().sectors.values()
    return {normal(word): one.id for one in known for word in (one.id, one.title.ru, one.title.en, *one.words)}


def wanted(home: Path, campaign: str, orgs: Sequence[str] = ()) -> dict[str, list[tuple[str, str]]]:
    """What ``glasnost pictures`` takes: chosen by findings, which the crawler's package may not know."""
    from audit import pictures

    return pictures.wanted(home, campaign, orgs)


def judge(home: Path, campaign: str) -> None:
    """What follows a crawl: derive, audit, score."""
    from audit.auditing import audit
    from audit.deriving import derive
    from audit.progress import progress, summary
    from audit.reading.ocr import find
    from audit.scoring import score

    with progress() as told:
        tally = derive(home, campaign, ocr=find(), told=told, broken=warn)
    click.echo(f"Derive: {summary(tally)}")
    click.echo("Audit: the archive against the check-lists.")
    audit(home, campaign, broken=warn)
    score(home, campaign)


def take_pictures(
    home: Path, campaign: str, *, allow_private: bool, delay: float, contact: str, over: Until = lambda: False,
) -> None:  # fmt: skip
    """Take the pictures that the report shows; without a browser it is told why there are none.

    ``over``: no site may be asked any more. Raises BusyError where a crawl is under way.
    """
    from crawler import database, pictures

    places = {org: [pictures.Wanted(*one) for one in them] for org, them in wanted(home, campaign).items()}
    db, lost = database.connect(home), list[str]()
    with contextlib.closing(db.conn):
        taken = pictures.take(
            db, home, campaign, places, allow_private=allow_private, delay=delay, contact=contact, told=lost.append,
            over=over,
        )  # fmt: skip
    # The crawl has said at length that there is no browser, and how to get one.
    none = "No pictures: there is no browser (glasnost pictures says why)."
    click.echo(none if lost else f"Pictures: {taken} for the report.")


def warn(error: click.ClickException) -> None:
    """Tell what went wrong and stopped nothing."""
    click.echo(f"Warning: {error.format_message()}", err=True)

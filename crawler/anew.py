"""One site once more: keeps what was fetched before beside, and sets the crawl back to its beginning; asks nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from crawler import archive
from crawler.registry import Organisation

FOLDER = "earlier"
"""In the campaign's folder of archives: one file for each earlier crawl, named after the moment it ended."""

_SUFFIXES = (".warc.gz", ".derived.warc.gz")


def begin(db: Database, home: Path, campaign: str, orgs: Iterable[str]) -> None:
    """Have the crawls of these organisations begin anew. Called under the crawl's lock; raises OSError.

    The earlier archive and its derived texts are copied whole before the crawl is set back: killed in between, nothing
    is lost, and a second call makes the same copy.
    """
    for org in orgs:
        row = next(iter(db.query("SELECT * FROM crawls WHERE campaign = ? AND org = ?", [campaign, org])), None)
        if row is None or row["state"] not in ("done", "failed"):
            continue
        _keep(home, campaign, org, str(row["finished_at"] or ""))
        with db.atomic():
            db.execute(
                "UPDATE crawls SET state = 'pending', reason = '' WHERE campaign = ? AND org = ?", [campaign, org]
            )


def moved(db: Database, campaign: str, orgs: Iterable[Organisation]) -> list[str]:
    """Those whose crawl is done and began at other addresses than the registry has now: the report would show those."""
    done = {row["org"] for row in db.query("SELECT org FROM crawls WHERE campaign = ? AND state = 'done'", [campaign])}
    return [org.id for org in orgs if org.id in done and not _began_at(db, campaign, org)]


def _began_at(db: Database, campaign: str, org: Organisation) -> bool:
    sql = "SELECT 1 FROM urls WHERE campaign = ? AND org = ? AND url = ? AND depth = 0"
    return all(
        next(db.query(sql, [campaign, org.id, site]), None) is not None
        for site in (org.site, org.second_site) if site
    )  # fmt: skip


def _keep(home: Path, campaign: str, org: str, ended: str) -> None:
    path = archive.path_of(home, campaign, org)
    stamp = "".join(char for char in ended if char.isalnum())
    for suffix in _SUFFIXES:
        found = path.with_name(org + suffix)
        if found.is_file():
            target = path.parent / FOLDER / f"{org}-{stamp}{suffix}"
            target.parent.mkdir(exist_ok=True)
            part = target.with_name(target.name + ".part")
            shutil.copyfile(found, part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(target)

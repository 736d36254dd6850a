"""Assessment cycles: keeps tables campaigns and campaign_orgs; knows no check-list and no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click
from sqlite_utils import Database

from crawler.registry import Organisation, listed, of_campaign

FILTERS = ("sector", "kind", "municipality", "region", "founder_level", "legal_type")
"""Columns of the registry that a filter may name."""
IN_ORDER = "as_of, created_at, campaigns.rowid"
"""How campaigns follow each other: by the day they tell of, for last year's may be entered after this year's."""


class CampaignError(click.ClickException):
    """A campaign that is not there, or cannot be made as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One cycle over a set of organisations."""

    name: str
    as_of: dt.date
    """The day that chooses the edition of the law."""
    organisations: int
    states: Mapping[str, int]
    """How many crawls are pending, running, done, failed, no_site."""


def ensure(db: Database, name: str, as_of: dt.date, org_ids: Sequence[str], *, chosen: str = "") -> None:
    """Make the campaign where it is not there yet, and put these organisations into it; those in it stay.

    ``chosen`` is the filter as written, kept for the record. Raises CampaignError where the campaign has another as-of
    date already, or its name cannot be the name of a folder.
    """
    check_name(name)
    found = next(iter(db.query("SELECT as_of FROM campaigns WHERE name = ?", [name])), None)
    if found and found["as_of"] != as_of.isoformat():
        raise CampaignError(f"Campaign {name} is as of {found['as_of']}, not {as_of}. Choose another name.")
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with db.atomic():
        db.execute("INSERT OR IGNORE INTO campaigns VALUES (?, ?, ?, ?)", [name, as_of.isoformat(), now, chosen])
        rows = [(name, org) for org in org_ids]
        db.conn.executemany("INSERT OR IGNORE INTO campaign_orgs (campaign, org) VALUES (?, ?)", rows)
        db.conn.executemany("INSERT OR IGNORE INTO crawls (campaign, org) VALUES (?, ?)", rows)


def check_name(name: str) -> None:
    """Raise CampaignError where a name cannot be the name of a folder."""
    if not name or name.startswith(".") or not all(char.isalnum() or char in "-_." for char in name):
        raise CampaignError(f"«{name}» cannot name a campaign: letters, digits, «.», «_», «-».")


def select(db: Database, filters: Sequence[str]) -> list[Organisation]:
    """The organisations that fit every ``column=value`` (several values by ``|``, letter case as it may be).

    Raises CampaignError for a column that is not one of FILTERS.
    """
    wanted: list[tuple[str, set[str]]] = []
    for text in filters:
        column, mark, value = text.partition("=")
        if not mark or column.strip() not in FILTERS:
            raise CampaignError(f"«{text}» is no filter. Write COLUMN=VALUE, COLUMN one of: {', '.join(FILTERS)}.")
        wanted.append((column.strip(), {one.strip().lower() for one in value.split("|")}))
    return [org for org in listed(db) if all(str(getattr(org, name)).lower() in values for name, values in wanted)]


def get(db: Database, name: str) -> Campaign:
    """One campaign. Raises CampaignError where there is none of this name."""
    found = next((campaign for campaign in every(db) if campaign.name == name), None)
    if found is None:
        names = ", ".join(campaign.name for campaign in every(db)) or "none yet: glasnost campaign new NAME"
        raise CampaignError(f"There is no campaign «{name}». Campaigns: {names}.")
    return found


def latest(db: Database) -> str:
    """The name of the campaign made last. Raises CampaignError where there is none."""
    found = next(iter(db.query("SELECT name FROM campaigns ORDER BY created_at DESC, rowid DESC LIMIT 1")), None)
    if found is None:
        raise CampaignError("There is no campaign yet. Make one: glasnost campaign new NAME")
    return str(found["name"])


def every(db: Database) -> list[Campaign]:
    """All campaigns in order."""
    states: dict[str, dict[str, int]] = {}
    for row in db.query("SELECT campaign, state, count(*) AS n FROM crawls GROUP BY campaign, state ORDER BY state"):
        states.setdefault(row["campaign"], {})[row["state"]] = row["n"]
    return [
        Campaign(
            name=row["name"],
            as_of=dt.date.fromisoformat(row["as_of"]),
            organisations=row["n"],
            states=states.get(row["name"], {}),
        )
        for row in db.query(
            "SELECT name, as_of, (SELECT count(*) FROM campaign_orgs WHERE campaign = name) AS n"  # noqa: S608 (ours)
            f" FROM campaigns ORDER BY {IN_ORDER}",
        )
    ]


def before(db: Database, name: str) -> list[str]:
    """The names of the campaigns before one, in order; none where there is no such campaign."""
    names = [row["name"] for row in db.query(f"SELECT name FROM campaigns ORDER BY {IN_ORDER}")]  # noqa: S608 (ours)
    return names[: names.index(name)] if name in names else []


def organisations(db: Database, name: str, only: Sequence[str] = ()) -> list[Organisation]:
    """The organisations of a campaign in the order of their ids; ``only`` chooses some of them.

    Their rows are the registry's of today; of a campaign that is final, those of the day on which it became so.
    Raises CampaignError for an id of ``only`` that is not in the campaign.
    """
    found = list(of_campaign(db, name))
    strangers = sorted(set(only) - {org.id for org in found})
    if strangers:
        raise CampaignError(f"Not in campaign {name}: {', '.join(strangers)}.")
    return [org for org in found if not only or org.id in only]


def keep_rows(db: Database, name: str) -> None:
    """Keep the rows of the registry in a campaign as they are now, whatever is imported later."""
    sql = "UPDATE campaign_orgs SET registry = (SELECT r.registry FROM registry_rows r WHERE r.id = org)"
    db.execute(f"{sql} WHERE campaign = ?", [name])


def follow_registry(db: Database, name: str) -> None:
    """Let a campaign have the rows of the registry as they stand, again."""
    db.execute("UPDATE campaign_orgs SET registry = '' WHERE campaign = ?", [name])

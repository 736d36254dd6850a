"""Who is connected with which organisation, and so may neither review nor inspect it: keeps table ties.

Rows are only ever added: a tie that ended keeps its row with the day on which it was taken back. Knows no formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from audit.independence import same_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database


_SHOWN = 5
"""Organisations that a message names."""


class TieError(click.ClickException):
    """A review or a measure by somebody who is connected with the organisation. Names both."""


class Tie(NamedTuple):
    """One connection in force."""

    person: str
    """A person, or an operator's name."""
    org: str
    how: str
    """«работает там», «учредитель», …, as written."""
    noted_at: str
    """ISO 8601, UTC."""


def fold(name: str) -> str:
    """A name as names are compared: letter case, spaces and ё tell nobody apart."""
    return " ".join(name.split()).casefold().replace("ё", "е")


def add(db: Database, tie: Tie) -> bool:
    """Mark a connection; False where the same person and organisation are marked already.

    Raises TieError for an organisation that the registry does not have.
    """
    if not list(db.query("SELECT 1 FROM organisations WHERE id = ?", [tie.org])):
        raise TieError(f"The registry has no organisation «{tie.org}».")
    with db.atomic():
        if any(fold(one.person) == fold(tie.person) for one in ties(db, tie.org)):
            return False
        db.execute("INSERT INTO ties (person, org, how, noted_at) VALUES (?, ?, ?, ?)", list(tie))
    return True


def end(db: Database, person: str, org: str, at: str) -> bool:
    """Take a connection back; False where there is none in force."""
    found = [one.person for one in ties(db, org) if fold(one.person) == fold(person)]
    with db.atomic():
        for name in found:
            sql = "UPDATE ties SET ended_at = ? WHERE person = ? AND org = ? AND ended_at IS NULL"
            db.execute(sql, [at, name, org])
    return bool(found)


def ties(db: Database, org: str = "") -> list[Tie]:
    """The connections in force, of one organisation or of all, in the order in which they were noted."""
    sql = "SELECT person, org, how, noted_at FROM ties WHERE ended_at IS NULL AND (? = '' OR org = ?) ORDER BY id"
    return [Tie(**row) for row in db.query(sql, [org, org])]


def refused(db: Database, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of (person, organisation) pairs those that are connected, each with a message that names both.

    Names are compared as people write them: «Лесная А.» may be Анна Лесная.
    """
    table: dict[str, list[Tie]] = {}
    for one in ties(db):
        table.setdefault(one.org, []).append(one)
    found = {}
    for person, org in pairs:
        tie = next((one for one in table.get(org, ()) if same_person(one.person, person)), None)
        if tie:
            how = f" ({tie.how})" if tie.how else ""
            name = f"«{tie.person}»" if fold(tie.person) == fold(person) else f"«{person}» (marked as «{tie.person}»)"
            found[person, org] = f"{name} is connected with {org}{how} and cannot review or inspect it"
    return found


def unnamed(db: Database, orgs: Iterable[str]) -> str:
    """Why numbers about these organisations need a name; empty where nobody is marked as connected with any."""
    tied = sorted({one.org for one in ties(db)} & set(orgs))
    if not tied:
        return ""
    names = ", ".join(tied[:_SHOWN]) + (" …" if len(tied) > _SHOWN else "")
    return f"somebody is marked as connected with {names}: who measured? Say --by NAME"


def refuse(db: Database, person: str, org: str) -> None:
    """Raise TieError where a person is connected with an organisation."""
    for message in refused(db, [(person, org)]).values():
        raise TieError(message)

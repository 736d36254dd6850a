"""What a campaign sets of a methodology's settings: keeps table rating_settings. Knows no numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from checklists.method import Settings
from crawler import stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from checklists.method import Method


class SettingError(click.ClickException):
    """A setting that is not there, or has no such value."""


def settings(db: Database, campaign: str, method: Method) -> Settings:
    """The methodology's settings with those of the campaign in their place."""
    return method.settings.model_copy(update=_own(db, campaign, method))


def change(db: Database, campaign: str, method: Method, words: Sequence[str]) -> None:
    """Keep ``NAME=VALUE`` for a campaign; without a value the methodology's own counts again. Raises SettingError."""
    stages.keep_final(db, campaign)
    own = _own(db, campaign, method)
    for word in words:
        name, mark, value = word.partition("=")
        if not mark or name not in Settings.model_fields:
            raise SettingError(f"«{word}» is no setting. Write NAME=VALUE, NAME one of: {', '.join(_names())}.")
        own.pop(name, None)
        if value:
            own[name] = value
    try:
        Settings.model_validate(method.settings.model_dump() | own)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingError(f"{first['loc'][0]}: {first['msg']}") from error
    with db.atomic():
        row = [campaign, method.id, json.dumps(own, sort_keys=True)]
        db.execute("INSERT OR REPLACE INTO rating_settings VALUES (?, ?, ?)", row)


def _own(db: Database, campaign: str, method: Method) -> dict[str, str]:
    sql = "SELECT data FROM rating_settings WHERE campaign = ? AND methodology = ?"
    return next((dict(json.loads(row["data"])) for row in db.query(sql, [campaign, method.id])), {})


def _names() -> list[str]:
    return list(Settings.model_fields)

"""The commands of ``glasnost report`` that write files for offices. Imports what is heavy only when it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from reports.texts import LANGUAGES

_F = TypeVar("_F", bound=Callable[..., Any])

_campaign = click.option("--campaign", help="Name of the campaign; the latest without it.")
_lang = click.option("--lang", type=click.Choice(LANGUAGES), default="ru", show_default=True, help="Language.")


def _file(suffix: str) -> Callable[[_F], _F]:
    return click.option(
        "--out", type=click.Path(dir_okay=False, path_type=Path),
        help=f"File ({suffix}); reports/CAMPAIGN-LANG{suffix} in the home folder without it.",
    )  # fmt: skip


@click.command(epilog="Example: glasnost report xlsx --campaign spring-2026 --out spring.xlsx --lang en")
@_campaign
@_file(".xlsx")
@_lang
@click.pass_obj
def xlsx(home: Path, campaign: str | None, out: Path | None, lang: str) -> None:
    """Write a workbook: the rating with live formulas, gaps with links, what could not be checked, all findings."""
    from reports.exports.opened import opened
    from reports.exports.workbook import write_workbook

    with opened(home, campaign, lang) as one:
        click.echo(write_workbook(one, out or _place(home, one.campaign, lang, ".xlsx")))


def _place(home: Path, campaign: str, lang: str, suffix: str) -> Path:
    return home / "reports" / f"{campaign}-{lang}{suffix}"

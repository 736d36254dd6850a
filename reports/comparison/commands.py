"""The command ``glasnost diff``: options in, words or files out. Imports what is heavy only when it runs."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reports.comparison.changes import Comparison, Tally
    from reports.texts import Texts


@click.command(
    epilog="Example: glasnost diff autumn-2025 spring-2026 --format html --out diff.html\n\n"
    "Another's bundle and our own crawl: glasnost diff theirs.wacz glasnost-data:ours\n\n"
    "Exit code 0: nothing differs; 1: something does; 2: they cannot be compared."
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "csv"]), default="text", show_default=True, help="Form."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output without it.")
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language.")
@click.pass_obj
def diff(home: Path, before: str, after: str, form: str, out: Path | None, lang: str) -> None:
    """Say what changed from A to B: two campaigns, or two independent audits of the same sites.

    Each is a campaign, a home folder, HOME:CAMPAIGN, or a bundle. What was repaired and what got worse is told apart
    from what changed in the check-lists, and from what one side could not look at: that is no change of the site.
    Organisations are matched by id, else by ИНН, else by site.
    """
    from reports.comparison.changes import Comparison
    from reports.comparison.sides import opened
    from reports.texts import Texts

    if form == "html" and out is None:
        raise click.UsageError("HTML goes to files: give --out FILE.html.")
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(opened(name, home)) for name in (before, after)]
        differs = _tell(Comparison(*sides), form, out, Texts(lang=lang)).differs
    sys.exit(differs)


def _tell(comparison: Comparison, form: str, out: Path | None, texts: Texts) -> Tally:
    from reports.comparison import page, telling
    from reports.comparison.changes import Tally

    if form == "html":
        assert out is not None  # noqa: S101  asked by the command
        tally = page.write(comparison, out, texts)
        click.echo("\n".join([*telling.summary(tally, texts), str(out)]))
        return tally
    names, tally = telling.Names(texts, comparison.before, comparison.after), Tally()
    lists = comparison.lists()
    tally.differs = lists.differs
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(out.open("w", encoding="utf-8", newline="")) if out else None
        if form == "csv":
            for row in telling.rows(comparison.pairs(), names, tally):
                click.echo(row, nl=False, file=file)
            return tally
        for line in telling.head(comparison.before, comparison.after, texts):
            click.echo(line, file=file)
        for line in telling.of_lists(lists, names):
            click.echo(line, file=file)
        for line in telling.text(comparison.pairs(), names, tally):
            click.echo(line, file=file)
        click.echo("\n".join(["", *telling.summary(tally, texts)]), file=file)
    return tally

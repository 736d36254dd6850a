"""A comparison as HTML pages that need no server: takes a comparison, writes files. Judges nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports import links
from reports.comparison.changes import KINDS, SITE, Comparison, Pair, Tally
from reports.comparison.telling import Names, head, of_lists, reasons, summary
from reports.environment import environment
from reports.pages import asset

if TYPE_CHECKING:
    from reports.texts import Texts

LIMIT = 250_000
"""Bytes of one page, from which the next organisation begins a new one."""
TOP = 15
"""Items that most organisations repaired, or lost."""


def write(comparison: Comparison, out: Path, texts: Texts) -> Tally:
    """Write the comparison to ``out`` and, where it is long, to files beside it; holds one page at a time.

    The first page is the summary, which is known last. Raises ClickException where a file cannot be written.
    """
    names, tally = Names(texts, comparison.before, comparison.after), Tally()
    files, part, size = list[tuple[str, str, str]](), list[str](), 0
    first = last = ""
    for pair in comparison.pairs():
        tally.add(pair)
        if not pair.telling:
            continue
        told = _render("diff_org.html", texts, pair=pair, names=names, kinds=KINDS[:-1], reasons=reasons)
        if part and size + len(told.encode()) > LIMIT:
            files.append((_save(out, len(files) + 2, part, texts), first, last))
            part, size = [], 0
        first, last = (first if part else _name(pair)), _name(pair)
        part.append(told)
        size += len(told.encode())
    if files and part:
        files.append((_save(out, len(files) + 2, part, texts), first, last))
        part = []
    lists = comparison.lists()
    tally.differs = tally.differs or lists.differs
    page = _render(
        "diff.html", texts, head=head(comparison.before, comparison.after, texts), lists=of_lists(lists, names),
        summary=summary(tally, texts), tops=_tops(tally, names), files=files, parts=part, kinds=KINDS,
    )  # fmt: skip
    _put(out, page)
    return tally


def _tops(tally: Tally, names: Names) -> list[tuple[str, list[tuple[str, int]]]]:
    """What most organisations repaired, and what most lost."""
    found = []
    for kind in KINDS:
        counted = Counter({item: number for (item, of), number in tally.items.items() if of == kind})
        if kind in SITE and counted:
            most = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:TOP]
            found.append((names.texts(f"change.{kind}"), [(names.title(item), number) for item, number in most]))
    return found


def _name(pair: Pair) -> str:
    return pair.org.short_name or pair.org.name


def _save(out: Path, number: int, parts: list[str], texts: Texts) -> str:
    path = out.with_name(f"{out.stem}-{number}{out.suffix}")
    _put(path, _render("diff.html", texts, parts=parts, back=out.name, number=number))
    return path.name


def _render(template: str, texts: Texts, **values: object) -> str:
    style, style_digest = asset("style.css")
    shared = {
        "t": texts,
        "links": links,
        "own": "",
        "site": None,
        "root": "",
        "style": style,
        "style_digest": style_digest,
    }
    return environment(texts.lang).get_template(template).render(shared | values)


def _put(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error

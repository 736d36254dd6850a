"""An own check-list to fill in: writes a YAML file of empty points. Invents no item; must not know the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from pydantic import TypeAdapter, ValidationError

from checklists.load import TABLES
from checklists.strict import Name

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """\
# A check-list of your own: {points} points. Every point is empty, and nothing here is anybody's published list: fill it
# in from your own copy, then run «glasnost checklists lint --folder FOLDER» until it finds nothing.
#
#   title   what must be published, in Russian and English
#   basis   the act that asks for it, an id of acts.yaml: [{{act: rosobr1493, clause: "п. 7"}}]; a draft may have none
#   topics  what the point is about, at least one id of topics.yaml: [charter]
#   source  where the point stands: «перечень совета от …, пункт 1»
#   rule    how it is seen: a shared rule, {{use: address}}, or a kind of its own, {{document: {{names: [устав]}}}};
#           «glasnost checklists show ID» prints the rule of any item that comes with Glasnost
#   hints   where a person would look: words of links, last parts of paths
#   advice  how to mend a gap; may be left out
#
# status: confirmed once the act was read, from_memory, or draft. sectors: [] is for every sector; else [education].
id: {name}
title: {{ru: "{name}", en: "{name}"}}
sectors: []
items:
"""
_POINT = """\
  - id: {name}.p{number:0{width}}
    title: {{ru: "", en: ""}}
    basis: []
    topics: []
    status: draft
    source: ""
    rule: {{}}
    hints: {{phrases: [], paths: []}}
"""


def blank(name: str, points: int) -> str:
    """The text of a list with so many empty points, numbered from 1."""
    width = len(str(points))
    items = (_POINT.format(name=name, number=number, width=width) for number in range(1, points + 1))
    return _HEAD.format(name=name, points=points) + "\n".join(items)


def write(name: str, points: int, out: Path) -> None:
    """Write the list to a new file.

    Raises ClickException where the name is no id, the file is there already, has the name of a table or another ending
    than .yaml, or cannot be written.
    """
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError as error:
        raise click.ClickException(
            f"«{name}» is no id: Latin letters, digits, «_», «.», «-», a small letter first"
        ) from error
    if out.suffix != ".yaml" or out.name in TABLES:
        raise click.ClickException(f"{out}: a check-list is a file NAME.yaml, and not {', '.join(TABLES)}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(blank(name, points))
    except FileExistsError as error:
        raise click.ClickException(f"{out} is there already: nothing was written") from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error

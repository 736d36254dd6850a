"""Rosobrnadzor's names for marked content. Reads the table beside this file; must not know pages or items."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from checklists.source import CheckListError
from checklists.strict import Strict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "microdata-2025-v9.json"


class Named(Strict):
    """One row of the recommendations: a name, where it is expected, and what it marks."""

    section: str
    """Last part of the subsection's address: ``common``, ``eduStandarts``."""
    no: str
    itemprop: str
    parent: str | None = None
    title: str
    """What is marked, in the words of the recommendations."""
    star: bool
    """May be absent, then the phrase «отсутствует» is marked."""
    page: int
    """Page of the recommendations (PDF)."""


class Microdata(Strict):
    """The table of one edition, with names of older editions."""

    edition: str
    source: str
    names: tuple[Named, ...]
    aliases: dict[str, str]
    """Older name → name of this edition."""
    dropped: tuple[str, ...] = ()
    """Names of older editions with nothing in their place."""

    def known(self) -> frozenset[str]:
        """Every name of this edition and of older ones, plus the link to a split page."""
        return frozenset({named.itemprop for named in self.names} | {*self.aliases, *self.dropped, "addRef"})

    def older(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names of older editions that mean one of ``names``."""
        wanted = set(names)
        return tuple(sorted(old for old, new in self.aliases.items() if new in wanted))


def read_microdata(path: Path) -> Microdata:
    """Read the table. Raises CheckListError where the file is not what it should be."""
    try:
        return TypeAdapter(Microdata).validate_python(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise CheckListError(f"cannot be opened: {error.strerror}", file=path) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CheckListError(f"not valid JSON: {error}", file=path) from error
    except ValidationError as error:
        raise CheckListError(f"not a table of names: {error.errors()[0]['msg']}", file=path) from error

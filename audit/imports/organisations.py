"""Which organisation of a campaign a row is about: by id, ИНН or exact name; reads the registry, writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.imports.cells import TOTALS, CellError, plain, total
from crawler.registry import Organisation
from crawler.text import normal

_INN = (9, 10, 11, 12)
"""Digits of an ИНН; of 9 and 11 a spreadsheet dropped the zero at the start."""


class Organisations:
    """The organisations of a campaign, and those of the registry that are not in it."""

    def __init__(self, inside: Iterable[Organisation], others: Iterable[Organisation] = ()) -> None:
        """Index them."""
        self.inside = {org.id: org for org in inside}
        self._known: dict[str, set[str]] = defaultdict(set)
        for org in (*self.inside.values(), *others):
            for key in (org.id.lower(), org.inn, normal(org.name), normal(org.short_name)):
                if key:
                    self._known[key].add(org.id)

    @property
    def stamp(self) -> list[tuple[str, ...]]:
        """What of the campaign decides how a file is read: a row that named nobody may name somebody later."""
        return sorted((org.id, org.inn, org.name, org.short_name, org.kind) for org in self.inside.values())

    def find(self, cell: str, column: str = "org") -> str:
        """The id of the organisation that a cell names. Raises CellError."""
        text = plain(column, cell)
        if not text:
            raise CellError(column, "no organisation")
        ids = self._ids(text)
        inside = ids & self.inside.keys()
        if len(inside) == 1:
            return inside.pop()
        if len(inside) > 1:
            raise CellError(column, f"«{text[:80]}» names several: {', '.join(sorted(inside))}; write the code or ИНН")
        if ids:
            raise CellError(column, f"«{text[:80]}» is in the registry, and not in this campaign", aside=True)
        if total(text):
            raise CellError(column, TOTALS, aside=True)
        raise CellError(column, f"«{text[:80]}» is no id, ИНН or exact name of the registry")

    def _ids(self, text: str) -> set[str]:
        digits = text.replace(" ", "").removesuffix(".0")
        found = self._known.get(text.lower()) or self._known.get(normal(text))
        if not found and digits.isascii() and digits.isdecimal() and len(digits) in _INN:
            found = self._known.get(digits.zfill(len(digits) + len(digits) % 2))
        return set(found or ())

    def row(self, cells: Iterable[tuple[str, str]]) -> str:
        """The organisation that the cells of a row (column id, text) agree on. Raises CellError."""
        given = [(column, cell) for column, cell in cells if cell.strip()]
        if not given:
            raise CellError("org", "no organisation")
        found = {self.find(cell, column): column for column, cell in given}
        if len(found) > 1:
            (one, _), (other, column) = list(found.items())[:2]
            raise CellError(column, f"the row names two organisations, {one} and {other}: are its cells shifted?")
        return next(iter(found))

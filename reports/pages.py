"""Turns values into page files through the templates. Must not know the database, nor judge what it shows."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import click
from markupsafe import Markup

from audit.finding import Finding
from audit.infometer import Infometer
from audit.repairs.progress import Outcome, Repairs
from audit.scoring import points
from checklists.catalogue import Catalogue
from checklists.products import Point, Product
from checklists.schema import Item
from checklists.strict import Bilingual
from reports import links
from reports.environment import environment
from reports.fragment import fragment
from reports.organisation import Entry, Groups, group
from reports.ratings import Ratings, decimal
from reports.texts import Texts

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def asset(name: str) -> tuple[Markup, str]:
    """A file of ours to stand inside each page, and its digest for the page's security policy."""
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, nobody's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One report on its way to a folder: what all its pages share."""

    out: Path
    campaign: str
    as_of: dt.date
    catalogue: Catalogue
    texts: Texts
    contact: str = ""
    """Where objections go and till when, in the operator's words."""
    base: str = ""
    """Address of the report's folder on the web as reports.address.base_url makes it; empty: not told."""
    infometer: Infometer | None = None
    """Counts by Infometer's method; None where the check-lists came without it."""
    ratings: Ratings | None = None
    """The full rating; None where nothing but sites was measured."""
    followed: Repairs | None = None
    """What became of earlier plans; None where there are none."""
    written: dict[tuple[object, ...], object] = field(default_factory=dict)
    """What the macros of reports.environment.STEADY wrote."""
    _words: dict[tuple[str, str], str] = field(default_factory=dict)
    _kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    _lists: dict[tuple[str, str], tuple[Item, ...]] = field(default_factory=dict)
    _points: dict[tuple[str, str], dict[str, tuple[Item, ...]]] = field(default_factory=dict)
    _marked: set[str] = field(default_factory=set)
    _examples: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note whose items are marked: of lists for whose pages an act prescribes addresses, and names with them."""
        for one in self.catalogue.lists.values():
            if one.addresses:
                self._marked.update(item.id for item in one.items)

    def repairs(self, org: str) -> tuple[Outcome, ...]:
        """What became of one organisation's earlier plans."""
        if self.followed is None:
            return ()
        row = self.followed.by_id.get(org)
        return tuple(self.followed.outcomes(row)) if row else ()

    def address(self, path: str) -> str:
        """The address of a page on the web; empty where it is not told where the report will stand."""
        return f"{self.base}{path}" if self.base else ""

    @property
    def places(self) -> int:
        """Decimals of the rating's numbers."""
        return self.ratings.how.method.places if self.ratings else 0

    def decimal(self, number: Fraction) -> Decimal:
        """A number of the rating as the texts write numbers."""
        return decimal(number, self.places)

    @property
    def edition(self) -> str:
        """The edition of the check-lists in force on the campaign's day, in words."""
        if ("edition", "") not in self._words:
            edition, said = self.catalogue.edition(self.as_of), self.texts
            first = edition == "first"
            self._words["edition", ""] = (
                said("crawl.edition_first") if first else said("crawl.edition_from", date=said.date(edition))
            )
        return self._words["edition", ""]

    @property
    def points(self) -> dict[str, Point]:
        """Points of accessibility by id."""
        return {one.id: one for one in self.catalogue.accessibility.points} if self.catalogue.accessibility else {}

    @property
    def products(self) -> dict[str, Product]:
        """Known products by id."""
        return {one.id: one for one in self.catalogue.products}

    def items(self, sector: str, kind: str) -> tuple[Item, ...]:
        """The items in force for a kind of organisation; looked up once for each kind."""
        if (sector, kind) not in self._lists:
            self._lists[sector, kind] = self.catalogue.items_for(sector, kind, self.as_of)
        return self._lists[sector, kind]

    def groups(self, sector: str, kind: str, findings: Mapping[str, Finding]) -> Groups:
        """The findings about one organisation sorted; points that the operator added stand apart from what law asks."""
        if (sector, kind) not in self._points:
            self._points[sector, kind] = self.catalogue.added_for(sector, kind, self.as_of)
        return group(self.items(sector, kind), findings, self._points[sector, kind])

    def laws(self, item: Item) -> tuple[str, ...]:
        """Each act that asks for an item, with its clause."""
        acts = [(self.catalogue.acts.get(one.act), one) for one in item.basis]
        return tuple(
            ", ".join(filter(None, (self.said(act.short) if act else one.act, one.clause))) for act, one in acts
        )

    def doubt(self, item: Item) -> str:
        """That nobody compared the basis of an item with the law yet; empty where somebody did."""
        return "" if item.status == "confirmed" else self.texts(f"card.{item.status}")

    def points_of(self, entries: Sequence[Entry]) -> dict[str, Any]:
        """How many points of a list that the operator added are met, as the score has it."""
        verdicts = {entry.item.id: entry.verdict for entry in entries}
        return points([entry.item for entry in entries], verdicts, self.catalogue.methodology)

    def points_told(self, score: dict[str, Any]) -> str:
        """The points of an added list, or from how many to how many."""
        low, high = (self.texts.number(Decimal(score[end])) for end in ("low", "high"))
        return low if low == high else f"{low}–{high}"

    def said(self, text: Bilingual) -> str:
        """A text of the check-lists in the report's language."""
        return text.ru if self.texts.lang == "ru" else text.en

    def sector_id(self, word: str) -> str:
        """The id of a sector; a word that the check-lists do not know stands for itself."""
        if ("id", word) not in self._words:
            found = self.catalogue.sector(word)
            self._words["id", word] = found.id if found else word
        return self._words["id", word]

    def sector(self, word: str) -> str:
        """The sector's name in the report's language."""
        if ("sector", word) not in self._words:
            found = self.catalogue.sector(word)
            self._words["sector", word] = self.said(found.title) if found else word
        return self._words["sector", word]

    def kind(self, sector: str, word: str) -> str:
        """The name of the kind in the report's language."""
        if (sector, word) not in self._kinds:
            found = self.catalogue.kind(sector, word)
            self._kinds[sector, word] = self.said(found.title) if found else word
        return self._kinds[sector, word]

    def example(self, item: Item) -> str | None:
        """Microdata to paste for an item, if a law knows a name: of a clinic none does, though the rule finds some."""
        if item.id not in self._marked:
            return None
        if item.id not in self._examples:
            rule = self.catalogue.resolve(item.rule)
            self._examples[item.id] = fragment(rule, self.said(item.title), self.texts)
        return self._examples[item.id]

    def render(self, template: str, path: str, **values: object) -> str:
        """Fill in a template for the page at ``path``, from the folder of the report."""
        (style, style_digest), (script, script_digest) = asset("style.css"), asset("table.js")
        shared = {
            "site": self, "t": self.texts, "root": "../" * path.count("/"), "links": links, "own": "", "style": style,
            "style_digest": style_digest, "script": script, "script_digest": script_digest,
        }  # fmt: skip
        return environment(self.texts.lang).get_template(template).render(shared | values)

    def save(self, path: str, text: str | bytes) -> Path:
        """Write one page, as text or in UTF-8. Raises ClickException where the folder cannot be written."""
        target, data = self.out / path, text.encode() if isinstance(text, str) else text
        try:
            try:
                target.write_bytes(data)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        except OSError as error:
            raise click.ClickException(f"Cannot write the report to {target}: {error.strerror}.") from error
        return target

    def write(self, template: str, path: str, **values: object) -> Path:
        """Render and save one page."""
        return self.save(path, self.render(template, path, **values))

"""The organisations to audit: reads registry files, keeps table organisations; knows no check-list and no network."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler import registry_words as words
from crawler.inn import fits
from crawler.registry_file import RegistryError, Sheet, read_sheet
from crawler.text import normal
from crawler.urls import normalise

Sectors = Callable[[], Mapping[str, str]]
"""What gives words for sectors, in ``normal`` spelling, and the ids that they stand for."""

_ID = re.compile(r"[^\W_][\w.-]{0,79}")
_NO_SITE = frozenset({
    "", "-", "–", "—", "нет", "отсутствует", "нет сайта", "сайта нет", "сайт отсутствует", "отсутствует сайт",
    "не имеет", "не имеется", "нет официального сайта", "официальный сайт отсутствует", "n/a", "none", "no",
})  # fmt: skip
"""Said of a site that is not there. «Нет данных» is not among them: nobody knows is not no."""
_INN = (10, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One row of the registry."""

    id: str
    name: str
    short_name: str = ""
    sector: str
    """education, health, social, culture, sport, mse or housing."""
    kind: str = ""
    """school, polyclinic, museum, …; a word that is not known stays as written."""
    municipality: str = ""
    region: str = ""
    site: str = ""
    """Normalised address; empty: the organisation has none."""
    second_site: str = ""
    founder_level: str = ""
    """federal, regional, municipal, private or as written."""
    legal_type: str = ""
    """state (казённое), budgetary, autonomous, private or as written."""
    branch_of: str = ""
    consent: bool = False
    """The organisation agreed to receive a test appeal."""
    checked_on: dt.date | None = None
    """The day against which freshness is judged, where the row has its own."""
    inn: str = ""
    extra: Mapping[str, str]
    """Columns that are not ours, by their headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was not imported, and why."""

    file: str
    row: int
    """As a spreadsheet counts, from 1."""
    column: str
    """The header of the cell at fault; empty where it is the whole row."""
    reason: str

    def __str__(self) -> str:
        """One line for a person."""
        place = f"row {self.row}" + (f", column «{self.column}»" if self.column else "")
        return f"{self.file}, {place}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    """Ids, in the order of the file."""
    bad: tuple[BadRow, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """All organisations of the file that are in the registry now."""
        return self.added + self.changed + self.unchanged


class _CellError(Exception):
    """A cell that cannot be read: its column and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def import_file(db: Database, path: Path, sectors: Sectors | None = None) -> ImportReport:
    """Put the good rows of a file into the registry; importing the same file again changes nothing.

    ``sectors`` gives the sectors that check-lists know beyond those of registry_words; asked for once, where needed.
    Raises RegistryError where the file as a whole is no registry, or has no good row.
    """
    organisations, bad = read(path, sectors)
    if not organisations:
        shown = "\n".join(f"  {row}" for row in bad[:10])
        raise RegistryError(f"{path}: no row could be imported.\n{shown}")
    old = {org.id: org for org in listed(db)}
    added = [org for org in organisations if org.id not in old]
    changed = [org for org in organisations if org.id in old and old[org.id] != org]
    with db.atomic():
        db.table("organisations").upsert_all([_row(org) for org in added + changed], pk="id")
    return ImportReport(
        added=tuple(org.id for org in added),
        changed=tuple(org.id for org in changed),
        unchanged=tuple(org.id for org in organisations if old.get(org.id) == org),
        bad=tuple(bad),
    )


def listed(db: Database) -> Iterator[Organisation]:
    """The organisations of the registry in the order of their ids."""
    return map(_organisation, db.query("SELECT * FROM organisations ORDER BY id"))


def of_campaign(db: Database, campaign: str) -> Iterator[Organisation]:
    """The organisations of a campaign in the order of their ids, as the registry had them when it became final."""
    for row in db.query("SELECT * FROM campaign_organisations WHERE campaign = ? ORDER BY id", [campaign]):
        yield _organisation({name: value for name, value in row.items() if name != "campaign"})


def check(db: Database, known: Mapping[str, Collection[str]]) -> list[str]:
    """Say what is doubtful of the organisations, a line each.

    A sector or kind that is not in ``known`` (sector → its kinds), and an ИНН whose check digits are wrong.
    """
    lines = []
    for org in listed(db):
        if org.sector not in known:
            lines.append(f"{org.id}: no check-list for the sector «{org.sector}»; known: {', '.join(sorted(known))}")
        elif org.kind and org.kind not in known[org.sector]:
            kinds = ", ".join(sorted(known[org.sector]))
            lines.append(f"{org.id}: unknown kind «{org.kind}» of {org.sector}; known: {kinds}")
        if org.inn and not fits(org.inn):
            lines.append(f"{org.id}: ИНН {org.inn} is mistyped: its check digits do not fit the others")
    return lines


def read(path: Path, sectors: Sectors | None = None) -> tuple[list[Organisation], list[BadRow]]:
    """Read a registry file into good and bad rows, in its order. Raises RegistryError."""
    sheet = read_sheet(path)
    good: dict[str, Organisation] = {}
    at: dict[str, int] = {}
    bad = []
    more = cache(sectors or dict)
    for number, cells in sheet.rows:
        try:
            org = _parse(sheet, cells, at, more)
            good[org.id], at[org.id] = org, number
        except _CellError as error:
            header = next((h for h, c in zip(sheet.headers, sheet.columns, strict=True) if c == error.column), "")
            bad.append(BadRow(file=path.name, row=number, column=header, reason=error.reason))
    return list(good.values()), bad


def _sector(word: str, more: Sectors) -> str:
    found = words.sector(word) or more().get(normal(word))
    if found is None:
        known = [f"{key} ({many[0]})" for key, many in words.SECTORS.items()]
        known += sorted(set(more().values()) - words.SECTORS.keys())
        raise _CellError("sector", f"unknown sector «{word}»; known: {', '.join(known)}")
    return found


def _parse(sheet: Sheet, cells: tuple[str, ...], taken: Mapping[str, int], beyond: Sectors) -> Organisation:
    if len(cells) > len(sheet.headers):
        raise _CellError("", f"{len(cells)} cells under {len(sheet.headers)} headers: is a separator not quoted?")
    padded = cells + ("",) * (len(sheet.headers) - len(cells))
    row = {column: cell for column, cell in zip(sheet.columns, padded, strict=True) if column}
    name = row["name"]
    if not re.search(r"[^\W\d_]", name):
        raise _CellError("name", "no name of an organisation" if not name else f"«{name}» is no name")
    sector = _sector(row["sector"], beyond)
    site, second = _sites(row["site"])
    inn = _inn(row.get("inn", ""))
    key = _id(row.get("id", ""), inn, name)
    if key in taken:
        column = "id" if row.get("id") else "inn" if inn else "name"
        more = "; branches under one ИНН need a column «id»" if column == "inn" else ""
        raise _CellError(column, f"repeats row {taken[key]} (id {key}){more}")
    foreign = zip(sheet.headers, sheet.columns, padded, strict=True)
    return Organisation(
        id=key,
        name=name,
        short_name=row.get("short_name", ""),
        sector=sector,
        kind=words.kind(row.get("kind", "")),
        municipality=row.get("municipality", ""),
        region=row.get("region", ""),
        site=site,
        second_site=_sites(row.get("second_site", ""), "second_site")[0] or second,
        founder_level=words.founder_level(row.get("founder_level", "")),
        legal_type=words.legal_type(row.get("legal_type", "")),
        branch_of=row.get("branch_of", ""),
        consent=_consent(row.get("consent", "")),
        checked_on=_date(row.get("checked_on", "")),
        inn=inn,
        extra={header: cell for header, column, cell in foreign if header and column is None and cell},
    )


def _id(cell: str, inn: str, name: str) -> str:
    chosen = cell or inn or words.slug(name)
    if not _ID.fullmatch(chosen):
        raise _CellError(
            "id", f"«{chosen}» cannot be an id: letters, digits, «.», «_», «-», at most 80, a letter or digit first"
        )
    return chosen


def _sites(cell: str, column: str = "site") -> tuple[str, str]:
    """The first and the second address of a cell."""
    if cell.lower().strip(". ") in _NO_SITE:
        return "", ""
    found = []
    parts = [part for part in re.split(r"[\s,;]+", cell) if part]
    # To a browser an e-mail address is a user's name at a host: that of the mail service.
    sites = [part for part in parts if "@" not in part or "://" in part]
    if parts and not sites:
        raise _CellError(column, f"«{parts[0]}» is an e-mail address; leave the cell empty where there is no site")
    for part in sites[:2]:
        spelt = part if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", part) else "http://" + part.lstrip("/")
        url = normalise(spelt)
        if url is None or not re.search(r"://(?:\[|[^/]*[.:])", url):
            raise _CellError(column, f"«{cell}» is no address of a site; leave the cell empty where there is none")
        found.append(url)
    return found[0] if found else "", found[1] if len(found) > 1 else ""


def _inn(cell: str) -> str:
    digits = cell.replace(" ", "").removesuffix(".0")
    if not digits:
        return ""
    if digits.isdigit() and len(digits) + 1 in _INN:
        digits = "0" + digits  # spreadsheets drop the zero that numbers of regions 01–09 begin with
    if not digits.isdigit() or not digits.isascii() or len(digits) not in _INN:
        raise _CellError("inn", f"«{cell}» is no ИНН: it has 10 or 12 digits")
    return digits


def _consent(cell: str) -> bool:
    word = cell.lower()
    if word not in words.YES | words.NO:
        raise _CellError("consent", f"«{cell}» is neither «да» nor «нет»")
    return word in words.YES


def _date(cell: str) -> dt.date | None:
    if not cell:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return dt.datetime.strptime(cell.removesuffix("г.").strip(), form).date()  # noqa: DTZ007 (a day, no hour)
        except ValueError:
            continue
    raise _CellError("checked_on", f"«{cell}» is no date; write 2026-03-31 or 31.03.2026")


def _row(org: Organisation) -> dict[str, Any]:
    day = org.checked_on.isoformat() if org.checked_on else None
    extra = json.dumps(dict(org.extra), ensure_ascii=False, sort_keys=True)
    return asdict(org) | {"consent": int(org.consent), "checked_on": day, "extra": extra}


def _organisation(row: Mapping[str, Any]) -> Organisation:
    day = dt.date.fromisoformat(row["checked_on"]) if row["checked_on"] else None
    changed = {"consent": bool(row["consent"]), "checked_on": day, "extra": json.loads(row["extra"])}
    return Organisation(**{**row, **changed})

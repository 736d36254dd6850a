"""Organisations of a bundle as a home folder, so that they can be audited anew: reads a bundle, writes a folder.

What comes from the bundle is read strictly; no name of a file inside it becomes one on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from audit.database import connect
from audit.derived import path_of as texts_beside
from audit.seen import Shown
from crawler.archive import path_of
from crawler.ledger import LedgerEntry
from crawler.store import Row as LedgerRow
from reports.bundles import layout
from reports.bundles.content import About, CampaignRow, FindingRow, OrganisationFile, ReviewRow, Strict
from reports.bundles.layout import DamagedError, RefusedError
from reports.bundles.measured import MeasureRow
from reports.bundles.rating import CampaignRatingFile, OrganisationRating

if TYPE_CHECKING:
    from sqlite_utils import Database

    from reports.bundles.opening import Bundle

_ENTRY = TypeAdapter(LedgerEntry)
_OFFSETS = TypeAdapter(dict[int, int])
File = TypeVar("File", bound=Strict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a bundle says of one organisation."""

    file: OrganisationFile
    findings: dict[str, tuple[bytes, FindingRow]]
    """By item: the line as it stands, and what it says."""
    lines: bytes
    """All of them as they stand."""
    ledger: tuple[LedgerEntry, ...]
    reviews: tuple[ReviewRow, ...]
    offsets: dict[int, int]
    """With evidence only: where a record stood → where it stands."""

    @property
    def id(self) -> str:
        """Of the organisation."""
        return self.file.organisation.id


def read_about(bundle: Bundle) -> About:
    """What the bundle is. Raises RefusedError for what Glasnost did not make, or an unsafe name in it."""
    try:
        about = _parse(About, layout.ABOUT, bundle.read(layout.ABOUT))
    except DamagedError as error:
        raise RefusedError(f"{bundle.path}: no bundle of Glasnost: {error}.") from error
    if about.format != layout.FORMAT:
        raise RefusedError(f"{bundle.path}: format {about.format}; this Glasnost reads {layout.FORMAT}.")
    names = (about.campaign, *about.organisations)
    if strange := next((name for name in names if not layout.ID.fullmatch(name)), None):
        raise RefusedError(f"{bundle.path}: {layout.ABOUT} has a name that cannot name a file: {strange[:100]!r}.")
    if len(set(about.organisations)) < len(about.organisations):
        raise RefusedError(f"{bundle.path}: {layout.ABOUT} names an organisation twice.")
    return about


def read_campaigns(bundle: Bundle) -> list[CampaignRow]:
    """The campaign and those before it. Raises DamagedError."""
    data = bundle.read(layout.CAMPAIGNS)
    return [_parse(CampaignRow, layout.CAMPAIGNS, line) for line in data.splitlines()]


def read_kept(bundle: Bundle, org: str) -> Kept:
    """What the bundle says of an organisation. Raises DamagedError."""
    name = layout.own(org, layout.ORGANISATION)
    file = _parse(OrganisationFile, name, bundle.read(name))
    if file.organisation.id != org:
        raise DamagedError(name, f"is about {file.organisation.id[:100]!r}")
    name = layout.own(org, layout.FINDINGS)
    found = bundle.read(name)
    rows = [(line, _parse(FindingRow, name, line)) for line in found.splitlines(keepends=True)]
    return Kept(
        file=file,
        findings={row.item: (line, row) for line, row in rows},
        lines=found,
        ledger=tuple(_each(bundle, layout.own(org, layout.LEDGER), _ENTRY.validate_json)),
        reviews=tuple(_each(bundle, layout.own(org, layout.REVIEWS), ReviewRow.model_validate_json)),
        offsets=next(iter(_each(bundle, layout.own(org, layout.OFFSETS), _OFFSETS.validate_json)), {}),
    )


def read_measures(bundle: Bundle, org: str) -> list[MeasureRow]:
    """What the bundle has of surveys and inspections of an organisation. Raises DamagedError."""
    rows: list[MeasureRow] = _each(bundle, layout.own(org, layout.MEASURES), MeasureRow.model_validate_json)
    return rows


def read_rating(bundle: Bundle, org: str) -> OrganisationRating:
    """The rating that the bundle has of an organisation. Raises DamagedError."""
    name = layout.own(org, layout.RATING)
    return _parse(OrganisationRating, name, bundle.read(name))


def unpack_method(bundle: Bundle, folder: Path) -> tuple[CampaignRatingFile, Path] | None:
    """How the bundle is rated, and the file of the methodology; None where it has no rating. Raises DamagedError."""
    if layout.RATED not in bundle.names:
        if any(name.startswith(layout.METHODS) or name.endswith(f"/{layout.RATING}") for name in bundle.names):
            raise DamagedError(layout.RATED, "is not there")
        return None
    about = _parse(CampaignRatingFile, layout.RATED, bundle.read(layout.RATED))
    if not layout.ID.fullmatch(about.methodology):
        raise DamagedError(layout.RATED, "names a methodology that cannot name a file")
    path = folder / f"{about.methodology}.yaml"
    path.write_bytes(bundle.read(f"{layout.METHODS}{path.name}", layout.MAX_LIST))
    return about, path


def unpack_lists(bundle: Bundle, folder: Path) -> tuple[Path, Path, Path]:
    """The check-lists of the bundle as a folder, the tables that they borrow and the operator's own lists as others.

    Raises DamagedError.
    """
    places = {layout.LISTS: folder / "checklists", layout.TABLES: folder / "tables", layout.ADDED: folder / "added"}
    for prefix, place in places.items():
        place.mkdir()
        for name in sorted(name for name in bundle.names if name.startswith(prefix)):
            plain = name.removeprefix(prefix)
            if "/" in plain or not plain.endswith((".yaml", ".json")):
                raise DamagedError(name, "is no file of check-lists")
            (place / plain).write_bytes(bundle.read(name, layout.MAX_LIST))
    return places[layout.LISTS], places[layout.TABLES], places[layout.ADDED]


class Home:
    """A home folder of one campaign with some of its organisations."""

    def __init__(self, folder: Path, about: About, before: Iterable[CampaignRow]) -> None:
        """Make it, with its campaigns."""
        self.folder, self.campaign = folder, about.campaign
        with closing((db := connect(folder)).conn), db.atomic():
            for one in before:
                row = one.model_dump(mode="json")
                db.execute("INSERT OR IGNORE INTO campaigns VALUES (?, ?, ?, '')", list(row.values()))
            db.execute("INSERT OR IGNORE INTO campaigns VALUES (?, ?, ?, '')", [
                about.campaign, about.as_of.isoformat(), about.created,
            ])  # fmt: skip

    def put(self, bundle: Bundle, kept: Kept) -> Path | None:
        """Add an organisation; gives its archive, None where it has none. Raises DamagedError."""
        path = path_of(self.folder, self.campaign, kept.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        has = kept.file.crawl.archive
        if has:
            _unpack(bundle, layout.archive_of(kept.id), path)
            if layout.texts_of(kept.id) in bundle.names:
                _unpack(bundle, layout.texts_of(kept.id), texts_beside(path))
        with closing((db := connect(self.folder)).conn), db.atomic():
            self._rows(db, kept, path if has else None)
        return path if has else None

    def put_findings(self, kept: Kept) -> None:
        """Add the findings that the bundle has of an organisation that is there."""
        about = {"campaign": self.campaign, "org": kept.id}
        with closing((db := connect(self.folder)).conn), db.atomic():
            db.table("findings").insert_all(about | _finding(line) for line, _ in kept.findings.values())

    def put_rows(self, kept: Iterable[Kept]) -> None:
        """Add organisations with the findings and scores that the bundle has, without their archives."""
        with closing((db := connect(self.folder)).conn), db.atomic():
            for one in kept:
                self._rows(db, one, None)
                about = {"campaign": self.campaign, "org": one.id}
                db.table("findings").insert_all(about | _finding(line) for line, _ in one.findings.values())
                if one.file.score is not None:
                    data = json.dumps(one.file.score, ensure_ascii=False)
                    db.table("scores").insert(about | {"data": data})

    def _rows(self, db: Database, kept: Kept, path: Path | None) -> None:
        row = kept.file.organisation.model_dump(mode="json")
        db.table("organisations").insert(row)
        db.execute("INSERT INTO campaign_orgs (campaign, org) VALUES (?, ?)", [self.campaign, kept.id])
        crawl = kept.file.crawl.model_dump(mode="json", exclude={"archive", "attempts"})
        archive = str(path.relative_to(self.folder)) if path else ""
        end = path.stat().st_size if path else 0
        about = {"campaign": self.campaign, "org": kept.id, "archive": archive, "archive_end": end}
        db.table("crawls").insert(crawl | about)
        _ledger(db, self.campaign, kept)
        for one in kept.reviews:
            _review(db, kept.id, one)


def _finding(line: bytes) -> dict[str, Any]:
    """A finding as the table has it."""
    row: dict[str, Any] = json.loads(line)
    return row | {name: json.dumps(row[name], ensure_ascii=False) for name in ("evidence", "looked")}


def _ledger(db: Database, campaign: str, kept: Kept) -> None:
    names = LedgerRow._fields
    rows = [
        (campaign, kept.id, *(number if name == "seq" else getattr(entry, name) for name in names))
        for number, entry in enumerate(kept.ledger)
    ]
    columns = ", ".join(("campaign", "org", *names))
    marks = ", ".join("?" * (len(names) + 2))
    db.conn.executemany(f"INSERT OR IGNORE INTO urls ({columns}) VALUES ({marks})", rows)  # noqa: S608  our names


def _review(db: Database, org: str, one: ReviewRow) -> None:
    about = Shown(
        campaign=one.campaign, org=org, item=one.item, verdict=one.verdict, reason=one.reason, seen=one.seen
    )  # fmt: skip
    seen = json.dumps(dict(sorted(one.seen.items())), ensure_ascii=False)
    values = [about.digest, about.campaign, org, about.item, about.verdict, about.reason, seen]
    db.execute("INSERT OR IGNORE INTO shown VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    db.execute(
        "INSERT INTO reviews (shown, reviewer, verdict, reason, decided_at) VALUES (?, ?, ?, ?, ?)",
        [about.digest, one.reviewer, one.decided, one.why, one.decided_at],
    )


def _unpack(bundle: Bundle, name: str, path: Path) -> None:
    try:
        with path.open("xb") as file:
            for chunk in bundle.stream(name):
                file.write(chunk)
    except FileExistsError as error:
        raise DamagedError(name, "stands where another organisation's file belongs") from error


def _parse(model: type[File], name: str, data: bytes) -> File:
    try:
        return model.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise DamagedError(name, _why(error)) from error


def _each(bundle: Bundle, name: str, parse: Any) -> list[Any]:  # noqa: ANN401  what a line is, its caller knows
    if name not in bundle.names:
        return []
    try:
        return [parse(line) for line in bundle.read(name).splitlines()]
    except (ValidationError, RecursionError) as error:
        raise DamagedError(name, _why(error)) from error


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors()[0]
        return f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}"
    return str(error)

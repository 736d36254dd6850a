"""Verifies a bundle: reads it and nothing else, audits it anew in a folder that goes away, compares. No network."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from audit.auditing import audit
from audit.database import connect
from checklists.load import HERE, load
from checklists.load import digest as digest_of_lists
from checklists.source import CheckListError
from crawler.warc import ArchiveError
from reports.bundles import layout
from reports.bundles.bounds import ceiling, deadline
from reports.bundles.comparing import compare_findings, compare_marks, compare_score
from reports.bundles.evidence import look_up
from reports.bundles.integrity import check_signature, compare_digests, tell_unchecked
from reports.bundles.layout import DamagedError
from reports.bundles.opening import Bundle
from reports.bundles.reading import Look, look_through
from reports.bundles.records import HEADER, Shelf
from reports.bundles.rerating import Rerating
from reports.bundles.restoring import Home, Kept, read_about, read_campaigns, read_kept, unpack_lists
from reports.bundles.result import Problem, Verification
from reports.bundles.versions import differing
from reports.bundles.writing import dump

if TYPE_CHECKING:
    from sqlite_utils import Database

    from checklists.catalogue import Catalogue
    from reports.bundles.content import CampaignRow

BATCH = 8
"""Organisations that are unpacked and audited together."""
BATCH_BYTES = 64 * layout.MIB
MINUTES = 15
"""That one organisation may take: a bundle made to keep us busy is refused then."""
MEMORY = 12 * 1024 * layout.MIB
"""Bytes that the process may have meanwhile, addresses counted: an honest site takes a tenth."""

Told = Callable[[str, int, int], None]


@dataclass(slots=True, kw_only=True)
class _Run:
    """One verification while it goes on."""

    bundle: Bundle
    result: Verification
    catalogue: Catalogue | None = None
    before: Sequence[CampaignRow] = ()
    rating: Rerating | None = None
    index: Shelf = field(default_factory=Shelf)
    pages: Shelf = field(default_factory=Shelf)
    more: Shelf = field(default_factory=Shelf)
    whole: bool = True
    """Whether every archive could be read, so that index and pages can be compared."""


def verify(path: Path, key: bytes | None = None, told: Told | None = None) -> Verification:
    """Check every digest, the signature and the findings of a bundle.

    ``key``: 32 bytes of the key that it must be signed with. Raises RefusedError where it is no bundle, or not safe.
    """
    with (
        ceiling(MEMORY, str(path)),
        Bundle(path) as bundle,
        tempfile.TemporaryDirectory(prefix="glasnost-verify-") as scratch,
    ):
        about = read_about(bundle)
        run = _Run(bundle=bundle, result=Verification(bundle=path.name, about=about))
        compare_digests(bundle, run.result)
        check_signature(bundle, run.result, key)
        run.result.versions = differing(about.versions)
        lists = Path(scratch) / "lists"
        lists.mkdir()
        _lists(run, lists)
        if run.catalogue is not None:
            _organisations(run, Path(scratch), told)
            _lines(run)
        tell_unchecked(bundle, run.result)
        return run.result


def _lists(run: _Run, folder: Path) -> None:
    """Load the check-lists of the bundle, where they are those of its manifest."""
    try:
        run.before = read_campaigns(run.bundle)
        if any(one.path.startswith((layout.LISTS, layout.TABLES, layout.ADDED)) for one in run.result.problems):
            run.result.not_checked.append("findings: the check-lists are not those that the manifest names")
            return
        own, tables, added = unpack_lists(run.bundle, folder)
        with deadline(MINUTES, str(run.bundle.path)):
            catalogue = load(own, tables, added)
    except DamagedError as error:
        run.result.fault(Problem(kind="file", path=error.name, what=error.why))
    except (CheckListError, RecursionError) as error:
        what = error.format_message() if isinstance(error, CheckListError) else "nests too deep"
        run.result.fault(Problem(kind="check-list", path=layout.LISTS, what=what.replace(f"{folder}/", "")))
    else:
        run.catalogue = catalogue
        about = run.result.about
        if catalogue.digest != about.checklists or catalogue.edition(about.as_of) != about.edition:
            what = f"they are {catalogue.digest}, edition {catalogue.edition(about.as_of)}, which it does not say"
            run.result.fault(Problem(kind="check-list", path=layout.ABOUT, what=what))
        if catalogue.digest != (ours := digest_of_lists(HERE, added=added)):
            run.result.versions["check-lists"] = (catalogue.digest, ours)
        run.rating = Rerating(run.bundle, run.result, catalogue, folder)
    if run.catalogue is None:
        run.result.not_checked.append("findings: the check-lists could not be read")


def _organisations(run: _Run, scratch: Path, told: Told | None) -> None:
    orgs = run.result.about.organisations
    done = 0
    for number, batch in enumerate(_batches(run.bundle, orgs)):
        with tempfile.TemporaryDirectory(prefix=f"{number}-", dir=scratch) as folder:
            _batch(run, Home(Path(folder), run.result.about, run.before), batch)
        done += len(batch)
        if told is not None:
            told(batch[-1], done, len(orgs))


def _batches(bundle: Bundle, orgs: Sequence[str]) -> Iterator[list[str]]:
    batch, size = list[str](), 0
    for org in orgs:
        name = layout.archive_of(org)
        own = bundle.size(name) if name in bundle.names else 0
        if batch and (len(batch) >= BATCH or size + own > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(org)
        size += own
    if batch:
        yield batch


def _batch(run: _Run, home: Home, orgs: Sequence[str]) -> None:
    """Unpack some organisations, audit them anew and compare."""
    ready = list[tuple[Kept, Look | None]]()
    for org in orgs:
        try:
            kept = read_kept(run.bundle, org)
            path = home.put(run.bundle, kept)
        except DamagedError as error:
            run.result.fault(Problem(kind="file", path=error.name, org=org, what=error.why))
            run.result.not_checked.append(f"findings of {org}: its files could not be read")
            run.whole = False
            continue
        with deadline(MINUTES, str(run.bundle.path)):
            look = look_through(path, kept, run.result.fault) if path else None
        if path and look is None:
            run.whole = False
        elif look is not None:
            run.index.add(look.index)
            run.pages.add(look.pages)
            run.more.add(look.more)
        if run.result.changed(layout.archive_of(org), layout.texts_of(org)):
            run.result.not_checked.append(f"findings of {org}: its archive is not the one that was audited")
        else:
            ready.append((kept, look))
    if run.result.about.evidence_only:
        _looked_up(run, home, ready)
    else:
        _audited(run, home, ready)


def _audited(run: _Run, home: Home, ready: Sequence[tuple[Kept, Look | None]]) -> None:
    assert run.catalogue is not None  # noqa: S101  asked by the caller, which mypy cannot see
    ids = [kept.id for kept, _ in ready]
    if not ids:
        return
    about, broken = run.result.about, list[ArchiveError]()
    with deadline(MINUTES * len(ids), str(run.bundle.path)):
        audit(home.folder, about.campaign, orgs=ids, broken=broken.append, catalogue=run.catalogue)
    for error in broken:
        org = error.path.name.removesuffix(".warc.gz").removesuffix(".derived")
        what = f"byte {error.offset}: {error.what}"
        run.result.fault(Problem(kind="archive", path=error.path.name, org=org, what=what))
    with closing((db := connect(home.folder)).conn):
        for kept, _ in ready:
            run.result.organisations += 1
            run.result.findings += len(kept.findings)
            compare_findings(db, about, kept, run.result.fault)
            compare_marks(db, about, kept.id, _optional(run, kept.id, layout.MARKS), run.result.fault)
            compare_score(db, about, kept, run.catalogue, run.result.fault)
        _rated(run, db, ids)


def _looked_up(run: _Run, home: Home, ready: Sequence[tuple[Kept, Look | None]]) -> None:
    assert run.catalogue is not None  # noqa: S101  as above
    about = run.result.about
    for kept, _ in ready:
        home.put_findings(kept)
    with closing((db := connect(home.folder)).conn):
        for kept, look in ready:
            run.result.organisations += 1
            run.result.findings += len(kept.findings)
            with deadline(MINUTES, str(run.bundle.path)):
                run.result.evidence += look_up(kept, look, about, run.catalogue, run.result.fault)
            compare_score(db, about, kept, run.catalogue, run.result.fault)
        _rated(run, db, [kept.id for kept, _ in ready])


def _rated(run: _Run, db: Database, orgs: Sequence[str]) -> None:
    assert run.rating is not None  # noqa: S101  made with the catalogue
    with deadline(MINUTES, str(run.bundle.path)):
        run.rating.compare(db, orgs)


def _optional(run: _Run, org: str, part: str) -> bytes:
    name = layout.own(org, part)
    try:
        return run.bundle.read(name) if name in run.bundle.names else b""
    except DamagedError:
        return b""  # told of with its digest


def _lines(run: _Run) -> None:
    """Compare index and lists of pages with those that the archives give."""
    if not run.whole:
        run.result.not_checked.append("index and pages: not every archive could be read")
        return
    header = dump(HEADER)
    for name, parts in (
        (layout.INDEX, [run.index.sorted()]),
        (layout.PAGES, [[header], run.pages.in_order()]),
        (layout.MORE_PAGES, [[header], run.more.in_order()]),
    ):
        made = hashlib.sha256()
        for part in parts:
            for line in part:
                made.update(line)
        try:
            found = run.bundle.digest(name)[0]
        except DamagedError as error:
            run.result.fault(Problem(kind="file", path=name, what=error.why))
            continue
        if found != f"sha256:{made.hexdigest()}":
            run.result.fault(
                Problem(
                    kind="index" if name == layout.INDEX else "pages", path=name, what="is not what the archives give"
                )
            )

"""Packs a campaign, or some of it, as a bundle: reads a home folder, writes one WACZ file. No network, no clock.

Holds one organisation at a time: a campaign of hundreds goes through in the memory of its largest site.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.database import connect
from audit.derived import path_of
from checklists.load import FOLDER, HERE, sources
from crawler import campaigns
from crawler.warc import Record, pack_record
from reports.bundles import content, layout, rating
from reports.bundles.content import About, CampaignRow
from reports.bundles.layout import CHUNK
from reports.bundles.measured import rows
from reports.bundles.records import HEADER, Listed, Shelf, listed, subset
from reports.bundles.subjects import Subject, lists, subjects
from reports.bundles.versions import versions
from reports.bundles.writing import Writer, dump, lines

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.rating.campaign import CampaignRating
    from checklists.catalogue import Catalogue
    from reports.bundles.subjects import Order

Told = Callable[[str, int, int], None]


@dataclass(slots=True, kw_only=True)
class _Whole:
    """What is gathered while organisations pass by."""

    db: Database
    order: Order
    catalogue: Catalogue
    writer: Writer
    before: list[CampaignRow]
    rating: tuple[CampaignRating, Path] | None
    """With the file of the methodology."""
    index: Shelf = field(default_factory=Shelf)
    pages: Shelf = field(default_factory=Shelf)
    more: Shelf = field(default_factory=Shelf)
    main: tuple[str, str] | None = None
    """Address and time of the first page."""
    decided: list[str] = field(default_factory=list)
    """When people decided."""


def pack(home: Path, order: Order, out: Path, told: Told | None = None) -> About:
    """Write the bundle to ``out``, which takes the place of an older file when it is whole.

    Raises BundleError, CampaignError, CheckListError, and ArchiveError for an archive that was cut or changed.
    """
    with closing((db := connect(home)).conn), tempfile.TemporaryDirectory(prefix="glasnost-lists-") as lent:
        added = () if order.folder else sources(home / FOLDER)
        catalogue = lists(order.folder or HERE, added, Path(lent))
        campaign = campaigns.get(db, order.campaign)
        chosen, left_out = subjects(db, home, order)
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(out.name + ".part")
        try:
            with Writer(part) as writer:
                whole = _Whole(
                    db=db, order=order, catalogue=catalogue, writer=writer,
                    before=content.campaigns_upto(db, campaign.name),
                    rating=rating.opened(db, catalogue, campaign.name, order.methodology),
                )  # fmt: skip
                for number, one in enumerate(chosen, start=1):
                    _organisation(whole, one)
                    if told is not None:
                        told(one.org.id, number, len(chosen))
                about = _about(whole, chosen, left_out, catalogue)
                _common(whole, about, chosen, Path(lent))
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return about


def _organisation(whole: _Whole, one: Subject) -> None:
    """Everything of one organisation."""
    db, campaign, org = whole.db, whole.order.campaign, one.org.id
    found = content.findings(db, campaign, org)
    if one.archive is not None:
        with tempfile.TemporaryDirectory(prefix="glasnost-bundle-") as scratch:
            _archive(whole, one, found, Path(scratch))
    decisions = content.reviews(db, [before.name for before in whole.before], org)
    whole.decided += [row["decided_at"] for row in decisions]
    measured = rows(db, campaign, org, whole.catalogue.measures)
    whole.writer.text(
        layout.own(org, layout.ORGANISATION),
        dump(
            {
                "organisation": content.row_of(one.org).model_dump(mode="json"),
                "crawl": one.crawl.model_dump(mode="json"),
                "score": content.score_of(db, campaign, org),
            },
            indent=1,
        ),
    )
    whole.writer.text(layout.own(org, layout.FINDINGS), lines(found))
    for name, data in (
        (layout.LEDGER, content.ledger(db, campaign, org)),
        (layout.REVIEWS, lines(decisions)),
        (layout.MARKS, content.marks(db, campaign, org)),
        (layout.MEASURES, lines(row.model_dump() for row in measured)),
    ):
        if data:
            whole.writer.text(layout.own(org, name), data)
    if whole.rating is not None:
        data = dump(rating.rated(whole.rating[0], one.org, measured).model_dump(mode="json"), indent=1)
        whole.writer.text(layout.own(org, layout.RATING), data)


def _archive(whole: _Whole, one: Subject, found: Sequence[Mapping[str, Any]], scratch: Path) -> None:
    """The archive with its texts, whole or only what is cited; its lines go to the index."""
    assert one.archive is not None  # noqa: S101  asked by the caller, which mypy cannot see
    path, end, texts = one.archive, one.end or None, path_of(one.archive)
    if whole.order.evidence_only:
        cited = frozenset(content.cited(found))
        path, end = scratch / path.name, None
        moved = _kept(path, subset(one.archive, one.end or None, cited, _about_crawl))
        whole.writer.text(layout.own(one.org.id, layout.OFFSETS), dump({str(old): new for old, new in moved.items()}))
        if (whole_texts := texts).is_file():
            texts = scratch / texts.name
            _kept(texts, subset(whole_texts, None, (), lambda record: _of_text(record, cited)))
    _listed(whole, listed(path, path.name, end), content.cited_pages(found))
    size = end or path.stat().st_size
    whole.writer.stream(layout.archive_of(one.org.id), _bytes(path, size), size, stored=True)
    if texts.is_file():
        size = texts.stat().st_size
        whole.writer.stream(layout.texts_of(one.org.id), _bytes(texts, size), size, stored=True)


def _about_crawl(record: Record) -> bool:
    """Whether a record tells of the crawl itself."""
    return record.kind in ("warcinfo", "metadata")


def _of_text(record: Record, wanted: frozenset[int]) -> bool:
    source = record.headers.get("glasnost-source-offset", "")
    return record.kind == "warcinfo" or (source.isdecimal() and int(source) in wanted)


def _kept(path: Path, records: Iterator[tuple[int, bytes]]) -> dict[int, int]:
    """Write records into a file of their own; gives where each stood and stands."""
    moved: dict[int, int] = {}
    with path.open("wb") as file:
        for offset, data in records:
            moved[offset] = file.tell()
            file.write(data)
    return moved


def _listed(whole: _Whole, found: Listed, cited: Collection[str]) -> None:
    whole.index.add(found.lines)
    first = next(iter(found.pages), None)
    if first is not None and whole.main is None:
        whole.main = (first.url, first.when)
    for page in found.pages:
        (whole.pages if page is first or page.url in cited else whole.more).add([page.line()])


def _bytes(path: Path, left: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _about(whole: _Whole, chosen: Sequence[Subject], left_out: dict[str, str], catalogue: Catalogue) -> About:
    campaign = whole.before[-1]
    return About(
        format=layout.FORMAT,
        campaign=campaign.name,
        as_of=campaign.as_of,
        created=content.latest((one.crawl for one in chosen), whole.decided, campaign.created_at),
        evidence_only=whole.order.evidence_only,
        organisations=tuple(one.org.id for one in chosen),
        left_out=left_out,
        edition=catalogue.edition(campaign.as_of),
        checklists=catalogue.digest,
        versions=versions(),
    )


def _common(whole: _Whole, about: About, chosen: Sequence[Subject], lent: Path) -> None:
    """What belongs to no organisation, the manifest last."""
    writer = whole.writer
    if not any(one.archive for one in chosen):
        record = _nothing(about)
        writer.stream(layout.NOTHING, [record], len(record), stored=True)
    for path in sorted(lent.glob("*/*")):
        writer.text(f"glasnost/{path.parent.name}/{path.name}", path.read_bytes())
    if whole.rating is not None:
        made, path = whole.rating
        writer.text(f"{layout.METHODS}{made.counting.method.id}.yaml", path.read_bytes())
        writer.text(layout.RATED, dump(rating.about(made).model_dump(mode="json"), indent=1))
    writer.text(layout.CAMPAIGNS, lines(one.model_dump(mode="json") for one in whole.before))
    writer.text(layout.ABOUT, dump(about.model_dump(mode="json"), indent=1))
    writer.stream(layout.INDEX, whole.index.sorted(), whole.index.length())
    for name, shelf in ((layout.PAGES, whole.pages), (layout.MORE_PAGES, whole.more)):
        header = dump(HEADER)
        writer.stream(name, itertools.chain([header], shelf.in_order()), len(header) + shelf.length())
    writer.finish(_title(whole, about, chosen), whole.order.sign)


def _nothing(about: About) -> bytes:
    """The archive of those whose sites gave none: one record that says so."""
    block = b"software: glasnost\r\nnote: No site of this bundle could be reached.\r\n"
    head = {"WARC-Record-ID": f"<urn:uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}>", "WARC-Filename": "nothing.warc.gz"}
    return pack_record("warcinfo", head | {"Content-Type": "application/warc-fields"}, block, about.created)


def _title(whole: _Whole, about: About, chosen: Sequence[Subject]) -> dict[str, Any]:
    name = chosen[0].org.name if len(chosen) == 1 else f"{len(chosen)} organisations"
    what = "only the records that findings rest on" if about.evidence_only else "whole archives"
    told = {
        "title": f"{about.campaign}: {name}",
        "description": (
            f"What the sites showed as of {about.as_of}, {what}, with check-lists and findings."
            " Check it by: glasnost bundle verify FILE"
        ),
        "created": about.created,
        "modified": about.created,
        "software": f"glasnost {about.versions['glasnost']}".strip(),
    }
    main = dict(zip(("mainPageUrl", "mainPageDate"), whole.main, strict=True)) if whole.main else {}
    return told | main

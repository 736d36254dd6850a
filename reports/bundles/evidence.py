"""Evidence looked up in its records: reads archive, texts and findings of one organisation, tells what is not there.

For bundles that hold nothing else. Whether a verdict is right cannot be told by this; that what it quotes stood there
when the site was read can.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.derived import Derived, document_page, texts_of
from audit.site import QUOTE
from crawler.archive import Response, digest_of, response_at
from crawler.content import MAX_PAGE
from crawler.page import Page, TooDeep, read_page
from crawler.warc import ArchiveError, read_record
from reports.bundles import layout
from reports.bundles.result import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.finding import Evidence
    from checklists.catalogue import Catalogue
    from reports.bundles.content import About
    from reports.bundles.reading import Fault, Look
    from reports.bundles.restoring import Kept


class _Records:
    """The records of one archive, each read once."""

    def __init__(self, look: Look, offsets: Mapping[int, int]) -> None:
        self._path, self._offsets = look.path, offsets
        self._texts: Mapping[int, Derived] = texts_of(look.path).by_offset
        self._pages: dict[tuple[int, bool], tuple[Response, frozenset[str]]] = {}

    def find(self, one: Evidence) -> tuple[Response, frozenset[str]] | None:
        """The answer that a piece of evidence names, and all that is written in it; None where it is not there."""
        at = one.offset
        if at is None or at not in self._offsets:
            return None
        paper = one.how in ("document", "ocr")
        key = at, paper
        if key not in self._pages:
            response = response_at(self._path, self._offsets[at])
            self._pages[key] = response, frozenset(self._strings(at, response, paper=paper))
        return self._pages[key]

    def digest(self, one: Evidence) -> str:
        """The digest of the record that a piece of evidence names, of any kind; empty where there is none."""
        if one.offset is None or one.offset not in self._offsets:
            return ""
        with self._path.open("rb") as file:
            record = read_record(file, self._path, self._offsets[one.offset])
        return digest_of(record.block) if record else ""

    def _strings(self, offset: int, response: Response, *, paper: bool) -> Iterator[str]:
        if paper:
            derived = self._texts.get(offset)
            return _written(document_page(derived)) if derived and derived.digest == response.digest else iter(())
        if len(response.body) > MAX_PAGE:
            return iter(())
        try:
            return _written(read_page(response.body, response.content_type, response.url))
        except TooDeep:
            return iter(())


def look_up(kept: Kept, look: Look | None, about: About, catalogue: Catalogue, fault: Fault) -> int:
    """Look every piece of evidence up; gives how many there are. Also whether each item that is asked has a finding."""
    path, number = layout.own(kept.id, layout.FINDINGS), 0

    def tell(item: str, what: str) -> None:
        fault(Problem(kind="evidence", path=path, org=kept.id, item=item, what=what))

    row = kept.file.organisation
    asked = {item.id for item in catalogue.items_for(row.sector, row.kind, about.as_of)}
    for item in sorted(asked ^ kept.findings.keys()):
        tell(item, "no finding" if item in asked else "a finding that the check-list does not ask for")
    known = {entry.url for entry in kept.ledger}
    try:
        records = _Records(look, kept.offsets) if look else None
        for item, (_, finding) in kept.findings.items():
            for url in finding.looked:
                if url not in known:
                    tell(item, f"looked at {url}, which is not in the ledger")
            for one in finding.evidence:
                number += 1
                if wrong := _wrong(one, records, known):
                    tell(item, wrong)
    except ArchiveError as error:
        fault(Problem(kind="archive", path=error.path.name, org=kept.id, what=f"byte {error.offset}: {error.what}"))
    return number


def _wrong(one: Evidence, records: _Records | None, known: set[str]) -> str:
    """What is wrong with a piece of evidence; empty where nothing is."""
    if one.offset is None:
        return "" if one.url in known else f"{one.url} is not in the ledger"
    if records and one.how == "probe" and records.digest(one) == one.digest:
        return ""  # told in our words: only that its record is there can be seen
    found = records.find(one) if records else None
    if found is None:
        return f"the record at byte {one.offset} is not in the bundle"
    response, written = found
    if response.url != one.url:
        return f"the record at byte {one.offset} is of {response.url}, not {one.url}"
    if response.digest != one.digest:
        return f"the record at byte {one.offset} has digest {response.digest}, not {one.digest}"
    return "" if one.quote in written or one.how == "probe" else f"«{one.quote[:80]}» is not written there"


def _written(page: Page) -> Iterator[str]:
    """Everything of a page that findings quote, cut as they cut it."""
    whole: list[str] = [page.title, page.canonical or "", page.description]
    whole += (block.text for block in page.blocks)
    whole += (text for link in page.links for text in (link.text, link.title, link.href, link.url, link.image))
    whole += (prop.text for prop in page.props)
    whole += (page.links[at].url for prop in page.props for at in prop.links)
    for form in page.forms:
        whole += (form.text, form.marks.strip(), " ".join(one.words for one in form.fields))
    whole += (*page.sources, *page.marks)
    whole += (text for picture in page.pictures for text in (picture.source, picture.alt))
    return (text[:QUOTE] for text in whole)

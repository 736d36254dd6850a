"""From an archive to the facts of its pages: reads answers, gives pages with their ledger entries. No network."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.content import MAX_PAGE, kind_of
from crawler.page import Memory, TooDeep, read_page

if TYPE_CHECKING:
    from crawler.archive import Archive, Response
    from crawler.ledger import LedgerEntry
    from crawler.page import Link, Page

_READ = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
"""Statuses of answers that are the page asked for."""


class Answers:
    """What is kept of the answers of one archive: the facts of each page, or why there are none.

    An archive has its ledger at its end. So every answer that looks like a page is read as it comes, and ``pages_of``
    leaves out those that the ledger does not know as fetched.
    """

    def __init__(self) -> None:
        self._memory = Memory()
        self._same: dict[Link, Link] = {}
        """Every link that was met."""
        self.made: dict[int, Page | str] = {}
        """Offset in the archive → the page, or the ledger's reason for having none; in file order."""

    def take(self, response: Response) -> None:
        """Read an answer, if it is a page."""
        if response.status not in _READ or kind_of(response.content_type, response.url, response.body) != "page":
            return
        if len(response.body) > MAX_PAGE:
            self.made[response.offset] = "too_large"
            return
        try:
            page = read_page(response.body, response.content_type, response.url, memory=self._memory)
        except TooDeep:
            self.made[response.offset] = "too_deep"
            return
        # A template's menus are the same on every page: kept once, their links take less memory and are known again.
        self.made[response.offset] = replace(page, links=tuple(map(self._same.setdefault, page.links, page.links)))

    def forget(self) -> None:
        """Let go of what only reading needs."""
        self._memory.forget()
        self._same.clear()


def _shown(archive: Archive, by_offset: dict[int, LedgerEntry]) -> dict[int, LedgerEntry]:
    """Offset of each tree that the browser made → the page's entry, which then tells of that record and its time.

    The answer of plain HTTP for the same page is to be left out: its offset is given without an entry.
    """
    found: dict[int, LedgerEntry] = {}
    for offset, entry in by_offset.items():
        rendering = archive.renderings.get(entry.url)
        if rendering is not None and rendering.offset is not None:
            found[offset] = replace(entry, state="skipped")
            found[rendering.offset] = replace(
                entry, offset=rendering.offset, length=rendering.length, digest=rendering.digest,
                fetched_at=rendering.rendered_at,
            )  # fmt: skip
    return found


def pages_of(
    archive: Archive, answers: Answers | None = None,
) -> tuple[list[tuple[Page, LedgerEntry]], dict[str, LedgerEntry]]:  # fmt: skip
    """The HTML pages of an archive with their entries, in crawl order; and entries that reading proved unreadable.

    ``answers``: those of this archive; without them it is read. Raises ArchiveError.
    """
    if answers is None:
        answers = Answers()
        for response in archive.responses(doms=True):
            answers.take(response)
    answers.forget()
    by_offset = {entry.offset: entry for entry in archive.ledger if entry.offset is not None}
    by_offset.update(_shown(archive, by_offset))
    pages: list[tuple[Page, LedgerEntry]] = []
    failed: dict[str, LedgerEntry] = {}
    for offset, made in answers.made.items():
        entry = by_offset.get(offset)
        if entry is None or entry.state != "fetched" or entry.redirect_to or entry.via in ("robots", "sitemap"):
            continue  # a check of browsers answers there too, as a page
        if isinstance(made, str):
            failed[entry.url] = replace(entry, state="failed", reason=made)
        else:
            pages.append((made, entry))
    return pages, failed

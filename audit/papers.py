"""The documents of a site as the rules read them: reads derived texts, gives views and what was not read. Opens none.

What a document says is found where its words are; what it is, its link says. So a value that stands only inside a
document is a part: a reader has to open the file, and to know which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.derived import document_page
from audit.places import Places
from audit.view import View
from crawler.content import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.derived import How, Texts
    from audit.matching import Lines
    from crawler.ledger import LedgerEntry


class Papers:
    """The documents that were fetched."""

    def __init__(self, ledger: Iterable[LedgerEntry], texts: Texts, lines: Lines, first: int) -> None:
        """``first``: the number of the first view; pages of the site have those below."""
        self.first = first
        self.how: dict[str, How] = {}
        """Address → how the text of a document was had."""
        self.unread: dict[str, str] = {}
        """Address of a document whose text was not had → why: one of NOT_CHECKED."""
        views: list[View] = []
        for entry in ledger:
            made = texts.of(entry)  # of its bytes: ``download.php?id=5`` of no telling type is a document too
            known = made is not None or kind_of(entry.content_type, entry.url, b"") == "document"
            if entry.state != "fetched" or not known:
                continue
            if made is not None and made.state == "text":
                self.how[entry.url] = made.how
                views.append(View(first + len(views), document_page(made), entry, lines))
                views[-1].own = bytes([1]) * len(views[-1].lines)
            else:
                self.unread[entry.url] = made.state if made is not None else "no_reader"
        self.by_url = {view.entry.url: view for view in views}
        self._places = Places(views, lines)

    def blocks(self, numbers: Iterable[int]) -> list[tuple[View, int, int]]:
        """Each place of each phrase in a document: view, block, phrase; in crawl order."""
        return self._places.blocks(numbers)

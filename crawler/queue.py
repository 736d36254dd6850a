"""The addresses that one visit met, and which comes next; writes rows into the store, knows no page and no network."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

from crawler import order, traps, urls
from crawler.rendering import Rendering
from crawler.store import Row, Store

_UNWANTED = frozenset({"offsite", "media", "scheme"})
"""Reasons of addresses that are not wanted, whatever there is room for."""

_UNLINKED = frozenset({"listed", "prescribed"})
"""Ways to meet an address that no page names."""


class Found(NamedTuple):
    """How an address was met."""

    parent: str = ""
    text: str = ""
    via: str = "a"
    depth: int = 0


class Queue:
    """The queue of one visit. Each address is met once; meeting it again in a better place moves it forward."""

    def __init__(self, store: Store, org: str, max_urls: int) -> None:
        """Begin with nothing; ``resume`` takes in what was committed."""
        self._store, self._org, self._max = store, org, max_urls
        self._traps = traps.Traps()
        # Hashes instead of strings: what is only to be recognised takes a tenth of the memory.
        self._seen: set[int] = set()
        self._keys: set[int] = set()
        self._queued: dict[str, Row] = {}
        self._heap: list[tuple[int, int, str]] = []
        self._seq = 0
        self.beyond = 0
        """Links to wanted addresses that the ledger has no room for."""
        self.unkept = 0
        """Likewise to those that are not wanted, which get half of the room: a hacked page has thousands of them."""
        self._skipped = 0

    def resume(self, row: Row) -> None:
        """Take in a committed row."""
        self._seq = max(self._seq, row.seq + 1)
        self._seen.add(hash(row.url))
        self._keys.add(hash(urls.key(row.url)))
        self._traps.kind(row.url, row.depth)
        self._skipped += row.reason in _UNWANTED
        if len(self._seen) >= self._max:
            self.beyond = max(self.beyond, 1)  # how many there were was told to nobody; that there were some, is likely
        if row.state == "queued":
            self._push(row)

    def __contains__(self, url: str) -> bool:
        """Tell whether an address was met before."""
        return hash(url) in self._seen

    def add(self, url: str, priority: int, found: Found) -> bool:
        """Meet an address that is wanted; True where it now waits in the queue with this priority."""
        if hash(url) in self._seen:
            return self._raise(url, priority, found)
        if not self._room():
            return False
        if hash(urls.key(url)) in self._keys and not _leads_on(url, found):
            self._meet(url, "duplicate", priority, found)
            return False
        kind = self._traps.kind(url, found.depth)
        if kind:
            self._meet(url[: urls.MAX_URL], f"trap:{kind}", priority, found)
            bare = traps.without_session(url) if kind == "session" else url
            return bare != url and self.add(bare, priority, found)
        self._keys.add(hash(urls.key(url)))
        row = self._row(url, priority, found)
        self._push(row)
        self._store.put(self._org, row)
        return True

    def skip(self, url: str, reason: str, found: Found, *, telling: bool = False) -> None:
        """Meet an address that is not wanted; ``telling``: what becomes of an item may hang on it, so it is kept."""
        if hash(url) in self._seen:
            return
        if telling and not self._room():
            return
        if not telling and (self._skipped >= self._max // 2 or not self.room()):
            self.unkept += 1
            return
        self._skipped += 1
        self._meet(url, reason, 0, found)

    def pop(self) -> Row | None:
        """The next address; it stays ``queued`` on disk until it is settled."""
        while self._heap:
            negative, seq, url = heapq.heappop(self._heap)
            row = self._queued.get(url)
            if row is not None and (row.seq, row.priority) == (seq, -negative):
                del self._queued[url]
                return row
        return None

    def put_back(self, row: Row, priority: int) -> None:
        """Try an address again later."""
        self._push(row._replace(priority=priority))

    def claim(self, url: str, priority: int, found: Found) -> Row:
        """Meet an address that is asked for at once, without waiting in the queue."""
        self._keys.add(hash(urls.key(url)))
        return self._row(url, priority, found)

    def settle(self, row: Row) -> None:
        """Write what became of an address."""
        self._store.put(self._org, row)

    def put_rendering(self, rendering: Rendering) -> None:
        """Write what the browser made of a page."""
        self._store.put_rendering(self._org, rendering)

    def waiting(self) -> Iterator[Row]:
        """What is still in the queue, in the order in which it was met."""
        return iter(sorted(self._queued.values(), key=lambda row: row.seq))

    def room(self) -> int:
        """How many addresses the ledger still has room for."""
        return max(self._max - len(self._seen), 0)

    def _row(self, url: str, priority: int, found: Found) -> Row:
        self._seen.add(hash(url))
        row = Row(
            url=url,
            seq=self._seq,
            state="queued",
            priority=priority,
            depth=found.depth,
            parent=found.parent,
            link_text=order.tidy(found.text),
            via=found.via,
        )
        self._seq += 1
        return row

    def _meet(self, url: str, reason: str, priority: int, found: Found) -> None:
        self._store.put(self._org, self._row(url, priority, found)._replace(state="skipped", reason=reason))

    def _raise(self, url: str, priority: int, found: Found) -> bool:
        row = self._queued.get(url)
        if row is None:
            return False
        raised, linked, was_linked = priority > row.priority, found.via not in _UNLINKED, row.via not in _UNLINKED
        if not (raised or (linked and not was_linked)):
            return False
        row = row._replace(priority=max(priority, row.priority), depth=min(found.depth, row.depth))
        if linked or not was_linked:  # what a link calls it says more than that a list has it
            row = row._replace(parent=found.parent, link_text=order.tidy(found.text), via=found.via)
        self._push(row)
        self._store.put(self._org, row)
        return raised

    def _push(self, row: Row) -> None:
        self._queued[row.url] = row
        heapq.heappush(self._heap, (-row.priority, row.seq, row.url))

    def _room(self) -> bool:
        if len(self._seen) < self._max:
            return True
        self.beyond += 1
        return False


def _leads_on(url: str, found: Found) -> bool:
    """Whether an address was met by being sent there: then it is asked for, though only its scheme or www. is new."""
    if found.via == "sitemap":
        return urls.key(found.parent) == urls.key(url)
    return found.via in ("redirect", "refresh", "start")

"""From what a rule saw to a finding: «missing» is said only under its conditions. Pure; knows no archive and no scores.

The conditions: the home page was read; every link whose words or path fit the item was fetched, or answered 404 or
410; the sitemap was read or is absent. Else the verdict is ``not_checked`` with the reason of the best candidate that
could not be read.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from audit.checks.rules import see
from audit.finding import NOT_CHECKED, Finding
from audit.proof import evidence
from audit.shells import unshown
from audit.view import file_kind, last_part
from crawler.content import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.checks.sight import Sight
    from audit.site import Site
    from checklists.catalogue import Catalogue
    from checklists.schema import Item
    from crawler.ledger import LedgerEntry

LOOKED = 20
"""URLs that a missing finding names at most."""
_REASONS = {"private": "blocked", "gone": "http_error", "redirect": "http_error", "internal": "budget"}
"""Reasons of the ledger that a finding tells in other words; ``internal``: we broke off, the site did nothing wrong."""
_REDIRECTS = 10
_TITLE = 0.6
"""Share of a file's name that must be the words for what it holds."""
_SITEMAP = ("sitemap.xml", "sitemap.xml.gz", "sitemap_index.xml", "sitemap-index.xml")


class Unread:
    """What of a site could not be read, with the phrases and paths by which it was named; made once a site."""

    def __init__(self, site: Site, homes: Sequence[str], beyond: int = 0) -> None:
        """``homes``: the home pages of its sites as the ledger spells them; ``beyond``: addresses met and not kept."""
        self.site = site
        self.rows: list[tuple[LedgerEntry, str, frozenset[int], str]] = []
        unseen = (kept for home in homes if (kept := _whole(site, home)))
        self.whole = next(unseen, ("budget", None) if beyond else None)
        self.sources: dict[str, list[LedgerEntry]] = {}
        """Addresses that redirect to an address, at any remove."""
        for entry in site.ledger.values():
            target, steps = entry, 0
            while target.redirect_to in site.ledger and steps < _REDIRECTS:
                target, steps = site.ledger[target.redirect_to], steps + 1
                self.sources.setdefault(target.url, []).append(entry)
        tried = {one.about for one in site.probes if one.kind == "link"}  # they answered, or are dead
        for entry in site.ledger.values():
            untold = site.papers.unread.get(entry.url, "")
            away = "offsite" if entry.reason == "offsite" and entry.url not in tried else ""
            reason = unread(entry) or _unseen(site, entry) or _led_away(site, entry) or untold or away
            if not reason:
                continue
            if untold or away or file_kind(entry.url):
                self.rows.append((entry, reason, self._titles(entry), ""))
            else:
                self.rows.append((entry, reason, self._names(entry), last_part(entry.url)))
        for view in site.views:
            hidden = unshown(view.page, view.entry.url, site.renderings)
            hidden = hidden or ("http_error" if view.entry.url in site.cut else "")
            if hidden:
                self.rows.append((view.entry, hidden, site.named(view.entry), view.path))

    def _names(self, entry: LedgerEntry) -> frozenset[int]:
        """Phrases in the words of the links to an address, and to those that redirect to it."""
        found, before = self.site.named(entry), self.sources.get(entry.url, [])
        for source in before:
            found |= self.site.named(source)
        return found

    def _titles(self, entry: LedgerEntry) -> frozenset[int]:
        """Phrases that are most of the name of a file, or of a link to another site: it holds that, and little else."""
        line, found = self.site.line(entry.link_text)
        spans = {number: self.site.span(number, line) for number in found}
        return frozenset(number for number, (start, end) in spans.items() if end - start >= _TITLE * len(line))

    def reason(
        self, numbers: frozenset[int], places: frozenset[str], barred: frozenset[int],
    ) -> tuple[str, LedgerEntry | None] | None:  # fmt: skip
        """Why an item cannot be called missing, and the best unread candidate; None where it can.

        ``barred``: phrases by which a file of that name is another document.
        """
        if self.whole:
            return self.whole
        for entry, reason, found, path in self.rows:
            if numbers.isdisjoint(found) and path not in places:
                continue
            if path or barred.isdisjoint(self.site.line(entry.link_text)[1]):
                return reason, entry
        return None


def unread(entry: LedgerEntry) -> str:
    """The reason of NOT_CHECKED for an address that was wanted and could not be read; empty for all others."""
    if entry.state == "failed" and entry.reason != "gone":
        return _REASONS.get(entry.reason, entry.reason)
    if entry.state == "queued" or (entry.state == "skipped" and entry.reason.startswith(("budget", "robots", "trap:"))):
        return entry.reason if entry.reason in NOT_CHECKED else "budget"
    return ""


def _unseen(site: Site, entry: LedgerEntry) -> str:
    """The reason for a page that was fetched and is none of the views: its status or type kept it from being read."""
    if entry.state != "fetched" or entry.redirect_to or entry.url in site.by_url or entry.via in ("robots", "sitemap"):
        return ""
    if kind_of(entry.content_type, entry.url, b"") == "document" or entry.url in site.papers.how:
        return ""
    return "blocked" if entry.status == HTTPStatus.ACCEPTED else "http_error"


def _led_away(site: Site, entry: LedgerEntry) -> str:
    """The reason for an address that leads to another site: what stands there, a visitor reads and we did not."""
    if entry.reason != "redirect" or not entry.redirect_to:
        return ""
    target = site.ledger.get(entry.redirect_to)
    return "offsite" if target is not None and target.reason == "offsite" else ""


def _whole(site: Site, home: str) -> tuple[str, LedgerEntry | None] | None:
    """What keeps every item from being missing: the home page or the sitemap was not read, or is a shell."""
    entry = site.ledger.get(home)
    for _ in range(_REDIRECTS):
        if entry is None or not entry.redirect_to:
            break
        entry = site.ledger.get(entry.redirect_to)
    if entry is None or entry.state != "fetched":
        reason = (unread(entry) or _REASONS.get(entry.reason, "http_error")) if entry else "budget"
        return reason, entry
    view = site.by_url.get(entry.url)
    if view is None or entry.url in site.cut:
        return "http_error", entry
    hidden = unshown(view.page, view.entry.url, site.renderings)
    if hidden and 2 * sum(bool(unshown(one.page, one.entry.url, site.renderings)) for one in site.views) >= len(
        site.views
    ):
        return hidden, entry
    for other in site.ledger.values():
        if (other.via == "sitemap" or other.url.lower().rsplit("/", 1)[-1] in _SITEMAP) and unread(other):
            return unread(other), other
    return None


def decide(site: Site, item: Item, catalogue: Catalogue, without: Unread) -> Finding:
    """The finding for one item of one site."""
    sight = see(site, item.rule, catalogue.rules)
    if sight is not None and sight.verdict != "missing":
        sight = _in_its_seat(site, item, catalogue, sight)
        return _finding(site, item, sight.verdict, sight.reason, sight)
    if sight is not None and sight.reason in NOT_CHECKED:
        return _finding(site, item, "not_checked", sight.reason, sight, (sight.proof[0].view.entry.url,))
    numbers, places = site.wording.leads(item, catalogue)
    kept = without.reason(numbers, places, site.wording.barred(item, catalogue))
    if kept is not None:
        reason, entry = kept
        looked = (entry.url,) if entry else ()
        return _finding(site, item, "not_checked", reason, None, looked)
    private = item.public_only and site.wording.is_private(site.subject.name)
    if item.if_any(site.subject.kind, private=private) and (sight is None or sight.reason == "not_found"):
        return _finding(site, item, "not_applicable", None, sight)
    seen = sight.reason if sight else "not_found"
    return _finding(site, item, "missing", seen, sight, looked_at(site, numbers, places))


def _in_its_seat(site: Site, item: Item, catalogue: Catalogue, sight: Sight) -> Sight:
    """As good a sight where a person would look for the item, if there is one: the proof that convinces.

    First the pages that are named after the item's hints, then those whose titles hold them too.
    """
    phrases, paths = site.wording.seats(item)
    named = {number for phrase in phrases for number in site.named_after.get(phrase, ())}
    named.update(view.number for path in paths for view in site.by_path.get(path, ()))
    titled = {number for phrase in phrases for number in site.titled.get(phrase, ())}
    seen = sight.proof[0].view.number
    for seats in (named, titled - named):
        if seen in seats:
            break
        if seats:
            found = see(site.only(frozenset(seats)), item.rule, catalogue.rules)
            as_good = found is not None and (found.verdict, found.reason) == (sight.verdict, sight.reason)
            if found is not None and as_good and (found.strength or not sight.strength):
                return found
    return sight


def _finding(
    site: Site, item: Item, verdict: str, reason: str | None, sight: Sight | None, looked: Iterable[str] = (),
) -> Finding:  # fmt: skip
    return Finding(
        org=site.subject.org,
        item=item.id,
        verdict=verdict,  # type: ignore[arg-type]
        reason=reason,
        evidence=evidence(site, sight.proof) if sight else (),
        looked=tuple(looked),
    )


def looked_at(site: Site, numbers: frozenset[int], places: frozenset[str]) -> list[str]:
    """Where a person would have looked too: pages that the item's words lead to, the home page, then others."""
    fitting = [url for url, found, path in site.looked if not numbers.isdisjoint(found) or path in places]
    others = [view.entry.url for view in site.views[:LOOKED]]
    return list(dict.fromkeys((*fitting[: LOOKED - 3], *others)))[:LOOKED]
